"""The libraries that are open: each once, for all who ask of it at the same time."""

import threading
from collections.abc import Sequence
from pathlib import Path

from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.runtime import libraries
from rlm_desktop.runtime.kinds import LibraryInfo
from rlm_desktop.runtime.running import Emit
from rlm_desktop.runtime.stopping import ShouldStop
from rlm_desktop.settings import Settings


class OpenLibraries:
    """Safe to call from several threads. What was opened stays open until `close`."""

    def __init__(self, settings: Settings) -> None:
        self._shelf = Shelf(settings.data, settings.table)
        self._open: dict[str, Library] = {}
        self._lock = threading.RLock()

    def close(self) -> None:
        with self._lock:
            for library in self._open.values():
                library.close()
            self._open.clear()

    def get(self, name_or_paths: str | Sequence[str | Path]) -> Library:
        """A library as it was last read."""
        with self._lock:
            if isinstance(name_or_paths, str):
                opened = self._shelf.open(name_or_paths)
            else:
                opened = self._shelf.for_paths(name_or_paths)
            known = self._open.setdefault(opened.id, opened)
        if known is not opened:
            opened.close()
        return known

    def ready(
        self, name_or_paths: str | Sequence[str | Path], emit: Emit, should_stop: ShouldStop
    ) -> Library:
        """The library that is asked, with what changed on disk read again."""
        known = self.get(name_or_paths)
        libraries.bring_up_to_date(known, emit, should_stop)
        return known

    def list(self) -> Sequence[LibraryInfo]:
        return [libraries.info(found) for found in self._shelf.list()]

    def add(self, name: str, paths: Sequence[str | Path], emit: Emit, should_stop: ShouldStop) -> LibraryInfo:
        """A new library, read and ready."""
        return self._read(self._shelf.create(name, paths), emit, should_stop)

    def change(self, name: str, more: Sequence[str | Path], less: Sequence[str | Path]) -> None:
        """Add paths and leave out some, for the next update. Raises `BadRequest` for paths it has not."""
        library = self.get(name)
        library.add(more)
        if less:
            library.leave_out(less)

    def update(self, name: str, emit: Emit, should_stop: ShouldStop) -> LibraryInfo:
        """Read what is new or changed."""
        library = self.get(name)
        library.update(emit=emit, should_stop=should_stop)
        return self._info(library.id)

    def read_anew(self, name: str, emit: Emit, should_stop: ShouldStop) -> LibraryInfo:
        """Everything that was read is forgotten and read again."""
        identity = self._shelf.identify(name)
        self._forget(identity)
        return self._read(self._shelf.reindex(identity), emit, should_stop)

    def write_out(self, name: str, target: Path, emit: Emit, should_stop: ShouldStop) -> None:
        """A library as one file."""
        self._shelf.write_out(name, target, emit=emit, should_stop=should_stop)

    def take_in(self, file: Path, name: str) -> LibraryInfo:
        """A library that was written out elsewhere."""
        return self._info(self._shelf.take_in(file, name))

    def remove(self, name: str) -> None:
        """Everything that was kept of it is deleted."""
        identity = self._shelf.identify(name)
        self._forget(identity)
        self._shelf.remove(identity)

    def _read(self, library: Library, emit: Emit, should_stop: ShouldStop) -> LibraryInfo:
        with self._lock:
            self._open[library.id] = library
        library.update(emit=emit, should_stop=should_stop)
        return self._info(library.id)

    def _forget(self, identity: str) -> None:
        with self._lock:
            library = self._open.pop(identity, None)
        if library:
            library.close()

    def _info(self, identity: str) -> LibraryInfo:
        return next(info for info in self.list() if info.id == identity)
