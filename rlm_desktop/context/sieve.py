"""Which stretches of a large text can hold a pattern at all, so that what is rare is found without a look at
every byte.

Of each block of text it is kept which threes of bytes begin in it, as in "Trigram indexing" (Cox, 2012), by
their hash and turned round: one row for each hash, one bit of it for each block. Whoever looks for a piece
reads the rows of its threes alone.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rlm_desktop.context.source import Source
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import DocumentChanged
from rlm_desktop.spans import DocumentId

BLOCK = 256 * 1024
GROUP = 4096
"""Blocks whose rows lie in one file."""
SMALLEST = 16 * 1024 * 1024
"""Bytes from which on a text has a sieve, and by which it must have grown to get a new one."""
MOST = 0.25
"""Share of a text from which on looking through all of it is quicker."""
_ROWS = 1 << 16
_LONGEST_LINE = 4 * 1024 * 1024
_NAME = re.compile(r"(\d+)-(\d+)-(\d+)\.bits")
# Letters beyond ASCII that are K and S in another case: a block that has one may hold anything.
_ALSO_ASCII = ("\N{KELVIN SIGN}".encode(), "\N{LATIN SMALL LETTER LONG S}".encode())

Bits = npt.NDArray[np.bool_]
Stretches = list[tuple[int, int]]


class Sieve:
    """The rows of a library's large texts, in files of its folder. One thread adds at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, texts: Texts, *, should_stop: Callable[[], bool]) -> bool:
        """Make what is missing, as far as the disk has room. False when stopped before the end."""
        for source in texts.sources:
            # A file that changed meanwhile has none, nor has one on a full disk; the next update sees to it.
            with suppress(DocumentChanged, OSError):
                for group, blocks in self._missing(source):
                    rows = _rows(texts, source, group, blocks, should_stop)
                    if rows is None:
                        return False
                    self._keep(source.document, group, blocks, rows)
        return True

    def missing(self, texts: Texts) -> int:
        """Bytes of text that are to be looked through for it."""
        return sum(blocks * BLOCK for source in texts.sources for _, blocks in self._missing(source))

    def _missing(self, source: Source) -> Iterator[tuple[int, int]]:
        """Groups to be made, and how many blocks each will have."""
        if source.size < SMALLEST:
            return
        known = self._groups(source.document)
        blocks = source.size // BLOCK
        for group in range((blocks - 1) // GROUP + 1):
            whole = min(GROUP, blocks - group * GROUP)
            grown = (whole - known.get(group, (0, Path()))[0]) * BLOCK
            if grown >= SMALLEST or (grown > 0 and whole == GROUP):
                yield group, whole

    def _groups(self, document: DocumentId) -> dict[int, tuple[int, Path]]:
        """Blocks and file of each group."""
        found: dict[int, tuple[int, Path]] = {}
        for file in self._folder.glob(f"{document}-*.bits"):
            if name := _NAME.fullmatch(file.name):
                group, blocks = int(name[2]), int(name[3])
                found[group] = max(found.get(group, (0, file)), (blocks, file))
        return found

    def _keep(self, document: DocumentId, group: int, blocks: int, rows: npt.NDArray[np.uint8]) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        unfinished = self._folder / f"{document}-{group}.part"
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(rows.data)
                file.flush()
                # A file that came to nothing in a power cut would deny what is there.
                os.fsync(file.fileno())
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        before = self._groups(document).get(group)
        unfinished.replace(self._folder / f"{document}-{group}-{blocks}.bits")
        if before is not None:
            before[1].unlink(missing_ok=True)

    def forget_all_but(self, living: set[DocumentId]) -> None:
        """Remove what is kept of documents that are gone."""
        for file in self._folder.glob("*.*"):
            number = file.name.partition("-")[0]
            if file.suffix == ".part" or not number.isdecimal() or int(number) not in living:
                file.unlink(missing_ok=True)

    def stretches(self, texts: Texts, source: Source, pieces: Sequence[bytes]) -> Stretches | None:
        """Whole lines of a text, in order, outside of which no line holds all of the pieces.

        None where that is not known, or would be too much of the text.
        """
        groups = self._groups(source.document) if source.size >= SMALLEST and pieces else {}
        if 0 not in groups:
            return None
        try:
            possible = self._possible(groups, pieces)
        except (OSError, ValueError):
            return None
        end = len(possible) * BLOCK
        if np.count_nonzero(possible) * BLOCK + source.size - end > MOST * source.size:
            return None
        return _whole_lines(texts, source, possible)

    def _possible(self, groups: dict[int, tuple[int, Path]], pieces: Sequence[bytes]) -> Bits:
        """Of each block, whether the piece that is rarest may begin in it."""
        best: Bits | None = None
        with ExitStack() as opened:
            files = [(groups[at][0], opened.enter_context(_open(*groups[at]))) for at in _in_a_row(groups)]
            for piece in pieces:
                found = np.ones(sum(blocks for blocks, _ in files), np.bool_)
                for three in np.unique(_hashes(np.frombuffer(piece, np.uint8))).tolist():
                    row = np.concatenate([_row(file, blocks, three) for blocks, file in files])
                    # What begins in a block may end in the next one, and what follows the last is not known.
                    found &= row | np.append(row[1:], True)
                if best is None or np.count_nonzero(found) < np.count_nonzero(best):
                    best = found
        assert best is not None
        return best


def _in_a_row(groups: dict[int, tuple[int, Path]]) -> Iterator[int]:
    """Groups from the first on, up to one that is missing or not full."""
    at = 0
    while at in groups:
        yield at
        if groups[at][0] < GROUP:
            return
        at += 1


def _open(blocks: int, file: Path) -> FileIO:
    """Raises `ValueError` for a file that is cut."""
    rows = FileIO(file)
    if os.fstat(rows.fileno()).st_size == _ROWS * _width(blocks):
        return rows
    rows.close()
    raise ValueError("cut")


def _row(rows: FileIO, blocks: int, number: int) -> Bits:
    rows.seek(number * _width(blocks))
    read = np.frombuffer(rows.read(_width(blocks)), np.uint8)
    return np.unpackbits(read, count=blocks, bitorder="little").astype(np.bool_)


def _width(blocks: int) -> int:
    """Bytes of a row."""
    return -(-blocks // 8)


def _hashes(text: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """The row of each three of bytes that follow one another."""
    wide = text.astype(np.uint32)
    threes = (wide[:-2] << 16) | (wide[1:-1] << 8) | wide[2:]
    hashes = (threes * np.uint32(2654435761)) >> np.uint32(16)
    return hashes.astype(np.uint32, copy=False)


def _rows(
    texts: Texts, source: Source, group: int, blocks: int, should_stop: Callable[[], bool]
) -> npt.NDArray[np.uint8] | None:
    """The rows of a group of blocks; None when stopped."""
    rows = np.zeros((_ROWS, _width(blocks)), np.uint8)
    seen = np.empty(_ROWS, np.bool_)
    for block in range(blocks):
        if should_stop():
            return None
        start = (group * GROUP + block) * BLOCK
        # The last two threes go on in the next block.
        text = texts.read(source.document, start, start + BLOCK + 2)
        seen[:] = any(letter in text for letter in _ALSO_ASCII)
        seen[_hashes(np.frombuffer(text.lower(), np.uint8))] = True
        rows[seen, block // 8] |= 1 << block % 8
    return rows


def _whole_lines(texts: Texts, source: Source, possible: Bits) -> Stretches | None:
    """Possible blocks, and what was not sieved, out to the ends of their lines."""
    edges = np.flatnonzero(np.diff(possible, prepend=False, append=False)) * BLOCK
    ranges = [*zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]
    if len(possible) * BLOCK < source.size:
        ranges.append((len(possible) * BLOCK, source.size))
    found: Stretches = []
    for start, end in ranges:
        begin, until = _line_start(texts, source, start), _line_end(texts, source, end)
        if begin is None or until is None:
            return None
        if found and begin <= found[-1][1]:
            begin = found.pop()[0]
        found.append((begin, until))
    return found


def _line_start(texts: Texts, source: Source, at: int) -> int | None:
    """Where the line about an offset begins; None if that is too far away."""
    low = at
    while low > max(0, at - _LONGEST_LINE):
        high, low = low, max(0, low - BLOCK // 4)
        if (found := texts.read(source.document, low, high).rfind(b"\n")) >= 0:
            return low + found + 1
    return 0 if low == 0 else None


def _line_end(texts: Texts, source: Source, at: int) -> int | None:
    """Where the line about an offset ends, its end included; None if that is too far away."""
    piece = texts.read(source.document, at, at + _LONGEST_LINE)
    found = piece.find(b"\n")
    if found >= 0:
        return at + found + 1
    return source.size if at + len(piece) >= source.size else None
