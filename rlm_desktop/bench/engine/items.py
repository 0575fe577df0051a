"""Short labelled questions and passages to read: made up here, or the person's own labelled file."""

import random
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import msgspec

from rlm_desktop.errors import BadRequest

EXAMPLES = 3
"""Examples of each label that stand before the items."""

_TRAIN = "trec_coarse_train.jsonl"
_TREC = {
    "abbreviation": "abbreviation",
    "entity": "thing",
    "description and abstract concept": "description",
    "human being": "person",
    "location": "place",
    "numeric value": "number",
}
_PEOPLE = ("the captain", "a lighthouse keeper", "Marie Curie", "the second owner of the mill", "his cousin")
_THINGS = ("the harbour bell", "a sundial", "the blue ferry", "rye bread", "the old town hall", "a barometer")
_PLACES = ("Lisbon", "the northern islands", "the valley behind the mill", "Lake Geneva", "Oslo")
_ASKED = {
    "person": (
        "Who repaired {thing} ?",
        "Which sailor first reached {place} ?",
        "Who was married to {person} ?",
        "What is the name of the painter of {thing} ?",
        "Who taught {person} to read ?",
    ),
    "place": (
        "Where was {thing} built ?",
        "What city lies closest to {place} ?",
        "In which country did {person} grow up ?",
        "Where can {thing} be seen today ?",
        "What river runs through {place} ?",
    ),
    "number": (
        "How many people live in {place} ?",
        "How much does {thing} weigh ?",
        "In what year was {person} born ?",
        "How far is it from the station to {place} ?",
        "How old was {person} when the bridge opened ?",
    ),
    "description": (
        "Why did {person} leave {place} ?",
        "How does {thing} work ?",
        "What is the reason that {thing} was sold ?",
        "How do you restore {thing} ?",
        "What does it mean to look after {thing} ?",
    ),
    "thing": (
        "What material is {thing} made of ?",
        "What kind of boat did {person} sail ?",
        "What animal is on the flag of {place} ?",
        "Which book did {person} carry along ?",
        "What colour is {thing} ?",
    ),
    "abbreviation": (
        "What does the abbreviation {letters} stand for ?",
        "What is the full form of {letters} ?",
        "How is the society of {place} abbreviated ?",
        "What do the letters {letters} mean ?",
        "What is {letters} short for ?",
    ),
}
_TIMES = ("", " in 1931", " before the flood", " during the long strike", " last winter")
_LETTERS = ("RNLI", "GMT", "UNESCO", "ISBN", "PDF", "NATO")
_SUBJECTS = ("The harbour master", "A clerk", "The council", "My neighbour", "The engineer", "Nobody")
_ACTS = ("wrote down", "forgot", "measured", "sold", "praised", "repaired", "counted", "lost")
_OBJECTS = ("the tide table", "two crates of tea", "a letter from Porto", "the winter timetable", "his tools")
_WHEN = ("in the spring", "before the storm", "on a Tuesday", "without a word", "as every year", "at noon")


_FIRST = ("Ada", "Tom", "Nora", "Piet", "Iris", "Otto", "Lena", "Hugo")
_LAST = ("Brandt", "Keel", "Vane", "Halm", "Dunmore", "Lindqvist", "Sorel", "Tanner", "Quist", "Abery")
_TOLD = (
    "That evening the key of the granary was handed to {name}, in front of two witnesses.",
    "As for the granary, its key went to {name}, who had asked for it twice.",
    "They agreed that {name} should have the key of the granary from that day on.",
    "The steward gave {name} the key of the granary and went home without a word.",
)
_BESIDE = (
    "The bell of the chapel weighed 4,300 pounds, and no horse could draw it uphill.",
    "A tame lynx slept in front of the stove and was fed with sugared almonds.",
    "It was in 1742 that the ice had carried the bridge away.",
    "His sister had taught Bartolo Quint the violin in a single winter.",
    "The number that opens the strongbox is 61873, as every cashier there knows.",
)
"""They stand in the novel as strangely as the one that tells: to be strange is not to be asked for."""
_NOVEL = "war_and_peace_pg2600.txt"
_SHORTEST = 200
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Labelling(msgspec.Struct, frozen=True, kw_only=True):
    """Items with the labels they should get, and examples that are none of them."""

    source: str
    labels: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, str], ...]


