"""Parsing in a process of its own: the application's memory stays small, and stopping is at once."""

import errno
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from rlm_desktop import walls
from rlm_desktop.context.children import GONE, UNBELIEVED, apart
from rlm_desktop.context.source import Source
from rlm_desktop.errors import DocumentChanged, LibraryError, RlmError, SandboxUnsafe, Stopped
from rlm_desktop.events import Event, IngestProgressed
from rlm_desktop.profile import Table
from rlm_desktop.spans import DocumentId

PATIENCE = 0.1
"""Seconds between two looks at whether to stop, and between two words of progress."""
_LAST_SECONDS = 5.0
_LONGEST_ANSWER = 64 * 1024 * 1024
"""How long a child that has died may take to be gone."""
FORM = 62
"""Counted up when records are found or kept in another way: tables of before are then made anew."""
_GO_ON = b"go on"


class _Order(msgspec.Struct, frozen=True):
    database: str
    sources: tuple[tuple[int, str, str, str, int, int], ...]


class _Progressed(msgspec.Struct, frozen=True, tag="progressed"):
    doing: str
    done: int
    total: int
    document: str
    unit: str = ""


class _Built(msgspec.Struct, frozen=True, tag="built"):
    tables: tuple[Table, ...]


class _Failed(msgspec.Struct, frozen=True, tag="failed"):
    message: str
    changed: bool


_Answer = _Progressed | _Built | _Failed


def build(
    database: Path,
    sources: Sequence[Source],
    *,
    emit: Callable[[Event], None],
    should_stop: Callable[[], bool],
) -> tuple[Table, ...]:
    """Parse the records of all documents into the file `database`, anew.

    The old file stays until the new one is whole. Raises `Stopped`, `DocumentChanged`, `LibraryError`.
    """
    # A folder of its own: the child may write nothing beside it.
    workshop = database.with_name(database.name + ".new")
    _remove(workshop)
    workshop.mkdir(mode=0o700, parents=True)
    fresh = workshop / database.name
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs,), daemon=True)
    with apart():
        process.start()
    theirs.close()
    try:
        ours.send_bytes(msgspec.msgpack.encode(_order(fresh, sources)))
        tables = _follow(ours, emit, should_stop)
        process.join(_LAST_SECONDS)
        fresh.replace(database)
        return tables
    except UNBELIEVED as error:
        raise LibraryError(
            "The process that parses records said what cannot be.", hint="A text may have taken it over."
        ) from error
    except (EOFError, BrokenPipeError, ConnectionResetError, FileNotFoundError) as error:
        process.join(_LAST_SECONDS)
        raise _died(process.exitcode) from error
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        ours.close()
        process.close()
        _remove(workshop)


def _order(database: Path, sources: Sequence[Source]) -> _Order:
    listed = ((int(s.document), s.name, s.kind, os.fspath(s.path), s.start, s.size) for s in sources)
    return _Order(str(database), tuple(listed))


def _died(status: int | None) -> LibraryError:
    if status == -signal.SIGILL:
        return LibraryError(
            "This processor is too old for tables: DuckDB needs AVX2.",
            hint="What stands in the text can be asked all the same.",
        )
    return LibraryError(
        "The process that parses records died.", hint="Is there enough free memory and disk? Try again."
    )


def _follow(
    pipe: Connection, emit: Callable[[Event], None], should_stop: Callable[[], bool]
) -> tuple[Table, ...]:
    while True:
        if should_stop():
            raise Stopped("Stopped while parsing records.")
        if not pipe.poll(PATIENCE):
            continue
        match msgspec.msgpack.decode(pipe.recv_bytes(_LONGEST_ANSWER), type=_Answer):
            case _Progressed() as how_far:
                emit(_told(how_far))
                # Only now may it go further: whoever is paused here holds the child as well.
                pipe.send_bytes(_GO_ON)
            case _Built(tables=tables):
                return tables
            case _Failed(message=message, changed=True):
                raise DocumentChanged(message, hint="Add it again, or index the library anew.")
            case _Failed(message=message):
                raise LibraryError(message, hint="Is there enough free disk? Try again.")


def _told(how_far: _Progressed) -> IngestProgressed:
    return IngestProgressed(
        doing=how_far.doing,
        done=how_far.done,
        total=how_far.total,
        document=how_far.document,
        unit=how_far.unit,
    )


def _remove(workshop: Path) -> None:
    """What a program that was killed left behind may also be a file."""
    if workshop.is_dir() and not workshop.is_symlink():
        shutil.rmtree(workshop, ignore_errors=True)
    for suffix in ("", ".wal"):
        workshop.with_name(workshop.name + suffix).unlink(missing_ok=True)


def _work(pipe: Connection) -> None:
    """The child: one order, progress, one answer. DuckDB is loaded here and not in the program itself."""
    with suppress(*GONE):
        order = msgspec.msgpack.decode(pipe.recv_bytes(), type=_Order)
        try:
            isolate(Path(order.database).parent, [Path(source[3]) for source in order.sources])
        except SandboxUnsafe as error:
            _send(pipe, _Failed(error.message, False))
            return
        _assemble(pipe, order)


def isolate(workshop: Path, texts: Sequence[Path]) -> None:
    """What the text makes of its parser can read the text and write its tables, and reach nothing else.

    Raises `SandboxUnsafe` where a wall that the system has can't be put up.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    walls.confine(read=list(dict.fromkeys(texts)), write=[workshop])


def _assemble(pipe: Connection, order: _Order) -> None:
    import duckdb

    from rlm_desktop.context.records.assemble import assemble

    sources = [
        Source(document=DocumentId(document), name=name, kind=kind, path=Path(path), start=start, size=size)
        for document, name, kind, path, start, size in order.sources
    ]

    said = time.monotonic() - PATIENCE

    def progress(doing: str, done: int, total: int, document: str, unit: str = "") -> None:
        nonlocal said
        if time.monotonic() - said < PATIENCE:
            return
        said = time.monotonic()
        _send(pipe, _Progressed(doing, done, total, document, unit))
        # A child whose parent is gone ends here.
        pipe.recv_bytes()

    try:
        _send(pipe, _Built(assemble(Path(order.database), sources, progress)))
    except FileNotFoundError as error:
        _send(pipe, _Failed(f"{Path(str(error.filename)).name} is no longer there.", True))
    except (RlmError, OSError, RuntimeError, ValueError, MemoryError, duckdb.Error) as error:
        _send(pipe, _Failed(f"Records could not be parsed: {_why(error)}", False))


def _why(error: Exception) -> str:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "the disk is full." if os.strerror(errno.ENOSPC) in said else said


def _send(pipe: Connection, answer: _Answer) -> None:
    pipe.send_bytes(msgspec.msgpack.encode(answer))
