"""What the engine does by itself: candidates, conversations, cancelling, memory, the speed of prompts."""

import math
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil

from rlm_desktop.bench.engine.items import passages
from rlm_desktop.bench.engine.measured import Clock, Row, Spent, environment, ratio, settle
from rlm_desktop.engine import inquiry
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import BadRequest, Stopped
from rlm_desktop.ports import Completion, Job, Message, Sampling
from rlm_desktop.settings import EngineSettings

_CANDIDATES = 4
_TURNS = 8
_ROUNDS = 3
_WRITTEN = 48
_PROMPT = 512
_PROMPTS = 6
"""Two processes with the same prompt differ by up to four in a hundred: by where their memory lies."""
_LONG = 1500
"""Words of a prompt that takes long enough to be cancelled in the middle."""
_HALF_A_SECOND = 0.5
_BEFORE_CANCEL = 1.0


def candidates(engine: LlamaEngine) -> Row:
    """k replies to one prompt beside one reply to one like it."""
    one, many = Clock(engine.pid), Clock(engine.pid)
    texts = iter(passages(2 * _ROUNDS, 300, seed=11))
    for number in range(_ROUNDS):
        for clock, k in ((one, 1), (many, _CANDIDATES)):
            asked = f"{next(texts)}\nWrite a long story about this."
            jobs = [_job(asked, _WRITTEN, temperature=0.8, seed=10 * number + index) for index in range(k)]
            with clock.running():
                engine.generate(jobs)
    return Row(
        work=f"{_CANDIDATES} candidates of one prompt, {_WRITTEN} tokens each",
        figure=ratio(one.spent.computed, many.spent.computed),
        wanted=2.0,
        unit="times what one takes",
        at_most=True,
        detail=f"one: {_each(one.spent)}; {_CANDIDATES}: {_each(many.spent)}"
        f"; on the wall {ratio(one.spent.wall, many.spent.wall):.2f} times",
    )


def conversation(engine: LlamaEngine) -> Row:
    """A conversation in which each turn begins with all turns before it."""
    messages: list[Message] = [Message("system", "You are a patient teacher. Answer in one sentence.")]
    evaluated = 0
    last: Completion | None = None
    for number, text in enumerate(passages(_TURNS, 40, seed=13)):
        messages.append(Message("user", f"{text} What is meant by word number {number + 3}?"))
        # Of the reply before, the last token was drawn but not evaluated; it is part of this prompt.
        evaluated += max(last.generated_tokens - 1, 0) if last else 0
        (last,) = engine.generate([Job(messages=tuple(messages), sampling=Sampling(max_tokens=32))])
        evaluated += last.prompt_tokens - last.cached_tokens
        messages.append(Message("assistant", last.text))
    assert last
    return Row(
        work=f"a growing conversation of {_TURNS} turns",
        figure=max(evaluated - last.prompt_tokens, 0),
        wanted=0,
        unit="tokens evaluated twice",
        at_most=True,
        detail=f"{evaluated} evaluated for a last prompt of {last.prompt_tokens}",
    )


def cancelling(engine: LlamaEngine) -> Row:
    """From the wish to stop to the end of the call, deep in a long prompt; then the next request."""
    known = _job("Name three colours.", 12)
    before = engine.generate([known])[0].text
    waits = [_cancelled(engine, text) for text in passages(_ROUNDS, _LONG, seed=17)]
    unharmed = engine.generate([known])[0].text == before
    return Row(
        work="cancel while a long prompt is evaluated",
        figure=max(waits),
        wanted=_HALF_A_SECOND,
        unit="s",
        at_most=True,
        detail="the next reply is " + ("the same as before" if unharmed else "NOT the same as before"),
        also=unharmed,
    )


def memory(engine: LlamaEngine, model: Path, settings: EngineSettings) -> Row:
    """What the process holds now, after all the work above, beside what was told before it was loaded."""
    told = inquiry.weigh(model, settings).total
    held = psutil.Process(engine.pid).memory_info().rss
    return Row(
        work="memory estimate",
        figure=abs(told / held - 1) * 100,
        wanted=10.0,
        unit="% off",
        at_most=True,
        detail=f"told {told / 1e6:.0f} MB, held {held / 1e6:.0f} MB",
    )


