"""Cutting text into passages at the borders a reader would choose, never inside a character."""

from collections.abc import Callable, Iterator

from rlm_desktop.errors import VerbMisused

SMALLEST = 16
_READ = 4 * 1024 * 1024
_BORDERS = ((b"\n\n", b"\n\r\n"), (b"\n",), (b". ", b"! ", b"? "), (b" ", b"\t"))
"""Paragraphs, lines, sentences, words: the best border that keeps the passage at least half full wins."""

Read = Callable[[int, int], bytes]
"""Bytes `start` up to `end` of a text."""


def passages(read: Read, total: int, size: int) -> Iterator[tuple[int, int]]:
    """(start, end) of passages of at most `size` bytes, that together are the whole text, once."""
    if size < SMALLEST:
        raise VerbMisused(f"A passage has at least {SMALLEST} bytes, not {size}.")
    start, window, window_at = 0, b"", 0
    while start < total:
        if total - start <= size:
            yield start, total
            return
        if start + size + 1 > window_at + len(window):
            window, window_at = read(start, min(total, start + max(_READ, size + 1))), start
        at = start - window_at
        end = start + _cut(window, at, at + size) - at
        yield start, end
        start = end


def _cut(window: bytes, start: int, limit: int) -> int:
    """Where the passage that begins at `start` ends: at the last good border up to `limit`."""
    half = start + (limit - start) // 2
    for borders in _BORDERS:
        ends = [
            found + len(border) for border in borders if (found := window.rfind(border, half, limit)) >= 0
        ]
        if ends:
            return max(ends)
    return character_border(window, start, limit)


def character_border(window: bytes, start: int, limit: int) -> int:
    """The last place up to `limit` that is not inside a character. Moves forward even in broken text."""
    for place in range(limit, max(start, limit - 4), -1):
        if place >= len(window) or not _continues(window[place]):
            return place
    return limit


def whole_characters(piece: bytes) -> tuple[int, int]:
    """How many bytes of a cut character stand at the start and at the end of a piece of text."""
    head = 0
    while head < min(3, len(piece)) and _continues(piece[head]):
        head += 1
    for back in range(1, min(4, len(piece) - head) + 1):
        byte = piece[-back]
        if not _continues(byte):
            return head, back if _length(byte) > back else 0
    return head, 0


def _continues(byte: int) -> bool:
    return byte & 0xC0 == 0x80


def _length(first: int) -> int:
    """Bytes of the character that begins with this byte."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
