"""195 questions about twenty quarterly reports as PDFs: facts of reference answers, and what is cited.

The reference answers were written by a language model. What is compared are their facts: amounts, whatever
their unit, or the telling words where there are none; no model judges. A citation is right where what
stands there tells the facts.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from rlm_desktop.bench.gold import Word
from rlm_desktop.bench.suite import Question, Workplace
from rlm_desktop.reply import Quote

_NUMBER = re.compile(
    r"(?<![\w.,-])\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%|percent|million|billion|thousand)?(?![\w])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}"
    r"(?:,\s*\d{4})?|\bQ[1-4]\b(?:\s*(?:of\s*)?\d{4})?|\b\d{4}\s*Q[1-4]\b|\b(?:Note|Item|page)\s+\d+\w?|\b10-[QK]\b"
)
_SOURCE = re.compile(r"\(?SOURCES?(?:\(S\))?:.*", re.IGNORECASE | re.DOTALL)
_LISTED = re.compile(r"^\s*\d+\.\s", re.MULTILINE)
_NO = re.compile(
    r"^(?:no\b|none\b)|\b(?:did not|does not|do not|were no|was no|is no|no significant"
    r"|not (?:explicitly|specif))",
    re.IGNORECASE,
)
_USUAL = """
about after also and any are been company document during ended figures following from have
including information into million months not other period provided quarter quarterly report
reported section specific such than that the their there these this three was were which while will
with would
"""
_COMMON = frozenset(_USUAL.split())
_MOST = 4
"""Facts that count: the first of a reference answer are those that the question is about."""


class Facts(msgspec.Struct, frozen=True):
    """What a right answer tells: amounts in order, or words; or that there is nothing to tell."""

    amounts: tuple[float, ...]
    words: frozenset[str]
    nothing: bool = False


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Questions about one report first, those whose answer is one amount or one table before others."""
    table = place.find("questions.csv", "filings", suite="filings")
    reports = table.parent / "10q"
    if seed > 1:
        return ()
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_question(row, reports) for row in sorted(rows, key=_rank)]


def _rank(row: dict[str, str]) -> tuple[bool, bool, bool]:
    kind = row["Question Type"]
    return kind.startswith("Multi"), "Multi-Chunk" in kind, row["Source Chunk Type"] != "Table"


def _question(row: dict[str, str], reports: Path) -> Question:
    told = facts(row["Answer"], row["Question"])
    meant = row["Source Docs"].strip("* ")
    kind = row["Question Type"].removesuffix(" RAG").lower()
    return Question(
        id=row["Question"],
        topic=meant.split()[-1],
        kind=f"{kind}, {row['Source Chunk Type'].lower()}",
        text=" ".join(row["Question"].split()),
        gold=(Word(" ".join(_SOURCE.sub("", row["Answer"]).split())[:200]),),
        paths=(str(reports),),
        score=partial(score, told, row["Question"]),
        says_nothing=told.nothing,
        cites=partial(holds, told, row["Question"], meant),
    )


def facts(answer: str, question: str) -> Facts:
    """Amounts in their order, without those of the question; words where there are none."""
    bare = _LISTED.sub("", _SOURCE.sub("", answer))
    asked = set(_words(question))
    known = set(_amounts(question))
    amounts = tuple(dict.fromkeys(each for each in _amounts(bare) if each not in known))
    words = frozenset(word for word in _words(bare) if word not in asked)
    return Facts(amounts, words, nothing=not amounts and bool(_NO.search(bare[:200])))


def score(told: Facts, question: str, answer: str) -> float:
    """The share of the facts that an answer tells; from half of them on it is right."""
    if told.nothing and _NO.search(answer):
        return 1.0
    if told.amounts:
        return float(_share_of_amounts(told, question, answer) >= 0.5)
    said = {word for word in _words(answer) if word not in set(_words(question))}
    shared = len(said & told.words)
    right = shared >= 3 and (shared * 2 >= len(said) or shared * 3 >= len(told.words))
    return float(right)


def _share_of_amounts(told: Facts, question: str, answer: str) -> float:
    said = list(_amounts(answer))
    if re.search(r"percent|proportion|share of|relative to", question, re.IGNORECASE) and any(
        same(told.amounts[-1], each) for each in said
    ):
        return 1.0
    wanted = told.amounts[:_MOST]
    return sum(any(same(one, each) for each in said) for one in wanted) / len(wanted)


def same(one: float, other: float) -> bool:
    """Equal to three digits, in whatever unit: 18.7 billion is 18,700 where a table is in millions."""
    if not one or not other:
        return one == other
    ratio = one / other
    return any(abs(ratio * unit - 1) < 0.006 for unit in (1, 1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9))


def _amounts(text: str) -> Iterator[float]:
    """Amounts of money, shares and percentages: not years, days, or numbers of a list."""
    for match in _NUMBER.finditer(_DATE.sub(" ", text)):
        whole, fraction, unit = match.groups()
        value = float(whole.replace(",", "") + (fraction or ""))
        plain = not (fraction or unit or "," in whole or "$" in match.group())
        if plain and (value < 100 or 1980 <= value <= 2060):
            continue
        scale = {"million": 1e6, "billion": 1e9, "thousand": 1e3}.get((unit or "").lower(), 1.0)
        yield value * scale


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]{4,}", text.lower()):
        plain = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        if plain not in _COMMON and word not in _COMMON:
            yield plain


def holds(told: Facts, question: str, meant: str, quotes: Sequence[Quote]) -> bool:
    """Whether what is quoted from the reports meant tells the facts; the page is that of the quote."""
    from_them = [each for each in quotes if all(part in each.document for part in meant.split())]
    pages = [each for each in from_them if each.page is not None]
    return bool(pages) and score(told, question, "\n".join(each.quote for each in pages)) == 1.0
