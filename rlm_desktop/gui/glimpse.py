"""The first page of a file that is being read in, shown as a document until the whole is there."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from rlm_desktop.profile import Document, Profile, Scan
from rlm_desktop.spans import DocumentId, Hit, Place, Span

LINES = 200
TRIED = 40
"""Files of a folder that are looked at for one with lines to show."""


class GlimpsedLine(msgspec.Struct, frozen=True):
    number: int
    span: Span
    text: str
    clipped: bool = False


class Glimpse:
    """A library of one document, of which only the first lines are known."""

    def __init__(self, path: Path, lines: Sequence[str]) -> None:
        self.path = path
        self._lines: list[GlimpsedLine] = []
        start = 0
        for number, text in enumerate(lines, start=1):
            end = start + len(text.encode())
            self._lines.append(GlimpsedLine(number, Span(DocumentId(0), start, end), text))
            start = end + 1
        self.document = Document(
            id=DocumentId(0),
            name=path.name,
            path=str(path),
            kind=path.suffix.lstrip(".").lower() or "txt",
            bytes=path.stat().st_size,
            lines=len(self._lines),
        )
        self.profile = Profile(documents=1, bytes=self.document.bytes, lines=len(self._lines))

    def profile_of(self, documents: Sequence[DocumentId]) -> Profile:
        return self.profile

    def documents(self) -> Sequence[Document]:
        return (self.document,)

    def lines(self, document: DocumentId, first: int, count: int) -> Sequence[GlimpsedLine]:
        return self._lines[first - 1 : first - 1 + count]

    def locate(self, document: DocumentId, offset: int) -> Place:
        return Place(next((line.number for line in self._lines if line.span.end >= offset), 1))

    def scan(self, pattern: str, *, keep: int = 1000, documents: Sequence[DocumentId] = ()) -> Scan:
        """The lines that are there; what comes later is found when it is."""
        hits = []
        for line in self._lines:
            at = line.text.lower().find(pattern.lower())
            if at >= 0:
                begin = line.span.start + len(line.text[:at].encode())
                hits.append(Hit(Span(DocumentId(0), begin, begin + len(pattern.encode())), pattern))
        return Scan(len(hits), len(hits), int(bool(hits)), tuple(hits[:keep]))


def first_page(paths: Sequence[str], first_lines: Callable[[str, int], Sequence[str]]) -> Glimpse | None:
    """The first page of the first file that has one without a reader; None where there is none soon."""
    for path in islice(_files(paths), TRIED):
        try:
            lines = first_lines(str(path), LINES)
            if any(line.strip() for line in lines):
                return Glimpse(path, lines)
        except OSError:
            continue
    return None


def _files(paths: Sequence[str]) -> Iterator[Path]:
    """Files in the order of their names, folder by folder; what begins with a dot is left out."""
    for path in map(Path, paths):
        if path.is_file():
            yield path
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
