"""One run from start to end: every event is kept and passed on, whatever happens is told in the reply."""

import logging
import threading
import time
from collections.abc import Callable

import msgspec
import psutil

from rlm_desktop.errors import RlmError, Stopped, StoreError
from rlm_desktop.events import Event, Noted, RunEnded
from rlm_desktop.reply import ErrorShown, Reply, Status, Usage
from rlm_desktop.runs.store import RunStore

Emit = Callable[[Event], None]

_LOOK_EVERY = 0.5  # seconds between looks at the memory


class Recorder:
    """Stamps a run's events with their time, keeps them in the history and hands them to a watcher."""

    def __init__(self, store: RunStore, run: str, watcher: Emit | None) -> None:
        self._store = store
        self._run = run
        self._watcher = watcher
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._history_lost = False
        self._looked = 0.0
        self.peak_rss = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def emit(self, event: Event) -> None:
        """May be called from any thread; events keep the order in which they arrive here."""
        with self._lock:
            stamped = msgspec.structs.replace(event, at=round(self.seconds, 4))
            self._look_at_memory()
            self._keep(stamped)
            if self._watcher:
                self._watcher(stamped)

    def _keep(self, event: Event) -> None:
        if self._history_lost:
            return
        try:
            self._store.append(self._run, event)
        except StoreError as error:
            # A full disk must not cost the answer: said once, and the run goes on.
            self._history_lost = True
            if self._watcher:
                self._watcher(Noted(at=event.at, text=f"The history is not being kept: {error.message}"))

    def _look_at_memory(self) -> None:
        if self.seconds - self._looked < _LOOK_EVERY and self.peak_rss:
            return
        self._looked = self.seconds
        self.peak_rss = max(self.peak_rss, memory_in_use())

    def end(self, reply: Reply) -> Reply:
        """Complete the reply with what only the recorder knows, and keep it."""
        self._looked = -_LOOK_EVERY
        self._look_at_memory()
        usage: Usage = msgspec.structs.replace(
            reply.usage, seconds=round(self.seconds, 3), peak_rss_bytes=self.peak_rss
        )
        whole = msgspec.structs.replace(reply, usage=usage)
        self.emit(RunEnded(reply=whole))
        try:
            self._store.finish(self._run, whole)
        except StoreError as error:
            logging.getLogger(__name__).warning("run %s is not in the history: %s", self._run, error.message)
        return whole


def memory_in_use() -> int:
    """Resident bytes of this process and all it started."""
    total = 0
    me = psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue  # it has just ended
    return total


def failed(run: str, question: str, error: RlmError) -> Reply:
    """The reply of a run that an error ended."""
    status: Status = "stopped" if isinstance(error, Stopped) else "failed"
    shown = None if status == "stopped" else ErrorShown(error.kind, error.message, error.hint)
    return Reply(run=run, question=question, status=status, answer="", error=shown)


class RunHandle:
    """A run on its way, on a thread of its own."""

    def __init__(self, work: Callable[[Callable[[], bool]], Reply]) -> None:
        self._stop = threading.Event()
        self._done = threading.Event()
        self._started = threading.Event()
        self._reply: Reply | None = None
        self.run_id = ""
        self._thread = threading.Thread(target=self._work, args=(work,), name="run", daemon=True)

    def start(self) -> "RunHandle":
        self._thread.start()
        return self

    def begun(self, run_id: str) -> None:
        self.run_id = run_id
        self._started.set()

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def stop(self) -> None:
        self._stop.set()

    def wait(self, timeout: float | None = None) -> Reply | None:
        """The reply, or None if the run is not over within `timeout` seconds."""
        self._done.wait(timeout)
        return self._reply

    def _work(self, work: Callable[[Callable[[], bool]], Reply]) -> None:
        try:
            self._reply = work(self._stop.is_set)
        finally:
            self._started.set()
            self._done.set()
