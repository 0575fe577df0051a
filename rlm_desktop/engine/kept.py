"""Replies that were written before: the same prompt, drawn the same way, is not evaluated again."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from rlm_desktop.ports import AttentionJob, Completion, Engine, Job, Labelled, ModelInfo, Weights


class Store(Protocol):
    """Results by key; a cache that may forget anything."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str) -> None: ...


class KeptEngine:
    """An engine that remembers what it wrote: `ports.Engine`.

    A reply depends on the model, the messages and how it is drawn, its seed among them, so a key of these
    cannot grow stale. What is given again was neither read nor written now, and says so in its counts.
    """

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store

    @property
    def info(self) -> ModelInfo:
        return self._engine.info

    def count_tokens(self, text: str) -> int:
        return self._engine.count_tokens(text)

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Completion]:
        keys = [self._key(job) for job in jobs]
        replies = {index: reply for index, key in enumerate(keys) if (reply := self._known(key))}
        for index, reply in replies.items():
            _tell(index, reply, on_text, on_done)
        fresh = [index for index in range(len(jobs)) if index not in replies]

        def text(number: int, piece: str) -> None:
            if on_text:
                on_text(fresh[number], piece)

        def done(number: int, reply: Completion) -> None:
            self._store.put(keys[fresh[number]], msgspec.json.encode(reply).decode())
            if on_done:
                on_done(fresh[number], reply)

        written = self._engine.generate(
            [jobs[index] for index in fresh],
            on_text=text if on_text else None,
            on_done=done,
            should_stop=should_stop,
        )
        replies |= dict(zip(fresh, written, strict=True))
        return [replies[index] for index in range(len(jobs))]

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        return self._engine.label(
            prefix=prefix,
            items=items,
            suffix=suffix,
            labels=labels,
            among=among,
            on_done=on_done,
            should_stop=should_stop,
        )

    def attend(self, job: AttentionJob, *, should_stop: Callable[[], bool] | None = None) -> list[Weights]:
        return self._engine.attend(job, should_stop=should_stop)

    def close(self) -> None:
        self._engine.close()

    def _key(self, job: Job) -> str:
        whole = msgspec.json.encode(["reply", self._engine.info.sha256, job])
        return hashlib.sha256(whole).hexdigest()

    def _known(self, key: str) -> Completion | None:
        kept = self._store.get(key)
        if kept is None:
            return None
        try:
            reply = msgspec.json.decode(kept, type=Completion)
        except msgspec.MsgspecError:
            return None
        return msgspec.structs.replace(reply, cached_tokens=reply.prompt_tokens, generated_tokens=0)


def _tell(
    index: int,
    reply: Completion,
    on_text: Callable[[int, str], None] | None,
    on_done: Callable[[int, Completion], None] | None,
) -> None:
    if on_text and reply.text:
        on_text(index, reply.text)
    if on_done:
        on_done(index, reply)
