"""Reports of parts of a year, and which quarter each is of.

A company calls the quarter to July 2023 its second of fiscal 2024, a file 2024Q2, a person Q2 2023. How long
the year has run by then says which quarter it is; the report itself says what it calls the year.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages.statements import items, timed
from rlm_desktop.rlm.passages.statements.items import Kind
from rlm_desktop.rlm.passages.statements.periods import Wanted
from rlm_desktop.rlm.passages.statements.reports import Report
from rlm_desktop.rlm.passages.statements.timed import Column, Table
from rlm_desktop.spans import Span

_LARGEST = 32 * 1024 * 1024
_FEWEST_MARKS, _TITLED, _ALIKE = 3, 3, 0.9
NEAR, LONGER = 5, 12  # days
"""By so much the same last day and the same length may differ."""
_NEAR_A_YEAR = 12
_QUARTERS = (80, 125)
"""Days that a quarter may have: twelve weeks up to sixteen, and what is rounded."""
_YEAR = 365.25
_NAMED = re.compile(
    r"\b(?:(?:first|second|third|fourth)[ -]quarter|quarter|months|weeks) (?:of |in )?fiscal (?:year )?"
    r"(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(20\d\d)[ _-]?Q([1-4])|Q([1-4])[ _-]?(20\d\d)", re.IGNORECASE)
_LONGEST_NAME = 90

Label = tuple[int, int]
"""The number of a quarter, and its year."""


class Interim(msgspec.Struct, frozen=True):
    """A report of a part of a year with its tables, and the quarter that it is of under each name it has."""

    report: Report
    tables: tuple[Table, ...]
    quarter: Column
    to_date: Column
    """From the beginning of the year; in a first quarter the same."""
    labels: tuple[Label, ...]
    """What its quarter is called: in the file's name, by the company, by the calendar; the surest first."""
    fiscal: Label
    misnamed: Label | None = None
    """What only the name of its file calls it, otherwise than the calendar and the company do."""

    def statements(self, kind: Kind) -> list[Table]:
        """The tables of a statement, the surest first: the company's own comes before its parts."""
        scored = [(_score(table, kind), table) for table in self.tables]
        most = max((score for score, _ in scored), default=0.0)
        best = [table for score, table in scored if score and score >= _ALIKE * most]
        return [*best[:1], *(table for score, table in scored if score and table not in best[:1])]

    def year_before(self, column: Column) -> Column | None:
        """The column of the same length a year earlier."""
        return self.column(column.end - timedelta(days=round(_YEAR)), column.days, within=_NEAR_A_YEAR)

    def column(self, end: date, days: int, within: int = NEAR) -> Column | None:
        found = [
            column
            for table in self.tables
            for column in table.columns
            if abs((column.end - end).days) <= within and abs(column.days - days) <= LONGER * bool(days)
        ]
        return Counter(found).most_common(1)[0][0] if found else None


def read(reports: Sequence[Report], context: Context) -> list[Interim]:
    """Reports whose tables tell of what quarter they are, the oldest first."""
    found = [
        interim
        for each in reports
        if each.kind != "annual" and each.document.bytes <= _LARGEST and (interim := _read(each, context))
    ]
    return sorted(found, key=lambda each: (each.quarter.end, each.report.document.name))


