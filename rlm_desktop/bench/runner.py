"""Asks a suite's questions one after the other, scores the replies, and can be interrupted anywhere."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rlm_desktop.bench import (
    aggregation,
    baselines,
    documents,
    filings,
    guided,
    injection,
    logs,
    mails,
    needle,
    orders,
    pairs,
    records,
    sample,
    unanswerable,
)
from rlm_desktop.bench.gold import is_right, shown
from rlm_desktop.bench.said import Said
from rlm_desktop.bench.suite import Question, Suite, Workplace
from rlm_desktop.errors import BadRequest, Missing, RlmError, Stopped, status_of_kind
from rlm_desktop.events import Event
from rlm_desktop.reply import ErrorShown, Reply

if TYPE_CHECKING:
    from rlm_desktop.runtime import AskOptions, Runtime

SUITES: dict[str, Suite] = {
    "aggregation": aggregation.build,
    "documents": documents.build,
    "filings": filings.build,
    "guided": guided.build,
    "injection": injection.build,
    "logs": logs.build,
    "mails": mails.build,
    "needle": needle.build,
    "orders": orders.build,
    "pairs": pairs.build,
    "records": records.build,
    "sample": sample.build,
    "unanswerable": unanswerable.build,
}


def no_measures(runtime: "Runtime", place: Workplace, seeds: int) -> dict[str, float]:
    """For suites whose answers say all."""
    return {}


MEASURES: dict[str, Callable[["Runtime", Workplace, int], dict[str, float]]] = {
    "aggregation": aggregation.measures,
    "pairs": aggregation.measures,
}
"""What a suite looks at beside the answers, when they have been given."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question of one seed with what came of it: a line of the record."""

    suite: str
    seed: int
    id: str
    topic: str
    kind: str
    question: str
    gold: str
    right: bool
    status: str
    answer: str
    value: object
    plan: str
    program: str
    notes: tuple[str, ...]
    seconds: float
    wall_seconds: float
    prompt_tokens: int
    generated_tokens: int
    sub_calls: int
    peak_rss_bytes: int
    root: str
    run: str
    error: str
    score: float = 0.0
    """1 for a right answer; some suites give a part of it for one that is nearly right."""
    baselines: dict[str, float] = {}
    beside: dict[str, Said] = {}
    """What was asked in simpler ways, by their names."""
    cited: bool | None = None
    """Whether it pointed to the right place, in suites that look at that."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be asked, and where the record of it lies."""

    suite: str
    place: Workplace
    record: Path
    seeds: int = 1
    limit: int | None = None
    """Most questions of a seed."""
    baselines: tuple[str, ...] = ()
    """Ways in which the same model is also asked without this program."""
    first: int | None = None
    """Most questions of a seed that are asked so."""
    texts: int | None = None
    """Most texts whose questions are asked so."""


def run(
    runtime: "Runtime",
    job: Job,
    *,
    options: Callable[[int], "AskOptions"],
    on_asked: Callable[[Asked, int, int], None],
    emit: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool],
) -> Sequence[Asked]:
    """Ask what the record does not hold yet; all that is asked now, in order.

    `on_asked` gets each with its number and how many there are. Raises `Missing` when no
    question could ever be answered, and `Stopped`; the record keeps what was asked before.
    """
    known = {(asked.seed, asked.id, asked.root): asked for asked in _recorded(job.record)}
    questions = list(_questions(job))
    result = []
    for number, (seed, question) in enumerate(questions, 1):
        if should_stop():
            raise Stopped("Stopped.", hint="The same command goes on where it stopped.")
        chosen = options(seed)
        root = chosen.root or runtime.settings.engine.root
        asked = known.get((seed, question.id, root))
        if asked is None or asked.question != question.text:
            reply, wall = _ask(runtime, question, chosen, emit=emit, should_stop=should_stop)
            asked = _scored(job.suite, seed, question, reply, wall=wall, root=root)
            _append(job.record, asked)
        result.append(asked)
        on_asked(asked, number, len(questions))
    return result


