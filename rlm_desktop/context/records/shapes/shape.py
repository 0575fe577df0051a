"""What a shape of text is: where its records begin and end, and how their fields are taken out."""

from typing import Literal

import msgspec

from rlm_desktop.profile import ColumnType

Borders = Literal[
    "lines",
    "indented",
    "stamped",
    "quoted",
    "blocks",
    "entries",
    "begun",
    "documents",
    "array",
    "nested",
    "elements",
    "read",
]
"""How records are told apart: by line ends, by lines that are not indented, by lines that begin with a time
(a pattern in the place of the delimiter), by line ends outside quotes, by blank lines, by the text that the
first line of each begins with (behind a blank line, or anywhere), one a document, as the objects of a JSON
array, or of one that lies in an object, as the elements of XML that are called as the delimiter says, or by
a reader that takes lines apart (`readers`)."""

Kind = Literal["log", "delimited", "json", "key_value", "blocks", "headers", "documents", "lines"]


DITTO = "\u3003"


class Typed(msgspec.Struct, frozen=True):
    """What values are: a type, and the SQL that makes it of a text `{x}`."""

    type: ColumnType
    cast: str
    note: str = ""
    unit: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One column: the SQL that yields its text from `line` and `f`, and the SQL that types it.

    `text` is an expression of type VARCHAR; `cast` has `{x}` in the place of that text.
    """

    name: str
    text: str
    type: ColumnType = "text"
    cast: str = "nullif({x}, '')"
    note: str = ""
    tail: bool = False
    """The free text at the end of a line: kept as an offset into `line`, not twice."""
    has_words: bool = False
    """Whether a column beside it has what is said in the place of its figures."""
    most: int | None = None
    """With more different values than this the column is left out after all."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One shape of records.

    `extract` is a SQL expression over `line`, reachable as `f` in the fields; `fits` says in SQL whether
    a record has the shape. `header` are the rows that name the columns and what stands
    above these; they are no records.
    """

    kind: Kind
    borders: Borders = "lines"
    row_is: Literal["line", "record", "block", "document"] = "line"
    extract: str = "NULL"
    fits: str = "true"
    fields: tuple[Field, ...] = ()
    header: tuple[str, ...] = ()
    comment: str = ""
    """What lines that are no records begin with."""
    delimiter: str = ""
    """What stands between cells; of entries, what each begins with; of a nested array its name; of a reader
    its name and what it is told."""
    preamble: bool = False
    """Whether lines before the first and after the last that fit are a head and a foot, not records."""
    only_fitting: bool = False
    """Whether what does not have the shape belongs to another table."""
    called: str = ""
    """What its table is called beside the main one."""
    carried: tuple[str, ...] = ()
    """The columns in which a blank stands for what the record above has."""
    repeated: tuple[str, ...] = ()
    """The columns in which a sign stands for that, `DITTO`, and a blank for nothing."""
    keep_line: bool = True
    share: float = 1.0
    """Share of the sample that fits."""

    @property
    def key(self) -> tuple[str, ...]:
        """Documents with the same key share a table."""
        return (self.kind, self.borders, self.delimiter, *(field.name for field in self.fields))


def quote(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
