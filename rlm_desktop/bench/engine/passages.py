"""The same question over many passages: prompts that share a beginning, and short replies."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rlm_desktop.bench.engine.items import passages
from rlm_desktop.bench.engine.measured import Clock, Row, ratio
from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.ports import Job, Message, Sampling

WANTED = 1.3
SLOTS = 8
TOKENS = 500
REPLY = 20

_PORTION = 16
_WORDS = 400
"""About 500 tokens."""
_QUESTION = "Tell in one long sentence who did what in this passage, and what happened besides."


def measure(engine: LlamaEngine, server: LlamaServer | None, number: int) -> Row:
    texts = passages(number, _WORDS)
    ours, theirs = Clock(engine.pid), Clock(server.pid) if server else None
    read = written = 0
    for start in range(0, number, _PORTION):
        jobs = [_job(text) for text in texts[start : start + _PORTION]]
        with ours.running():
            replies = engine.generate(jobs)
        read += sum(reply.prompt_tokens for reply in replies)
        written += sum(reply.generated_tokens for reply in replies)
        if server and theirs:
            with theirs.running():
                _serve(server, jobs)
    work = f"{number} passages of {read // number} tokens, {written / number:.0f} written each"
    here = f"{ours.spent.computed / number:.1f} processor seconds each"
    if not (server and theirs):
        return Row(work=work, figure=None, wanted=WANTED, unit="times the server", detail=here)
    walls = f"on the wall {ratio(ours.spent.wall, theirs.spent.wall):.2f} times"
    return Row(
        work=work,
        figure=ratio(ours.spent.computed, theirs.spent.computed),
        wanted=WANTED,
        unit="times the server",
        detail=f"{here}; server {theirs.spent.computed / number:.1f}, {SLOTS} at once; {walls}",
    )


def _job(text: str) -> Job:
    system = f"You read passages and answer in a few words.\nQuestion: {_QUESTION}"
    messages = (Message("system", system), Message("user", f"Passage:\n{text}"))
    return Job(messages=messages, sampling=Sampling(max_tokens=REPLY))


def _serve(server: LlamaServer, jobs: Sequence[Job]) -> None:
    def ask(job: Job) -> object:
        messages = [{"role": message.role, "content": message.content} for message in job.messages]
        body = {"messages": messages, "max_tokens": REPLY, "temperature": 0, "cache_prompt": True}
        return server.wire.post("/v1/chat/completions", body)

    with ThreadPoolExecutor(SLOTS) as pool:
        list(pool.map(ask, jobs))
