"""Tables of a report whose columns are periods: three months, six months, a day; and the rows below them.

"Three Months Ended | Six Months Ended | June 2, June 3, June 2, June 3, | 2023 2022 2023 2022" tells of four
columns how long each is and when it ends. A page may have several tables, and a table go on over pages.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from rlm_desktop.rlm.passages.statements import layout, periods
from rlm_desktop.rlm.question.times.months import MONTHS, SAID, number_of
from rlm_desktop.spans import DocumentId, Span

_NUMBERS = {"three": 3, "six": 6, "nine": 9, "twelve": 12}
_WEEK_NUMBERS = {
    "twelve": 12,
    "thirteen": 13,
    "sixteen": 16,
    "twenty-four": 24,
    "twenty-six": 26,
    "thirty-six": 36,
    "thirty-nine": 39,
    "fifty-two": 52,
    "fifty-three": 53,
}
_LENGTH = re.compile(
    r"\b(?:(?P<months>three|six|nine|twelve|[369]|12)[ -]months?"
    rf"|(?P<weeks>{'|'.join(_WEEK_NUMBERS)}|\d\d)[ -]weeks?"
    r"|(?P<quarter>(?:fiscal )?quarters?)(?=\s+ended)"
    r"|(?P<year>(?:fiscal )?years?)(?=\s+ended))(?:\s+ended\b)?",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b(?P<month>{SAID})\.?\s+(?P<day>\d{{1,2}})\b(?!\s*\d{{4,}})", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:20)?\d\d)(?![\d/])")
_YEAR = re.compile(r"(?<![\d,.$'\u2019/])(?:19|20)\d\d(?![\d,.]*\d)")
_MAY_BE = re.compile(rf"(?:19|20)\d\d|/\d\d\b|\b(?:ended|months|weeks)\b|\b(?:{SAID})\b", re.IGNORECASE)
_CHANGES = re.compile(r"\bchanges?\b|\bvs\b|\bvariance\b|\bgrowth\b|%", re.IGNORECASE)
_NEUTRAL = re.compile(
    r"\([^()]*\)|[$%/()*]|\b'?\d\d vs\.? '?\d\d\b"
    r"|\bas (?:of|at)\b|\band\b|\bunaudited\b|\bchanges?\b|\bended\b|\bvs\.?"
    r"|\b(?:amounts|dollars|shares|in|millions?|thousands?|billions?|except|per|share|data|usd)\b"
    r"|\bincrease\b|\bdecrease\b|\bpercent(?:age)?\b|\bof\b|\bQ[1-4]['\u2019]?\d*\b|\blocation\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(millions|thousands|billions)\b", re.IGNORECASE)
_PERCENT_IN_BRACKETS = re.compile(r"\((\d+(?:\.\d+)?)\s?%\s?\)")
_NOTE = re.compile(r"(?:\s?\((?:\d{1,2}|[a-z])\))+$|(?<=[a-z])\d(?:,\d)*$")
_NUMBER_OF_NOTE = re.compile(r"\(\d\)|\d(?:,\d)*")
_NOTE_ALONE = re.compile(r"\(?\d{1,2}\)?(?:,\s?\d)*")
_LONGEST_HEADING, _REST_OF_HEADING = 150, 14
"""Letters that a line of periods has at most, and beside its periods."""
_PARAGRAPH, _SENTENCE, _LONGEST_GROUP = 100, 60, 90
_ABOVE = 6  # lines
_NO_GROUP = re.compile(r"^\(|\bin (?:millions|thousands|billions)\b", re.IGNORECASE)
_ENDS_OF_ROWS = "0123456789)%-\u2014\u2013"
_MONTHS = 12
_PARTS = 14
"""Rows that a total has at most."""


class Column(msgspec.Struct, frozen=True):
    """The last day of a period, and its length: 0 days for what is so on a day."""

    end: date
    days: int
    length: str = ""
    """In words."""

    def told(self) -> str:
        day = f"{MONTHS[self.end.month - 1].capitalize()} {self.end.day}, {self.end.year}"
        return f"{self.length} ended {day}" if self.days else day


class Line(msgspec.Struct, frozen=True):
    """A row with as many figures as there are columns, the words it stands under, and those of its total."""

    label: str
    group: str
    figures: tuple[str, ...]
    span: Span
    total: str = ""


class Table(msgspec.Struct, frozen=True):
    """Rows under one heading of periods."""

    columns: tuple[Column, ...]
    unit: str
    above: tuple[str, ...]
    """The lines over it, which name it."""
    rows: tuple[Line, ...]

    def at(self, row: Line, column: Column) -> float | None:
        return layout.amount(row.figures[self.columns.index(column)])


def tables(text: str, document: DocumentId) -> list[Table]:
    """All tables of a document whose columns are known, in their order."""
    reader = _Reader(document)
    start = 0
    for line in text.split("\n"):
        end = start + len(line.encode())
        reader.take(line, start, end)
        start = end + 1
    return list(reader.all())


class _Reader:
    """Takes the lines of a document in turn."""

    def __init__(self, document: DocumentId) -> None:
        self._document = document
        self._done: list[Table] = []
        self._heading: list[str] = []
        self._is_left = False
        """Whether the line before ends the table."""
        self._is_open = False
        """Whether the next line may belong to the heading."""
        self._columns: tuple[Column, ...] = ()
        self._known: dict[int, date] = {}
        """The last day of the periods of each year, for headings that have the year alone."""
        self._has_changes, self._lengths = False, 1
        self._rows: list[Line] = []
        self._above: list[str] = []
        self._title: tuple[str, ...] = ()
        self._unit = ""
        self._group, self._last, self._last_start = "", "", 0

    def all(self) -> Iterator[Table]:
        self._finish()
        yield from self._done

    def take(self, line: str, start: int, end: int) -> None:
        bare = _PERCENT_IN_BRACKETS.sub(r"(\1)%", " ".join(line[: layout.LONGEST_ROW].split()))
        if not bare:
            return
        row = layout.FIGURES.search(bare) if bare[-1] in _ENDS_OF_ROWS else None
        if _is_heading(bare, is_open=self._is_open):
            self._take_heading(bare)
        elif row and not _NOTE_ALONE.fullmatch(bare):
            self._take_row(bare[: row.start()], row["figures"], start, end)
        elif not row:
            self._take_words(bare, start)

    def _take_heading(self, bare: str) -> None:
        if not self._is_open:
            self._leave()
            self._finish()
            self._heading, self._title, self._unit = [], tuple(self._above), ""
        self._heading.append(bare)
        self._is_open = True

    def _take_words(self, bare: str, start: int) -> None:
        if self._is_open and _of_heading(bare):
            self._heading.append(bare)
            return
        self._is_open = False
        self._leave()
        self._is_left = len(bare) > _PARAGRAPH or (bare.endswith(".") and len(bare) > _SENTENCE)
        if len(bare) <= _LONGEST_GROUP and not bare.endswith(".") and not _NO_GROUP.search(bare):
            goes_on = _goes_on(bare) or layout.LEADS_ON.search(self._last)
            self._group = f"{self._group} {bare}" if goes_on and self._last == self._group else bare
        self._above = [*self._above, bare][-_ABOVE:]
        self._last, self._last_start = bare, start

    def _leave(self) -> None:
        """End the table before a paragraph, unless that was a long name, which goes on in the row below."""
        if self._is_left:
            self._finish()
            self._columns, self._heading, self._is_left = (), [], False

    def _take_row(self, label: str, figures: str, start: int, end: int) -> None:
        if _goes_on(label.strip(" .:$")):
            self._is_left = False
        self._leave()
        if self._heading:
            self._begin_table()
        label = _NOTE.sub("", label.strip(" .:$")).strip(" .:$")
        if self._last and (not label or _goes_on(label) or layout.LEADS_ON.search(self._last)):
            label = (
                f"{_NOTE.sub('', self._last)} {label}".strip() if len(self._last) <= _LONGEST_GROUP else label
            )
            start = self._last_start
            self._group = "" if self._group == self._last else self._group
        found = _fitting(layout.ONE.findall(figures), len(self._columns), self._lengths, self._has_changes)
        if found and label:
            group = self._group.strip(" :")
            self._rows.append(Line(label, group, found, Span(self._document, start, end)))
        self._last, self._above, self._is_open = "", [], False

    def _begin_table(self) -> None:
        heading = " ".join(self._heading)
        self._columns = _columns(heading, self._known)
        self._known |= {column.end.year: column.end for column in self._columns if column.days}
        self._lengths = max(1, len(list(_LENGTH.finditer(heading))))
        self._has_changes = _CHANGES.search(heading) is not None
        told = (_UNIT.search(line) for line in (*self._title, *self._heading))
        units = [match.group(1).lower() for match in told if match]
        self._unit = units[-1] if units else ""
        self._heading = []

    def _finish(self) -> None:
        if self._columns and self._rows:
            rows = tuple(_with_totals(self._rows))
            self._done.append(Table(self._columns, self._unit, self._title, rows))
        self._rows = []


def _goes_on(label: str) -> bool:
    """Whether it is the rest of a name: one with a small letter, unless that is a name's own (iPhone)."""
    return label[:1].islower() and not label[1:2].isupper()


