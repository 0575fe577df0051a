"""Figures of periods: an item or a name, looked for in the tables of the report that is meant.

A row is found by all words of a name, which stand in its label, over it, or in the total of its table; where
several are as near and have other figures, all are kept.
"""

import re
from collections.abc import Sequence
from functools import cached_property

import msgspec

from rlm_desktop.rlm.passages import figures
from rlm_desktop.rlm.passages.statements import items
from rlm_desktop.rlm.passages.statements.interim import LONGER, NEAR, Meant
from rlm_desktop.rlm.passages.statements.items import Item, Kind
from rlm_desktop.rlm.passages.statements.lookups import Figure, Lookups
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.rlm.passages.statements.timed import Column, Line, Table
from rlm_desktop.spans import Span

_PER_ONE = re.compile(r"\bper\b|\bEPS\b|^(?:basic|diluted)\b", re.IGNORECASE)
"""Of one share or one member: not in millions, as the rest of the table."""
_LONGEST_NAME = 90
_OUTSIDE, _OF_STATEMENT = 0.4, 0.3
"""What a word counts that a row has and the question has not, beside one that both have; and what it counts
that a row is one of a statement."""
_KINDS_OF_PARTS = figures.telling("region division unit business brand market category geography area group")
"""Words that say what kind of part a name is of: a row is called by the name alone."""
_OF_ANY_NAME = figures.telling("percentage rate end annual total loss expense")
"""What a row may have in its name and a question need not."""
_EXPENSES, _REVENUE = figures.telling("expenses"), figures.telling("revenue")
"""The first a question may have as well: "research and development expenditure" is a row without the last."""
_COSTS = _EXPENSES | figures.telling(
    "cost costs charge charges research administrative marketing advertising amortization depreciation"
    " impairment restructuring compensation"
)
"""Words of rows that are costs by their own name, or by that of what they stand under."""
_OF_ANY_HEADING = (
    _OF_ANY_NAME
    | _KINDS_OF_PARTS
    | figures.telling("reportable external customers third parties consolidated")
)
"""What the heading or the total may have as well that says what a row is of."""
_COUNTED = re.compile(r"\bnumber of\b|\bhow many\b", re.IGNORECASE)
"""A row of how many there are is none of what is paid for them."""
_PER = re.compile(r"\bper\b(?! ?cent\b| (?:quarter|month|week|year|annum)\b)", re.IGNORECASE)
"""A question for so much for each is answered by no row of how many there are, nor of the whole."""
_LONGER_QUARTER = 45  # days
_PAID = re.compile(
    r"^(?:purchases?|payments?|re-?payments?|re-?purchases?|additions? to|cash paid|dividends paid)\b",
    re.IGNORECASE,
)
"""What is paid is told without its sign."""


