"""What the application and a model's process say to each other: small framed messages, decoded strictly."""

import struct
from typing import BinaryIO, Literal

import msgspec

from rlm_desktop.engine.devices import Device
from rlm_desktop.engine.encodable import encodable
from rlm_desktop.engine.fit import Need
from rlm_desktop.ports import AttentionJob, Completion, Job

LARGEST = 256 * 1024 * 1024
"""Bytes of one frame; a longer one means that the other side has gone wrong."""

_LENGTH = struct.Struct("<I")


class Load(msgspec.Struct, frozen=True, tag="load", kw_only=True):
    """The first message to a new process."""

    path: str
    context_tokens: int
    sequences: int
    threads: int
    gpu_layers: int
    sha256: str = ""
    prefixes: str = ""
    """Folder for evaluated beginnings of prompts; empty: none are kept."""
    flash_attention: Literal["auto", "on", "off"] = "auto"
    cache_type: Literal["f16", "q8_0"] = "f16"
    walls: bool = True
    """Whether the process shuts itself in before it reads the file, where it can."""


class Weigh(msgspec.Struct, frozen=True, tag="weigh", kw_only=True):
    """Instead of `Load`: say what loading it would take, then end."""

    load: Load


class Survey(msgspec.Struct, frozen=True, tag="survey", kw_only=True):
    """Instead of `Load`: say what there is to compute with, and whether walls can be put up, then end."""

    walls: bool = True


class Generate(msgspec.Struct, frozen=True, tag="generate", kw_only=True):
    call: int
    jobs: tuple[Job, ...]
    stream: bool = False


class Label(msgspec.Struct, frozen=True, tag="label", kw_only=True):
    call: int
    prefix: str
    items: tuple[str, ...]
    suffix: str
    labels: tuple[str, ...]
    among: int = 0
    control: bool = False


class Attend(msgspec.Struct, frozen=True, tag="attend", kw_only=True):
    call: int
    job: AttentionJob


class Count(msgspec.Struct, frozen=True, tag="count", kw_only=True):
    call: int
    text: str


class Cancel(msgspec.Struct, frozen=True, tag="cancel", kw_only=True):
    """Nobody waits for this call any more; nothing more is said about it."""

    call: int


Request = Load | Weigh | Survey | Generate | Label | Attend | Count | Cancel


class Ready(msgspec.Struct, frozen=True, tag="ready", kw_only=True):
    parameters: int
    context_tokens: int
    """The window of one prompt."""
    note: str = ""


class Weighed(msgspec.Struct, frozen=True, tag="weighed", kw_only=True):
    need: Need


class Surveyed(msgspec.Struct, frozen=True, tag="surveyed", kw_only=True):
    features: tuple[str, ...]
    """What the build makes use of: "AVX2", "OPENMP"."""
    devices: tuple[Device, ...]
    unwalled: str = ""
    """Why a model's process has no walls here; empty where it has."""


class Wrote(msgspec.Struct, frozen=True, tag="wrote", kw_only=True):
    call: int
    index: int
    text: str


class Completed(msgspec.Struct, frozen=True, tag="completed", kw_only=True):
    call: int
    index: int
    completion: Completion


class Scored(msgspec.Struct, frozen=True, tag="scored", kw_only=True):
    """The log-probability of each label, in the order they were given."""

    call: int
    index: int
    scores: tuple[float, ...]
    layers: int = 0


class Attended(msgspec.Struct, frozen=True, tag="attended", kw_only=True):
    """How much is looked at each part of a text; none where this model cannot tell."""

    call: int
    index: int
    weights: tuple[float, ...]


class Counted(msgspec.Struct, frozen=True, tag="counted", kw_only=True):
    call: int
    tokens: int


class Failed(msgspec.Struct, frozen=True, tag="failed", kw_only=True):
    """The call ended with an error of ours, named by its class. `call` 0: the model could not be loaded."""

    call: int
    error: str
    message: str
    hint: str = ""


Event = Ready | Weighed | Surveyed | Wrote | Completed | Scored | Attended | Counted | Failed

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_events = msgspec.msgpack.Decoder(Event)


def write(stream: BinaryIO, message: Request | Event) -> None:
    """Put one message on the pipe, whole."""
    try:
        body = _encoder.encode(message)
    except UnicodeEncodeError:
        body = _encoder.encode(encodable(msgspec.to_builtins(message)))
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_request(stream: BinaryIO) -> Request | None:
    """The next request; None where the pipe has ended."""
    body = _read_body(stream)
    return None if body is None else _requests.decode(body)


def read_event(stream: BinaryIO) -> Event | None:
    """The next event; None where the pipe has ended."""
    body = _read_body(stream)
    return None if body is None else _events.decode(body)


def _read_body(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    if size > LARGEST:
        raise msgspec.ValidationError(f"a frame of {size} bytes")
    body = stream.read(size)
    return body if len(body) == size else None
