"""Looks now and then whether files of the library that is asked have changed, beside the window."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.desk import Desk

LOOK_MS = 5_000
REST = 50
"""Between two looks at least so many times as long as the last one took: a large folder costs no more."""


class FolderWatch(QObject):
    """Sizes and times alone are looked at; nothing while files are read in or a question is answered."""

    seen = Signal(str, int)
    """A library, and how many of its files changed since they were read."""

    def __init__(self, desk: Desk, wanted: Callable[[], str], parent: QObject) -> None:
        """`wanted` names the library to be looked after; nothing for none."""
        super().__init__(parent)
        self._desk, self._wanted = desk, wanted
        self._next = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._next.timeout.connect(self.look)
        self._next.start()

    def look(self) -> None:
        name = self._wanted()
        if not name or self._desk.ingesting or self._desk.running:
            self._next.start(LOOK_MS)
            return
        runtime = self._desk.runtime

        def count() -> tuple[int, float]:
            began = time.monotonic()
            return runtime.library_changes(name), time.monotonic() - began

        def counted(found: tuple[int, float]) -> None:
            changes, took = found
            self._next.start(max(LOOK_MS, round(1000 * REST * took)))
            # What was read or chosen meanwhile makes the count an old one.
            if name == self._wanted() and not self._desk.ingesting:
                self.seen.emit(name, changes)

        def not_counted(_: RlmError) -> None:
            # Who asks the library is told what is wrong with it.
            self._next.start(LOOK_MS)

        self._desk.jobs.run(count, counted, failed=not_counted)
