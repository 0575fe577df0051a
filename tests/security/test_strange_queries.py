"""Queries of a stranger, through the gate into the locked engine: only the library's rows come back."""

from collections.abc import Iterator

import duckdb
import pytest

from rlm_desktop.context.tables import TableWorker
from rlm_desktop.errors import TableError
from rlm_desktop.settings import TableLimits

SECRET = "a-secret-beside-the-tables"
QUERIES = [
    "SELECT * FROM (FROM read_text('{folder}/secret.csv'))",
    "FROM '{folder}/secret.csv'",
    "SELECT * FROM '{folder}/*.csv'",
    "SELECT * FROM records, LATERAL (SELECT * FROM read_csv('{folder}/secret.csv'))",
    "SELECT content FROM read_text(['{folder}/secret.csv'])",
    "SELECT * FROM READ_TEXT('{folder}/secret.csv')",
    "SELECT * FROM \"read_text\"('{folder}/secret.csv')",
    "SELECT * FROM main.read_text('{folder}/secret.csv')",
    "SELECT * FROM system.main.read_text('{folder}/secret.csv')",
    "SELECT/**/*/**/FROM/**/read_text/**/('{folder}/secret.csv')",
    "SELECT * FROM records WHERE n = (SELECT content FROM read_text('{folder}/secret.csv'))",
    "SELECT * FROM records ORDER BY (SELECT content FROM read_text('{folder}/secret.csv'))",
    "SELECT CASE WHEN EXISTS (FROM glob('{folder}/*')) THEN 'there' END",
    "WITH RECURSIVE a AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a",
    "SELECT * FROM records AT (VERSION => 1)",
    "SELECT list_transform([1], x -> (SELECT content FROM read_text('{folder}/secret.csv')))",
    "SELECT columns(*) FROM read_csv('{folder}/secret.csv')",
    "PIVOT read_csv('{folder}/secret.csv') ON secret",
    "UNPIVOT '{folder}/secret.csv' ON COLUMNS(*)",
    "TABLE '{folder}/secret.csv'",
    "SELECT * FROM other.main.records",
    "SELECT file_search_path, * FROM duckdb_databases()",
    "SELECT * FROM hidden.records; --",
    "EXPLAIN SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT error(content) FROM read_text('{folder}/secret.csv')",
    "SELECT repeat('x', 1000000000) FROM records",
    "SELECT $$x$$; COPY records TO '{folder}/out'",
    "SELECT json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{folder}/secret.csv'')'))",
]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TableWorker]:
    folder = tmp_path_factory.mktemp("strange")
    with duckdb.connect(str(folder / "records.db")) as made:
        made.execute("CREATE SCHEMA hidden; CREATE TABLE main.records AS SELECT 1 AS n")
    (folder / "secret.csv").write_text(f"secret\n{SECRET}\n", encoding="utf-8")
    with TableWorker(folder / "records.db", TableLimits(memory_mb=256)) as made_worker:
        yield made_worker


@pytest.mark.parametrize("sql", QUERIES)
def test_nothing_but_the_librarys_rows_comes_back(worker: TableWorker, sql: str) -> None:
    folder = worker._database.parent
    before = sorted(path.name for path in folder.iterdir())
    try:
        got = str(worker.query(sql.format(folder=folder), seconds=1.0).rows)
    except TableError as refused:
        got = refused.message
        assert "\n" not in got

    assert SECRET not in got
    assert "there" not in got.split("'")
    assert sorted(path.name for path in folder.iterdir()) == before
    assert worker.query("SELECT n FROM records").rows == ((1,),)
