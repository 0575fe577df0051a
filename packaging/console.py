"""How the set-up tells a person what it does: a line a step, a bar while it waits, a log for the rest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Mapping, Sequence, TextIO

PROGRESS = re.compile(r"\[(\d+)/(\d+)\]")
QUIET_SECONDS = 60

Command = Sequence["str | Path"]


class SetupStopped(Exception):
    """Something is missing or failed: one sentence, and the way out."""


class Console:
    """Writes steps to standard error; keeps everything that programs said in `log`."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.moving = sys.stderr.isatty()

    def say(self, text: str) -> None:
        self._write("  " + text + "\n")

    def step(self, text: str) -> None:
        self._write("• " + text + "\n")

    def run(self, doing: str, command: Command, env: Mapping[str, str] | None = None) -> None:
        """Run a program to its end, its output in the log. Raises `SetupStopped` if it fails."""
        self.step(doing)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with self.log.open("a", encoding="utf-8") as log:
            log.write("\n$ {}\n".format(" ".join(str(part) for part in command)))
            last = self._follow(command, env, log, started)
        if last.code:
            raise SetupStopped(
                f"{doing} failed: {last.reason()}\n"
                f"All it said is in {self.log}. Run the same command again to go on from here."
            )
        self._clear()
        self.say(f"done in {_duration(time.monotonic() - started)}")

    def _follow(
        self, command: Command, env: Mapping[str, str] | None, log: TextIO, started: float
    ) -> _Output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
        )
        last = _Output()
        ended = threading.Event()
        clock = threading.Thread(target=self._tick, args=(last, started, ended), daemon=True)
        clock.start()
        try:
            for raw in process.stdout or ():
                line = raw.decode("utf-8", "replace").rstrip()
                log.write(line + "\n")
                last.add(line)
            last.code = process.wait()
        finally:
            ended.set()
            clock.join()
            if process.poll() is None:
                process.terminate()
                process.wait()
            if process.stdout:
                process.stdout.close()
        return last

    def _tick(self, last: _Output, started: float, ended: threading.Event) -> None:
        """A moving line on a terminal; elsewhere a line a minute, so that nobody thinks it hangs."""
        while not ended.wait(0.25 if self.moving else QUIET_SECONDS):
            text = f"{_duration(time.monotonic() - started)}  {last.shown()}"[: _width() - 3]
            if self.moving:
                self._write(f"\r\x1b[K  {text}")
            else:
                self.say(text)

    def _clear(self) -> None:
        if self.moving:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class _Output:
    """The last lines of a running program, and how far it says it is."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.lines: list[str] = []
        self.share: float | None = None

    def add(self, line: str) -> None:
        self.lines = [*self.lines, line][-40:]
        found = PROGRESS.search(line)
        if found:
            self.share = int(found.group(1)) / max(int(found.group(2)), 1)

    def shown(self) -> str:
        if self.share is not None:
            full = int(24 * self.share)
            return f"{'█' * full}{'░' * (24 - full)} {self.share:.0%}"
        return self.lines[-1].strip() if self.lines else ""

    def reason(self) -> str:
        """The line that says why, as far as it can be told."""
        errors = [line.strip() for line in self.lines if "error" in line.lower()]
        return (errors or [line for line in self.lines if line.strip()] or ["it said nothing"])[-1]


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _width() -> int:
    try:
        return os.get_terminal_size(2).columns
    except OSError:
        return 80