def run_beside(
    job: Job,
    asked: Sequence[Asked],
    *,
    ways: baselines.Ways,
    on_said: Callable[[Asked, str], None],
    should_stop: Callable[[], bool],
) -> Sequence[Asked]:
    """What was asked, with what simpler ways answer that the record does not hold yet. Raises `Stopped`."""
    every = list(_questions(job))
    found = {(each.seed, each.id): each for each in asked}
    for name in job.baselines:
        for seed, question in baselines.in_order(every, first=job.first, texts=job.texts):
            each = found[seed, question.id]
            if name in each.beside:
                continue
            if should_stop():
                raise Stopped("Stopped.", hint="The same command goes on where it stopped.")
            each = msgspec.structs.replace(each, beside={**each.beside, name: ways.said(question, name)})
            found[seed, question.id] = each
            _append(job.record, each)
            on_said(each, name)
    return [found[each.seed, each.id] for each in asked]


def _questions(job: Job) -> Iterator[tuple[int, Question]]:
    for seed in range(1, job.seeds + 1):
        for question in islice(SUITES[job.suite](job.place, seed), job.limit):
            yield seed, question


def _ask(
    runtime: "Runtime",
    question: Question,
    options: "AskOptions",
    *,
    emit: Callable[[Event], None] | None,
    should_stop: Callable[[], bool],
) -> tuple[Reply, float]:
    """The reply, and the seconds a person would have waited for it."""
    started = time.monotonic()
    try:
        reply = runtime.ask(
            question.text, paths=question.paths, options=options, emit=emit, should_stop=should_stop
        )
    except (Missing, Stopped, BadRequest):
        raise
    except RlmError as error:
        shown_error = ErrorShown(error.kind, error.message, error.hint)
        reply = Reply(run="", question=question.text, status="failed", answer="", error=shown_error)
    if reply.status == "stopped":
        raise Stopped("Stopped.", hint="The same command goes on where it stopped.")
    if reply.error and status_of_kind(reply.error.kind) == Missing.exit_status:
        raise Missing(reply.error.message, hint=reply.error.hint)
    return reply, time.monotonic() - started


def _scored(suite: str, seed: int, question: Question, reply: Reply, *, wall: float, root: str) -> Asked:
    score = _score(question, reply)
    return Asked(
        suite=suite,
        seed=seed,
        id=question.id,
        topic=question.topic,
        kind=question.kind,
        question=question.text,
        gold=shown(question.gold),
        right=score == 1.0,
        status=reply.status,
        answer=reply.answer,
        value=reply.value,
        plan=reply.plan,
        program=reply.program,
        notes=reply.notes,
        seconds=reply.usage.seconds,
        wall_seconds=wall,
        prompt_tokens=reply.usage.prompt_tokens,
        generated_tokens=reply.usage.generated_tokens,
        sub_calls=reply.usage.sub_calls,
        peak_rss_bytes=reply.usage.peak_rss_bytes,
        root=root,
        run=reply.run,
        error=reply.error.message if reply.error else "",
        score=score,
        baselines=question.baselines,
        cited=question.cites(reply.evidence.shown) if question.cites else None,
    )


def _score(question: Question, reply: Reply) -> float:
    if question.absent:
        said = reply.status == "not_found"
        return float(said or (bool(question.gold) and is_right(question.gold, reply.value, reply.answer)))
    if question.says_nothing and reply.status == "not_found":
        return 1.0
    if reply.status not in {"answered", "partial", "estimated"}:
        return 0.0
    if question.score_value is not None:
        return question.score_value(reply.value)
    if question.score is not None:
        return question.score(reply.answer)
    return float(is_right(question.gold, reply.value, reply.answer))


def _recorded(record: Path) -> Iterator[Asked]:
    if not record.exists():
        return
    with record.open("rb") as file:
        for line in file:
            # The last line may have been cut off; it is asked again.
            with suppress(msgspec.MsgspecError):
                yield msgspec.json.decode(line, type=Asked)


def _append(record: Path, asked: Asked) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    whole = not record.exists() or record.read_bytes()[-1:] in {b"", b"\n"}
    with record.open("ab") as file:
        file.write((b"" if whole else b"\n") + msgspec.json.encode(asked) + b"\n")
