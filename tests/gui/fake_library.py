"""A library whose text is made up on demand: any line of it, without the ones before it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rlm_desktop.profile import Column, Document, Profile, Scan, Table
from rlm_desktop.spans import DocumentId, Hit, Place, Span

WIDTH = 64
"""Bytes of every made-up line, its end included: any line can be made without the ones before it."""
USERS = ("anna", "bodil", "carl", "dagny", "einar")


class FakeLine(msgspec.Struct, frozen=True):
    number: int
    span: Span
    text: str
    clipped: bool = False


def line_text(number: int) -> str:
    user = USERS[number % len(USERS)]
    level = "ERROR" if number % 7 == 0 else "INFO"
    return f"2026-03-{number % 28 + 1:02} {user:6} {level:5} order {number:>12} done".ljust(WIDTH - 1)


class FakeLibrary:
    """Documents of as many lines as wanted; nothing is stored."""

    def __init__(self, documents: Sequence[Document], profile: Profile) -> None:
        self._documents = tuple(documents)
        self.profile = profile
        self.lines_read = 0
        self.reads_on: set[str] = set()

    def documents(self) -> Sequence[Document]:
        return self._documents

    def profile_of(self, documents: Sequence[DocumentId]) -> Profile:
        chosen = [item for item in self._documents if item.id in documents]
        return msgspec.structs.replace(
            self.profile,
            documents=len(chosen),
            bytes=sum(item.bytes for item in chosen),
            lines=sum(item.lines for item in chosen),
        )

    def lines(self, document: DocumentId, first: int, count: int) -> Sequence[FakeLine]:
        found = next(item for item in self._documents if item.id == document)
        last = min(first + count - 1, found.lines)
        self.lines_read += max(0, last - first + 1)
        return [
            FakeLine(number, Span(document, (number - 1) * WIDTH, number * WIDTH), line_text(number))
            for number in range(first, last + 1)
        ]

    def locate(self, document: DocumentId, offset: int) -> Place:
        self.reads_on.add(threading.current_thread().name)
        return Place(offset // WIDTH + 1)

    def scan(self, pattern: str, *, keep: int = 1000, documents: Sequence[DocumentId] = ()) -> Scan:
        self.reads_on.add(threading.current_thread().name)
        hits = []
        for document in self._documents:
            if documents and document.id not in documents:
                continue
            for number in range(1, min(document.lines, 500) + 1):
                at = line_text(number).lower().find(pattern.lower())
                if at >= 0:
                    start = (number - 1) * WIDTH + at
                    hits.append(Hit(Span(document.id, start, start + len(pattern)), pattern))
        return Scan(len(hits), len(hits), len({hit.span.document for hit in hits}), tuple(hits[:keep]))


def document(number: int, name: str, lines: int, **more: str) -> Document:
    return Document(
        id=DocumentId(number),
        name=name,
        path=f"/data/{name}",
        kind=Path(name).suffix.lstrip(".") or "txt",
        bytes=lines * WIDTH,
        lines=lines,
        **more,  # type: ignore[arg-type]
    )


DOCUMENTS = (
    document(1, "orders/2026/march.log", 60_000),
    document(2, "orders/2026/april.log", 20_400),
    document(3, "letters/halden.txt", 310),
    document(4, "letters/scan.pdf", 0, status="unreadable", reason="It is a picture without a text layer."),
)

PROFILE = Profile(
    documents=3,
    bytes=sum(item.bytes for item in DOCUMENTS),
    lines=80_710,
    unreadable=1,
    kinds=(("log", 2), ("txt", 1)),
    tables=(
        Table(
            name="records",
            kind="log",
            row_is="line",
            rows=80_400,
            fits=0.998,
            misfit="-- log rotated --",
            columns=(
                Column(name="day", type="date", distinct=61, minimum="2026-03-01", maximum="2026-04-30"),
                Column(
                    name="user",
                    type="text",
                    distinct=5,
                    values=(
                        ("anna", 20_110),
                        ("bodil", 18_200),
                        ("carl", 16_020),
                        ("dagny", 14_050),
                        ("einar", 12_020),
                    ),
                ),
                Column(name="level", type="text", distinct=2, values=(("INFO", 68_914), ("ERROR", 11_486))),
                Column(
                    name="order_id", type="integer", distinct=80_400, minimum="1", maximum="80400", nulls=12
                ),
                Column(name="message", type="text", distinct=79_000, note="free text"),
            ),
        ),
    ),
)
