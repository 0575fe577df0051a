"""Where the text of one document lies on disk: the file itself, or its extract in the library's folder."""

from pathlib import Path

import msgspec

from rlm_desktop.spans import DocumentId


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """`size` bytes of valid UTF-8 at `start` of the file `path`: the text that is shown for a document."""

    document: DocumentId
    name: str
    """As in `Document.name`."""
    kind: str
    """What the file was: "log", "csv", "pdf", "html", …"""
    path: Path
    start: int
    size: int
