"""Dumps of databases as SQL: a row of values a line, behind INSERT INTO or below it, in the tables they fill.

Statements with many rows in one line are not read: where one begins only a whole statement could tell.
"""

import re
from collections.abc import Mapping, Sequence

from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import kind_of, with_unit

_FEWEST = 3
_MOSTLY = 0.5
_MOST_TABLES = 20
_NAME = r"[`\"\[]?([\w$]+)[`\"\]]?"
_INTO = r"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+(?:[`\"\[]?[\w$]+[`\"\]]?\.)?"
_COLUMNS = r"\s*(?:\(([^()]*)\))?\s*VALUES"
_HEAD = re.compile(rf"\s*{_INTO}{_NAME}{_COLUMNS}\s*(\(.*)?$", re.IGNORECASE)
_CREATED = re.compile(rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\.)?{_NAME}\s*\(", re.IGNORECASE)
_DEFINED = re.compile(rf"\s*{_NAME}\s+[A-Za-z]")
_NO_COLUMN = frozenset(
    ["primary", "unique", "key", "constraint", "foreign", "index", "check", "fulltext", "spatial"]
)
_TEXT = r"'(?:[^'\\]|\\.)*'"
"""Of a text with a quote in it, written twice, each part: two ways to read it would be endlessly many."""
_ROW = (
    r"^\s*(?:[^()']*(?:\([^()]*\))?\s*VALUES\s*)?"
    rf"\(((?:[^()']|{_TEXT}|\([^()]*\))*)\)\s*[,;]?\s*$"
)
"""A line that has one row of values; the first group are these."""
_VALUE = rf"\s*N?(?:{_TEXT})+|(?:[^,'()]|\([^()]*\))+"


def dump_shapes(head: str, lines: Sequence[str]) -> tuple[Shape, ...]:
    """A shape for each table of a dump whose rows are told one a line; none of another text."""
    opened = [match for line in lines if (match := _HEAD.match(line))]
    tables = list(dict.fromkeys(match[1] for match in opened))
    if not tables or len(tables) > _MOST_TABLES:
        return ()
    below = not all(match[3] for match in opened)
    if below and len(tables) > 1:
        return ()
    rows: dict[str, list[list[str]]] = {table: [] for table in tables}
    for line in lines:
        if (values := _values(line)) is not None:
            start = _HEAD.match(line)
            if start or below:
                rows[start[1] if start else tables[0]].append(values)
    if sum(map(len, rows.values())) < max(_FEWEST, _MOSTLY * len(lines)):
        return ()
    names = {**_created(head), **{match[1]: _listed(match[2]) for match in opened if match[2]}}
    found = [_shape(table, names.get(table, []), rows[table], below=below) for table in tables if rows[table]]
    return tuple(shape for shape in found if shape is not None)


def _values(line: str) -> list[str] | None:
    match = re.match(_ROW, line, re.IGNORECASE)
    return [value.strip() for value in re.findall(_VALUE, match[1])] if match else None


def _listed(columns: str) -> list[str]:
    return [name.strip().strip('`"[]') for name in columns.split(",")]


def _created(head: str) -> Mapping[str, list[str]]:
    """The columns of each table that a dump says how to make."""
    found: dict[str, list[str]] = {}
    for match in _CREATED.finditer(head):
        depth, parts, start = 1, [], match.end()
        for at in range(match.end(), len(head)):
            depth += {"(": 1, ")": -1}.get(head[at], 0)
            if not depth or (head[at] == "," and depth == 1):
                parts.append(head[start:at])
                start = at + 1
            if not depth:
                break
        named = [part_match[1] for part in parts if (part_match := _DEFINED.match(part))]
        found[match[2]] = [name for name in named if name.lower() not in _NO_COLUMN]
    return found


def _shape(table: str, names: Sequence[str], rows: Sequence[Sequence[str]], *, below: bool) -> Shape | None:
    width = len(names) or max(map(len, rows))
    whole = [row for row in rows if len(row) == width]
    if width < 2 or len(whole) < _MOSTLY * len(rows):
        return None
    fields = []
    for index, values in enumerate(zip(*whole, strict=True)):
        name = column_name(names[index] if names else "", f"column_{index + 1}")
        kind = kind_of([_plain(value) for value in values], name=name)
        label = with_unit(name, kind)
        fields.append(
            Field(name=label, text=_unquoted(index), type=kind.type, cast=kind.cast, note=kind.note)
        )
    begins = (
        ""
        if below
        else f" AND regexp_matches(line, {quote(rf'(?i)^\s*{_INTO}[`\"\[]?{re.escape(table)}\b')})"
    )
    return Shape(
        kind="delimited",
        row_is="record",
        extract=f"regexp_extract_all(regexp_extract(line, {quote('(?i)' + _ROW)}, 1), {quote(_VALUE)})",
        fits=f"len(f) = {width}{begins}",
        fields=told_apart(fields),
        delimiter=",",
        only_fitting=True,
        called=column_name(table, "records"),
        keep_line=False,
    )


def _plain(value: str) -> str:
    if value.upper() == "NULL":
        return ""
    bare = re.fullmatch(r"(?s)N?'(.*)'", value)
    return re.sub(r"\\(.)", r"\1", bare[1].replace("''", "'")) if bare else value


def _unquoted(index: int) -> str:
    """The SQL of a value as `_plain` has it."""
    value = f"trim(f[{index + 1}])"
    inner = f"replace(regexp_extract({value}, {quote(r"(?s)^N?'(.*)'$")}, 1), '''''', '''')"
    plain = f"regexp_replace({inner}, {quote(r'(?s)\\(.)')}, {quote(r'\1')}, 'g')"
    nothing = f"upper({value}) = 'NULL'"
    return f"CASE WHEN {nothing} THEN '' WHEN ends_with({value}, '''') THEN {plain} ELSE {value} END"
