"""One interpreter process: how it is started, talked to, watched and ended."""

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from typing import Final

import psutil

from rlm_desktop import awake, walls
from rlm_desktop.errors import SandboxLost, SandboxUnsafe
from rlm_desktop.sandbox import frames, lockdown
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.frames import BrokenFrame, Closed, Hello, Kind
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits

START_SECONDS: Final = 60.0
_TICK: Final = 0.05
_PAGES_PER_MB: Final = 16
_ENGINE_MB: Final = 600
"""What Deno, V8 and a snapshot being loaded may take beside the guest's own memory."""
_ORPHAN_SECONDS: Final = 5.0
"""Computing time after which the kernel ends a process whose host died in the middle of a cell."""

_LAST_SECONDS: Final = 1.0
"""Time for a process to end after it has closed its pipes."""


class Child:
    """A process that has given everything away and waits for cells. Used from one thread; `kill` from any."""

    def __init__(self, process: "subprocess.Popen[bytes]", *, memory_mb: int) -> None:
        assert process.stdin is not None and process.stdout is not None
        self.process = process
        self.hello: Hello | None = None
        self.used = False
        """Whether a cell of a run has been in it."""
        self.killed_for: str | None = None
        """Why the host ended it: "time", "memory", "stop" or the description of a broken message."""
        self._to_guest = process.stdin
        self._from_guest = io.BufferedReader(process.stdout, 1 << 16)  # type: ignore[type-var]
        self._watch = _Watch(self, memory_mb=memory_mb)

    @classmethod
    def start(cls, bundle: Bundle | WasiBundle, table: MountTable, limits: SandboxLimits) -> "Child":
        """A process that has given everything away. Raises `SandboxUnsafe`, `SandboxLost`."""
        held = walls.walls()
        memory_mb = limits.memory_mb + limits.files_mb + _ENGINE_MB
        with tempfile.NamedTemporaryFile(prefix="rlm-canary-") as canary:
            process = _process(bundle, table, limits, held, memory_mb=memory_mb)
            _limit_resources(process.pid)
            child = cls(process, memory_mb=memory_mb)
            try:
                child._wake(bundle, table, limits, canary=canary.name if held.around_files else None)
                child._demand_safe(held)
            except BaseException:
                child.close()
                raise
        return child

    def send(self, kind: Kind, payload: bytes = b"") -> None:
        """Raises `Closed` when the process is gone."""
        data = memoryview(frames.pack(kind, payload))
        try:
            while data:
                data = data[self._to_guest.write(data) :]
        except (OSError, ValueError) as error:
            raise Closed from error

    def receive(self) -> tuple[Kind, bytes]:
        """Raises `Closed`; `BrokenFrame` when the process can no longer be trusted."""
        try:
            return frames.receive(self._from_guest)
        except (OSError, ValueError) as error:
            raise Closed from error

    def allow(self, seconds: float) -> None:
        """The process may compute this long from now on."""
        _limit_processor_time(self.process.pid, seconds + _ORPHAN_SECONDS)
        self._watch.allow(seconds)

    def pause(self) -> float:
        """Stop its clock, because the host is at work; the seconds that were left."""
        return self._watch.pause()

    def resume(self, seconds: float) -> None:
        self._watch.allow(seconds)

    def kill(self, reason: str) -> None:
        """End the process now. The first reason is kept."""
        if self.process.poll() is None:
            self.killed_for = self.killed_for or reason
            self.process.kill()

    def end(self) -> int:
        """The status of a process whose pipes are closed; one that lives on without them is killed."""
        try:
            return self.process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def close(self) -> None:
        """End the process and leave nothing of it behind."""
        self._watch.end()
        self.process.kill()
        self.process.wait()
        self._to_guest.close()
        self._from_guest.close()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def _wake(
        self, bundle: Bundle | WasiBundle, table: MountTable, limits: SandboxLimits, *, canary: str | None
    ) -> None:
        self.allow(START_SECONDS)
        opens = isinstance(bundle, Bundle)
        for_runner = {
            "paths": [str(path) for path in table.files] if opens else [],
            "files_mb": limits.files_mb,
            "memory_mb": limits.memory_mb,
            "folder": str(bundle.folder),
            "canary": canary,
        }
        for_guest = {
            "documents": table.rows(opened=opens),
            "limits": {"output_bytes": limits.output_bytes, "calls": limits.calls},
        }
        try:
            self.send(Kind.SETUP, json.dumps(for_runner).encode())
            self.hello = frames.decode(self._expect(Kind.HELLO), Hello)
            self.send(Kind.SETUP, json.dumps(for_guest).encode())
            self._expect(Kind.READY)
        except (Closed, BrokenFrame) as error:
            self.process.kill()
            status = self.process.wait()
            late = f"it was not ready within {START_SECONDS:.0f} seconds" if self.killed_for == "time" else ""
            why = late or f"{str(error) or 'it ended'}, status {status}"
            raise SandboxLost(
                f"The isolated interpreter did not start ({why}).",
                hint="rlm-desktop doctor tells what is missing.",
            ) from error
        self.pause()

    def _expect(self, kind: Kind) -> bytes:
        received, payload = self.receive()
        if received is not kind:
            raise BrokenFrame(f"{received.name} where {kind.name} was due")
        return payload

    def _demand_safe(self, held: walls.Walls) -> None:
        """Refuse a process around which a layer that should hold does not."""
        assert self.hello is not None
        if self.hello.granted or self.hello.globals:
            left = ", ".join([*self.hello.granted, *self.hello.globals])
            raise SandboxUnsafe(f"The isolated interpreter kept what it should have given away: {left}.")
        if held.around_files and self.hello.outside is not False:
            raise SandboxUnsafe(f"{held.names[0]} is on, but the isolated interpreter can open other files.")
        if held.seccomp and not lockdown.holds(self.process, held):
            raise SandboxUnsafe("The kernel does not show the filter of the isolated interpreter's process.")


