"""Archives (zip, tar): each file in them is read as a document of its own; nothing is written to the disk."""

import re
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from rlm_desktop.context.ingest.compressed import FOLD, FREE
from rlm_desktop.context.ingest.parts import Content, Inner, Unread
from rlm_desktop.context.ingest.streams import Limited

MOST_FILES = 200_000
_OUTSIDE = re.compile(r"^(?:/|[A-Za-z]:)|(?:^|/)\.\.(?:/|$)")
_SMALLEST_BOMB = 1024
"""A file in an archive counts as this large at least: what unfolds to a few kilobytes is no bomb."""


def read_zip(archive: zipfile.ZipFile) -> Content:
    """The files of a zip archive."""
    names = _Names()
    for number, info in enumerate(archive.infolist()):
        if number >= MOST_FILES:
            yield _too_many()
            return
        if info.is_dir():
            continue
        name, fault = names.safe(info.filename)
        fault = fault or ("it is locked with a password" if info.flag_bits & 1 else "")
        if fault:
            yield Unread(name=name, reason=fault)
            continue
        try:
            with archive.open(info) as stream:
                size = info.compress_size
                yield Inner(name=name, stream=_within(cast(BinaryIO, stream), size), size=size)
        except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
            yield Unread(name=name, reason=f"it is damaged: {_said(error)}")


def read_tar(stream: BinaryIO) -> Content:
    """The files of a tar archive, in one pass."""
    names = _Names()
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for number, info in enumerate(archive):
                if number >= MOST_FILES:
                    yield _too_many()
                    return
                yield from _tar_member(archive, info, names)
                # Otherwise the archive keeps what it knows of every file it has passed.
                archive.members = []  # type: ignore[attr-defined]
    except (tarfile.TarError, EOFError) as error:
        yield Unread(name="", kind="tar", reason=f"the archive is damaged: {_said(error)}")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, names: "_Names") -> Iterator[Inner | Unread]:
    if info.isdir():
        return
    name, fault = names.safe(info.name)
    if info.issym() or info.islnk():
        fault = fault or "this is a link to another file"
    elif not info.isreg():
        fault = fault or "this is a device or a pipe, not a file"
    content = archive.extractfile(info) if not fault else None
    if content is None:
        yield Unread(name=name, reason=fault or "it has no content")
    else:
        yield Inner(name=name, stream=_within(cast(BinaryIO, content), info.size), size=info.size)


class _Names:
    """Names of an archive's files: each once, and none that leads out of the archive."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def safe(self, name: str) -> tuple[str, str]:
        """The name to show, and what is wrong with it."""
        shown = name.encode("utf-8", "replace").decode().replace("\\", "/")
        shown = "".join(sign if sign.isprintable() else "�" for sign in shown).removeprefix("./")
        fault = "its name leads out of the archive" if _OUTSIDE.search(shown) else ""
        shown = shown.replace("..", "__").strip("/") or "unnamed"
        count = self._taken[shown] = self._taken.get(shown, 0) + 1
        return (f"{shown} ({count})" if count > 1 else shown), fault


def _within(stream: BinaryIO, packed: int) -> BinaryIO:
    return cast(BinaryIO, Limited(stream, max(FREE, FOLD * max(packed, _SMALLEST_BOMB))))


def _too_many() -> Unread:
    return Unread(name="", kind="archive", reason=f"there are more than {MOST_FILES:,} files in it")


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120].lower()
