"""Reading text files: valid UTF-8 stays where it is, everything else is to be written again as UTF-8."""

import codecs
from collections.abc import Iterator

import msgspec

from rlm_desktop.context import encodings
from rlm_desktop.context.encodings import BLOCK, ByteStream, Encoding
from rlm_desktop.context.ingest.streams import MOST_ZEROS
from rlm_desktop.context.lines import LineCounter, LineIndex
from rlm_desktop.context.plainly import Plainly, ends_with_returns, is_coloured
from rlm_desktop.errors import DocumentUnreadable

_STEP = 64 * 1024
_CONTINUING = bytes(range(0x80, 0xC0))


class InPlace(msgspec.Struct, frozen=True):
    """The file is valid UTF-8 from byte `start` on."""

    start: int
    size: int
    lines: LineIndex


class Recoded(msgspec.Struct, frozen=True):
    """The text as UTF-8, to be kept elsewhere, and what the file was written in."""

    pieces: Iterator[bytes]
    note: str


def read_plain(stream: ByteStream, head: bytes, size: int) -> InPlace | Recoded:
    """Find out how a text file is written. Raises `DocumentUnreadable` for what is no text."""
    encoding = encodings.told(head)
    if encoding is not None and encoding.name != "utf-8":
        return _recoded(stream, encoding, f"written in {encoding.name}")
    if head.count(0) > len(head) * MOST_ZEROS:
        raise DocumentUnreadable("this is a binary file, not text")
    mark = encoding.mark if encoding else 0
    wrong_at = -1
    try:
        text = InPlace(mark, *_valid_utf8(stream, mark))
        if is_coloured(head):
            return _recoded(stream, Encoding("utf-8", mark), "colours of a terminal are left out")
        return _recoded(stream, Encoding("utf-8", mark), "") if ends_with_returns(head) else text
    except UnicodeDecodeError as error:
        wrong_at = error.start
    if encodings.utf8_before(stream, wrong_at):
        old = Encoding("utf-8")
    else:
        old = encodings.legacy(encodings.samples_of(stream, size, wrong_at), head)
    if old.name == "utf-8":
        return _recoded(stream, Encoding("utf-8", mark), "some bytes were not valid UTF-8; shown as �")
    return _recoded(stream, old, f"written in {old.name}")


def _recoded(stream: ByteStream, encoding: Encoding, note: str) -> Recoded:
    return Recoded(_plainly(encodings.recode(stream, encoding)), note)


def _plainly(pieces: Iterator[bytes]) -> Iterator[bytes]:
    text = Plainly()
    for piece in pieces:
        yield text.add(piece)
    yield text.rest()


def read_on(stream: ByteStream, start: int, known: LineIndex) -> InPlace:
    """A file that lies in place and has only grown: what is new of it. Raises `UnicodeDecodeError`."""
    return InPlace(start, *_valid_utf8(stream, start, LineCounter.after(known)))


def _valid_utf8(stream: ByteStream, start: int, counter: LineCounter | None = None) -> tuple[int, LineIndex]:
    """Size and lines of the text, all of which is looked at from where the counter stands.

    The error's `start` is an offset in the file.
    """
    counter = counter or LineCounter()
    at, cut = start + counter.size, False
    stream.seek(at)
    decoder = codecs.getincrementaldecoder("utf-8")()
    behind = _rest_of_character(stream, at) if counter.size else b""
    counter.add(behind)
    at += len(behind)
    while block := stream.read(BLOCK):
        # Looking for a byte beyond ASCII is five times faster than decoding, and usually enough.
        if cut or not block.isascii():
            try:
                _decode(decoder, block)
            except UnicodeDecodeError as error:
                raise UnicodeDecodeError(
                    "utf-8", b"", at + error.start, at + error.end, error.reason
                ) from None
            cut = bool(decoder.getstate()[0])
        counter.add(block)
        at += len(block)
    if cut:
        raise UnicodeDecodeError("utf-8", b"", at - 1, at, "the last character is cut")
    return counter.size, counter.finish()


def _rest_of_character(stream: ByteStream, at: int) -> bytes:
    """The bytes that belong to the character before: a block of lines may begin within one."""
    ahead = stream.read(3)
    rest = ahead[: len(ahead) - len(ahead.lstrip(_CONTINUING))]
    stream.seek(at + len(rest))
    return rest


def _decode(decoder: codecs.IncrementalDecoder, block: bytes) -> None:
    """Decode in small steps: as a string a block can need four times its bytes."""
    for start in range(0, len(block), _STEP):
        try:
            decoder.decode(block[start : start + _STEP])
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError(
                "utf-8", b"", start + error.start, start + error.end, error.reason
            ) from None
