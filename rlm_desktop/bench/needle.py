"""Sentences planted in a long novel, and questions that ask for them in other words.

The novel is repeated until a text has its length, each time with its chapters in another order. What is
planted is made up: no place of the novel tells it.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from rlm_desktop.bench.gold import Gold, Number, Word
from rlm_desktop.bench.suite import Question, Workplace

_USUAL = (1 << 20, 1 << 24)
_BYTES_A_TOKEN = 4
_PLACES = ("Elsinborg", "Varnholt", "Quarrymouth", "Tessinghall", "Ostrabruck", "Milhaven")
_PEOPLE = ("Tilda Rask", "Bartolo Quint", "Ines Haldane", "Josef Krumm", "Orla Fenwick", "Matteo Zorn")
_THINGS = ("beehive", "anvil", "rowing boat", "chapel bell", "millstone", "haystack")
_BEASTS = ("lynx", "pelican", "hedgehog", "wolverine", "ibex", "raven")

Planted = tuple[str, str, tuple[Gold, ...], str]
"""What is planted, a question, its answer, and another answer of the kind."""


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Eight questions for each length; the lengths are in tokens of four bytes."""
    book = place.find("war_and_peace_pg2600.txt", "needle", suite="needle")
    return [
        question
        for length in place.choices.lengths or _USUAL
        for question in _of_length(place, book, length, seed)
    ]


def _of_length(place: Workplace, book: Path, length: int, seed: int) -> Iterator[Question]:
    planted = list(needles(random.Random(f"needle {seed} {length}")))
    size = length * _BYTES_A_TOKEN
    path = place.write_once(
        f"{size // 1000}-kB-{seed}.txt", partial(text, book, [each[0] for each in planted], size, seed)
    )
    for number, (_, question, gold, other) in enumerate(planted, 1):
        yield Question(
            id=f"{size} {number}",
            topic=f"{size / 1e6:,.1f} MB",
            kind="needle",
            text=question,
            gold=gold,
            paths=(path,),
            baselines={"guess of the kind": float(all(part.is_in(other) for part in gold))},
        )


def needles(chance: random.Random) -> Iterator[Planted]:
    """Eight facts about different people, places and things."""
    places, people = chance.sample(_PLACES, 6), chance.sample(_PEOPLE, 6)
    things, beasts = chance.sample(_THINGS, 6), chance.sample(_BEASTS, 6)
    pounds, year, number = (
        chance.randint(1100, 9900),
        chance.randint(1701, 1799),
        chance.randint(10_000, 99_999),
    )
    yield (
        f"The harbour master of {places[0]} in those days was a certain {people[0]}, who never slept.",
        f"What was the name of the harbour master of {places[0]}?",
        (Word(people[0].split()[1]),),
        people[1],
    )
    yield (
        f"Before he left he had hidden the key of the {places[1]} granary beneath the third {things[0]}.",
        f"Where was the key of the granary of {places[1]} hidden?",
        (Word(things[0]),),
        things[1],
    )
    yield (
        f"The great bell of {places[2]} weighed {pounds:,} pounds, and no horse could draw it uphill.",
        f"How many pounds did the bell of {places[2]} weigh?",
        (Number(pounds),),
        str(pounds + 1),
    )
    yield (
        f"It was in {year} that the bridge at {places[3]} had been carried away by the ice.",
        f"In which year did the ice destroy the bridge at {places[3]}?",
        (Number(year),),
        str(year + 1),
    )
    yield (
        f"{people[2]} kept a tame {beasts[0]} on a silver chain and fed it with sugared almonds.",
        f"Which animal did {people[2]} keep on a chain?",
        (Word(beasts[0]),),
        beasts[1],
    )
    yield (
        f"{people[3]} had lost the sight of one eye to a splinter when the {things[2]} of {places[4]} burst.",
        f"Why was {people[3]} blind in one eye?",
        (Word("splinter"),),
        "a duel",
    )
    yield (
        f"The number that opens the strongbox at {places[5]} is {number}, as every cashier there knows.",
        f"Which number opens the strongbox at {places[5]}?",
        (Number(number),),
        str(number + 1),
    )
    yield (
        f"{people[4]}, who had taught him the violin, was a sister of {people[5]}.",
        f"Whose sister was {people[4]}?",
        (Word(people[5].split()[1]),),
        people[0],
    )


def text(book: Path, planted: Sequence[str], size: int, seed: int) -> Iterator[str]:
    """Chapters in any order until there are so many bytes, with what is planted between paragraphs."""
    chance = random.Random(f"novel {seed} {size}")
    chapters = re.split(r"(?m)^(?=\s*CHAPTER [IVXL]+\s*$)", book.read_text(encoding="utf-8"))
    chapters = [chapter for chapter in chapters if len(chapter) > 2_000] or chapters
    places = sorted(chance.randrange(size) for _ in planted)
    waiting = list(zip(places, chance.sample(list(planted), len(planted)), strict=True))
    written = 0
    order: list[str] = []
    while written < size:
        order = order or chance.sample(chapters, len(chapters))
        for paragraph in order.pop().split("\n\n"):
            yield paragraph + "\n\n"
            written += len(paragraph.encode()) + 2
            while waiting and waiting[0][0] <= written:
                sentence = waiting.pop(0)[1]
                yield sentence + "\n\n"
                written += len(sentence.encode()) + 2
            if written >= size:
                break
