"""A figure of a company's statements: an item and a year, looked for in its reports, nearest year first."""

from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.rlm.passages.statements import choices, items, layout, reports
from rlm_desktop.rlm.passages.statements.items import Item
from rlm_desktop.rlm.passages.statements.layout import Row, Sheet
from rlm_desktop.rlm.passages.statements.reports import Report
from rlm_desktop.rlm.passages.statements.shelf import Sheets, Shelf
from rlm_desktop.spans import DocumentId, Span

_MOST_DOCUMENTS = 4


class Figure(msgspec.Struct, frozen=True):
    """One figure: of which year, how much, as it is written, in which row of which document."""

    label: str
    year: int
    value: float
    """In the unit of the sheet, or what it is for one share."""
    unit: str
    span: Span
    document: str
    page: int | None = None
    is_per_share: bool = False
    when: str = ""
    """Its period in words, where it is no year."""

    @property
    def amount(self) -> float:
        return self.value * layout.UNITS[self.unit]


class Lookups:
    """Figures of the reports of one company."""

    def __init__(self, reports_: Sequence[Report], shelf: Shelf, main: int = 0) -> None:
        """`main` is the year whose report is looked in first: it holds the years before as well."""
        self._reports, self._shelf, self._main = reports_, shelf, main
        self._read: dict[DocumentId, None] = {}
        self._found: dict[tuple[str, int], Figure | None] = {}
        self.used: dict[tuple[str, int], Figure] = {}
        """What was asked for and found, in its order."""
        self.missing: dict[tuple[str, int], None] = {}
        """What was asked for and stands nowhere."""

    def figure(self, item: Item, year: int) -> Figure | None:
        """What the statement of that kind has for the year."""
        return self._once(item.key, year, lambda report: self._of_item(item, year, report))

    def row_called(self, name: str, year: int) -> Figure | None:
        """What a row has whose label is a name and nothing more, in whichever statement."""
        return self._once(name, year, lambda report: self._of_label(name, year, report))

    def parts(self, what: str, year: int) -> list[Figure]:
        """The assets or liabilities that a balance sheet lists, but for their sums."""
        for report in self.of_year(year):
            for sheet in self.sheets(report).get("balance", ()):
                rows = choices.parts(what, sheet) if year in sheet.years else ()
                if rows:
                    found = [self.of_row(sheet, row, year, report) for row in rows]
                    return [each for each in found if each is not None]
        return []

    def latest(self) -> int:
        """The latest year of which there is an annual report."""
        return max((each.year for each in self._reports if each.kind == "annual"), default=0)

    @property
    def scanned(self) -> tuple[Span, ...]:
        """The documents that were read, whole."""
        return tuple(
            Span(each.document.id, 0, each.document.bytes)
            for each in self._reports
            if each.document.id in self._read
        )

    def has_year(self, year: int) -> bool:
        """Whether a report has a column for a year."""
        return any(
            year in sheet.years
            for report in self.of_year(year)
            for of_kind in self.sheets(report).values()
            for sheet in of_kind
        )

    def sheets(self, report: Report) -> Sheets:
        self._read[report.document.id] = None
        return self._shelf.sheets(report)

    def of_year(self, year: int) -> list[Report]:
        return reports.in_order(self._reports, year, self._main)[:_MOST_DOCUMENTS]

    def _once(self, key: str, year: int, look: Callable[[Report], Figure | None]) -> Figure | None:
        if (key, year) not in self._found:
            found = (look(report) for report in self.of_year(year))
            self._found[key, year] = next((each for each in found if each is not None), None)
        figure = self._found[key, year]
        if figure is None:
            self.missing[key, year] = None
        else:
            self.used[key, year] = figure
        return figure

    def _of_item(self, item: Item, year: int, report: Report) -> Figure | None:
        for sheet in self.sheets(report).get(item.kind, ()):
            if year not in sheet.years:
                continue
            number = items.best(item, [row.label for row in sheet.rows])
            if number is not None and (figure := self.of_row(sheet, sheet.rows[number], year, report)):
                return self._signed(item, figure, sheet)
        return None

    def _of_label(self, name: str, year: int, report: Report) -> Figure | None:
        wanted = items.plain(name)
        for kind in items.KINDS:
            for sheet in self.sheets(report).get(kind, ())[:1]:
                labels = [items.plain(row.label) for row in sheet.rows]
                for called in (wanted, f"{wanted} net", f"total {wanted}"):
                    if called in labels and labels.count(called) == 1:
                        return self.of_row(sheet, sheet.rows[labels.index(called)], year, report)
        return None

    def of_row(self, sheet: Sheet, row: Row, year: int, report: Report) -> Figure | None:
        value = sheet.figure(row, year)
        if value is None:
            return None
        place = self._shelf.context.locate(row.span.document, row.span.start)
        found = Figure(row.label, year, value, sheet.unit, row.span, report.document.name, place.page)
        return _for_a_share(found) if items.is_per_share(row.label) else found

    def _signed(self, item: Item, figure: Figure, sheet: Sheet) -> Figure:
        """For a share without a unit; costs without a sign, and taxes above zero where they are paid,
        however a report prints them."""
        if item.is_per_share:
            return _for_a_share(figure)
        if item.is_cost:
            return msgspec.structs.replace(figure, value=abs(figure.value))
        if item.key == "income_tax" and _is_turned(sheet, figure):
            return msgspec.structs.replace(figure, value=-figure.value)
        return figure


def _for_a_share(figure: Figure) -> Figure:
    return msgspec.structs.replace(figure, unit="", is_per_share=True)


def _is_turned(sheet: Sheet, tax: Figure) -> bool:
    """Whether taxes are printed below zero: then what is left after them is less than what was before."""
    before, after = (_value(sheet, key, tax.year) for key in ("income_before_tax", "net_income"))
    if before is None or after is None:
        return False
    return abs(before + tax.value - after) < abs(before - tax.value - after)


def _value(sheet: Sheet, key: str, year: int) -> float | None:
    number = items.best(items.all_items()[key], [row.label for row in sheet.rows])
    return sheet.figure(sheet.rows[number], year) if number is not None else None
