"""Which rows a question is about: those of some users, of a month, before a day, between two days."""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import identifier, literal
from rlm_desktop.rlm.question.tallies import tally_values
from rlm_desktop.rlm.question.times.months import NAMES, number_of

_MONTH = "|".join(rf"{name}\.?" for name in NAMES)
_DAY = re.compile(
    rf"\b(?:(?P<m1>{_MONTH}) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH}),? (?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{1,2})-(?P<d3>\d{1,2}))\b",
    re.I,
)
_WHOLE_MONTH = re.compile(rf"\b({_MONTH}) (?:of )?(\d{{4}})\b", re.I)
DAY_MARK, _MONTH_MARK = "⟦d⟧", "⟦m⟧"
_BARE_MONTH = re.compile(rf"\b(?:{'|'.join(name.capitalize() for name in NAMES)})\b")
"""With a capital: "may" and "march" are words as well."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LIST = r"#?['\"]?[\w.@-]+['\"]?(?:(?:, and |, or |, | and | or )#?['\"]?[\w.@-]+['\"]?)*"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions in SQL, and the column of dates that the table has."""

    conditions: tuple[str, ...] = ()
    date: str | None = None
    sides: tuple[str, ...] = ()
    """Before a day and after it, in the order of the question, where the two are compared."""
    values: tuple[str, ...] = ()
    """What of the question names values of other columns."""

    def without_values(self, text: str) -> str:
        for value in self.values:
            text = text.replace(value, " ")
        return text


def scope_of(text: str, table: Table, *, besides: str = "") -> Scope | None:
    """The rows a question is about; None where it names a time or a group that was not understood.

    `besides`: the column that is counted, whose values are no conditions.
    """
    dated = [
        column.name
        for column in table.columns
        if column.type in ("date", "timestamp") and not column.note.startswith("of ")
    ]
    days, months, marked = moments(text)
    if (days or months or _BARE_MONTH.search(marked) or _YEAR.search(marked)) and len(dated) != 1:
        return None
    by_day = _of_days(marked, identifier(dated[0]), days, months) if len(dated) == 1 else Scope()
    if by_day is None:
        return None
    groups = _of_groups(marked, table)
    listed = {column.name for column in table.columns if _listed(marked, column)}
    named = tally_values.named(marked, table, besides={besides, *listed})
    if groups is None or named is None:
        return None
    return Scope(
        conditions=(*groups, *named.conditions, *by_day.conditions),
        values=named.texts,
        date=dated[0] if len(dated) == 1 else None,
        sides=by_day.sides,
    )


def moments(text: str) -> tuple[list[date], list[tuple[int, int]], str]:
    """The days and whole months that are named, and the text with marks in their places."""
    days: list[date] = []

    def day(match: re.Match[str]) -> str:
        part = match.groupdict()
        year, month, number = next(
            (part[f"y{n}"], part[f"m{n}"], part[f"d{n}"]) for n in (1, 2, 3) if part[f"y{n}"] is not None
        )
        try:
            days.append(date(int(year), _month(month), int(number)))
        except ValueError:
            return match.group()
        return DAY_MARK

    marked = _DAY.sub(day, text)
    months = [(int(year), _month(name)) for name, year in _WHOLE_MONTH.findall(marked)]
    return days, months, _WHOLE_MONTH.sub(_MONTH_MARK, marked)


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    return number_of(name)


def _of_days(text: str, column: str, days: list[date], months: list[tuple[int, int]]) -> Scope | None:
    day = f"CAST({column} AS DATE)"
    lower = text.lower()
    order: list[str] = re.findall(rf"\b(before|after)(?: the)? {re.escape(DAY_MARK)}", lower)
    if len(days) == 2 and len(set(order)) == 2 and days[0] == days[1]:
        return Scope(
            sides=tuple(f"{day} {'<' if kind == 'before' else '>'} {_date(days[0])}" for kind in order)
        )
    if len(days) == 2 and re.search(rf"(?:between|from) {re.escape(DAY_MARK)}", lower):
        return Scope(conditions=(f"{day} BETWEEN {_date(days[0])} AND {_date(days[1])}",))
    if len(days) == 1 and not months:
        return _of_one_day(lower, day, days[0])
    if len(months) == 1 and not days:
        return _of_one_month(lower, column, months[0])
    if days or months:
        return None
    return _of_period(text, column)