class Periods(Lookups):
    """Figures of periods. What stands for a year elsewhere is here a number for a period."""

    def __init__(self, of: Sequence[Meant], shelf: Shelf) -> None:
        super().__init__([each.interim.report for each in of], shelf)
        self.of = {_key(each.column): each for each in of}
        self.alike: dict[tuple[str, int], tuple[Figure, ...]] = {}
        """Other rows that are called so as well and have other figures."""
        self.words = self.called = ""
        """The measure in the question's own words, and these without what leads to it: a row that is called
        just so comes first."""
        self.is_spent = False
        """Whether the question asks what was spent: no row of what came in tells that."""
        self.is_of_longer = False
        """Whether a figure is of a longer time than is asked for: cash flows are often told to date alone."""

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(self.of)

    @property
    def are_as_long(self) -> bool:
        """Whether no period is longer than another by as much as no two quarters are."""
        days = [each.column.days for each in self.of.values()]
        return max(days) - min(days) <= _LONGER_QUARTER

    def with_year_before(self) -> "Periods":
        """With the same periods a year earlier, from the same reports."""
        before = [
            Meant(each.interim, column)
            for each in self.of.values()
            if (column := each.interim.year_before(each.column))
        ]
        return Periods([*before, *self.of.values()], self._shelf)

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        documents = {
            each.interim.report.document.id: each.interim.report.document for each in self.of.values()
        }
        return tuple(Span(each.id, 0, each.bytes) for each in documents.values())

    @property
    def scanned(self) -> tuple[Span, ...]:
        return self._spans

    def told(self, key: int) -> str:
        """A period in words."""
        return self.of[key].column.told()

    def has_year(self, year: int) -> bool:
        return year in self.of

    def figure(self, item: Item, year: int) -> Figure | None:
        return self._kept(item.key, year, self._of_statement(item, year))

    def row_called(self, name: str, year: int) -> Figure | None:
        if (name, year) in self._found:
            return self._kept(name, year, self._found[name, year])
        # In "paid memberships" a word belongs to the name that leads to one elsewhere.
        is_all = bool(self.called) and items.plain(name) == self.called
        found = (self._of_rows(self.words, year) if is_all else []) or self._of_rows(name, year)
        if len(found) > 1:
            self.alike[name, year] = tuple(found[1:])
        return self._kept(name, year, found[0] if found else None)

    def of_the_very_period(self, name: str, key: int) -> Figure | None:
        """The one row of a name that tells of just this period, in whatever table."""
        found = self._of_rows(name, key)
        return found[0] if len(found) == 1 else None

    def percentage(self, name: str, key: int) -> Figure | None:
        """The percentage that a report itself tells under a name, and not only what it is computed of."""
        asked = figures.telling(name) - _OF_ANY_NAME
        found = [
            each
            for each in self._of_rows(name, key)
            if each.unit == "%" and figures.telling(each.label) - _OF_ANY_NAME == asked
        ]
        return found[0] if len(found) == 1 else None

    def _kept(self, key: str, year: int, found: Figure | None) -> Figure | None:
        self._found[key, year] = found
        if found is None:
            self.missing[key, year] = None
        else:
            self.used[key, year] = found
        return found

    def _of_statement(self, item: Item, key: int) -> Figure | None:
        of = self.of.get(key)
        if of is None:
            return None
        if item.kind == "cash" and (own := self._told_as_income(item, of, key)):
            return own
        own_words = items.named(self.called) is item
        for table in of.interim.statements(item.kind):
            labels = [row.label for row in table.rows]
            called = [items.plain(label) for label in labels]
            number = (
                called.index(self.called) if own_words and self.called in called else items.best(item, labels)
            )
            column = self._column(table, of.column, item.kind)
            if (
                number is not None
                and column
                and (found := self._made(table, table.rows[number], column, key))
            ):
                is_below_zero = item.is_cost or (
                    item.key == "income_tax" and _is_turned(table, column, found)
                )
                return (
                    msgspec.structs.replace(found, value=-found.value)
                    if (is_below_zero and (found.value < 0 or not item.is_cost))
                    else found
                )
        return None

    def _told_as_income(self, item: Item, of: Meant, key: int) -> Figure | None:
        """What the statement of income tells of the very period, where cash flows have a longer one."""
        for table in (*of.interim.statements("cash")[:1], *of.interim.statements("income")[:1]):
            columns = [each for each in table.columns if _is_same(each, of.column)]
            number = items.best(item, [row.label for row in table.rows])
            if columns and number is not None:
                found = self._made(table, table.rows[number], columns[0], key)
                return (
                    msgspec.structs.replace(found, value=abs(found.value))
                    if found and item.is_cost
                    else found
                )
        return None

    def _column(self, table: Table, asked: Column, kind: Kind | None) -> Column | None:
        """The column of the period; of a balance its last day, of cash flows at least what ends with it."""
        ending = [each for each in table.columns if abs((each.end - asked.end).days) <= NEAR]
        for column in ending:
            if _is_same(column, asked) or kind == "balance":
                return column
        if kind == "cash" and ending:
            self.is_of_longer = True
            return ending[0]
        # What is told as of a day and for the time up to it stands in one column.
        return ending[0] if ending and kind is None and 0 in (ending[0].days, asked.days) else None

    def _made(self, table: Table, row: Line, column: Column, key: int) -> Figure | None:
        value = table.at(row, column)
        if value is None:
            return None
        value = abs(value) if _PAID.search(row.label) else value
        text = row.figures[table.columns.index(column)]
        is_per_one = _PER_ONE.search(row.label) is not None
        unit = "%" if "%" in text else "" if is_per_one else table.unit
        label = f"{row.label} ({row.group})" if row.group and not items.plain(row.label) else row.label
        place = self._shelf.context.locate(row.span.document, row.span.start)
        name = self.of[key].interim.report.document.name
        return Figure(label, key, value, unit, row.span, name, place.page, is_per_one, column.told())

    def _may_be(self, row: Line, name: str) -> bool:
        """Whether a row is of the kind that is asked for: a number of things, an amount for each, a cost."""
        if _COUNTED.search(row.label) and not _COUNTED.search(self.words):
            return False
        if self.is_spent and not _is_cost(row):
            return False
        return not _PER.search(name) or _PER_ONE.search(f"{row.label} {row.group}") is not None

    def _of_rows(self, name: str, key: int) -> list[Figure]:
        """The row whose words are those of the name, the nearest, and others as near with other figures."""
        of, asked = self.of.get(key), figures.telling(name)
        if of is None or not asked:
            return []
        fitting = []
        # Of cash flows a row tells by how much something changed, and is called as what it is a change of.
        kinds: tuple[Kind, ...] = ("income", "balance")
        best_of_kind = {id(table) for kind in kinds for table in of.interim.statements(kind)[:1]}
        for table in of.interim.tables:
            column = self._column(table, of.column, None)
            if column is None:
                continue
            above = _above(table)
            for row in table.rows:
                if not self._may_be(row, name):
                    continue
                fit = _fit(row, above, asked)
                if fit is not None and (found := self._made(table, row, column, key)):
                    fit += _OF_STATEMENT * (id(table) in best_of_kind)
                    fitting.append((-fit, row.span, found))
        fitting.sort(key=lambda each: each[:2])
        best = [found for fit, _, found in fitting if fit == fitting[0][0]]
        different = {figure.amount: figure for figure in reversed(best)}
        return list(reversed(different.values()))


