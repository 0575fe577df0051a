"""A library as one file, to be taken to another machine: its text and its records, without anyone's files.

The file is a plain tar archive. Text that lies in the person's own files is copied into it, without where
they lie; the index of words is made anew where it is opened. A file that comes from elsewhere is trusted with
nothing: names are a short list, its documents are taken over one by one, and tables are only opened in the
process that is locked down.
"""

import io
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Buffer, Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import psutil

from rlm_desktop.context.adopting import adopt
from rlm_desktop.context.ingest.walk import labels
from rlm_desktop.context.lock import only_writer
from rlm_desktop.context.packs import LARGEST, Packs
from rlm_desktop.context.source import Source
from rlm_desktop.context.store import DocumentStore
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import BadRequest, DocumentChanged, LibraryError, ResourceShort, Stopped
from rlm_desktop.events import Event, IngestProgressed

_STORE, _RECORDS = "library.sqlite", "records.duckdb"
_CAME = "came.sqlite"
_UNFINISHED = re.compile(r"\d+-[0-9a-f]{8}")
_MEMBER = re.compile(r"library\.sqlite|records\.duckdb|text/\d{4,9}\.pack")
_WORKSHOP = ".written-"
_PIECE = 4 * 1024 * 1024
_ROOM = 256 * 1024 * 1024
"""Bytes of the disk that are left free."""

Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]


