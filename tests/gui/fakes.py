"""A runtime without models or files: text made up on demand, runs that replay a script of events."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from rlm_desktop import events as happened
from rlm_desktop.context.glance import first_lines
from rlm_desktop.errors import LibraryError, ModelRefused, RlmError, Stopped
from rlm_desktop.events import Event, RunEnded
from rlm_desktop.gui.backend import AskChoice, Emit, Forecast, PagePicture, Speed
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Column, Document, Profile, Scan, Table
from rlm_desktop.reply import Coverage, Evidence, ModelUsed, Quote, Reply, Usage
from rlm_desktop.sandbox.script import ScriptResult
from rlm_desktop.settings import Settings
from rlm_desktop.spans import DocumentId, Hit, Place, Span

WIDTH = 64
"""Bytes of every made-up line, its end included: any line can be made without the ones before it."""
USERS = ("anna", "bodil", "carl", "dagny", "einar")


class FakeLine(msgspec.Struct, frozen=True):
    number: int
    span: Span
    text: str
    clipped: bool = False


class FakeLibraryInfo(msgspec.Struct, frozen=True):
    name: str
    paths: tuple[str, ...]
    documents: int
    bytes: int
    id: str = "1"
    updated: datetime = datetime(2026, 3, 1, tzinfo=UTC)


class FakeRunSummary(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    question: str
    status: str
    answer: str
    started: datetime
    seconds: float
    library: str


class FakeModel(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    title: str
    bytes: int
    present: bool
    path: str = ""
    good_for: str = ""
    licence: str = "Apache-2.0"
    memory: int = 1_600_000_000
    fit: Literal["now", "later", "never"] = "now"
    is_root: bool = False
    is_sub: bool = False
    speed: Speed | None = None
    usual: Speed = Speed(reads=100.0, writes=14.0)


def line_text(number: int) -> str:
    user = USERS[number % len(USERS)]
    level = "ERROR" if number % 7 == 0 else "INFO"
    return f"2026-03-{number % 28 + 1:02} {user:6} {level:5} order {number:>12} done".ljust(WIDTH - 1)


class FakeLibrary:
    """Documents of as many lines as wanted; nothing is stored."""

    def __init__(self, documents: Sequence[Document], profile: Profile) -> None:
        self._documents = tuple(documents)
        self.profile = profile
        self.lines_read = 0
        self.reads_on: set[str] = set()

    def documents(self) -> Sequence[Document]:
        return self._documents

    def profile_of(self, documents: Sequence[DocumentId]) -> Profile:
        chosen = [item for item in self._documents if item.id in documents]
        return msgspec.structs.replace(
            self.profile,
            documents=len(chosen),
            bytes=sum(item.bytes for item in chosen),
            lines=sum(item.lines for item in chosen),
        )

    def lines(self, document: DocumentId, first: int, count: int) -> Sequence[FakeLine]:
        found = next(item for item in self._documents if item.id == document)
        last = min(first + count - 1, found.lines)
        self.lines_read += max(0, last - first + 1)
        return [
            FakeLine(number, Span(document, (number - 1) * WIDTH, number * WIDTH), line_text(number))
            for number in range(first, last + 1)
        ]

    def locate(self, document: DocumentId, offset: int) -> Place:
        self.reads_on.add(threading.current_thread().name)
        return Place(offset // WIDTH + 1)

    def scan(self, pattern: str, *, keep: int = 1000, documents: Sequence[DocumentId] = ()) -> Scan:
        self.reads_on.add(threading.current_thread().name)
        hits = []
        for document in self._documents:
            if documents and document.id not in documents:
                continue
            for number in range(1, min(document.lines, 500) + 1):
                at = line_text(number).lower().find(pattern.lower())
                if at >= 0:
                    start = (number - 1) * WIDTH + at
                    hits.append(Hit(Span(document.id, start, start + len(pattern)), pattern))
        return Scan(len(hits), len(hits), len({hit.span.document for hit in hits}), tuple(hits[:keep]))


def document(number: int, name: str, lines: int, **more: str) -> Document:
    return Document(
        id=DocumentId(number),
        name=name,
        path=f"/data/{name}",
        kind=Path(name).suffix.lstrip(".") or "txt",
        bytes=lines * WIDTH,
        lines=lines,
        **more,  # type: ignore[arg-type]
    )


DOCUMENTS = (
    document(1, "orders/2026/march.log", 60_000),
    document(2, "orders/2026/april.log", 20_400),
    document(3, "letters/halden.txt", 310),
    document(4, "letters/scan.pdf", 0, status="unreadable", reason="It is a picture without a text layer."),
)

PROFILE = Profile(
    documents=3,
    bytes=sum(item.bytes for item in DOCUMENTS),
    lines=80_710,
    unreadable=1,
    kinds=(("log", 2), ("txt", 1)),
    tables=(
        Table(
            name="records",
            kind="log",
            row_is="line",
            rows=80_400,
            fits=0.998,
            misfit="-- log rotated --",
            columns=(
                Column(name="day", type="date", distinct=61, minimum="2026-03-01", maximum="2026-04-30"),
                Column(
                    name="user",
                    type="text",
                    distinct=5,
                    values=(
                        ("anna", 20_110),
                        ("bodil", 18_200),
                        ("carl", 16_020),
                        ("dagny", 14_050),
                        ("einar", 12_020),
                    ),
                ),
                Column(name="level", type="text", distinct=2, values=(("INFO", 68_914), ("ERROR", 11_486))),
                Column(
                    name="order_id", type="integer", distinct=80_400, minimum="1", maximum="80400", nulls=12
                ),
                Column(name="message", type="text", distinct=79_000, note="free text"),
            ),
        ),
    ),
)

CODE = """rows = sql('''
  select user, count(*) as n
  from records
  where level = 'ERROR'
  group by user
  order by n desc
''')
answer(rows[0])  # the first has the most"""


