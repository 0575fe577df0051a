"""Amounts with a unit in a question, "three hours" or "2 km", in the unit in which a column counts them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlglot import exp, parse_one

from rlm_desktop.profile import Column

_TIME = {"ms": 0.001, "us": 1e-6, "ns": 1e-9, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_TIME |= {"weeks": 604_800}
_LENGTH = {"mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "ft": 0.3048, "mi": 1609.344}
_MASS = {"mg": 1e-6, "g": 0.001, "kg": 1, "t": 1000, "lb": 0.45359237, "oz": 0.028349523125}
_VOLUME = {"ml": 0.001, "cl": 0.01, "l": 1}
_DATA = {"bytes": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 2**10, "mib": 2**20, "gib": 2**30}
OF_TIME = frozenset(_TIME)
_CALENDAR = {"days": 1, "weeks": 7, "months": 30.4375, "years": 365.25}
_GROUPS = (_TIME, _LENGTH, _MASS, _VOLUME, _DATA)
"""Units that can be turned into each other, as the notes of columns call them."""
_SAID = {
    "ms": "ms|msec|milliseconds?|millis",
    "us": "us|microseconds?",
    "ns": "ns|nanoseconds?",
    "seconds": "s|secs?|seconds?|sekunden?",
    "minutes": "m|mins?|minutes?|minuten?",
    "hours": "h|hrs?|hours?|stunden?",
    "days": "d|days?|tage?",
    "weeks": "weeks?|wochen?",
    "months": "m|mos?|mths?|months?|monate?",
    "years": "y|yrs?|years?|jahre?",
    "bytes": "bytes?",
    "kb": "kb|kilobytes?",
    "mb": "mb|megabytes?|megs?",
    "gb": "gb|gigabytes?|gigs?",
    "tb": "tb|terabytes?",
    "kib": "kib|kibibytes?",
    "mib": "mib|mebibytes?",
    "gib": "gib|gibibytes?",
    "mm": "mm|millimet(?:er|re)s?",
    "cm": "cm|centimet(?:er|re)s?",
    "m": "m|met(?:er|re)s?",
    "km": "km|kms|kilomet(?:er|re)s?",
    "ft": "ft|feet|foot",
    "mi": "mi|miles?",
    "mg": "mg|milligrams?",
    "g": "g|grams?",
    "kg": "kg|kgs|kilos?|kilograms?",
    "t": "t|tons?|tonnes?",
    "lb": "lbs?|pounds?",
    "oz": "oz|ounces?",
    "ml": "ml|millilit(?:er|re)s?",
    "cl": "cl",
    "l": "l|lit(?:er|re)s?",
}
_SHORT = {"sec": "seconds", "s": "seconds", "min": "minutes", "h": "hours"}
_ENDINGS = {"ms": "ms", "millis": "ms", "secs": "seconds", "seconds": "seconds"}
_ENDINGS |= {"mins": "minutes", "minutes": "minutes", "hrs": "hours", "hours": "hours"}
_ENDINGS |= {unit: unit for unit in ("days", "mm", "cm", "km", "mg", "kg", "bytes", "kb", "mb", "gb")}
_BEGINNING = re.compile(r"([a-z]+)_[a-z]+(?:ed|en|wn|nt|pt|ld|ut|ead)$")
"""What was done, and so much of it: `ms_played`, `bytes_sent`."""
_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
ONES, TEENS, TENS = _WORDS.split()[:9], _WORDS.split()[9:19], _WORDS.split()[19:]
_NUMBERS = {word: float(number) for number, word in enumerate([*ONES, *TEENS], 1)}
_NUMBERS |= {word: 10.0 * number for number, word in enumerate(TENS, 2)}
_NUMBERS |= {"hundred": 100, "a": 1, "an": 1}
_NUMBERS |= {"half an": 0.5, "half a": 0.5, "a half": 0.5}
_UP_TO_99 = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)}))?|{'|'.join([*TEENS, *ONES])})"
_HUNDREDS = rf"(?:(?:{_UP_TO_99}|a)[ -])?hundred(?:[ -](?:and[ -])?{_UP_TO_99})?"
_UP_TO_999 = rf"(?:{_HUNDREDS}|{_UP_TO_99})"
_THOUSANDS = rf"(?:{_UP_TO_999}|a)[ -]thousand(?:[ -](?:and[ -])?{_UP_TO_999})?"
NUMBER = rf"\d[\d,]*(?:\.\d+)?|half an?|a half|{_THOUSANDS}|{_UP_TO_999}|an?"
_CLOCK = re.compile(r"\b(\d+):([0-5]\d)(?::([0-5]\d))?\b")
_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_NOTE = re.compile(r"in ([^\s,;]+)")
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


class _Said(NamedTuple):
    """Where an amount stands in a question, its size, and that of its smallest unit."""

    start: int
    end: int
    size: float
    unit: float


class Measured(msgspec.Struct, frozen=True):
    """`phrase` of the question is `value` in the unit of a column."""

    phrase: str
    table: str
    column: str
    value: str


def unit_of(column: Column) -> str:
    """The unit of a column, as its note tells it or its name ends; empty where it has none."""
    match = _NOTE.match(column.note)
    if match is None and column.type in ("integer", "decimal"):
        name = column.name.lower()
        before, _, last = name.rpartition("_")
        done = _BEGINNING.fullmatch(name)
        return _ENDINGS.get(last if before else "", "") or (_ENDINGS.get(done[1], "") if done else "")
    return _SHORT.get(match.group(1), match.group(1)) if match else ""


def said_units(question: str, columns: Iterable[Column]) -> set[str]:
    """Words of a question for units in which a column counts something, or which can be turned into these."""
    own = {unit_of(column) for column in columns if column.type in ("integer", "decimal")}
    units = {unit for group in _GROUPS for unit in group if own & group.keys()}
    shape = rf"\b(?:{'|'.join(_SAID[unit] for unit in units)})\b"
    return set(re.findall(shape, question.lower())) if units else set()


def size_of(unit: str) -> float | None:
    """How many of the basic unit one is; None for what cannot be turned into others, as money."""
    return next((float(group[unit]) for group in _GROUPS if unit in group), None)


def measured(question: str, table: str, columns: Iterable[Column]) -> list[Measured]:
    """Each amount of the question in the unit of each column that measures such."""
    found = []
    for column in columns:
        unit = unit_of(column)
        group = next((group for group in _GROUPS if unit in group), None)
        if group is None or column.type not in ("integer", "decimal"):
            continue
        for phrase, size in _amounts(question, group):
            found.append(Measured(phrase, table, column.name, _shown(size / group[unit])))
    return found


def asked_unit(question: str, column: Column, asked: str) -> tuple[str, float] | None:
    """The other unit that a question asks for, and how many of the column's own one of it is.

    `asked` is a pattern with the units in the place of `{}`. None where none is, or the column has no unit.
    """
    own = unit_of(column)
    group = next((group for group in _GROUPS if own in group), {})
    for unit, size in group.items():
        match = re.search(asked.replace("{}", _SAID[unit]), question, re.IGNORECASE)
        if match and len(match["unit"]) > 1 and unit != own:
            return match["unit"].lower(), size / group[own]
    return None


def asks_own_unit(question: str, column: Column, asked: str) -> str:
    """The word with which a question asks for the unit that a column has already; empty where it does not."""
    own = unit_of(column)
    match = re.search(asked.replace("{}", _SAID[own]), question, re.IGNORECASE) if own in _SAID else None
    return match["unit"].lower() if match and len(match["unit"]) > 1 else ""


def _amounts(question: str, group: dict[str, float]) -> list[tuple[str, float]]:
    """What the question says in units of one group, several beside each other ("1 h 30 min") added up."""
    units = "|".join(f"(?P<{unit}>{_SAID[unit]})" for unit in group)
    part = re.compile(
        rf"(?<![\w.])(?P<number>{NUMBER})(?:(?<=\d)\s*|[\s-]+)(?:{units})(?![a-z])", re.IGNORECASE
    )
    found: list[_Said] = []
    for match in part.finditer(question):
        unit = next(unit for unit in group if match[unit])
        half = _HALF.match(question, match.end())
        size = (value_of(match["number"]) + (0.5 if half else 0.0)) * group[unit]
        said = _Said(match.start(), half.end() if half else match.end(), size, group[unit])
        if found and _goes_on(question, found[-1], said):
            found[-1] = _Said(found[-1].start, said.end, found[-1].size + size, group[unit])
        else:
            found.append(said)
    if "hours" in group:
        clocks = [match for match in _CLOCK.finditer(question) if match[3]]
        found += [_Said(c.start(), c.end(), int(c[1]) * 3600 + int(c[2]) * 60 + int(c[3]), 1) for c in clocks]
    return [(question[said.start : said.end], said.size) for said in found]


def _goes_on(question: str, before: _Said, said: _Said) -> bool:
    """Whether two amounts are one: "1 h 30 min", not "between 1 h and 30 min"."""
    between = question[before.end : said.start]
    if said.unit >= before.unit or not re.fullmatch(r"\s*(?:,|and)?\s*", between, re.IGNORECASE):
        return False
    return "and" not in between.lower() or not re.search(
        r"\bbetween\W+$", question[: before.start], re.IGNORECASE
    )


def value_of(number: str) -> float:
    """The number that digits or words stand for, as `NUMBER` finds them."""
    number = number.lower()
    if number in _NUMBERS:
        return float(_NUMBERS[number])
    if number[0].isdigit():
        return float(number.replace(",", ""))
    whole, part = 0.0, 0.0
    for word in re.findall(r"[a-z]+", number):
        if word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            whole, part = (part or 1) * 1000, 0.0
        elif word != "and":
            part += _NUMBERS[word]
    return whole + part


def _shown(value: float) -> str:
    return f"{value:.10g}"


def mend(condition: exp.Expr, stored: Column | None, table: str, said: Sequence[Measured]) -> exp.Expr | None:
    """Rule "three hours are 180 minutes": a comparison with the amount in the unit of its column.

    None where the question says no amount that the column measures, or says several and means none of them.
    """
    if stored is None or not isinstance(condition, (*_COMPARED, exp.Between)):
        return None
    mine = [each for each in said if (each.table, each.column) == (table, stored.name)]
    if not mine or not isinstance(condition.this, exp.Column):
        return None
    mended = condition.copy()
    places = ["low", "high"] if isinstance(mended, exp.Between) else ["expression"]
    for place in places:
        meant = _meant(mended.args[place], mine)
        if meant is None:
            return None
        mended.set(place, exp.Literal.number(meant.value))
    return mended


def _meant(written: exp.Expr, said: Sequence[Measured]) -> Measured | None:
    """Which of the amounts a query writes, in whatever unit; the only one there is, however it is written."""
    if len(said) == 1:
        return said[0]
    text = written.sql(dialect="duckdb")
    digits = re.sub(r"[^\d.]", " ", text).split()
    for each in said:
        own = re.sub(r"[^\d.]", " ", each.phrase).split() or [each.value]
        if digits in ([each.value], own) or _same(digits, each.value):
            return each
    return None


def _same(digits: Sequence[str], value: str) -> bool:
    try:
        return len(digits) == 1 and float(digits[0]) == float(value)
    except ValueError:
        return False


def lasting(seconds: float, written: str) -> str:
    """A duration as the text writes its own: "4h 35m", "1:45:30", "2 hrs 5 min"."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if ":" in written:
        return (
            f"{hours}:{minutes:02}:{rest:02}" if hours or written.count(":") > 1 else f"{minutes}:{rest:02}"
        )
    parts = [
        (hours, "h"),
        (minutes, "m"),
        (rest if "s" in written.lower() and "hrs" not in written else 0, "s"),
    ]
    return " ".join(f"{number}{letter}" for number, letter in parts if number) or "0m"


