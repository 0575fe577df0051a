"""Which SQL is let through: one query that only reads the library's own tables.

The worker's engine is locked down as well; this gate gives the better messages and is the first of two walls.
"""

import re
from collections.abc import Mapping, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.errors import QueryFailed, QueryRefused

LONGEST = 20_000
DEEPEST = 60
_BEGINS = re.compile(
    r"(?:[\s(]|--[^\n]*(?:\n|$)|/\*.*?\*/)*(?:select|from|with|pivot)\b", re.IGNORECASE | re.DOTALL
)
"""The parser is more lenient than the table engine: it takes "AS SELECT" for a query."""
FORBIDDEN = re.compile(
    r"(?:read_|write_|pragma_|duckdb_|pg_|parquet_|sniff_|scan_|iceberg_|delta_|sqlite_|postgres_|mysql_|arrow_|pandas_|"
    r"python_|st_read|http|shell|load|install|copy|set_|test_|checkpoint|force_).*"
    r"|.*_scan|glob|getenv|getvariable|query|query_table|current_setting|current_schemas?|current_database|current_catalog|"
    r"in_search_path|which_secret|add_parquet_key|nextval|currval|txid_current|write_log|parse_duckdb_log_message|"
    r"version|json_execute_serialized_sql|json_serialize_plan|json_serialize_sql|json_deserialize_sql|sleep|"
    r"summary|repeat_row|seq_scan|index_scan|storage_info|show.*|from_substrait.*|get_substrait.*|enable_.*|disable_.*"
)
TABLE_FUNCTIONS = frozenset(
    ["unnest", "generate_series", "range", "json_each", "json_tree", "explodingseries"]
)
OF_THE_ENGINE = re.compile(r"(?:duckdb|pragma|pg|sqlite|information)_.*")
"""Views about the engine itself (where its file lies, what is hidden), which are found by name alone."""
FORBIDDEN_NODES = (
    exp.Command,
    exp.Into,
    exp.DDL,
    exp.DML,
    exp.Pragma,
    exp.Set,
    exp.Attach,
    exp.Detach,
    exp.Parameter,
)

Tables = Mapping[str, Sequence[str]]
"""Names of tables with the names of their columns."""


def check(sql: str, tables: Tables, *, most: int | None = None) -> str:
    """The query, without a trailing semicolon. Raises `QueryRefused`, `QueryFailed` for bad syntax.

    Of an ordered one whose first `most` rows are wanted the engine is told so: it need not put all in order.
    """
    if len(sql) > LONGEST:
        raise QueryRefused(f"the query is longer than {LONGEST:,} characters")
    if "\0" in sql:
        raise QueryRefused("the query holds a NUL character")
    if any("\ud800" <= letter <= "\udfff" for letter in sql):
        raise QueryRefused("the query holds half a character")
    tree = _parsed(sql)
    if not isinstance(tree, exp.Query) or isinstance(tree, exp.Table):
        raise QueryRefused("only one SELECT is allowed, nothing that changes or opens something")
    if not _BEGINS.match(sql):
        raise QueryFailed("syntax error: a query begins with SELECT, FROM or WITH")
    _look_through(tree, tables)
    allowed = sql.strip().rstrip(";").strip()
    # On a line of its own: the query may end in a comment.
    return f"{allowed}\nLIMIT {most}" if most is not None and _is_all_in_order(tree) else allowed


def _is_all_in_order(tree: exp.Query) -> bool:
    wider = any(tree.args.get(part) for part in ("limit", "offset", "sample", "locks"))
    return isinstance(tree, exp.Select | exp.SetOperation) and bool(tree.args.get("order")) and not wider


def _parsed(sql: str) -> exp.Expression:
    if _depth(sql) > DEEPEST:
        raise QueryRefused("the query is nested too deeply")
    try:
        statements = [
            statement for statement in sqlglot.parse(sql, dialect="duckdb") if statement is not None
        ]
    except (SqlglotError, RecursionError) as error:
        raise QueryFailed(_syntax(error)) from error
    if not statements:
        raise QueryFailed("there is no query")
    if len(statements) > 1:
        raise QueryRefused("only one statement is allowed, and there are several")
    found = statements[0]
    assert isinstance(found, exp.Expression)
    return found


def _depth(sql: str) -> int:
    deepest = depth = 0
    for character in sql:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _syntax(error: Exception) -> str:
    first = re.sub(r"\x1b\[\d*m", "", str(error)).splitlines()[0] if str(error) else "it cannot be read"
    return f"syntax error: {first[:160]}"


def _look_through(tree: exp.Expression, tables: Tables) -> None:
    known = {name.lower() for name in tables}
    ctes = {_named(cte) for cte in tree.find_all(exp.CTE)}
    for node in tree.walk():
        if isinstance(node, FORBIDDEN_NODES):
            raise QueryRefused(f"{node.key.upper()} is not allowed: only SELECT over {', '.join(tables)}")
        if isinstance(node, exp.Table):
            _check_table(node, tables, known | ctes)
        elif isinstance(node, exp.Func):
            _check_function(node)


def _named(cte: exp.CTE) -> str:
    """A name that is nothing but the query's own: where it is not meant, the engine finds nothing by it.

    Which of two things a name means depends on where it stands, and an engine and a parser may not agree.
    """
    name = str(cte.alias_or_name).lower()
    if not re.fullmatch(r"\w[\w ]*", name) or OF_THE_ENGINE.fullmatch(name):
        raise QueryRefused(f"WITH {name[:60]} is not allowed: choose another name")
    return name


def _check_table(table: exp.Table, tables: Tables, known: set[str]) -> None:
    if isinstance(table.this, exp.Func):
        name = _function_name(table.this)
        if name not in TABLE_FUNCTIONS:
            raise QueryRefused(f"the table function {name} is not allowed: only {', '.join(tables)}")
        return
    if table.db or table.catalog:
        raise QueryRefused(f"{table.sql(dialect='duckdb')} is not one of the tables: {', '.join(tables)}")
    if table.name.lower() not in known and not _lateral(table):
        raise QueryFailed(f"no table named '{table.name[:60]}'; the tables are: {', '.join(tables)}")


def _lateral(table: exp.Table) -> bool:
    """Whether the name is not a table but empty: sqlglot makes such nodes for table functions."""
    return not table.name and table.this is None


def _check_function(function: exp.Func) -> None:
    name = _function_name(function)
    if FORBIDDEN.fullmatch(name):
        raise QueryRefused(f"the function {name} is not allowed")


def _function_name(function: exp.Expression | exp.Func) -> str:
    if isinstance(function, exp.Anonymous):
        return str(function.name).lower()
    names = getattr(function, "sql_names", None)
    return str(names()[0]).lower() if names else function.key.lower()
