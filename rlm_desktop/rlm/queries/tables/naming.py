"""Names for columns that came without one: a reader sees some of their values and chooses from usual names.

A table without a header row has `column_4`; no question will ever ask for that. The root sees the given
names, and its queries are brought back to the real ones before they run.
"""

import re
from collections.abc import Mapping

import msgspec
from sqlglot import exp

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.linking import Links

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
_USUAL = {"integer": _NUMBERS, "decimal": _DECIMALS, "text": _TEXTS}
_SAME = (
    {
        "person",
        "name",
        "clerk",
        "employee",
        "customer",
        "seller",
        "agent",
        "patient",
        "doctor",
        "teacher",
        "student",
    }
    | {"user", "buyer", "manager", "worker", "author", "member", "guest", "client", "staff", "cashier"},
    {"city", "town", "place", "location", "site", "branch", "store", "region"},
    {"product", "item", "article", "goods", "part", "good"},
    {"status", "state", "stage"},
    {"id", "order_no", "order", "order_id", "order_number", "no", "number", "key", "code"},
)
"""What one of these names is asked for by another."""

_MEASURES = {"price", "cost", "value", "qty", "total", "unit_price", "pieces"}
_NEVER = {("integer", name) for name in ("price", "cost", "unit_price")}

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
    """Given names by (table, column), and the columns' types; empty where every column has its own name."""

    given: Mapping[tuple[str, str], str]
    types: Mapping[tuple[str, str], str]

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

    def restore(self, tree: exp.Expr, known: set[str]) -> None:
        """Put the real names back into a query. `known`: columns of its tables that need none."""
        used = {table.name.lower() for table in tree.find_all(exp.Table)}
        made = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
        real = {name: column for (table, column), name in self.given.items() if table.lower() in used}
        for column in tree.find_all(exp.Column):
            word = column.name.lower()
            found = real.get(word)
            if found is None and real and word not in known | made:
                found = self._meant(word, real)
            if found is not None:
                column.set("this", exp.to_identifier(found))

    def _meant(self, word: str, real: Mapping[str, str]) -> str | None:
        """The nameless column a word must mean: by its group of names, or as the only one of its type."""
        for group in _SAME:
            if word in group and (same := [name for name in real if name in group]):
                return real[same[0]]
        kinds = {column: kind for (_, column), kind in self.types.items()}
        for kind, names in (("integer", _NUMBERS), ("decimal", _DECIMALS)):
            alike = [column for name, column in real.items() if kinds.get(column) == kind and name != "id"]
            if (word in names or word in _MEASURES) and len(alike) == 1 and (kind, word) not in _NEVER:
                return alike[0]
        return None


NOTHING_NAMED = Naming({}, {})


def name_columns(tables: list[Table], subcalls: SubCalls) -> Naming:
    """Names for the nameless columns of some tables. Raises what a sub-call raises."""
    given: dict[tuple[str, str], str] = {}
    types: dict[tuple[str, str], str] = {}
    for table in tables:
        nameless = [column for column in table.columns if _NAMELESS.fullmatch(column.name)]
        chosen = _chosen(nameless, table.rows, subcalls)
        taken = {column.name for column in table.columns}
        for column in nameless:
            name = _free(chosen[column.name], taken)
            taken.add(name)
            given[table.name, column.name] = name
            types[table.name, column.name] = column.type
    return Naming(given, types)


def _chosen(columns: list[Column], rows: int, subcalls: SubCalls) -> dict[str, str]:
    """A name for each column; those of one type are chosen together, in one call."""
    chosen = {c.name: "id" for c in columns if c.type == "integer" and c.distinct == rows}
    for kind, usual in _USUAL.items():
        asked = [column for column in columns if column.type == kind and column.name not in chosen]
        if asked:
            shown = [_values(column) for column in asked]
            names = subcalls.label(shown, usual, "column", prefix=_EXAMPLES, suffix="\nName:")
            chosen.update(zip((column.name for column in asked), names, strict=True))
    return {column.name: chosen.get(column.name, column.type) for column in columns}


def _values(column: Column) -> str:
    return "; ".join(value[:_LONGEST] for value, _ in column.values[:_SHOWN]) or f"{column.minimum}"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where another column has it."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
