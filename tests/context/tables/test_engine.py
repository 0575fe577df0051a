"""The second wall: what reaches the engine past the gate finds it locked."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from rlm_desktop.context.tables.engine import _connect


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path / "records.db"
    with duckdb.connect(str(path)) as made:
        made.execute("CREATE SCHEMA hidden; CREATE TABLE records AS SELECT 1 AS n")
    shown, hidden = _connect(str(path), 256, 1)
    yield shown
    hidden.close()
    shown.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT * FROM glob('/etc/*')",
        "COPY records TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '90GB'",
        "SET threads = 64",
        "SET lock_configuration = false",
        "SET temp_directory = '/tmp'",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO records VALUES (2)",
        "DROP TABLE records",
        "EXPORT DATABASE 'out'",
        "PRAGMA enable_profiling = 'json'",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        # what this version can newly be told
        "RESET lock_configuration",
        "RESET GLOBAL enable_external_access",
        "SET allowed_paths = ['/etc/passwd']",
        "SET allowed_directories = ['/']",
        "SET file_search_path = '/etc'",
        "SET secret_directory = '/tmp'",
        "SET home_directory = '/'",
        "SET extension_directory = '/tmp'",
        "SET custom_extension_repository = 'http://127.0.0.1:9'",
        "SET http_proxy = '127.0.0.1:9'",
        "SET log_query_path = 'log.txt'",
        "SET profile_output = 'profile.json'",
        "SET enable_profiling = 'json'",
        "SET max_expression_depth = 100000000",
        "SET python_enable_replacements = true",
        "SET operator_memory_limit = '90GB'",
        "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "CREATE PERSISTENT SECRET s (TYPE http)",
        "SET VARIABLE x = getenv('HOME')",
        "ATTACH ':memory:' AS x",
        "CALL enable_logging(storage = 'file', storage_path = 'log')",
        "CALL register_external_resource('a', 'b')",
        "COPY records FROM '/etc/passwd'",
        "IMPORT DATABASE 'out'",
        "SELECT * FROM query('FROM read_text(''/etc/passwd'')')",
        "FROM query_table(['/etc/passwd'])",
        "COMMENT ON TABLE records IS 'x'",
        "CREATE TYPE mood AS ENUM ('a')",
    ],
)
def test_files_settings_and_changes_are_out_of_reach(engine: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        engine.execute(sql).fetchall()


def test_names_of_the_host_are_out_of_reach(engine: duckdb.DuckDBPyConnection) -> None:
    secret = [("of the host",)]

    with pytest.raises(duckdb.Error):
        engine.execute("SELECT * FROM secret").fetchall()
    assert secret
