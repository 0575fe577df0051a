"""Dates as people write them in tables, with a time of day or without: "9/30/1990 0:00:00", "30-Sep-1990"."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from rlm_desktop.context.records.shapes.shape import Typed, quote
from rlm_desktop.profile import ColumnType

Share = Callable[[Sequence[str], Callable[[str], object]], bool]

_SHORT = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
LONG_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
ANY_MONTH = rf"(?:{LONG_MONTH}|{_SHORT})"
NO_DAY = "where the text gives only a month, its first day stands for it"
OF_MONTH = (
    r"CASE WHEN regexp_matches({x}, '^[A-Za-z]+[.,]* \d{4}$')"
    " THEN '1 ' || {x}[1:3] || ' ' || right({x}, 4) END"
)
"""The first day of a month that is told without one."""
DAY_FIRST = r"CASE WHEN regexp_matches({x}, '[ -]\d{4}$') THEN replace({x}, '-', ' ') END"
"""A year has four figures: 15 would be one of antiquity."""
_DAY_NAME = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"(?:,?[T\s]\s*(?:at\s+)?\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:\s?[AaPp]\.?[Mm]\.?)?)?"
NOT_TOLD = "day and month are not told apart by the values; read as {}"


class _Form(msgspec.Struct, frozen=True):
    """What dates look like once commas are gone, and the orders of day and month that they may have."""

    pattern: str
    orders: tuple[str, ...]


_FORMS = (
    _Form(r"\d{1,2}/\d{1,2}/\d{4}", ("%m/%d/%Y", "%d/%m/%Y")),
    _Form(r"\d{1,2}-\d{1,2}-\d{4}", ("%d-%m-%Y", "%m-%d-%Y")),
    _Form(r"\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y",)),
    _Form(r"\d{1,2}/\d{1,2}/\d\d", ("%m/%d/%y", "%d/%m/%y")),
    _Form(r"\d\d-\d\d-\d\d", ("%d-%m-%y", "%m-%d-%y")),
    _Form(r"\d\d\.\d\d\.\d\d", ("%d.%m.%y",)),
    _Form(r"\d{4}-\d{1,2}-\d{1,2}", ("%Y-%m-%d",)),
    _Form(r"\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    _Form(r"\d{4}\.\d\d\.\d\d", ("%Y.%m.%d",)),
    _Form(rf"\d{{1,2}}[- ]{_SHORT}\.?[- ]\d{{4}}", ("%d %b %Y",)),
    _Form(rf"\d{{1,2}}[- ]{_SHORT}[- ]\d\d", ("%d %b %y",)),
    _Form(rf"\d{{1,2}}(?:st|nd|rd|th|\.)?[- ](?:of )?{LONG_MONTH}[- ]\d{{4}}", ("%d %B %Y",)),
    _Form(rf"{_SHORT}\.? \d{{1,2}}(?:st|nd|rd|th)? \d{{4}}", ("%b %d %Y",)),
    _Form(rf"{LONG_MONTH} \d{{1,2}}(?:st|nd|rd|th)? \d{{4}}", ("%B %d %Y",)),
)
_CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p")
_LATEST = datetime.now(tz=UTC).year + 10
_PACKED = re.compile(r"(?:1[89]|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
TIMELY = re.compile(r"time|stamp|date|(?:^|_)(?:ts|at|when|created|updated)(?:_|$)|epoch")
"""Names of columns that say that they tell when."""
_MANY_DAYS = 20
"""Of so many different numbers with eight digits hardly all are days by chance."""
_OF_DAY = re.compile(r"\d{1,2}:\d\d(?::\d\d)?\s?[AaPp]\.?[Mm]\.?")

# The same steps for a value of the sample and for the table engine.
_STEPS = (
    (r"^\s*(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+", ""),
    (r"(\d)(?:st|nd|rd|th)\b", r"\1"),
    (r"\bof\s|\bat\s", ""),
    (r"\bSept\b", "Sep"),
    (r"([A-Za-z])\.", r"\1"),
    (r"(\d)\.\s", r"\1 "),
    (r"(\d)-([A-Za-z]+)-(\d)", r"\1 \2 \3"),
    (r"(\d)T(\d)", r"\1 \2"),
    (r"(\d)\s?([AaPp][Mm])\s*$", r"\1 \2"),
    (r"[,\s]+", " "),
)


def dated(values: Sequence[str], share: Share) -> Typed | None:
    """The type of a column of dates, with the order of day and month that its values decide."""
    for form in _FORMS:
        pattern = re.compile(rf"{_DAY_NAME}{form.pattern.replace(' ', ',? ')}{_CLOCK}", re.IGNORECASE)
        if not share(values, pattern.fullmatch):
            continue
        steps = _needed(values)
        plain = [_normal(value, steps) for value in values]
        timed = any(":" in value for value in plain)
        bare = not timed or any(":" not in value for value in plain)
        fitting = [o for o in form.orders if share(plain, lambda v, o=o: _reads(v, o))]  # type: ignore[misc]
        if not fitting:
            continue
        formats = [f"{fitting[0]} {clock}" for clock in _CLOCKS] if timed else []
        formats += [fitting[0]] if bare else []
        return _typed(formats, "timestamp" if timed else "date", steps, _told(fitting, plain))
    return None


def _needed(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The steps that change any of the values: each costs time in every row."""
    needed = []
    for step in _STEPS:
        after = [_normal(value, [step]) for value in values]
        if after != list(values):
            needed.append(step)
            values = after
    return tuple(needed)


