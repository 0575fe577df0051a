"""Looking at every byte of the text for a pattern: exact totals, and the first lines it stands in."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rlm_desktop.context import ripgrep
from rlm_desktop.context.pages import whole_characters
from rlm_desktop.context.required import required
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.ripgrep_output import Matches
from rlm_desktop.context.sieve import Sieve
from rlm_desktop.context.source import Source
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import VerbMisused
from rlm_desktop.profile import Scan
from rlm_desktop.spans import DocumentId, Hit, Span

LONGEST = 20_000
"""Most characters of a pattern: what a process may be told in one argument is limited."""
SECONDS = 120.0
"""Most time for one scan."""
MANY = 20_000
"""Places after which the rest is only counted, where whole files may be; places are found again by need."""
SOON = 2_000
"""The same, where no more than a tenth of the text was looked through."""
WIDEST = 2000
"""Most bytes of a line that are shown to each side of a match."""

_PIECE = 1024 * 1024
_NO_LINE = -2
"""Nothing that ripgrep tells of a line."""

Offsets = npt.NDArray[np.int64]


def scan(
    texts: Texts,
    pattern: Pattern,
    *,
    keep: int,
    documents: Sequence[DocumentId] = (),
    sieve: Sieve | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Scan:
    """All matches of a pattern; a hit for each of the first `keep` matching lines in order of place."""
    demand_usable(pattern.text)
    chosen = texts.chosen(documents)
    tally = _Tally(chosen, keep)
    total, undecided = sum(source.size for source in chosen), True
    for source, lines, offsets in found(texts, pattern, sources=chosen, sieve=sieve, should_stop=should_stop):
        tally.add(source, lines, offsets)
        passed = tally.bytes_before(source) + int(offsets[-1])
        if undecided and tally.matches > (SOON if passed < total / 10 else MANY):
            undecided = False
            if whole := _whole_files(chosen, pattern):
                tally = _counted(texts, pattern, chosen, whole, keep, should_stop)
                break
    hits = tuple(line_about(texts, source, offset) for source, offset in tally.first())
    return Scan(tally.matches, tally.lines, tally.documents, hits)


def _whole_files(sources: Sequence[Source], pattern: Pattern) -> dict[str, Source]:
    """The documents that are a whole file each, and can be counted as such, by their path."""
    if "\n" in pattern.text:
        return {}
    alone = Counter(str(source.path) for source in sources)
    return {
        str(source.path): source
        for source in sources
        if alone[str(source.path)] == 1 and source.start == 0 and _ends_there(source)
    }


def _ends_there(source: Source) -> bool:
    try:
        return source.path.stat().st_size == source.start + source.size
    except OSError:
        return False


def _counted(
    texts: Texts,
    pattern: Pattern,
    chosen: Sequence[Source],
    whole: dict[str, Source],
    keep: int,
    should_stop: Callable[[], bool],
) -> "_Tally":
    """The same tally, with places only of the first lines of whole files."""
    tally = _Tally(chosen, keep)
    rest = [source for source in chosen if str(source.path) not in whole]
    for source, lines, offsets in found(texts, pattern, sources=rest, should_stop=should_stop):
        tally.add(source, lines, offsets)
    totals = ripgrep.count(pattern, list(whole), seconds=SECONDS, should_stop=should_stop)
    with_some = {whole[path].document for path in totals.paths}
    wanted = keep
    for source in chosen:
        if wanted <= 0:
            break
        if source.document in with_some:
            wanted -= _keep_first(texts, pattern, source, tally, wanted, should_stop)
        else:
            wanted -= tally.kept(source)
    texts.check_all(list(whole.values()))
    tally.count(totals.matches, totals.lines, len(with_some))
    return tally


def _keep_first(
    texts: Texts,
    pattern: Pattern,
    source: Source,
    tally: "_Tally",
    wanted: int,
    should_stop: Callable[[], bool],
) -> int:
    """Keep the first lines of a whole file; how many there were."""
    for _, lines, offsets in found(
        texts, pattern, sources=[source], most_lines=wanted, should_stop=should_stop
    ):
        tally.keep(source, lines, offsets)
    return tally.kept(source)


def found(
    texts: Texts,
    pattern: Pattern,
    *,
    sources: list[Source] | None = None,
    sieve: Sieve | None = None,
    most_lines: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Source, Offsets, Offsets]]:
    """The matches by document, in pieces: what the line of each has alone in its file, and its offset.

    With `most_lines` only those of the first lines of each file. Where a sieve says that a document can have
    some in few stretches alone, only those are looked through.
    """
    chosen = texts.sources if sources is None else sources
    texts.check_all(chosen)
    few = _Stretches(texts, chosen, required(pattern), sieve)
    if few:
        for matches in ripgrep.find(pattern, (), fed=few.pieces(), seconds=SECONDS, should_stop=should_stop):
            yield from few.by_document(matches)
    files = Files([source for source in chosen if source.document not in few.documents])
    for matches in ripgrep.find(
        pattern, files.paths, seconds=SECONDS, most_lines=most_lines, should_stop=should_stop
    ):
        yield from files.by_document(matches)


def demand_usable(text: str) -> None:
    """Raises `VerbMisused` for a text that cannot be looked for."""
    if not text:
        raise VerbMisused("A search needs at least one character.")
    if len(text) > LONGEST:
        raise VerbMisused(f"A search takes at most {LONGEST:,} characters, not {len(text):,}.")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise VerbMisused("A search takes whole characters, and none of them NUL.")


class _Stretches:
    """What has to be looked through of large documents, one after the other as one text."""

    def __init__(
        self, texts: Texts, sources: Sequence[Source], pieces: Sequence[bytes], sieve: Sieve | None
    ) -> None:
        self._texts = texts
        self.documents: set[DocumentId] = set()
        self._parts: list[tuple[Source, int, int]] = []
        for source in sources:
            stretches = sieve.stretches(texts, source, pieces) if sieve is not None else None
            if stretches is not None:
                self.documents.add(source.document)
                self._parts += [(source, start, end) for start, end in stretches]
        # One line end more behind each: the last line of a document may have none.
        sizes = [end - start + 1 for _, start, end in self._parts]
        self._begins = np.cumsum([0, *sizes[:-1]], dtype=np.int64)
        self._moved = np.array([start for _, start, _ in self._parts], np.int64) - self._begins[: len(sizes)]

    def __bool__(self) -> bool:
        return bool(self._parts)

    def pieces(self) -> Iterator[bytes]:
        for source, start, end in self._parts:
            for at in range(start, end, _PIECE):
                yield self._texts.read(source.document, at, min(end, at + _PIECE))
            yield b"\n"

    def by_document(self, matches: Matches) -> Iterator[tuple[Source, Offsets, Offsets]]:
        part = np.searchsorted(self._begins, matches.offsets, side="right") - 1
        lines, offsets = matches.lines + self._moved[part], matches.offsets + self._moved[part]
        for begin, end in _runs(part):
            yield self._parts[int(part[begin])][0], lines[begin:end], offsets[begin:end]


def _runs(numbers: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Where the same number stands several times on end."""
    return pairwise([0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)])


