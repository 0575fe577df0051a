"""A clock that stands still while the whole program does: asleep with the machine, or stopped.

Limits of time are told by it, so that nothing is ended for the hours in which nothing could go on.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

TICK: Final = 0.5
GAP: Final = 2.5
"""Seconds between two looks that no load of a machine explains."""
_UNUSED: Final = 60.0
"""Seconds after which nobody seems to be interested in the time any more."""


class Clock:
    """Looks at the time every so often; a leap between two looks was no time of ours."""

    def __init__(self, *, time_of: Callable[[], float] = time.monotonic, ticking: bool = True) -> None:
        self._time_of = time_of
        self._lock = threading.Lock()
        self._ticking = ticking
        self._ticks = False
        self._slept = 0.0
        self._looked = self._asked = time_of()

    def now(self) -> float:
        """Seconds that only make sense beside others of this clock."""
        with self._lock:
            if self._ticking and not self._ticks:
                self._looked = self._time_of()  # nobody was looking: how long it was says nothing
                self._ticks = True
                threading.Thread(target=self._tick, name="awake", daemon=True).start()
            self._asked = self._look()
            return self._asked - self._slept

    def _look(self) -> float:
        now = self._time_of()
        if now - self._looked > GAP:
            self._slept += now - self._looked
            self._asked += now - self._looked
        self._looked = now
        return now

    def _tick(self) -> None:
        while True:
            time.sleep(TICK)
            with self._lock:
                if self._look() - self._asked > _UNUSED:
                    self._ticks = False
                    return


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
