"""A runtime that answers from a script, for tests of what stands on it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from rlm_desktop.cli.call import OpenRuntime
from rlm_desktop.errors import ModelMissing
from rlm_desktop.events import Event, IngestProgressed, PlanChosen, RunEnded, RunStarted
from rlm_desktop.ports import Context
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.reply import Coverage, Evidence, Quote, Reply, Status, Usage
from rlm_desktop.runs.store import RunStore
from rlm_desktop.runtime import AskOptions, Check, LibraryInfo, ModelState
from rlm_desktop.runtime.speeds import Speed
from rlm_desktop.sandbox.script import ScriptResult
from rlm_desktop.settings import Settings

Emit = Callable[[Event], None]

PROFILE = Profile(
    documents=1,
    bytes=4_400_000,
    lines=80_000,
    tables=(
        Table(
            name="records",
            kind="log",
            row_is="line",
            rows=80_000,
            fits=1.0,
            columns=(Column(name="user", type="text"), Column(name="level", type="text")),
        ),
    ),
)


def a_reply(run: str, question: str, *, status: Status = "answered") -> Reply:
    quote = Quote(document="app.log", start=0, end=20, line=301, quote="user17 ERROR \x1b[2Jrequest")
    return Reply(
        run=run,
        question=question,
        status=status,
        answer="user17, 256" if status == "answered" else "",
        value=["user17", 256],
        evidence=Evidence(total=256, shown=(quote,)),
        coverage=Coverage(
            bytes_total=4_400_000,
            bytes_scanned=4_400_000,
            documents_total=1,
            documents_touched=1,
            exhaustive=True,
        ),
        plan="guided",
        program="answer(sql('SELECT 1'))",
        usage=Usage(seconds=9.8, prompt_tokens=812, generated_tokens=95),
    )


class FakeRuntime:
    """Keeps what it was asked in `asked`; replies from `script` (question, options → reply or error)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.history = RunStore(settings.data.history)
        self.warnings = [said for said in (settings.warning, self.history.warning) if said]
        self.asked: list[tuple[str, tuple[str, ...], str | None, AskOptions]] = []
        self.followed: list[str | None] = []
        self.script: Callable[[str, str], Reply] = a_reply
        self.named = LibraryInfo(
            id="01LIB",
            name="logs",
            paths=("/logs",),
            documents=3,
            bytes=4_400_000,
            unreadable=0,
            updated=datetime.now(UTC),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(
        self,
        question: str,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        after: str | None = None,
        options: AskOptions | None = None,
        emit: Emit | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Reply:
        names = tuple(map(str, paths))
        self.followed.append(after)
        if after and not names:
            names = self.history.request(after).paths
        self.asked.append((question, names, library, options or AskOptions()))
        run = self.history.begin(
            question, library or "", names, '{"plan":"guided","seed":7}', after=after or ""
        )
        reply = self.script(run, question)
        for event in (
            RunStarted(run=run, question=question, paths=names),
            IngestProgressed(doing="reading files", done=1, total=2, document="app.log"),
            PlanChosen(at=0.2, plan="guided", why="records were found"),
            RunEnded(at=9.8, reply=reply),
        ):
            self.history.append(run, event)
            if emit:
                emit(event)
        self.history.finish(run, reply)
        return reply

    def libraries(self) -> Sequence[LibraryInfo]:
        return (self.named,)

    def add_library(
        self,
        name: str,
        paths: Sequence[str | Path],
        *,
        emit: Emit | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> LibraryInfo:
        return self.named

    def update_library(
        self,
        name: str,
        *,
        add: Sequence[str | Path] = (),
        emit: Emit | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> LibraryInfo:
        return self.named

    def reindex_library(
        self, name: str, *, emit: Emit | None = None, should_stop: Callable[[], bool] | None = None
    ) -> LibraryInfo:
        return self.named

    def remove_run(self, run_id: str) -> None:
        self.history.remove(run_id)

    def remove_library(self, name: str) -> None:
        pass

    def finish_words(self, name: str, *, should_stop: Callable[[], bool] | None = None) -> bool:
        return True

    def open_library(self, name: str) -> Context:
        return cast(Context, FakeContext())

    def describe(self, profile: Profile) -> str:
        return f"records, {profile.tables[0].rows:,} lines"

    def models(self) -> Sequence[ModelState]:
        return (_model(present=True),)

    def get_model(self, name: str, *, emit: Emit | None = None) -> Path:
        if name != "small":
            raise ModelMissing(
                f"There is no model called {name}.", hint="`rlm-desktop models list` shows them."
            )
        return Path("/models/small.gguf")

    def import_model(self, path: Path, *, link: bool = False) -> ModelState:
        return _model(present=True)

    def verify_model(self, name: str) -> bool:
        return name == "small"

    def remove_model(self, name: str) -> None:
        pass

    def run_script(
        self, code: str, *, paths: Sequence[str | Path] = (), sub: str | None = None
    ) -> ScriptResult:
        return ScriptResult(
            ok=True,
            output=f"{len(code)} letters\n",
            answer=42,
            error=None,
            seconds=0.1,
            calls=0,
            killed=False,
        )

    def run_places(self, run_id: str) -> Iterator[Quote]:
        """The text has changed since: fewer places than there were."""
        shown = self.history.reply(run_id).evidence.shown
        return iter(shown * 2)

    def doctor(self) -> Sequence[Check]:
        return (
            Check(name="memory", ok=True, detail="16 GB", hint=""),
            Check(name="model", ok=False, detail="no model", hint="`rlm-desktop models get small`"),
        )

    def close(self) -> None:
        self.history.close()


class FakeContext:
    profile = PROFILE


def opener(change: Callable[[FakeRuntime], None] | None = None) -> tuple[OpenRuntime, list[FakeRuntime]]:
    """What `main` takes as `open_runtime`, and the list of the runtimes it opened."""
    opened: list[FakeRuntime] = []

    def open_runtime(settings: Settings) -> FakeRuntime:
        runtime = FakeRuntime(settings)
        if change:
            change(runtime)
        opened.append(runtime)
        return runtime

    return cast(OpenRuntime, open_runtime), opened


def _model(*, present: bool) -> ModelState:
    return ModelState(
        name="small",
        title="Small",
        bytes=1_117_320_768,
        present=present,
        path=Path("/models/small.gguf"),
        good_for="planning and reading",
        is_root=True,
        is_sub=True,
        usual=Speed(reads=88.0, writes=15.0),
    )
