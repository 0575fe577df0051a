"""Dates and times in conditions: which of their parts the question names, and how they are compared.

A small root writes `date = '2000-06-14'` for "in June" and `time = '2017-06-09 20:11:08'` for "at 20:11:08".
What it made up of such a moment is left out; what the question names is kept, and compared at its own grain.
"""

import re

import msgspec
from sqlglot import exp

from rlm_desktop.rlm.question.links import Links
from rlm_desktop.rlm.question.times import decades
from rlm_desktop.rlm.question.times.months import SAID, called

_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
    r"(?:[ T]?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?$"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b")
_HOUR = re.compile(r"\b(\d{1,2})\s*(am|pm|o'clock|h\b)", re.IGNORECASE)
_ENDS = frozenset({1, 28, 29, 30, 31})
DAYS_TO = r"(?: (?:and|to|until|till|through|or) (?:the )?|\s?[-\u2013]\s?)"
"""What stands between the first and the last of some days of a month: "between 1 and 5 September"."""

_MAY = 5
"""It is also a verb."""


class Moment(msgspec.Struct, frozen=True):
    """The parts of a date or time that are given; None for the others."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None

    @property
    def has_date(self) -> bool:
        return self.year is not None

    @property
    def has_time(self) -> bool:
        return self.hour is not None


def parse(text: str) -> Moment | None:
    """A literal as a moment; None for what is none."""
    match = _MOMENT.match(text.strip())
    if not match or not any(match.groups()):
        return None
    return Moment(**{name: int(part) if part else None for name, part in match.groupdict().items()})


class Moments:
    """What a question says of dates and times."""

    def __init__(self, question: str) -> None:
        text = question.lower()
        iso = [(int(y), int(m), int(d) if d else None) for y, m, d in _ISO.findall(text)]
        self.years = {int(y) for y in re.findall(r"\b(1[89]\d\d|2[01]\d\d)\b", text)} | {y for y, _, _ in iso}
        self.in_decades = {year for _, first, last in decades.named(text) for year in range(first, last + 2)}
        self.months = {m for _, m, _ in iso} | _named_months(text)
        self.days = {d for _, _, d in iso if d} | _days_beside_months(text)
        self.after = {int(year) for year in re.findall(r"\b(?:after|later than) (\d{4})\b", text)}
        self.until = {int(year) for year in re.findall(r"\b(?:until|up to|through) (\d{4})\b", text)}
        self.times = [_clock(*parts) for parts in _TIME.findall(text)] + _hours(text)

    def names(self, moment: Moment) -> bool:
        """Whether what is given of a moment is in the question."""
        date = not moment.has_date or self.names_date(moment)
        return date and (not moment.has_time or self.names_time(moment))

    def names_date(self, moment: Moment) -> bool:
        """Whether enough of the date is in the question: its year, or month with day or a month's end."""
        if moment.year in self.in_decades:
            return True
        if moment.year in self.years:
            return moment.month in self.months or not self.months or moment.month in (1, 12)
        if (moment.year or 0) - 1 in self.years:  # the open end of a range of a whole year
            return (moment.month, moment.day) == (1, 1)
        return moment.month in self.months and (moment.day in self.days or moment.day in {None, *_ENDS})

    def names_time(self, moment: Moment) -> bool:
        """Whether the time is in the question, or is the end of a whole day, hour or minute that is."""
        wanted = _text(moment)
        return any(wanted.startswith(time) for time in self.times) or self._is_end(moment)

    def _is_end(self, moment: Moment) -> bool:
        if moment.has_date and not self.times and not self.names_date(moment):
            return False  # The midnight of a day that nobody named.
        hours = {time[:2] for time in self.times}
        ends = (moment.minute, moment.second) in {(59, 59), (0, 0), (0, None), (59, None)}
        return ends and (f"{moment.hour:02}" in hours or moment.hour in (0, 23))

    def mend(self, condition: exp.Expr, kind: str) -> exp.Expr | None:
        """A comparison of a date or timestamp as it should stand; None where nothing of it is asked."""
        literals = [parse(str(value.this)) for value in condition.find_all(exp.Literal)]
        given = [moment for moment in literals if moment is not None]
        if not given or len(given) != len(literals):
            return condition
        if isinstance(condition, exp.EQ | exp.NEQ):
            return self._same(condition, given[0], kind)
        if len(given) == 1 and (whole := self._whole_year(condition, given[0])) is not None:
            return whole
        if all(not m.has_date or self.names_date(m) for m in given):
            return _by_day(condition) if _whole_days(given) and kind == "timestamp" else condition
        if all(m.has_time and self.names_time(m) for m in given):
            return _by_clock(condition)
        return None

    def _whole_year(self, condition: exp.Expr, moment: Moment) -> exp.Expr | None:
        """Rule "a year is the whole year": after 2020 begins with 2021, up to 2020 ends with it."""
        if moment.year not in self.years or self.months or moment.day is None or moment.has_time:
            return None
        year = exp.Literal.number(moment.year)
        of_column = exp.Anonymous(this="year", expressions=[condition.this.copy()])
        if isinstance(condition, exp.GT | exp.GTE) and moment.year in self.after:
            return exp.GT(this=of_column, expression=year)
        if isinstance(condition, exp.LT | exp.LTE) and moment.year in self.until:
            return exp.LTE(this=of_column, expression=year)
        return None

    def _same(self, condition: exp.EQ | exp.NEQ, moment: Moment, kind: str) -> exp.Expr | None:
        """Equality at the grain that the question names."""
        grain = self._grain(moment, kind)
        if grain is None:
            return None
        pattern, wanted = grain
        if pattern == "%Y-%m-%d":
            return _by_day(condition) if kind == "timestamp" else condition
        shown = exp.Anonymous(
            this="strftime", expressions=[condition.this.copy(), exp.Literal.string(pattern)]
        )
        return type(condition)(this=shown, expression=exp.Literal.string(wanted))

    def _grain(self, moment: Moment, kind: str) -> tuple[str, str] | None:
        date = self._date_grain(moment)
        clock = None
        if moment.has_time and kind != "date" and self.names_time(moment):
            time = next((t for t in self.times if _text(moment).startswith(t)), _text(moment))
            clock = ({2: "%H", 5: "%H:%M", 8: "%H:%M:%S"}[len(time)], time)
        if date and clock:
            return f"{date[0]} {clock[0]}", f"{date[1]} {clock[1]}"
        return date or clock

    def _date_grain(self, moment: Moment) -> tuple[str, str] | None:
        if not moment.has_date:
            return None
        year, month, day = moment.year, moment.month, moment.day
        has_month = month in self.months
        if has_month and day in self.days and not self.years:
            return "%m-%d", f"{month:02}-{day:02}"  # Of which year the question does not say.
        if has_month and day in self.days:
            return "%Y-%m-%d", f"{year:04}-{month:02}-{day:02}"
        if has_month and not self.days:
            return ("%Y-%m", f"{year:04}-{month:02}") if year in self.years else ("%m", f"{month:02}")
        if year in self.years and not self.months:
            return "%Y", f"{year:04}"
        return None


