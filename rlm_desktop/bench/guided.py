"""Five questions over made-up texts of 4 to 6 MB: a needle, a maximum, a mean, a filter, a day."""

import random
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from rlm_desktop.bench.gold import Day, Number, Word
from rlm_desktop.bench.suite import Question, Workplace

LINES, ROWS = 60_000, 80_000
_LETTERS = "abcdefghijklmnop"
_ADJECTIVES = ("sturdy", "quiet", "amber", "nimble", "frosty", "gentle", "rapid", "hollow")
_ANIMALS = ("lemur", "heron", "badger", "otter", "falcon", "tapir", "gecko", "bison")


class Request(msgspec.Struct, frozen=True):
    """One line of the made-up log."""

    day: date
    user: str
    level: str
    ms: int

    def line(self) -> str:
        return f"{self.day} {self.user} {self.level} request took {self.ms} ms\n"


def build(place: Workplace, seed: int) -> Sequence[Question]:
    return (_needle(place, seed), *_log_questions(place, seed))


def _needle(place: Workplace, seed: int) -> Question:
    chance = random.Random(f"needle {seed}")
    name = f"{chance.choice(_ADJECTIVES)}-{chance.choice(_ANIMALS)}"
    number = chance.randint(1_000_000, 9_999_999)
    path = place.write_once(f"essay-{seed}.txt", lambda: _essay(chance, name, number))
    return Question(
        id="needle",
        topic="prose",
        kind="needle",
        text=f"What is the special magic number for {name} mentioned in the text?",
        gold=(Number(number),),
        paths=(path,),
    )


def _essay(chance: random.Random, name: str, number: int) -> Iterator[str]:
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(3, 9))) for _ in range(5000)]
    place = chance.randrange(LINES // 10, LINES)
    for line in range(LINES):
        if line == place:
            yield f"One of the special magic numbers for {name} is: {number}.\n"
        else:
            yield " ".join(chance.choices(words, k=chance.randint(9, 17))) + ".\n"


def _log_questions(place: Workplace, seed: int) -> Iterator[Question]:
    chance = random.Random(f"requests {seed}")
    rows = requests(chance)
    while not _has_single_answers(rows):
        rows = requests(chance)
    path = place.write_once(f"requests-{seed}.log", lambda: (row.line() for row in rows))
    user = chance.choice(sorted({row.user for row in rows}))

    def ask(kind: str, text: str, *gold: Number | Word | Day) -> Question:
        return Question(id=kind, topic="log", kind=kind, text=text, gold=gold, paths=(path,))

    worst, errors = _errors(rows).most_common(1)[0]
    yield ask("top", "Which user has the most ERROR lines, and how many?", Word(worst), Number(errors))
    warned = [row.ms for row in rows if row.user == user and row.level == "WARN"]
    yield ask(
        "mean",
        f"What is the average request time in ms of the WARN lines of {user}?",
        Number(statistics.fmean(warned)),
    )
    slowest = _slow(rows).most_common(1)[0][0]
    yield ask("filter", "Which user has the most requests slower than 850 ms?", Word(slowest))
    busiest = _days(rows).most_common(1)[0][0]
    yield ask("day", "On which date were there the most requests?", Day(busiest))


def requests(chance: random.Random) -> list[Request]:
    users = [f"user{number}" for number in range(1, 30)]
    return [
        Request(
            date(2026, chance.randint(1, 9), chance.randint(10, 28)),
            chance.choice(users),
            chance.choices(("INFO", "WARN", "ERROR"), (8, 3, 1))[0],
            chance.randint(1, 900),
        )
        for _ in range(ROWS)
    ]


def _has_single_answers(rows: Sequence[Request]) -> bool:
    tops = (count.most_common(2) for count in (_errors(rows), _slow(rows), _days(rows)))
    return all(first[1] > second[1] for first, second in tops)


def _errors(rows: Sequence[Request]) -> Counter[str]:
    return Counter(row.user for row in rows if row.level == "ERROR")


def _slow(rows: Sequence[Request]) -> Counter[str]:
    return Counter(row.user for row in rows if row.ms > 850)


def _days(rows: Sequence[Request]) -> Counter[date]:
    return Counter(row.day for row in rows)
