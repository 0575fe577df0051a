"""What the text is: documents, records with named and typed columns, headings, samples.

A profile is exact where it says a number, and says so where it rests on a sample.
The root model sees it instead of the text, and so does the person.
"""

from typing import Literal

import msgspec

from rlm_desktop.spans import DocumentId, Hit, Span

ColumnType = Literal["integer", "decimal", "date", "time", "timestamp", "boolean", "text"]

HIDDEN_COLUMNS = ("_document", "_start", "_end")
"""Columns of every table that lead a row back to its bytes; never shown to the root."""

FREE_TEXT = "free text"
"""The note of a column whose values are what somebody wrote; read it by `Column.is_free_text`."""
RAW_LINE = "the raw line"
FILE_NAME = "file name"
KIND_OF_MESSAGE = "the message with its variable parts as <*>"
"""The note of a column that tells the kinds of a log's messages."""
SAID_BY_FIELDS = "what the record says"
"""The note of a log's line where its entries are objects: what else they tell stands in other fields."""
BEFORE_WORDS = "before “"
"""How the note of an amount begins that says in the text what it is of: "403 bytes sent"."""
NAMED_BY_VALUES = "called so by its values"
"""The note of a column that has no name in the text."""
OF_THE_COMPONENT = "process number of the component"
"""The note of a number that stands in brackets behind a program's name."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One named, typed field of a table.

    `minimum` and `maximum` are text as SQL would print them. `values` are the most frequent
    values with their row counts; `distinct` is the number of different values, null not counted.
    """

    name: str
    type: ColumnType
    nulls: int = 0
    distinct: int = 0
    minimum: str | None = None
    maximum: str | None = None
    values: tuple[tuple[str, int], ...] = ()
    unread: int = 0
    """Rows in which the text says something there that is no value of this type: they are null as well."""
    unread_example: str = ""
    """One of these texts."""
    note: str = ""
    """In words, what else is known: "free text", "in ms", "the raw line"."""
    labels: "Labels | None" = None
    """Where the values were not in the text but read from it by a model: how far they can be relied on."""

    @property
    def is_free_text(self) -> bool:
        """Whether its values are what somebody wrote, and no names or kinds that recur."""
        return FREE_TEXT in self.note


class Check(msgspec.Struct, frozen=True, array_like=True):
    """A row whose text was drawn at random and read, and what a classifier says that did not learn it."""

    document: int
    start: int
    text: int
    """A number that rows with the same text share."""
    guess: str


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """How the values of a column came about that a model read from the text of each row."""

    model: str
    source: str
    """The column whose text was read."""
    rows: int
    read: int
    """Rows whose own text the model has read; a classifier that learnt from these gave the others."""
    left: int = 0
    """Different texts that the classifier labelled."""
    in_part: int = 0
    """Rows among those read that only the model's first layers have read."""
    layers: int = 0
    """How many layers these were."""
    checks: tuple[Check, ...] = ()
    """Where both can be compared: texts that are a fair sample of themselves and those that are left."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one shape, reachable in SQL under `name`.

    Each row has, beside `columns`, `_document`, `_start`, `_end`: the span it was read from.
    """

    name: str
    kind: Literal["log", "delimited", "json", "key_value", "blocks", "headers", "documents", "lines"]
    row_is: Literal["line", "record", "block", "document"]
    rows: int
    fits: float
    """Share of the rows that had the expected shape, 0 to 1; the others are there with nulls."""
    columns: tuple[Column, ...]
    documents: int = 1
    bytes: int = 0
    misfit: str | None = None
    """One line that did not fit, as an example."""
    broken_off: tuple[tuple[int, str], ...] = ()
    """Documents whose text ends before its last record does, by number and name; of many some."""
    called: str = ""
    """What the text itself calls the main table, which is `records` here: the table of a dump."""


class Sample(msgspec.Struct, frozen=True):
    """A short piece of the text and where it stands."""

    span: Span
    text: str


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a library holds."""

    documents: int
    bytes: int
    lines: int
    unreadable: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    """File kinds ("log", "pdf", …) with the number of documents, most frequent first."""
    tables: tuple[Table, ...] = ()
    """The main table first; it is always called `records` when there is one."""
    headings: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    sampled: bool = False
    """Whether ranges or distinct counts rest on a sample."""
    incomplete: bool = False
    """Whether tables could not be parsed this time, for want of memory or disk."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One readable document of a library, or one that could not be read and why."""

    id: DocumentId
    name: str
    """Path relative to what the user added, with forward slashes."""
    path: str
    kind: str
    bytes: int
    """Size of the text that is shown, UTF-8."""
    lines: int = 0
    pages: int | None = None
    status: Literal["ready", "unreadable", "changed"] = "ready"
    reason: str = ""


class Rows(msgspec.Struct, frozen=True):
    """The result of a query: column names, and rows of JSON values (dates as ISO text)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    more: bool = False
    """Whether rows were left off at the limit."""


class Scan(msgspec.Struct, frozen=True):
    """What an exhaustive search found: exact totals, and the first `hits` in order of place."""

    matches: int
    lines: int
    """Lines with at least one match."""
    documents: int
    hits: tuple[Hit, ...] = ()


def with_column(profile: Profile, table: str, column: Column) -> Profile:
    """The profile with a column more in one table, in place of one of the same name."""
    tables = tuple(
        msgspec.structs.replace(known, columns=(*(c for c in known.columns if c.name != column.name), column))
        if known.name == table
        else known
        for known in profile.tables
    )
    return msgspec.structs.replace(profile, tables=tables)
