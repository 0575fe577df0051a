"""What passes between the program and a process that reads hostile files: small frames, strictly decoded."""

import struct
from typing import IO, Literal

import msgspec

PIECE = 1024 * 1024
"""Most bytes of one frame."""
_HEAD = struct.Struct(">BI")


class Task(msgspec.Struct, frozen=True):
    """Read this file."""

    path: str
    reader: Literal["html", "pdf"]


class Text(msgspec.Struct, frozen=True):
    """A piece of the text, UTF-8."""

    piece: bytes


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text is complete, or with a `reason` there is none. `pages`: where in the text each page begins."""

    pages: tuple[int, ...] = ()
    note: str = ""
    reason: str = ""


class Broken(Exception):
    """The other side is gone or does not keep to the frames."""


def send_task(stream: IO[bytes], task: Task) -> None:
    _send(stream, 0, msgspec.msgpack.encode(task))


def send_text(stream: IO[bytes], text: bytes) -> None:
    for at in range(0, len(text), PIECE):
        _send(stream, 1, text[at : at + PIECE])


def send_done(stream: IO[bytes], done: Done) -> None:
    _send(stream, 2, msgspec.msgpack.encode(done))


def receive(stream: IO[bytes]) -> Task | Text | Done:
    """The next message. Raises `Broken`."""
    kind, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if size > PIECE:
        raise Broken("a frame is too long")
    body = _exactly(stream, size)
    try:
        match kind:
            case 0:
                return msgspec.msgpack.decode(body, type=Task)
            case 1:
                return Text(body)
            case 2:
                return msgspec.msgpack.decode(body, type=Done)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Broken("a message cannot be read") from error
    raise Broken("a message of no known kind")


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
