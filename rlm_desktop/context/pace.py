"""How fast work goes, and how long the rest of it takes at that pace."""

import time
from collections import deque
from collections.abc import Callable

import msgspec

from rlm_desktop.events import Event, IngestProgressed, IngestResumed

WINDOW = 15.0
"""Seconds that are looked back on: long enough for a large file among small ones."""
SOONEST = 1.0
"""Seconds after which there is a pace to tell."""


class Pace:
    """Adds pace and remaining time to what is told of progress, and hands it on."""

    def __init__(self, emit: Callable[[Event], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._emit = emit
        self._clock = clock
        self._doing = ""
        self._seen: deque[tuple[float, int]] = deque()

    def __call__(self, event: Event) -> None:
        match event:
            case IngestProgressed():
                event = self._paced(event)
            case IngestResumed():
                # The time it stood still is no part of its pace.
                self._seen.clear()
        self._emit(event)

    def _paced(self, event: IngestProgressed) -> IngestProgressed:
        now = self._clock()
        if event.doing != self._doing:
            self._doing = event.doing
            self._seen.clear()
        self._seen.append((now, event.done))
        while len(self._seen) > 2 and now - self._seen[0][0] > WINDOW:
            self._seen.popleft()
        since, before = self._seen[0]
        if now - since < SOONEST or event.done <= before:
            return event
        rate = (event.done - before) / (now - since)
        left = max(0, event.total - event.done) / rate
        return msgspec.structs.replace(event, rate=rate, remaining=left)
