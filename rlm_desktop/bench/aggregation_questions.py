"""Questions about how often labels occur in a text of rows, with the answers that counting gives."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import msgspec

from rlm_desktop.bench.aggregation_rows import Context, Row

ASKED = 25
"""Questions of one context."""
_GAP = 0.02
"""Ask which is more common only where the difference is above this share of the rows, or none at all."""
_TRIES = 40
MORE, LESS, SAME = "more common", "less common", "same frequency"


class Posed(msgspec.Struct, frozen=True, kw_only=True):
    """A question, its answer as it would be written, and what may be answered at all."""

    kind: str
    text: str
    answer: str
    choices: tuple[str, ...] = ()
    """The answers a guess has to choose from; empty for a number."""
    majority: str = ""
    """What somebody says who knows the most common label of the whole text, or nothing."""


Try = Callable[["_Maker"], Posed | None]


def questions(context: Context, *, seed: int) -> list[Posed]:
    """Twenty-five questions with one answer each; what a text cannot give is made up for by others."""
    maker = _Maker(context, random.Random(f"{context.source.name} {len(context.rows)} {seed} questions"))
    found: dict[str, Posed] = {}
    for kind, times in (*_KINDS, *_MORE):
        wanted = min(len(found) + times, ASKED)
        for _ in range(_TRIES):
            if len(found) >= wanted:
                break
            posed = kind(maker)
            if posed is not None:
                found.setdefault(posed.text, posed)
    return list(found.values())


class _Maker:
    """What the kinds of questions draw from: rows, labels, users and days of one context."""

    def __init__(self, context: Context, draw: random.Random) -> None:
        self.rows = context.rows
        self.labels = context.labels
        self.draw = draw
        self.by_user = Counter(row.user for row in context.rows)
        self.days = sorted({row.day for row in context.rows})
        self.most = Counter(row.label for row in context.rows).most_common(1)[0][0]

    def two(self) -> tuple[str, str]:
        first, second = self.draw.sample(self.labels, 2)
        return first, second

    def label(self) -> str:
        return self.draw.choice(self.labels)

    def users(self) -> tuple[str, list[Row]]:
        """Some users, the more likely the more rows they have, and their rows."""
        drawn = {self.draw.choice(self.rows).user for _ in range(self.draw.randint(2, 5))}
        named = ", ".join(map(str, sorted(drawn)))
        return named, [row for row in self.rows if row.user in drawn]

    def day(self) -> date:
        """A day from the middle of the time."""
        return self.days[self.draw.randint(len(self.days) // 4, len(self.days) * 3 // 4)]

    def months(self) -> list[tuple[int, int]]:
        return sorted({row.month for row in self.rows})


# -- how often


def _top(rows: Sequence[Row], labels: Sequence[str], *, least: bool = False) -> str | None:
    """The most or least common label, if it is clearly so."""
    counts = Counter(row.label for row in rows)
    ranked = sorted(((counts[label], label) for label in labels), reverse=not least)
    first, second = ranked[0], ranked[1]
    return first[1] if abs(first[0] - second[0]) > _GAP * len(rows) else None


def _compared(one: int, other: int, of: int) -> str | None:
    if one == other:
        return SAME
    if abs(one - other) <= _GAP * of:
        return None
    return MORE if one > other else LESS


def _has(rows: Sequence[Row], label: str) -> int:
    return sum(row.label == label for row in rows)


_LABEL = " Give your final answer in the form 'Label: answer', where answer is one of the labels: {}."
_COMPARE = (
    " Give your final answer in the form 'Answer: X', where X is more common, less common or same frequency."
)
_NUMBER = " Give your final answer in the form 'Answer: number'."
_USER = " Give your final answer in the form 'User: X', where X is the number of the user."
_MONTH = " Give your final answer in the form 'Date: month year', for example 'Date: March 2020'."


def _which(maker: _Maker, kind: str, scope: str, rows: Sequence[Row], *, least: bool = False) -> Posed | None:
    answer = _top(rows, maker.labels, least=least) if rows else None
    if answer is None:
        return None
    word = "least" if least else "most"
    text = f"{scope}which of the labels is the {word} common?{_LABEL.format(', '.join(maker.labels))}"
    return Posed(
        kind=kind, text=_capital(text), answer=answer, choices=tuple(maker.labels), majority=maker.most
    )


def _whether(maker: _Maker, kind: str, scope: str, rows: Sequence[Row]) -> Posed | None:
    one, other = maker.two()
    answer = _compared(_has(rows, one), _has(rows, other), len(rows)) if rows else None
    if answer is None:
        return None
    text = (
        f"{scope}is the label '{one}' more common, less common, or the same frequency as the label '{other}'?"
    )
    known = MORE if one == maker.most else LESS
    return Posed(
        kind=kind,
        text=_capital(text) + _COMPARE,
        answer=answer,
        choices=(MORE, LESS, SAME),
        majority=known,
    )


def _how_many(maker: _Maker, kind: str, scope: str, rows: Sequence[Row]) -> Posed:
    label = maker.label()
    text = f"{scope}how many rows should be classified as the label '{label}'?{_NUMBER}"
    guess = str(len(rows) if label == maker.most else 0)
    return Posed(kind=kind, text=_capital(text), answer=str(_has(rows, label)), majority=guess)


_ALL = "in the above data, "


def _most(maker: _Maker) -> Posed | None:
    return _which(maker, "most common label", _ALL, maker.rows)


def _least(maker: _Maker) -> Posed | None:
    return _which(maker, "least common label", _ALL, maker.rows, least=True)


def _comparison(maker: _Maker) -> Posed | None:
    return _whether(maker, "comparison", _ALL, maker.rows)


def _count(maker: _Maker) -> Posed | None:
    return _how_many(maker, "count", _ALL, maker.rows)


# -- users


def _of_users(named: str) -> str:
    return f"considering only the rows of the users {named}: "


def _users_most(maker: _Maker) -> Posed | None:
    named, rows = maker.users()
    return _which(maker, "users: most common", _of_users(named), rows)


def _users_comparison(maker: _Maker) -> Posed | None:
    named, rows = maker.users()
    return _whether(maker, "users: comparison", _of_users(named), rows)


def _users_count(maker: _Maker) -> Posed | None:
    named, rows = maker.users()
    return _how_many(maker, "users: count", _of_users(named), rows)


def _user_ranked(maker: _Maker, place: int) -> Posed | None:
    ranked = maker.by_user.most_common(place + 2)
    near = ranked[max(0, place - 1) : place + 2]
    if len(ranked) < place + 2 or any(one[1] == other[1] for one, other in pairwise(near)):
        return None
    word = ("most", "second most")[place]
    return Posed(
        kind="users: ranking",
        text=f"In the above data, which user is represented {word} often?{_USER}",
        answer=str(ranked[place][0]),
        choices=tuple(map(str, sorted(maker.by_user))),
    )


def _user_first(maker: _Maker) -> Posed | None:
    return _user_ranked(maker, 0)


def _user_second(maker: _Maker) -> Posed | None:
    return _user_ranked(maker, 1)


def _user_of_label(maker: _Maker) -> Posed | None:
    label = maker.label()
    ranked = Counter(row.user for row in maker.rows if row.label == label).most_common(2)
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        return None
    return Posed(
        kind="users: most of a label",
        text=f"In the above data, which user has the most rows with the label '{label}'?{_USER}",
        answer=str(ranked[0][0]),
        choices=tuple(map(str, sorted(maker.by_user))),
        majority=str(maker.by_user.most_common(1)[0][0]),
    )


# -- time


def _dates_times(maker: _Maker) -> Posed | None:
    times = Counter(Counter(row.day for row in maker.rows).values())
    n = maker.draw.choice(sorted(times))
    text = f"In the above data, how many dates are represented exactly {n} time{'s' if n > 1 else ''}?"
    return Posed(kind="dates: exactly n times", text=text + _NUMBER, answer=str(times[n]))


def _before_after(maker: _Maker) -> Posed | None:
    day, label = maker.day(), maker.label()
    before = _has([row for row in maker.rows if row.day < day], label)
    after = _has([row for row in maker.rows if row.day > day], label)
    answer = _compared(before, after, len(maker.rows))
    if answer is None:
        return None
    text = (
        f"In the above data, was the label '{label}' more common, less common, or the same frequency"
        f" before {long_day(day)}, as compared to after {long_day(day)}?{_COMPARE}"
    )
    return Posed(kind="time: before and after", text=text, answer=answer, choices=(MORE, LESS, SAME))


def _before_most(maker: _Maker) -> Posed | None:
    day = maker.day()
    scope = f"among rows dated before {long_day(day)}, "
    return _which(maker, "time: most common", scope, [row for row in maker.rows if row.day < day])


def _after_count(maker: _Maker) -> Posed | None:
    day = maker.day()
    scope = f"among rows dated after {long_day(day)}, "
    return _how_many(maker, "time: count", scope, [row for row in maker.rows if row.day > day])


def _month_most(maker: _Maker) -> Posed | None:
    month = maker.draw.choice(maker.months())
    scope = f"among rows dated in {long_month(month)}, "
    return _which(maker, "time: most common", scope, [row for row in maker.rows if row.month == month])


def _range(maker: _Maker) -> tuple[str, list[Row]]:
    first, last = sorted((maker.day(), maker.day()))
    scope = f"among rows dated between {long_day(first)} and {long_day(last)} inclusive, "
    return scope, [row for row in maker.rows if first <= row.day <= last]


def _range_most(maker: _Maker) -> Posed | None:
    return _which(maker, "time: most common", *_range(maker))


def _range_comparison(maker: _Maker) -> Posed | None:
    return _whether(maker, "time: comparison", *_range(maker))


def _by_month(maker: _Maker, one: str, other: str) -> list[tuple[tuple[int, int], int, int]]:
    first = Counter(row.month for row in maker.rows if row.label == one)
    second = Counter(row.month for row in maker.rows if row.label == other)
    return [(month, first[month], second[month]) for month in maker.months()]


def _first_month(maker: _Maker) -> Posed | None:
    one, other = maker.two()
    ahead = [month for month, mine, theirs in _by_month(maker, one, other) if mine > theirs]
    if not ahead:
        return None
    text = f"In the above data, in which month did the label '{one}' first occur more often than the label"
    return Posed(
        kind="time: first month",
        text=f"{text} '{other}'?{_MONTH}",
        answer=long_month(ahead[0]),
        choices=tuple(map(long_month, maker.months())),
        majority=long_month(maker.months()[0]),
    )


def _months_ahead(maker: _Maker) -> Posed | None:
    one, other = maker.two()
    months = _by_month(maker, one, other)
    text = f"In the above data, for how many months does the label '{one}' occur more often than the label"
    return Posed(
        kind="time: number of months",
        text=f"{text} '{other}'?{_NUMBER}",
        answer=str(sum(mine > theirs for _, mine, theirs in months)),
        majority=str(len(months) if one == maker.most else 0),
    )


_KINDS: tuple[tuple[Try, int], ...] = (
    (_most, 1),
    (_least, 1),
    (_comparison, 3),
    (_count, 2),
    (_user_first, 1),
    (_user_second, 1),
    (_user_of_label, 1),
    (_users_most, 1),
    (_users_comparison, 2),
    (_users_count, 2),
    (_dates_times, 1),
    (_before_after, 2),
    (_before_most, 1),
    (_after_count, 1),
    (_month_most, 1),
    (_range_most, 1),
    (_range_comparison, 1),
    (_first_month, 1),
    (_months_ahead, 1),
)
_MORE: tuple[tuple[Try, int], ...] = (
    (_users_comparison, 3),
    (_range_comparison, 3),
    (_users_count, ASKED),
    (_after_count, ASKED),
)
"""Asked where a short text has too few of the others."""


def long_day(day: date) -> str:
    return f"{day.strftime('%B')} {day.day}, {day.year}"


def long_month(month: tuple[int, int]) -> str:
    return date(*month, 1).strftime("%B %Y")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shown(posed: Sequence[Posed]) -> Iterator[str]:
    """For a person: kind, question, answer."""
    for each in posed:
        yield f"[{each.kind}] {each.text} -> {each.answer}"
