"""Which labels a question is about: a set of them is named in the question, or at the head of the text."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.profile import RAW_LINE, Column, Profile, Rows, Table
from rlm_desktop.rlm.labelling import implied
from rlm_desktop.rlm.labelling.listed import LabelSet, named_in
from rlm_desktop.rlm.queries.ruled.tallies import bare
from rlm_desktop.rlm.question.linking import Query, identifier, literal

_LONGEST_NAME = 40
_DISTINCT = 0.5
"""A column of which fewer rows than this are different holds no text to be read."""
_SHORTEST = 12
"""Mean letters below which a column is no text."""
_MOST_SUPPOSED = 5_000
"""Rows whose labels are read where nobody called them so: of more it takes too long to be begun unasked."""
_MOST_OF_ONE = 500
"""The same where a question says only what some texts are about: of more, its words are looked for."""
_LONGEST_DOCUMENT = 6_000
"""Mean bytes up to which documents are short enough for their beginning to tell what they are."""
_FEW_VALUES = 30
_TELLING = frozenset(
    [
        "category",
        "class",
        "label",
        "opinion",
        "polarity",
        "rating",
        "ratings",
        "score",
        "sentiment",
        "stars",
        "tone",
    ]
)
"""Columns that tell such labels in words, or numbers, of their own."""


class Wanted(msgspec.Struct, frozen=True):
    """What the labels of a question are read from."""

    table: Table
    column: Column | None
    """The text of a row; None where it is a document's own."""
    set: LabelSet
    known: str = ""
    """The column that has the labels of an earlier, shorter reading."""

    @property
    def source(self) -> str:
        """What the labels are read from, in a word."""
        return self.column.name if self.column else "text"


def named(question: str, head: str) -> list[LabelSet]:
    """The sets that a question may be about: the text's own first, which says what its labels mean."""
    found = [named_in(head), named_in(question), implied.in_question(question)]
    if not any(found):
        found.append(implied.topic_in(question))
    return [each for each in found if each is not None]


def name_columns(labels: LabelSet, profile: Profile) -> bool:
    """Whether a list is that of a table's columns, in quotes at its head."""
    names = {column.name for table in profile.tables for column in table.columns}
    said = [
        "_".join(re.findall(r"[^\W_]+", label.lower()))[:_LONGEST_NAME].strip("_") for label in labels.labels
    ]
    return 2 * sum(name in names for name in said) >= len(said)


def without(question: str, labels: LabelSet) -> str:
    """The question without the sentence that only names the labels, or without their list."""
    flat = " ".join(question.split())
    rest = " ".join(flat.replace(labels.said, " ").split())
    if labels.said.endswith(".") and rest:
        return rest
    return " ".join(flat.replace(labels.listed, " ").split()) if labels.listed else flat


def speaks_of(question: str, labels: LabelSet) -> bool:
    """Whether a question asks about labels at all: by their names, as labels, or in a list of its own."""
    text = bare(question)
    if labels.listed and labels.listed in " ".join(text.split()):
        return True
    if re.search(r"\b(?:labels?|labell?ed|categor(?:y|ies)|classified|classify)\b", text, re.IGNORECASE):
        return True
    return any(
        re.search(rf"(?<!\w){re.escape(label)}s?(?!\w)", text, re.IGNORECASE) for label in labels.labels
    )


def may_be_read(labels: LabelSet, wanted: Wanted) -> bool:
    """Whether labels that nobody calls so are to be read: of texts by people, where no column tells them."""
    if not labels.supposed:
        return True
    if labels.of_one and wanted.column is None:
        return False  # Each document is asked about, in the passage that speaks of it.
    table = wanted.table
    columns = [column for column in table.columns if column.labels is None]
    names = {column.name for column in columns}
    by_people = table.kind != "log" or "speaker" in names
    stems = tuple(label.lower().removesuffix("s") for label in labels.labels)
    told = any(
        value.lower().startswith(stems)
        for column in columns
        if column.distinct <= _FEW_VALUES
        for value, _ in column.values
    )
    return by_people and not told and not names & _TELLING


def too_many(labels: LabelSet, wanted: Wanted) -> bool:
    """Whether there are too many texts to read them for labels that only one word of the question implies."""
    if not labels.supposed or labels.listed:
        return False
    return wanted.table.rows > (_MOST_OF_ONE if labels.of_one else _MOST_SUPPOSED)


def column_with(labels: LabelSet, profile: Profile) -> tuple[Table, Column] | None:
    """The column that has these labels as its values already."""
    wanted = {label.lower() for label in labels.labels}
    topic = {labels.labels[0].lower().removeprefix("about ").removeprefix("the ")} if labels.of_one else set()
    for table in profile.tables:
        for column in table.columns:
            values = {value.lower() for value, _ in column.values}
            if column.labels and topic and topic < values:
                return table, column
            if column.type == "text" and values and values <= wanted and column.distinct <= len(wanted):
                return table, column
            if column.labels and wanted < values:
                return table, column
    return None


def any_is_value(labels: LabelSet, profile: Profile, query: Query) -> bool:
    """Whether a column has one of the labels as a value: then the question is about that column."""
    wanted = ", ".join(literal(label.lower()) for label in labels.labels)
    for table in profile.tables:
        columns = [
            c
            for c in table.columns
            if c.type == "text" and c.name != "line" and not c.is_free_text and c.labels is None
        ]
        if not columns:
            continue
        tests = " OR ".join(f"lower({identifier(column.name)}) IN ({wanted})" for column in columns)
        if query(f"SELECT 1 FROM {identifier(table.name)} WHERE {tests} LIMIT 1").rows:
            return True
    return False


def text_of(profile: Profile, query: Query) -> tuple[Table, Column | None] | None:
    """The column of the main table whose texts are longest; where rows are documents, their own text."""
    table = next((table for table in profile.tables if table.kind not in ("documents", "headers")), None)
    if table is None:
        return _of_documents(profile)
    columns = [column for column in table.columns if _may_be_text(column, table)]
    if not columns:
        return None
    lengths = _lengths(table, columns, query)
    longest, column = max(zip(lengths, columns, strict=True), key=lambda pair: pair[0])
    return (table, column) if longest >= _SHORTEST else None


def _of_documents(profile: Profile) -> tuple[Table, None] | None:
    """A table of all documents, where these are short: mails, or a review a file."""
    table = next((table for table in profile.tables if table.row_is == "document"), None)
    short = profile.bytes <= _LONGEST_DOCUMENT * profile.documents
    return (table, None) if table and short and table.rows == profile.documents else None


def _may_be_text(column: Column, table: Table) -> bool:
    if column.type != "text" or (column.name == "line" and table.kind != "lines"):
        return False
    return column.is_free_text or column.note == RAW_LINE or column.distinct >= _DISTINCT * table.rows


def _lengths(table: Table, columns: Sequence[Column], query: Query) -> list[float]:
    means = ", ".join(f"avg(length({identifier(column.name)}))" for column in columns)
    rows: Rows = query(f"SELECT {means} FROM {identifier(table.name)}")
    return [float(str(mean or 0)) for mean in rows.rows[0]]
