"""One command as it was typed: its arguments, its terminal, and the runtime once it is needed."""

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.errors import BadRequest, StoreError
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings, chosen_folder

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

_LONGEST_TEXT = 10_000_000
_OF_THE_SHELL = ("/dev/stdin", "/dev/fd/")
_WISHES = (signal.SIGINT, signal.SIGTERM)

OpenRuntime = Callable[[Settings], "Runtime"]
type Commands = argparse._SubParsersAction[argparse.ArgumentParser]


class Call:
    def __init__(self, args: argparse.Namespace, terminal: Terminal, open_runtime: OpenRuntime) -> None:
        self.args = args
        self.terminal = terminal
        self._open_runtime = open_runtime
        self._stop = threading.Event()

    @property
    def settings(self) -> Settings:
        given = self.args.data_dir
        folder = DataFolder(Path(given).expanduser().resolve()) if given else chosen_folder()
        try:
            return Settings.load(folder)
        except OSError as error:
            # A name that is no folder's was typed wrong; a folder that can't be written is missing.
            kind = BadRequest if isinstance(error, FileExistsError | NotADirectoryError) else StoreError
            raise kind(
                f"The data folder {folder.root} cannot be used: {error.strerror}.",
                hint="Choose another one with --data-dir DIR.",
            ) from error

    @contextmanager
    def runtime(self) -> Iterator["Runtime"]:
        with self._open_runtime(self.settings) as runtime:
            for warning in runtime.warnings:
                self.terminal.complain(warning)
            yield runtime

    def should_stop(self) -> bool:
        return self._stop.is_set()

    def wait(self, seconds: float) -> None:
        """Some time, or until it is to stop."""
        self._stop.wait(seconds)

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Ctrl-C, or the system's wish to end, asks for an orderly end; a second one ends at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._on_interrupt) for number in _WISHES}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        self._stop.set()


def readable_text(path: str) -> str:
    """The text of a file that a command was given. Raises `BadRequest`."""
    place = Path(path)
    # A pipe would be waited for, and a device has no end; what the shell hands over it ends itself.
    if place.exists() and not place.is_file() and not path.startswith(_OF_THE_SHELL):
        raise BadRequest(f"{path} is no file.", hint="Give a file with UTF-8 text.")
    try:
        with place.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_TEXT + 1)
        if len(text) > _LONGEST_TEXT:
            raise BadRequest(f"{path} is too long.", hint=f"Give a file of up to {_LONGEST_TEXT:,} letters.")
        return text
    except (OSError, UnicodeDecodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise BadRequest(f"{path} could not be read: {why}.", hint="Give a file with UTF-8 text.") from error
