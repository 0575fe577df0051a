"""Evaluated beginnings of prompts on disk: what the model held after them, checked before it is used again.

Only a cache: what is damaged, foreign or cannot be written is left out without a word.
"""

import contextlib
import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.engine.prefix import in_common
from rlm_desktop.paths import private
from rlm_desktop.plain import note

MOST_BYTES = 512 << 20
"""Most that the folder may hold; what was used longest ago goes first."""

_MAGIC = b"RLMPRE01"
_SIZE = struct.Struct("<I")
_LARGEST_HEADER = 4 << 20
_DIGEST = 16


class Seen(msgspec.Struct, frozen=True):
    """A prompt told only by digests of it: its text cannot be read from them."""

    marks: list[bytes]
    """Of ever longer beginnings."""
    length: int
    whole: bytes


class Header(msgspec.Struct, frozen=True):
    """What stands before the model's state in a file."""

    identity: str
    tokens: list[int]
    digest: bytes
    """Of the identity, the tokens and the state."""


class Snapshot(msgspec.Struct, frozen=True):
    path: Path
    tokens: list[int]


class Snapshots:
    """The snapshots in one folder that fit one model, one build of llama.cpp and one kind of cache."""

    def __init__(self, folder: Path, identity: str, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._identity = identity
        self._most_bytes = most_bytes
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._all = list(self._found())

    def nearest(self, tokens: Sequence[int]) -> tuple[Snapshot | None, int]:
        """The snapshot that holds most of the beginning of these tokens, and how many."""
        best: Snapshot | None = None
        length = 0
        for snapshot in self._all:
            common = in_common(snapshot.tokens, tokens)
            if common > length:
                best, length = snapshot, common
        return best, length

    def read(self, snapshot: Snapshot) -> bytes | None:
        """The model's state; None where the file is gone or damaged, which is then deleted."""
        try:
            with snapshot.path.open("rb") as file:
                header, state = _header(file.read(_LARGEST_HEADER)), b""
                if header:
                    file.seek(_begin_of_state(header))
                    state = file.read()
            if header and header.digest == self._digest(header.tokens, state):
                _mark_used(snapshot.path)
                return state
        except OSError:
            pass
        self._forget(snapshot)
        return None

    def write(self, tokens: Sequence[int], state: bytes) -> None:
        """Keep the state after these tokens, unless it would take half of the folder."""
        if len(state) > self._most_bytes // 2:
            return
        header = Header(self._identity, list(tokens), self._digest(tokens, state))
        head = msgspec.msgpack.encode(header)
        path = self._folder / f"{header.digest.hex()}.prefix"
        with contextlib.suppress(OSError):
            self._make_room(len(state) + len(head))
            _write_whole(path, _MAGIC + _SIZE.pack(len(head)) + head, state)
            self._all.append(Snapshot(path, list(tokens)))

    def recall(self) -> list[Seen]:
        """The prompts that were seen before this start."""
        try:
            return msgspec.msgpack.decode(note(self._seen), type=list[Seen])
        except (OSError, msgspec.MsgspecError):
            return []

    def remember(self, prompts: list[Seen]) -> None:
        with contextlib.suppress(OSError):
            _write_whole(self._seen, msgspec.msgpack.encode(prompts))

    @property
    def _seen(self) -> Path:
        return (
            self._folder / f"{hashlib.blake2b(self._identity.encode(), digest_size=_DIGEST).hexdigest()}.seen"
        )

    def _found(self) -> Iterator[Snapshot]:
        for path in sorted(filter(Path.is_file, self._folder.glob("*.prefix"))):
            try:
                with path.open("rb") as file:
                    header = _header(file.read(_LARGEST_HEADER))
            except OSError:
                continue
            if header is None:
                _delete(path)
            elif header.identity == self._identity:
                yield Snapshot(path, header.tokens)

    def _digest(self, tokens: Sequence[int], state: bytes) -> bytes:
        digest = hashlib.blake2b(msgspec.msgpack.encode((self._identity, list(tokens))), digest_size=_DIGEST)
        digest.update(state)
        return digest.digest()

    def _forget(self, snapshot: Snapshot) -> None:
        self._all.remove(snapshot)
        _delete(snapshot.path)

    def _make_room(self, size: int) -> None:
        """Delete what was used longest ago, also of other models, until so many bytes fit."""
        files = [
            (path.stat(), path) for path in self._folder.iterdir() if path.suffix in (".prefix", ".part")
        ]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
            if total + size <= self._most_bytes:
                return
            _delete(path)
            self._all = [snapshot for snapshot in self._all if snapshot.path != path]
            total -= stat.st_size


def forget_all(folder: Path) -> None:
    """Delete every snapshot, also those of a model that is loaded: it does without."""
    for path in folder.glob("*.prefix*"):
        _delete(path)


def _header(start: bytes) -> Header | None:
    """The header at the start of a file; None where there is none that can be read."""
    after_size = len(_MAGIC) + _SIZE.size
    if len(start) < after_size or not start.startswith(_MAGIC):
        return None
    (size,) = _SIZE.unpack_from(start, len(_MAGIC))
    try:
        return msgspec.msgpack.decode(start[after_size : after_size + size], type=Header)
    except msgspec.MsgspecError:
        return None


def _begin_of_state(header: Header) -> int:
    return len(_MAGIC) + _SIZE.size + len(msgspec.msgpack.encode(header))


def _write_whole(path: Path, *parts: bytes) -> None:
    """The whole file or none of it, whoever else writes the same one now."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.part")
    with private(fresh).open("wb") as file:
        file.writelines(parts)
    fresh.replace(path)


def _mark_used(path: Path) -> None:
    """Give the file a new time, by writing what stands there: a model's process may not set times."""
    with path.open("r+b") as file:
        file.write(_MAGIC)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
