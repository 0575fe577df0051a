"""Where a command writes: results to standard output, everything else to standard error."""

import os
import sys
from pathlib import Path
from typing import TextIO

import msgspec

from rlm_desktop.legible import legible, legible_json

_GREY, _PLAIN, _CLEAR_LINE = "\x1b[90m", "\x1b[0m", "\r\x1b[2K"


class Terminal:
    """The two streams. One line at the foot of standard error may be a bar that is drawn over.

    Whatever is written may hold words of a file or a model: here, at the border, they lose what steers.
    """

    def __init__(self, out: TextIO, err: TextIO, *, quiet: bool = False) -> None:
        self.out = out
        self.err = err
        self.quiet = quiet
        self._can_draw = err.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = out.isatty() and "NO_COLOR" not in os.environ
        self._bar_shown = False

    @classmethod
    def standard(cls) -> "Terminal":
        """Python's; where one was closed before the start, what would be written there is left out."""
        return cls(sys.stdout or _nowhere(), sys.stderr or _nowhere())

    @property
    def is_watched(self) -> bool:
        """Whether a person sees what is written to standard error."""
        return self.err.isatty()

    def say(self, text: str = "") -> None:
        """A line of the result."""
        print(legible(text), file=self.out)

    def say_grey(self, text: str) -> None:
        shown = legible(text)
        print(f"{_GREY}{shown}{_PLAIN}" if self._colours else shown, file=self.out)

    def say_json(self, value: object) -> None:
        print(legible_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()), file=self.out)

    def say_document(self, text: str) -> None:
        """A document for another program: character by character, but not to a person's screen."""
        print(legible(text) if self.out.isatty() else text, file=self.out)

    def tell(self, text: str) -> None:
        """A line of progress, left out with --quiet."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """A line that must be seen."""
        self.clear_bar()
        print(legible(text), file=self.err, flush=True)

    def draw_bar(self, text: str) -> None:
        if self._can_draw and not self.quiet:
            print(f"{_CLEAR_LINE}{legible(text)}", end="", file=self.err, flush=True)
            self._bar_shown = True

    def clear_bar(self) -> None:
        if self._bar_shown:
            print(_CLEAR_LINE, end="", file=self.err, flush=True)
            self._bar_shown = False


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