def _is_same(column: Column, asked: Column) -> bool:
    return abs((column.end - asked.end).days) <= NEAR and abs(column.days - asked.days) <= LONGER


def _is_turned(table: Table, column: Column, tax: Figure) -> bool:
    """Whether taxes are printed below zero: then what is left after them is less than what was before."""
    labels = [row.label for row in table.rows]
    known = items.all_items()
    numbers = [items.best(known[key], labels) for key in ("income_before_tax", "net_income")]
    before, after = (None if n is None else table.at(table.rows[n], column) for n in numbers)
    if before is None or after is None:
        return False
    return abs(before + tax.value - after) < abs(before - tax.value - after)


def _key(column: Column) -> int:
    """By its last day, and by its length where several end then."""
    return int(f"{column.end:%Y%m%d}{column.days:03}")


def _above(table: Table) -> frozenset[str]:
    """The words of the lines that name a table, and of none that end a paragraph."""
    lines = [line for line in table.above[-3:] if len(line) <= _LONGEST_NAME and not line.endswith(".")]
    return figures.telling(" ".join(lines))


def _is_cost(row: Line) -> bool:
    """Whether a row, or what it stands under, is called as costs are; "Marketing" under revenue is none."""
    above = [figures.telling(each) for each in (row.group, row.total)]
    if any(words & _REVENUE and not words & _COSTS for words in above):
        return False
    return bool(_COSTS & figures.telling(row.label).union(*above)) or _PAID.search(row.label) is not None


def _fit(row: Line, above: frozenset[str], asked: frozenset[str]) -> float | None:
    """How well a row fits a name, all of whose words must stand in it, over it or in its total.

    What it stands under tells what it is only where it says no more: "revenue", and no "cost of revenue".
    """
    label = figures.telling(row.label)
    own = label & asked
    if not own or label - asked - _OF_ANY_NAME:
        return None
    said = [figures.telling(each) for each in (row.group, row.total)]
    group, total = (words if words <= asked | _OF_ANY_HEADING else frozenset() for words in said)
    need_not = _KINDS_OF_PARTS | _EXPENSES if _is_cost(row) else _KINDS_OF_PARTS
    if not asked <= label | group | total | above | need_not:
        return None
    return len(own) + 0.5 * len(asked & group - own) - _OUTSIDE * len(label - asked)
