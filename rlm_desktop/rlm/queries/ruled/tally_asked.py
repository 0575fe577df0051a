"""A question about how often the values of a column occur, in its parts: values, conditions, what is left."""

import re

import msgspec

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import identifier, literal
from rlm_desktop.rlm.question.tallies.tally_scopes import Scope

_RANKS = {"second": 1, "third": 2, "fourth": 3, "2nd": 1, "3rd": 2, "4th": 3}
_WHO_WRITE = """
author client customer employee handle member people person reviewer sender speaker user username visitor
who writer
"""
PEOPLE = frozenset(_WHO_WRITE.split())
"""Words for those who wrote; a question may use another one than the column."""
_BESIDE_NAMES = frozenset(("id", "address", "location", "tier", "type", "count", "zone", "url"))


class Category(msgspec.Struct, frozen=True):
    """The column whose values are counted, and all values it may have, also those of no row."""

    table: Table
    column: str
    values: tuple[str, ...]


class Asked(msgspec.Struct, frozen=True):
    """A question in its parts. `text` is without what it says of the answer's form, in lower case."""

    text: str
    named: tuple[str, ...]
    """The values it names, in their order."""
    scope: Scope
    category: Category

    @property
    def source(self) -> str:
        return f"FROM {identifier(self.category.table.name)}"

    @property
    def label(self) -> str:
        return identifier(self.category.column)

    @property
    def labelled(self) -> list[str]:
        """The conditions that the rows have the values that are named."""
        return [f"{self.label} = {literal(value)}" for value in self.named]

    def where(self, *more: str) -> str:
        conditions = [*self.scope.conditions, *more]
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def count_of(self, value: str) -> str:
        return f"count(*) FILTER (WHERE {self.label} = {literal(value)})"


def rank(text: str) -> int:
    return next((rank for word, rank in _RANKS.items() if re.search(rf"\b{word}\b", text)), 0)


def column_of(phrase: str, table: Table) -> str | None:
    """The column that a phrase ends with: "users" is `user`, "dates" `date`, "customers" may be `speaker`."""
    wanted = phrase.strip().split()[-1]
    for column in filter(_countable, table.columns):
        if {column.name, column.name.split("_")[0]} & {wanted, wanted.removesuffix("s")}:
            return identifier(column.name)
    return people_of(wanted, table)


def people_of(word: str, table: Table) -> str | None:
    """The one column of those who wrote, where a word is one for them."""
    if not {word, word.removesuffix("s")} & PEOPLE:
        return None
    columns = [
        column for column in table.columns if _countable(column) and set(column.name.split("_")) & PEOPLE
    ]
    called = [c for c in columns if not set(c.name.split("_")) & _BESIDE_NAMES]
    return identifier(called[0].name) if len(called) == 1 else None


def _countable(column: Column) -> bool:
    return not column.is_free_text and column.name != "line"
