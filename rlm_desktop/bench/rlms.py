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
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.bench.said import Said
from rlm_desktop.errors import BadRequest, RuntimeMissing

SECONDS = 180.0
"""That one question may take; what it had until then is its answer."""
_GRACE = 30.0
_WINDOW = 32_768
"""All that the default model was made for."""
_CHILD = Path(__file__).with_name("rlms_child.py")
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
                [self._python, "-c", "import rlm"], stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        except OSError as error:
            raise BadRequest(f"{self._python} does not run: {error.strerror}.", hint=_HOW) from error
        if looked.returncode:
            raise RuntimeMissing(f"The package rlms is not installed for {self._python}.", hint=_HOW)

    def ask(self, question: str, paths: Sequence[str]) -> Said:
        asked = {
            "address": f"{self._server.address}/v1",
            "question": question,
            "paths": list(paths),
            "seconds": self._seconds,
        }
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as complaints:
            child = subprocess.Popen(
                [self._python, str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": ""},
                start_new_session=True,
            )
            try:
                out, _ = child.communicate(json.dumps(asked).encode(), timeout=self._seconds + _GRACE)
            except subprocess.TimeoutExpired:
                out = b""
            finally:
                _end(child)
            complaints.seek(0)
            last = complaints.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        return _said(out, time.monotonic() - started, last)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With whatever the model's programs have started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _said(out: bytes, seconds: float, last: Sequence[str]) -> Said:
    lines = out.strip().splitlines()
    try:
        told: dict[str, Any] = msgspec.json.decode(lines[-1]) if lines else {}
        return msgspec.convert({**told, "seconds": seconds}, Said) if told else _unanswered(seconds, last)
    except msgspec.MsgspecError:
        return _unanswered(seconds, last)


def _unanswered(seconds: float, last: Sequence[str]) -> Said:
    return Said(seconds=seconds, error=f"No answer in time. {' '.join(last)[:_SHOWN]}".strip())
