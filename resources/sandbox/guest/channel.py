"""How a cell reaches the host: frames over one device, a question at a time."""

import json
import os
import struct
from collections.abc import Callable
from typing import Any

from plain import plain

CELL, READY, CALL, ANSWER, READ, BYTES, OUTPUT, QUIET, DONE = 3, 4, 5, 6, 7, 8, 9, 10, 11
_HEADER = struct.Struct("<IB")  # length of what follows (counts the kind), kind
_PLACE = struct.Struct("<IQI")  # document, offset, size

_device = -1
_calls_left = 0
_calls_allowed = 0
before_call: list[Callable[[], None]] = []
"""Called before the host is asked anything: output is flushed, so that the order is kept."""


class HostError(RuntimeError):
    """The host refused a call or could not answer it; `kind` names the reason."""

    kind = "host_error"


class VerbMisused(HostError, ValueError):
    """A verb got a value it cannot use."""

    kind = "verb_misused"


class QueryFailed(HostError):
    """The SQL is wrong."""

    kind = "query_failed"


class QueryRefused(HostError):
    """The SQL asks for what is not allowed."""

    kind = "query_refused"


_BY_KIND: dict[str, type[Exception]] = {
    "verb_misused": VerbMisused,
    "query_failed": QueryFailed,
    "query_refused": QueryRefused,
    "type_error": TypeError,
    "name_error": NameError,
}


def open_device() -> None:
    """Open the way to the host. From here on the import firewall is locked."""
    global _device
    _device = os.open("/dev/host", os.O_RDWR)


def limit_calls(count: int) -> None:
    """Let the cell that begins now make `count` calls."""
    global _calls_left, _calls_allowed
    _calls_left = _calls_allowed = count


def write(kind: int, *parts: bytes) -> None:
    """Send one frame."""
    data = memoryview(b"".join((_HEADER.pack(1 + sum(map(len, parts)), kind), *parts)))
    while data:
        data = data[os.write(_device, data) :]


def read() -> tuple[int, bytes]:
    """Wait for one frame: its kind and payload."""
    length, kind = _HEADER.unpack(_read_exactly(_HEADER.size))
    return kind, _read_exactly(length - 1)


def _read_exactly(size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = os.read(_device, missing)
        if not part:
            raise EOFError("the host closed the channel")
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def quiet() -> None:
    """Tell the runner that the cell is over: its clock stops, its report is still to come."""
    os.write(_device, _HEADER.pack(1, QUIET))


def call(name: str, *args: object, **kwargs: object) -> Any:  # noqa: ANN401  plain data of any shape
    """Ask the host's tool `name`; its answer as plain data. Raises `HostError` (or a kind of it)."""
    global _calls_left
    if _calls_left <= 0:
        raise HostError(f"this program made more than {_calls_allowed:,} calls")
    _calls_left -= 1
    for prepare in before_call:
        prepare()
    question = {"name": str(name), "args": plain(args), "kwargs": plain(kwargs)}
    write(CALL, json.dumps(question, ensure_ascii=False).encode("utf-8", "replace"))
    _, payload = read()
    answer = json.loads(payload)
    if "error" in answer:
        raise _error(**answer["error"])
    return answer["value"]


def _error(kind: str, message: str) -> Exception:
    if kind in _BY_KIND:
        return _BY_KIND[kind](message)
    error = HostError(message)
    error.kind = kind
    return error


def read_document(document: int, offset: int, size: int) -> bytes:
    """Bytes of a document that the host reads for us, where too many files are mounted to hold open."""
    write(READ, _PLACE.pack(document, offset, size))
    return read()[1]