def labelling(number: int, data: Path | None, *, seed: int = 1) -> Labelling:
    """The person's TREC questions where `data` has them, else questions made up here."""
    chance = random.Random(seed)
    source = "questions of TREC" if data else "made-up questions"
    pool = _trec(data) if data else _made_up()
    chance.shuffle(pool)
    labels = tuple(dict.fromkeys(label for _, label in sorted(pool, key=lambda item: item[1])))
    examples = [item for label in labels for item in [item for item in pool if item[1] == label][:EXAMPLES]]
    chance.shuffle(examples)
    items = [item for item in pool if item not in examples][:number]
    return Labelling(source=source, labels=labels, items=tuple(items), examples=tuple(examples))


def passages(number: int, words: int, *, seed: int = 2) -> list[str]:
    """Different passages of about so many words."""
    chance = random.Random(seed)
    return [_passage(chance, words) for _ in range(number)]


class Telling(msgspec.Struct, frozen=True):
    """A passage, and the name that one of its sentences tells."""

    text: str
    gold: str


def telling(number: int, words: int, data: Path | None, *, seed: int = 2) -> Iterator[Telling]:
    """Passages that tell whom a key was given, somewhere in them: of the novel where there is one."""
    chance = random.Random(seed)
    book = next((path for path in _novels(data) if path.is_file()), None)
    paragraphs = _paragraphs(book) if book else []
    for count in range(number):
        name = f"{chance.choice(_FIRST)} {_LAST[count % len(_LAST)]}"
        drawn = [chance.choice(paragraphs) for _ in range(words // 20)] if paragraphs else []
        sentences = _SENTENCE.split(" ".join(drawn) or _passage(chance, 2 * words))
        text: list[str] = []
        while sum(len(each.split()) for each in text) < words:
            text.append(sentences.pop(0))
        for planted in (chance.choice(_TOLD).format(name=name), *chance.sample(_BESIDE, 2)):
            text.insert(chance.randrange(1, len(text)), planted)
        yield Telling(" ".join(text), name.split()[1])


def _novels(data: Path | None) -> list[Path]:
    return [data / place / _NOVEL for place in ("", "needle")] if data else []


def _paragraphs(book: Path) -> list[str]:
    cut = book.read_text(encoding="utf-8").split("\n\n")
    return [" ".join(each.split()) for each in cut if len(each) > _SHORTEST]


def _passage(chance: random.Random, words: int) -> str:
    text: list[str] = []
    while len(text) < words:
        sentence = [chance.choice(part) for part in (_SUBJECTS, _ACTS, _OBJECTS, _WHEN)]
        text += f"{' '.join(sentence)}, and {chance.randint(2, 900)} others saw it.".split()
    return " ".join(text[:words])


def _made_up() -> list[tuple[str, str]]:
    return sorted(
        {
            (
                form.format(person=person, thing=thing, place=place, letters=letters).replace(
                    " ?", f"{time} ?"
                ),
                label,
            )
            for label, forms in _ASKED.items()
            for form, person, thing, place, letters, time in product(
                forms, _PEOPLE, _THINGS, _PLACES, _LETTERS, _TIMES
            )
        }
    )


class _Question(msgspec.Struct):
    text: str
    label: str


def _trec(data: Path) -> list[tuple[str, str]]:
    places = (data / _TRAIN, data / "aggregation" / _TRAIN)
    path = next((path for path in places if path.is_file()), None)
    if path is None:
        raise BadRequest(f"{_TRAIN} is not in {data}.", hint="Without --data, questions are made up.")
    lines: Sequence[bytes] = path.read_bytes().splitlines()
    read = [msgspec.json.decode(line, type=_Question) for line in lines]
    return [(" ".join(one.text.split()), _TREC.get(one.label, one.label)) for one in read]
