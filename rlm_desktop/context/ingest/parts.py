"""A file as what it holds: one text, or several, such as the sheets of a workbook or an archive's files."""

from collections.abc import Generator
from typing import BinaryIO

import msgspec

Pieces = Generator[str | bytes, None, str]
"""The text of a part, piece by piece, bytes as UTF-8. It returns a note for the person, or nothing."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A text of a file. `name` tells it from the others of that file; of the only one it is empty."""

    name: str = ""
    kind: str
    text: Pieces
    paged: bool = False
    """Whether each piece is a page."""


class Inner(msgspec.Struct, frozen=True, kw_only=True):
    """A file within a file, to be read as if it lay on the disk. `stream` cannot always go back."""

    name: str
    stream: BinaryIO
    called: str = ""
    """The name that tells its kind, where it is not its own."""
    size: int = 0
    """Its bytes as they lie in the file, compressed or not, if that is known."""


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A part that is there and has no text, with the reason."""

    name: str
    kind: str = "unknown"
    reason: str


Content = Generator[Part | Inner | Unread, None, None]
"""What a reader finds in a file. Each is to be used up before the next is asked for."""


def whole(text: str) -> Pieces:
    """A text that is there at once."""
    yield text
    return ""


def join(folder: str, name: str) -> str:
    """The name of a part within a part."""
    return f"{folder}/{name}" if folder and name else folder or name
