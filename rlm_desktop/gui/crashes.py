"""What a crash leaves behind: a report on this machine, which the next start tells of."""

import faulthandler
from datetime import datetime
from pathlib import Path
from typing import IO

from rlm_desktop.paths import DataFolder, private

KEPT = 10


class CrashReports:
    """`begin` at the start, `end` when the window was closed as it should be."""

    def __init__(self, data: DataFolder) -> None:
        self._folder = data.logs
        self._current = data.logs / "crash.log"
        self._file: IO[str] | None = None

    def begin(self) -> Path | None:
        """Watch from now on; the report of the last time, if it ended in a crash."""
        report = self._left_behind()
        self._file = private(self._current).open("w", encoding="utf-8")
        faulthandler.enable(self._file)
        return report

    def end(self) -> None:
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        self._current.unlink(missing_ok=True)

    def _left_behind(self) -> Path | None:
        """Keep what the crash wrote under a name of its own, and no more than a few of them."""
        if not self._current.is_file() or not self._current.stat().st_size:
            return None
        report = self._folder / f"crash-{datetime.now():%Y-%m-%d-%H%M%S}.log"
        self._current.replace(report)
        for old in sorted(self._folder.glob("crash-*.log"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return report
