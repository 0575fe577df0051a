"""Text as it runs down a page: words, cells and paragraphs, with space made only where more text follows."""

import re

_SPACES = re.compile(r"[ \t\r\n\f]+")


class Flow:
    """Text as it runs down a page. Space between pieces is made when more text follows, and only then."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines = self._tabs = 0
        self._space = False
        self._prefix = ""

    def apart(self, lines: int) -> None:
        """What follows begins a new line (1) or after an empty line (2)."""
        if lines:
            self._lines = max(self._lines, lines)
            self._tabs = 0

    def cell(self) -> None:
        self._tabs += 1

    def prefix(self, mark: str) -> None:
        """What comes before the next words."""
        self._prefix = mark

    def words(self, text: str) -> None:
        """Text in which all white space is alike."""
        inner = _SPACES.sub(" ", text)
        self._space = self._space or inner.startswith(" ")
        if inner.strip(" "):
            self._put(inner.strip(" "))
            self._space = inner.endswith(" ")

    def exact(self, text: str) -> None:
        """Text whose white space means something."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        if self._parts:
            space = "\n" * self._lines or "\t" * self._tabs or (" " if self._space else "")
            self._parts.append(space + "\t" * self._tabs if self._lines else space)
        self._parts.append(self._prefix + text)
        self._lines = self._tabs = 0
        self._space, self._prefix = False, ""

    def text(self) -> str:
        return "".join(self._parts) + "\n" if self._parts else ""