def number_in(sql: str) -> str:
    """The first number in a text, with commas between its thousands or none, in SQL."""
    found = rf"regexp_extract({sql}, '\d[\d,]*(?:\.\d+)?')"
    return f"TRY_CAST(replace({found}, ',', '') AS DOUBLE)"


def group_of(units: Sequence[str]) -> dict[str, float] | None:
    """The units of one kind among which all of those written are; None where some are of another."""
    groups = (*_GROUPS, _CALENDAR)
    return next((group for group in groups if all(called(unit, group) for unit in units)), None)


def unit_wanted(question: str, group: dict[str, float]) -> str:
    """In which unit of a group a question wants a figure, "how many years"; empty where it does not say."""
    asked = r"\b(?:how many|in|number of)\s+(?:{})\b"
    wanted = (unit for unit in group if re.search(asked.format(_SAID[unit]), question, re.IGNORECASE))
    return next(wanted, "")


def held_to(written: str, question: str, group: dict[str, float]) -> float | None:
    """The amount that a text is, in the unit of 1 of a group; a bare number has that of the question."""
    if said := _amounts(written, group):
        return said[0][1] if len(said) == 1 else None
    if not re.fullmatch(r"\d[\d,]*(?:\.\d+)?", written):
        return None
    meant = [
        (value_of(number), size) for phrase, size in _amounts(question, group) for number in [_first(phrase)]
    ]
    return next((size for number, size in meant if number == value_of(written)), None)


