"""What a question asks of a log that no column holds but its lines tell: visitor192, shelf 23, 476 ms.

Such things are columns as much as those that were parsed, only nobody could know that they would be asked
for. So each is looked for when a question speaks of it, shown to the root as a column, and put into its query
as what takes it out of a line.
"""

import re
from collections.abc import Iterator

import msgspec
import sqlglot
from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import (
    COMMON,
    Query,
    Within,
    contained,
    identifier,
    literal,
    quoted,
    words,
)

_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:different|distinct|unique|separate)\s+(?:[a-z]+\s+)?([a-z]+s)\b",
        r"\b(?:which|what)\s+([a-z]+)(?:\s+([a-z]+))?\b",
        r"\b(?:average|mean|median|highest|lowest|largest|smallest|longest|shortest|maximum|minimum|total)"
        r"\s+(?:number of\s+)?([a-z]+)(?:\s+(?:of\s+)?([a-z]+))?\b",
        r"\b(?:most|fewest)\s+(?:different\s+)?([a-z]+s)\b",
        r"\bin\s+([a-z]+)\s*(?:[?.,;]|$)",
        r"^\W*(?:please )?(?:list|show|name|give)(?: (?:me|all|every|each|of|the|different))* ([a-z]+s)\b",
        r"\b(?:per|each|every)\s+([a-z]+)\b",
        r"\b(?:over|above|under|below|than|least|most|exactly)\s+\d[\d,.]*\s*([a-z]+)\b",
        r"\b([a-z]+)\s+(?:no\.?\s+|number\s+)?\d+\b",
    )
)
"""What of each is asked after, compared, or called by its number; not what is counted, which are lines."""
_OF_A_KIND = re.compile(
    r"\b(?:different|distinct|unique|separate|which|what)\s+([a-z]+)\s+([a-z]+)\b", re.IGNORECASE
)
_FEWEST_NAMES = 5
_NO_NAMES = """
date day entry error exactly file hour kind least less level line log message minute month more most name
number over record row than time type value warning week word year
"""
_NO_THINGS = frozenset(_NO_NAMES.split())
_TIMES = ("seconds", "minutes", "hours", "days")
_OF_TIME = re.compile(r"^(?:which|what|per|each|every)\b", re.IGNORECASE)
_UNITS = {
    "millisecond": "ms",
    "sec": "s",
    "second": "s",
    "kilobyte": "kb",
    "megabyte": "mb",
}
"""What a question writes in full, as lines have it."""
_FEWEST = 20
_FEWEST_SHARE = 0.01
"""So many rows, or this share of them, tell a thing that is worth a column."""


def found(question: str, profile: Profile, query: Query) -> tuple[Within, ...]:
    """The columns that the question asks for and that only the lines of a log tell."""
    if quoted(question) or contained(question):
        return ()
    logs = [table for table in profile.tables if table.kind == "log" and _has_line(table)]
    return tuple(within for table in logs for within in _of_table(question, table, query))


def shown(profile: Profile, extra: tuple[Within, ...]) -> Profile:
    """The profile with these columns, before the free text that they stand in."""
    tables = tuple(
        _with(table, [w.column for w in extra if w.table == table.name]) for table in profile.tables
    )
    return msgspec.structs.replace(profile, tables=tables) if extra else profile


def spell(tree: exp.Query, extra: tuple[Within, ...]) -> list[Within]:
    """Put what takes it out of a line in the place of each of them; those that the query had."""
    read = {table.name.lower() for table in tree.find_all(exp.Table)}
    given = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    used = []
    for within in extra:
        name = within.column.name
        here = [column for column in tree.find_all(exp.Column) if column.name.lower() == name]
        if within.table.lower() not in read or not here:
            continue
        value = sqlglot.parse_one(within.sql, dialect="duckdb")
        for column in here:
            if name in given and isinstance(column.parent, exp.Ordered):
                continue  # It is ordered by what the query itself calls so.
            select = column.parent
            is_shown = isinstance(select, exp.Select) and column.arg_key == "expressions"
            if isinstance(select, exp.Select) and is_shown and len(select.expressions) == 1:
                # Of all users those are listed that a line names.
                select.where(exp.not_(exp.Is(this=value.copy(), expression=exp.null())), copy=False)
            column.replace(exp.alias_(value.copy(), name, quoted=True) if is_shown else value.copy())
        used.append(within)
    return used


def _has_line(table: Table) -> bool:
    return any(column.name == "line" for column in table.columns)


def _with(table: Table, columns: list[Column]) -> Table:
    if not columns:
        return table
    at = next((n for n, c in enumerate(table.columns) if c.is_free_text or c.name == "line"), 0)
    return msgspec.structs.replace(table, columns=(*table.columns[:at], *columns, *table.columns[at:]))


