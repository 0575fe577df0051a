"""The other interpreter: CPython for WASI in wasmtime, where Deno cannot be had or does not pass its test.

Its WebAssembly imports 43 functions, none of which can name a file, a socket or a process that it was not
given, and it is given two pipes. It is slower, has no files of its own and no event loop; frames, guest and
limits are the same.
"""

import functools
import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Self

import msgspec

from rlm_desktop import paths
from rlm_desktop.errors import RuntimeMissing
from rlm_desktop.walls import untried

SERVE = "--wasi"
"""The one argument with which the packaged application becomes such an interpreter."""
BUILD = "Build it with: python packaging/wasi_bundle.py"


class _Manifest(msgspec.Struct, frozen=True):
    wasmtime: str
    python: str
    guest: dict[str, str]
    files: dict[str, tuple[int, str]]


class WasiBundle(msgspec.Struct, frozen=True):
    """The interpreter, compiled for this kind of processor, and the guest's sources; checked."""

    folder: Path
    stamp: str
    """Changes with anything that is run."""
    python_version: str
    changed_guest: tuple[str, ...] = ()
    """Sources of the guest that differ from what was built."""

    @classmethod
    def find(cls, folder: Path | None = None) -> Self:
        """The bundle that comes with the program. Raises `RuntimeMissing`."""
        place = (folder or paths.resources() / "sandbox" / "wasi-bundle").resolve()
        if importlib.util.find_spec("wasmtime") is None:
            raise RuntimeMissing(
                "wasmtime, which runs the other interpreter, is not installed.",
                hint="Install it with: python -m pip install wasmtime",
            )
        manifest = _manifest(place)
        for name, (size, digest) in manifest.files.items():
            if _digest_once(place / name, size, manifest.wasmtime) != digest:
                raise RuntimeMissing(
                    f"The other interpreter's file {name} is missing or is not the one that was built.",
                    hint=BUILD,
                )
        return cls(
            folder=place,
            stamp="".join(digest for _, digest in manifest.files.values()),
            python_version=manifest.python,
            changed_guest=_changed(place.parent / "guest", manifest.guest),
        )

    def command(self) -> list[str]:
        """What is run; the process itself gives everything away before it loads anything of the guest."""
        if getattr(sys, "frozen", False):
            return [sys.executable, SERVE]
        return paths.own_module("rlm_desktop.sandbox.wasi_serve", "-B")

    def environment(self) -> dict[str, str]:
        """All of it: nothing of the person's."""
        needed = ("SYSTEMROOT",) if sys.platform == "win32" else ()
        kept = {name: os.environ[name] for name in needed if name in os.environ}
        return {"PYTHONPATH": str(paths.PROGRAM.parent), **kept, **untried.passed_on()}


def _manifest(folder: Path) -> _Manifest:
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    except OSError as error:
        raise RuntimeMissing("The other interpreter has not been built.", hint=BUILD) from error
    except msgspec.MsgspecError as error:
        raise RuntimeMissing("The other interpreter's list of files is damaged.", hint=BUILD) from error


@functools.lru_cache(maxsize=64)
def _digest_once(path: Path, size: int, _stamp: str) -> str:
    """SHA-256 of a file, taken once in the life of this program; empty where it is not as it should be."""
    try:
        if path.stat().st_size != size:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _changed(guest: Path, built: dict[str, str]) -> tuple[str, ...]:
    if not guest.is_dir():
        return ()
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in guest.glob("*.py")}
    return tuple(sorted(name for name in now.keys() | built.keys() if now.get(name) != built.get(name)))
