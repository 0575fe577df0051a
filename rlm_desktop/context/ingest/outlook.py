"""Messages that Outlook saved (msg): headers, text, attachments, and messages within messages."""

import io
import struct
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, cast

import olefile

from rlm_desktop.context.ingest.html import read_html
from rlm_desktop.context.ingest.mail import KIND, decoded
from rlm_desktop.context.ingest.parts import Content, Inner, Part, join, whole
from rlm_desktop.context.ingest.rtf import plain_rtf, unpacked

PROPERTIES = "__properties_version1.0"
_SUBJECT, _SENDER, _TO, _CC, _TRANSPORT = "0037", "0C1A", "0E04", "0E03", "007D"
_BODY, _PAGE, _RICH = "1000", "1013", "1009"
_ADDRESSES = ("5D01", "0C1F", "39FE", "3003")
_FILE_NAMES = ("3707", "3704", "3001")
_CONTENT, _MESSAGE_WITHIN = "__substg1.0_37010102", "__substg1.0_3701000D"
_SENT, _DELIVERED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
BROKEN = olefile.olefile.OleFileError
_ENTRY = struct.Struct("<HHI8s")


def opened(stream: BinaryIO) -> olefile.OleFileIO:
    return olefile.OleFileIO(stream)  # type: ignore[no-untyped-call]


def has(file: olefile.OleFileIO, *path: str) -> bool:
    return bool(file.exists(list(path)))  # type: ignore[no-untyped-call]


def read_outlook(file: olefile.OleFileIO, folder: tuple[str, ...] = (), name: str = "") -> Content:
    """A message, then what is attached to it; `folder` is where in the file a message within another is."""
    store = _Store(file, folder)
    yield Part(name=name, kind=KIND, text=whole(_headers(store) + "\n" + _body(store)))
    taken: set[str] = set()
    for number, place in enumerate(store.folders("__attach_"), start=1):
        attachment = _Store(file, place)
        label = attachment.first(_FILE_NAMES).replace("/", "_") or f"attachment {number}"
        label = f"{label} ({number})" if label in taken else label
        taken.add(label)
        if has(file, *place, _MESSAGE_WITHIN, PROPERTIES):
            yield from read_outlook(file, (*place, _MESSAGE_WITHIN), join(name, label))
        elif (content := attachment.bytes(_CONTENT)) is not None:
            yield Inner(name=join(name, label), stream=io.BytesIO(content), called=label)


class _Store:
    """The properties below one folder of the file."""

    def __init__(self, file: olefile.OleFileIO, folder: tuple[str, ...]) -> None:
        self._file = file
        self._folder = folder
        self._numbers = self._fixed()
        self._charset = f"cp{self._numbers.get(_CODE_PAGE, 1252) & 0xFFFF}"

    def bytes(self, stream: str) -> bytes | None:
        path = [*self._folder, stream]
        if not has(self._file, *path):
            return None
        return cast(bytes, self._file.openstream(path).read())  # type: ignore[no-untyped-call]

    def text(self, identity: str) -> str:
        """A property of the type text, in either of its two forms."""
        wide = self.bytes(f"__substg1.0_{identity}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.bytes(f"__substg1.0_{identity}001E")
        return decoded(narrow, self._charset).rstrip("\0") if narrow is not None else ""

    def first(self, identities: tuple[str, ...]) -> str:
        return next((found for one in identities if (found := self.text(one).strip())), "")

    def folders(self, prefix: str) -> list[tuple[str, ...]]:
        depth = len(self._folder)
        listed = self._file.listdir()  # type: ignore[no-untyped-call]
        paths = {tuple(path[: depth + 1]) for path in listed if len(path) > depth + 1}
        return sorted(
            path for path in paths if path[:depth] == self._folder and path[depth].startswith(prefix)
        )

    def moment(self, *identities: int) -> str:
        """A time, which Outlook counts in tenths of microseconds since 1601."""
        ticks = next((self._numbers[one] for one in identities if self._numbers.get(one)), 0)
        try:
            moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return ""
        return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if ticks else ""

    def _fixed(self) -> dict[int, int]:
        """Properties that are numbers and times."""
        table = self.bytes(PROPERTIES) or b""
        # The head of the table is longer in a message of its own than in one within another.
        entries = table[len(table) % _ENTRY.size :]
        return {
            identity: int.from_bytes(value, "little") for _, identity, _, value in _ENTRY.iter_unpack(entries)
        }


def _headers(store: _Store) -> str:
    address = store.first(_ADDRESSES[:2])
    sender = store.text(_SENDER)
    lines = (
        ("From", f"{sender} <{address}>" if address and address != sender else sender),
        ("To", store.text(_TO)),
        ("Cc", store.text(_CC)),
        ("Recipients", "; ".join(_recipients(store))),
        ("Date", store.moment(_SENT, _DELIVERED)),
        ("Subject", store.text(_SUBJECT)),
    )
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in lines if value.strip())


def _recipients(store: _Store) -> list[str]:
    found = []
    for place in store.folders("__recip_"):
        one = _Store(store._file, place)
        name, address = one.text("3001"), one.first(_ADDRESSES[2:])
        found.append(f"{name} <{address}>" if address and address != name else name or address)
    return found


def _body(store: _Store) -> str:
    text = store.text(_BODY)
    if not text.strip():
        page = store.bytes(f"__substg1.0_{_PAGE}0102")
        rich = store.bytes(f"__substg1.0_{_RICH}0102")
        if page is not None:
            text = read_html(page)
        elif store.text(_PAGE):
            text = read_html(store.text(_PAGE).encode())
        elif rich is not None:
            text = plain_rtf(unpacked(rich))
    return text.replace("\r\n", "\n").replace("\0", "").rstrip("\n") + "\n"
