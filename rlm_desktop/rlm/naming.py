"""Names for columns that came without one: a reader sees some of their values and chooses from usual names.

A table without a header row has `column_4`; no question will ever ask for that. The root sees the given
names, and its queries are brought back to the real ones before they run.
"""

import re
from collections.abc import Mapping

import msgspec
from sqlglot import exp

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.linking import Links
from rlm_desktop.rlm.subcalls import SubCalls

_NAMELESS = re.compile(r"(column|field)_\d+$")
_SHOWN = 12
_LONGEST = 40

_NUMBERS = ("id", "quantity", "count", "year", "age", "number", "score", "minutes")
_DECIMALS = ("price", "amount", "score", "weight", "rate", "length", "temperature")
_TEXTS = (
    "person",
    "city",
    "country",
    "company",
    "product",
    "category",
    "status",
    "id",
    "email",
    "phone",
    "address",
    "department",
    "title",
    "language",
    "colour",
    "currency",
    "text",
)
_EXAMPLES = """\
Each list of values is one column of a table. Name the column.

Values: Anna Berg; John Smith; Wei Chen
Name: person

Values: delivered; returned; lost
Name: status

Values: 118; 7; 43; 2
Name: quantity

Values: Nairobi; Lima; Osaka
Name: city

Values: 12.50; 3.99; 129.00
Name: price

Values: chair; lamp; desk
Name: product

Values: 500001; 500002; 500003
Name: id

Values: """


class Naming(msgspec.Struct, frozen=True):
    """Given names by (table, column); empty where every column has one of its own."""

    given: Mapping[tuple[str, str], str]

    def profile(self, profile: Profile) -> Profile:
        """The profile with given names in place of the real ones."""
        tables = tuple(
            msgspec.structs.replace(
                table,
                columns=tuple(
                    msgspec.structs.replace(column, name=self.name(table.name, column.name))
                    for column in table.columns
                ),
            )
            for table in profile.tables
        )
        return msgspec.structs.replace(profile, tables=tables)

    def links(self, links: Links) -> Links:
        values = tuple(
            msgspec.structs.replace(link, column=self.name(link.table, link.column)) for link in links.values
        )
        columns = tuple((table, self.name(table, column)) for table, column in links.columns)
        return msgspec.structs.replace(links, values=values, columns=columns)

    def name(self, table: str, column: str) -> str:
        return self.given.get((table, column), column)

    def restore(self, tree: exp.Expr) -> None:
        """Put the real names back into a query."""
        used = {table.name.lower() for table in tree.find_all(exp.Table)}
        real = {name: column for (table, column), name in self.given.items() if table.lower() in used}
        for column in tree.find_all(exp.Column):
            if column.name.lower() in real:
                column.set("this", exp.to_identifier(real[column.name.lower()]))


NOTHING_NAMED = Naming({})


def name_columns(tables: list[Table], subcalls: SubCalls) -> Naming:
    """Names for the nameless columns of some tables. Raises what a sub-call raises."""
    given: dict[tuple[str, str], str] = {}
    for table in tables:
        taken = {column.name for column in table.columns}
        for column in table.columns:
            if not _NAMELESS.fullmatch(column.name):
                continue
            name = _free(_chosen(column, table.rows, subcalls), taken)
            taken.add(name)
            given[table.name, column.name] = name
    return Naming(given)


def _chosen(column: Column, rows: int, subcalls: SubCalls) -> str:
    if column.type == "integer" and column.distinct == rows:
        return "id"
    usual = {"integer": _NUMBERS, "decimal": _DECIMALS, "text": _TEXTS}.get(column.type)
    if usual is None:
        return column.type
    shown = "; ".join(value[:_LONGEST] for value, _ in column.values[:_SHOWN]) or f"{column.minimum}"
    return subcalls.label([shown], usual, "column", prefix=_EXAMPLES, suffix="\nName:")[0]


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where another column has it."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
