"""The messages between the host and the interpreter's process, and their strict decoding.

A frame is `u32 length | u8 kind | payload`, little endian; the length counts the kind. The guest blocks while
the host works, so no message needs a number. Whatever does not fit its description is a `BrokenFrame`: the
process behind it is not to be trusted any further.
"""

import struct
from enum import IntEnum
from typing import Annotated, Protocol

import msgspec

MOST_BYTES = 64 << 20
"""Largest payload either side may send."""
_HEADER = struct.Struct("<IB")
_PLACE = struct.Struct("<IQI")


class Kind(IntEnum):
    SETUP = 1
    HELLO = 2
    CELL = 3
    READY = 4
    CALL = 5
    ANSWER = 6
    READ = 7
    BYTES = 8
    OUTPUT = 9
    DONE = 11


FROM_GUEST = frozenset({Kind.HELLO, Kind.READY, Kind.CALL, Kind.READ, Kind.OUTPUT, Kind.DONE})


class BrokenFrame(Exception):
    """The other side sent what the protocol does not know."""


class Closed(Exception):
    """The other side is gone."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the runner found when it had given everything away."""

    outside: bool | None
    """Whether a file that the system should hide could be opened; None where nothing should hide it."""
    granted: list[str]
    """Permissions that are still granted. Empty, or the layer does not hold."""
    globals: list[str]
    """JavaScript's globals that could not be deleted. Empty, or the layer does not hold."""


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool by name, with plain values."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    args: list[object]
    kwargs: dict[str, object]


class Read(msgspec.Struct, frozen=True):
    """Bytes of a document that is not mounted as a file of its own."""

    document: int
    offset: int
    size: int


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Annotated[str, msgspec.Meta(max_length=1000)]
    message: Annotated[str, msgspec.Meta(max_length=100_000)]
    line: int | None = None


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a cell ended. `token` is the one that came with the cell."""

    ok: bool
    token: Annotated[str, msgspec.Meta(max_length=100)]
    value: Annotated[str, msgspec.Meta(max_length=100_000)] | None = None
    error: Failure | None = None
    read: Annotated[list[tuple[int, int]], msgspec.Meta(max_length=20_000)] = []


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    return _HEADER.pack(len(payload) + 1, kind) + payload


def receive(source: Readable) -> tuple[Kind, bytes]:
    """The next frame from the guest. Raises `BrokenFrame`, `Closed`."""
    length, number = _HEADER.unpack(_exactly(source, _HEADER.size))
    if number not in FROM_GUEST or not 1 <= length <= MOST_BYTES:
        raise BrokenFrame(f"a message of kind {number} and {length:,} bytes")
    return Kind(number), _exactly(source, length - 1)


def decode[T](payload: bytes, shape: type[T]) -> T:
    """A JSON payload as what it must be. Raises `BrokenFrame`."""
    try:
        return msgspec.json.decode(payload, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BrokenFrame(f"a {shape.__name__.lower()} that cannot be understood: {error}") from error


def decode_text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise BrokenFrame("output that is not UTF-8") from error


def decode_read(payload: bytes) -> Read:
    if len(payload) != _PLACE.size:
        raise BrokenFrame("a read of the wrong length")
    return Read(*_PLACE.unpack(payload))


def _exactly(source: Readable, size: int) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = source.read(missing)
        if not part:
            raise Closed
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
