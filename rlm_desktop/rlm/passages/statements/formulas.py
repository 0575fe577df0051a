"""Small formulas over named rows: "365 * (average accounts payable between FY2016 and FY2017) / FY2017 COGS".

Questions define what they ask for in such words, and `resources/measures.tsv` what everybody knows.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

_WORDS = (
    (r"\s(?:divided by|over)\s", " / "),
    (r"\s(?:multiplied by|times)\s", " * "),
    (r"\s(?:less|minus)\s", " - "),
    (r"\splus\s", " + "),
    ("\u00d7", "*"),
    ("\u00f7", "/"),
    (r"\s[\u2013\u2212\u2014]\s", " - "),
)
_ASIDE = re.compile(r"\[[^\]]*\]|\((?:from|using|in|as|per|based on|rounded?)\b[^)]*\)", re.IGNORECASE)
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?(?=\s*[*/+)-]|\s*$)|[()*/+]|-(?=\s)|(?:(?!\s-\s)[^()*/+])+)")
MEAN, OPTIONAL = "!", "?"
"""Behind a name: its mean with the year before; nothing where it stands nowhere."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Term(msgspec.Struct, frozen=True):
    """What a name stands for, in the words that it was written in."""

    text: str


class Number(msgspec.Struct, frozen=True):
    value: float


class Computed(msgspec.Struct, frozen=True):
    """One operation."""

    sign: Literal["+", "-", "*", "/"]
    left: "Formula"
    right: "Formula"


Formula = Term | Number | Computed


class NotAFormula(Exception):
    """The words are none."""


def parse(text: str) -> Formula:
    """Raises `NotAFormula`."""
    tokens = list(_tokens(text))
    found, rest = _sum(tokens)
    if rest:
        raise NotAFormula
    return found


def is_one(text: str) -> bool:
    """Whether words compute something."""
    try:
        return isinstance(parse(text), Computed)
    except NotAFormula:
        return False


def _tokens(text: str) -> Iterator[str]:
    text = f" {_ASIDE.sub(' ', text)} "
    for pattern, sign in _WORDS:
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            raise NotAFormula
        position = match.end()
        if token := match.group(1).strip(" .,;:"):
            yield token


def _sum(tokens: list[str]) -> tuple[Formula, list[str]]:
    return _left_to_right(tokens, "+-", _product)


def _product(tokens: list[str]) -> tuple[Formula, list[str]]:
    return _left_to_right(tokens, "*/", _single)


def _left_to_right(
    tokens: list[str], signs: str, part: Callable[[list[str]], tuple[Formula, list[str]]]
) -> tuple[Formula, list[str]]:
    found, rest = part(tokens)
    while rest and rest[0] in signs:
        right, after = part(rest[1:])
        found, rest = Computed(rest[0], found, right), after  # type: ignore[arg-type]
    return found, rest


def _single(tokens: list[str]) -> tuple[Formula, list[str]]:
    if not tokens or tokens[0] in ")*/+-":
        raise NotAFormula
    if tokens[0] == "(":
        found, rest = _sum(tokens[1:])
        if not rest or rest[0] != ")":
            raise NotAFormula
        return found, rest[1:]
    if _NUMBER.fullmatch(tokens[0]):
        return Number(float(tokens[0])), tokens[1:]
    return Term(tokens[0]), tokens[1:]


def in_words(formula: Formula) -> str:
    """A formula as a person writes it."""
    if isinstance(formula, Number):
        return f"{formula.value:g}"
    if isinstance(formula, Term):
        name = formula.text.rstrip(OPTIONAL).replace("_", " ")
        return f"mean {name.rstrip(MEAN)}" if name.endswith(MEAN) else name
    left, right = (
        f"({in_words(each)})"
        if isinstance(each, Computed) and (formula.sign in "*/" or number)
        else in_words(each)
        for number, each in enumerate((formula.left, formula.right))
    )
    return f"{left} {formula.sign} {right}"
