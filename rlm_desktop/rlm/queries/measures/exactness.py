"""How exactly moments are told: a minute is one of a day, and a time of day has its seconds."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column

_WHICH = re.compile(r"\b(?:which|what|busiest|quietest)(?: single| one)? (minute|second)\b", re.IGNORECASE)
_OF_EACH = re.compile(
    r"\b(?:minutes?|seconds?) (?:of|within|past|after) (?:the|each|every|an|any|a) (?:hours?|minutes?)\b",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(
    r"\btimes? of (?:the )?day\b|\b(?:at )?(?:which|what) (?:exact )?times?\b|\bexact times?\b|^\W*when\b",
    re.IGNORECASE,
)
_COARSER = re.compile(r"\b(?:hours?|minutes?|HH:MM)\b(?!:SS)", re.IGNORECASE)
_MINUTES, _SECONDS = "%H:%M", "%H:%M:%S"
_PARTS = {"minute": (_MINUTES, frozenset(("%M", "%-M"))), "second": (_SECONDS, frozenset(("%S", "%-S")))}
_TOLD = {
    "minute": "Each minute was looked at by itself, not that of every hour together.",
    "second": "Each second was looked at by itself, not that of every minute together.",
}
_DAY = "%Y-%m-%d "


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Moments of a query at the grain that the question asks for; what was done, in sentences."""
    yield from _within_days(tree, question, columns)
    yield from _with_seconds(tree, question, columns)


def _within_days(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a minute is one of a day": 19:08, and not the eighth of every hour."""
    match = _WHICH.search(question)
    if match is None or _OF_EACH.search(question):
        return
    unit = match[1].lower()
    told = False
    for part in list(tree.find_all(exp.TimeToStr, exp.Extract, exp.Minute, exp.Second, exp.Anonymous)):
        column = columns.get(of.name.lower()) if (of := part.find(exp.Column)) is not None else None
        if of is None or column is None or column.type != "timestamp" or part.find_ancestor(exp.Where):
            continue
        if not _is_bare(part, unit):
            continue
        form = _PARTS[unit][0] if _is_of_one_day(column) else _DAY + _PARTS[unit][0]
        part.replace(exp.TimeToStr(this=of.copy(), format=exp.Literal.string(form)))
        told = True
    if told:
        yield _TOLD[unit]


def _is_bare(part: exp.Expr, unit: str) -> bool:
    """Whether a part of a moment is its minute alone, or its second."""
    match part:
        case exp.TimeToStr():
            return part.text("format").strip() in _PARTS[unit][1]
        case exp.Extract():
            return part.name.lower() == unit
        case exp.Anonymous():
            named = part.expressions[0].name.lower() if part.expressions else ""
            return part.name.lower() in ("date_part", "datepart") and named == unit
    return type(part).__name__.lower() == unit


def _is_of_one_day(column: Column) -> bool:
    return bool(column.minimum) and (column.minimum or "")[:10] == (column.maximum or "")[:10]


def _with_seconds(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a time of day has its seconds": hours and minutes alone where moments are listed."""
    if not _TIME_OF_DAY.search(question) or _COARSER.search(question) or tree.find(exp.Group):
        return
    for shown in tree.selects:
        written = shown.unalias()
        of = written.find(exp.Column)
        column = columns.get(of.name.lower()) if of is not None else None
        if not isinstance(written, exp.TimeToStr) or column is None or column.type != "timestamp":
            continue
        form = written.text("format")
        if form.endswith(_MINUTES) and not (column.minimum or "").endswith(":00"):
            written.set("format", exp.Literal.string(form.removesuffix(_MINUTES) + _SECONDS))
            yield f"{column.name} was told to the second, as the text has it."
