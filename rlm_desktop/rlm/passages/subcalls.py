"""Fresh readers: a model with an empty window is asked about one passage at a time."""

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Protocol

import msgspec

from rlm_desktop import events
from rlm_desktop.ports import AttentionJob, Completion, Engine, Job, Labelled, Message, Sampling, Weights
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.budget import Budget

Emit = Callable[[events.Event], None]
_Scores = tuple[float, ...]
_IN_PART = "first layers"
"""Behind the key of what the whole model would be asked."""
_SENSE, _SKIM = 0.67, 0.33  # what a token counts that the first layers have gone through


class Kept(Protocol):
    """Results of sub-calls from earlier, by everything they depend on."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str) -> None: ...


class Memory:
    """Keeps results for as long as the program runs."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._values.get(key)

    def put(self, key: str, value: str) -> None:
        self._values[key] = value


class Scored(msgspec.Struct, frozen=True):
    """Each label's log-probability for one item."""

    scores: _Scores
    layers: int = 0
    """How many of the model's layers told it; 0: all of them."""


class Counts(msgspec.Struct):
    """What the sub-calls of a run came to."""

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    generated_tokens: int = 0
    seconds: float = 0.0


class SubCalls:
    """Asks the sub-model, within the budget; never the same thing twice."""

    def __init__(
        self,
        engine: Engine,
        *,
        budget: Budget,
        kept: Kept,
        emit: Emit,
        should_stop: Callable[[], bool],
        seed: int = 0,
    ) -> None:
        self._engine = engine
        self._budget = budget
        self._kept = kept
        self._emit = emit
        self._should_stop = should_stop
        self._seed = seed
        self.counts = Counts()

    def within(self, budget: Budget) -> "SubCalls":
        """The same readers on a share of the budget; what they come to is counted together."""
        inner = copy(self)
        inner._budget = budget
        return inner

    @property
    def window(self) -> int:
        """Tokens a prompt and its reply may have together."""
        return self._engine.info.context_tokens

    def count_tokens(self, text: str) -> int:
        return self._engine.count_tokens(text)

    def complete(
        self,
        asked: Sequence[Sequence[Message]],
        *,
        what: str,
        max_tokens: int = 128,
        grammar: str | None = None,
    ) -> list[str]:
        """Replies to prompts, in their order.

        Raises `BudgetSpent`, `Stopped`, `PromptTooLong`, `EngineLost`.
        """
        sampling = Sampling(max_tokens=max_tokens, seed=self._seed, grammar=grammar)
        keys = [self._key(messages, sampling) for messages in asked]
        replies = {key: value for key in keys if (value := self._kept.get(key)) is not None}
        fresh = {key: messages for key, messages in zip(keys, asked, strict=True) if key not in replies}
        self._budget.spend(calls=len(fresh))
        self._begun(what, len(asked))
        self._tell_cached(what, keys, asked, replies)
        self.counts.calls += len(asked)
        self.counts.cached += len(asked) - len(fresh)
        if fresh:
            replies.update(self._generate(fresh, sampling, what=what, of=len(asked)))
        return [replies[key] for key in keys]

    def knows(self, messages: Sequence[Message], *, max_tokens: int = 128) -> bool:
        """Whether this was answered before."""
        key = self._key(messages, Sampling(max_tokens=max_tokens, seed=self._seed))
        return self._kept.get(key) is not None

    def certainties(self, asked: Sequence[Sequence[Message]], *, max_tokens: int = 128) -> list[float | None]:
        """The mean log-probability with which prompts were answered; None of those it is not known of."""
        sampling = Sampling(max_tokens=max_tokens, seed=self._seed)
        kept = [self._kept.get(f"{self._key(messages, sampling)} logprob") for messages in asked]
        return [float(value) if value else None for value in kept]

    def _generate(
        self, fresh: dict[str, Sequence[Message]], sampling: Sampling, *, what: str, of: int
    ) -> dict[str, str]:
        started = time.monotonic()
        waiting = list(fresh.items())
        done = of - len(waiting)

        def on_done(number: int, completion: Completion) -> None:
            nonlocal done
            done += 1
            key, messages = waiting[number]
            self._kept.put(key, completion.text.strip())
            self._kept.put(f"{key} logprob", f"{completion.logprob:.4f}")
            self._count(completion)
            self._emit(
                events.SubCallFinished(
                    what=what,
                    number=done,
                    of=of,
                    prompt=messages[-1].content,
                    reply=completion.text.strip(),
                    cached=False,
                    tokens=completion.prompt_tokens - completion.cached_tokens + completion.generated_tokens,
                    seconds=time.monotonic() - started,
                )
            )

        jobs = [Job(messages=tuple(messages), sampling=sampling) for _, messages in waiting]
        with self._in_time() as must_end:
            completions = self._engine.generate(jobs, on_done=on_done, should_stop=must_end)
        return {key: c.text.strip() for (key, _), c in zip(waiting, completions, strict=True)}

    def yes(self, asked: Sequence[Sequence[Message]], *, what: str) -> list[float | None]:
        """How likely each reply begins with Yes, of Yes and No; None where it would begin otherwise.

        Asked behind what a reader has read just now, this costs the few tokens of the question.
        """
        sampling = Sampling(max_tokens=1, seed=self._seed)
        keys = [self._text_key("yes", self._key(messages, sampling)) for messages in asked]
        known = {key: value for key in keys if (value := self._kept.get(key)) is not None}
        fresh = {key: tuple(messages) for key, messages in zip(keys, asked, strict=True) if key not in known}
        self._budget.spend(calls=len(fresh))
        self._begun(what, len(asked))
        self.counts.calls += len(asked)
        self.counts.cached += len(asked) - len(fresh)
        jobs = [Job(messages=messages, sampling=sampling) for messages in fresh.values()]
        with self._in_time() as must_end:
            told = self._engine.generate(jobs, should_stop=must_end) if jobs else []
        for key, completion in zip(fresh, told, strict=True):
            self._count(completion)
            known[key] = _share_of_yes(completion)
            self._kept.put(key, known[key])
        return [float(known[key]) if known[key] else None for key in keys]

    def looked_at(
        self, question: str, texts: Sequence[Sequence[str]], *, sense: bool = True
    ) -> list[Weights]:
        """How much the model looks at each part of each text when it has read the question behind it.

        By two thirds of its layers, without a word written; without `sense` by one third, to choose what is
        then read whole, which is no call by itself. Nothing where the engine cannot tell.
        """
        way = "looked at" if sense else "skimmed"
        keys = [self._text_key(way, question, *parts) for parts in texts]
        found = {key: value for key in keys if (value := self._kept.get(key)) is not None}
        fresh = {key: parts for key, parts in zip(keys, texts, strict=True) if key not in found}
        self._budget.spend(calls=len(fresh) if sense else 0)
        if fresh:
            with self._in_time() as must_end:
                looked = self._engine.attend(
                    AttentionJob(
                        before=prompts.LOOK_BEFORE,
                        texts=tuple(map(tuple, fresh.values())),
                        neutral=prompts.look_after(),
                        after=prompts.look_after(question),
                        sense=sense,
                    ),
                    should_stop=must_end,
                )
            if not looked:
                return []
            for key, weights in zip(fresh, looked, strict=True):
                found[key] = msgspec.json.encode(weights).decode()
                self._kept.put(key, found[key])
            through = self._engine.count_tokens("".join("".join(parts) for parts in fresh.values()))
            tokens = round(through * (_SENSE if sense else _SKIM))
            self.counts.prompt_tokens += tokens
            self._budget.note(tokens=tokens)
        if sense:
            self.counts.calls += len(texts)
            self.counts.cached += len(texts) - len(fresh)
        return [msgspec.json.decode(found[key], type=_Scores) for key in keys]

    def label(
        self,
        items: Sequence[str],
        labels: Sequence[str],
        what: str,
        *,
        prefix: str | None = None,
        suffix: str = prompts.LABEL_SUFFIX,
    ) -> list[str]:
        """The best label for each item, from the logits of one forward pass over prefix, item and suffix.

        Kept one by one as they come: a stop loses none.
        """
        before = prompts.label_prefix(labels, what) if prefix is None else prefix
        keys = [self._text_key("label", before, suffix, *labels, item) for item in items]
        found = {key: value for key in keys if (value := self._kept.get(key)) is not None}
        fresh = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
        self._budget.spend(calls=len(fresh))
        self._begun(f"labelling {what}", len(items))
        self.counts.calls += len(items)
        self.counts.cached += len(items) - len(fresh)
        if not fresh:
            return [found[key] for key in keys]
        waiting = list(fresh)

        def on_done(number: int, result: Labelled) -> None:
            found[waiting[number]] = result.label
            self._kept.put(waiting[number], result.label)

        with self._in_time() as must_end:
            labelled = self._engine.label(
                prefix=before,
                items=list(fresh.values()),
                suffix=f"{suffix} ",
                labels=labels,
                on_done=on_done,
                should_stop=must_end,
            )
        for number, result in enumerate(labelled):
            if waiting[number] not in found:
                on_done(number, result)
        return [found[key] for key in keys]

    def scores(
        self,
        items: Sequence[str],
        labels: Sequence[str],
        what: str,
        *,
        prefix: str,
        suffix: str,
        among: int = 0,
        on_scored: Callable[[int], None] | None = None,
    ) -> list[Scored]:
        """Each label's log-probability for each item. Kept one by one as they come: a stop loses none.

        `among`: how many items are asked for in all, where many of many may be told by the model's first
        layers. `on_scored` hears how many are done.
        """
        keys = [self._text_key("scores", prefix, suffix, *labels, item) for item in items]
        found = {key: known for key in keys if (known := self._known(key, in_part=among > 0))}
        fresh = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
        self._budget.spend(calls=len(fresh))
        self._begun(f"labelling {what}", len(items))
        self.counts.calls += len(items)
        self.counts.cached += len(items) - len(fresh)
        if not fresh:
            return [found[key] for key in keys]
        waiting = list(fresh)

        def on_done(number: int, result: Labelled) -> None:
            scored = dict(result.scores)
            found[waiting[number]] = Scored(tuple(scored[label] for label in labels), result.layers)
            self._keep(waiting[number], found[waiting[number]])
            if on_scored:
                on_scored(len(found))

        with self._in_time() as must_end:
            self._engine.label(
                prefix=prefix,
                items=list(fresh.values()),
                suffix=f"{suffix} ",
                labels=labels,
                among=among,
                on_done=on_done,
                should_stop=must_end,
            )
        # The prefix they share is evaluated once.
        tokens = self._engine.count_tokens("\n".join(fresh.values())) + 3 * len(fresh)
        self.counts.prompt_tokens += tokens
        self._budget.note(tokens=tokens)
        return [found[key] for key in keys]

    def _known(self, key: str, *, in_part: bool) -> Scored | None:
        """What was scored before: by the whole model, or by its first layers where that will do."""
        if (whole := self._kept.get(key)) is not None:
            return Scored(msgspec.json.decode(whole, type=_Scores))
        part = self._kept.get(f"{key} {_IN_PART}") if in_part else None
        return msgspec.json.decode(part, type=Scored) if part else None

    def _keep(self, key: str, scored: Scored) -> None:
        if scored.layers:
            self._kept.put(f"{key} {_IN_PART}", msgspec.json.encode(scored).decode())
        else:
            self._kept.put(key, msgspec.json.encode(scored.scores).decode())

    @contextmanager
    def _in_time(self) -> Iterator[Callable[[], bool]]:
        """Whether the engine must stop, and its time counted. Raises `BudgetSpent` when that is up."""
        started = time.monotonic()
        try:
            with self._budget.in_time(self._should_stop) as must_end:
                yield must_end
        finally:
            self.counts.seconds += time.monotonic() - started

    def _begun(self, what: str, calls: int) -> None:
        self._emit(events.SubCallsStarted(what=what, calls=calls, model=self._engine.info.name))

    def _count(self, completion: Completion) -> None:
        evaluated = completion.prompt_tokens - completion.cached_tokens + completion.generated_tokens
        self.counts.prompt_tokens += completion.prompt_tokens
        self.counts.generated_tokens += completion.generated_tokens
        self._budget.note(tokens=evaluated)

    def _tell_cached(
        self, what: str, keys: Sequence[str], asked: Sequence[Sequence[Message]], replies: dict[str, str]
    ) -> None:
        kept = [(messages, replies[key]) for key, messages in zip(keys, asked, strict=True) if key in replies]
        for number, (messages, reply) in enumerate(kept, 1):
            self._emit(
                events.SubCallFinished(
                    what=what,
                    number=number,
                    of=len(asked),
                    prompt=messages[-1].content,
                    reply=reply,
                    cached=True,
                    tokens=0,
                    seconds=0.0,
                )
            )

    def _key(self, messages: Sequence[Message], sampling: Sampling) -> str:
        text = json.dumps([[m.role, m.content] for m in messages])
        return self._text_key("generate", text, msgspec.json.encode(sampling).decode())

    def _text_key(self, *parts: str) -> str:
        whole = json.dumps([self._engine.info.sha256, *parts])
        return hashlib.sha256(whole.encode()).hexdigest()


def _share_of_yes(reply: Completion) -> str:
    word = reply.text.strip().lower()
    share = math.exp(min(0.0, reply.logprob))
    if word.startswith("yes"):
        return f"{share:.4f}"
    return f"{1 - share:.4f}" if word == "no" else ""
