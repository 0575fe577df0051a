"""The table engine's process with its gate and its locks taken away: the walls hold by themselves."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import msgspec
import psutil
import pytest

from rlm_desktop.context.tables import TableWorker
from rlm_desktop.errors import QueryFailed
from rlm_desktop.paths import PROGRAM
from rlm_desktop.settings import TableLimits
from rlm_desktop.walls import is_filtered
from tests.security.programs import BOTH, python

pytestmark = pytest.mark.skipif(not BOTH, reason="this system has no Landlock and seccomp")

UNLOCKED = """
import json, os, sys
from pathlib import Path
from rlm_desktop.context.tables.isolation import isolate
ours, theirs = os.pipe()
isolate(Path(sys.argv[1]), theirs, memory_mb=256)
import duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
got = {}
for sql in json.loads(sys.argv[2]):
    try:
        got[sql] = str(connection.execute(sql).fetchall())
    except (duckdb.Error, MemoryError) as error:
        got[sql] = "Error: " + str(error)
print(json.dumps(got))
"""

ATTEMPTS = [
    "SELECT * FROM read_text('{folder}/secret.txt')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/1/environ')",
    "SELECT * FROM '{folder}/secret.csv'",
    "ATTACH '{folder}/other.db' AS other",
    "ATTACH '{folder}/new.db' AS new",
    "COPY records TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '/tmp/rlm-out.csv'",
    "EXPORT DATABASE '{folder}/export'",
    "INSTALL httpfs",
    "LOAD '{folder}/x.duckdb_extension'",
    "INSTALL httpfs FROM 'http://127.0.0.1:9/'",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO records VALUES (2)",
    "PRAGMA enable_profiling='json'; PRAGMA profiling_output='{folder}/profile.json'; SELECT 1; "
    "SELECT * FROM read_text('{folder}/profile.json')",
]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    for name in ("records.db", "other.db"):
        with duckdb.connect(str(tmp_path / name)) as made:
            made.execute("CREATE SCHEMA hidden; CREATE TABLE records AS SELECT 1 AS n")
    for name in ("secret.txt", "secret.csv"):
        (tmp_path / name).write_text("secret\n1\n", encoding="utf-8")
    return tmp_path / "records.db"


def asked(database: Path, queries: list[str]) -> dict[str, str]:
    said = python(UNLOCKED, str(database), msgspec.json.encode(queries).decode())
    return msgspec.json.decode(said, type=dict[str, str])


def test_an_engine_without_gate_and_locks_reads_its_own_file_and_no_other(database: Path) -> None:
    before = sorted(path.name for path in database.parent.iterdir())

    answers = asked(database, [sql.format(folder=database.parent) for sql in ATTEMPTS])

    assert {sql: answer for sql, answer in answers.items() if not answer.startswith("Error: ")} == {}
    assert sorted(path.name for path in database.parent.iterdir()) == before
    assert asked(database, ["SELECT n FROM records"]) == {"SELECT n FROM records": "[(1,)]"}


def test_the_kernel_limits_its_memory_and_lets_it_write_no_byte(database: Path) -> None:
    with TableWorker(database, TableLimits(memory_mb=512)) as worker:
        worker.tables()
        assert worker._process is not None
        process = psutil.Process(worker._process.pid)

        assert process.rlimit(psutil.RLIMIT_DATA)[1] < 2 << 30
        assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert is_filtered(process.pid)


ENDLESS = "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5"
KILLED_WHILE_ASKING = """
import os, sys, threading, time
from pathlib import Path
from rlm_desktop.context.tables import TableWorker

if __name__ == "__main__":
    worker = TableWorker(Path(sys.argv[1]))
    worker.tables()
    print(worker._process.pid, flush=True)
    threading.Thread(target=worker.query, args=(sys.argv[2],), daemon=True).start()
    time.sleep(1)
    os.kill(os.getpid(), 9)
"""


def test_it_ends_with_the_program_in_the_middle_of_a_query(database: Path) -> None:
    program = database.parent / "program.py"
    program.write_text(KILLED_WHILE_ASKING, encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, str(program), str(database), ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=60,
        env={"PYTHONPATH": str(PROGRAM.parent)},
    )

    assert ended.returncode == -9
    try:
        psutil.Process(int(ended.stdout)).wait(10)
    except psutil.NoSuchProcess:
        return


def test_closing_ends_a_query_at_once(database: Path) -> None:
    worker = TableWorker(database)
    worker.tables()
    failed: list[QueryFailed] = []

    def ask() -> None:
        try:
            worker.query(ENDLESS)
        except QueryFailed as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    started = time.monotonic()
    worker.close()
    asking.join(10)

    assert failed and time.monotonic() - started < 10