def _whole_days(given: list[Moment]) -> bool:
    return all(moment.has_date and moment.day is not None and not moment.has_time for moment in given)


def _by_day(condition: exp.Expr) -> exp.Expr:
    """Rule "a day is the whole day": a timestamp is compared by its date."""
    mended = condition.copy()
    mended.set("this", exp.cast(mended.this, "date"))
    return mended


def _by_clock(condition: exp.Expr) -> exp.Expr:
    """Rule "a time without a date is any day's": compared as a time of day."""
    mended = condition.copy()
    # Not as HH:MM:SS: half a second after 16:16:00 is no longer between 16:15:00 and it.
    mended.set("this", exp.cast(mended.this.copy(), "time"))
    for value in list(mended.find_all(exp.Literal)):
        moment = parse(str(value.this))
        if moment is not None:
            value.replace(exp.Literal.string(_text(moment)))
    return mended


def _text(moment: Moment) -> str:
    return f"{moment.hour or 0:02}:{moment.minute or 0:02}:{moment.second or 0:02}"


def _clock(hour: str, minute: str, second: str) -> str:
    return f"{int(hour):02}:{minute}" + (f":{second}" if second else "")


def _hours(text: str) -> list[str]:
    """Hours as people say them: 8 am, 11pm, 5 o'clock, noon."""
    found = []
    for number, half in _HOUR.findall(text):
        hour = int(number) % 12 if half in ("am", "pm") else int(number)
        found.append(f"{hour + 12 * (half == 'pm'):02}")
    if re.search(r"\b(noon|midday)\b", text):
        found.append("12")
    return found


def _named_months(text: str) -> set[int]:
    found = {n for n in range(1, 13) if n != _MAY and re.search(rf"\b(?:{'|'.join(called(n))})\b", text)}
    if re.search(r"\b(?:in|since|before|after|of|until|during|and|from|to|\d+(?:st|nd|rd|th)?) may\b", text):
        found.add(_MAY)
    return found


def _days_beside_months(text: str) -> set[int]:
    before = re.findall(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?:{SAID})\b", text)
    after = re.findall(rf"\b(?:{SAID})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", text)
    first = re.findall(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?{DAYS_TO}\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{SAID})\b", text
    )
    last = re.findall(rf"\b(?:{SAID})\.? \d{{1,2}}(?:st|nd|rd|th)?{DAYS_TO}(\d{{1,2}})\b(?!:)", text)
    return {int(day) for day in (*before, *after, *first, *last)}


def of_no_days(links: Links, question: str) -> Links:
    """Rule "31 December is a day": links without the values that are only the day of a date."""
    numbers = set(re.findall(r"\d+", without_days(question)))
    kept = tuple(one for one in links.values if not one.phrase.isdigit() or one.phrase in numbers)
    return msgspec.structs.replace(links, values=kept)


def without_days(text: str) -> str:
    """Days of a month belong to their month: "5 December" is no number to look for."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    text = re.sub(rf"\b{day}{DAYS_TO}(?={day}(?: of)? (?:{SAID})\b)", " ", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b({SAID})\.? {day}{DAYS_TO}{day}\b(?!:)", r"\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?={SAID})", " ", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b({SAID})\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"(?<=[a-z]) \d{1,2}(?:st|nd|rd|th)?(?=,? \d{4})", " ", text, flags=re.IGNORECASE)
