"""A clock that stands still while the whole program does: asleep with the machine, or stopped.

Limits of time are told by it, so that nothing is ended for the hours in which nothing could go on.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

TICK: Final = 0.5
GAP: Final = 2.5
"""Seconds without work of ours and without waiting for a processor that are no accident."""
_GAP_UNTOLD: Final = 10.0
"""The same where the system does not tell how long a thread waited for a processor."""
_UNUSED: Final = 60.0
"""Seconds after which nobody seems to be interested in the time any more."""
_THREADS: Final = Path("/proc/self/task")


class Clock:
    """Looks at the time every so often; a leap between two looks that no work explains does not count."""

    def __init__(
        self,
        *,
        time_of: Callable[[], float] = time.monotonic,
        busy_of: Callable[[], float] | None = None,
        ticking: bool = True,
    ) -> None:
        """`busy_of` tells the seconds of work and of waiting for a processor since it was asked last."""
        self._time_of = time_of
        self._busy_of = busy_of or _Busy()
        self._gap = GAP if busy_of or _waited() else _GAP_UNTOLD
        self._lock = threading.Lock()
        self._ticking = ticking
        self._ticks = False
        self._slept = 0.0
        self._looked = self._asked = self._told = time_of()

    def now(self) -> float:
        """Seconds that only make sense beside others of this clock."""
        with self._lock:
            if not self._ticking:
                self._look()
            elif not self._ticks:
                self._looked = self._time_of()  # nobody was looking: how long it was says nothing
                self._busy_of()
                self._ticks = True
                threading.Thread(target=self._tick, name="awake", daemon=True).start()
            now = self._time_of()
            self._asked = now
            # After a leap the clock stands until the one who looks has found out what it was.
            if now - self._looked <= self._gap:
                self._told = max(self._told, now - self._slept)
            return self._told

    def _look(self) -> float:
        now = self._time_of()
        stood = now - self._looked - self._busy_of()
        if stood > self._gap:
            self._slept += stood
            self._asked += stood
        self._looked = now
        return now

    def _tick(self) -> None:
        while True:
            time.sleep(TICK)
            with self._lock:
                if self._look() - self._asked > _UNUSED:
                    self._ticks = False
                    return


class _Busy:
    """Seconds in which this process computed, or its threads could have and did not get a processor."""

    def __init__(self) -> None:
        self._computed = time.process_time()
        self._waited = _waited()

    def __call__(self) -> float:
        """Those since the last call. All threads count: any of them may hold what the others wait for."""
        computed, waited = time.process_time(), _waited()
        new = sum(max(0.0, seconds - self._waited.get(thread, 0.0)) for thread, seconds in waited.items())
        new += computed - self._computed
        self._computed, self._waited = computed, waited
        return new


def _waited() -> dict[str, float]:
    """How long each thread has waited for a processor; empty where the system does not tell (not Linux)."""
    waited: dict[str, float] = {}
    with suppress(OSError):
        for thread in _THREADS.iterdir():
            with suppress(OSError, ValueError, IndexError):  # it ended a moment ago
                waited[thread.name] = int((thread / "schedstat").read_text("ascii").split()[1]) / 1e9
    return waited


_clock: Final = Clock()
now: Final = _clock.now


class Alarm:
    """Calls `ring` from a thread of its own when the time is over, unless it is put off before.

    The seconds that `ring` returns are waited for as well, and then it is called again.
    """

    def __init__(self, seconds: float, ring: Callable[[], float | None]) -> None:
        self._until = now() + seconds
        self._ring = ring
        self._off = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="alarm", daemon=True)
        self._thread.start()

    def put_off(self) -> None:
        """Returns when it can no longer ring."""
        self._off.set()
        self._thread.join()

    def _wait(self) -> None:
        while not self._off.wait(max(0.0, min(TICK, self._until - now()))):
            if now() < self._until:
                continue
            more = self._ring()
            if not more:
                return
            self._until = now() + more
