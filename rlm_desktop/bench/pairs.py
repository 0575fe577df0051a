"""Questions for all pairs of users whose rows have, or have not, certain labels, told in the rows or hidden.

After OOLONG-Pairs of arXiv 2512.24601, whose questions are of the same forms over rows of the same kind;
rebuilt, so its figures stand beside the published ones, not among them. The score is F1 over pairs.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import combinations, cycle, islice

import msgspec

from rlm_desktop.bench import aggregation
from rlm_desktop.bench.aggregation_questions import long_day
from rlm_desktop.bench.aggregation_rows import Context, Row
from rlm_desktop.bench.gold import Word
from rlm_desktop.bench.suite import Question, Workplace

ASKED = 20
"""Questions of one context: half of them say the same of both users."""
_USUAL = (8_192,)
_TRIES = 400
_SHOWN = 3
"""Pairs of a known answer that a report names."""

Pair = tuple[int, int]
Fits = Callable[[Sequence[Row]], bool]
"""Whether the rows of one user fit what is said of him."""


class Posed(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    text: str
    pairs: frozenset[Pair]


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Twenty questions for each length and variant that was chosen."""
    return [
        question
        for length, labelled in aggregation.variants(place.choices, usual=_USUAL)
        for question in _of_context(place, length, labelled=labelled, seed=seed)
    ]


def _of_context(place: Workplace, length: int, *, labelled: bool, seed: int) -> Iterator[Question]:
    context = aggregation.context_of(place, length, seed)
    path = aggregation.written(place, context, length, labelled=labelled, seed=seed)
    topic = aggregation.topic_of(context.source, length, labelled=labelled)
    for number, each in enumerate(questions(context, seed=seed), 1):
        yield Question(
            id=f"{topic} {number}",
            topic=topic,
            kind=each.kind,
            text=each.text,
            gold=(Word(_briefly(each.pairs)),),
            paths=(path,),
            score=partial(score, gold=each.pairs),
            score_value=partial(score, gold=each.pairs),
            baselines=_baselines(context, each),
        )


def score(said: object, gold: frozenset[Pair]) -> float:
    """F1 of the pairs that an answer names, whatever their order; as rows, or in words like (1, 2)."""
    text = msgspec.json.encode(said).decode() if isinstance(said, list | tuple) else str(said)
    named = re.findall(r"[(\[]\s*(\d+)\s*,\s*(\d+)\s*[)\]]|^\s*(\d+)\s*,\s*(\d+)\s*$", text, re.MULTILINE)
    found = {_pair(int(a or c), int(b or d)) for a, b, c, d in named}
    right = len(found & gold)
    return 2 * right / (len(found) + len(gold)) if found or gold else 1.0


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _baselines(context: Context, posed: Posed) -> dict[str, float]:
    """What is scored without reading: by naming every pair there is, and by a coin for each."""
    users = sorted({row.user for row in context.rows})
    every = list(combinations(users, 2))
    chance = random.Random(posed.text)
    return {
        "every pair": score(every, posed.pairs),
        "random": score([pair for pair in every if chance.random() < 0.5], posed.pairs),
    }


def _briefly(pairs: frozenset[Pair]) -> str:
    shown = ", ".join(map(str, sorted(pairs)[:_SHOWN]))
    return shown if len(pairs) <= _SHOWN else f"{shown} and {len(pairs) - _SHOWN:,} more"


# -- questions


def questions(context: Context, *, seed: int) -> list[Posed]:
    """Twenty different questions, each with at least one pair and, where that can be had, not with all."""
    chance = random.Random(f"{context.source.name} {len(context.rows)} {seed} pairs")
    maker = _Maker(context, chance)
    found: dict[str, Posed] = {}
    for kind in islice(cycle(_KINDS), _TRIES):
        if len(found) == ASKED:
            break
        posed = kind(maker)
        if 0 < len(posed.pairs) < maker.every:
            found.setdefault(posed.text, posed)
    return list(found.values())


