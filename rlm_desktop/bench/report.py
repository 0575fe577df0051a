"""What a suite's answers add up to: figures for a file, and a table for people."""

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.bench.runner import Asked


class Share(msgspec.Struct, frozen=True):
    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of}"


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What a simpler way came to, and this program with the same questions."""

    of: int
    right: int
    ours: int
    score: float
    our_score: float
    """Means of 0 to 100."""
    seconds_median: float
    our_seconds_median: float
    read: int
    """Tokens of prompts that were evaluated for them, together."""
    written: int
    calls: int
    unasked: int
    """Ended in an error, or in no answer within their time."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    suite: str
    root: str
    total: Share
    by_topic: dict[str, Share]
    by_kind: dict[str, Share]
    by_seed: dict[int, Share]
    seconds_median: float
    seconds_most: float
    seconds_sum: float
    prompt_tokens: int
    generated_tokens: int
    sub_calls: int
    asked: tuple[Asked, ...]
    score: float = 0.0
    """Mean of 0 to 100."""
    score_by_topic: dict[str, float] = {}
    score_by_kind: dict[str, float] = {}
    baselines: dict[str, dict[str, float]] = {}
    """By their names, what simpler ways score with the same questions, by topic."""
    beside: dict[str, float] = {}
    """The same over all questions that were asked in both ways."""
    ways: dict[str, Beside] = {}
    """By their names, simpler ways that were asked."""
    unmarked: int = 0
    """Answers that are wrong and given without a doubt."""
    measures: dict[str, float] = {}
    """What else a suite has measured, by its name."""
    schema: int = 1


def report(suite: str, asked: Sequence[Asked], measures: dict[str, float] | None = None) -> Report:
    waits = [each.wall_seconds for each in asked] or [0.0]
    return Report(
        suite=suite,
        root=", ".join(sorted({each.root for each in asked})),
        total=_share(asked),
        by_topic={str(key): _share(group) for key, group in _grouped(asked, "topic").items()},
        by_kind={str(key): _share(group) for key, group in _grouped(asked, "kind").items()},
        by_seed={each.seed: _share(_grouped(asked, "seed")[each.seed]) for each in asked},
        seconds_median=statistics.median(waits),
        seconds_most=max(waits),
        seconds_sum=sum(waits),
        prompt_tokens=sum(each.prompt_tokens for each in asked),
        generated_tokens=sum(each.generated_tokens for each in asked),
        sub_calls=sum(each.sub_calls for each in asked),
        asked=tuple(asked),
        score=_mean(asked),
        score_by_topic={str(key): _mean(group) for key, group in _grouped(asked, "topic").items()},
        score_by_kind={str(key): _mean(group) for key, group in _grouped(asked, "kind").items()},
        baselines=_baselines(asked),
        beside=_beside(asked),
        ways={name: _way(asked, name) for name in dict.fromkeys(n for each in asked for n in each.beside)},
        unmarked=sum(not each.right and each.status == "answered" for each in asked),
        measures=measures or {},
    )


def _mean(asked: Sequence[Asked]) -> float:
    return 100 * statistics.fmean(each.score for each in asked) if asked else 0.0


def _baselines(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    names = dict.fromkeys(name for each in asked for name in each.baselines)
    return {
        name: {
            str(topic): 100 * statistics.fmean(each.baselines.get(name, 0.0) for each in group)
            for topic, group in _grouped(asked, "topic").items()
        }
        for name in names
    }


def _beside(asked: Sequence[Asked]) -> dict[str, float]:
    names = dict.fromkeys(name for each in asked for name in each.baselines)
    return {
        name: 100 * statistics.fmean(each.baselines[name] for each in asked if name in each.baselines)
        for name in names
    }


def _way(asked: Sequence[Asked], name: str) -> Beside:
    both = [each for each in asked if name in each.beside]
    said = [each.beside[name] for each in both]
    return Beside(
        of=len(both),
        right=sum(each.score == 1.0 for each in said),
        ours=sum(each.right for each in both),
        score=100 * statistics.fmean(each.score for each in said),
        our_score=_mean(both),
        seconds_median=statistics.median(each.seconds for each in said),
        our_seconds_median=statistics.median(each.wall_seconds for each in both),
        read=sum(each.prompt_tokens - each.cached_tokens for each in said),
        written=sum(each.generated_tokens for each in said),
        calls=sum(each.calls for each in said),
        unasked=sum(bool(each.error) for each in said),
    )


def table(figures: Report) -> Iterator[str]:
    """The report as lines of text, with what was missed at the end."""
    for title, shares in (("", figures.by_topic), ("by kind", figures.by_kind)):
        if title:
            yield f"\n{title}"
        for name, share in sorted(shares.items()):
            yield f"  {name:<20} {share.right:>4} of {share.of:>4}"
    unmarked = f"{figures.unmarked} wrong and not marked"
    yield f"\n{figures.suite}: {figures.total} right, {unmarked}, root {figures.root}"
    yield from _scores(figures)
    yield (
        f"median {figures.seconds_median:.1f} s, most {figures.seconds_most:.1f} s,"
        f" {figures.prompt_tokens:,} prompt and {figures.generated_tokens:,} generated tokens,"
        f" {figures.sub_calls:,} sub-calls"
    )
    for name, way in figures.ways.items():
        yield _beside_line(name, way)
    if cited := [each.cited for each in figures.asked if each.right and each.cited is not None]:
        yield f"of the right answers {sum(cited)} of {len(cited)} point to the right place"
    missed = [each for each in figures.asked if not each.right]
    if missed:
        yield "\nmissed"
    for each in missed:
        yield f"  {miss(each)}"


def _beside_line(name: str, way: Beside) -> str:
    unasked = f", {way.unasked} without an answer" if way.unasked else ""
    return (
        f"{name}: {way.right} of {way.of} right{unasked}, score {way.score:.1f},"
        f" median {way.seconds_median:.1f} s, {way.read:,} prompt and {way.written:,} generated tokens"
        f" in {way.calls:,} calls; this program {way.ours} of {way.of}, score {way.our_score:.1f},"
        f" median {way.our_seconds_median:.1f} s"
    )


def _scores(figures: Report) -> Iterator[str]:
    """Scores and baselines, for a suite that has them."""
    if not figures.baselines:
        return
    beside = ", ".join(f"{name} {score:.1f}" for name, score in figures.beside.items())
    yield f"score {figures.score:.1f} of 100 beside {beside}"
    for topic, score in sorted(figures.score_by_topic.items()):
        beside = ", ".join(f"{name} {by[topic]:.0f}" for name, by in figures.baselines.items())
        yield f"score {score:.1f} of 100, {topic} ({beside})"
    for kind, score in sorted(figures.score_by_kind.items()):
        yield f"  {kind:<26} {score:>5.1f}"
    for name, value in figures.measures.items():
        yield f"{name}: {value:.3f}"


def miss(asked: Asked) -> str:
    got = " ".join((asked.answer or asked.error).split())
    return f"[{asked.topic}] {asked.question}  right: {asked.gold}  got: {got[:100]} ({asked.status})"


def _share(group: Sequence[Asked]) -> Share:
    return Share(sum(each.right for each in group), len(group))


def _grouped(asked: Sequence[Asked], field: str) -> dict[object, list[Asked]]:
    groups: dict[object, list[Asked]] = defaultdict(list)
    for each in asked:
        groups[getattr(each, field)].append(each)
    return groups
