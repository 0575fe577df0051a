"""Opens the window and keeps a log of what goes wrong, on this machine only."""

import faulthandler
import logging
import sys
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.backend import AskChoice, Emit, RunHandle
from rlm_desktop.gui.language import tr
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.theme import THEME
from rlm_desktop.runtime import AskOptions, Runtime
from rlm_desktop.settings import Settings

log = logging.getLogger(__name__)


def run(settings: Settings, *, sample: bool = False, paths: Sequence[str] = ()) -> int:
    """Show the window until it is closed; with `sample`, the sample library is there from the start."""
    crash_file = (settings.data.logs / "crash.log").open("a", encoding="utf-8")
    faulthandler.enable(crash_file)
    application = prepare([])
    runtime = Runtime(settings)

    def ask(question: str, *, library: str, choice: AskChoice, emit: Emit) -> RunHandle:
        options = AskOptions(plan=choice.plan, estimate=choice.estimate, seconds=choice.seconds)
        return runtime.start(question, library=library, options=options, emit=emit)

    window = MainWindow(runtime, ask)
    _keep_log(settings, window)
    window.show()
    window.begin(paths, sample=sample)
    status = application.exec()
    faulthandler.disable()
    crash_file.close()
    return status


def prepare(arguments: Sequence[str]) -> QApplication:
    """The application with its name, its look, and its answer to a change of the desktop's look."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(list(arguments))
    application.setApplicationName("rlm-desktop")
    application.setApplicationDisplayName("RLM Desktop")
    QGuiApplication.setDesktopFileName("rlm-desktop")
    THEME.follow_system()
    THEME.apply("system")
    return application


def _keep_log(settings: Settings, window: MainWindow) -> None:
    """A fault of the program itself goes to the log with all its detail, and to the person in a line."""
    place = settings.data.logs / "window.log"
    handler = logging.FileHandler(place, encoding="utf-8", delay=True)
    logging.getLogger("rlm_desktop").addHandler(handler)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        log.error("A fault in the window", exc_info=(kind, error, trace))
        hint = tr("Your files and answers are safe. What happened is written in {place}.", place=place)
        window.show_error(RlmError(tr("Something in the program went wrong."), hint=hint))

    sys.excepthook = hook
