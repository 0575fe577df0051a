"""The program without a window: opens libraries, loads models, asks, and keeps the history."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import msgspec

from rlm_desktop.context.glance import first_lines
from rlm_desktop.context.library import Library
from rlm_desktop.events import Event
from rlm_desktop.ports import Engine
from rlm_desktop.profile import Document, Profile
from rlm_desktop.reply import Quote, Reply
from rlm_desktop.rlm import follow_ups
from rlm_desktop.rlm.passages.lengths import bytes_a_token
from rlm_desktop.runs.kept import KeptResults
from rlm_desktop.runs.store import RunStore, RunSummary
from rlm_desktop.runtime import doctor, libraries, pages, past_runs
from rlm_desktop.runtime.asking import Asked, Asking, begun
from rlm_desktop.runtime.finding import Finding, Grouping, Look, find, group
from rlm_desktop.runtime.forecast import Forecast, forecast
from rlm_desktop.runtime.kinds import AskOptions, Check, Fitting, LibraryInfo, ModelState
from rlm_desktop.runtime.models import Models
from rlm_desktop.runtime.nesting import clear_left_over
from rlm_desktop.runtime.open_libraries import OpenLibraries
from rlm_desktop.runtime.pages import PagePicture
from rlm_desktop.runtime.running import Emit, RunHandle
from rlm_desktop.runtime.scripts import reader_tools
from rlm_desktop.runtime.speeds import Speed
from rlm_desktop.runtime.stopping import ShouldStop, never
from rlm_desktop.sandbox.script import ScriptResult, run_script
from rlm_desktop.settings import Settings
from rlm_desktop.spans import Span


def _unheard(_: Event) -> None:
    return None


class Runtime:
    """Everything that can be done with the program. Safe to call from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        clear_left_over(settings.data.cache)
        self._libraries = OpenLibraries(settings)
        self.history = RunStore(settings.data.history)
        self._models = Models(settings)
        self._kept = KeptResults(settings.data.cache / "sub-calls.sqlite")
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop what runs, unload the models, close the libraries. Safe to call twice."""
        self._closing.set()
        self._models.close()
        self._libraries.close()
        self._kept.close()
        self.history.close()

    # -- asking

    def ask(
        self,
        question: str,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        after: str | None = None,
        options: AskOptions | None = None,
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Reply:
        """Answer one question over paths or a library; blocks until there is a reply.

        With `after`, a run's id or "last", it may lean on that run's question and answer; without
        paths and library it is asked over the same text.
        Raises `BadRequest` before the run begins; what goes wrong later is told in the reply.
        """
        asked = begun(self.history, question, paths=paths, library=library, after=after, options=options)
        return self._answer(asked, emit, should_stop or never)

    def follows_up(self, question: str) -> bool:
        """Whether a question reads as if it leant on the one before: "and in May?", "which of those?"."""
        return follow_ups.leans(question)

    def start(
        self,
        question: str,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        after: str | None = None,
        options: AskOptions | None = None,
        emit: Emit | None = None,
    ) -> RunHandle:
        """The same on a thread of its own; `emit` is called on that thread."""
        asked = begun(self.history, question, paths=paths, library=library, after=after, options=options)

        def work(should_stop: ShouldStop) -> Reply:
            return self._answer(asked, emit, should_stop)

        handle = RunHandle(work)
        handle.begun(asked.run)
        return handle.start()

    def _answer(self, asked: Asked, emit: Emit | None, should_stop: ShouldStop) -> Reply:
        asking = Asking(self.settings, history=self.history, models=self._models, kept=self._kept)
        return asking.answer(
            asked,
            lambda told, stop: self._libraries.ready(asked.library or asked.paths, told, stop),
            emit=emit,
            should_stop=lambda: should_stop() or self._closing.is_set(),
        )

    # -- looking without a model

    def first_lines(self, path: str | Path, count: int = 40) -> Sequence[str]:
        """The first lines of a text file, whatever its size, before anything is read in. Raises `OSError`."""
        return first_lines(Path(path), count)

    def scan(
        self,
        look: Look,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Finding:
        """Every place of a phrase or an expression.

        Files are read in first as far as that is needed: neither records nor words are waited for.
        """
        stop = should_stop or never
        return self._look(paths, library, emit or _unheard, lambda known: find(known, look, stop), stop)

    def group(
        self,
        look: Look,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Grouping:
        """The values that an expression takes out of the lines, counted."""
        stop = should_stop or never
        return self._look(paths, library, emit or _unheard, lambda known: group(known, look, stop), stop)

    def _look[Seen: Finding | Grouping](
        self,
        paths: Sequence[str | Path],
        library: str | None,
        emit: Emit,
        look: Callable[[Library], Seen],
        should_stop: ShouldStop,
    ) -> Seen:
        known = self.open_library(library or paths)
        whole = libraries.read_in(known, emit, should_stop)
        return msgspec.structs.replace(look(known), whole=whole)

    # -- libraries

    def libraries(self) -> Sequence[LibraryInfo]:
        return self._libraries.list()

    def add_library(
        self,
        name: str,
        paths: Sequence[str | Path],
        *,
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> LibraryInfo:
        """A new library, read and ready. Raises `BadRequest`, `Stopped` (what was read is kept)."""
        return self._libraries.add(name, paths, emit or _unheard, should_stop or never)

    def update_library(
        self,
        name: str,
        *,
        add: Sequence[str | Path] = (),
        leave_out: Sequence[str | Path] = (),
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> LibraryInfo:
        """Read what is new or changed, after adding paths; of those left out all that was kept is deleted."""
        self._libraries.change(name, add, leave_out)
        if leave_out:
            self._kept.forget_all()
            self._models.forget_prompts()
        return self._libraries.update(name, emit or _unheard, should_stop or never)

    def finish_words(self, name: str, *, should_stop: ShouldStop | None = None) -> bool:
        """Wait for the index of words, which goes on in the background; whether it is whole.

        Without it a search looks through what is missing. Stopped, it goes on the next time.
        """
        return libraries.finish_words(self.open_library(name), should_stop or never)

    def library_changes(self, name: str) -> int:
        """How many files of a library changed since it was read; a quick look at sizes and times alone."""
        return self.open_library(name).changed()

    def reindex_library(
        self, name: str, *, emit: Emit | None = None, should_stop: ShouldStop | None = None
    ) -> LibraryInfo:
        """Read everything anew."""
        return self._libraries.read_anew(name, emit or _unheard, should_stop or never)

    def export_library(
        self,
        name: str,
        target: str | Path,
        *,
        emit: Emit | None = None,
        should_stop: ShouldStop | None = None,
    ) -> None:
        """Write a library into one file that another machine can take in, its texts with it."""
        self._libraries.write_out(name, Path(target), emit or _unheard, should_stop or never)

    def import_library(self, file: str | Path, name: str = "") -> LibraryInfo:
        """Take in a library that was written out elsewhere; its files need not be here."""
        return self._libraries.take_in(Path(file), name)

    def pause_library(self, name: str) -> None:
        """What is being read into a library stands still until it is resumed; returns at once.

        The one who reads is told by the events `IngestPaused` and `IngestResumed`. `should_stop` still
        ends it, and so does the end of the program: what was read is kept.
        """
        self.open_library(name).pause()

    def resume_library(self, name: str) -> None:
        self.open_library(name).resume()

    def library_paused(self, name: str) -> bool:
        return self.open_library(name).paused

    def remove_library(self, name: str) -> None:
        """Everything that was kept of it is deleted, also by models; the person's files are not touched."""
        self._libraries.remove(name)
        self._kept.forget_all()
        self._models.forget_prompts()

    def open_library(self, name_or_paths: str | Sequence[str | Path]) -> Library:
        """A library as it was last read. It stays open until the runtime is closed."""
        return self._libraries.get(name_or_paths)

    def describe(self, profile: Profile) -> str:
        """A profile in a few lines, for a person."""
        return libraries.described(profile)

    # -- history

    def runs(self, *, limit: int = 200, search: str = "") -> Sequence[RunSummary]:
        return self.history.list(limit, search)

    def run_events(self, run_id: str) -> Iterator[Event]:
        return iter(self.history.events(run_id))

    def run_reply(self, run_id: str) -> Reply | None:
        return self.history.reply(run_id)

    def run_places(self, run_id: str) -> Iterator[Quote]:
        """All places a run's answer rests on, also those that its reply does not show.

        Raises `LibraryError` where the text is not there any more as it was.
        """
        return past_runs.places(run_id, self.history, self._libraries)

    def run_options(self, run_id: str) -> AskOptions:
        """How a run was asked. Raises `BadRequest` for one that this version does not understand."""
        return past_runs.options(run_id, self.history)

    def run_export(self, run_id: str, form: str) -> str:
        """A run written out, as `md`, `html`, `json` or `csv`, with every place its answer rests on."""
        return past_runs.export(run_id, form, self.history, self._libraries)

    def remove_run(self, run_id: str) -> None:
        """Take a run out of the history for good, with what models answered and kept for it."""
        self.history.remove(run_id)
        self._kept.forget(run_id)
        self._models.forget_prompts()

    # -- settings

    @property
    def warnings(self) -> list[str]:
        """What the person should know of the settings and of the history's file."""
        return [said for said in (self.settings.warning, self.history.warning) if said]

    def change_settings(self, settings: Settings) -> None:
        """Keep other settings, and ask the next question with them. Raises `BadRequest`.

        Not while a question is being answered: a model that is no longer chosen is let go.
        """
        settings.save()
        self.settings = settings
        self._models.change(settings)

    # -- models

    def models(self) -> Sequence[ModelState]:
        return self._models.states()

    def get_model(
        self, name: str, *, emit: Emit | None = None, should_stop: ShouldStop | None = None
    ) -> Path:
        """Fetch a model of the catalogue; stopped, it goes on where it was when it is fetched again."""
        return self._models.get(name, emit or _unheard, should_stop)

    def import_model(self, path: str | Path, *, link: bool = False, emit: Emit | None = None) -> ModelState:
        return self._models.bring(Path(path), link=link, emit=emit or _unheard)

    def verify_model(self, name: str, *, emit: Emit | None = None) -> bool:
        return self._models.verify(name, emit or _unheard)

    def fit_model(self, *names: str, context_tokens: int = 0) -> Fitting:
        """What models would take of the memory beside each other, without loading them.

        With another window than that of the settings if one is given.
        """
        engine = self.settings.engine
        window = context_tokens or engine.context_tokens
        return self._models.fit(names, msgspec.structs.replace(engine, context_tokens=window))

    def remove_model(self, name: str) -> None:
        self._models.remove(name)

    def measure_model(self, name: str) -> Speed:
        """How fast a model reads and writes on this machine; takes some ten seconds."""
        return self._models.measure(name, self.settings.engine)

    # -- looking ahead, and looking closely

    def forecast(self, library: str) -> Forecast:
        """What reading every page of a library would cost."""
        engine = self.settings.engine
        speed, measured = self._models.speed(engine.sub or engine.root)
        text = self.open_library(library)
        return forecast(
            text.profile.bytes,
            self.settings.limits,
            speed.reads,
            measured=measured,
            bytes_a_token=bytes_a_token(text),
        )

    def page_picture(
        self, library: str, document: Document, page: int, *, width: int, span: Span | None = None
    ) -> PagePicture:
        """A page of a PDF as it looks, with a span of its text marked. Raises `DocumentUnreadable`."""
        return pages.draw(self.open_library(library), document, page, width=width, span=span)

    # -- the interpreter by itself, and the machine

    def run_script(
        self,
        code: str,
        *,
        paths: Sequence[str | Path] = (),
        library: str | None = None,
        sub: str | None = None,
    ) -> ScriptResult:
        """Run a guest script over files or a library, as a root's program would run."""
        reader = self._models.load(sub, "sub", self.settings.engine, _unheard) if sub else None
        if not paths and not library:
            return self._run_alone(code, reader)
        context = self._libraries.ready(library or paths, _unheard, never)
        tools = reader_tools(context, reader, self.settings)
        return run_script(code, mounts=context.mounts(), limits=self.settings.sandbox, tools=tools)

    def bare(self, paths: Sequence[str | Path], *, model: str) -> tuple[Library, Engine]:
        """A text and a model without the loop between them, to measure what the model can do without it."""
        context = self._libraries.ready(paths, _unheard, never)
        return context, self._models.load(model, "sub", self.settings.engine, _unheard)

    def _run_alone(self, code: str, reader: Engine | None) -> ScriptResult:
        """A script without a text: over an empty one."""
        with TemporaryDirectory() as folder:
            nothing = Library(Path(folder))
            with nothing:
                tools = reader_tools(nothing, reader, self.settings)
                return run_script(code, mounts=(), limits=self.settings.sandbox, tools=tools)

    def doctor(self) -> Sequence[Check]:
        return doctor.examine(self.settings)
