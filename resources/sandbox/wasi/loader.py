"""Brings the guest to life in a CPython for WASI: its modules out of an argument, its frames over two pipes.

This Python has no files, no sockets and no JavaScript. What the guest knows as a device are standard input
and output here, and there is no runner beside it that takes a cell's request apart or stops its clock.
"""

import importlib.abc
import importlib.machinery
import json
import os
import sys
import types

_sources = json.loads(sys.argv[1])
_MILLISECONDS = 4  # before the request of a cell; the host alone ends a cell that takes too long


class _Guest(importlib.abc.Loader):
    """Finds the guest's modules among the sources."""

    @classmethod
    def find_spec(
        cls, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name + ".py" in _sources:
            return importlib.machinery.ModuleSpec(name, cls(), origin="guest")
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(_sources[module.__name__ + ".py"], module.__name__ + ".py", "exec"), module.__dict__)


class _Pipes:
    """Stands where `os` stands in the guest's channel: one device that reads here and writes there."""

    @staticmethod
    def read(device: int, size: int) -> bytes:
        return os.read(0, size)

    @staticmethod
    def write(device: int, data: bytes) -> int:
        return os.write(1, data)


def _without_event_loop() -> types.ModuleType:
    """asyncio needs sockets to be imported, which are not here."""
    aio = types.ModuleType("aio")
    aio.install = lambda: None
    return aio


def _open_channel() -> list[tuple[int, bytes]]:
    import channel

    frames = []
    from_host = channel.read
    channel.os = _Pipes
    channel.open_device = channel.quiet = lambda: None
    channel.read = lambda: frames.pop() if frames else from_host()
    return frames


sys.meta_path.insert(0, _Guest)
sys.modules["aio"] = _without_event_loop()
_frames = _open_channel()
import boot  # noqa: E402
import channel  # noqa: E402
import fence  # noqa: E402

fence.close()
sys.argv[1:] = []
boot.boot()
while True:
    _kind, _request = channel.read()
    _frames.append((_kind, _request[_MILLISECONDS:]))
    boot.cell()
