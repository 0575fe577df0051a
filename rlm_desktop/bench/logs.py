"""Questions about the eight system logs of loghub; the parsed files beside them hold the answers."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rlm_desktop.bench.gold import Gold, Number, Word
from rlm_desktop.bench.loghub import SYSTEMS, Log
from rlm_desktop.bench.logs_worded import WORDED
from rlm_desktop.bench.suite import Question, Workplace, in_turn


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """The hand-worded questions come once, with the first seed; the drawn ones differ from seed to seed."""
    groups = []
    for system in SYSTEMS:
        log = Log(place, system)
        drawn = list(_drawn(log, random.Random(f"{system} {seed}")))
        by_hand = [_question(log, kind, text, gold(log)) for kind, text, gold in WORDED[system]]
        groups.append([*(by_hand if seed == 1 else ()), *drawn])
    return list(in_turn(groups))


_FIELDS: dict[str, dict[str, str]] = {
    "Apache": {"Level": "level"},
    "HDFS": {"Component": "component", "Pid": "process id", "Level": "level"},
    "Hadoop": {"Component": "component", "Level": "level", "Process": "thread"},
    "Linux": {"Component": "program", "PID": "process id"},
    "OpenSSH": {"Pid": "process id"},
    "Spark": {"Component": "component"},
    "Windows": {"Component": "component"},
    "Zookeeper": {"Level": "level"},
}
"""Fields of the parsed files that a person would ask about, and what a person calls them."""

_TOPS = (
    "Which {name} occurs in the most lines, and in how many?",
    "What is the most frequent {name}, and how many lines does it have?",
    "Name the {name} with the most lines and say how many lines those are.",
)
_COUNTS = (
    "How many lines have the {name} {value}?",
    "Count the lines whose {name} is {value}.",
    "In how many lines is the {name} {value}?",
)
_CONTAINS = (
    'How many lines contain the word "{word}"?',
    'In how many lines does the word "{word}" appear?',
    "How many lines mention {word}?",
)


def _drawn(log: Log, chance: random.Random) -> Iterator[Question]:
    fields = _FIELDS[log.system]
    field, name = chance.choice(sorted(fields.items()))
    top = log.single_top(lambda row: row[field], lambda row: True)
    if top:
        text = chance.choice(_TOPS).format(name=name)
        yield _question(log, "top", text, (Word(top[0]), Number(top[1])))
    field, name = chance.choice(sorted(fields.items()))
    value = chance.choice(sorted({row[field] for row in log.rows if re.search(r"\w", row[field])}))
    text = chance.choice(_COUNTS).format(name=name, value=value)
    yield _question(log, "value", text, log.count(lambda row: row[field] == value))
    word = chance.choice(_clear_words(log))
    yield _question(log, "word", chance.choice(_CONTAINS).format(word=word), log.containing(word))
    if len(fields) > 1:
        yield _two_fields(log, fields, chance)


def _two_fields(log: Log, fields: dict[str, str], chance: random.Random) -> Question:
    (one, its_name), (other, other_name) = chance.sample(sorted(fields.items()), 2)
    row = chance.choice([row for row in log.rows if row[one] and row[other]])
    text = f"How many lines have the {its_name} {row[one]} and the {other_name} {row[other]}?"
    gold = log.count(lambda each: each[one] == row[one] and each[other] == row[other])
    return _question(log, "two fields", text, gold)


def _clear_words(log: Log) -> list[str]:
    """Words whose lines are the same, counted as a word or as letters, with or without regard to case."""
    seen = Counter(word for row in log.rows for word in set(row["Content"].split()))
    usual = sorted(
        word for word, times in seen.items() if word.isalpha() and len(word) > 5 and 20 < times < 1500
    )
    return [word for word in usual if _is_clear(word, log.lines)]


def _is_clear(word: str, lines: Sequence[str]) -> bool:
    as_word = re.compile(rf"\b{word}\b")
    exact = sum(as_word.search(line) is not None for line in lines)
    return exact == sum(word.lower() in line.lower() for line in lines)


def _question(log: Log, kind: str, text: str, gold: tuple[Gold, ...]) -> Question:
    return Question(
        id=f"{log.system}: {text}", topic=log.system, kind=kind, text=text, gold=gold, paths=(str(log.path),)
    )
