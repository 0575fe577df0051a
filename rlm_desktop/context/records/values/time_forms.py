"""The forms in which dates and times are written, and how the table engine reads them."""

import msgspec

from rlm_desktop.context.records.shapes.shape import quote
from rlm_desktop.context.records.values import dates
from rlm_desktop.profile import ColumnType

CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


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
        rf"\d{{1,2}}-{MONTH}-\d{{4}} \d\d:\d\d:\d\d(?:[.,]\d{{1,6}})?"
        r"(?: (?:UTC|GMT|[A-Z][a-z]+/[A-Z][A-Za-z_]+))?",
        "timestamp",
        _parsed("TIMESTAMP", "%d-%b-%Y %H:%M:%S", text=r"regexp_extract({x}, '^\S+ [\d:]+')")
        + _fraction(r"regexp_extract({x}, '[.,](\d+)', 1)"),
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
    TimeForm(
        r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) \d\d:\d\d:\d\d\.\d{6}",
        "timestamp",
        _parsed(
            "TIMESTAMP",
            "%Y %m %d %H:%M:%S",
            text="'2000 ' || {x}[1:2] || ' ' || {x}[3:4] || ' ' || {x}[6:13]",
        )
        + _fraction("{x}[15:]"),
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
IN_ORDER = tuple(
    msgspec.structs.replace(form, pattern=r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}") for form in UNMISTAKABLE
)
