"""Runs and their events, kept as they happen: a crash loses nothing that was shown."""

import os
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil

from rlm_desktop.errors import BadRequest
from rlm_desktop.events import AnyEvent, Event, Noted, TextStreamed
from rlm_desktop.reply import Reply, Status, Usage
from rlm_desktop.runs.database import Database
from rlm_desktop.runs.ulid import new_ulid

_EVENTS: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)

RUNNING = "This run is still going on."
FOREIGN = "Another version of this program wrote this answer in a way that this one cannot read. It is kept."
UNFINISHED = "The program ended before this run did; what it had done until then is kept."


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, of what, and how."""

    question: str
    library: str
    paths: tuple[str, ...]
    settings: str
    """JSON, as it was given to `begin`."""
    after: str = ""
    """The run that this one followed up, or nothing."""


_LISTED = 8000
"""Characters of a question and an answer that a list has: twice the longest question that can be asked."""


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history."""

    id: str
    question: str
    status: Status
    answer: str
    started: datetime
    seconds: float
    library: str
    after: str = ""
    """The run that this one followed up, or nothing."""
    running: bool = False
    """Whether the process that asks is still at it; the status is then "stopped" for want of a better one."""


class RunStore:
    """The history in one SQLite file. Any thread may call; several processes may share the file."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path)

    @property
    def warning(self) -> str:
        """What the user should know about the file itself, or nothing."""
        return self._database.warning

    def begin(
        self,
        question: str,
        library: str = "",
        paths: Sequence[str] = (),
        settings: str = "{}",
        *,
        after: str = "",
    ) -> str:
        """Keep the question before anything else is done with it; the run's id."""
        run = new_ulid()
        names = _json([_readable(path) for path in paths])
        row = (run, _readable(question), library, names, settings, time.time(), _this_process(), after)
        with self._database.writing(surely=True) as connection:
            connection.execute(
                "INSERT INTO runs (id, question, library, paths, settings, started, process, after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return run

    def append(self, run: str, event: Event) -> None:
        """Keep one event. Streamed pieces are left out: the whole text follows them."""
        if isinstance(event, TextStreamed):
            return
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO events (run, number, at, json)"
                " SELECT ?, 1 + coalesce(max(number), 0), ?, ? FROM events WHERE run = ?",
                (run, event.at, _json(event), run),
            )

    def finish(self, run: str, reply: Reply) -> None:
        row = (reply.status, reply.answer, reply.usage.seconds, _json(reply), run)
        with self._database.writing(surely=True) as connection:
            connection.execute(
                "UPDATE runs SET status = ?, answer = ?, seconds = ?, reply = ? WHERE id = ?", row
            )

    def list(self, limit: int = 50, search: str = "") -> Sequence[RunSummary]:
        """The newest runs first; with `search`, those whose question or answer contains it."""
        pattern = f"%{_escaped(search)}%"
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT id, substr(question, 1, {_LISTED}), status, substr(answer, 1, {_LISTED}), started,"
                " process, library, after,"
                " coalesce(seconds, (SELECT max(at) FROM events WHERE run = id), 0.0) FROM runs"
                " WHERE question LIKE ?1 ESCAPE '\\' OR answer LIKE ?1 ESCAPE '\\'"
                " ORDER BY rowid DESC LIMIT ?2",
                (pattern, limit),
            ).fetchall()
        return [_summary(row) for row in rows]

    def find(self, name: str) -> str:
        """The id of the run meant by the beginning of an id, or by "last". Raises `BadRequest`."""
        pattern = "%" if name == "last" else f"{_escaped(name.upper())}%"
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM runs WHERE id LIKE ? ESCAPE '\\' ORDER BY rowid DESC LIMIT 2", (pattern,)
            ).fetchall()
        if not rows or not name:
            raise _unknown(name)
        if len(rows) > 1 and name != "last":
            raise BadRequest(f"Several runs begin with {name}.", hint="Give more letters of the run's name.")
        return str(rows[0][0])

    def request(self, run: str) -> Request:
        names = "question, library, settings, after, paths"
        question, library, settings, after, paths = map(str, self._row(run, names))
        try:
            decoded = msgspec.json.decode(paths, type=tuple[str, ...])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise BadRequest(
                "What this run was asked over is not kept in a way that this version knows.",
                hint="Ask the question anew.",
            ) from error
        return Request(question=question, library=library, paths=decoded, settings=settings, after=after)

    def events(self, run: str) -> Sequence[AnyEvent]:
        """What happened in a run, in order."""
        self._row(run, "id")
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT at, json FROM events WHERE run = ? ORDER BY number", (run,)
            ).fetchall()
        return [_event(at, text) for at, text in rows]

    def reply(self, run: str) -> Reply:
        """What the run ended with; for one that was cut off, "stopped", and how long it went on."""
        question, text, process, after = self._row(run, "question, reply, process, after")
        if text is not None:
            return _reply(run, str(question), str(text))
        last = max((event.at for event in self.events(run)), default=0.0)
        return Reply(
            run=run,
            question=str(question),
            status="stopped",
            answer="",
            notes=(RUNNING if _is_alive(str(process)) else UNFINISHED,),
            after=str(after),
            usage=Usage(seconds=last),
        )

    def remove(self, run: str) -> None:
        """Take a run out of the file, not just out of the list: its bytes are overwritten."""
        self._row(run, "id")
        with self._database.writing(surely=True) as connection:
            connection.execute("DELETE FROM runs WHERE id = ?", (run,))
        self._database.forget_traces(run)

    def close(self) -> None:
        self._database.close()

    def _row(self, run: str, columns: str) -> tuple[object, ...]:
        with self._database.reading() as connection:
            row: tuple[object, ...] | None = connection.execute(
                f"SELECT {columns} FROM runs WHERE id = ?", (run,)
            ).fetchone()
        if row is None:
            raise _unknown(run)
        return row


def _summary(row: sqlite3.Row) -> RunSummary:
    run, question, status, answer, started, process, library, after, seconds = row
    return RunSummary(
        id=run,
        question=question,
        status=status or "stopped",
        answer=answer,
        started=_moment(started),
        seconds=seconds,
        library=library,
        after=after,
        running=status is None and _is_alive(process),
    )


def _moment(seconds: float) -> datetime:
    """A time that was kept; one that no calendar has is the beginning of all."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _event(at: float, text: str) -> AnyEvent:
    try:
        return _EVENTS.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return Noted(at=at, text="Something happened here that another version of this program wrote down.")


def _reply(run: str, question: str, text: str) -> Reply:
    try:
        return msgspec.json.decode(text, type=Reply)
    except (msgspec.MsgspecError, RecursionError):
        # Kept as it is: the version that wrote it can show it again.
        return Reply(run=run, question=question, status="failed", answer="", notes=(FOREIGN,))


def _unknown(run: str) -> BadRequest:
    return BadRequest(f"There is no run {run}.", hint="`rlm-desktop runs list` shows the runs that are kept.")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _readable(text: str) -> str:
    """Names of files need not be UTF-8; what is not is kept as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _this_process() -> str:
    return _mark(psutil.Process(os.getpid()))


def _is_alive(mark: str) -> bool:
    number = mark.partition(":")[0]
    try:
        return _mark(psutil.Process(int(number))) == mark
    except (psutil.Error, ValueError):
        return False


def _mark(process: psutil.Process) -> str:
    # Numbers of processes are used again; together with the start they are not.
    return f"{process.pid}:{process.create_time():.1f}"
