"""llama.cpp's own server, started for a measurement on this machine's own address and ended with it."""

import random
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from rlm_desktop.bench.engine.measured import environment
from rlm_desktop.engine.servers.wire import Wire
from rlm_desktop.errors import BadRequest, EngineError, RuntimeMissing

_LOADING = 300.0
_LONGEST = 3600.0
"""Seconds for one reply: a crowded machine must not end a measurement."""
_LOOK = 0.2
_PORTS = (20_000, 60_000)


class LlamaServer:
    """The program at `path` with one model; `slots` requests at once, in one cache for all."""

    def __init__(self, path: Path, model: Path, *, window: int, slots: int, threads: int = 0) -> None:
        if not path.is_file():
            raise BadRequest(f"There is no llama-server at {path}.", hint="Give another --llama-server.")
        port = random.randint(*_PORTS)
        self.address = f"http://127.0.0.1:{port}"
        self.wire = Wire(self.address, patience=_LONGEST)
        self._command = [
            *(str(path), "--model", str(model), "--host", "127.0.0.1", "--port", str(port)),
            *("--ctx-size", str(window), "--parallel", str(slots), "--kv-unified"),
            *(("--threads", str(threads)) if threads else ()),
            *("--batch-size", "2048", "--ubatch-size", "512", "--no-webui"),
        ]

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._log = self._stack.enter_context(tempfile.TemporaryFile())
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=environment(),
        )
        self._stack.callback(self._end)
        try:
            self._wait()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _wait(self) -> None:
        end = time.monotonic() + _LOADING
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.wire.get("/health")
            except EngineError:
                time.sleep(_LOOK)
            else:
                return
        raise RuntimeMissing("llama-server did not start.", hint=self._last_line())

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _last_line(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return f"It said last: {lines[-1]}" if lines else "Look whether it runs by itself."
