"""Which labels a question is about: a set of them is named in the question, or at the head of the text."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.profile import Column, Profile, Rows, Table
from rlm_desktop.rlm.queries.tallies import bare
from rlm_desktop.rlm.question.linking import Query, identifier, literal

_ABOUT = (
    r"labels?|categor(?:y|ies)|classes|classified|classify|kinds?|types?|topics?|sentiments?|tones?|intents?"
    r"|languages?|moods?|opinions?|genres?|positions?"
)
_QUOTED = r"(?:'[^'\n]{1,60}'|\"[^\"\n]{1,60}\"|\u201c[^\u201d\n]{1,60}\u201d)"
_QUOTED_LIST = re.compile(rf"{_QUOTED}(?:(?:,| and| or|, and|, or)\s*{_QUOTED})+")
_BARE_LIST = re.compile(
    r"(?:labels|categories|classes|kinds|types|topics|sentiments|tones|intents|languages|moods|genres)"
    r"(?: are| is)?\s*:\s*([^.?!:;\n]{3,400})",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\b(?:classified|labelled|labeled|as|is|are|either|whether)\s+(?:as |either |an? )*"
    r"([a-z][\w-]{2,30})\s+or\s+(?:as |an? )?([a-z][\w-]{2,30})\b",
    re.IGNORECASE,
)
_BEFORE = 160
"""Letters before a list in which it must be said that these are labels."""
_MOST_LABELS = 40
_LONGEST_NAME = 40
_LONGEST = 6  # words of a label
_NO_LABELS = frozenset(
    [
        "more",
        "less",
        "not",
        "same",
        "other",
        "earlier",
        "later",
        "before",
        "after",
        "most",
        "least",
        "equally",
    ]
)
_DISTINCT = 0.5
"""A column of which fewer rows than this are different holds no text to be read."""
_SHORTEST = 12
"""Mean letters below which a column is no text."""


class LabelSet(msgspec.Struct, frozen=True):
    """The labels in the order in which they are named, and the sentence that names them."""

    labels: tuple[str, ...]
    said: str


class Wanted(msgspec.Struct, frozen=True):
    """What the labels of a question are read from."""

    table: Table
    column: Column
    """The text of a row."""
    set: LabelSet
    known: str = ""
    """The column that has the labels of an earlier, shorter reading."""


def named_in(text: str) -> LabelSet | None:
    """The first set of labels that a text names."""
    flat = " ".join(text.split())
    for match, parts in _lists(flat):
        before = flat[max(0, match.start() - _BEFORE) : match.end()]
        labels = _cleaned(parts)
        if labels and re.search(rf"\b(?:{_ABOUT})\b", before, re.IGNORECASE):
            return LabelSet(labels, _sentence(flat, match.start(), match.end()))
    return None


def _lists(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    for match in _QUOTED_LIST.finditer(text):
        yield match, [part[1:-1] for part in re.findall(_QUOTED, match.group())]
    for match in _BARE_LIST.finditer(text):
        yield match, _parts(match.group(1))
    for match in _EITHER.finditer(text):
        yield match, [match.group(1), match.group(2)]


def _parts(listed: str) -> list[str]:
    """What stands between commas; "and" and "or" part only the last two ("ham, spam or other").

    So "description and abstract concept" in the middle of a list stays one label.
    """
    *parts, last = re.split(r",\s*", listed)
    bare = re.sub(r"^(?:and|or)\s+", "", last)
    return [*parts, *([bare] if bare != last else re.split(r"\s+(?:and|or)\s+", last))]


def _cleaned(parts: Sequence[str]) -> tuple[str, ...]:
    labels = tuple(dict.fromkeys(part.strip(" '\".") for part in parts))
    usable = all(
        label and len(label.split()) <= _LONGEST and label.lower() not in _NO_LABELS for label in labels
    )
    return labels if usable and 2 <= len(labels) <= _MOST_LABELS else ()


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a list, without what follows it."""
    begin = max(text.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n")) + 1
    stop = next((at for at in (text.find(mark, end) for mark in (".", "?", "!")) if at >= 0), len(text))
    return text[begin : stop + 1].strip()


def named(question: str, head: str) -> list[LabelSet]:
    """The sets that a question may be about: the text's own first, which says what its labels mean."""
    found = [named_in(head), named_in(question)]
    return [each for each in found if each is not None]


def name_columns(labels: LabelSet, profile: Profile) -> bool:
    """Whether a list is that of a table's columns, in quotes at its head."""
    names = {column.name for table in profile.tables for column in table.columns}
    said = [
        "_".join(re.findall(r"[^\W_]+", label.lower()))[:_LONGEST_NAME].strip("_") for label in labels.labels
    ]
    return 2 * sum(name in names for name in said) >= len(said)


def without(question: str, labels: LabelSet) -> str:
    """The question without the sentence that only names the labels."""
    flat = " ".join(question.split())
    rest = " ".join(flat.replace(labels.said, " ").split())
    return rest if labels.said.endswith(".") and rest else flat


def speaks_of(question: str, labels: LabelSet) -> bool:
    """Whether a question asks about labels at all: by their names, or as labels."""
    text = bare(question)
    if re.search(r"\b(?:labels?|labell?ed|categor(?:y|ies)|classified|classify)\b", text, re.IGNORECASE):
        return True
    return any(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) for label in labels.labels)


def column_with(labels: LabelSet, profile: Profile) -> tuple[Table, Column] | None:
    """The column that has these labels as its values already."""
    wanted = {label.lower() for label in labels.labels}
    for table in profile.tables:
        for column in table.columns:
            values = {value.lower() for value, _ in column.values}
            if column.type == "text" and values and values <= wanted and column.distinct <= len(wanted):
                return table, column
    return None


def any_is_value(labels: LabelSet, profile: Profile, query: Query) -> bool:
    """Whether a column has one of the labels as a value: then the question is about that column."""
    wanted = ", ".join(literal(label.lower()) for label in labels.labels)
    for table in profile.tables:
        columns = [
            c for c in table.columns if c.type == "text" and c.name != "line" and "free text" not in c.note
        ]
        if not columns:
            continue
        tests = " OR ".join(f"lower({identifier(column.name)}) IN ({wanted})" for column in columns)
        if query(f"SELECT 1 FROM {identifier(table.name)} WHERE {tests} LIMIT 1").rows:
            return True
    return False


def text_of(profile: Profile, query: Query) -> tuple[Table, Column] | None:
    """The column of the main table whose texts are longest; where none is text, none."""
    table = next((table for table in profile.tables if table.kind not in ("documents", "headers")), None)
    if table is None:
        return None
    columns = [column for column in table.columns if _may_be_text(column, table)]
    if not columns:
        return None
    lengths = _lengths(table, columns, query)
    longest, column = max(zip(lengths, columns, strict=True), key=lambda pair: pair[0])
    return (table, column) if longest >= _SHORTEST else None


def _may_be_text(column: Column, table: Table) -> bool:
    if column.type != "text" or (column.name == "line" and table.kind != "lines"):
        return False
    return (
        "free text" in column.note
        or column.note == "the raw line"
        or column.distinct >= _DISTINCT * table.rows
    )


def _lengths(table: Table, columns: Sequence[Column], query: Query) -> list[float]:
    means = ", ".join(f"avg(length({identifier(column.name)}))" for column in columns)
    rows: Rows = query(f"SELECT {means} FROM {identifier(table.name)}")
    return [float(str(mean or 0)) for mean in rows.rows[0]]
