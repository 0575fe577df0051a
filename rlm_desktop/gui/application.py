"""Opens the window, once for each data folder, and keeps a log of what goes wrong on this machine."""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from rlm_desktop.errors import RlmError, trace_without_words
from rlm_desktop.gui.beneath.backend import AskChoice, Emit, RunHandle
from rlm_desktop.gui.crashes import CrashReports
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.one_instance import OneInstance, Wish
from rlm_desktop.gui.saying import language
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.state import WindowState
from rlm_desktop.gui.style.theme import THEME
from rlm_desktop.paths import private
from rlm_desktop.runtime import Runtime
from rlm_desktop.settings import Settings

log = logging.getLogger(__name__)


def run(settings: Settings, *, sample: bool = False, paths: Sequence[str] = ()) -> int:
    """Show the window until it is closed; with `sample`, the sample library is there from the start.

    Where a window over this data folder is open already, it comes forward with these paths instead.
    """
    application = prepare([])
    instance = OneInstance(settings.data)
    full = [str(Path(path).absolute()) for path in paths]
    if instance.hand_over(full, sample=sample):
        return 0
    instance.listen()
    reports = CrashReports(settings.data)
    left_behind = reports.begin()
    session = Session(settings)
    instance.wished.connect(session.come_forward)
    session.open(Wish(tuple(full), sample), left_behind)
    status = application.exec()
    instance.close()
    reports.end()
    return status


class Application(QApplication):
    """Qt's, which on macOS is also told of files that are opened with the program: they are no arguments."""

    opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit(event.file())
            return True
        return super().event(event)


class Session(QObject):
    """The runtime and the window over it, which is made anew when the language changes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._runtime = Runtime(settings)
        language.use(WindowState(settings.data).language)
        self.window = self._make()
        _keep_log(settings, self)
        application = QApplication.instance()
        if isinstance(application, Application):
            application.opened.connect(lambda path: self.come_forward(Wish((path,))))

    def open(self, wish: Wish, report: Path | None = None) -> None:
        self.window.show()
        self.window.begin(wish.paths, sample=wish.sample)
        warnings = self._runtime.warnings
        if report is not None:
            place = QUrl.fromLocalFile(str(report))
            self.window.tell_of_crash(report.name, lambda: QDesktopServices.openUrl(place), also=warnings)
        elif warnings:
            self.window.warn(warnings)

    def come_forward(self, wish: Wish) -> None:
        self.window.come_forward()
        self.window.begin(wish.paths, sample=wish.sample)

    def _make(self) -> MainWindow:
        window = MainWindow(self._runtime, self._ask)
        # Not while the old window is still in the middle of telling so.
        window.renewal_wanted.connect(lambda: QTimer.singleShot(0, self._renew))
        return window

    def _renew(self) -> None:
        """The same window in another language, where the old one stood."""
        old = self.window
        old.state.save()
        language.use(old.state.language)
        old.state.geometry = old.saveGeometry()
        old.state.columns = old.columns.memory()
        self.window = self._make()
        self.window.show_page("settings")
        self.window.show()
        old.give_way()
        old.deleteLater()

    def _ask(
        self, question: str, *, library: str, choice: AskChoice, emit: Emit, after: str = ""
    ) -> RunHandle:
        return self._runtime.start(question, library=library, after=after or None, options=choice, emit=emit)


def tell_why_not(error: RlmError) -> None:
    """Say in a box of its own why there will be no window: after a double-click nobody sees a terminal."""
    shown = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not shown or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return  # Nobody could close it.
    prepare([])
    box = QMessageBox(QMessageBox.Icon.Warning, "RLM Desktop", f"{error.message}\n\n{error.hint}".strip())
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()


def prepare(arguments: Sequence[str]) -> QApplication:
    """The application with its name, its look, and its answer to a change of the desktop's look."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else Application(list(arguments))
    application.setApplicationName("rlm-desktop")
    application.setApplicationDisplayName("RLM Desktop")
    # Inside a Flatpak the entry has another name.
    QGuiApplication.setDesktopFileName(os.environ.get("FLATPAK_ID", "rlm-desktop"))
    THEME.follow_system()
    THEME.apply("system")
    return application


class _PrivateFile(logging.FileHandler):
    def emit(self, record: logging.LogRecord) -> None:
        # A log that cannot be written (a full disk, a folder that is gone) must not end what it tells of.
        with suppress(OSError):
            super().emit(record)

    def _open(self) -> TextIOWrapper:
        private(Path(self.baseFilename))
        return super()._open()


class _Wordless(logging.Formatter):
    """Faults as where they came from: what an error says may hold a file's text."""

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802
        return trace_without_words(ei[1])


def _keep_log(settings: Settings, session: Session) -> None:
    """A fault of the program itself goes to the log with all its detail, and to the person in a line."""
    place = settings.data.logs / "window.log"
    handler = _PrivateFile(place, encoding="utf-8", delay=True)
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("rlm_desktop").addHandler(handler)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            session.window.close()
            return
        log.error("A fault in the window", exc_info=(kind, error, trace))
        hint = tr("Your files and answers are safe. What happened is written in {place}.", place=place)
        session.window.show_error(RlmError(tr("Something in the program went wrong."), hint=hint))

    sys.excepthook = hook
