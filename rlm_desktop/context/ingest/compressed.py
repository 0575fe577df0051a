"""Files that are one compressed stream: gzip, bzip2, xz and zstd, also several one behind the other."""

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Buffer, Callable
from typing import BinaryIO, Protocol

from rlm_desktop.errors import DocumentUnreadable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FREE = 256 * 1024 * 1024
"""So many bytes may come out of any file, however small it is."""
FOLD = 200
"""Beyond `FREE`, it may be this many times the file's size. Logs that repeat themselves come to 100."""
_READ = 256 * 1024
_WINDOW = 128 * 1024 * 1024
"""Memory that the decompression of xz may take; zstd keeps to as much by itself."""
DAMAGED = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, ValueError)


class _Decompressor(Protocol):
    """What the decompressors have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decompressor in the form of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _xz() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=_WINDOW)


_MAKERS: dict[str, tuple[bytes, Callable[[], _Decompressor]]] = {
    "gzip": (b"\x1f\x8b", _Gzip),
    "bzip2": (b"BZh", bz2.BZ2Decompressor),
    "xz": (b"\xfd7zXZ", _xz),
    "zstd": (b"\x28\xb5\x2f\xfd", zstd.ZstdDecompressor),
}


class Unfolded(io.RawIOBase):
    """What a compressed file unfolds to. A file that is cut gives all it has, and then raises `EOFError`."""

    def __init__(self, stream: BinaryIO, kind: str, size: int) -> None:
        self._stream = stream
        self._magic, self._make = _MAKERS[kind]
        self._inner = self._make()
        self._left = max(FREE, FOLD * size)
        self._ahead = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        while not self._ended:
            piece = self._next(len(view))
            if piece:
                self._left -= len(piece)
                if self._left < 0:
                    raise DocumentUnreadable("it unfolds to far more than its size, as only bombs do")
                view[: len(piece)] = piece
                return len(piece)
        return 0

    def _next(self, most: int) -> bytes:
        if self._inner.eof and not self._another():
            self._ended = True
            return b""
        fresh = b""
        if self._inner.needs_input:
            fresh, self._ahead = self._ahead or self._stream.read(_READ), b""
            if not fresh:
                raise EOFError
        return self._inner.decompress(fresh, most)

    def _another(self) -> bool:
        """Whether one more stream follows; what else follows is padding."""
        self._ahead = self._inner.unused_data or self._stream.read(_READ)
        if not self._ahead.startswith(self._magic):
            return False
        self._inner = self._make()
        return True
