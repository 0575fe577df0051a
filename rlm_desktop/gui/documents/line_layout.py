"""How a line of text is broken into rows on the screen, and which characters of a row a span covers."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import msgspec

from rlm_desktop.gui.beneath.backend import Line
from rlm_desktop.spans import Span

LONGEST = 4_000
"""Characters of a line that are laid out; a longer one is shown up to here and said to be cut."""


class Piece(msgspec.Struct, frozen=True):
    """One row on the screen: characters `start` up to `start + len(text)` of a line."""

    line: Line
    start: int
    text: str
    first: bool
    cut: bool


def lay_out(line: Line, columns: int) -> list[Piece]:
    """The rows of a line at most `columns` characters wide. Every character takes one place."""
    shown = line.text[:LONGEST].rstrip("\r\n")
    cut = line.clipped or len(line.text.rstrip("\r\n")) > LONGEST
    text = "".join(_visible(character) for character in shown)
    pieces, start = list[Piece](), 0
    while start < len(text) or not pieces:
        end = _break(text, start, columns)
        pieces.append(Piece(line, start, text[start:end], start == 0, cut and end >= len(text)))
        start = end
    return pieces


def _break(text: str, start: int, columns: int) -> int:
    """Where a row ends: after a space near its end, or in the middle of what has none."""
    end = start + columns
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + columns * 2 // 3, end)
    return space + 1 if space >= 0 else end


def _visible(character: str) -> str:
    """A character of width one: control characters, tabs among them, would shift what follows."""
    return character if character.isprintable() else " " if character == "\t" else "\ufffd"


class SpanSet:
    """Spans of one document in order, of which the few near a line are found at once."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]
        self._longest = max((len(span) for span in self._spans), default=0)

    def __len__(self) -> int:
        return len(self._spans)

    def near(self, span: Span) -> Sequence[Span]:
        """Every span that may touch this one."""
        first = bisect_left(self._starts, span.start - self._longest)
        return self._spans[first : bisect_left(self._starts, max(span.end, span.start + 1))]


def char_range(piece: Piece, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The columns of a row that spans cover; spans count bytes, rows count characters."""
    here = piece.line.span
    found = []
    for span in spans:
        if (
            span.document != here.document
            or span.end <= here.start
            or span.start >= max(here.end, here.start + 1)
        ):
            continue
        first = _characters(piece.line.text, span.start - here.start) - piece.start
        last = _characters(piece.line.text, span.end - here.start) - piece.start
        start, end = max(first, 0), min(last, len(piece.text))
        if start < end:
            found.append((start, end))
    return found


def _characters(text: str, offset: int) -> int:
    """How many characters stand before a byte offset of a text."""
    if offset <= 0:
        return 0
    if text.isascii():
        return min(offset, len(text))
    return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))
