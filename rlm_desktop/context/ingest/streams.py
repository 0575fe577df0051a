"""Files that come as a stream of a size that nobody promised, and text in any encoding among them."""

import codecs
import io
from collections.abc import Buffer
from typing import BinaryIO

from rlm_desktop.context import encodings
from rlm_desktop.context.encodings import BLOCK, Encoding
from rlm_desktop.context.ingest.parts import Pieces
from rlm_desktop.context.plainly import Plainly
from rlm_desktop.errors import DocumentUnreadable

IN_MEMORY = 256 * 1024 * 1024
"""A file within another that can only be read from memory may be this large."""
MOST_ZEROS = 0.001
"""A log may hold a few zero bytes; a share above this in the first bytes is no text."""
CUT = "the file ends early, in the middle of its compressed data; what came before is here"


class Limited(io.RawIOBase):
    """A stream that raises `DocumentUnreadable` when more comes than is allowed."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream = stream
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        piece = self._stream.read(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise DocumentUnreadable("it unfolds to far more than its size, as only bombs do")
        view[: len(piece)] = piece
        return len(piece)


def head_of(stream: BinaryIO, size: int = encodings.HEAD) -> bytes:
    """The first bytes of a stream; of one that is cut, those that are there."""
    pieces: list[bytes] = []
    while size > 0:
        try:
            piece = stream.read(size)
        except EOFError:
            break
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def in_memory(stream: BinaryIO, head: bytes) -> BinaryIO:
    """All of a stream that begins with `head`, for readers that go back and forth."""
    content = head + head_of(stream, IN_MEMORY)
    if len(content) > IN_MEMORY:
        raise DocumentUnreadable("it is too large to be read inside another file; unpack it first")
    return io.BytesIO(content)


def text_of(stream: BinaryIO, head: bytes) -> Pieces:
    """The text of a stream that begins with `head`. Raises `DocumentUnreadable` for what is no text."""
    encoding = encodings.told(head)
    if encoding is None and head.count(0) > len(head) * MOST_ZEROS:
        raise DocumentUnreadable("this is a binary file, not text")
    return (yield from _Decoding(encoding or Encoding("utf-8"), head).text(stream))


class _Decoding:
    """Reads UTF-8 until a byte says otherwise, and from there on what the file is really written in."""

    def __init__(self, encoding: Encoding, head: bytes) -> None:
        self._head = head
        self._start = encoding.mark
        self._unsure = encoding.name == "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding.name)("strict" if self._unsure else "replace")
        self._ascii = True
        self._note = "" if self._unsure else f"written in {encoding.name}"

    def text(self, stream: BinaryIO) -> Pieces:
        block = self._head[self._start :]
        plainly = Plainly()
        while block:
            yield plainly.add(self._decoded(block))
            try:
                block = stream.read(BLOCK)
            except EOFError:
                self._note = CUT
                break
        yield plainly.add(self._decoded(b"", final=True))
        yield plainly.rest()
        return self._note

    def _decoded(self, block: bytes, *, final: bool = False) -> bytes:
        pending = self._decoder.getstate()[0]
        if self._unsure and not pending and block.isascii():
            return block
        try:
            text = self._decoder.decode(block, final)
        except UnicodeDecodeError:
            self._fall_back(pending + block)
            text = self._decoder.decode(pending + block, final)
        self._ascii = self._ascii and text.isascii()
        return text.encode("utf-8", "replace")

    def _fall_back(self, block: bytes) -> None:
        # What was ASCII until here is the same in every old encoding: nothing that was sent was wrong.
        old = encodings.legacy(encodings.telling(block), self._head) if self._ascii else Encoding("utf-8")
        self._decoder = codecs.getincrementaldecoder(old.name)("replace")
        self._unsure = False
        damaged = old.name == "utf-8"
        self._note = "some bytes were not valid UTF-8; shown as �" if damaged else f"written in {old.name}"
