"""The SHA-256 of a model file, worked out once and remembered for as long as the file is unchanged."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from rlm_desktop.paths import private
from rlm_desktop.plain import note

CHUNK = 4 * 1024 * 1024


class Known(msgspec.Struct, frozen=True):
    """What a file's hash was when its size and time were these."""

    bytes: int
    modified_ns: int
    sha256: str


def sha256(path: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """Read the whole file. `on_bytes` hears how many bytes each step took."""
    digest = hashlib.sha256()
    add_file(digest, path, on_bytes=on_bytes)
    return digest.hexdigest()


def add_file(digest: "hashlib._Hash", path: Path, *, on_bytes: Callable[[int], None] | None = None) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if on_bytes:
                on_bytes(len(chunk))


def remembered(path: Path, memory: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """The hash of `path`, read again only when its size or time differ from what `memory` holds."""
    kept = _load(memory).get(str(path.resolve()))
    now = path.stat()
    if kept and (kept.bytes, kept.modified_ns) == (now.st_size, now.st_mtime_ns):
        return kept.sha256
    found = sha256(path, on_bytes=on_bytes)
    remember(path, found, memory)
    return found


def remember(path: Path, found: str, memory: Path) -> None:
    now = path.stat()
    kept = _load(memory) | {str(path.resolve()): Known(now.st_size, now.st_mtime_ns, found)}
    fresh = memory.with_suffix(".new")
    private(fresh).write_bytes(msgspec.json.encode(kept))
    fresh.replace(memory)


def _load(memory: Path) -> dict[str, Known]:
    # Only a memory: whatever is wrong with it, the files can be read again.
    try:
        return msgspec.json.decode(note(memory), type=dict[str, Known])
    except (OSError, RecursionError, msgspec.MsgspecError):
        return {}
