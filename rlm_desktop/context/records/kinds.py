"""What a column's values are: numbers, dates and times in their usual forms, truth values, or text."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from rlm_desktop.context.records import dates, durations, quantities
from rlm_desktop.context.records.shapes import Typed, quote
from rlm_desktop.profile import ColumnType

ENOUGH = 0.985
"""Share of the sampled values that must be of a type for the column to be of it."""
MOST = 0.8
"""Share of dates that must be of one form where a column has several forms."""
NOTHING = frozenset(["null", "NULL", "nan", "NaN", "\\N", "#N/A"])
"""What programs write into cells of texts that hold nothing; "None" and "NA" people write as well."""
EMPTY = frozenset(["", "-", "None", "none", "N/A", "n/a", "NA", *NOTHING])
# Units behind numbers of log lines; those of tables are in `quantities`.
UNIT = (
    r"ms|us|ns|s|sec|secs|seconds|min|kb|mb|gb|tb|kib|mib|gib|bytes|b|%|eur|usd|gbp|chf|€|\$|£|"
    r"km|m|cm|mm|kg|g|°c|c|w|kw|v"
)

CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


Kind = Typed
TEXT = Kind("text", "nullif({x}, '')")


class TimeForm(msgspec.Struct, frozen=True):
    """One way to write dates or times: what it looks like, and the formats that read it."""

    pattern: str
    type: ColumnType
    cast: str
    formats: tuple[str, ...] = ()
    note: str = ""

    @property
    def in_either_order(self) -> bool:
        """Whether day and month may change places: what the values of a table decide, see `dates`."""
        return self.pattern.startswith((r"\d{1,2}/", r"\d{1,2}[./]", r"\d{1,2}\."))


def _parsed(kind: str, *formats: str, text: str = "{x}") -> str:
    listed = ", ".join(quote(form) for form in formats)
    return f"CAST(try_strptime({text}, [{listed}]) AS {kind})"


MONTH_DAY = r"(?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01])"
DAY_MONTH = r"(?:0[1-9]|[12]\d|3[01])[-./](?:0[1-9]|1[0-2])"
FULL_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
ISO_STAMP = r"\d{4}-\d\d-\d\d(?:T|  ?)\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
ISO_CAST = r"TRY_CAST(regexp_replace(replace({x}, ',', '.'), ' ?(Z|UTC|[+-]\d\d:?\d\d)$', '') AS TIMESTAMP)"
_SHORT_STAMP = r"regexp_extract({x}, '[A-Z][a-z]+ +\d+ [\d:]+')"
_YEAR_FIRST = "trim(regexp_replace({x}, '[: ?]+', ' ', 'g'))"
_BARE_CLOCKS = (" %H%M %S", " %H%M", " %H %M %S", " %H %M", "")
NO_YEAR = "the text gives no year; 2000 stands for it"
_DAY_FIRST = _parsed("DATE", "%d %b %Y", "%d %B %Y", text=dates.DAY_FIRST)
_OF_MONTH = _parsed("DATE", "%d %b %Y", text=dates.OF_MONTH)


def _fraction(digits: str) -> str:
    """What the digits behind the point of a second add to its timestamp."""
    part = f"coalesce(TRY_CAST('0.' || nullif({digits}, '') AS DOUBLE), 0)"
    return f" + to_microseconds(CAST(round(1000000 * {part}) AS BIGINT))"


def _without_year(order: str) -> str:
    """The reading of a month and a day in this order, whatever stands between them, and a time of day."""
    text = "'2000 ' || {x}[1:2] || ' ' || {x}[4:5] || ' ' || {x}[7:14]"
    return _parsed("TIMESTAMP", f"%Y {order} %H:%M:%S", text=text) + _fraction("{x}[16:]")


def with_its_year(cast: str) -> str:
    """The reading of a time without a year as one of a text that begins with its year and a blank."""
    year = "coalesce(TRY_CAST({x}[1:4] AS INTEGER), 2000)"
    return f"({cast.replace('{x}', '{x}[6:]')}) + to_years({year} - 2000)"


TIME_FORMS: tuple[TimeForm, ...] = (
    TimeForm(
        r"\d{4}-\d\d-\d\d \d{1,2}:\d\d(?::\d\d)? [AaPp][Mm]",
        "timestamp",
        _parsed("TIMESTAMP", "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p"),
    ),
    TimeForm(ISO_STAMP, "timestamp", ISO_CAST, note="iso"),
    TimeForm(
        rf"\d{{4}}/\d\d/\d\d[T ]{CLOCK}",
        "timestamp",
        "TRY_CAST(replace(replace({x}, '/', '-'), ',', '.') AS TIMESTAMP)",
    ),
    TimeForm(
        r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d",
        "timestamp",
        _parsed("TIMESTAMP", "%y/%m/%d %H:%M:%S"),
        ("%y/%m/%d %H:%M:%S",),
    ),
    TimeForm(
        r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d",
        "timestamp",
        _parsed("TIMESTAMP", "%m/%d/%y %H:%M:%S"),
        ("%m/%d/%y %H:%M:%S",),
    ),
    TimeForm(
        r"\d{1,2}/\d{1,2}/\d{4},? \d\d:\d\d:\d\d",
        "timestamp",
        _parsed("TIMESTAMP", "%m/%d/%Y %H:%M:%S", text="replace({x}, ',', '')"),
        ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y, %H:%M:%S"),
    ),
    TimeForm(
        r"\d{1,2}[./]\d{1,2}[./]\d{4},? \d\d:\d\d:\d\d",
        "timestamp",
        _parsed("TIMESTAMP", "%d.%m.%Y %H:%M:%S", text="replace(replace({x}, ',', ''), '/', '.')"),
    ),
    TimeForm(r"\d{6} \d{6}", "timestamp", _parsed("TIMESTAMP", "%y%m%d %H%M%S"), ("%y%m%d %H%M%S",)),
    TimeForm(
        r"\d{8}[ T-]\d{6}",
        "timestamp",
        _parsed("TIMESTAMP", "%Y%m%d%H%M%S", text="regexp_replace({x}, '[ T-]', '')"),
    ),
    TimeForm(
        r"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d(?:\.\d{1,9})?",
        "timestamp",
        "TRY_CAST({x}[1:10] || ' ' || replace({x}[12:19], '.', ':') || {x}[20:] AS TIMESTAMP)",
    ),
    TimeForm(
        rf"\d{{4}}\.\d\d\.\d\d[T -]{CLOCK}",
        "timestamp",
        "TRY_CAST(replace({x}[1:10], '.', '-') || ' ' || replace({x}[12:], ',', '.') AS TIMESTAMP)",
    ),
    TimeForm(
        r"\d{8}[T -]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,:]\d{1,6})?",
        "timestamp",
        _parsed(
            "TIMESTAMP",
            "%Y%m%d %H:%M:%S",
            text=r"{x}[1:8] || ' ' || regexp_extract({x}[10:], '^\d+:\d+:\d+')",
        )
        + _fraction(r"regexp_extract({x}, '[.,](\d+)$', 1)")
        # Behind a third colon milliseconds are counted: 8:7:6:16 has 16 of them.
        + r" + to_milliseconds(coalesce(TRY_CAST(regexp_extract({x}, ':\d+:\d+:(\d+)$', 1) AS BIGINT), 0))",
    ),
    TimeForm(
        rf"{WEEKDAY} {MONTH} +\d{{1,2}} \d\d:\d\d:\d\d(?:\.\d+)? \d{{4}}",
        "timestamp",
        _parsed(
            "TIMESTAMP", "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S.%f %Y", text="replace({x}, '  ', ' ')"
        ),
    ),
    TimeForm(
        rf"{WEEKDAY} {MONTH} +\d{{1,2}} \d\d:\d\d:\d\d(?: [A-Z]{{2,5}} \d{{4}}| \d{{4}} [+-]\d{{4}})",
        "timestamp",
        _parsed(
            "TIMESTAMP",
            "%b %d %H:%M:%S %Y",
            text=r"regexp_replace({x}, '^... (...) +(\d+) ([\d:]+)(?: [A-Z]+)? (\d{4}).*$', '\1 \2 \3 \4')",
        ),
        note="with zone, as written",
    ),
    TimeForm(
        rf"\d\d/{MONTH}/\d{{4}}:\d\d:\d\d:\d\d(?:\.\d{{1,6}})?(?: [+-]\d{{4}})?",
        "timestamp",
        _parsed("TIMESTAMP", "%d/%b/%Y:%H:%M:%S", text="{x}[1:20]")
        + _fraction(r"regexp_extract({x}, '\.(\d+)', 1)"),
    ),
    TimeForm(
        rf"\d{{1,2}}-{MONTH}-\d{{4}} \d\d:\d\d:\d\d(?:[.,]\d{{1,6}})?",
        "timestamp",
        _parsed("TIMESTAMP", "%d-%b-%Y %H:%M:%S", text="regexp_extract({x}, '^[^.,]+')")
        + _fraction(r"regexp_extract({x}, '[.,](\d+)$', 1)"),
    ),
    TimeForm(
        rf"{MONTH} \d{{1,2}}, \d{{4}} \d{{1,2}}:\d\d:\d\d [AP]M",
        "timestamp",
        _parsed("TIMESTAMP", "%b %d, %Y %I:%M:%S %p"),
    ),
    TimeForm(
        rf"(?:{WEEKDAY},? +)?\d{{1,2}} {MONTH} \d{{4}} \d{{1,2}}:\d\d:\d\d"
        r"(?: +(?:[+-]\d{4}|[A-Z]{1,5}))?(?: +\([^()]*\))?",
        "timestamp",
        _parsed(
            "TIMESTAMP",
            "%d %b %Y %H:%M:%S",
            text=r"regexp_extract({x}, '\d{1,2} [A-Z][a-z]+ \d{4} \d{1,2}:\d\d:\d\d')",
        ),
    ),
    TimeForm(
        rf"{WEEKDAY},? {MONTH} +\d{{1,2}} \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?",
        "timestamp",
        _parsed("TIMESTAMP", "%Y %b %d %H:%M:%S", text=rf"'2000 ' || replace({_SHORT_STAMP}, '  ', ' ')")
        + _fraction(r"regexp_extract({x}, '[.,](\d+)$', 1)"),
        note=NO_YEAR,
    ),
    TimeForm(
        rf"{MONTH} +\d{{1,2}} \d\d:\d\d:\d\d",
        "timestamp",
        _parsed("TIMESTAMP", "%Y %b %d %H:%M:%S", text="'2000 ' || replace({x}, '  ', ' ')"),
        note=NO_YEAR,
    ),
    TimeForm(MONTH_DAY + " " + FULL_CLOCK, "timestamp", _without_year("%m %d"), note=NO_YEAR),
    TimeForm(DAY_MONTH + " " + FULL_CLOCK, "timestamp", _without_year("%d %m"), note=NO_YEAR),
    TimeForm(rf"\d{{4}} {MONTH} +\d{{1,2}}", "date", _parsed("DATE", "%Y %b %d", text=_YEAR_FIRST)),
    TimeForm(
        rf"\d{{4}} {MONTH} +\d{{1,2}}(?: +\d\d:?\d\d(?::\d\d)?)?\??",
        "timestamp",
        _parsed("TIMESTAMP", *(f"%Y %b %d{clock}" for clock in _BARE_CLOCKS), text=_YEAR_FIRST),
    ),
    TimeForm(r"\d{4}-\d\d-\d\d", "date", "TRY_CAST({x} AS DATE)", ("%Y-%m-%d",)),
    TimeForm(r"\d{4}\.\d\d\.\d\d", "date", "TRY_CAST(replace({x}, '.', '-') AS DATE)", ("%Y.%m.%d",)),
    TimeForm(r"\d{4}/\d\d/\d\d", "date", "TRY_CAST(replace({x}, '/', '-') AS DATE)", ("%Y/%m/%d",)),
    TimeForm(rf"\d{{1,2}}[- ](?:{MONTH}|{dates.LONG_MONTH})[- ]\d{{4}}", "date", _DAY_FIRST),
    TimeForm(
        rf"{MONTH} +\d{{1,2}}, \d{{4}}", "date", _parsed("DATE", "%b %d, %Y", text="replace({x}, '  ', ' ')")
    ),
    TimeForm(rf"{dates.LONG_MONTH} \d{{1,2}}, \d{{4}}", "date", _parsed("DATE", "%B %d, %Y")),
    TimeForm(rf"{dates.ANY_MONTH}\.?,? \d{{4}}", "date", _OF_MONTH, note=dates.NO_DAY),
    TimeForm(r"\d{1,2}\.\d{1,2}\.\d{4}", "date", _parsed("DATE", "%d.%m.%Y"), ("%d.%m.%Y",)),
    TimeForm(r"\d{1,2}/\d{1,2}/\d{4}", "date", _parsed("DATE", "%m/%d/%Y"), ("%m/%d/%Y",)),
    TimeForm(r"\d{1,2}/\d{1,2}/\d{4}", "date", _parsed("DATE", "%d/%m/%Y"), ("%d/%m/%Y",)),
    TimeForm(CLOCK, "time", "TRY_CAST(replace({x}, ',', '.') AS TIME)"),
)


_LATE_DAY = r"(?:1[3-9]|2\d|3[01])"
UNMISTAKABLE: tuple[TimeForm, ...] = (
    TimeForm(
        rf"{_LATE_DAY}[-/.]\d{{1,2}}[-/.]\d{{4}}",
        "date",
        _parsed("DATE", "%d-%m-%Y", text="regexp_replace({x}, '[/.]', '-', 'g')"),
    ),
    TimeForm(
        rf"\d{{1,2}}[-/.]{_LATE_DAY}[-/.]\d{{4}}",
        "date",
        _parsed("DATE", "%m-%d-%Y", text="regexp_replace({x}, '[/.]', '-', 'g')"),
    ),
)
"""Dates whose day is no month: a few of them among others are read for what they are."""
_IN_ORDER = tuple(
    msgspec.structs.replace(form, pattern=r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}") for form in UNMISTAKABLE
)


_NAMED_ENOUGH = 0.95


def kind_of(values: Sequence[str], *, name: str = "") -> Kind:
    """The narrowest type that holds (nearly) all of the sampled values."""
    present = [value.strip() for value in values if value.strip() not in EMPTY]
    if not present:
        return TEXT
    for probe in (
        _number,
        _lasting,
        _with_unit,
        _moment,
        _dated,
        _truth,
        _epoch,
        _in_several_forms,
        _with_remarks,
    ):
        kind = probe(present, name)
        if kind is not None:
            return kind
    return TEXT


def _share(values: Sequence[str], fits: Callable[[str], object]) -> bool:
    return sum(1 for value in values if fits(value)) >= ENOUGH * len(values)


def _number(values: Sequence[str], name: str) -> Kind | None:
    found = quantities.number(values, _share)
    if found is None:
        return None
    if found.type != "integer":
        return dates.epoch(values, name, _share) or found
    return dates.epoch(values, name, _share) or dates.packed(values, name, _share) or found


def _lasting(values: Sequence[str], name: str) -> Kind | None:
    return durations.lasting(values, name, _share)


def _with_unit(values: Sequence[str], _name: str) -> Kind | None:
    return quantities.with_unit(values, _share)


def _dated(values: Sequence[str], _name: str) -> Kind | None:
    return dates.dated(values, _share) or dates.of_day(values, _share)


def _moment(values: Sequence[str], _name: str) -> Kind | None:
    for form in TIME_FORMS:
        if form.in_either_order:
            continue
        pattern = re.compile(form.pattern)
        if _share(values, pattern.fullmatch) and (not form.formats or _readable(values, form.formats)):
            note = form.note
            if note == "iso":
                note = "with zone, as written" if re.search(r"[+-]\d\d:?\d\d$", values[0][19:]) else ""
            return Kind(form.type, _read_as([form, *_beside(form, values)]), note)
    return None


def _beside(usual: TimeForm, values: Sequence[str]) -> list[TimeForm]:
    """The forms of those few values that are not written in the usual one."""
    left = {value for value in values if re.fullmatch(usual.pattern, value) is None}
    if not left or NO_YEAR in usual.note:
        return []
    plain = [form for form in TIME_FORMS if not form.in_either_order and form.note != NO_YEAR]
    found = [
        form
        for form in (*plain, *UNMISTAKABLE)
        if form.type == usual.type and any(re.fullmatch(form.pattern, value) for value in left)
    ]
    # One day that is no month tells the order of all.
    told = [wide for late, wide in zip(UNMISTAKABLE, _IN_ORDER, strict=True) if late in found]
    return [*found, *told] if len(told) == 1 else found


def _read_as(forms: Sequence[TimeForm]) -> str:
    casts = [form.cast.replace("{x}", "trim({x})") for form in forms]
    return casts[0] if len(casts) == 1 else f"coalesce({', '.join(casts)})"


def _in_several_forms(values: Sequence[str], name: str) -> Kind | None:
    """Times, or dates, of which most are written in one form and the others in some of the rest.

    Where the name says so, a few may be in none: people write "2007-12-xx" as well.
    """
    forms = [form for form in TIME_FORMS if not form.in_either_order and form.type != "time"]
    counts = {form: sum(re.fullmatch(form.pattern, v) is not None for v in values) for form in forms}
    usual = max(forms, key=lambda form: counts[form])
    # A month that is named cannot be mistaken, nor can a year that stands first.
    most = 0.3 if "Jan" in usual.pattern or usual.pattern.startswith(r"\d{4}") else MOST
    if counts[usual] < most * len(values) or NO_YEAR in usual.note:
        return None
    used = [usual, *_beside(usual, values)]
    patterns = [re.compile(form.pattern) for form in used]
    fit = sum(any(pattern.fullmatch(value) for pattern in patterns) for value in values)
    fits = fit >= (_NAMED_ENOUGH if dates.TIMELY.search(name) else ENOUGH) * len(values)
    note = dates.NO_DAY if any(form.note == dates.NO_DAY for form in used) else ""
    return Kind(usual.type, _read_as(used), note) if fits else None


def _with_remarks(values: Sequence[str], _name: str) -> Kind | None:
    """Dates of which some have more behind them: "2021-11-01, amended 2024-01-15"."""
    for form in TIME_FORMS:
        if form.type != "date" or form.in_either_order:
            continue
        whole, begun = re.compile(form.pattern), re.compile(rf"(?:{form.pattern})(?=[,;(\s]|$)")
        if sum(whole.fullmatch(v) is not None for v in values) < MOST * len(values):
            continue
        if _share(values, begun.match):
            text = f"regexp_extract(trim({{x}}), {quote('^(?:' + form.pattern + ')')})"
            return Kind("date", form.cast.replace("{x}", text), "without what stands behind it")
    return None


def leniently(kind: Kind) -> Kind:
    """The same reading of dates, and behind it that of every other form, for what no sample had."""
    if kind.type != "date":
        return kind
    plain = [form for form in TIME_FORMS if not form.in_either_order and form.note != NO_YEAR]
    others = _read_as([form for form in (*plain, *UNMISTAKABLE) if form.type == kind.type])
    return Kind(kind.type, f"coalesce({kind.cast}, {others})", kind.note, kind.unit)


def _readable(values: Sequence[str], formats: Sequence[str]) -> bool:
    """Whether one of the formats really reads the values: 25/12 is no month and day."""
    return any(_share(values, lambda value, form=form: _reads(value, form)) for form in formats)  # type: ignore[misc]


def _reads(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def _epoch(values: Sequence[str], name: str) -> Kind | None:
    return dates.epoch(values, name, _share)


def _truth(values: Sequence[str], _name: str) -> Kind | None:
    if {value.lower() for value in values} <= {"true", "false"}:
        return Kind("boolean", "TRY_CAST({x} AS BOOLEAN)")
    return None
