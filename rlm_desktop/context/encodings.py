"""Which encoding a file is written in, told from its first bytes and, for old encodings, from samples."""

import codecs
import re
from collections.abc import Iterator
from typing import Protocol

import charset_normalizer
import msgspec

from rlm_desktop.context.alphabets import SIGNS, latin

HEAD = 64 * 1024
BLOCK = 4 * 1024 * 1024
_SAMPLE = 32 * 1024
_PROOF = 4
_FEW = 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins like the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_DECLARED = re.compile(
    rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
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


def escaped(head: bytes) -> Encoding | None:
    """The encodings of mail in Japanese and Korean, whose bytes look like ASCII."""
    if b"\x1b$B" in head or b"\x1b$@" in head:
        return Encoding("iso2022_jp_2")
    return Encoding("iso2022_kr") if b"\x1b$)C" in head else None


def told(head: bytes) -> Encoding | None:
    """The encoding that the first bytes of a file leave no doubt of, if they do."""
    return marked(head) or unmarked_utf16(head) or escaped(head)


def declared(head: bytes) -> Encoding | None:
    """What an XML file or a web page says of itself, if there is a codec for text of that name."""
    found = _DECLARED.search(head[:4096])
    if found is None:
        return None
    try:
        codec = codecs.lookup((found[1] or found[2]).decode("ascii"))
        "".encode(codec.name)
    except (LookupError, UnicodeError):
        return None
    # What calls itself Latin-1 is what browsers read as Windows-1252.
    return Encoding({"iso8859-1": "cp1252", "ascii": "cp1252"}.get(codec.name, codec.name))


def legacy(samples: bytes, head: bytes = b"") -> Encoding:
    """The encoding of bytes that are not valid UTF-8: damaged UTF-8, what the file declares, a code page."""
    if _damaged_utf8(samples):
        return Encoding("utf-8")
    said = declared(head)
    if said is not None and not said.name.startswith("utf"):
        return said
    if (name := latin(samples)) is not None:
        return Encoding(name)
    if _few_accents(samples):
        return Encoding("cp1252")
    best = charset_normalizer.from_bytes(samples, threshold=0.3).best()
    # Every byte of latin-1 stands for something, so nothing is lost where the guess fails.
    return Encoding(_usual(best.encoding) if best else "latin-1")


def _usual(name: str) -> str:
    """The encoding people mean: files said to be ASCII or Latin-1 are nearly always written by Windows."""
    return "cp1252" if name in {"ascii", "latin_1", "cp1250"} else name


def _few_accents(samples: bytes) -> bool:
    """Whether there are only some accented letters in plain text: too few to guess anything rarer from."""
    beyond = sum(byte > 0x7F for byte in samples)
    if not 0 < beyond <= _FEW or beyond > 0.4 * len(samples):
        return False
    text = samples.decode("cp1252", "replace")
    return all(sign.isalpha() or sign in SIGNS for sign in text if sign > "\x7f")


def _damaged_utf8(samples: bytes) -> bool:
    """Whether most characters beyond ASCII are well-formed UTF-8, which no other encoding is by chance."""
    text = samples.decode("utf-8", "replace")
    wrong = text.count("�")
    beyond = sum(1 for character in text if character > "\x7f") - wrong
    return beyond > wrong


def samples_of(stream: ByteStream, size: int, wrong_at: int) -> bytes:
    """The lines about the first byte that is not UTF-8, and some from all over; of a small file, all."""
    if size <= _SAMPLE:
        stream.seek(0)
        return stream.read(size)
    places = [0, max(0, wrong_at - 2048), *(size * part // 8 for part in range(1, 8))]
    pieces = []
    for place in places:
        stream.seek(place)
        piece = stream.read(4096)
        pieces.append(_beyond_ascii(piece) or (piece if place == places[1] else b""))
    return b"".join(pieces)


def utf8_before(stream: ByteStream, wrong_at: int) -> bool:
    """Whether what stands before the first wrong byte is UTF-8 beyond ASCII, as several characters prove."""
    count = 0
    for start in {0, max(0, wrong_at - HEAD)}:
        stream.seek(start)
        text = stream.read(min(HEAD, wrong_at - start)).decode("utf-8", "ignore")
        count += sum(character > "\x7f" for character in text)
    return count >= _PROOF


def telling(block: bytes) -> bytes:
    """The lines of a block that tell something of its encoding."""
    return _beyond_ascii(block)[:_SAMPLE] or block[:_SAMPLE]


def _beyond_ascii(piece: bytes) -> bytes:
    return b"".join(line for line in piece.splitlines(keepends=True)[:-1] if not line.isascii())


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
