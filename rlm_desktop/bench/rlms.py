"""The published package of recursive language models, `rlms`, asked with the same model.

It runs in an interpreter of its own, since it brings some forty packages along, and speaks to llama.cpp's
server. Its interpreter for programs has no walls: what the model writes there runs as any program.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import msgspec
import psutil

from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.bench.said import Said
from rlm_desktop.errors import BadRequest, RuntimeMissing, Stopped
from rlm_desktop.paths import resources

SECONDS = 180.0
"""Of processor time that the model may take for one question; what it had until then is its answer."""
_WALL = 5.0
"""So many times that on the clock."""
_GRACE = 10.0
_LOOK = 0.2
_WINDOW = 32_768
"""All that the default model was made for."""
_HOW = "python -m venv rlms && rlms/bin/pip install rlms==0.1.3, then --rlms rlms/bin/python"
_SHOWN = 300


class Reference:
    """The package in the interpreter `python`; its server is started with the first question."""

    def __init__(self, python: str, server: Path, model: Path, *, seconds: float = SECONDS) -> None:
        self._python = python
        self._seconds = seconds
        self._server = LlamaServer(server, model, window=_WINDOW, slots=1)
        self._entered = 0

    def __enter__(self) -> Self:
        if not self._entered:
            self._look()
            self._server.__enter__()
        self._entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._entered -= 1
        if not self._entered:
            self._server.__exit__()

    def _look(self) -> None:
        """Raises `RuntimeMissing` where the package is not installed."""
        try:
            looked = subprocess.run(
                [self._python, "-P", "-c", "import rlm"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise BadRequest(f"{self._python} does not run: {error.strerror}.", hint=_HOW) from error
        if looked.returncode:
            raise RuntimeMissing(f"The package rlms is not installed for {self._python}.", hint=_HOW)

    def ask(self, question: str, paths: Sequence[str], *, should_stop: Callable[[], bool]) -> Said:
        """Raises `Stopped`."""
        asked = {"address": f"{self._server.address}/v1", "question": question, "paths": list(paths)}
        started = time.monotonic()
        with (
            tempfile.TemporaryDirectory() as folder,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as complaints,
        ):
            child = subprocess.Popen(
                [self._python, str(resources() / "bench" / "ask_rlms.py"), json.dumps(asked)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=complaints,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": ""},
                start_new_session=True,
            )
            try:
                self._watch(child, should_stop)
            finally:
                _end(child)
            return _said(_whole(out), time.monotonic() - started, _whole(complaints))

    def _watch(self, child: "subprocess.Popen[bytes]", should_stop: Callable[[], bool]) -> None:
        """Until it is done, or the model has computed for as long as it may."""
        clock = psutil.Process(self._server.pid).cpu_times
        before, started = sum(clock()[:2]), time.monotonic()
        while child.poll() is None:
            if should_stop():
                raise Stopped("Stopped.", hint="The same command goes on where it stopped.")
            computed, waited = sum(clock()[:2]) - before, time.monotonic() - started
            if computed > self._seconds or waited > self._seconds * _WALL:
                child.terminate()
                with suppress(subprocess.TimeoutExpired):
                    child.wait(_GRACE)
                return
            time.sleep(_LOOK)


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With whatever the model's programs have started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _said(out: bytes, seconds: float, complaints: bytes) -> Said:
    lines = out.strip().splitlines()
    with suppress(msgspec.MsgspecError):
        if lines:
            told: dict[str, Any] = msgspec.json.decode(lines[-1])
            return msgspec.convert({**told, "seconds": seconds}, Said)
    last = complaints.decode("utf-8", "replace").strip().splitlines()[-1:]
    return Said(seconds=seconds, error=f"No answer. {' '.join(last)[:_SHOWN]}".strip())
