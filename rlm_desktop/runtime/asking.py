"""One question at work: library, interpreter and models are brought together, and the loop answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from rlm_desktop.context.library import Library
from rlm_desktop.context.stoppable import Stoppable
from rlm_desktop.engine.kept import KeptEngine
from rlm_desktop.errors import RlmError, Stopped
from rlm_desktop.events import InterpreterLost, Noted, QuestionUnderstood, RunStarted
from rlm_desktop.ports import Engine
from rlm_desktop.reply import ModelUsed, Reply
from rlm_desktop.rlm import follow_ups, other_languages
from rlm_desktop.rlm.follow_ups import Earlier, Understood
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.lengths import bytes_a_token
from rlm_desktop.runs.kept import KeptResults
from rlm_desktop.runs.store import RunStore
from rlm_desktop.runtime import libraries
from rlm_desktop.runtime.forecast import forecast, told
from rlm_desktop.runtime.kinds import AskOptions
from rlm_desktop.runtime.models import Models, notes_of
from rlm_desktop.runtime.nesting import nest_in
from rlm_desktop.runtime.running import Emit, Recorder, failed
from rlm_desktop.runtime.stopping import ShouldStop, stopping
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import EngineSettings, Settings

OpenLibrary = Callable[[Emit, ShouldStop], Library]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is in the history, what it is about, and how it is to be answered."""

    run: str
    question: str
    paths: tuple[str | Path, ...] = ()
    library: str | None = None
    options: AskOptions = AskOptions()
    after: str = ""
    """The run that it follows up, or nothing."""


def begun(
    history: RunStore,
    question: str,
    *,
    paths: Sequence[str | Path] = (),
    library: str | None = None,
    after: str | None = None,
    options: AskOptions | None = None,
) -> Asked:
    """The question is in the history before anything else is done with it. Raises `BadRequest`."""
    libraries.check_question(question)
    followed = history.find(after) if after else ""
    if followed and not paths and not library:
        before = history.request(followed)
        paths, library = before.paths, before.library or None
    chosen = options or AskOptions()
    kept = msgspec.json.encode(chosen).decode()
    names = [str(path) for path in paths]
    run = history.begin(question, library or "", names, kept, after=followed)
    return Asked(
        run=run, question=question, paths=tuple(paths), library=library, options=chosen, after=followed
    )


