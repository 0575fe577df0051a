"""A look at a text from all over it: its head, its tail, and places in between."""

import random
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.source import Source

HEAD = 256 * 1024
PIECE = 24 * 1024
PIECES = 12
LINES_A_PIECE = 120
LONGEST = 20_000
"""Lines longer than this many characters are left out of a sample."""


class Sample(msgspec.Struct, frozen=True):
    """The first bytes of a document, and lines from all over it in the order of the text."""

    head: str
    lines: tuple[str, ...]


def sample_of(source: Source, *, pieces: int = PIECES, head: int = HEAD, seed: int = 7) -> Sample:
    """Lines from the head, the tail and random offsets; whole lines only, blank ones left out."""
    with source.path.open("rb") as file:
        file.seek(source.start)
        first = file.read(min(head, source.size))
        lines = _lines(first, starts=True, ends=len(first) == source.size)
        if source.size > len(first):
            rest = source.size - len(first)
            dice = random.Random(seed)
            count = min(pieces, 1 + rest // PIECE)
            offsets = sorted(dice.randrange(len(first), source.size) for _ in range(count))
            offsets = [min(offset, source.size - PIECE) for offset in offsets] + [source.size - PIECE]
            lines = lines[:600]
            for offset in offsets:
                file.seek(source.start + max(offset, 0))
                piece = file.read(min(PIECE, source.size - max(offset, 0)))
                at_end = max(offset, 0) + len(piece) >= source.size
                lines += _lines(piece, starts=False, ends=at_end)[-LINES_A_PIECE:]
    return Sample(first.decode("utf-8", "ignore").removeprefix("\ufeff"), tuple(lines))


def _lines(data: bytes, *, starts: bool, ends: bool) -> list[str]:
    """The whole, non-blank lines of a piece of text that may begin and end within a line."""
    rows = data.split(b"\n")
    if not starts:
        rows = rows[1:]
    if not ends:
        rows = rows[:-1]
    texts = (row.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff") for row in rows)
    return [text for text in texts if text.strip() and len(text) <= LONGEST]


def spread[T](items: Sequence[T], count: int) -> list[T]:
    """At most `count` of the items, evenly from first to last."""
    if len(items) <= count:
        return list(items)
    return [items[index * len(items) // count] for index in range(count)]
