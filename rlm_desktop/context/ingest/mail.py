"""Mail: a message's headers and text as a person reads them, its attachments as files of their own."""

import email
import io
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from itertools import chain
from typing import BinaryIO

from rlm_desktop.context import encodings
from rlm_desktop.context.ingest.html import read_html
from rlm_desktop.context.ingest.parts import Content, Inner, Part, Unread, join, whole

KIND = "message"
LARGEST = 256 * 1024 * 1024
_REPORTS = frozenset(("message/delivery-status", "message/disposition-notification"))
"""What a mail server reports of a mail: blocks of headers, and no mails."""
_TEXTS = frozenset(("text/plain", "text/html", "text/rfc822-headers"))
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_ENVELOPE = re.compile(rb"From \S+.*\d\d:\d\d")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_LONGEST_LINE = 1024 * 1024
_HARDLY = 0.1
"""A plain text that is so much shorter than the page beside it only tells people to look at the page."""


def read_message(stream: BinaryIO) -> Content:
    """One message in a file of its own."""
    yield from _content(stream.read(LARGEST), "")


def read_mailbox(stream: BinaryIO) -> Content:
    """The messages of a mailbox (mbox), numbered from 1; a single one has no number."""
    messages = enumerate(_messages(stream), start=1)
    first, second = next(messages, None), next(messages, None)
    if first is not None and second is None:
        yield from _content(first[1], "")
        return
    for number, raw in chain([one for one in (first, second) if one is not None], messages):
        name = f"message {number}"
        if raw is None:
            yield Unread(name=name, kind=KIND, reason="the message is too large")
        else:
            yield from _content(raw, name)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """The bytes of each message without the line before it; None for one that is too large."""
    lines: list[bytes] = []
    size, blank, started = 0, True, False
    while line := stream.readline(_LONGEST_LINE):
        if blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if started:
                yield _joined(lines, size)
            lines, size, started = [], 0, True
        elif size <= LARGEST:
            lines.append(line)
            size += len(line)
        blank = not line.strip()
    if started:
        yield _joined(lines, size)


def _joined(lines: list[bytes], size: int) -> bytes | None:
    return None if size > LARGEST else _QUOTED_FROM.sub(rb"\1", b"".join(lines))


def _content(raw: bytes | None, name: str) -> Content:
    message = email.message_from_bytes(raw or b"")
    texts: list[str] = []
    attached: list[tuple[str, bytes]] = []
    _collect(message, texts, attached)
    # One that a program on the way has marked (">Received: …") is a header like any other.
    told = [(key.lstrip(">"), plain_header(value)) for key, value in message.items()]
    headers = "".join(f"{key}: {value}\n" for key, value in told)
    yield Part(name=name, kind=KIND, text=whole(headers + "\n" + "\n\n".join(texts)))
    taken: set[str] = set()
    for number, (title, content) in enumerate(attached, start=1):
        # Two attachments may have one name, and a name may be a path.
        label = re.sub(r"[/\\]", "_", title) or f"attachment {number}"
        shown = f"{label} ({number})" if label in taken else label
        taken.add(label)
        yield Inner(name=join(name, shown), stream=io.BytesIO(content), called=label)


def _collect(part: Message, texts: list[str], attached: list[tuple[str, bytes]]) -> None:
    """The texts that a mail program shows, and the files it lists."""
    kind = part.get_content_type()
    title = plain_header(part.get_filename() or "")
    if kind in _REPORTS:
        texts += [
            "".join(f"{key}: {plain_header(value)}\n" for key, value in one.items()) for one in _inner(part)
        ]
    elif kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
        attached += [(title or _subject(inner), inner.as_bytes()) for inner in _inner(part)]
    elif kind == "multipart/alternative":
        _alternative(part, texts, attached)
    elif part.is_multipart():
        for inner in _inner(part):
            _collect(inner, texts, attached)
    elif kind in _TEXTS and not title and part.get_content_disposition() != "attachment":
        texts.append(_text(part))
    else:
        payload = part.get_payload(decode=True)
        attached.append((title or kind.replace("/", "."), payload if isinstance(payload, bytes) else b""))


def _alternative(part: Message, texts: list[str], attached: list[tuple[str, bytes]]) -> None:
    """The same text several times: the plain one, unless it says next to nothing."""
    found: list[str] = []
    for inner in _inner(part):
        one: list[str] = []
        _collect(inner, one, attached)
        found += one
    if found:
        longest = max(found, key=len)
        texts.append(found[0] if len(found[0].strip()) > _HARDLY * len(longest) else longest)


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    if part.get_content_type() == "text/html":
        return read_html(content)
    text = decoded(content, str(part.get_content_charset() or ""))
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def decoded(content: bytes, charset: str) -> str:
    """Text in the encoding that its message names, or in the one that it seems to be in."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    found = encodings.told(content[: encodings.HEAD]) or encodings.legacy(encodings.telling(content))
    return content.decode(found.name, "replace")


def plain_header(value: object) -> str:
    """A header on one line, its encoded words decoded."""
    try:
        pieces = decode_header(str(value))
    except ValueError:
        pieces = [(str(value), None)]
    text = "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8") for piece, charset in pieces
    )
    # Bytes that no header may have come through as half characters.
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _FOLD.sub(" ", readable).strip()


def _subject(message: Message) -> str:
    return plain_header(message.get("subject", "message"))[:80] + ".eml"
