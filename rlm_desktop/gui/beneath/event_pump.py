"""Carries what happens on worker threads to the window, one batch a frame."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from rlm_desktop.events import Event, TextStreamed

FRAME_MS = 16
BATCH = 100
"""Most things handed over at once; as many such batches go into a frame as there is time for."""
FRAME_SECONDS = 0.008
"""How long a frame takes at most, but for its last batch."""

Arrival = tuple[str, Event]
"""What happened, and in which run."""


class EventPump(QObject):
    """The only way from a worker thread into the window. `push` and `post` may be called from any thread."""

    arrived = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A deque's append and popleft are atomic, so no lock is held while the window draws.
        self._events: deque[Arrival | Callable[[], None]] = deque()
        self._calls: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self.drain)
        self._timer.start()

    def push(self, run: str, event: Event) -> None:
        self._events.append((run, event))

    def post(self, call: Callable[[], None]) -> None:
        """Have something called in the window's thread, in the next frame."""
        self._calls.append(call)

    def post_after(self, call: Callable[[], None]) -> None:
        """Have something called when everything pushed before it has been handed over."""
        self._events.append(call)

    @property
    def waiting(self) -> int:
        return len(self._events)

    def drain(self) -> None:
        """Hand over events for a frame's length, then calls.

        Calls don't wait until there are no more events: a busy run must not hold up a click. A job whose
        end must not overtake its events ends by `post_after`.
        """
        # This thread's own time: on a busy machine a frame must not carry less and fall behind.
        until = time.thread_time() + FRAME_SECONDS
        while self._events or self._calls:
            batch, then = self._next_batch()
            if batch:
                self.arrived.emit(batch)
            if then:
                then()
            self._make_calls()
            if time.thread_time() >= until:
                break

    def _make_calls(self) -> None:
        until = time.thread_time() + FRAME_SECONDS
        while self._calls and time.thread_time() < until:
            self._calls.popleft()()

    def stop(self) -> None:
        self._timer.stop()

    def _next_batch(self) -> tuple[list[Arrival], Callable[[], None] | None]:
        """The next events, and the call that ends them, if one does."""
        batch: list[Arrival] = []
        while self._events and len(batch) < BATCH:
            arrival = self._events.popleft()
            if callable(arrival):
                return batch, arrival
            run, event = arrival
            if isinstance(event, TextStreamed) and batch and _continues(batch[-1], run, event):
                before = batch[-1][1]
                assert isinstance(before, TextStreamed)
                batch[-1] = (run, _joined(before, event))
            else:
                batch.append((run, event))
        return batch, None


def _continues(last: Arrival, run: str, event: TextStreamed) -> bool:
    before = last[1]
    return (
        last[0] == run
        and isinstance(before, TextStreamed)
        and (before.turn, before.candidate) == (event.turn, event.candidate)
    )


def _joined(before: TextStreamed, after: TextStreamed) -> TextStreamed:
    return TextStreamed(
        at=after.at, turn=after.turn, candidate=after.candidate, text=before.text + after.text
    )