def _first(phrase: str) -> str:
    match = re.match(NUMBER, phrase, re.IGNORECASE)
    return match.group() if match else phrase


def called(written: str, group: dict[str, float]) -> str:
    """How a unit that is written somehow is called; empty where it is none of a group."""
    return next((unit for unit in group if re.fullmatch(_SAID[unit], written, re.IGNORECASE)), "")


def smallest(written: Sequence[str], group: dict[str, float]) -> str:
    return min((called(each, group) for each in written), key=lambda unit: group[unit])


def in_one_unit(sql: str, written: Sequence[str], group: dict[str, float], unit: str = "") -> str:
    """A text with amounts in several units, "1 h 30 min", in one or the smallest of those written, in SQL."""
    usual = group[unit or smallest(written, group)]
    parts = []
    for unit in dict.fromkeys(called(each, group) for each in written):
        found = rf"regexp_extract(lower({sql}), '(\d[\d,]*(?:\.\d+)?)\s*(?:{_SAID[unit]})(?:[^a-z]|$)', 1)"
        read = f"TRY_CAST(replace(nullif({found}, ''), ',', '') AS DOUBLE)"
        parts.append(f"{read} * {group[unit] / usual:.10g}")
    whole = " + ".join(f"coalesce({part}, 0)" for part in parts)
    some = ", ".join(parts)
    return f"CASE WHEN coalesce({some}) IS NOT NULL THEN {whole} ELSE {number_in(sql)} END"


def first_number(condition: exp.Expr) -> exp.Expr | None:
    """A text held to a number, as the first number in it that is held to it; None where none is.

    "Deeper than 50" over texts such as 30m and 20-30m: as texts 9 is more than 50.
    """
    if not isinstance(condition, exp.GT | exp.GTE | exp.LT | exp.LTE):
        return None
    limit = condition.expression
    if not isinstance(limit, exp.Literal) or not re.fullmatch(r"\d[\d.,]*", limit.name):
        return None
    mended = condition.copy()
    mended.set("this", parse_one(number_in(mended.this.sql(dialect="duckdb")), dialect="duckdb"))
    mended.set("expression", exp.Literal.number(limit.name.replace(",", "")))
    return mended
