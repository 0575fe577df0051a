"""The table engine's errors in the terms of the data: one line that says what to write instead."""

import difflib
import re

from rlm_desktop.context.tables.gate import Tables

LONGEST = 400
NO_COLUMN = re.compile(
    r'Referenced column "(?P<a>[^"]+)" (?:was )?not found|does not have a column named "(?P<b>[^"]+)"'
    r'|Referenced table "(?P<t>[^"]+)" not found'
)
NO_VALUE = re.compile(
    r"""Could not convert string ['"](?P<value>.*?)['"] to (?P<type>\w+)|"""
    r"""invalid \w+ field format: "(?P<date>.*?)\"""",
    re.DOTALL,
)
NO_FUNCTION = re.compile(r"Function with name \"?(?P<name>\w+)\"? does not exist")
WRONG_TYPES = re.compile(r"No function matches the given name and argument types '(?P<call>[^']*)'")
NOT_GROUPED = re.compile(r'column "(?P<name>[^"]+)" must appear in the GROUP BY clause')
TYPES = {
    "INT64": "an integer",
    "INT32": "an integer",
    "DOUBLE": "a number",
    "DATE": "a date",
    "TIMESTAMP": "a time",
}


def explain(error: str, tables: Tables) -> str:
    """A short message for the model."""
    for pattern, tell in (
        (NO_COLUMN, _no_column),
        (NO_VALUE, _no_value),
        (NO_FUNCTION, _no_function),
        (WRONG_TYPES, _wrong_types),
        (NOT_GROUPED, _not_grouped),
    ):
        match = pattern.search(error)
        if match:
            return tell(match, tables)[:LONGEST]
    first = error.splitlines()[0] if error else "the query failed"
    first = re.sub(r"^(?:\w+ )*Error: ", "", first)
    return re.sub(r"\s+", " ", first)[:LONGEST]


def _no_column(match: re.Match[str], tables: Tables) -> str:
    missing = match.group("a") or match.group("b") or match.group("t")
    if match.group("t"):
        return f"no table named '{missing}' in the query; the tables are: {', '.join(tables)}"
    listed = "; ".join(
        f"{name} has the columns {', '.join(columns)}" for name, columns in list(tables.items())[:3]
    )
    if len(tables) == 1:
        name, columns = next(iter(tables.items()))
        near = difflib.get_close_matches(missing, columns, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"no column named '{missing}' in {name}{hint}; its columns are: {', '.join(columns)}"
    return f"no column named '{missing}'; {listed}"


def _no_value(match: re.Match[str], _tables: Tables) -> str:
    if match.group("date") is not None:
        return f"'{match.group('date')[:60]}' is no date or time; write '2024-01-31' or '2024-01-31 12:00'"
    kind = TYPES.get(match.group("type"), match.group("type").lower())
    return f"'{match.group('value')[:60]}' is not {kind}, but it is compared with a column that holds {kind}"


def _no_function(match: re.Match[str], _tables: Tables) -> str:
    return f"there is no function {match.group('name')}; this is DuckDB's SQL"


def _wrong_types(match: re.Match[str], _tables: Tables) -> str:
    call = re.sub(r"\bVARCHAR\b", "text", match.group("call"))
    return f"{call} does not work with these types; CAST the argument first"


def _not_grouped(match: re.Match[str], _tables: Tables) -> str:
    return f"column {match.group('name')} must be in GROUP BY, or inside count, sum, avg, min or max"