def _read(report: Report, context: Context) -> Interim | None:
    document = report.document
    text = context.read(Span(document.id, 0, document.bytes))
    tables = timed.tables(text, document.id)
    income = [table for table in tables if _score(table, "income") and any(c.days for c in table.columns)]
    if not income:
        return None
    best = max(income, key=lambda table: _score(table, "income"))
    last = max(column.end for column in best.columns)
    alike = [table for table in income if _score(table, "income") >= _ALIKE * _score(best, "income")]
    ended = [column for table in alike for column in table.columns if column.end == last and column.days]
    quarter, to_date = min(ended, key=lambda each: each.days), max(ended, key=lambda each: each.days)
    if not _QUARTERS[0] <= quarter.days <= _QUARTERS[1]:
        return None
    fiscal = _fiscal(quarter, to_date, text)
    middle = last - timedelta(days=45)
    by_calendar = ((middle.month - 1) // 3 + 1, middle.year)
    named = _in_name(document.name)
    holds = named and named[1] in (fiscal[1], by_calendar[1]) and named[0] in (fiscal[0], by_calendar[0])
    labels = dict.fromkeys((*([named] if named and holds else []), fiscal, by_calendar))
    misnamed = None if holds else named
    return Interim(report, tuple(tables), quarter, to_date, tuple(labels), fiscal, misnamed)


def _score(table: Table, kind: Kind) -> float:
    """How many of the rows of a statement a table has; nothing where it is none."""
    if (kind == "balance") == any(column.days for column in table.columns):
        return 0.0
    marks = items.marks(kind, [row.label for row in table.rows])
    titles = [re.sub(r"[\W\d]", "", line).lower() for line in table.above if len(line) <= _LONGEST_NAME]
    titled = any(items.TITLES[kind].search(title) for title in titles)
    return marks + _TITLED * titled if marks >= _FEWEST_MARKS else 0.0


def _fiscal(quarter: Column, to_date: Column, text: str) -> Label:
    """By how much of the year is over, and by what the report calls the year."""
    number = max(1, min(4, round(to_date.days / quarter.days)))
    ends = quarter.end + timedelta(days=round(_YEAR * (4 - number) / 4) - 7)
    named = Counter(int(match["year"]) for match in _NAMED.finditer(" ".join(text.split())))
    often = [year for year, times in named.items() if times > 1 and ends.year - 1 <= year <= ends.year]
    return number, max(often, default=ends.year)


def _in_name(name: str) -> Label | None:
    """The quarter that is in the name of a file. Names are wrong at times."""
    match = _IN_NAME.search(name.rpartition("/")[2])
    return (int(match[2] or match[3]), int(match[1] or match[4])) if match else None


class Meant(msgspec.Struct, frozen=True):
    """A column of a report: the period that a question means."""

    interim: Interim
    column: Column


def meant(wanted: Wanted, known: Sequence[Interim]) -> list[Meant]:
    """The column that a period of a question is, in its report; that of each for a course of time."""
    if wanted.kind == "each":
        return [Meant(each, each.quarter) for each in known]
    if wanted.kind == "latest":
        return [Meant(known[-1], known[-1].quarter)]
    if wanted.kind in ("quarter", "to_date"):
        return _numbered(wanted, known)
    end = wanted.end or date.min
    own = sorted(known, key=lambda each: abs((each.quarter.end - end).days))
    found = [Meant(each, column) for each in own if (column := each.column(end, wanted.days))]
    return found[:1]


def misnamed(wanted: Wanted, known: Sequence[Interim]) -> list[Meant]:
    """Reports that the name of their file alone says to be of this quarter."""
    label = (wanted.number, wanted.year)
    return [Meant(each, each.quarter) for each in known if wanted.number and each.misnamed == label]


def _numbered(wanted: Wanted, known: Sequence[Interim]) -> list[Meant]:
    """A quarter by its number, or from the beginning of a year, under the surest name that a report has."""
    for back in (0, 1):
        for way in range(max((len(each.labels) for each in known), default=0)):
            for each in reversed(known):
                labels = (each.fiscal,) if wanted.is_fiscal else each.labels
                own = each.to_date if wanted.kind == "to_date" else each.quarter
                if way >= len(labels) or not _is_called(wanted, own, labels[way], back):
                    continue
                if column := each.year_before(own) if back else own:
                    return [Meant(each, column)]
    return []


def _is_called(wanted: Wanted, own: Column, label: Label, back: int) -> bool:
    if label[1] - back != wanted.year:
        return False
    if wanted.kind == "to_date":
        return abs(own.days - wanted.days) <= LONGER
    return label[0] == wanted.number
