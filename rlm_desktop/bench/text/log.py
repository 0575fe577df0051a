"""The rows of the table that are about one large log: first page, lines, counts, groups and records."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from rlm_desktop.bench.engine.measured import Row
from rlm_desktop.bench.text import peers, works
from rlm_desktop.bench.text.apart import Cost, measured
from rlm_desktop.bench.text.made import Made, make
from rlm_desktop.bench.text.works import Counted, Grouped, Indexed

ROWS = ("page", "index", "literal", "regex", "many", "group", "records", "group-records")
FAILED = r'^(\S+) .*" 500 '
_GROUPS = "SELECT address, count(*) FROM records WHERE status = 500 GROUP BY address"
_PLACES = "SELECT _document, _start, _end FROM records WHERE status = 500 AND address = '{}'"


class LogRows:
    """Measures one made-up web log. What several rows need is made once."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size

    @cached_property
    def log(self) -> Made:
        return make("web", self._folder / "web.log", self._size)

    @cached_property
    def failures(self) -> Counter[str]:
        """The truth: lines with status 500 of each address."""
        return self.log.count(lambda line: line.split(" ", 1)[0] if '" 500 ' in line else None)

    @cached_property
    def _index(self) -> tuple[Indexed, Cost]:
        peers.disk_cache(self.log.path)
        return measured(works.indexed, self._library, self.log.path)

    @property
    def _library(self) -> Path:
        return self._folder / "library"

    def rows(self, wanted: frozenset[str]) -> Iterator[Row]:
        steps = {
            "page": self.pages,
            "index": self.index,
            "literal": lambda: self.count("a literal counted", '" 500 ', regex=False),
            "regex": lambda: self.count("a regular expression counted", r"/search/\d+\?page=7\b", regex=True),
            "many": lambda: self.count("a literal that nearly every line has", "GET", regex=False),
            "group": self.group,
            "records": self.records,
            "group-records": self.group_records,
        }
        for name in ROWS:
            if name in wanted:
                yield from steps[name]()

    def pages(self) -> Iterator[Row]:
        peers.disk_cache(self.log.path)
        bare, cost = measured(works.first_page, self.log.path)
        yield Row(
            work="first page of the bare file",
            figure=bare,
            wanted=0.3,
            unit="s",
            at_most=True,
            detail=f"{works.FIRST} lines; the process {cost.peak / 1e6:.0f} MB",
        )
        self._index  # noqa: B018 -- what comes next looks into it
        near, cost = measured(works.lines_read, self._library, self.log.lines // 2)
        yield Row(
            work="a page from the middle, of a library that nobody has open",
            figure=near,
            wanted=0.3,
            unit="s",
            at_most=True,
            detail=f"lines from {self.log.lines // 2:,} on; the process {cost.peak / 1e6:.0f} MB",
        )

    def index(self) -> Iterator[Row]:
        found, cost = self._index
        right = (found.lines, found.bytes) == (self.log.lines, self.log.bytes)
        yield Row(
            work="checked as UTF-8 and lines indexed",
            figure=self.log.bytes / cost.seconds / 1e9,
            wanted=1.0,
            unit="GB/s",
            also=right and found.index_bytes <= 2 * found.lines,
            detail=f"{cost}, {cost.peak / 1e6:.0f} MB, {found.index_bytes / found.lines:.3f} bytes a line; "
            f"wc -l {_told(peers.wc(self.log.path))}; {_right(right)}",
        )

    def count(self, work: str, pattern: str, *, regex: bool) -> Iterator[Row]:
        self._index  # noqa: B018
        peers.disk_cache(self.log.path)
        theirs, cost = peers.ripgrep(self.log.path, pattern, regex=regex)
        ours: Counted
        ours, own = measured(works.counted, self._library, pattern, regex)
        right = ours.matches == theirs
        yield Row(
            work=work,
            figure=ours.seconds / cost.seconds,
            wanted=1.5,
            unit="times ripgrep's time",
            at_most=True,
            also=right,
            detail=f"{ours.matches:,} matches, {ours.seconds:.2f} s, {own.peak / 1e6:.0f} MB; "
            f"ripgrep {cost}; {_right(right)}",
        )

    def group(self) -> Iterator[Row]:
        peers.disk_cache(self.log.path)
        ours: Grouped
        ours, cost = measured(works.grouped_bare, FAILED, self.log.path)
        right = dict(ours.groups) == self.failures and ours.places == max(self.failures.values())
        yield Row(
            work="status 500 by address, from the bare file, every place kept",
            figure=cost.seconds,
            wanted=10.0,
            unit="s",
            at_most=True,
            also=right,
            detail=f"reading in {cost.seconds - ours.seconds:.2f} s of it; {cost.peak / 1e6:.0f} MB; "
            f"{_beside(self.log.path, self.failures)}; {_right(right)}",
        )

    def records(self) -> Iterator[Row]:
        self._index  # noqa: B018
        peers.disk_cache(self.log.path)
        parsed, cost = measured(works.with_records, self._library)
        share = parsed.bytes / self.log.bytes
        right = parsed.rows == self.log.lines
        yield Row(
            work="records parsed into typed columns, with the way back",
            figure=cost.seconds,
            wanted=60.0,
            unit="s",
            at_most=True,
            also=right and share <= 0.5,
            detail=f"{cost}, {parsed.rows:,} rows, {parsed.columns} columns, {share:.2f} of the text's size; "
            f"{cost.peak / 1e6:.0f} MB, the process that parses {cost.peak_below / 1e6:.0f}; {_right(right)}",
        )

    def group_records(self) -> Iterator[Row]:
        address, most = self.failures.most_common(1)[0]
        ours, _ = measured(works.grouped_by_query, self._library, _GROUPS, _PLACES.format(address))
        right = dict(ours.groups) == self.failures and ours.places == most
        yield Row(
            work="the same from records on disk",
            figure=ours.seconds,
            wanted=1.0,
            unit="s",
            at_most=True,
            also=right,
            detail=f"{len(ours.groups):,} groups; {_right(right)}",
        )


def _beside(path: Path, truth: Counter[str]) -> str:
    """What awk, DuckDB and lnav take for the same, and whether they agree."""
    said = []
    for name, peer in (("awk", peers.awk), ("DuckDB over the raw lines", peers.duckdb), ("lnav", peers.lnav)):
        found = peer(path)
        if found is None:
            said.append(f"{name} {peers.MISSING}")
            continue
        counts, cost = found
        said.append(f"{name} {cost.seconds:.1f} s" + ("" if counts == truth else ", other counts"))
    return ", ".join(said)


def _told(found: tuple[int, Cost] | None) -> str:
    return f"{found[1].seconds:.2f} s" if found else peers.MISSING


def _right(right: bool) -> str:
    return "as known" if right else "NOT WHAT IS KNOWN"
