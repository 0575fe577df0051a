"""What the rest of the desktop is told of a run: not to sleep while it works, and that it has ended."""

import os
import shutil
import sys

from PySide6.QtCore import QElapsedTimer, QObject, QProcess
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from rlm_desktop.gui.saying.language import tr

LONG_SECONDS = 20
"""A run that took longer is told of when the person is elsewhere."""


def inhibitor() -> list[str]:
    """The command that keeps this machine awake for as long as it runs; empty where there is none."""
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-i", "-w", str(os.getpid())]
    if sys.platform == "linux" and shutil.which("systemd-inhibit"):
        why = ["--what=sleep:idle", "--who=RLM Desktop", "--why=A question is being answered", "--mode=block"]
        return ["systemd-inhibit", *why, "cat"]
    return []


class Manners(QObject):
    """One run at a time: `begin` and `end` come in turn."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._since = QElapsedTimer()
        self._awake: QProcess | None = None
        self._tray: QSystemTrayIcon | None = None

    def begin(self) -> None:
        self._since.start()
        self._stay_awake()

    def end(self, word: str) -> None:
        """A run has ended, in a word. The question stays out of it: notices show on locked screens."""
        self._may_sleep()
        if self._window.isActiveWindow() or not self._since.isValid():
            return
        QApplication.alert(self._window)
        if self._since.elapsed() >= 1000 * LONG_SECONDS:
            self._notify(tr("Your question: {word}", word=word))

    def close(self) -> None:
        self._may_sleep()

    def _stay_awake(self) -> None:
        self._may_sleep()
        if sys.platform == "win32":
            _windows_awake(True)
        elif command := inhibitor():
            # It holds the machine awake until its input ends, which it does with this process at the latest.
            self._awake = QProcess(self)
            self._awake.start(command[0], command[1:])

    def _may_sleep(self) -> None:
        if sys.platform == "win32":
            _windows_awake(False)
        process, self._awake = self._awake, None
        if process is not None:
            process.closeWriteChannel()
            process.terminate()
            process.finished.connect(process.deleteLater)

    def _notify(self, text: str) -> None:
        if sys.platform == "linux" and shutil.which("notify-send"):
            QProcess.startDetached("notify-send", ["--app-name=RLM Desktop", "RLM Desktop", text])
        elif QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = self._tray or QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.show()
            self._tray.showMessage("RLM Desktop", text)


def _windows_awake(wanted: bool) -> None:
    if sys.platform == "win32":
        import ctypes

        continuous, system = 0x80000000, 0x00000001
        ctypes.windll.kernel32.SetThreadExecutionState(continuous | (system if wanted else 0))
