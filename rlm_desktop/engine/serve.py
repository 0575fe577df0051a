"""A model's process: loads one model file, then answers requests from standard input until that ends."""

import contextlib
import ctypes
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from rlm_desktop.engine import attention, cards, confinement, fit, frames, gguf, jinja
from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.labelling import LabelCall, Lessons
from rlm_desktop.engine.labels import LabelPrompts
from rlm_desktop.engine.llama import BigPages, Model, Shape, devices, features, weigh
from rlm_desktop.engine.prefix import worth_keeping
from rlm_desktop.engine.snapshots import Snapshots
from rlm_desktop.engine.templates import ChatTemplate
from rlm_desktop.engine.writing import Writing
from rlm_desktop.errors import EngineLost, ModelRefused, PromptTooLong, RlmError
from rlm_desktop.ports import Completion, Job, Weights

_SLOTS, _MOST_SLOTS = 64, 255
"""Sequences of a model: replies being written, items being labelled, and cached prefixes.

llama.cpp has 256, one of which only fills batches.
"""


class Server:
    """Turns requests into tasks of the batcher, and what becomes of them into events."""

    def __init__(self, model: Model, load: frames.Load, emit: Callable[[frames.Event], None]) -> None:
        self._model = model
        self._batcher = Batcher(model, writers=load.sequences, snapshots=_snapshots(load))
        self._lessons = Lessons(model.layers, model.depths)
        self._template = ChatTemplate(model, model.chat_template)
        self._emit = emit
        self._attended = 0
        self.window = min(load.context_tokens, model.trained_window, model.cells)

    def ready(self) -> frames.Ready:
        return frames.Ready(
            parameters=self._model.parameters, context_tokens=self.window, note=self._template.note
        )

    @property
    def idle(self) -> bool:
        return self._batcher.idle

    def take(self, request: frames.Request) -> None:
        match request:
            case frames.Generate(call=call):
                self._guarded(call, lambda: self._generate(request))
            case frames.Label(call=call):
                self._guarded(call, lambda: self._label(request))
            case frames.Attend(call=call):
                self._guarded(call, lambda: self._attend(request))
            case frames.Count(call=call, text=text):
                self._emit(frames.Counted(call=call, tokens=len(self._model.tokenize(text))))
            case frames.Cancel(call=call):
                self._batcher.cancel(call)
            case _:
                raise EngineLost("A second model was sent to one process.")

    def step(self) -> None:
        try:
            self._batcher.step()
        except RlmError as error:
            for call in self._batcher.calls:
                self._batcher.cancel(call)
                self._emit(failure(call, error))

    def interrupt_for(self, call: int) -> None:
        """Break off the evaluation under way if it serves this call. May be called from any thread."""
        if self._batcher.works_on(call):
            self._model.interrupt()

    def _guarded(self, call: int, begin: Callable[[], None]) -> None:
        """Errors of ours end the one call they belong to."""
        try:
            begin()
        except RlmError as error:
            self._batcher.cancel(call)
            self._emit(failure(call, error))

    def _generate(self, request: frames.Generate) -> None:
        prompts = [self._prompt(job) for job in request.jobs]
        kept = worth_keeping(prompts, room=self._model.cells // 2)
        for index, (job, prompt, keep) in enumerate(zip(request.jobs, prompts, kept, strict=True)):
            self._batcher.add(
                Writing(
                    self._model,
                    prompt,
                    job.sampling,
                    call=request.call,
                    window=self.window,
                    keep=keep,
                    on_text=self._wrote(request.call, index) if request.stream else None,
                    on_done=self._completed(request.call, index),
                )
            )

    def _prompt(self, job: Job) -> list[int]:
        return self._fitting(self._template.tokens(job.messages))

    def _fitting(self, prompt: list[int]) -> list[int]:
        if not prompt:  # a vocabulary without a single word of it: there would be nothing to go on from
            raise ModelRefused(
                "The model's vocabulary has no tokens for what it is asked.", hint="Choose another model."
            )
        if len(prompt) >= self.window:
            raise PromptTooLong(
                f"The prompt has {len(prompt)} tokens; the model's window is {self.window}.",
                hint="Send less text at once, or set a larger window for the model.",
            )
        return prompt

    def _wrote(self, call: int, index: int) -> Callable[[str], None]:
        return lambda text: self._emit(frames.Wrote(call=call, index=index, text=text))

    def _completed(self, call: int, index: int) -> Callable[[Completion], None]:
        return lambda done: self._emit(frames.Completed(call=call, index=index, completion=done))

    def _label(self, request: frames.Label) -> None:
        asked = LabelPrompts(
            self._model,
            prefix=request.prefix,
            items=request.items,
            suffix=request.suffix,
            labels=request.labels,
            control=request.control,
        )
        longest = max(asked.prompts, key=len)
        self._fitting(min(asked.prompts, key=len))
        self._fitting([*longest, *[0] * asked.tree.depth])
        key = (tuple(asked.shared), request.suffix, request.labels)
        LabelCall(
            asked,
            self._lessons.about(key, among=request.among),
            call=request.call,
            add=self._batcher.add,
            on_scored=lambda index, scores, layers: self._emit(
                frames.Scored(call=request.call, index=index, scores=scores, layers=layers)
            ),
        ).begin()

    def _attend(self, request: frames.Attend) -> None:
        job = request.job
        before = self._model.tokenize(job.before, start=True)
        neutral, after = self._model.tokenize(job.neutral), self._model.tokenize(job.after)
        layers = attention.layer(self._model.layers, sense=job.sense)
        for index, text in enumerate(job.texts):
            if not self._model.depths:
                self._emit(frames.Attended(call=request.call, index=index, weights=()))
                continue
            parts = [self._model.tokenize(part) for part in text]
            self._fitting([*before, *(token for part in parts for token in part), *neutral, *after])
            self._attended += 1
            self._batcher.add(
                attention.Attending(
                    before,
                    parts,
                    neutral,
                    after,
                    layers,
                    call=request.call,
                    who=self._attended,
                    on_done=self._told(request.call, index),
                )
            )

    def _told(self, call: int, index: int) -> Callable[[Weights], None]:
        return lambda weights: self._emit(frames.Attended(call=call, index=index, weights=weights))


def failure(call: int, error: RlmError) -> frames.Failed:
    return frames.Failed(call=call, error=type(error).__name__, message=error.message, hint=error.hint)


def _snapshots(load: frames.Load) -> Snapshots | None:
    """What was evaluated on earlier days; only of a model that is known by its hash."""
    if not (load.prefixes and load.sha256):
        return None
    kind = f"{load.cache_type} {load.flash_attention}"  # of the cache, which lays a state out in its own way
    return Snapshots(Path(load.prefixes), f"{load.sha256} {kind} {Model.build()}")


def load(request: frames.Load) -> Model:
    return Model(Path(request.path), _shape(request))


def _layers_on_cards(request: frames.Load) -> int:
    """As many as were asked for, or as fit."""
    there = cards.among(devices())
    if request.gpu_layers >= 0 or not there:
        return request.gpu_layers
    header = gguf.read(Path(request.path))
    return cards.layers(header, there, cells=request.context_tokens, cache=request.cache_type)


def _shape(request: frames.Load) -> Shape:
    return Shape(
        cells=request.context_tokens,
        sequences=min(max(_SLOTS, request.sequences + 1), _MOST_SLOTS),
        threads=request.threads,
        gpu_layers=_layers_on_cards(request),
        batch=fit.BATCH,
        outputs=fit.OUTPUTS,
        flash_attention=request.flash_attention,
        cache=request.cache_type,
    )


def _shut_in(request: frames.Load) -> None:
    """Put up walls before anything of the model's file is read. Raises `SandboxUnsafe`."""
    jinja.ready()
    # What llama.cpp loads to find its devices is ours, and has to be loaded first.
    if not confinement.why_not(tuple(devices()), wanted=request.walls):
        kept = Path(request.prefixes) if request.prefixes else None
        confinement.confine(Path(request.path), kept)


def _survey(request: frames.Survey) -> frames.Surveyed:
    """What there is to compute with; the walls are not only thought of but put up."""
    found = tuple(devices())
    unwalled = confinement.why_not(found, wanted=request.walls)
    if not unwalled:
        try:
            confinement.confine(None, None)
        except RlmError as error:
            unwalled = error.message
    return frames.Surveyed(features=tuple(features()), devices=found, unwalled=unwalled)


def _answer_once(request: frames.Weigh | frames.Survey) -> frames.Event:
    """What can be told without loading a model."""
    try:
        if isinstance(request, frames.Survey):
            return _survey(request)
        _shut_in(request.load)
        return frames.Weighed(need=weigh(Path(request.load.path), _shape(request.load)))
    except RlmError as error:
        return failure(0, error)


def main() -> None:
    """Serve until standard input ends, which it does when the application closes it or dies."""
    _die_with_parent()
    source, target = _pipes()
    first = frames.read_request(source)
    if isinstance(first, frames.Weigh | frames.Survey):
        frames.write(target, _answer_once(first))
        return
    if not isinstance(first, frames.Load):
        return
    pages = BigPages()
    try:
        _shut_in(first)
        model = load(first)
        model.rehearse()
        pages.find()
        server = Server(model, first, lambda event: frames.write(target, event))
    except RlmError as error:
        frames.write(target, failure(0, error))
        return
    inbox: queue.SimpleQueue[frames.Request] = queue.SimpleQueue()
    try:
        threading.Thread(target=_read, args=(source, inbox, server), daemon=True).start()
        frames.write(target, server.ready())
        _work(inbox, server, model, pages)
    finally:
        # The other thread waits at the pipe: Python could not end in order, and would die of that instead.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _work(inbox: queue.SimpleQueue[frames.Request], server: Server, model: Model, pages: BigPages) -> None:
    """Take requests and work on them, for as long as the process lives."""
    while True:
        while server.idle and inbox.empty() and pages.move_one():
            pass
        _take_all(inbox, server, wait=server.idle)
        # Requests that came until now are taken: an interrupt for one of them is no longer needed.
        model.resume()
        _take_all(inbox, server, wait=False)
        server.step()


def _take_all(inbox: queue.SimpleQueue[frames.Request], server: Server, *, wait: bool) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            server.take(inbox.get(block=wait))
            wait = False


def _read(source: BinaryIO, inbox: queue.SimpleQueue[frames.Request], server: Server) -> None:
    """Carry requests to the thread that evaluates; end the process with the pipe."""
    try:
        while (request := frames.read_request(source)) is not None:
            inbox.put(request)
            if isinstance(request, frames.Cancel):
                server.interrupt_for(request.call)
    except msgspec.MsgspecError as error:
        sys.stderr.write(f"a request could not be read: {error}\n")
    # Nobody is left to answer, and the other thread may be deep inside the library.
    os._exit(0)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipe to the application for frames alone: what else is printed goes to standard error."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, target


def _die_with_parent() -> None:
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    with contextlib.suppress(ValueError, AttributeError):
        # Ctrl-C in a terminal reaches the whole group; the application decides what ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
