"""What ripgrep prints, as it comes: matches with their places, values, counts."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

_FIRST_CHUNK = 64 * 1024
_CHUNK = 1024 * 1024
_PLACE = re.compile(rb"^(\d+):(\d+):", re.MULTILINE)

Numbers = npt.NDArray[np.int64]


class Output(Protocol):
    """What is read of a process's output."""

    def read(self, size: int, /) -> bytes: ...


class Matches(msgspec.Struct, frozen=True):
    """Some matches in one file, in order: a number that the line of each has alone, and where it begins.

    An expression's later match on a line lies where it would if those before it were not there.
    """

    path: str
    lines: Numbers
    offsets: Numbers


class Totals(msgspec.Struct, frozen=True):
    """Matches and lines with matches in some files, and which files those are."""

    matches: int
    lines: int
    paths: tuple[str, ...]


def _chunks(output: Output) -> Iterator[bytes]:
    """The output, a little of it first: whoever finds that there is too much needs not wait for more."""
    size = min(_FIRST_CHUNK, _CHUNK)
    while chunk := output.read(size):
        yield chunk
        size = min(2 * size, _CHUNK)


def parsed_literals(output: Output) -> Iterator[Matches]:
    """The same where each match is printed behind its place, as one line that holds no NUL."""
    yield from parsed(output, printed=True)


def parsed(output: Output, *, printed: bool = False) -> Iterator[Matches]:
    """The matches in ripgrep's output: `path NUL (line:offset: LF)*`, then an empty line before the next."""
    path, rest = "", b""
    for chunk in _chunks(output):
        rest += chunk
        while (end := rest.find(b"\0")) >= 0:
            numbers, _, name = rest[:end].partition(b"\n\n") if path else (b"", b"", rest[:end])
            yield from _numbers(path, numbers, printed)
            path, rest = os.fsdecode(name), rest[end + 1 :]
        border = rest.find(b"\n\n")
        whole = border if border >= 0 else rest.rfind(b"\n")
        if path and whole > 0:
            yield from _numbers(path, rest[:whole], printed)
            # The line end stays: it may be the first half of the empty line.
            rest = rest[whole:]
    # What a killed process left unfinished has no line end.
    yield from _numbers(path, rest[: rest.rfind(b"\n") + 1], printed)


def by_line(found: Iterator[Matches]) -> Iterator[Matches]:
    """Matches that were told with their column, with where their line begins instead of it."""
    for some in found:
        yield Matches(some.path, some.offsets - some.lines, some.offsets)


def parsed_values(output: Output) -> Iterator[tuple[str, list[bytes], Numbers]]:
    """Values in its output: `path NUL (column:offset:value [LF match] CR LF)*`, empty line, next path."""
    path, rest = "", b""
    places = _Places()
    while chunk := output.read(_CHUNK):
        whole, border, rest = (rest + chunk).rpartition(b"\r\n")
        if not border:
            continue
        some: list[bytes] = []
        for line in whole.split(b"\r\n"):
            # A value's line begins with a digit, the first of all with a path, a later path with a line end.
            if not path or line.startswith(b"\n"):
                yield from _values(path, some, places)
                name, _, line = line.partition(b"\0")
                path, some = os.fsdecode(name.removeprefix(b"\n") if path else name), []
                places = _Places()
            some.append(line)
        yield from _values(path, some, places)


def _values(
    path: str, lines: Sequence[bytes], places: "_Places"
) -> Iterator[tuple[str, list[bytes], Numbers]]:
    if lines:
        parts = [line.split(b":", 2) for line in lines]
        columns, offsets = (
            np.fromstring(b":".join([part[at] for part in parts]), dtype=np.int64, sep=":") for at in (0, 1)
        )
        found = [part[2].partition(b"\n") for part in parts]
        # ripgrep tells where each would be if the match before it were what is printed for it.
        longer = [len(value) + 1 if border else 0 for value, border, _ in found]
        yield path, [value for value, _, _ in found], places.true(offsets - columns, offsets, longer)


class _Places:
    """Where the matches of one file are, told as if each before them on their line were some bytes longer."""

    def __init__(self) -> None:
        self._line = -2  # no line
        self._longer = 0

    def true(self, lines: Numbers, told: Numbers, longer: Sequence[int]) -> Numbers:
        again = np.diff(lines, prepend=self._line) == 0
        shift = np.zeros_like(told)
        if again.any():
            before = np.cumsum([0, *longer[:-1]])
            first = np.maximum.accumulate(np.where(again, 0, np.arange(len(lines))))
            carried = np.where(np.logical_and.accumulate(again), self._longer, 0)
            shift = before - before[first] + carried
        self._line, self._longer = int(lines[-1]), int(shift[-1]) + longer[-1]
        return told - shift


def parsed_totals(output: Output) -> Iterator[Totals]:
    """The counts in ripgrep's output: `path NUL matches CR LF` for each file, an empty line, statistics."""
    pieces = []
    while piece := output.read(_CHUNK):
        pieces.append(piece)
    # Statistics come last; a path may hold anything but a NUL.
    counts, _, told = b"".join(pieces).rpartition(b"\n\n")
    lines = re.search(rb"^(\d+) matched lines$", told, re.MULTILINE)
    matches = re.search(rb"^(\d+) matches$", told, re.MULTILINE)
    if lines and matches:
        paths = tuple(os.fsdecode(path) for path in re.findall(rb"([^\0]+)\0\d+\r?\n?", counts))
        yield Totals(int(matches.group(1)), int(lines.group(1)), paths)


def _numbers(path: str, text: bytes, printed: bool) -> Iterator[Matches]:
    numbers = text.translate(None, b"\r\n").rstrip(b":")
    # Also an empty match at the end of a last line that has no line end: ripgrep prints that line after it.
    if printed or numbers.translate(None, b"0123456789:"):
        numbers = b":".join(found for pair in _PLACE.findall(text) for found in pair)
    if not numbers:
        return
    # Five times faster than to split the text.
    values = np.fromstring(numbers, dtype=np.int64, sep=":").reshape(-1, 2)
    yield Matches(path, values[:, 0], values[:, 1])
