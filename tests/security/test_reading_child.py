"""A reader that a hostile file has taken over: what it can do is fail to read that file."""

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psutil
import pytest

from rlm_desktop.paths import PROGRAM as ROOT
from tests.security.programs import BOTH, python

pytestmark = pytest.mark.skipif(not BOTH, reason="this system has no Landlock and seccomp")

TAKEN_OVER = """
import json, os, signal, sys, time
from pathlib import Path
from rlm_desktop.context.ingest import messages
from rlm_desktop.context.ingest.apart import apart
from rlm_desktop.context.ingest.messages import Broken, Done, send_done, send_text

file, other = Path(sys.argv[1]), Path(sys.argv[2])

def work(stream):
    {body}

heard = []
try:
    for message in apart(work, file=file):
        heard.append(type(message).__name__ + ":" + str(getattr(message, "piece", message)))
except Broken as error:
    heard.append("Broken")
print(json.dumps(heard))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "other").write_text("another document", encoding="utf-8")
    path = tmp_path / "hostile"
    path.write_text("hostile", encoding="utf-8")
    return path


def heard(body: str, file: Path) -> list[str]:
    code = TAKEN_OVER.format(body="\n    ".join(body.strip().splitlines()))
    return msgspec.json.decode(python(code, str(file), str(file.parent / "other")), type=list[str])


def test_an_honest_reader_reads_its_file(file: Path) -> None:
    said = heard("send_text(stream, file.read_bytes()); send_done(stream, Done())", file)

    assert said[0] == "Text:b'hostile'"
    assert said[1].startswith("Done:") and len(said) == 2


@pytest.mark.parametrize(
    "reach",
    [
        "other.read_bytes()",
        "os.listdir(other.parent)",
        "open('/etc/passwd').read()",
        "open(f'/proc/{os.getppid()}/mem', 'rb')",
        "open(f'/proc/{os.getppid()}/fd/0', 'rb')",
        "other.write_text('changed')",
        "file.write_text('changed')",
        "os.kill(os.getppid(), 9)",
        "os.fork() or time.sleep(60)",
        "os.execv('/bin/sh', ['sh'])",
        "os.write(1, b'heard') and os.read(0, 1)[0]",
    ],
)
def test_it_reaches_nothing_else(file: Path, reach: str) -> None:
    body = (
        f"try:\n    got = repr({reach})\nexcept Exception as error:\n    got = type(error).__name__\n"
        "send_done(stream, Done(reason=got))"
    )
    (said,) = heard(body, file)

    assert "Error" in said, said
    assert (file.parent / "other").read_text(encoding="utf-8") == "another document"
    assert file.read_text(encoding="utf-8") == "hostile"


@pytest.mark.parametrize(
    "after",
    [
        "send_text(stream, b'for the next'); send_done(stream, Done())",
        "while True: send_text(stream, b'x' * 1000)",
        "while True: pass",
        "time.sleep(3600)",
        "os.kill(os.getpid(), signal.SIGSEGV)",
    ],
)
def test_what_comes_after_the_end_is_not_heard_and_the_process_is_ended(file: Path, after: str) -> None:
    started = time.monotonic()

    said = heard(f"send_done(stream, Done())\n{after}", file)

    assert len(said) == 1 and said[0].startswith("Done:")
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "instead",
    [
        "messages.send_task(stream, messages.Task('/etc/passwd', 'html'))",
        "stream.write(b'nonsense' * 10); stream.flush()",
        "stream.write(b'\\xff' * 5); stream.flush()",
        "messages._send(stream, 2, b'\\xc1')",
        "messages._send(stream, 77, b'')",
        "stream.write(messages._HEAD.pack(1, 1000) + b'cut'); stream.flush()",
        "os._exit(0)",
        "os.abort()",
        "raise SystemExit",
        "import ctypes; ctypes.string_at(0)",
        "[].append(bytearray(1 << 50))",
    ],
)
def test_a_reader_that_breaks_or_talks_nonsense_is_noticed(file: Path, instead: str) -> None:
    assert heard(instead, file)[-1] == "Broken"


ENDLESS = """
import os, resource, sys
from pathlib import Path
from rlm_desktop import walls
from rlm_desktop.context.ingest.apart import apart
from rlm_desktop.context.ingest.messages import send_text

def work(stream):
    send_text(stream, str(os.getpid()).encode())
    while True: pass

resource.setrlimit(resource.RLIMIT_CPU, (20, 20))  # should the test fail
walls.die_with_parent(int(sys.argv[2]))
for message in apart(work, file=Path(sys.argv[1])):
    print(os.getpid(), message.piece.decode(), flush=True)
"""
PROGRAM = """
import os, subprocess, sys
words = [sys.executable, "-c", sys.argv[1], sys.argv[2], str(os.getpid())]
child = subprocess.Popen(words, stdout=subprocess.PIPE)
print(child.stdout.readline().decode(), flush=True)
os.kill(os.getpid(), 9)
"""


def test_both_processes_end_with_the_program_that_started_them(file: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, ENDLESS, str(file)], cwd=ROOT.parent, stdout=subprocess.PIPE
    )

    both = [int(number) for number in ended.stdout.split()]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(_alive(one) for one in both):
        time.sleep(0.05)
    assert len(both) == 2 and not any(_alive(one) for one in both)


def _alive(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_this_process_is_not_confined() -> None:
    assert os.listdir("/proc/1")  # noqa: PTH208
