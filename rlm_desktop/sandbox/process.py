"""The interpreter that runs model-written programs: one process at a time, a fresh one when that is lost."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from rlm_desktop.errors import RlmError, RuntimeMissing, SandboxError, Stopped
from rlm_desktop.ports import CellError, CellResult, Mount, Tool
from rlm_desktop.sandbox import selftest
from rlm_desktop.sandbox.bridge import Cell, Exchange
from rlm_desktop.sandbox.bundle import BUILD, Bundle
from rlm_desktop.sandbox.child import Child
from rlm_desktop.sandbox.frames import BrokenFrame, Closed, Done
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits
from rlm_desktop.spans import Span

_log = logging.getLogger(__name__)
_STOPPED: Final = "stop"


class Sandbox:
    """Runs cells against mounted text. `run` from one thread at a time; `stop` and `close` from any."""

    def __init__(
        self,
        *,
        mounts: Sequence[Mount],
        limits: SandboxLimits,
        bundle: Bundle | WasiBundle | None = None,
        on_lost: Callable[[str], None] | None = None,
        on_note: Callable[[str], None] | None = None,
    ) -> None:
        """`on_lost` is told, in a sentence, each time a process was lost and variables with it; `on_note`
        that the other interpreter is used, and why.
        """
        self._table = MountTable(mounts)
        self._limits = limits
        self._bundle = bundle
        self._on_lost = on_lost
        self._on_note = on_note
        self._starting = threading.Lock()
        self._state = threading.Lock()
        self._child: Child | None = None
        self._running = False
        self._stopping = False
        self._closed = False

    def warm(self) -> None:
        """Start the process in the background, so that the first cell need not wait."""
        threading.Thread(target=self._warm, name="sandbox-warm", daemon=True).start()

    def run(
        self,
        code: str,
        *,
        tools: Mapping[str, Tool],
        seconds: float = 30.0,
        fresh: bool = False,
        on_output: Callable[[str], None] | None = None,
    ) -> CellResult:
        """Run one cell. A fresh namespace takes the place of the one before.

        Raises `RuntimeMissing`, `SandboxUnsafe`, `SandboxLost` (it could not be started), and those of
        `errors.ENDING`, after which the process is a new one.
        """
        cell = Cell(code=code, seconds=seconds, fresh=fresh, tools=tools, on_output=on_output)
        with self._state:
            self._running, self._stopping = True, False
        try:
            child = self._ready_child()
            self._demand_not_stopped()
            if not child.used:  # the self-test may have been there before
                child.used, cell = True, msgspec.structs.replace(cell, fresh=True)
            return self._run_in(child, Exchange(child, self._table, self._limits, cell))
        finally:
            with self._state:
                self._running = False

    def stop(self) -> None:
        """End the running cell now: its `run` raises `Stopped`. Nothing happens where none runs."""
        with self._state:
            if self._running:
                self._stopping = True
                if self._child is not None:
                    self._child.kill(_STOPPED)

    def close(self) -> None:
        """End the process. A sandbox can be closed more than once, and not be used again."""
        with self._state:
            self._closed = True
            self._stopping = True
            if self._child is not None:
                self._child.kill(_STOPPED)
        with self._starting:  # a start under way ends first, and sees that we are closed
            self._drop()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run_in(self, child: Child, exchange: Exchange) -> CellResult:
        try:
            done = exchange.run()
            return self._result(exchange, done, self._table.spans(done.read))
        except BrokenFrame as error:
            child.kill(f"it sent {error}")
        except Closed:
            pass
        except BaseException:
            self._drop()  # a tool ended the cell: the guest still waits for its answer
            raise
        self._demand_not_stopped()
        return self._lost(child, exchange)

    def _result(self, exchange: Exchange, done: Done, read: tuple[Span, ...]) -> CellResult:
        failed = done.error
        error = CellError(failed.kind, failed.message, failed.line) if failed else None
        return CellResult(
            ok=done.ok and error is None,
            output=exchange.output,
            value=done.value,
            error=error,
            seconds=exchange.seconds,
            calls=exchange.calls,
            read=read,
        )

    def _lost(self, child: Child, exchange: Exchange) -> CellResult:
        """The process is gone in the middle of a cell: tell why, and have the next one ready."""
        status = child.end()
        error = _reason(child.killed_for, status)
        self._drop()
        if self._on_lost is not None:
            self._on_lost(error.message)
        if not self._closed:
            self.warm()
        return CellResult(
            ok=False,
            output=exchange.output,
            error=error,
            seconds=exchange.seconds,
            calls=exchange.calls,
            killed=True,
        )

    def _ready_child(self) -> Child:
        """The process, started if there is none."""
        with self._starting:
            if self._child is not None and self._child.is_alive:
                return self._child
            self._drop()
            self._demand_not_stopped()
            child = self._start()
            with self._state:
                self._child = child
            return child

    def _start(self) -> Child:
        """A process of the first interpreter that is there and holds; those after it are of the same."""
        if self._bundle is not None:
            return _tested(self._bundle, self._table, self._limits)
        failed: list[RlmError] = []
        for find in _FINDERS[self._limits.interpreter]:
            try:
                bundle = find()
                child = _tested(bundle, self._table, self._limits)
            except (RuntimeMissing, SandboxError) as error:
                self._demand_not_stopped()  # it may have ended for that
                failed.append(error)
            else:
                self._bundle = bundle
                if failed:
                    self._tell(f"{failed[0].message} The other interpreter is used: {selftest.SLOWER}")
                return child
        raise failed[0]

    def _tell(self, note: str) -> None:
        _log.warning("%s", note)
        if self._on_note is not None:
            self._on_note(note)

    def _demand_not_stopped(self) -> None:
        if self._stopping or self._closed:
            self._drop()
            raise Stopped("The program was stopped.")

    def _drop(self) -> None:
        with self._state:
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def _warm(self) -> None:
        try:
            self._ready_child()
        except (RlmError, OSError):
            return  # the cell that needs it will say so
        if self._closed:
            self._drop()


def _tested(bundle: Bundle | WasiBundle, table: MountTable, limits: SandboxLimits) -> Child:
    """A process out of which nothing leads. Raises `SandboxUnsafe`, `SandboxLost`."""
    child = Child.start(bundle, table, limits)
    try:
        selftest.require(child, bundle)
    except BaseException:
        child.close()
        raise
    return child


def _find_pyodide() -> Bundle | WasiBundle:
    return _said_if_old(Bundle.find())


def _find_wasi() -> Bundle | WasiBundle:
    return _said_if_old(WasiBundle.find())


_FINDERS: Final = {
    "auto": (_find_pyodide, _find_wasi),
    "pyodide": (_find_pyodide,),
    "wasi": (_find_wasi,),
}


def _said_if_old(bundle: Bundle | WasiBundle) -> Bundle | WasiBundle:
    if bundle.changed_guest:
        changed = ", ".join(bundle.changed_guest)
        _log.warning("The interpreter still runs older versions of %s; %s", changed, BUILD)
    return bundle


def _reason(killed_for: str | None, status: int) -> CellError:
    gone = "its variables are gone"
    match killed_for:
        case "time":
            return CellError(
                "TimeLimit", f"The program did not end in its time and was ended from outside; {gone}."
            )
        case "memory":
            return CellError("MemoryLimit", f"The program took too much memory and was ended; {gone}.")
        case None:
            return CellError("SandboxLost", f"The interpreter ended unexpectedly (status {status}); {gone}.")
        case _:
            return CellError("SandboxLost", f"The interpreter was ended because {killed_for}; {gone}.")