def quote(line: int, name: str = "orders/2026/march.log") -> Quote:
    text = line_text(line)
    start = (line - 1) * WIDTH
    return Quote(document=name, start=start, end=start + len(text.rstrip()), line=line, quote=text.rstrip())


def a_reply(**changes: object) -> Reply:
    """An answered question; `changes` make it another."""
    base = Reply(
        run="01J",
        question="Which user has the most ERROR lines, and how many?",
        status="answered",
        answer="anna, 2,871",
        value=["anna", 2871],
        evidence=Evidence(total=2871, shown=tuple(quote(35 * number) for number in range(1, 201))),
        coverage=Coverage(
            bytes_total=PROFILE.bytes,
            bytes_scanned=PROFILE.bytes,
            documents_total=3,
            documents_touched=3,
            exhaustive=True,
        ),
        plan="guided",
        program=CODE,
        usage=Usage(root_turns=1, candidates=3, prompt_tokens=812, generated_tokens=95, seconds=9.8),
        models={"root": ModelUsed("Qwen2.5-Coder-1.5B-Instruct", "cc32")},
    )
    return msgspec.structs.replace(base, **changes)


def a_run(reply: Reply, *, library: str = "Orders") -> list[Event]:
    """What happens on the way to a reply, in order."""
    written: list[Event] = [
        happened.RunStarted(at=0.0, run=reply.run, question=reply.question, library=library),
        happened.TextProfiled(at=0.3, profile=PROFILE),
        happened.ModelLoaded(at=1.1, role="root", name="Qwen2.5-Coder-1.5B-Instruct", seconds=0.8),
        happened.PlanChosen(at=1.1, plan="guided", why="the text has records"),
        happened.TurnStarted(
            at=1.2, turn=1, candidates=3, prompt="You write short programs.\n\nrecords: day, user, level"
        ),
    ]
    written += [happened.TextStreamed(at=1.5, turn=1, candidate=0, text=piece) for piece in CODE.split(" ")]
    for candidate in range(3):
        written.append(
            happened.ProgramWritten(
                at=4.0, turn=1, candidate=candidate, language="python", code=CODE, tokens=38, seconds=3.1
            )
        )
    return [
        *written,
        happened.QueryRan(
            at=5.0, turn=1, candidate=0, sql="select user, count(*) from records", rows=5, seconds=0.1
        ),
        happened.OutputPrinted(at=5.1, turn=1, candidate=0, text="anna 2871\n"),
        happened.ProgramFinished(at=5.2, turn=1, candidate=0, answer=reply.answer, seconds=0.4),
        happened.ProgramFailed(
            at=5.6,
            turn=1,
            candidate=1,
            kind="NameError",
            message="name 'recrods' is not defined",
            seconds=0.1,
        ),
        happened.ProgramFinished(at=5.9, turn=1, candidate=2, answer=reply.answer, seconds=0.3),
        happened.CandidatesCompared(at=6.0, groups=((reply.answer, 2),), chosen=reply.answer),
        RunEnded(at=9.8, reply=reply),
    ]


CATALOGUE = (
    FakeModel(
        name="qwen2.5-coder-1.5b-instruct-q4_k_m",
        title="Qwen2.5 Coder 1.5B",
        bytes=1_117_320_768,
        present=False,
        good_for="Questions over records and text, on any laptop.",
    ),
    FakeModel(
        name="qwen2.5-coder-0.5b-instruct-q4_k_m",
        title="Qwen2.5 Coder 0.5B",
        bytes=491_400_064,
        present=False,
        memory=966_000_000,
        good_for="Small machines; right less often.",
    ),
    FakeModel(
        name="qwen2.5-coder-7b-instruct-q4_k_m",
        title="Qwen2.5 Coder 7B",
        bytes=4_683_073_536,
        present=False,
        memory=5_400_000_000,
        fit="never",
        good_for="Better programs for harder questions.",
    ),
)


