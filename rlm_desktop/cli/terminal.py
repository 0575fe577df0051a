"""Where a command writes: results to standard output, everything else to standard error."""

import os
import sys
from typing import TextIO

import msgspec

_GREY, _PLAIN, _CLEAR_LINE = "\x1b[90m", "\x1b[0m", "\r\x1b[2K"


class Terminal:
    """The two streams. One line at the foot of standard error may be a bar that is drawn over."""

    def __init__(self, out: TextIO, err: TextIO, *, quiet: bool = False) -> None:
        self.out = out
        self.err = err
        self.quiet = quiet
        self._can_draw = err.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = out.isatty() and "NO_COLOR" not in os.environ
        self._bar_shown = False

    @classmethod
    def standard(cls) -> "Terminal":
        return cls(sys.stdout, sys.stderr)

    @property
    def is_watched(self) -> bool:
        """Whether a person sees what is written to standard error."""
        return self.err.isatty()

    def say(self, text: str = "") -> None:
        """A line of the result."""
        print(text, file=self.out)

    def say_grey(self, text: str) -> None:
        self.say(f"{_GREY}{text}{_PLAIN}" if self._colours else text)

    def say_json(self, value: object) -> None:
        self.say(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())

    def tell(self, text: str) -> None:
        """A line of progress, left out with --quiet."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """A line that must be seen."""
        self.clear_bar()
        print(text, file=self.err, flush=True)

    def draw_bar(self, text: str) -> None:
        if self._can_draw and not self.quiet:
            print(f"{_CLEAR_LINE}{text}", end="", file=self.err, flush=True)
            self._bar_shown = True

    def clear_bar(self) -> None:
        if self._bar_shown:
            print(_CLEAR_LINE, end="", file=self.err, flush=True)
            self._bar_shown = False
