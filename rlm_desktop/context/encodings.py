"""Which encoding a file is written in, told from its first bytes and, for old encodings, from samples."""

import codecs
from collections.abc import Iterator
from typing import Protocol

import charset_normalizer
import msgspec

HEAD = 64 * 1024
BLOCK = 4 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins like the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ByteStream(Protocol):
    """What reading a text needs of a file."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, to: int, /) -> object: ...


class Encoding(msgspec.Struct, frozen=True):
    """Name of a Python codec, and how many bytes of mark come before the text."""

    name: str
    mark: int = 0


def marked(head: bytes) -> Encoding | None:
    """The encoding a byte order mark tells, if there is one."""
    return next((Encoding(name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), None)


def unmarked_utf16(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: nearly every second byte is zero, and always on the same side."""
    pairs = len(head) // 2
    if pairs == 0:
        return None
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return Encoding("utf-16-le")
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return Encoding("utf-16-be")
    return None


def legacy(samples: bytes) -> Encoding:
    """The encoding of bytes that are not valid UTF-8: a damaged UTF-8, or an older code page."""
    if _damaged_utf8(samples):
        return Encoding("utf-8")
    best = charset_normalizer.from_bytes(samples, threshold=0.3).best()
    # Every byte of latin-1 stands for something, so nothing is lost where the guess fails.
    return Encoding(_usual(best.encoding) if best else "latin-1")


def _usual(name: str) -> str:
    """The encoding people mean: files said to be ASCII or Latin-1 are nearly always written by Windows."""
    return "cp1252" if name in {"ascii", "latin_1", "cp1250"} else name


def _damaged_utf8(samples: bytes) -> bool:
    """Whether most characters beyond ASCII are well-formed UTF-8, which no other encoding is by chance."""
    text = samples.decode("utf-8", "replace")
    wrong = text.count("�")
    beyond = sum(1 for character in text if character > "\x7f") - wrong
    return beyond > wrong


def samples_of(stream: ByteStream, size: int, wrong_at: int) -> bytes:
    """The lines about the first byte that is not UTF-8, and some from all over the file."""
    places = [0, max(0, wrong_at - 2048), *(size * part // 8 for part in range(1, 8))]
    pieces = []
    for place in places:
        stream.seek(place)
        piece = stream.read(4096)
        beyond_ascii = [line for line in piece.splitlines(keepends=True)[:-1] if not line.isascii()]
        pieces.append(b"".join(beyond_ascii) or (piece if place == places[1] else b""))
    return b"".join(pieces)


def recode(stream: ByteStream, encoding: Encoding) -> Iterator[bytes]:
    """The whole of a file as UTF-8, block by block; bytes that mean nothing become U+FFFD."""
    stream.seek(encoding.mark)
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    while block := stream.read(BLOCK):
        yield _as_utf8(decoder.decode(block))
    yield _as_utf8(decoder.decode(b"", final=True))


def _as_utf8(text: str) -> bytes:
    # "surrogatepass" never is needed for text; a lone surrogate becomes "?" instead of an error.
    return text.encode("utf-8", "replace")