class _Watch:
    """A thread that ends a process which computes too long or takes too much memory."""

    def __init__(self, child: Child, *, memory_mb: int) -> None:
        self._child = child
        self._most_bytes = memory_mb << 20
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="sandbox-watch", daemon=True)
        self._thread.start()

    def allow(self, seconds: float) -> None:
        with self._changed:
            self._deadline = awake.now() + seconds
            self._changed.notify()

    def pause(self) -> float:
        with self._changed:
            left = 0.0 if self._deadline is None else max(0.0, self._deadline - awake.now())
            self._deadline = None
            return left

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while not self._wait():
            if self._too_large():
                self._child.kill("memory")
            elif self._too_late():
                self._child.kill("time")

    def _wait(self) -> bool:
        """Sleep a tick, or, while the guest's clock stands, until it goes on. True at the end."""
        with self._changed:
            if not self._ended:  # said before this thread came to wait, it would never be heard
                self._changed.wait(None if self._deadline is None else _TICK)
            return self._ended

    def _too_late(self) -> bool:
        with self._changed:
            return self._deadline is not None and awake.now() > self._deadline

    def _too_large(self) -> bool:
        try:
            return bool(psutil.Process(self._child.process.pid).memory_info().rss > self._most_bytes)
        except psutil.Error:
            return False


def _process(
    bundle: Bundle | WasiBundle,
    table: MountTable,
    limits: SandboxLimits,
    held: walls.Walls,
    *,
    memory_mb: int,
) -> "subprocess.Popen[bytes]":
    if isinstance(bundle, WasiBundle):  # a program of ours, which puts up the walls itself
        return _spawn(bundle.command(), bundle.environment())
    command, environment = _command(bundle, limits), _for_deno(bundle)
    return lockdown.start(
        lambda before, flags: _spawn([*before, *command], environment, flags),
        run=bundle.deno,
        read=[bundle.folder, *table.files],
        memory_mb=memory_mb,
        held=held,
    )


def _command(bundle: Bundle, limits: SandboxLimits) -> list[str]:
    """Deno with nothing but reading, which the runner gives back before it runs a program."""
    refused = ("net", "env", "run", "ffi", "sys", "write", "import")
    v8 = (
        "--disallow-code-generation-from-strings",
        f"--wasm-max-mem-pages={limits.memory_mb * _PAGES_PER_MB}",
        "--max-old-space-size=256",
    )
    return [
        str(bundle.deno), "run", "--no-prompt", "--no-remote", "--no-npm", "--no-lock", "--cached-only",
        "--no-code-cache", f"--config={bundle.folder / 'deno.json'}", "--allow-read",
        *(f"--deny-{name}" for name in refused), f"--v8-flags={','.join(v8)}",
        str(bundle.folder / "runner.mjs"),
    ]  # fmt: skip


def _for_deno(bundle: Bundle) -> dict[str, str]:
    nowhere = bundle.folder / "runner.mjs" / "nowhere"  # below a file, so that it cannot be made
    return {
        "DENO_DIR": str(nowhere),  # nothing is cached
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
        **(_needed_by_windows() if sys.platform == "win32" else {}),
    }


def _spawn(command: list[str], environment: dict[str, str], flags: int = 0) -> "subprocess.Popen[bytes]":
    windows = sys.platform == "win32"
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=None if windows else "/",
            bufsize=0,
            start_new_session=not windows,
            creationflags=flags | getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        message = f"The isolated interpreter's process could not be started: {error.strerror}."
        raise SandboxLost(message, hint="rlm-desktop doctor tells what is missing.") from error


def _needed_by_windows() -> dict[str, str]:
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _limit_resources(pid: int) -> None:
    """No file may grow by a byte, and no memory is written to disk in a crash (Linux)."""
    if sys.platform != "linux":
        return
    try:
        for limit in (psutil.RLIMIT_FSIZE, psutil.RLIMIT_CORE):
            psutil.Process(pid).rlimit(limit, (0, 0))
    except psutil.NoSuchProcess:
        return  # told when it does not answer


def _limit_processor_time(pid: int, seconds: float) -> None:
    """Let the kernel end the process if the host dies and nobody watches its clock any more (Linux)."""
    if sys.platform != "linux":
        return
    try:
        used = psutil.Process(pid).cpu_times()
        # Deno's helper threads count as well.
        most = int(used.user + used.system + 2 * seconds) + 1
        psutil.Process(pid).rlimit(psutil.RLIMIT_CPU, (most, psutil.RLIM_INFINITY))
    except (psutil.Error, OSError):
        return
