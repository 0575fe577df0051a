"""The rows of the table about other texts: one line of gigabytes, a help in HTML, reports, growth."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from rlm_desktop.bench.engine.measured import Row
from rlm_desktop.bench.text import works
from rlm_desktop.bench.text.apart import measured
from rlm_desktop.bench.text.made import make, make_pages, make_sparse
from rlm_desktop.bench.text.works import Indexed

ROWS = ("memory", "html", "search", "pdf", "curve")
_LOG = 20_000_000
_EVERY = 1_000_000_000
"""A text of the curve is sparse: a log again and again, with holes between."""
_WORDS = "formatting tables pictures footnotes"
_COMMON = "tables"
"""One word that very many pages have, real ones and made-up ones."""


def memory(folder: Path, size: int) -> Iterator[Row]:
    """Most memory while a file is read, scanned and looked into: lines of a log, and one line alone."""
    path = folder / "large.txt"
    for shape in ("lines of a log", "one line alone"):
        if shape == "one line alone":
            _one_line(path, size)
        else:
            make("web", path, size)
        found, cost = measured(works.read_and_looked_at, folder / "library", path)
        yield Row(
            work=f"most memory over {size / 1e9:g} GB, {shape}",
            figure=cost.peak / 1e6,
            wanted=300,
            unit="MB",
            at_most=True,
            detail=f"read in, scanned, its middle shown: {cost}; {found.lines:,} lines",
        )
        path.unlink()
        shutil.rmtree(folder / "library")


def _one_line(path: Path, size: int) -> None:
    words = b"".join(b"word%06d " % number for number in range(100_000))
    with path.open("wb") as file:
        for _ in range(size // len(words)):
            file.write(words)


def pages(folder: Path, given: Path | None, files: int) -> Iterator[Row]:
    """A help in HTML read into a library, words and all; then a ranked search."""
    place = given or folder / "pages"
    size = sum(path.stat().st_size for path in given.rglob("*.html")) if given else make_pages(place, files)
    library = folder / "library"
    found: Indexed
    found, cost = measured(works.indexed_whole, library, place)
    what = "real pages" if given else "made-up pages"
    yield Row(
        work="HTML into a library, words indexed",
        figure=cost.seconds,
        wanted=600,
        unit="s",
        at_most=True,
        detail=f"{size / 1e9:.2f} GB of {what}, {found.documents:,} documents, {found.unreadable} not read; "
        f"{cost}",
    )
    for words in (_WORDS, _COMMON):
        (hits, seconds), _ = measured(works.searched, library, words)
        yield Row(
            work="a ranked query over it",
            figure=seconds * 1000,
            wanted=50,
            unit="ms",
            at_most=True,
            also=hits > 0,
            detail=f"{hits} passages for “{words}”, the second query of a process",
        )
    shutil.rmtree(library)
    if not given:
        shutil.rmtree(place)


def reports(folder: Path, data: Path | None) -> Row:
    """Pages of spans in quarterly reports, held against what Poppler's `pdftotext` finds on those pages."""
    work = "page of every span of the reports right"
    found = sorted((data / "10q").glob("*.pdf")) if data else []
    peer = shutil.which("pdftotext")
    if not found or peer is None:
        missing = "pdftotext is not installed" if found else "no reports: name their folder with --data"
        return Row(work=work, figure=None, wanted=100, unit="% right", detail=missing)
    spans, _ = measured(works.page_spans, folder / "library", found)
    truth = {str(path): _pages(peer, path) for path in found}
    right = wrong = nowhere = 0
    for path, page, text in spans:
        told, words = truth[path], _words(text)
        if words in told[page - 1]:
            right += 1
        elif any(words in other for other in told):
            wrong += 1
        else:
            # The two programs read this line differently: it says nothing about its page.
            nowhere += 1
    shutil.rmtree(folder / "library")
    return Row(
        work=work,
        figure=100 * right / max(1, right + wrong),
        wanted=100,
        unit="% right",
        detail=f"{right + wrong:,} lines of {sum(map(len, truth.values())):,} pages of {len(found)} reports; "
        f"{nowhere} more that pdftotext has on no page",
    )


def _pages(peer: str, path: Path) -> list[str]:
    """The words of each page, by Poppler."""
    command = [peer, "-raw", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [_words(page) for page in text.split("\f")]


def _words(text: str) -> str:
    """Letters and digits alone: two programs do not agree on blanks, marks and ligatures."""
    return re.sub(r"[\W_]+", "", text).casefold()


def curve(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    """Time and memory of reading in and of a scan as the text outgrows the memory."""
    small = make("web", folder / "small.log", _LOG)
    first: float | None = None
    for size in sizes:
        path = folder / "growing.log"
        times = make_sparse(path, size, small, every=_EVERY)
        (lines, found), cost = measured(works.read_and_counted, folder / "library", path, '" 500 ')
        first = first or cost.computed / size
        yield Row(
            work=f"{size / 1e9:g} GB read in and scanned: {times} logs of {_LOG / 1e6:.0f} MB, and holes",
            figure=cost.computed / size / first,
            wanted=1.5,
            unit="times the first one's processor time for each byte",
            at_most=True,
            also=cost.peak <= 300_000_000,
            detail=f"{cost}, {cost.peak / 1e6:.0f} MB; {lines:,} lines, {found:,} matches",
        )
        path.unlink()
        shutil.rmtree(folder / "library")
