"""The decoder of what the interpreter's process sends: exact, or not at all."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_desktop.sandbox import frames
from rlm_desktop.sandbox.frames import BrokenFrame, Call, Closed, Done, Kind, Read


def receive(data: bytes) -> tuple[Kind, bytes]:
    return frames.receive(io.BytesIO(data))


def test_a_frame_comes_back_as_it_was_packed() -> None:
    assert receive(frames.pack(Kind.OUTPUT, b"text") + b"more") == (Kind.OUTPUT, b"text")


def test_a_pipe_that_ends_in_the_middle_is_closed() -> None:
    whole = frames.pack(Kind.OUTPUT, b"text")

    for size in range(len(whole)):
        with pytest.raises(Closed):
            receive(whole[:size])


@pytest.mark.parametrize("kind", [0, 1, 3, 6, 8, 10, 12, 99, 255])
def test_only_what_a_guest_may_say_is_understood(kind: int) -> None:
    with pytest.raises(BrokenFrame):
        receive(struct.pack("<IB", 1, kind))


@pytest.mark.parametrize("length", [0, frames.MOST_BYTES + 1, 2**32 - 1])
def test_lengths_that_cannot_be_are_refused_before_anything_is_read(length: int) -> None:
    with pytest.raises(BrokenFrame):
        receive(struct.pack("<IB", length, Kind.OUTPUT))


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"null", b"[]", b"{", b'{"name": 1, "args": [], "kwargs": {}}',
        b'{"name": "a", "args": {}, "kwargs": {}}',
        b'{"name": "a", "args": []}', b'{"name": "a", "args": [], "kwargs": {}, "more": 1}', b"\xff",
        b'{"name": "a", "args": ' + b"[" * 100_000,
        b'{"name": "' + b"a" * 101 + b'", "args": [], "kwargs": {}}',
    ],
)  # fmt: skip
def test_a_call_is_exactly_a_call(payload: bytes) -> None:
    with pytest.raises(BrokenFrame):
        frames.decode(payload, Call)


@pytest.mark.parametrize(
    "payload",
    [
        b'{"ok": true}', b'{"ok": 1, "token": ""}', b'{"ok": true, "token": "", "value": 5}',
        b'{"ok": true, "token": "", "read": [[1]]}', b'{"ok": true, "token": "", "read": [["a", 1]]}',
        b'{"ok": true, "token": "", "error": {"kind": "a"}}',
    ],
)  # fmt: skip
def test_a_report_is_exactly_a_report(payload: bytes) -> None:
    with pytest.raises(BrokenFrame):
        frames.decode(payload, Done)


def test_a_read_is_three_numbers() -> None:
    assert frames.decode_read(struct.pack("<IQI", 1, 2, 3)) == Read(1, 2, 3)
    with pytest.raises(BrokenFrame):
        frames.decode_read(b"123")


@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_do_anything_else(data: bytes) -> None:
    try:
        kind, payload = receive(data)
        assert kind in frames.FROM_GUEST
        for shape in (Call, Done, frames.Hello):
            frames.decode(payload, shape)
    except (Closed, BrokenFrame):
        pass
