"""What a question and a text have in common: the values, columns and amounts that both speak of."""

from collections.abc import Callable

import msgspec

from rlm_desktop.profile import Column, Rows
from rlm_desktop.rlm.question.amounts import Measured

Query = Callable[[str], Rows]


class Link(msgspec.Struct, frozen=True):
    """`phrase` of the question is the value `value` of a column."""

    phrase: str
    table: str
    column: str
    value: str
    rows: int = 0
    """How many rows have it."""
    otherwise: bool = False
    """Whether the column writes it otherwise: a code for a name, initials, a file with its ending."""
    of_all: bool = False
    """Whether every row of the table has it: then it says which table is meant, and is no condition."""


class Worded(msgspec.Struct, frozen=True):
    """`phrase` of the question is said by the text of some rows of a table, and by no column of its own."""

    phrase: str
    table: str
    rows: int
    """How many rows say it."""
    said: str
    """As most of them say it, in lower case."""
    condition: str
    """What is true of these rows, in SQL."""
    left_out: bool = False
    """Whether the question wants the rows that do not say it ("not for root")."""
    loosely: bool = False
    """Whether they say it in another word, as "invalid", so that it is not sure."""

    @property
    def wanted(self) -> str:
        """What is true of the rows that the question wants, in SQL."""
        return f"NOT ({self.condition})" if self.left_out else self.condition


class Inside(msgspec.Struct, frozen=True):
    """`phrase` of the question stands inside values of one column: hacking of 'Hacking/IT Incident'."""

    phrase: str
    table: str
    column: str
    values: tuple[str, ...]
    """The values that say it; none where too many do: then whichever has it as a word."""
    rows: int
    """How many rows have one of them."""
    loosely: bool = False
    """Whether values are descriptions, others of which may say the same in other words."""

    @property
    def shown(self) -> str:
        """The condition for one of the values, as a model is shown it."""
        if not self.values:
            return f"{self.column} LIKE {literal(f'%{self.phrase}%')}"
        return f"{self.column} = {literal(self.values[0])}"

    @property
    def condition(self) -> str:
        """What is true of these rows, in SQL."""
        if not self.values:
            word = literal(rf"(?:^|[^\pL\pN])\Q{self.phrase}\E(?:[^\pL\pN]|$)")
            return f"regexp_matches({identifier(self.column)}, {word})"
        return f"{identifier(self.column)} IN ({', '.join(map(literal, self.values))})"


class Within(msgspec.Struct, frozen=True):
    """A column of `table` that is taken out of its lines by `sql`."""

    table: str
    column: Column
    sql: str


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """All that a question and a profile have in common."""

    values: tuple[Link, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """(table, column) pairs whose name the question uses."""
    quoted: tuple[str, ...] = ()
    """What stands in quotation marks in the question."""
    meant: tuple[tuple[str, str, str], ...] = ()
    """(word, table, column): a word of the question that is another name for a column."""
    worded: tuple[Worded, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Words of the question that are neither columns nor values and that no line of a log says."""
    unheard: tuple[tuple[str, str, str], ...] = ()
    """(table, column, value): a value that the question gives to a column and that no row has there."""
    measured: tuple[Measured, ...] = ()
    """Amounts of the question in the units of columns."""
    inside: tuple[Inside, ...] = ()
    within: tuple[Within, ...] = ()
    """Columns of the profile that no table has (`within_lines`)."""
    unchecked: bool = False
    """Whether the question's words could not be looked up in the lines, for instance for want of time."""

    def strongest(self) -> list[Link]:
        """For each phrase the column it most likely means: one the question names, else the commonest."""
        named = set(self.columns)
        best: dict[str, Link] = {}
        some = [link for link in self.values if not link.of_all]
        for link in sorted(some, key=lambda v: ((v.table, v.column) in named, v.rows)):
            best[link.phrase.lower()] = link
        return list(best.values())

    def named_whole(self) -> list[tuple[str, str]]:
        """(table, column) pairs whose name has several words, all of them in the question: surely meant."""
        return [(table, column) for table, column in self.columns if "_" in column]

    def score(self, table: str) -> float:
        """How much the question is about this table."""
        values = {link.phrase for link in self.values if link.table == table}
        return 2.0 * len(values) + sum(1.0 for name, _ in self.columns if name == table)


def literal(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as SQL writes it, quoted."""
    return '"' + name.replace('"', '""') + '"'
