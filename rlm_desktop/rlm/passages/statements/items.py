"""What rows of financial statements are called, in reports and in questions, as `resources` lists them."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, get_args

import msgspec

from rlm_desktop.paths import resources

Kind = Literal["income", "balance", "cash"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TITLES: dict[Kind, re.Pattern[str]] = {
    "income": re.compile(
        r"statements?of(?:the)?(?:consolidated)?(?:comprehensive)?(?:net)?(?:income|earnings?|operations?|profit|loss)"
        r"|(?:income|earnings|profitandloss)statements?"
    ),
    "balance": re.compile(r"balancesheets?|statements?of(?:consolidated)?financial(?:position|condition)"),
    "cash": re.compile(r"statements?of(?:consolidated)?cashflows?|cashflowsstatements?|cashflowstatements?"),
}
"""How a statement is called over its rows, without spaces: some are printed with gaps within words."""
_ANYTHING = "\u2026"
_MARK, _COST, _OTHER, _EACH = "!", "-", "~", "/"
_A_SHARE = re.compile(r"\bper (?:\w+ ){0,3}(?:share|unit|ads)\b")


class Item(msgspec.Struct, frozen=True):
    """One kind of row: its statement, and what questions and reports call it."""

    key: str
    kind: Kind
    is_cost: bool
    """Whether it is told without its sign, which some reports print and some do not."""
    is_per_share: bool
    """Whether it is so much a share, and not counted in what the other rows are."""
    asked: tuple[str, ...]
    called: tuple[str, ...]
    marks: tuple[str, ...]
    others: tuple[str, ...]
    """What is never the item, whatever else fits."""
    otherwise: str = ""
    """The formula of other items that it is, where no row has it."""


class Measure(msgspec.Struct, frozen=True):
    """What everybody computes alike of such rows."""

    asked: str
    formula: str
    form: Literal["amount", "ratio", "percent"]


@cache
def judged_by() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """What questions of yes or no speak of, and the measures that it is judged by."""
    return tuple(
        (re.compile(rf"\b(?:{said})", re.IGNORECASE), tuple(measures.split("; ")))
        for said, measures in _lines("judged_by.tsv")
    )


def plain(label: str) -> str:
    """Words alone, in lower case, as labels are compared."""
    bare = re.sub(r"\((?:see )?notes?\b[^)]*\)", " ", label.lower())
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['\u2019](?=s?\b)", "", bare)))


def is_per_share(label: str) -> bool:
    """Whether a row says that it is so much a share: "cash dividends per common share"."""
    return _A_SHARE.search(plain(label)) is not None


@cache
def all_items() -> dict[str, Item]:
    return {item.key: item for item in map(_item, _lines("statement_rows.tsv"))}


@cache
def all_measures() -> tuple[Measure, ...]:
    return tuple(
        Measure(asked, formula, form)  # type: ignore[arg-type]
        for asked, formula, form in _lines("measures.tsv")
    )


def _lines(name: str) -> Iterable[list[str]]:
    for line in (resources() / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _item(line: list[str]) -> Item:
    key, kind, asked, called, *otherwise = line
    names = called.split("|") if "(" not in called else _apart(called)
    return Item(
        key,
        kind.rstrip(_COST + _EACH),  # type: ignore[arg-type]
        kind.endswith(_COST),
        kind.endswith(_EACH),
        (_pattern(asked),),
        tuple(_pattern(name.lstrip(_MARK)) for name in names if not name.startswith(_OTHER)),
        tuple(_pattern(name.lstrip(_MARK)) for name in names if name.startswith(_MARK)),
        tuple(_pattern(name.lstrip(_OTHER)) for name in names if name.startswith(_OTHER)),
        *otherwise,
    )


def _apart(names: str) -> list[str]:
    """Parted where a bar stands outside of brackets."""
    parts, depth = [""], 0
    for sign in names:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _pattern(name: str) -> str:
    return (
        name.strip()
        .replace(f" {_ANYTHING}", "(?: .*)?")
        .replace(f"{_ANYTHING} ", "(?:.* )?")
        .replace(_ANYTHING, ".*")
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _any_mark(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{mark})" for mark in all_items()[key].marks) or r"(?!)")


@cache
def _of_kind(kind: Kind) -> tuple[str, ...]:
    return tuple(key for key, item in all_items().items() if item.kind == kind)


def marks(kind: Kind, labels: Iterable[str]) -> int:
    """How many of the rows that tell which statement this is stand among labels."""
    bare = set(map(plain, labels))
    return sum(any(map(_any_mark(key).fullmatch, bare)) for key in _of_kind(kind))


def best(item: Item, labels: Sequence[str]) -> int | None:
    """Which label is the item's: the likeliest name first, of several the first."""
    bare = [plain(label) for label in labels]
    for name in item.called:
        for number, label in enumerate(bare):
            if label and _compiled(name).fullmatch(label) and not _is_other(item, label):
                return number
    return None


def _is_other(item: Item, label: str) -> bool:
    return any(_compiled(other).fullmatch(label) for other in item.others)


def named(phrase: str) -> Item | None:
    """The item that a phrase of a question is, no more and no less."""
    bare = plain(phrase)
    for item in all_items().values():
        if any(_compiled(name).fullmatch(bare) for name in item.asked):
            return item
    return None


def measured(phrase: str) -> Measure | None:
    """The measure that a phrase of a question is."""
    bare = plain(phrase)
    return next((each for each in all_measures() if _compiled(each.asked).fullmatch(bare)), None)