def _of_one_month(text: str, column: str, named: tuple[int, int]) -> Scope | None:
    year, month = named
    first = _date(date(year, month, 1))
    mark = re.escape(_MONTH_MARK)
    if re.search(rf"\b(?:in|during|within|of) {mark}", text):
        return Scope(conditions=(f"date_trunc('month', {column}) = {first}",))
    for said, sign in MONTH_RELATIONS:
        if re.search(rf"\b{said} {mark}", text):
            return Scope(conditions=(f"date_trunc('month', {column}) {sign} {first}",))
    return None


def _of_period(text: str, column: str) -> Scope | None:
    """Of a year, or a month without one; None where it is not said how they are meant."""
    month, year = _BARE_MONTH.search(text), _YEAR.search(text)
    if month and (within := re.search(rf"\b(?:in|during|within|of)(?: the month of)? {month.group()}", text)):
        text = text.replace(within.group(), " ")
        found = [f"date_part('month', {column}) = {number_of(month.group())}"]
    elif month:
        return None
    else:
        found = []
    if year is None:
        return Scope(conditions=tuple(found))
    for said, sign in (("(?:in|during|within|of)", "="), *MONTH_RELATIONS):
        if re.search(rf"\b{said}(?: the year)? {year.group()}\b", text, re.IGNORECASE):
            return Scope(conditions=(*found, f"date_part('year', {column}) {sign} {year.group()}"))
    return None


RELATIONS = (
    (r"(?:on or before|up to|until|by)", "<="),
    (r"(?:on or after|since|from)", ">="),
    (r"(?:before|earlier than|prior to)", "<"),
    (r"(?:after|later than)", ">"),
    (r"on", "="),
)

MONTH_RELATIONS = (
    (r"(?:until|up to|through|till)", "<="),
    (r"(?:since|from|starting in|starting with|as of)", ">="),
    (r"(?:before|earlier than|prior to)", "<"),
    (r"(?:after|later than)", ">"),
)


def _of_one_day(text: str, day: str, named: date) -> Scope | None:
    for words, sign in RELATIONS:
        if re.search(rf"\b{words} {re.escape(DAY_MARK)}", text):
            return Scope(conditions=(f"{day} {sign} {_date(named)}",))
    return None


def _date(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _of_groups(text: str, table: Table) -> list[str] | None:
    """Conditions like "of the users 12, 34 and 56"; None where such a list could not be read."""
    found = []
    for column in table.columns:
        values = _listed(text, column)
        if values is None:
            return None
        if values:
            found.append(f"{identifier(column.name)} IN ({', '.join(values)})")
    return found


def _listed(text: str, column: Column) -> list[str] | None:
    """The values that stand after a column's name; numbers are taken from a column of numbers only."""
    if column.type not in ("integer", "text") or column.name == "line" or column.is_free_text:
        return []
    name = re.escape(column.name.replace("_", " ").removesuffix(" id"))
    match = re.search(rf"\b{name}s?(?: (?:ids?|numbers?|no\.))?:? ({_LIST})", text, re.I)
    if match is None:
        return []
    values = list(_values(match.group(1), column))
    return values if values or column.type == "integer" else []


def _values(listed: str, column: Column) -> Iterator[str]:
    for part in re.split(r",? (?:and|or) |, ?", listed):
        bare = part.strip(" #'\".")
        if column.type == "integer" and re.fullmatch(r"\d+", bare):
            yield bare
        elif column.type == "text" and bare in {value for value, _ in column.values}:
            yield literal(bare)
