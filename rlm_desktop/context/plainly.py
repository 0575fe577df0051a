"""Text as a person reads it: without a terminal's colours, and in lines where an old Macintosh wrote it."""

import re

from rlm_desktop.context.encodings import HEAD

_RETURN = re.compile(rb"\r(?!\n)")
_LONGEST = 1024
"""Bytes of an order to a terminal."""
_ORDER = re.compile(rb"\x1b(?:\[[0-?]*[@-~]|\][^\x07\x1b]{0,1000}(?:\x07|\x1b\\)|[()][0-9A-Z])")
"""What sets colours, moves the cursor, names a window or links a word."""


def ends_with_returns(head: bytes) -> bool:
    """Whether lines end with a carriage return alone, as Excel writes them for a Macintosh."""
    return b"\r" in head and b"\n" not in head


def is_coloured(head: bytes) -> bool:
    """Whether a text holds orders to a terminal."""
    return b"\x1b" in head and _ORDER.search(head) is not None


class Plainly:
    """Takes these out of a text that passes by in pieces; the first one decides what there is to do."""

    def __init__(self) -> None:
        self._begun = self._coloured = self._returns = False
        self._held = b""

    def add(self, piece: bytes) -> bytes:
        if not self._begun and piece:
            self._begun = True
            self._coloured, self._returns = is_coloured(piece[:HEAD]), ends_with_returns(piece[:HEAD])
        if not (self._coloured or self._returns):
            return piece
        text = self._held + piece
        keep = self._end_of_whole(text)
        self._held = text[keep:]
        return self._cleared(text[:keep])

    def rest(self) -> bytes:
        """What was held back, as nothing comes behind it."""
        held, self._held = self._held, b""
        return self._cleared(held)

    def _end_of_whole(self, text: bytes) -> int:
        """Where something begins that may go on in the next piece."""
        end = len(text) - (self._returns and text.endswith(b"\r"))
        at = text.find(b"\x1b", max(0, end - _LONGEST)) if self._coloured else -1
        while at >= 0:
            order = _ORDER.match(text, at)
            if order is None:
                return at
            at = text.find(b"\x1b", order.end())
        return end

    def _cleared(self, text: bytes) -> bytes:
        if self._coloured:
            text = _ORDER.sub(b"", text)
        return _RETURN.sub(b"\n", text) if self._returns else text