def _normal(value: str, steps: Sequence[tuple[str, str]]) -> str:
    """A date without what only adorns it: names of weekdays, commas, dots, endings of numbers."""
    for pattern, better in steps:
        value = re.sub(pattern, better, value, flags=re.IGNORECASE)
    return value


def packed(values: Sequence[str], name: str, share: Share) -> Typed | None:
    """Days written as one number, 19900930, where the name says that they are days, or all of many are."""
    named = re.search(r"date|day|(?:^|_)(?:on|at|dt|dob|when)(?:_|$)", name)
    certain = len(set(values)) >= _MANY_DAYS and all(map(_PACKED.fullmatch, values))
    if not certain and not (named and share(values, _PACKED.fullmatch)):
        return None
    return Typed("date", "CAST(try_strptime(trim({x}), '%Y%m%d') AS DATE)")


def epoch(values: Sequence[str], name: str, share: Share) -> Typed | None:
    """Seconds or milliseconds since 1970, where the name says time and the years are ours."""
    if not TIMELY.search(name):
        return None
    if share(values, re.compile(r"1[0-9]{9}\.[0-9]{1,9}").fullmatch):
        return Typed(
            "timestamp",
            "make_timestamp(CAST(round(TRY_CAST({x} AS DECIMAL(20, 6)) * 1000000) AS BIGINT))",
            "from seconds since 1970, UTC",
        )
    if share(values, re.compile(r"1[0-9]{9}").fullmatch):
        return Typed(
            "timestamp", "make_timestamp(TRY_CAST({x} AS BIGINT) * 1000000)", "from seconds since 1970, UTC"
        )
    if share(values, re.compile(r"1[0-9]{12}").fullmatch):
        return Typed(
            "timestamp", "make_timestamp(TRY_CAST({x} AS BIGINT) * 1000)", "from milliseconds since 1970, UTC"
        )
    return None


def of_day(values: Sequence[str], share: Share) -> Typed | None:
    """Times of a day with morning and afternoon, "2:05 PM"."""
    if not share(values, _OF_DAY.fullmatch):
        return None
    return _typed(["%I:%M:%S %p", "%I:%M %p"], "time", _needed(values), "")


def _reads(value: str, order: str) -> bool:
    day = value.split(" ")
    text = " ".join(day[: order.count(" ") + 1])
    try:
        datetime.strptime(text, order)
    except ValueError:
        return False
    return True


def _told(fitting: Sequence[str], values: Sequence[str]) -> str:
    if len(fitting) < 2 or all(len(set(re.findall(r"\d+", value)[:2])) == 1 for value in values):
        return ""
    return NOT_TOLD.format("day, month" if fitting[0].startswith("%d") else "month, day")


def _typed(formats: Sequence[str], kind: ColumnType, steps: Sequence[tuple[str, str]], note: str) -> Typed:
    text = "{x}"
    for pattern, better in steps:
        text = f"regexp_replace({text}, {quote('(?i)' + pattern)}, {quote(better)}, 'g')"
    listed = ", ".join(map(quote, formats))
    made = f"CAST(try_strptime(trim({text}), [{listed}]) AS {kind.upper()})"
    if any("%y" in form for form in formats):
        # Of two figures of a year those of a day still to come are of the century before: 25/11/63.
        made = (
            f"({made} - CASE WHEN year({made}) > {_LATEST} THEN INTERVAL 100 YEAR ELSE INTERVAL 0 YEAR END)"
        )
        made = f"CAST({made} AS {kind.upper()})"
    return Typed(kind, made, note)
