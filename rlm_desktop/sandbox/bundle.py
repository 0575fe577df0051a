"""Finds the interpreter's files and makes sure that they are the ones that were built."""

import functools
import hashlib
from pathlib import Path
from typing import Self

import msgspec

from rlm_desktop import paths
from rlm_desktop.errors import RuntimeMissing

BUILD = "Build it with: python packaging/sandbox_bundle.py"
"""The way out where the files are missing or old."""


class _Manifest(msgspec.Struct, frozen=True):
    snapshot: str
    pyodide: str
    deno: str
    guest: dict[str, str]
    files: dict[str, tuple[int, str]]


class Bundle(msgspec.Struct, frozen=True):
    """Pyodide, the runner and the start-up snapshot, checked; and the Deno that runs them."""

    folder: Path
    deno: Path
    stamp: str
    """Changes with anything that is run."""
    pyodide_version: str
    changed_guest: tuple[str, ...] = ()
    """Sources of the guest that differ from what the snapshot holds."""

    @classmethod
    def find(cls, folder: Path | None = None) -> Self:
        """The bundle that comes with the program. Raises `RuntimeMissing`."""
        place = (folder or paths.resources() / "sandbox" / "bundle").resolve()
        manifest = _manifest(place)
        _check(place, manifest)
        return cls(
            folder=place,
            deno=_deno(),
            stamp=manifest.snapshot,
            pyodide_version=manifest.pyodide,
            changed_guest=_changed(place.parent / "guest", manifest.guest),
        )


def _manifest(folder: Path) -> _Manifest:
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    except OSError as error:
        raise RuntimeMissing("The isolated interpreter has not been built yet.", hint=BUILD) from error
    except msgspec.MsgspecError as error:
        raise RuntimeMissing("The isolated interpreter's list of files is damaged.", hint=BUILD) from error


def _check(folder: Path, manifest: _Manifest) -> None:
    for name, (size, digest) in manifest.files.items():
        if _digest_once(folder / name, size, manifest.snapshot) != digest:
            raise RuntimeMissing(
                f"The isolated interpreter's file {name} is missing or is not the one that was built.",
                hint=BUILD + " --again",
            )


@functools.lru_cache(maxsize=256)
def _digest_once(path: Path, size: int, _stamp: str) -> str:
    """SHA-256 of a file, taken once in the life of this program; empty where it is not as it should be."""
    try:
        if path.stat().st_size != size:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _changed(guest: Path, frozen: dict[str, str]) -> tuple[str, ...]:
    """Names of sources that are newer than the snapshot; none where the sources are not shipped."""
    if not guest.is_dir():
        return ()
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in guest.glob("*.py")}
    return tuple(sorted(name for name in now.keys() | frozen.keys() if now.get(name) != frozen.get(name)))


def _deno() -> Path:
    """Raises `RuntimeMissing`: for some systems there is no such package, or an empty one of that name."""
    try:
        import deno

        found = Path(deno.find_deno_bin()).resolve()
    except (ImportError, FileNotFoundError, AttributeError) as error:
        raise RuntimeMissing(
            "Deno, which runs the isolated interpreter, is not installed.",
            hint='Install it with: python -m pip install "deno>=2.9,<3"',
        ) from error
    if not found.is_file():
        raise RuntimeMissing(
            f"Deno should be at {found}, but is not.", hint="Install the package deno again."
        )
    return found