class FakeHandle:
    """Plays a script on a thread; stopped, it ends at once with a stopped reply."""

    def __init__(self, script: Sequence[Event], emit: Emit, *, pause: float, question: str) -> None:
        self.run_id = "01J"
        self.reply: Reply | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._play, args=(script, emit, pause, question), daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        self._stop.set()

    def wait(self, timeout: float | None = None) -> Reply | None:
        self._thread.join(timeout)
        return self.reply

    def _play(self, script: Sequence[Event], emit: Emit, pause: float, question: str) -> None:
        for event in script:
            if (pause and self._stop.wait(pause)) or self._stop.is_set():
                self.reply = Reply(run=self.run_id, question=question, status="stopped", answer="")
                emit(RunEnded(reply=self.reply))
                return
            if isinstance(event, RunEnded):
                self.reply = event.reply
            emit(event)


class FakeRuntime:
    """Set `script`, `pause`, `refuses` or `library` before asking to choose what happens."""

    def __init__(self, folder: Path, *, libraries: Sequence[str] = ("Orders",)) -> None:
        self.settings = Settings(data=DataFolder(folder))
        self.library = FakeLibrary(DOCUMENTS, PROFILE)
        self.script: Sequence[Event] = a_run(a_reply())
        self.pause = 0.0
        self.refuses: RlmError | None = None
        self.asked: list[tuple[str, str, AskChoice]] = []
        self.followed: list[str] = []
        self.added: list[tuple[str, tuple[str, ...]]] = []
        self.handles: list[FakeHandle] = []
        self.closed = False
        self.records_wait: threading.Event | None = None
        """Set, a library that is made is there at once, and its records when it is set off."""
        self.changes = 0
        """Files that changed since they were read."""
        self.going = threading.Event()
        """Not set while the reading of files is to stand still."""
        self.going.set()
        self.places_listed_on: set[str] = set()
        self.places_gone: RlmError | None = None
        self.present = {CATALOGUE[0].name}
        self.damaged: set[str] = set()
        self.options = AskChoice()
        self.speed: Speed | None = None
        self.cost = Forecast(
            passages=1200,
            seconds=9000.0,
            sample_passages=40,
            sample_seconds=300.0,
            measured=False,
            share=0.2,
        )
        self.pages_drawn: list[tuple[str, int]] = []
        self.scripts: list[tuple[str, str | None]] = []
        self.script_result = ScriptResult(ok=True, output="said\n", answer=[["anna", 2871]], seconds=0.2)
        self.history = [self._summary(number) for number in range(40)]
        self._names = list(libraries)

    def ask_from_window(
        self, question: str, *, library: str, choice: AskChoice, emit: Emit, after: str = ""
    ) -> FakeHandle:
        if self.refuses:
            raise self.refuses
        self.asked.append((question, library, choice))
        self.followed.append(after)
        self.handles.append(FakeHandle(self.script, emit, pause=self.pause, question=question))
        return self.handles[-1]

    def libraries(self) -> Sequence[FakeLibraryInfo]:
        return [FakeLibraryInfo(name, ("/data",), 3, PROFILE.bytes) for name in self._names]

    def add_library(
        self,
        name: str,
        paths: Sequence[str],
        *,
        emit: Emit | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> FakeLibraryInfo:
        say: Emit = emit or (lambda _: None)
        self.added.append((name, tuple(paths)))
        for number in range(1, 21):
            if not self.going.is_set():
                say(happened.IngestPaused())
                while not self.going.wait(0.01) and not (should_stop and should_stop()):
                    pass
                say(happened.IngestResumed())
            if should_stop and should_stop():
                break
            say(
                happened.IngestProgressed(
                    doing="reading files",
                    done=number * 10**8,
                    total=20 * 10**8,
                    document=f"part-{number}.log",
                    unit="bytes",
                    rate=4e7,
                    remaining=(20 - number) * 30.0,
                )
            )
            time.sleep(self.pause)
        if self.records_wait:
            self._names.append(name)
            say(happened.IngestProgressed(doing="parsing records", done=1, total=2))
            self.records_wait.wait(30)
        say(
            happened.DocumentSkipped(
                document="letters/scan.pdf", reason="It is a picture without a text layer."
            )
        )
        if any("unreadable" in path for path in paths):
            raise LibraryError(
                "No file in it could be read.", hint="Add text, tables, logs, or PDF with a text layer."
            )
        if name not in self._names:
            self._names.append(name)
        return FakeLibraryInfo(name, tuple(paths), 3, PROFILE.bytes)

    def update_library(
        self,
        name: str,
        *,
        add: Sequence[str] = (),
        emit: Emit | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> FakeLibraryInfo:
        return self.add_library(name, add, emit=emit, should_stop=should_stop)

    def pause_library(self, name: str) -> None:
        self.going.clear()

    def resume_library(self, name: str) -> None:
        self.going.set()

    def remove_library(self, name: str) -> None:
        self._names.remove(name)

    def open_library(self, name_or_paths: str) -> FakeLibrary:
        return self.library

    def library_changes(self, name: str) -> int:
        return self.changes

    def first_lines(self, path: str, count: int = 40) -> Sequence[str]:
        return first_lines(Path(path), count)

    def runs(self, *, limit: int = 200, search: str = "") -> Sequence[FakeRunSummary]:
        return [run for run in self.history if search.lower() in (run.question + run.answer).lower()][:limit]

    def run_events(self, run_id: str) -> Iterator[Event]:
        return iter(event for event in a_run(a_reply()) if not isinstance(event, happened.TextStreamed))

    def run_reply(self, run_id: str) -> Reply:
        return a_reply()

    def run_places(self, run_id: str) -> Iterator[Quote]:
        self.places_listed_on.add(threading.current_thread().name)
        if self.places_gone:
            raise self.places_gone
        return (quote(35 * number) for number in range(1, 2872))

    def run_options(self, run_id: str) -> AskChoice:
        return self.options

    def follows_up(self, question: str) -> bool:
        return question.lower().startswith("and ")

    def run_export(self, run_id: str, form: str) -> str:
        return f"{form}: {self.run_reply(run_id).answer}\n"

    def remove_run(self, run_id: str) -> None:
        self.history = [run for run in self.history if run.id != run_id]

    def change_settings(self, settings: Settings) -> None:
        self.settings = settings

    def models(self) -> Sequence[FakeModel]:
        engine = self.settings.engine
        return [
            msgspec.structs.replace(
                model,
                present=model.name in self.present,
                path=f"/data/models/{model.name}.gguf" if model.name in self.present else "",
                speed=self.speed if model.name in self.present else None,
                is_root=model.name == engine.root,
                is_sub=model.name == (engine.sub or engine.root),
            )
            for model in CATALOGUE
        ]

    def get_model(
        self, name: str, *, emit: Emit | None = None, should_stop: Callable[[], bool] | None = None
    ) -> object:
        say: Emit = emit or (lambda _: None)
        for done in range(1, 11):
            if should_stop and should_stop():
                raise Stopped("The download was stopped.", hint="Start it again to go on from here.")
            say(happened.IngestProgressed(doing="downloading", done=done * 10**8, total=10**9))
            time.sleep(self.pause)
        self.present.add(name)
        return name

    def import_model(self, path: str, *, emit: Emit | None = None) -> FakeModel:
        if not path.endswith(".gguf"):
            raise ModelRefused(f"{path} is not a GGUF file.", hint="Choose a model file that ends in .gguf.")
        for done in range(1, 6):
            if emit:
                emit(happened.IngestProgressed(doing="copying", done=done * 10**8, total=5 * 10**8))
            self.going.wait(30)
        self.present.add(CATALOGUE[1].name)
        return CATALOGUE[1]

    def verify_model(self, name: str, *, emit: Emit | None = None) -> bool:
        return name not in self.damaged

    def remove_model(self, name: str) -> None:
        self.present.discard(name)

    def measure_model(self, name: str) -> Speed:
        self.speed = Speed(reads=70.0, writes=14.0)
        return self.speed

    def forecast(self, library: str) -> Forecast:
        return self.cost

    def page_picture(
        self, library: str, document: Document, page: int, *, width: int, span: Span | None = None
    ) -> PagePicture:
        marks = ((10.0, 20.0, 100.0, 12.0),) if span else ()
        self.pages_drawn.append((document.name, page))
        return PagePicture(
            page=page, pages=3, width=width, height=width, pixels=b"\xff" * (4 * width * width), marks=marks
        )

    def run_script(self, code: str, *, library: str | None = None) -> ScriptResult:
        self.scripts.append((code, library))
        return self.script_result

    def close(self) -> None:
        self.closed = True

    def _summary(self, number: int) -> FakeRunSummary:
        statuses = ("answered", "answered", "partial", "not_found", "failed")
        return FakeRunSummary(
            id=f"01J{number}",
            question=("Which user has the most ERROR lines?", "How many orders came in after May?")[
                number % 2
            ],
            status=statuses[number % 5],
            answer="anna, 2,871" if number % 5 < 3 else "",
            started=datetime.now(UTC) - timedelta(hours=7 * number),
            seconds=4.2 + number,
            library="Orders",
        )