def _of_table(question: str, table: Table, query: Query) -> Iterator[Within]:
    taken = {word for column in table.columns for word in words(column.name.replace("_", " "))}
    taken |= {value.lower() for column in table.columns for value, _ in column.values}
    for thing in dict.fromkeys(_things(question)):
        if thing in taken:
            continue
        # Columns are often called so, and their numbers are read already.
        usual = thing in wording.of_columns()
        number = None if usual else _looked_for(thing, table, query)
        if within := number or _in_quotes(thing, table, query):
            yield within
    for kind, thing in dict.fromkeys(_kinds(question)):
        if kind not in taken and (within := _named_behind(kind, thing, table, query)):
            yield within


def _things(question: str) -> Iterator[str]:
    for pattern in _ASKED:
        for match in pattern.finditer(question):
            for word in filter(None, match.groups()):
                stem = "".join(words(word))
                # "In minutes" asks for a measure, "in which minute" and "per minute" for a time.
                unit = word.lower() in _TIMES and not _OF_TIME.search(match.group())
                known = stem in _NO_THINGS | COMMON
                if len(stem) > 1 and (unit or not known):
                    yield stem
                    if stem in _UNITS:
                        yield _UNITS[stem]


def _kinds(question: str) -> Iterator[tuple[str, str]]:
    """Things of a kind, such as invalid users, whose names are asked after."""
    for match in _OF_A_KIND.finditer(question):
        kind, thing = ("".join(words(word)) for word in match.groups())
        if not {kind, thing} & (_NO_THINGS | COMMON):
            yield kind, thing


def _named_behind(kind: str, thing: str, table: Table, query: Query) -> Within | None:
    """The word behind both: admin in "invalid user admin", where many different ones stand there."""
    shape = rf"(?:^|[^\pL\pN]){kind} {thing} ([^\s,;:=]+)"
    found = _text(f"{kind}_{thing}", f"{kind} {thing}", shape, table, query)
    return found if found is not None and found.column.distinct >= _FEWEST_NAMES else None


def _in_quotes(thing: str, table: Table, query: Query) -> Within | None:
    """What stands in quotation marks behind a thing, in enough lines: of user "ada" the users."""
    shape = rf"(?:^|[^\pL\pN]){thing}s?[ :=]{{0,2}}[\"'“”]([^\"'“”]{{1,80}})[\"'“”]"
    found = _text(thing, thing, shape, table, query)
    rows = table.rows - found.column.nulls if found is not None else 0
    return found if rows >= min(_FEWEST, max(2, _FEWEST_SHARE * table.rows)) else None


def _text(name: str, behind: str, shape: str, table: Table, query: Query) -> Within | None:
    """A column of texts that a shape takes out of lines, in small letters; None where it finds none."""
    value = f"NULLIF(regexp_extract(lower(line), {literal(shape)}, 1), '')"
    figures = f"count({value}), count(DISTINCT {value}), min({value})"
    some = f"contains(lower(line), {literal(behind)})"
    try:
        ((rows, distinct, example),) = query(
            f"SELECT {figures} FROM {identifier(table.name)} WHERE {some}"
        ).rows
    except TableError:
        return None
    column = Column(
        name=name,
        type="text",
        nulls=table.rows - int(str(rows)),
        distinct=int(str(distinct)),
        # As free text: no value of it can be looked up before a query.
        note=f"free text in the line: “{behind} {example}”",
    )
    return Within(table.name, column, value) if int(str(distinct)) else None


def _looked_for(thing: str, table: Table, query: Query) -> Within | None:
    """The thing before its number, or the number before its unit: what more lines have."""
    of, some = identifier(table.name), f"contains(lower(line), {literal(thing)})"
    shapes = (_called(thing), _measured(thing))
    counts = ", ".join(
        f"count(*) FILTER (WHERE regexp_matches(lower(line), {literal(shape)}))" for shape in shapes
    )
    try:
        (row,) = query(f"SELECT {counts} FROM {of} WHERE {some}").rows
        called, measured = (int(str(count)) for count in row)
        is_called = called >= measured
        pattern, kind = (shapes[0], "BIGINT") if is_called else (shapes[1], "DOUBLE")
        value = f"TRY_CAST(regexp_extract(lower(line), {literal(pattern)}, 1) AS {kind})"
        if max(called, measured) < min(_FEWEST, max(2, _FEWEST_SHARE * table.rows)):
            return None
        figures = f"min({value}), max({value}), count(DISTINCT {value})"
        ((least, most, distinct),) = query(f"SELECT {figures} FROM {of} WHERE {some}").rows
    except TableError:
        return None
    column = Column(
        name=thing,
        type="integer" if is_called else "decimal",
        nulls=table.rows - max(called, measured),
        distinct=int(str(distinct)),
        minimum=str(least),
        maximum=str(most),
        note=f"in the line as “{thing} {least}”" if is_called else f"in the line as “{least} {thing}”",
    )
    return Within(table.name, column, value)


def _called(thing: str) -> str:
    between = r"(?:[ #:=]{0,2}|[ ](?:no|number|id)[ .:]*)"
    return rf"(?:^|[^\pL\pN]){thing}{between}(\d+)(?:[^\pL\pN.]|[.]?$|[.]\s)"


def _measured(thing: str) -> str:
    return rf"(?:^|[^\pL\pN.,])(\d+(?:\.\d+)?)[ ]?{thing}s?(?:[^\pL\pN]|$)"
