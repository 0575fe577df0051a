"""Which files lie under the paths a person added: each once; no loops, devices or links that lead out."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.errors import BadRequest
from rlm_desktop.legible import legible_name

_HOLLOW = "it is a file of holes: next to nothing of its size was ever written"
_MOST_HOLES = 1000
"""A byte that was written in so many stands for holes; file systems that compress do not get there."""
_LEADS_OUT = "it is a link that leads out of what was added; add what it leads to by itself"


class Found(msgspec.Struct, frozen=True):
    """A file to read, or with a `reason` one that will not be."""

    path: str
    name: str
    size: int = 0
    modified: int = 0
    reason: str = ""


def among(paths: Sequence[str | Path], known: Sequence[Path]) -> list[Path]:
    """Some of the known paths, which need not be there any more.

    Raises `BadRequest` for one that is none of them, and where all of them are meant.
    """
    meant = set(_absolute(paths))
    if strange := sorted(meant.difference(known)):
        hint = f"It was made of: {', '.join(map(str, sorted(known)))}."
        raise BadRequest(f"{strange[0]} was not added to the library by itself.", hint=hint)
    if meant and meant.issuperset(known):
        raise BadRequest("Nothing would be left in the library.", hint="Remove the whole library.")
    return sorted(meant)


def checked(paths: Sequence[str | Path]) -> list[Path]:
    """Absolute paths of files and folders that are there. Raises `BadRequest`."""
    absolute = _absolute(paths)
    for path in absolute:
        if not path.exists():
            raise BadRequest(f"There is nothing at {path}.", hint="Check the spelling of the path.")
    return absolute


def _absolute(paths: Sequence[str | Path]) -> list[Path]:
    return [Path(os.path.abspath(Path(path).expanduser())) for path in paths]  # noqa: PTH100 -- keeps links


def walk(paths: Sequence[Path]) -> Iterator[Found]:
    """All files under some paths. Folders and files whose name begins with a dot are left out
    unless they were added themselves, and so is what links in a folder lead to outside of what was added."""
    seen: set[tuple[int, int]] = set()
    added = tuple(os.path.realpath(path) for path in paths)
    for path, label in labels(paths).items():
        for found in _below(path, label, seen, added):
            # Names that are no text (bytes no codec knows) cannot be stored or shown as they are.
            if _is_text(found.path):
                yield msgspec.structs.replace(found, name=legible_name(found.name))
            else:
                shown = os.fsencode(found.path).decode("utf-8", "replace")
                yield Found(shown, legible_name(shown), reason="its name is not valid text")


def labels(paths: Sequence[Path]) -> dict[Path, str]:
    """What the names of each path's files begin with: its own last part, or all of it where two are alike."""
    last = [path.name for path in paths]
    return {
        path: path.name if last.count(path.name) == 1 and path.name else path.as_posix() for path in paths
    }


def _below(path: Path, name: str, seen: set[tuple[int, int]], added: tuple[str, ...]) -> Iterator[Found]:
    waiting: list[tuple[str, str, bool]] = [(str(path), name, False)]
    while waiting:
        at, name, link = waiting.pop()
        try:
            status = os.stat(at)  # noqa: PTH116 -- hot
            if link and not _is_within(at, added):
                yield Found(at, name, reason=_LEADS_OUT)
                continue
            folder = stat.S_ISDIR(status.st_mode)
            if folder:
                if _first_time(status, seen):
                    waiting.extend(_inside(at, name))
                continue
        except OSError as error:
            yield Found(at, name, reason=_because(error))
            continue
        if not stat.S_ISREG(status.st_mode):
            yield Found(at, name, reason=f"this is {_what(status.st_mode)}, not a file")
        elif _is_hollow(status):
            yield Found(at, name, reason=_HOLLOW)
        elif _first_time(status, seen):
            yield Found(at, name, status.st_size, status.st_mtime_ns)


def _is_hollow(status: os.stat_result) -> bool:
    """Whether a file only seems to be large. It costs nothing to make, and days to read."""
    written = getattr(status, "st_blocks", 0) * 512
    return bool(0 < written * _MOST_HOLES < status.st_size)


def _inside(folder: str, name: str) -> list[tuple[str, str, bool]]:
    """What a folder holds and whether it is a link, last first, since the walk takes from the end."""
    with os.scandir(folder) as entries:
        shown = ((entry.name, entry.is_symlink()) for entry in entries if not entry.name.startswith("."))
        inside = sorted(shown, reverse=True)
    return [(os.path.join(folder, entry), f"{name}/{entry}", link) for entry, link in inside]  # noqa: PTH118 -- hot


def _is_within(link: str, added: tuple[str, ...]) -> bool:
    """Whether a link leads to something that was added.

    Who sends a folder must not choose which of the person's other files are read with it.
    """
    leads = os.path.realpath(link)
    return any(leads == place or leads.startswith(place.rstrip(os.sep) + os.sep) for place in added)


def _first_time(status: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    """Whether this very file or folder was not met before: links may lead to it twice, or in a circle."""
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True


def _because(error: OSError) -> str:
    match error:
        case PermissionError():
            return "you have no permission to read it"
        case FileNotFoundError():
            return "there is nothing at this path"
    return (error.strerror or str(error)).lower()


def _what(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))
    return next((what for test, what in kinds if test(mode)), "a device")


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
