"""What passes between the program and a process that reads hostile files: small frames, strictly decoded."""

import struct
from typing import IO

import msgspec

PIECE = 1024 * 1024
"""Most bytes of one frame."""
_HEAD = struct.Struct(">BI")
_TASK, _TEXT, _BEGUN, _ENDED, _DONE = range(5)


class Task(msgspec.Struct, frozen=True):
    """Read this file. Its name is the one that is shown."""

    path: str
    name: str


class Begun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file begins. Of a file that is one text the name is empty."""

    name: str
    kind: str


class Text(msgspec.Struct, frozen=True):
    """A piece of the text, UTF-8."""

    piece: bytes


class Ended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part is complete, or with a `reason` has no text. `pages`: where in its text each page begins."""

    pages: tuple[int, ...] = ()
    note: str = ""
    reason: str = ""


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file is read to its end, or with a `reason` what else it holds cannot be."""

    reason: str = ""


Message = Task | Begun | Text | Ended | Done
_KINDS: dict[int, type[Task | Begun | Ended | Done]] = {
    _TASK: Task,
    _BEGUN: Begun,
    _ENDED: Ended,
    _DONE: Done,
}


class Broken(Exception):
    """The other side is gone or does not keep to the frames."""


def send_task(stream: IO[bytes], task: Task) -> None:
    _send(stream, _TASK, msgspec.msgpack.encode(task))


def send_begun(stream: IO[bytes], begun: Begun) -> None:
    _send(stream, _BEGUN, msgspec.msgpack.encode(begun))


def send_text(stream: IO[bytes], text: bytes) -> None:
    for at in range(0, len(text), PIECE):
        _send(stream, _TEXT, text[at : at + PIECE])


def send_ended(stream: IO[bytes], ended: Ended) -> None:
    _send(stream, _ENDED, msgspec.msgpack.encode(ended))


def send_done(stream: IO[bytes], done: Done) -> None:
    _send(stream, _DONE, msgspec.msgpack.encode(done))


def pass_on(stream: IO[bytes], message: Begun | Text | Ended | Done) -> None:
    """Send what another process said."""
    match message:
        case Begun():
            send_begun(stream, message)
        case Text(piece):
            send_text(stream, piece)
        case Ended():
            send_ended(stream, message)
        case Done():
            send_done(stream, message)


def receive(stream: IO[bytes]) -> Message:
    """The next message. Raises `Broken`."""
    kind, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if size > PIECE:
        raise Broken("a frame is too long")
    body = _exactly(stream, size)
    if kind == _TEXT:
        return Text(body)
    if kind not in _KINDS:
        raise Broken("a message of no known kind")
    try:
        return msgspec.msgpack.decode(body, type=_KINDS[kind])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Broken("a message cannot be read") from error


def _send(stream: IO[bytes], kind: int, body: bytes) -> None:
    try:
        stream.write(_HEAD.pack(kind, len(body)) + body)
        stream.flush()
    except (OSError, ValueError) as error:
        raise Broken("the other side is gone") from error


def _exactly(stream: IO[bytes], size: int) -> bytes:
    try:
        body = stream.read(size)
    except (OSError, ValueError) as error:
        raise Broken("the other side is gone") from error
    if len(body) < size:
        raise Broken("the other side is gone")
    return body