class _Maker:
    """What the kinds of questions draw from: the rows of each user, labels and days of one context."""

    def __init__(self, context: Context, chance: random.Random) -> None:
        self.chance = chance
        self.labels = context.labels
        self.by_user: dict[int, list[Row]] = defaultdict(list)
        for row in context.rows:
            self.by_user[row.user].append(row)
        self.every = len(self.by_user) * (len(self.by_user) - 1) // 2
        self._days = sorted({row.day for row in context.rows})

    def two(self) -> tuple[str, str]:
        one, other = self.chance.sample(self.labels, 2)
        return one, other

    def label(self) -> str:
        return self.chance.choice(self.labels)

    def day(self) -> date:
        return self._days[self.chance.randint(len(self._days) // 5, len(self._days) * 4 // 5)]

    def of_both(self, kind: str, said: str, fits: Fits) -> Posed:
        users = [user for user, rows in self.by_user.items() if fits(rows)]
        pairs = frozenset(_pair(*pair) for pair in combinations(users, 2))
        return Posed(kind=kind, text=f"{_BEGIN} where both users have {said}.{_FORM}", pairs=pairs)

    def of_one_and_other(self, kind: str, one: tuple[str, Fits], other: tuple[str, Fits]) -> Posed:
        first = [user for user, rows in self.by_user.items() if one[1](rows)]
        second = [user for user, rows in self.by_user.items() if other[1](rows)]
        pairs = frozenset(_pair(a, b) for a in first for b in second if a != b)
        text = f"{_BEGIN} such that one user has {one[0]}, and the other user has {other[0]}.{_FORM}"
        return Posed(kind=kind, text=text, pairs=pairs)


_BEGIN = "In the above data, list all pairs of users (no pair twice, the lower number first)"
_FORM = " Give your final answer as one pair a line, in the form (user 1, user 2)."


def _has(label: str, rows: Sequence[Row]) -> int:
    return sum(row.label == label for row in rows)


def _either(maker: _Maker) -> Posed:
    one, other = sorted(maker.two())  # the other way round it is the same question
    said = f"at least one row with the label '{one}' or the label '{other}'"
    return maker.of_both(
        "both: either label", said, lambda rows: _has(one, rows) > 0 or _has(other, rows) > 0
    )


def _either_and_day(maker: _Maker) -> Posed:
    one, other = maker.two()
    day, after = maker.day(), maker.chance.random() < 0.5
    said = (
        f"at least one row with the label '{one}' or the label '{other}', and all rows with the label '{one}'"
        f" of both users are dated {'after' if after else 'before'} {long_day(day)}"
    )

    def fits(rows: Sequence[Row]) -> bool:
        dated = [row.day for row in rows if row.label == one]
        in_time = all(each > day if after else each < day for each in dated)
        return in_time and (bool(dated) or _has(other, rows) > 0)

    return maker.of_both("both: and dates", said, fits)


def _number(maker: _Maker, words: str) -> tuple[str, Fits]:
    label, number = maker.label(), maker.chance.choice((1, 2))
    said = f"{words} {('one row', 'two rows')[number - 1]} with the label '{label}'"
    if words == "exactly":
        return said, lambda rows: _has(label, rows) == number
    return said, lambda rows: _has(label, rows) >= number


def _both_labels(maker: _Maker) -> tuple[str, Fits]:
    one, other = maker.two()
    said = f"at least one row with the label '{one}' and at least one row with the label '{other}'"
    return said, lambda rows: _has(one, rows) > 0 and _has(other, rows) > 0


def _two_and_exactly(maker: _Maker) -> Posed:
    return maker.of_one_and_other(
        "one and the other: exactly", _both_labels(maker), _number(maker, "exactly")
    )


def _two_and_two(maker: _Maker) -> Posed:
    return maker.of_one_and_other("one and the other", _both_labels(maker), _both_labels(maker))


def _least_and_exactly(maker: _Maker) -> Posed:
    return maker.of_one_and_other(
        "one and the other: exactly", _number(maker, "at least"), _number(maker, "exactly")
    )


def _none_and_least(maker: _Maker) -> Posed:
    label = maker.label()
    none: tuple[str, Fits] = (f"no row with the label '{label}'", lambda rows: _has(label, rows) == 0)
    return maker.of_one_and_other("one and the other", none, _number(maker, "at least"))


_KINDS = (
    _either,
    _two_and_exactly,
    _either_and_day,
    _two_and_two,
    _either_and_day,
    _least_and_exactly,
    _either,
    _none_and_least,
)
