"""Addresses in the text: which bytes of which document."""

from typing import NewType

import msgspec

DocumentId = NewType("DocumentId", int)
"""A document of one library. Given once, never used again for another document."""


class Span(msgspec.Struct, frozen=True, order=True):
    """The bytes `start` up to, not including, `end` of one document's UTF-8 text as it is shown."""

    document: DocumentId
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether both have a byte in common."""
        return self.document == other.document and self.start < other.end and other.start < self.end


class Place(msgspec.Struct, frozen=True):
    """Where an offset stands in a person's terms: line and PDF page, both from 1."""

    line: int
    page: int | None = None
    label: str = ""
    """The same in the words of the document's kind, where it has its own: "row 14, cell C14", "slide 3"."""


class Hit(msgspec.Struct, frozen=True):
    """Something found: where, the text there, and how well it fits (higher is better)."""

    span: Span
    text: str
    score: float = 0.0
