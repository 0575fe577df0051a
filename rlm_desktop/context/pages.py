"""Cutting text into passages at the borders a reader would choose, never inside a character."""

import random
from collections.abc import Callable, Iterator

from rlm_desktop.errors import VerbMisused

SMALLEST = 16
_READ = 4 * 1024 * 1024
_STRETCH = 16 * 1024
"""From so many to so many bytes a text is cut anew, where a passage in its middle is looked for."""
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


def around(read: Read, total: int, size: int, at: int) -> tuple[int, int]:
    """(start, end) of the passage of at most `size` bytes in which the byte `at` stands; the same for each
    of its bytes. Only what lies near it is read."""
    stretch = max(_STRETCH, 4 * size)

    def begin(number: int) -> int:
        """The first line's end behind the stretch's border, or the border where there is none near."""
        border = min(total, number * stretch)
        if border in (0, total):
            return border
        near = read(border, min(total, border + stretch))
        end = near.find(b"\n")
        return border + (end + 1 if end >= 0 else whole_characters(near)[0])

    number = at // stretch
    number -= at < begin(number)
    start, end = begin(number), begin(number + 1)
    cut = passages(lambda a, b: read(start + a, start + b), end - start, size)
    return next((start + a, start + b) for a, b in cut if start + b > at)


def spread(total: int, count: int, seed: int) -> list[int]:
    """Places drawn at random, one from each `count`-th part of `total` bytes, in a random order.

    Any beginning of them is a random draw as well; together they leave no large part out (a stratified
    sample, Cochran 1977, chapter 5).
    """
    dice = random.Random(seed)
    parts = list(range(count))
    dice.shuffle(parts)
    return [min(total - 1, int((part + dice.random()) * total / count)) for part in parts]


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
