"""The program as a person starts it: a process of its own, with a data folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import psutil

from rlm_desktop.paths import PROGRAM
from rlm_desktop.reply import Reply

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROGRAM.parent)}


class Finished(msgspec.Struct, frozen=True):
    """What a command left behind."""

    status: int
    output: str
    told: str

    @property
    def reply(self) -> Reply:
        return msgspec.json.decode(self.output, type=Reply, strict=True)


def command(data: Path, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "rlm_desktop", "--data-dir", str(data), *map(str, arguments)]


def run(data: Path, *arguments: str | Path, seconds: float = 900) -> Finished:
    """Run a command to its end."""
    ended = subprocess.run(
        command(data, *arguments), env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=seconds
    )
    return Finished(ended.returncode, ended.stdout, ended.stderr)


def disturbed(
    arguments: Sequence[str], *, events: Path, when: str, disturb: Callable[[psutil.Process], None]
) -> Finished:
    """Run a command and do something to it as soon as an event of that name is told in `events`."""
    with subprocess.Popen(
        arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as child:
        try:
            while child.poll() is None and not _told(events, when):
                time.sleep(0.02)
            assert child.poll() is None, f"it ended before {when}"
            disturb(psutil.Process(child.pid))
            output, told = child.communicate(timeout=300)
        finally:
            child.kill()
    return Finished(child.returncode, output, told)


def kill_child(*words: str) -> Callable[[psutil.Process], None]:
    """What kills the child whose command line holds one of these words."""

    def kill(program: psutil.Process) -> None:
        children = program.children(recursive=True)
        meant = [child for child in children if any(word in " ".join(child.cmdline()) for word in words)]
        assert meant, [child.cmdline() for child in children]
        for child in meant:
            child.kill()

    return kill


def _told(events: Path, name: str) -> bool:
    """Whether an event of that name stands in a file of events."""
    if not events.exists():
        return False
    tag = f'"event":"{name}"'.encode()
    return any(tag in line for line in events.read_bytes().splitlines())