def prompt_speed(
    engine: LlamaEngine, fresh: Callable[[], LlamaEngine], model: Path, bench: Path | None
) -> Row:
    """Prompts of as many tokens as llama-bench evaluates, in turn with it.

    As it forgets all before each, each is given to a fresh engine, from its first token on: what is held of
    others makes each token dearer (docs/measurements.md).
    """
    ours, theirs = Spent(), Spent()
    ratios: list[float] = []
    tokens = 0
    threads = engine.threads
    for text in passages(_PROMPTS, 600, seed=19):
        job = _job(_cut(engine, text), 1)
        reader = fresh()
        try:
            settle(reader.pid)
            clock = Clock(reader.pid)
            with clock.running():
                (reply,) = reader.generate([job])
        finally:
            reader.close()
        _add(ours, clock.spent)
        evaluated = reply.prompt_tokens - reply.cached_tokens
        tokens += evaluated
        if bench:
            spent = _llama_bench(bench, model, threads)
            _add(theirs, spent)
            ratios.append(evaluated / _PROMPT * ratio(clock.spent.computed, spent.computed))
    here = tokens / ours.computed
    work = f"prompt speed, {_PROMPT} tokens at once"
    if not bench:
        return Row(
            work=work,
            figure=None,
            wanted=1.0,
            unit="times llama-bench",
            detail=f"{here:.1f} tokens a processor second, {tokens / ours.wall:.1f} a second",
        )
    there = _PROMPTS * _PROMPT / theirs.computed
    return Row(
        work=work,
        figure=statistics.fmean(ratios),
        wanted=1.0,
        unit="times llama-bench",
        unsure=statistics.stdev(ratios) / math.sqrt(len(ratios)),
        detail=f"{here:.1f} tokens a processor second, llama-bench {there:.1f}; "
        f"{tokens / ours.wall:.1f} and {_PROMPTS * _PROMPT / theirs.wall:.1f} a second",
    )


def _cancelled(engine: LlamaEngine, text: str) -> float:
    """Seconds from the wish to stop to the end of the call."""
    wish = threading.Event()
    wished = 0.0

    def stop() -> None:
        nonlocal wished
        wished = time.monotonic()
        wish.set()

    timer = threading.Timer(_BEFORE_CANCEL, stop)
    timer.start()
    try:
        engine.generate([_job(text, 400)], should_stop=wish.is_set)
    except Stopped:
        return time.monotonic() - wished
    timer.cancel()
    return 0.0


def _job(text: str, tokens: int, **sampling: float) -> Job:
    settings = msgspec.convert({"max_tokens": tokens, **sampling}, Sampling)
    return Job(messages=(Message("user", text),), sampling=settings)


def _cut(engine: LlamaEngine, text: str) -> str:
    """The beginning of a text whose prompt has `_PROMPT` tokens, or one or two fewer."""
    words = text.split()
    (least,) = engine.generate([_job("x", 1)])
    room = _PROMPT - (least.prompt_tokens - 1)
    while engine.count_tokens(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


def _llama_bench(bench: Path, model: Path, threads: int) -> Spent:
    """What one more repetition costs: that of loading and of the first falls out of the difference."""
    once, thrice = _bench_run(bench, model, threads, 1), _bench_run(bench, model, threads, 3)
    return Spent(
        wall=thrice.wall / 3 if thrice.wall else 0.0, computed=max(thrice.computed - once.computed, 0.0) / 2
    )


def _bench_run(bench: Path, model: Path, threads: int, rounds: int) -> Spent:
    """The computing of the whole run, and the seconds llama-bench says its repetitions took."""
    command = [
        *(str(bench), "-m", str(model), "-p", str(_PROMPT), "-n", "0", "-r", str(rounds)),
        *("-t", str(threads), "-b", str(_PROMPT), "-ub", str(_PROMPT), "-o", "json"),
    ]
    before = os.times()
    try:
        done = subprocess.run(command, capture_output=True, env=environment(), check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadRequest(f"{bench} could not be run: {error}.", hint="Give another --llama-bench.") from error
    after = os.times()
    told = msgspec.json.decode(done.stdout)[0]
    return Spent(
        wall=sum(told["samples_ns"]) / 1e9,
        computed=(after.children_user - before.children_user)
        + (after.children_system - before.children_system),
    )


def _add(total: Spent, more: Spent) -> None:
    total.wall += more.wall
    total.computed += more.computed


def _each(spent: Spent) -> str:
    return f"{spent.computed / _ROUNDS:.1f} processor seconds"
