"""The one entry point: the packaged application starts itself again as its children."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_desktop.context.ingest import pool
from rlm_desktop.context.ingest.messages import Begun, Done, Ended, Task, Text, receive, send_task
from rlm_desktop.engine.child import SERVE, child_command
from rlm_desktop.paths import PROGRAM


def started(argument: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "rlm_desktop", argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent)},
    )


def test_a_packaged_application_starts_itself_for_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert child_command() == [sys.executable, SERVE]
    assert pool.reading_command() == [sys.executable, pool.WORKER]


def test_started_as_a_models_process_it_serves_until_its_pipe_ends() -> None:
    with started(SERVE) as child:
        said, _ = child.communicate(timeout=60)

    assert (child.returncode, said) == (0, b"")


def test_started_as_a_reading_process_it_reads_files(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Tea at four.</p>", encoding="utf-8")

    with started(pool.WORKER) as child:
        assert child.stdin and child.stdout
        send_task(child.stdin, Task(str(page), "page.html"))
        ready, begun, text, ended, done = (receive(child.stdout) for _ in range(5))

    assert (ready, begun, ended) == (Done(), Begun("", "html"), Ended())
    assert isinstance(text, Text) and b"Tea at four." in text.piece
    assert done == Done()
