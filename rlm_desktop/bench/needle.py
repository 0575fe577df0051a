"""Sentences planted in a long novel, and questions that ask for them in other words.

Eight questions are told by one sentence each. Four more are told by many, far apart, beside others that
name the same thing and tell nothing: all are to be listed, counted, added up, compared. The novel is
repeated until a text has its length, each time with its chapters in another order. What is planted is made
up: no place of the novel tells it.
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

Planted = tuple[str | tuple[str, ...], str, tuple[Gold, ...], str]
"""What is planted, a question, its answer, and another answer of the kind."""
_TOWNS = ("Skarnvik", "Dunlow", "Karlsund", "Lirmouth", "Hagenfleet", "Arnsea", "Port Averill", "Tollin")
_PAYERS = ("Greta Lund", "Casper Holm", "Dinah Vole", "Ruben Stack", "Elke Marr", "Piers Tollan")
_SHIPS = ("Sorrowful Mary", "Gallant Otter", "Widow Prentiss", "Northern Candle")
_PAINTERS = ("Dobrynkin", "Wessely", "Harkavy", "Lindqvist")
_CALLED_AT = (
    "At {} the brig {} took on tar and cordage.",
    "It was at {} that the brig {} lost her second anchor.",
    "The brig {1} lay four days off {0}, waiting for the wind.",
    "When the brig {1} came to {0}, the customs men went through her holds twice.",
    "From {} the brig {} took eleven passengers.",
    "The mate of the brig {1} bought a parrot at {0} for two thalers.",
    "The brig {1} put in at {0} with a broken mast.",
    "In the harbour of {} the brig {} was tarred anew.",
)
_NOT_CALLED_AT = (
    "The brig {} was painted green, and her figurehead had lost an arm.",
    "The master of the brig {} was the son of a bell founder and never swore.",
)
_PAID = (
    "{} paid the painter {} {} guineas for a portrait on horseback.",
    "The painter {1} got {2} guineas from {0} for a ceiling.",
    "For the picture of his three hounds {} sent the painter {} {} guineas.",
    "At Easter {} paid the painter {} {} guineas for an altar piece.",
    "{} gave the painter {} {} guineas for two landscapes.",
    "To be painted in his robes {} paid the painter {} {} guineas.",
)
_NOT_PAID = (
    "The painter {} had studied under a clockmaker and never forgave him.",
    "Of the painter {} it was said that he slept till noon.",
)


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Twelve questions for each length; the lengths are in tokens of four bytes."""
    book = place.find("war_and_peace_pg2600.txt", "needle", suite="needle")
    return [
        question
        for length in place.choices.lengths or _USUAL
        for question in _of_length(place, book, length, seed)
    ]


def _of_length(place: Workplace, book: Path, length: int, seed: int) -> Iterator[Question]:
    planted = list(needles(random.Random(f"needle {seed} {length}")))
    planted += many(random.Random(f"needles {seed} {length}"))
    size = length * _BYTES_A_TOKEN
    path = place.write_once(
        f"{size // 1000}-kB-{seed}-many.txt", partial(text, book, _sentences(planted), size, seed)
    )
    for number, (told, question, gold, other) in enumerate(planted, 1):
        yield Question(
            id=f"{size} {number}",
            topic=f"{size / 1e6:,.1f} MB",
            kind="needle" if isinstance(told, str) else "needles",
            text=question,
            gold=gold,
            paths=(path,),
            score_value=partial(listed, gold=gold) if len(gold) > 1 else None,
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


def many(chance: random.Random) -> Iterator[Planted]:
    """Four questions about two things that many sentences name; those of a thing are planted once."""
    ship, painter = chance.choice(_SHIPS), chance.choice(_PAINTERS)
    towns = chance.sample(_TOWNS, len(_CALLED_AT))
    called = tuple(form.format(town, ship) for form, town in zip(_CALLED_AT, towns, strict=True))
    ports: tuple[Gold, ...] = tuple(Word(town) for town in towns)
    payers = chance.sample(_PAYERS, len(_PAID))
    sums = chance.sample(range(35, 400, 5), len(_PAID))
    paid = tuple(
        form.format(payer, painter, guineas) for form, payer, guineas in zip(_PAID, payers, sums, strict=True)
    )
    beside = tuple(form.format(ship) for form in _NOT_CALLED_AT)
    idle = tuple(form.format(painter) for form in _NOT_PAID)
    order = sorted(payers, key=lambda payer: -sums[payers.index(payer)])
    yield (called + beside, f"At which ports was the brig {ship}? List all of them.", ports, towns[0])
    yield ((), f"How many different ports was the brig {ship} at?", (Number(len(towns)),), "2")
    yield (
        paid + idle,
        f"How many guineas did the painter {painter} get in all?",
        (Number(sum(sums)),),
        "100",
    )
    yield ((), f"Who paid the painter {painter} the most?", (Word(order[0].split()[1]),), order[1])


def listed(value: object, gold: tuple[Gold, ...]) -> float:
    """F1 of a list; what an answer names as less sure is not in it."""
    told = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    found = sum(any(part.is_in(each) for each in told) for part in gold)
    return 2 * found / (len(told) + len(gold))


def _sentences(planted: Sequence[Planted]) -> list[str]:
    return [each for told, *_ in planted for each in ((told,) if isinstance(told, str) else told)]


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
