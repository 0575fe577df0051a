"""The machine sleeps in the middle of everything: all processes stand still for longer than their limits."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.commands import ENVIRONMENT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="stopping is POSIX's")]

SECONDS = 60
ASLEEP = 65.0
"""Longer than every limit below, which are for a busy machine."""

CELL = """
from pathlib import Path
from rlm_desktop.ports import Mount
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import SandboxLimits
with Sandbox(mounts=[], limits=SandboxLimits(grace=1.0, interpreter={interpreter!r})) as sandbox:
    sandbox.run("1", tools={{}})
    print("begun", flush=True)
    result = sandbox.run("n = 0\\nwhile n < {steps}: n += 1\\nn", tools={{}}, seconds=60)
    print("ended", result.value, result.error, flush=True)
    late = sandbox.run("while True: pass", tools={{}}, seconds=1)
    print("then", late.error.kind, flush=True)
"""
QUERY = """
import duckdb, sys
from pathlib import Path
from rlm_desktop.context.tables import TableWorker
from rlm_desktop.settings import TableLimits
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with duckdb.connect(str(folder / "records.db")) as made:
        made.execute("CREATE SCHEMA hidden; CREATE TABLE records AS SELECT 1 AS n")
    with TableWorker(folder / "records.db", TableLimits()) as worker:
        worker.query("SELECT n FROM records")
        print("begun", flush=True)
        long = "SELECT count(*) FROM range(30000) a, range(30000) b WHERE hash(a.range, b.range) > 7"
        rows = worker.query(long, seconds={seconds})
        print("ended", rows.rows, flush=True)
"""


def asleep(script: Path, *arguments: str, until: str) -> str:
    """Run a script; when it says the word, everything of it stands still for a while. What it said."""
    command = [sys.executable, str(script), *arguments]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        assert said.startswith(until), said
        time.sleep(0.3)
        everybody = [psutil.Process(program.pid), *psutil.Process(program.pid).children(recursive=True)]
        for process in everybody:
            process.send_signal(signal.SIGSTOP)
        time.sleep(ASLEEP)
        for process in everybody:
            process.send_signal(signal.SIGCONT)
        said += program.stdout.read()
    return said


@pytest.mark.parametrize(("interpreter", "steps"), [("pyodide", 8_000_000), ("wasi", 1_500_000)])
def test_a_program_that_slept_has_its_time_left_and_no_more(
    tmp_path: Path, interpreter: str, steps: int
) -> None:
    script = tmp_path / "cell.py"
    script.write_text(CELL.format(interpreter=interpreter, steps=steps), encoding="utf-8")

    said = asleep(script, until="begun")

    assert f"ended {steps} None" in said, said
    assert "then TimeLimit" in said, said


def test_a_query_that_slept_is_answered(tmp_path: Path) -> None:
    script = tmp_path / "query.py"
    script.write_text(textwrap.dedent(QUERY.replace("{seconds}", str(SECONDS))), encoding="utf-8")

    assert "ended ((" in asleep(script, str(tmp_path), until="begun")
