"""All the texts of a file, whatever it is: told by its bytes, read by its reader, down into what it holds."""

import io
import struct
import zipfile
import zlib
from collections.abc import Buffer, Generator
from typing import BinaryIO, cast

from lxml import etree

from rlm_desktop.context.ingest import (
    archives,
    books,
    compressed,
    html,
    mail,
    office,
    opendocument,
    outlook,
    pdf,
    rtf,
    sheets,
    streams,
)
from rlm_desktop.context.ingest.formats import Reader, format_of, inner_name
from rlm_desktop.context.ingest.parts import Content, Inner, Part, Pieces, Unread, join, whole
from rlm_desktop.errors import DocumentUnreadable

DEPTH = 4
"""Archives within archives are read so deep."""
FOREIGN = (
    *(zipfile.BadZipFile, zlib.error, etree.LxmlError, struct.error, outlook.BROKEN),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(EOFError, RecursionError, NotImplementedError, RuntimeError, OSError),
    *compressed.DAMAGED,
)
"""What the libraries raise at files that are not what they seem."""
_OLD = (
    ("EncryptedPackage", "it is locked with a password"),
    ("WordDocument", "this is a document of an old Word; save it as docx to have it read"),
    ("PowerPoint Document", "this is a presentation of an old PowerPoint; save it as pptx to have it read"),
)
_UNKNOWN = "this is an office file of a kind that is not read"
Leaves = Generator[Part | Unread, None, None]


def texts_of(stream: BinaryIO, name: str, size: int, *, folder: str = "", depth: int = 0) -> Leaves:
    """Every text in a file; the names of its parts begin with `folder`. Raises `DocumentUnreadable`."""
    head = streams.head_of(stream)
    form = format_of(name, head)
    if form.reader is None:
        raise DocumentUnreadable(form.reason)
    for one in _content(form.reader, form.kind, _Opened(stream, head, name, size)):
        match one:
            case Inner():
                yield from _within(one, join(folder, one.name), depth + 1)
            case Part() | Unread():
                yield _renamed(one, join(folder, one.name))


def _within(inner: Inner, folder: str, depth: int) -> Leaves:
    if depth > DEPTH:
        yield Unread(name=folder, reason=f"it lies more than {DEPTH} archives deep")
        return
    try:
        yield from texts_of(inner.stream, inner.called or inner.name, inner.size, folder=folder, depth=depth)
    except DocumentUnreadable as error:
        yield Unread(name=folder, reason=error.message)
    except FOREIGN as error:
        yield Unread(name=folder, reason=damaged(error))


def damaged(error: Exception) -> str:
    """What to tell of a file at which its reader failed."""
    if isinstance(error, RecursionError):
        return "what is in it is nested too deeply to be read"
    said = (str(error).splitlines() or [""])[0][:100]
    return f"it is damaged ({said or type(error).__name__})"


def _renamed(one: Part | Unread, name: str) -> Part | Unread:
    if isinstance(one, Unread):
        return Unread(name=name, kind=one.kind, reason=one.reason)
    return Part(name=name, kind=one.kind, text=one.text, paged=one.paged)


class _Opened:
    """A file of which the first bytes were read, as the readers want it."""

    def __init__(self, stream: BinaryIO, head: bytes, name: str, size: int) -> None:
        self.stream, self.head, self.name, self.size = stream, head, name, size

    def again(self) -> BinaryIO:
        """The file from its beginning, once."""
        # Buffered: whoever asks for so many bytes gets as many, not just those that were read ahead.
        return cast(BinaryIO, io.BufferedReader(_Rewound(self.head, self.stream)))

    def whole(self) -> BinaryIO:
        """The file, in which a reader can go back and forth."""
        if self.stream.seekable():
            self.stream.seek(0)
            return self.stream
        return streams.in_memory(self.stream, self.head)

    def bytes(self) -> bytes:
        return self.whole().read()


class _Rewound(io.RawIOBase):
    """The first bytes of a stream, then the rest."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        piece = self._head[: len(view)] if self._head else self._stream.read(len(view))
        self._head = self._head[len(piece) :]
        view[: len(piece)] = piece
        return len(piece)


def _content(reader: Reader, kind: str, file: _Opened) -> Content:
    match reader:
        case "plain":
            yield Part(kind=kind, text=streams.text_of(file.stream, file.head))
        case "html":
            yield Part(kind=kind, text=_page(file))
        case "pdf":
            yield Part(kind=kind, text=pdf.read_pdf(file.whole()), paged=True)
        case "rtf":
            yield Part(kind=kind, text=whole(rtf.plain_rtf(file.bytes())))
        case "message":
            yield from mail.read_message(file.again())
        case "mailbox":
            yield from mail.read_mailbox(file.again())
        case "package":
            yield from _package(file.whole())
        case "compound":
            yield from _compound(file.whole())
        case "tar":
            yield from archives.read_tar(file.again())
        case _:
            unfolded = compressed.Unfolded(file.again(), reader, file.size)
            yield Inner(name="", stream=cast(BinaryIO, unfolded), called=inner_name(file.name))


def _page(file: _Opened) -> Pieces:
    if file.size <= html.LARGEST:
        return (yield from whole(html.read_html(file.bytes())))
    yield from streams.text_of(file.stream, file.head)
    return html.AS_WRITTEN


def _package(stream: BinaryIO) -> Content:
    """A zip archive, or a document that is made as one."""
    with zipfile.ZipFile(stream) as archive:
        names = frozenset(archive.namelist())
        kind, said = _made_as(archive, names)
        if kind == "sheet":
            stream.seek(0)
            yield from sheets.read_sheets(stream)
        elif kind == "docx":
            yield Part(kind=kind, text=office.read_word(archive))
        elif kind == "pptx":
            yield Part(kind=kind, text=office.read_slides(archive), paged=True)
        elif kind == "epub":
            yield Part(kind=kind, text=books.read_book(archive), paged=True)
        elif kind in {"odt", "odp"}:
            yield Part(kind=kind, text=opendocument.read_open_document(archive), paged=kind == "odp")
        elif said:
            raise DocumentUnreadable(said)
        else:
            yield from archives.read_zip(archive)


def _made_as(archive: zipfile.ZipFile, names: frozenset[str]) -> tuple[str, str]:
    """The kind of document that a zip archive is, or nothing; and why it cannot be read, if so."""
    for part, kind in (
        *((office.DOCUMENT, "docx"), (office.PRESENTATION, "pptx"), (books.CONTAINER, "epub")),
        *(("xl/workbook.xml", "sheet"), ("xl/workbook.bin", "sheet")),
    ):
        if part in names:
            return kind, ""
    declared = archive.read("mimetype")[:100] if "mimetype" in names else b""
    if b"opendocument" not in declared or "content.xml" not in names:
        return "", ""
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        return "", "it is locked with a password"
    kind = declared.rpartition(b".")[2].decode("ascii", "replace").removesuffix("-template")
    return {"spreadsheet": "sheet", "presentation": "odp"}.get(kind, "odt"), ""


def _compound(stream: BinaryIO) -> Content:
    """What Microsoft's programs wrote before they wrote zip archives, and what Outlook still writes."""
    with outlook.opened(stream) as file:
        if outlook.has(file, outlook.PROPERTIES):
            yield from outlook.read_outlook(file)
        elif outlook.has(file, "Workbook") or outlook.has(file, "Book"):
            stream.seek(0)
            yield from sheets.read_sheets(stream)
        else:
            raise DocumentUnreadable(next((said for name, said in _OLD if outlook.has(file, name)), _UNKNOWN))
