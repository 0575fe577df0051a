"""The same question over many passages: each read whole, or what first layers look at in it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine.items import Telling, telling
from rlm_desktop.bench.engine.measured import Clock, Row, Spent, ratio
from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.ports import Job, Message, Sampling
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.passages import skimming
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.settings import Limits

WANTED = 1.3
SLOTS = 8
TOKENS = 500
REPLY = 20

_PORTION = 16
_WORDS = 390
"""About 500 tokens, with the sentence that tells."""
_QUESTION = "Who was given the key of the granary? Tell it in one whole sentence."


class _Side(msgspec.Struct):
    """What one way of reading came to."""

    clock: Clock
    right: int = 0

    def took(self, number: int) -> str:
        return f"{self.clock.spent.computed / number:.1f} processor seconds each, {self.right} right"


def measure(engine: LlamaEngine, server: LlamaServer | None, number: int, data: Path | None) -> Iterator[Row]:
    told = list(telling(number, _WORDS, data))
    whole, part = _Side(Clock(engine.pid)), _Side(Clock(engine.pid))
    theirs = _Side(Clock(server.pid)) if server else None
    read = written = 0
    for start in range(0, number, _PORTION):
        portion = told[start : start + _PORTION]
        jobs = [_job(each.text) for each in portion]
        with whole.clock.running():
            replies = engine.generate(jobs)
        read += sum(reply.prompt_tokens for reply in replies)
        written += sum(reply.generated_tokens for reply in replies)
        whole.right += _right([reply.text for reply in replies], portion)
        with part.clock.running():
            replies = engine.generate([_job(text) for text in _looked_at(engine, portion)])
        part.right += _right([reply.text for reply in replies], portion)
        if server and theirs:
            with theirs.clock.running():
                said = _serve(server, jobs)
            theirs.right += _right(said, portion)
    work = f"{number} passages of {read // number} tokens, {written / number:.0f} written each"
    yield _row(f"{work}, read whole", whole, theirs, number)
    yield _row(f"{work}, what the first layers look at in each read whole", part, theirs, number)


def _row(work: str, ours: _Side, theirs: _Side | None, number: int) -> Row:
    if theirs is None:
        return Row(work=work, figure=None, wanted=WANTED, unit="times the server", detail=ours.took(number))
    walls = _walls(ours.clock.spent, theirs.clock.spent)
    return Row(
        work=work,
        figure=ratio(ours.clock.spent.computed, theirs.clock.spent.computed),
        wanted=WANTED,
        unit="times the server",
        detail=f"{ours.took(number)}; server {theirs.took(number)}, {SLOTS} at once; {walls}",
        also=ours.right >= theirs.right,
    )


def _walls(ours: Spent, theirs: Spent) -> str:
    return f"on the wall {ratio(ours.wall, theirs.wall):.2f} times"


def _looked_at(engine: LlamaEngine, portion: Sequence[Telling]) -> list[str]:
    """As the program's own plans do it."""
    subcalls = SubCalls(
        engine, budget=Budget(Limits()), kept=Memory(), emit=lambda _: None, should_stop=lambda: False
    )
    return [each.text for each in skimming.shown(_QUESTION, [one.text for one in portion], subcalls)]


def _job(text: str) -> Job:
    system = f"You read passages and answer in a few words.\nQuestion: {_QUESTION}"
    messages = (Message("system", system), Message("user", f"Passage:\n{text}"))
    return Job(messages=messages, sampling=Sampling(max_tokens=REPLY))


def _right(said: Sequence[str], portion: Sequence[Telling]) -> int:
    return sum(each.gold.lower() in reply.lower() for reply, each in zip(said, portion, strict=True))


def _serve(server: LlamaServer, jobs: Sequence[Job]) -> list[str]:
    def ask(job: Job) -> str:
        messages = [{"role": message.role, "content": message.content} for message in job.messages]
        body = {"messages": messages, "max_tokens": REPLY, "temperature": 0, "cache_prompt": True}
        return str(server.wire.post("/v1/chat/completions", body)["choices"][0]["message"]["content"])

    with ThreadPoolExecutor(SLOTS) as pool:
        return list(pool.map(ask, jobs))