class Files:
    """Which documents lie where in which file; a pack holds many."""

    def __init__(self, sources: list[Source]) -> None:
        self._in: dict[str, list[Source]] = {}
        for source in sources:
            if source.size:
                self._in.setdefault(str(source.path), []).append(source)
        for inside in self._in.values():
            inside.sort(key=lambda source: source.start)
        self._starts = {
            path: np.array([source.start for source in inside]) for path, inside in self._in.items()
        }

    @property
    def paths(self) -> list[str]:
        return list(self._in)

    def by_document(self, matches: Matches) -> Iterator[tuple[Source, Offsets, Offsets]]:
        inside = self._in[matches.path]
        owner = np.searchsorted(self._starts[matches.path], matches.offsets, side="right") - 1
        for begin, end in _runs(owner):
            source = inside[max(0, int(owner[begin]))]
            offsets = matches.offsets[begin:end] - source.start
            # A pack also holds text that is not chosen, and a file may have grown since.
            mine = (offsets >= 0) & (offsets < source.size)
            if mine.any():
                yield source, matches.lines[begin:end][mine], offsets[mine]


class _Tally:
    """Counts matches, and keeps the lines that may be among the first of all."""

    def __init__(self, sources: Sequence[Source], keep: int) -> None:
        self._rank = {source.document: rank for rank, source in enumerate(sources)}
        self._before = np.cumsum([0, *(source.size for source in sources)], dtype=np.int64)
        self._sources = sources
        self._keep = keep
        self._kept: dict[int, list[int]] = {}
        self._held = 0
        self._last_line: dict[int, int] = {}
        self.matches = 0
        self.lines = 0
        self.documents = 0

    def add(self, source: Source, lines: Offsets, offsets: Offsets) -> None:
        first = self._rank[source.document] not in self._last_line
        self.count(len(offsets), self.keep(source, lines, offsets), int(first))

    def count(self, matches: int, lines: int, documents: int) -> None:
        self.matches += matches
        self.lines += lines
        self.documents += documents

    def bytes_before(self, source: Source) -> int:
        """Bytes of the documents that come before one."""
        return int(self._before[self._rank[source.document]])

    def kept(self, source: Source) -> int:
        """How many lines of a document are kept."""
        return len(self._kept.get(self._rank[source.document], ()))

    def keep(self, source: Source, lines: Offsets, offsets: Offsets) -> int:
        """Keep what may be among the first; how many lines there are that were not met before."""
        rank = self._rank[source.document]
        new = np.diff(lines, prepend=self._last_line.get(rank, _NO_LINE)) != 0
        self._last_line[rank] = int(lines[-1])
        kept = self._kept.setdefault(rank, [])
        first = offsets[new][: max(0, self._keep - len(kept))].tolist()
        kept.extend(first)
        self._held += len(first)
        if self._held > 4 * self._keep + 1000:
            self._forget_late_ones()
        return int(np.count_nonzero(new))

    def _forget_late_ones(self) -> None:
        """Drop lines that come after `keep` others."""
        left, remaining = self._keep, {}
        for rank in sorted(self._kept):
            remaining[rank] = self._kept[rank][:left]
            left -= len(remaining[rank])
        self._kept, self._held = remaining, self._keep - left

    def first(self) -> list[tuple[Source, int]]:
        """Document and offset of the first matching lines, in order of place."""
        places = [(self._sources[rank], offset) for rank in sorted(self._kept) for offset in self._kept[rank]]
        return places[: self._keep]


def line_about(texts: Texts, source: Source, offset: int) -> Hit:
    """The line about a match; of a very long line what is near."""
    start, end = max(0, offset - WIDEST), min(source.size, offset + WIDEST)
    near = texts.read(source.document, start, end)
    begin = near.rfind(b"\n", 0, offset - start) + 1
    stop = near.find(b"\n", offset - start)
    line = near[begin : stop if stop >= 0 else len(near)]
    cut_head, cut_tail = whole_characters(line)
    text = line[cut_head : len(line) - cut_tail].removesuffix(b"\r")
    span = Span(source.document, start + begin + cut_head, start + begin + cut_head + len(text))
    return Hit(span, text.decode("utf-8", "replace"))