class Asking:
    """Answers questions with the parts of one runtime."""

    def __init__(self, settings: Settings, *, history: RunStore, models: Models, kept: KeptResults) -> None:
        self._settings = settings
        self._history = history
        self._models = models
        self._kept = kept

    def answer(
        self, asked: Asked, open_library: OpenLibrary, *, emit: Emit | None, should_stop: ShouldStop
    ) -> Reply:
        """The reply; what goes wrong on the way is told in it."""
        recorder = Recorder(self._history, asked.run, emit)
        try:
            recorder.emit(
                RunStarted(
                    run=asked.run,
                    question=asked.question,
                    paths=tuple(str(path) for path in asked.paths),
                    library=asked.library or "",
                    after=asked.after,
                )
            )
            reply = self._work(asked, open_library, recorder, should_stop)
        except RlmError as error:
            reply = failed(asked.run, asked.question, error)
        return recorder.end(msgspec.structs.replace(reply, after=asked.after))

    def _work(
        self, asked: Asked, open_library: OpenLibrary, recorder: Recorder, should_stop: ShouldStop
    ) -> Reply:
        settings = asked.options.applied(self._settings)
        context = open_library(recorder.emit, should_stop)
        libraries.check_text(context.documents())
        read_in = recorder.seconds
        with ExitStack() as stack:
            sandbox = stack.enter_context(
                Sandbox(
                    mounts=context.mounts(),
                    limits=settings.sandbox,
                    on_lost=lambda why: recorder.emit(InterpreterLost(why=why)),
                    on_note=lambda note: recorder.emit(Noted(text=note)),
                )
            )
            sandbox.warm()
            stack.enter_context(stopping(sandbox, should_stop))
            root, sub = self._loaded(settings, recorder, should_stop)
            if asked.options.plan == "exhaustive" and not asked.options.estimate:
                for sentence in self._cost(context, settings):
                    recorder.emit(Noted(text=sentence))
            kept = self._kept.of(asked.run, drawn=_drawn(settings.engine))
            parts = Parts(
                context=Stoppable(context, should_stop),
                root=KeptEngine(root, kept),
                sub=sub,
                interpreter=sandbox,
                kept=kept,
                emit=recorder.emit,
                should_stop=should_stop,
                add_column=context.add_column,
                nest=nest_in(context, settings, should_stop),
            )
            reply = self._asked_of(parts, settings, asked)
        used = {"root": root.info, "sub": sub.info}
        parts_of_time = {"ingest": round(read_in, 3), **reply.usage.seconds_by_part}
        return msgspec.structs.replace(
            reply,
            usage=msgspec.structs.replace(reply.usage, seconds_by_part=parts_of_time),
            models={role: ModelUsed(info.name, info.sha256) for role, info in used.items()},
        )

    def _cost(self, context: Library, settings: Settings) -> Iterator[str]:
        """What reading every page takes, told before it is begun."""
        speed, measured = self._models.speed(settings.engine.sub or settings.engine.root)
        a_token = bytes_a_token(context)
        size, limits = context.profile.bytes, settings.limits
        yield from told(forecast(size, limits, speed.reads, measured=measured, bytes_a_token=a_token))

    def _asked_of(self, parts: Parts, settings: Settings, asked: Asked) -> Reply:
        """The loop's reply to the question, completed first where it follows up another."""
        meant = self._understood(parts, asked)
        loop = Loop(
            parts, settings, run=asked.run, question=meant.question, seed=asked.options.seed, meant=meant
        )
        reply = loop.run(asked.options.plan, estimate=asked.options.estimate)
        if not meant.why:
            return reply
        return msgspec.structs.replace(reply, question=asked.question, understood_as=meant.question)

    def _understood(self, parts: Parts, asked: Asked) -> Understood:
        """The question in English, and complete in itself."""
        meant = other_languages.understood(
            asked.question, context=parts.context, root=parts.root, should_stop=parts.should_stop
        ) or Understood(question=asked.question)
        if asked.after:
            why = meant.why
            meant = follow_ups.understand(
                meant.question,
                earlier(self._history, asked.after),
                context=parts.context,
                root=parts.root,
                should_stop=parts.should_stop,
            )
            meant = meant if meant.why else msgspec.structs.replace(meant, why=why)
        if meant.why:
            parts.emit(
                QuestionUnderstood(question=asked.question, understood_as=meant.question, why=meant.why)
            )
        return meant

    def _loaded(
        self, settings: Settings, recorder: Recorder, should_stop: ShouldStop
    ) -> tuple[Engine, Engine]:
        """The models that plan and read. Raises `Stopped`, `ModelMissing`, `EngineError`."""
        engine = settings.engine
        self._models.check_together([engine.root, engine.sub or engine.root], engine)
        root = self._models.load(engine.root, "root", engine, recorder.emit, should_stop)
        sub = self._models.load(engine.sub or engine.root, "sub", engine, recorder.emit, should_stop)
        if should_stop():
            raise Stopped("The run was stopped.")
        for note in dict.fromkeys([*notes_of(root), *notes_of(sub)]):
            recorder.emit(Noted(text=note))
        return root, sub


def earlier(history: RunStore, run: str) -> Earlier:
    """What a follow-up may lean on: the question as it was understood, and what came of it."""
    reply = history.reply(run)
    return Earlier(
        question=reply.understood_as or reply.question,
        answer=reply.answer,
        value=reply.value,
        program=reply.program,
        plan=reply.plan,
    )


def _drawn(engine: EngineSettings) -> str:
    """What a model draws from beside its prompt and seed: nothing to tell where it is as usual."""
    return "" if engine.cache_type == EngineSettings().cache_type else engine.cache_type
