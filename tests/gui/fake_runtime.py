"""A runtime without models or files: libraries are made up, runs replayed, models only listed."""

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
from rlm_desktop.events import Event
from rlm_desktop.gui.beneath.backend import AskChoice, Emit, Forecast, PagePicture, Speed
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Document
from rlm_desktop.reply import Quote, Reply
from rlm_desktop.sandbox.script import ScriptResult
from rlm_desktop.settings import Settings
from rlm_desktop.spans import Span
from tests.gui.fake_library import DOCUMENTS, PROFILE, FakeLibrary
from tests.gui.fake_runs import FakeHandle, a_reply, a_run, quote


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
        self.linked: bool | None = None
        self.options = AskChoice()
        self.speed: Speed | None = None
        self.cost = Forecast(
            passages=1200,
            tokens=750_000,
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
        made_of = dict(self.added)
        return [
            FakeLibraryInfo(name, made_of.get(name, ("/data",)), 3, PROFILE.bytes) for name in self._names
        ]

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

    def import_model(self, path: str, *, link: bool = False, emit: Emit | None = None) -> FakeModel:
        if not path.endswith(".gguf"):
            raise ModelRefused(f"{path} is not a GGUF file.", hint="Choose a model file that ends in .gguf.")
        for done in range(1, 6):
            if emit:
                emit(happened.IngestProgressed(doing="copying", done=done * 10**8, total=5 * 10**8))
            self.going.wait(30)
        self.present.add(CATALOGUE[1].name)
        self.linked = link
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
