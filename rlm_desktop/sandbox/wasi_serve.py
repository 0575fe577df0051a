"""The process of the other interpreter: shuts itself in, then hands its two pipes to a CPython for WASI."""

import json
import os
import struct
from pathlib import Path

from rlm_desktop import walls
from rlm_desktop.sandbox.frames import Kind, pack

_HEADER = struct.Struct("<IB")
_NO_MORE = 0


def main() -> None:
    """Take the first frame, give everything away, and be the interpreter until the host is gone."""
    setup = json.loads(_first_frame())
    folder = Path(setup["folder"])
    sources = (folder / "guest.json").read_text(encoding="utf-8")
    loader = (folder / "loader.py").read_text(encoding="utf-8")
    walls.confine(read=[folder])
    outside = _can_open(setup["canary"]) if setup["canary"] else None
    # Loaded only now: its library is ours, but what it runs is not.
    from rlm_desktop.sandbox import wasm

    program = wasm.Program(folder / wasm.CODE)
    _say(pack(Kind.HELLO, json.dumps({"outside": outside, "granted": [], "globals": []}).encode()))
    os._exit(program.run(["python", "-S", "-c", loader, sources], memory_mb=setup["memory_mb"]))


def _first_frame() -> bytes:
    """Byte for byte: what follows it belongs to the guest."""
    length, _ = _HEADER.unpack(_exactly(_HEADER.size))
    return _exactly(length - 1)


def _exactly(size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = os.read(0, size - len(data))
        if not part:
            os._exit(_NO_MORE)
        data += part
    return data


def _say(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


def _can_open(path: str) -> bool:
    try:
        with Path(path).open("rb"):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
