"""What became of a library's files since they were read: new, changed, moved, gone."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from rlm_desktop.context.ingest.walk import Found
from rlm_desktop.context.store import DocumentStore, Stored

Files = dict[str, list[Stored]]
"""The documents of each file."""
_COARSE = 2
"""Seconds by which a file system's clock may be behind."""


class Changes(msgspec.Struct, frozen=True):
    """What an update did: how many files were read, forgotten, and found unchanged."""

    read: int = 0
    forgotten: int = 0
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.read or self.forgotten)


def by_file(documents: Sequence[Stored]) -> Files:
    files: Files = {}
    for document in documents:
        files.setdefault(document.file, []).append(document)
    return files


def moves(fresh: Sequence[Found], known: Files, there: set[str]) -> Iterator[tuple[str, str]]:
    """Old and new path of each file that was moved. What could be two files is none."""
    new: dict[tuple[int, int, str], list[str]] = {}
    for file in fresh:
        new.setdefault((file.size, file.modified, _suffix(file.path)), []).append(file.path)
    for path, documents in known.items():
        one = documents[0]
        paths = new.pop((one.file_size, one.modified, _suffix(path)), ()) if path not in there else ()
        if len(paths) == 1 and one.file_size and not one.reason:
            yield path, paths[0]


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1]  # noqa: PTH122 -- hot


def changed_files(found: Iterable[Found], known: Files, roots: Sequence[str]) -> int:
    """How many files are new, written to or gone; one that was moved counts once.

    What could not be read is not tried again for that.
    """
    seen, fresh, written = set(), 0, 0
    for file in found:
        seen.add(file.path)
        one = next(iter(known.get(file.path, ())), None)
        if one is None:
            fresh += 1
        elif (file.size, file.modified) != (one.file_size, one.modified):
            written += 1
    gone = sum(is_below(path, roots) for path in known.keys() - seen)
    return written + max(fresh, gone)


def is_below(path: str, roots: Sequence[str]) -> bool:
    """Whether a path is one of those that were added, or lies in one of them."""
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


def leave_out(paths: Sequence[Path], store: DocumentStore) -> None:
    """Forget paths that were added, and all files in them that are in no other."""
    out, left = [str(path) for path in paths], [str(path) for path in store.paths() if path not in paths]
    below = (file.path for file in store.all() if is_below(file.path, out))
    with store.together():
        for path in paths:
            store.remove_path(path)
        store.forget(sorted({path for path in below if not is_below(path, left)}))


def away(roots: Sequence[Path], gone: Iterable[str], known: Files, updated: str) -> list[Path]:
    """Those of the paths that were added whose files are gone, though nobody seems to have deleted them.

    `updated` is when all was last looked at.
    """
    read = [path for path in gone if any(not document.reason for document in known[path])]
    return [
        root
        for root in roots
        if any(is_below(path, (str(root),)) for path in read)
        and (_is_missing(root, alone=str(root) in known) or _is_hollow(root, updated))
    ]


def _is_missing(root: Path, *, alone: bool) -> bool:
    """A file that was added by itself is deleted where its folder is there and holds others."""
    return not os.path.lexists(root) and not (alone and _has_entries(root.parent))


def _is_hollow(root: Path, updated: str) -> bool:
    """Whether a folder is empty and was already so, as the place of a disk is that is not connected: where
    somebody emptied it, it was written to since."""
    try:
        hollow = root.is_dir() and not _has_entries(root)
        return hollow and not (updated and root.stat().st_mtime > _seconds(updated) - _COARSE)
    except OSError:
        return False


def _has_entries(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _seconds(when: str) -> float:
    return datetime.fromisoformat(when).timestamp()


def is_unchanged(file: Found, known: Sequence[Stored]) -> bool:
    if not known:
        return False
    one = known[0]
    if file.reason or (one.file_size, one.modified) != (file.size, file.modified):
        return file.reason != "" and file.reason == one.reason
    # What could not be read may be readable now: permissions change without a trace in size and time.
    return len(known) > 1 or one.inside != "" or one.reason == "" or one.kind == "binary"
