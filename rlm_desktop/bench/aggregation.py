"""OOLONG-style aggregation, rebuilt: statistics over the labels of many rows, told in the rows or hidden.

After arXiv 2511.02817; rebuilt, so its figures stand beside the published ones, not among them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_desktop.bench.aggregation_questions import Posed, questions
from rlm_desktop.bench.aggregation_rows import SOURCES, Context, Source, make, read_source
from rlm_desktop.bench.aggregation_score import baselines, score
from rlm_desktop.bench.gold import Word, is_right
from rlm_desktop.bench.suite import Choices, Question, Workplace
from rlm_desktop.errors import BadRequest, RlmError

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

_USUAL = (8_192,)


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Twenty-five questions for each length and variant that was chosen."""
    return [
        question
        for length, labelled in variants(place.choices)
        for question in _of_context(place, length, labelled=labelled, seed=seed)
    ]


def variants(choices: Choices, *, usual: Sequence[int] = _USUAL) -> Iterator[tuple[int, bool]]:
    """Lengths, each with whether its labels are told."""
    for length in choices.lengths or usual:
        if choices.variant != "labelled":
            yield length, False
        if choices.variant != "hidden":
            yield length, True


def _of_context(place: Workplace, length: int, *, labelled: bool, seed: int) -> Iterator[Question]:
    context = context_of(place, length, seed)
    path = written(place, context, length, labelled=labelled, seed=seed)
    posed = questions(context, seed=seed)
    topic = topic_of(context.source, length, labelled=labelled)
    for number, each in enumerate(posed, 1):
        yield Question(
            id=f"{topic} {number}",
            topic=topic,
            kind=each.kind,
            text=each.text,
            gold=(Word(each.answer),),
            paths=(path,),
            score=partial(_score, posed=each),
            told=partial(_told, posed=each),
            baselines=baselines(each, posed),
        )


def _score(answer: str, *, posed: Posed) -> float:
    return score(answer, posed.answer)


def _told(said: str, *, posed: Posed) -> float:
    """The same for a model that was not asked through this program: a sentence around it takes nothing."""
    return max(score(said, posed.answer), float(is_right((Word(posed.answer),), None, said)))


def topic_of(source: Source, length: int, *, labelled: bool) -> str:
    return f"{source.name} {in_words(length)} {'labelled' if labelled else 'hidden'}"


def context_of(place: Workplace, length: int, seed: int) -> Context:
    source = SOURCES.get(place.choices.source)
    if source is None:
        raise BadRequest(
            f"There is no source {place.choices.source}.", hint=f"There are: {', '.join(SOURCES)}."
        )
    file = place.find(source.file, "aggregation", suite="aggregation")
    return _made(source, file, length, seed)


@lru_cache(maxsize=8)
def _made(source: Source, file: Path, length: int, seed: int) -> Context:
    with file.open(encoding="utf-8") as lines:
        return make(source, read_source(lines), tokens=length, seed=seed)


def written(place: Workplace, context: Context, length: int, *, labelled: bool, seed: int) -> str:
    name = f"{topic_of(context.source, length, labelled=labelled)} {seed}.txt".replace(" ", "-")
    return place.write_once(name, partial(context.written, labelled=labelled))


def measures(runtime: "Runtime", place: Workplace, seeds: int) -> dict[str, float]:
    """For each hidden context the share of rows whose label the application read rightly."""
    found: dict[str, float] = {}
    for seed in range(1, seeds + 1):
        for length, labelled in variants(place.choices):
            if labelled:
                continue
            context = context_of(place, length, seed)
            path = written(place, context, length, labelled=False, seed=seed)
            title = f"{topic_of(context.source, length, labelled=False)} seed {seed}"
            found |= _accuracy(runtime, context, path, title)
    return found


def _accuracy(runtime: "Runtime", context: Context, path: str, title: str) -> dict[str, float]:
    library = runtime.open_library([path])
    columns = [c for table in library.profile.tables[:1] for c in table.columns if c.labels is not None]
    if not columns or columns[0].labels is None:
        return {}
    try:
        sql = f'SELECT "{columns[0].name}" FROM records ORDER BY _start'
        rows = library.query(sql, limit=len(context.rows) + 1, hidden=True).rows
    except RlmError:
        return {}
    right = sum(told[0] == row.label for told, row in zip(rows, context.rows, strict=False))
    made = columns[0].labels
    return {
        f"row accuracy, {title}": right / len(context.rows),
        f"share read by the model, {title}": made.read / max(1, made.rows),
    }


def in_words(length: int) -> str:
    """131072 as "128K"; published tables say 131K for the same."""
    for size, unit in ((1 << 20, "M"), (1 << 10, "K")):
        if length >= size and length % size == 0:
            return f"{length // size}{unit}"
    return str(length)