def _is_heading(bare: str, *, is_open: bool) -> bool:
    """Whether a line is of periods and of little else."""
    if len(bare) > _LONGEST_HEADING:
        return False
    if not (is_open or _MAY_BE.search(bare)):
        return False
    has_any = any(form.search(bare) for form in (_LENGTH, _DAY, _NUMERIC, _YEAR))
    month = re.search(rf"\b(?:{SAID})$", bare, re.IGNORECASE) is not None
    day = is_open and re.fullmatch(r"(?:\d{1,2},?\s*)+(?:(?:19|20)\d\d)?", bare) is not None
    return (has_any or month or day) and (day or len(_beside_periods(bare)) <= _REST_OF_HEADING)


def _of_heading(bare: str) -> bool:
    return len(bare) <= _LONGEST_HEADING and not _beside_periods(bare)


def _beside_periods(bare: str) -> str:
    """Letters and figures of a line that tell no period and no unit."""
    for form in (_LENGTH, _NUMERIC, _DAY, _YEAR, _NEUTRAL):
        bare = form.sub(" ", bare)
    bare = re.sub(rf"\b(?:{SAID})\b", " ", bare, flags=re.IGNORECASE)
    return re.sub(r"[^\w]", "", bare)


def _columns(heading: str, known: Mapping[int, date]) -> tuple[Column, ...]:
    """What each column is; nothing where the heading does not tell it of all."""
    lengths = [_length(match) for match in _LENGTH.finditer(heading)]
    told = list(_ends(_LENGTH.sub(" ", heading), known if lengths else {}))
    ends = [end for end in told if end]
    lengths = lengths or [(0, "")]
    if not ends or len(ends) < len(told) or len(ends) % len(lengths):
        return ()
    each = len(ends) // len(lengths)
    found = tuple(Column(end, *lengths[number // each]) for number, end in enumerate(ends))
    return found if len(set(found)) == len(found) else ()


def _length(match: re.Match[str]) -> tuple[int, str]:
    if months := match["months"]:
        number = int(months) if months.isdigit() else _NUMBERS[months.lower()]
        return periods.days_of(number, "months"), f"{_word(number)} months"
    if weeks := match["weeks"]:
        number = int(weeks) if weeks.isdigit() else _WEEK_NUMBERS[weeks.lower()]
        return periods.days_of(number, "weeks"), f"{number} weeks"
    return (periods.days_of(3, "months"), "three months") if match["quarter"] else (365, "year")


def _word(number: int) -> str:
    return next((word for word, known in _NUMBERS.items() if known == number), str(number))


def _ends(heading: str, known: Mapping[int, date]) -> Iterator[date | None]:
    """The last day of each column: days and years are told each, days once for several years, or years.

    None for what is no day.
    """
    if numeric := list(_NUMERIC.finditer(heading)):
        yield from _of_numbers(numeric)
        return
    days = [(number_of(match["month"]), int(match["day"])) for match in _DAY.finditer(heading)]
    years = [int(year) for year in _YEAR.findall(_DAY.sub(" ", heading))]
    if not days and all(year in known for year in years):
        yield from (known[year] for year in years)
    if not days or not years or len(years) % len(days):
        return
    many = len(years) // len(days)
    for number, year in enumerate(years):
        month, day = days[number // many]
        yield periods.day_of(year, month, min(day, periods.last_day(year, month).day))


def _of_numbers(numeric: Sequence[re.Match[str]]) -> Iterator[date | None]:
    """The days of 6/30/2023, and of 30/6/2023 where some number is too large for a month."""
    day_first = any(int(match["month"]) > _MONTHS for match in numeric)
    for match in numeric:
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        month, day = (day, month) if day_first else (month, day)
        yield periods.day_of(year if year > 99 else 2000 + year, month, day)


def _fitting(figures: Sequence[str], columns: int, lengths: int, has_changes: bool) -> tuple[str, ...]:
    """The figures of the columns: without changes that stand beside them; nothing where it is not sure.

    Before them the number of a note may stand.
    """
    found = [figure.strip() for figure in figures]
    kept = _of_columns(found, columns, lengths, has_changes)
    if not kept and found and _NUMBER_OF_NOTE.fullmatch(found[0]):
        return _of_columns(found[1:], columns, lengths, has_changes)
    return kept


def _of_columns(found: list[str], columns: int, lengths: int, has_changes: bool) -> tuple[str, ...]:
    if not columns or len(found) <= columns:
        return tuple(found) if columns == len(found) else ()
    bare = [figure for figure in found if "%" not in figure]
    if len(bare) == columns:
        return tuple(bare)
    if not has_changes or len(found) % lengths or columns % lengths:
        return ()
    each, kept = len(found) // lengths, columns // lengths
    return tuple(figure for n, figure in enumerate(found) if n % each < kept)


def _with_totals(rows: Sequence[Line]) -> Iterator[Line]:
    """Each row with the label of the row below that is its sum with those beside it."""
    shares = ["%" in row.figures[0] for row in rows]
    values = [layout.amount(row.figures[0]) for row in rows]
    totals: dict[int, str] = {}
    for end, value in enumerate(values):
        added = 0.0
        for first in range(end - 1, max(-1, end - _PARTS), -1):
            if shares[first]:
                continue
            part = values[first]
            if part is None or value is None or first in totals:
                break
            added += part
            if first < end - 1 and value and abs(added - value) <= 1:
                totals |= dict.fromkeys(range(first, end), rows[end].label)
                break
    for number, row in enumerate(rows):
        yield msgspec.structs.replace(row, total=totals.get(number, ""))
