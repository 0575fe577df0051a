"""Questions over records in nine made-up shapes and four real files, in a person's words."""

import csv
import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from rlm_desktop.bench.gold import Day, Gold, Hour, Number, Word
from rlm_desktop.bench.records_sources import SHAPES, Row
from rlm_desktop.bench.records_worded import REAL, WORDED
from rlm_desktop.bench.suite import Question, Workplace, in_turn
from rlm_desktop.errors import BadRequest

Where = Callable[[Row], bool]
_TRIES = 60
"""Letters that the default window holds beside the question."""


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Made-up records differ from seed to seed; the real ones are asked once, where `--data` is given."""
    groups = [list(_of_shape(place, name, seed)) for name in SHAPES]
    if place.data is not None and seed == 1:
        groups += [list(_of_file(place, *known)) for known in REAL]
    return list(in_turn(groups))


class Records:
    """Rows of one source, and what can be counted of them. Raises `LookupError` where two are right."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def where(self, **fields: object) -> "Records":
        return Records([row for row in self.rows if all(_fits(row[k], v) for k, v in fields.items())])

    def count(self) -> tuple[Gold, ...]:
        return (Number(len(self.rows)),)

    def values(self, field: str) -> list[float]:
        return [float(str(row[field])) for row in self.rows if row[field] not in ("", None)]

    def mean(self, field: str) -> tuple[Gold, ...]:
        return (Number(statistics.fmean(self.values(field))),)

    def median(self, field: str) -> tuple[Gold, ...]:
        return (_number(statistics.median(self.values(field))),)

    def total(self, field: str) -> tuple[Gold, ...]:
        return (_number(round(sum(self.values(field)), 2)),)

    def most(self, field: str) -> tuple[Gold, ...]:
        return (_number(max(self.values(field))),)

    def least(self, field: str) -> tuple[Gold, ...]:
        return (_number(min(self.values(field))),)

    def row_with_most(self, field: str, *, tell: str) -> tuple[Gold, ...]:
        best = max(self.values(field))
        found = {row[tell] for row in self.rows if row[field] not in ("", None) and _same(row[field], best)}
        return (_told(_only(found)),)

    def distinct(self, field: str) -> tuple[Gold, ...]:
        return (Number(len({row[field] for row in self.rows if row[field] not in ("", None)})),)

    def top(self, field: str, *, counted: bool = True) -> tuple[Gold, ...]:
        value, times = _first(Counter(row[field] for row in self.rows if row[field] not in ("", None)))
        return (_told(value), Number(times)) if counted else (_told(value),)

    def rarest(self, field: str) -> tuple[Gold, ...]:
        ranks = Counter(row[field] for row in self.rows)
        value, _ = _first(Counter({key: -times for key, times in ranks.items()}))
        return (_told(value),)

    def top_by_sum(self, field: str, *, of: str) -> tuple[Gold, ...]:
        sums: dict[object, float] = defaultdict(float)
        for row in self.rows:
            sums[row[field]] += float(str(row[of]))
        return (_told(max(sums, key=lambda key: sums[key])),)

    def top_by_mean(self, field: str, *, of: str) -> tuple[Gold, ...]:
        found: dict[object, list[float]] = defaultdict(list)
        for row in self.rows:
            found[row[field]].append(float(str(row[of])))
        return (_told(max(found, key=lambda key: statistics.fmean(found[key]))),)

    def first(self, field: str) -> tuple[Gold, ...]:
        return (Day(min(_day(row[field]) for row in self.rows)),)

    def last(self, field: str) -> tuple[Gold, ...]:
        return (Day(max(_day(row[field]) for row in self.rows)),)

    def busiest_day(self, field: str) -> tuple[Gold, ...]:
        return (Day(_first(Counter(_day(row[field]) for row in self.rows))[0]),)

    def busiest_hour(self, field: str) -> tuple[Gold, ...]:
        hours = Counter(at.hour for row in self.rows if isinstance(at := row[field], datetime))
        return (Hour(_first(hours)[0]),)


def _of_shape(place: Workplace, name: str, seed: int) -> Iterator[Question]:
    shape = SHAPES[name]
    for attempt in range(_TRIES):
        rows = shape.make(random.Random(f"{name} {seed} {attempt}"))
        try:
            asked = [(kind, text, gold(Records(rows))) for kind, text, gold in WORDED[name]]
        except LookupError:
            continue  # two answers to one of the questions: other rows
        path = place.write_once(f"{seed}/{shape.file}", partial(shape.write, rows))
        yield from _questions(name, path, asked)
        return
    raise AssertionError(f"no rows of {name} give single answers")


def _of_file(place: Workplace, name: str, file: str, folder: str) -> Iterator[Question]:
    try:
        path = place.find(file, folder, suite="records")
    except BadRequest:
        return
    records = Records(_read(path))
    yield from _questions(name, str(path), [(kind, text, gold(records)) for kind, text, gold in WORDED[name]])


def _questions(
    name: str, path: str, asked: Sequence[tuple[str, str, tuple[Gold, ...]]]
) -> Iterator[Question]:
    for kind, text, gold in asked:
        yield Question(id=f"{name}: {text}", topic=name, kind=kind, text=text, gold=gold, paths=(path,))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".csv":
            return [dict(row) for row in csv.DictReader(file)]
        return [json.loads(line) for line in file]


def _fits(value: object, wanted: object) -> bool:
    if callable(wanted):
        return value not in ("", None) and bool(wanted(value))
    return value == wanted


def _first[K: Hashable](ranks: Counter[K]) -> tuple[K, int]:
    (first, times), *others = ranks.most_common(2)
    if others and others[0][1] == times:
        raise LookupError("two are as frequent")
    return first, times


def _only(found: set[object]) -> object:
    if len(found) != 1:
        raise LookupError("more than one row has it")
    return found.pop()


def _same(value: object, other: float) -> bool:
    return float(str(value)) == other


def _number(value: float) -> Number:
    return Number(int(value) if value == int(value) else value)


def _told(value: object) -> Gold:
    if isinstance(value, datetime | date):
        return Day(_day(value))
    return Number(value) if isinstance(value, int) else Word(str(value))


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))
