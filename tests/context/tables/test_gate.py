"""What a model may not do through SQL, tried in many ways."""

import duckdb
import pytest

from rlm_desktop.context.tables.gate import check
from rlm_desktop.errors import TableError

TABLES = {"records": ("level", "pid", "line")}

ALLOWED = [
    "SELECT count(*) FROM records;",
    "select level, count(*) n from records group by level order by n desc limit 1",
    "WITH a AS (SELECT * FROM records) SELECT count(*) FROM a",
    'WITH "the levels" AS (SELECT level FROM records), größte AS (FROM "the levels") SELECT * FROM größte',
    "FROM records SELECT level",
    "SELECT level FROM records UNION ALL SELECT 'x'",
    "SELECT x FROM records, unnest([1, 2]) AS t(x)",
    "SELECT * FROM (VALUES (1), (2)) AS v(a)",
    "SELECT regexp_extract(line, '(\\d+)', 1), strftime(now(), '%H') FROM records",
    "SELECT max(pid) OVER (PARTITION BY level) FROM records QUALIFY row_number() OVER () = 1",
    "SELECT count(*) FROM records WHERE line LIKE '%read_csv(%'",
]

REFUSED = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM read_parquet('x')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_scan('x')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('records')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('home_directory')",
    "SELECT getvariable('x')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM pragma_database_list()",
    "SELECT * FROM pragma_table_info('records')",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM hidden.records",
    "SELECT * FROM base.records",
    "SELECT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a",
    "SELECT 1 WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE records",
    "ATTACH '/tmp/x.db'",
    "ATTACH 'https://example.org/x.db' AS x",
    "DETACH records",
    "COPY records TO '/tmp/x.csv'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL httpfs",
    "SET enable_external_access = true",
    "SET GLOBAL threads = 99",
    "RESET memory_limit",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO f(x) AS x",
    "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE SECRET s (TYPE s3)",
    "INSERT INTO records VALUES (1)",
    "UPDATE records SET pid = 1",
    "DELETE FROM records",
    "DROP TABLE records",
    "ALTER TABLE records ADD COLUMN x INT",
    "TRUNCATE records",
    "SELECT 1 INTO x",
    "CALL duckdb_settings()",
    "EXPLAIN ANALYZE SELECT 1",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "VACUUM",
    "CHECKPOINT",
    "USE hidden",
    "DESCRIBE records",
    "SHOW TABLES",
    "SUMMARIZE records",
    "BEGIN TRANSACTION",
    "",
    ";",
    "SELECT '\0'",
    'SELECT 1 AS "\ud800"',
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT * FROM query('SELECT * FROM duckdb_settings()')",
    "SELECT list_transform([1], x -> (SELECT count(*) FROM duckdb_settings()))",
    "SELECT * FROM pragma_database_list()",
    "SELECT getvariable('x')",
    # A name that is the query's own in one place and the engine's in another.
    "SELECT path FROM duckdb_databases, (WITH duckdb_databases AS (SELECT 1) SELECT 1)",
    "WITH sqlite_master AS (SELECT sql FROM sqlite_master) SELECT * FROM sqlite_master",
    "WITH a AS (SELECT * FROM pg_tables), pg_tables AS (SELECT 1) SELECT * FROM a",
    "WITH RECURSIVE Duckdb_Views AS (FROM duckdb_views UNION ALL SELECT 1) FROM duckdb_views",
    'SELECT * FROM "/etc/x.csv", (WITH "/etc/x.csv" AS (SELECT 1) SELECT 1)',
    'WITH "x.csv" AS (FROM "x.csv") FROM "x.csv"',
    "VALUES (1)",
    "SELECT " + "(" * 200 + "1" + ")" * 200,
    "SELECT " + "1 + " * 10_000 + "1",
    "print(records)",
    "SELEC level FROM records",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_queries_over_the_tables_pass(sql: str) -> None:
    assert check(sql, TABLES) == sql.rstrip(";")


@pytest.mark.parametrize("sql", REFUSED)
def test_everything_else_is_stopped_before_it_reaches_the_engine(sql: str) -> None:
    with pytest.raises(TableError) as stopped:
        check(sql, TABLES)

    assert stopped.value.message
    assert "\n" not in stopped.value.message


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT * FROM records ORDER BY pid; ", True),
        ("SELECT * FROM records ORDER BY pid -- the first ones", True),
        ("FROM records ORDER BY ALL", True),
        ("SELECT pid FROM records UNION ALL SELECT 1 ORDER BY pid DESC", True),
        ("WITH a AS (SELECT * FROM records) SELECT * FROM a ORDER BY pid, level", True),
        ("SELECT * FROM records ORDER BY pid LIMIT 3", False),
        ("SELECT * FROM records ORDER BY pid OFFSET 2", False),
        ("SELECT * FROM records", False),
        ("SELECT row_number() OVER (ORDER BY pid) FROM records", False),
        ("(SELECT * FROM records ORDER BY pid)", False),
        ("SELECT * FROM records USING SAMPLE 3", False),
    ],
)
def test_of_an_ordered_query_no_more_is_put_in_order_than_is_wanted(sql: str, told: bool) -> None:
    rows = [("b", 2, "x"), ("a", 1, "y"), ("c", 3, "z")]
    allowed = check(sql, TABLES, most=2)
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE records(level VARCHAR, pid INTEGER, line VARCHAR)")
        engine.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
        first = engine.execute(allowed).fetchall()
        if "SAMPLE" not in sql:
            assert first[:2] == engine.execute(check(sql, TABLES)).fetchall()[:2]

    assert allowed.endswith("\nLIMIT 2") == told
