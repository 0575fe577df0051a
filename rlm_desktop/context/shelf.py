"""All libraries of a data folder: made, found, listed and removed."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rlm_desktop.context import carrying
from rlm_desktop.context.carrying import Emit, ShouldStop
from rlm_desktop.context.derived import Derive, records_and_profile
from rlm_desktop.context.ingest.pool import ReadLimits
from rlm_desktop.context.ingest.walk import checked
from rlm_desktop.context.library import Library
from rlm_desktop.context.lock import in_turn, only_writer
from rlm_desktop.context.store import DocumentStore, demand_files
from rlm_desktop.errors import BadRequest, LibraryDamaged, LibraryError
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import TableLimits


class LibraryInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of libraries."""

    id: str
    name: str
    """Empty for one that was made for a question over paths."""
    paths: tuple[str, ...]
    documents: int
    unreadable: int
    bytes: int
    updated: datetime


_REMOVED = ".removed-"
_COMING = ".coming-"


class Shelf:
    """The libraries below one data folder."""

    def __init__(
        self,
        data: DataFolder,
        table_limits: TableLimits | None = None,
        *,
        read_limits: ReadLimits | None = None,
        derive: Derive = records_and_profile,
    ) -> None:
        self._data = data
        self._table_limits = table_limits
        self._read_limits = read_limits
        self._derive = derive
        for half_removed in data.libraries.glob(f"{_REMOVED}*"):  # its program was killed over it
            shutil.rmtree(half_removed, ignore_errors=True)
        for half_come in data.libraries.glob(f"{_COMING}*"):
            process = half_come.name.removeprefix(_COMING).partition("-")[0]
            if not (process.isdigit() and carrying.is_running(process)):
                shutil.rmtree(half_come, ignore_errors=True)

    def create(self, name: str, paths: Sequence[str | Path]) -> Library:
        """A new library, not yet read: call its `update`. Raises `BadRequest` when the name is taken."""
        name = name.strip()
        if not name:
            raise BadRequest("A library needs a name.")
        absolute = checked(paths)
        with in_turn(self._data.cache):  # two programs that give the same name at once
            if any(name in {info.name, info.id} for info in self.list()):
                raise BadRequest(
                    f"There already is a library called {name}.", hint="Choose another name, or remove it."
                )
            return self._make(secrets.token_hex(6), name, absolute)

    def open(self, name_or_id: str) -> Library:
        """Raises `BadRequest` when there is none of that name."""
        return self._library(self._find(name_or_id))

    def for_paths(self, paths: Sequence[str | Path]) -> Library:
        """The library that is kept for just these files and folders; call its `update` before asking."""
        absolute = sorted(set(checked(paths)))
        if not absolute:
            raise BadRequest("Nothing to read was given.", hint="Name a file, a folder or a library.")
        key = hashlib.sha256("\0".join(map(str, absolute)).encode("utf-8", "surrogateescape")).hexdigest()
        identity = "p" + key[:15]
        if self._is_library(self._folder(identity)):
            try:
                return self._library(self._folder(identity))
            except LibraryDamaged:
                # Nobody named it, and all of it can be read again.
                self._delete(self._folder(identity))
        return self._make(identity, "", absolute)

    def list(self) -> "list[LibraryInfo]":
        """Named libraries first, by name; then those made for paths, the latest first."""
        folders = [folder for folder in self._data.libraries.iterdir() if self._is_library(folder)]
        infos = [_info_of_any(folder) for folder in folders]
        return sorted(infos, key=lambda info: (not info.name, info.name, -info.updated.timestamp()))

    def remove(self, name_or_id: str) -> None:
        """Everything that was kept of a library is deleted; the person's own files are not touched."""
        self._delete(self._find(name_or_id))

    def identify(self, name_or_id: str) -> str:
        """The id of a library, also of one that cannot be opened. Raises `BadRequest`."""
        return self._find(name_or_id).name

    def _delete(self, folder: Path) -> None:
        with only_writer(folder):
            # First out of sight in one step: a half removed library must never be opened.
            hidden = folder.with_name(f"{_REMOVED}{secrets.token_hex(4)}")
            os.rename(folder, hidden)  # noqa: PTH104
        with suppress(FileNotFoundError):  # another program may be clearing away what was left over
            shutil.rmtree(hidden)

    def reindex(self, name_or_id: str) -> Library:
        """The library with nothing read yet: its `update` reads everything anew."""
        folder = self._find(name_or_id)
        with only_writer(folder):
            store = DocumentStore(folder / "library.sqlite")
            store.forget_all()
            store.close()
            for derived in ("text", "sieve"):
                shutil.rmtree(folder / derived, ignore_errors=True)
            for file in (*folder.glob("words.sqlite*"), *folder.glob("records.duckdb*")):
                file.unlink(missing_ok=True)
        return self._library(folder)

    def write_out(self, name_or_id: str, target: Path, *, emit: Emit, should_stop: ShouldStop) -> None:
        """A library as one file for another machine. Raises what `carrying.write` raises."""
        carrying.write(self._find(name_or_id), target, emit=emit, should_stop=should_stop)

    def take_in(self, file: Path, name: str) -> str:
        """A library that was written out elsewhere, under a name of its own or the one it had; its id."""
        if not file.is_file():
            raise BadRequest(f"There is no file {file}.", hint="Check its name.")
        unfinished = self._data.libraries / f"{_COMING}{os.getpid()}-{secrets.token_hex(4)}"
        carrying.read(file, unfinished)
        try:
            with in_turn(self._data.cache):
                identity = self._named(unfinished, name)
                os.rename(unfinished, self._folder(identity))  # noqa: PTH104
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return identity

    def _named(self, folder: Path, name: str) -> str:
        store = DocumentStore(folder / "library.sqlite")
        try:
            called = name.strip() or store.fact("name") or ""
            if not called or any(called in {info.name, info.id} for info in self.list()):
                what = f"There already is a library called {called}." if called else "It has no name."
                raise BadRequest(what, hint="Give it a name with --name.")
            store.set_fact("name", called)
        finally:
            store.close()
        return secrets.token_hex(6)

    def _make(self, identity: str, name: str, paths: Sequence[Path]) -> Library:
        folder = self._folder(identity)
        folder.mkdir(mode=0o700, exist_ok=True)
        library = self._library(folder)
        library.name = name
        library.add(paths)
        return library

    def _library(self, folder: Path) -> Library:
        return Library(
            folder, table_limits=self._table_limits, read_limits=self._read_limits, derive=self._derive
        )

    def _folder(self, identity: str) -> Path:
        return self._data.libraries / identity

    def _is_library(self, folder: Path) -> bool:
        return not folder.name.startswith(".") and (folder / "library.sqlite").is_file()

    def _find(self, name_or_id: str) -> Path:
        if not name_or_id:  # those made for paths have no name: any of them would be meant
            raise BadRequest("A library needs a name.")
        for info in self.list():
            if name_or_id in {info.name, info.id}:
                return self._folder(info.id)
        names = ", ".join(info.name for info in self.list() if info.name)
        hint = f"There are: {names}." if names else "Make one with `rlm-desktop library add NAME PATH`."
        raise BadRequest(f"There is no library called {name_or_id}.", hint=hint)


def _info_of_any(folder: Path) -> LibraryInfo:
    """One that cannot be opened is listed by its id, so that it can be removed; the others go on."""
    try:
        return _info(folder)
    except LibraryError:
        return LibraryInfo(
            id=folder.name,
            name=f"{folder.name} (cannot be opened)",
            paths=(),
            documents=0,
            unreadable=0,
            bytes=0,
            updated=datetime.fromisoformat(_time_of(folder / "library.sqlite")),
        )


def _info(folder: Path) -> LibraryInfo:
    demand_files(folder)
    file = folder / "library.sqlite"
    store = DocumentStore(file)
    try:
        documents, unreadable, size = store.totals()
        return LibraryInfo(
            id=folder.name,
            name=store.fact("name") or "",
            paths=tuple(str(path) for path in store.paths()),
            documents=documents,
            unreadable=unreadable,
            bytes=size,
            updated=datetime.fromisoformat(store.fact("updated") or _time_of(file)),
        )
    finally:
        store.close()


def _time_of(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat()