def write(folder: Path, target: Path, *, emit: Emit, should_stop: ShouldStop) -> None:
    """Write a library's folder into the file `target`, which appears when it is whole.

    Raises `LibraryBusy`, `DocumentChanged`, `BadRequest`, `Stopped`.
    """
    if target.exists():
        raise BadRequest(f"{target} is there already.", hint="Choose another name, or remove it.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with only_writer(folder):
            _clear_left_over(folder, target)
            _write(folder, unfinished, emit, should_stop)
        unfinished.replace(target)
    except OSError as error:
        raise LibraryError(
            f"{target} could not be written: {error.strerror or error}.",
            hint="Choose another place, or make room there.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _clear_left_over(folder: Path, target: Path) -> None:
    """What programs that were killed had begun to write."""
    for workshop in folder.glob(f"{_WORKSHOP}*"):
        shutil.rmtree(workshop, ignore_errors=True)
    beginning = f".{target.name}."
    for half in target.parent.iterdir():
        rest = half.name.removeprefix(beginning)
        if rest != half.name and _UNFINISHED.fullmatch(rest) and not is_running(rest.partition("-")[0]):
            half.unlink(missing_ok=True)


def is_running(process: str) -> bool:
    return psutil.pid_exists(int(process))


def _write(folder: Path, target: Path, emit: Emit, should_stop: ShouldStop) -> None:
    packs = Packs(folder / "text")
    store = DocumentStore(folder / _STORE)
    try:
        texts = Texts(store, packs)
        outside = [source for source in texts.sources if source.path.parent != packs.folder]
        texts.check_all(outside)
        groups = list(_groups(outside, max(packs.numbers(), default=0) + 1))
        with (
            TemporaryDirectory(dir=folder, prefix=_WORKSHOP) as workshop,
            tarfile.open(target, "x:") as archive,
        ):
            target.chmod(0o600)
            copied = Path(workshop) / _STORE
            store.copy(copied)
            _place(copied, groups)
            files = [(copied, _STORE), (folder / _RECORDS, _RECORDS)]
            files += [(packs.path(number), f"text/{packs.path(number).name}") for number in packs.numbers()]
            told = _Told(sum(source.size for source in outside), emit, should_stop)
            for path, name in files:
                if path.is_file():
                    archive.add(path, name, filter=_anonymous)
                told.advance(0)
            for number, sources in groups:
                entry = tarfile.TarInfo(f"text/{packs.path(number).name}")
                entry.size = sum(source.size + 1 for source in sources)
                archive.addfile(entry, io.BufferedReader(_Chain(sources, told), _PIECE))
        texts.check_all(outside)
    finally:
        store.close()


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Who wrote it on which machine is nobody's business."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _groups(sources: Sequence[Source], first: int) -> Iterator[tuple[int, list[Source]]]:
    """Texts that will lie in one pack each, with its number."""
    some: list[Source] = []
    for source in sources:
        some.append(source)
        if sum(one.size for one in some) >= LARGEST:
            yield first, some
            first, some = first + 1, []
    if some:
        yield first, some


def _place(copied: Path, groups: Sequence[tuple[int, list[Source]]]) -> None:
    """The copy of the store says where the texts lie now, and neither watches nor names any folder here."""
    store = DocumentStore(copied)
    try:
        with store.together():
            for root, label in labels(store.paths()).items():
                store.call_below(str(root), label)
            store.forget_paths()
            for pack, sources in groups:
                start = 0
                for source in sources:
                    store.place(source.document, pack, start)
                    start += source.size + 1
        store.be_one_file()
    finally:
        store.close()


class _Told:
    """Tells how much of the text is copied, and asks whether to stop."""

    def __init__(self, total: int, emit: Emit, should_stop: ShouldStop) -> None:
        self._total = total
        self._done = 0
        self._emit = emit
        self._should_stop = should_stop

    def advance(self, size: int) -> None:
        if self._should_stop():
            raise Stopped("The library was not written out.")
        self._done += size
        self._emit(
            IngestProgressed(
                doing="writing text", done=self._done, total=self._total, unit="bytes", document=""
            )
        )


class _Chain(io.RawIOBase):
    """The texts of some documents one after the other, a line end behind each."""

    def __init__(self, sources: Sequence[Source], told: _Told) -> None:
        self._pieces = _pieces(sources)
        self._told = told
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        if not self._rest:
            self._rest = next(self._pieces, b"")
            self._told.advance(len(self._rest))
        piece, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


def _pieces(sources: Sequence[Source]) -> Iterator[bytes]:
    for source in sources:
        left = source.size
        with source.path.open("rb") as file:
            file.seek(source.start)
            while left:
                piece = file.read(min(left, _PIECE))
                if not piece:
                    raise DocumentChanged(
                        f"{source.name} changed while it was copied.",
                        hint="Update the library and try again.",
                    )
                left -= len(piece)
                yield piece
        yield b"\n"


def read(file: Path, folder: Path) -> None:
    """Unpack a carried library into a folder that does not exist yet. Raises `LibraryError`."""
    folder.mkdir(mode=0o700)
    try:
        with tarfile.open(file, "r:") as archive:
            _unpack(archive, folder)
        stranger = folder / _CAME
        (folder / _STORE).rename(stranger)
        adopt(stranger, folder / _STORE, Packs(folder / "text"))
        stranger.unlink()
    except (
        tarfile.TarError,
        OSError,
        EOFError,
        MemoryError,
        OverflowError,
        RecursionError,
        ValueError,
    ) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise LibraryError(
            f"{file.name} is not a whole library that was written out: {error}.",
            hint="Write it out again with `rlm-desktop library export`.",
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    (folder / "text").mkdir(mode=0o700)
    for entry in archive:
        target = folder / entry.name
        if not entry.isreg() or not _MEMBER.fullmatch(entry.name) or target.exists():
            raise tarfile.TarError(f"it holds “{entry.name[:80]}”, which no library does")
        if entry.size + _ROOM > shutil.disk_usage(folder).free:
            raise ResourceShort("The disk is too small for this library.", hint="Free some space.")
        content = archive.extractfile(entry)
        assert content is not None
        with target.open("xb") as file:
            target.chmod(0o600)
            _copy(content, file)


def _copy(content: IO[bytes], file: IO[bytes]) -> None:
    shutil.copyfileobj(content, file, _PIECE)
