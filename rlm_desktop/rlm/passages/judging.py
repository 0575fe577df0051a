"""Whether a passage states an answer: the reader is asked, and what can be seen is weighed in.

A small reader that is asked after what a passage does not tell names something of the right kind. Asked
whether the passage states it, it says so nearly as lightly. But how likely its Yes is, how surely it wrote
its answer and how much of the question stands around that tell the two apart (docs/measurements.md).
"""

import math
import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import invented
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.linking import words

READ_TOKENS = 64
"""Longest answer of a reader."""
BELIEVED = 0.5
"""From this on a passage is taken to state what was read in it."""
_STATED, _CERTAIN, _SUPPORT, _NEITHER = 18.0, 4.0, 3.3, -10.1
_STATED_ALONE, _NEITHER_ALONE = 22.0, -12.5
_USUAL_CERTAINTY = -0.2
_SHORT = 6  # words
_SPEAKS = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\b(?:{told})\b", re.IGNORECASE))
    for asked, told in (
        (
            r"earn(?:s|ed)?|salar(?:y|ies)|wages?",
            r"earn\w*|salar\w+|wages?|pay|pays|paid|income|remunerat\w+",
        ),
        (r"pass(?:word|phrase|code)s?", r"pass\w*|pin|codes?|secret\w*|credential\w*|log-?ins?"),
        (r"married|wife|husband|spouse", r"marri\w+|wed\w*|wife|wives|husband\w*|spouse\w*|bride\w*"),
        (r"born|birthday", r"born|birth\w*"),
        (r"die[ds]?|death", r"die[ds]?|dying|dead|death\w*|killed|fell|perish\w*|drown\w*|passed away"),
    )
)
"""What a passage must speak of to tell what is asked. A rent is an amount as well as what someone earns."""
_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|where|when|why|how)\b", re.IGNORECASE)
_CHOICE = re.compile(
    r"\bor\b|\b(?:which|who|what) (?:one )?of\b|\bbetween\b"
    r"|\b(?:older|younger|bigger|larger|smaller|taller|higher|lower|longer|more|less|first|later|earlier)\b",
    re.IGNORECASE,
)
"""Names to choose from: the answer is one of the question's own words."""
_HOW_MUCH = re.compile(
    r"^\W*(?:how (?:much|many|old|tall|high|heavy|far|deep)|(?:in |since )?(?:what|which) year)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![^\W_])\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|halves|quarters?"
    r"|thirds?|once|twice)\b|\b[MDCLXVI]{2,}\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:none|no|nobody|nothing|free|all|both|every\w*|an?|few|several|many|most|some|little|pair|couple|double"
    r"|single|zero)\b",
    re.IGNORECASE,
)
"""Words for an amount, where a few words are all of the reply."""
_WHO = re.compile(r"^\W*(?:who|whose|whom|by whom)\b", re.IGNORECASE)
_WHAT_IS = re.compile(
    r"^\W*[Ww]hat(?:'s| is| are| was| were) (?:an? |the )?"
    r"(?P<name>[A-Z][\w.+-]*(?: [A-Z\d][\w.+-]*)?)\s*(?:[,?]|$)"
)
_NUMBER = re.compile(r"(?<!\S)(?=\S*\d)[A-Za-z\d]+(?:[-/._][A-Za-z\d]+)+|(?<!\S)[A-Za-z]*\d{5,}")
_NO_NUMBER_OF_ONE = re.compile(
    r"\d{4}[-/._]\d\d?(?:[-/._]\d\d?)?|\d\d?([-/._])\d\d?\1(?:\d\d)?\d\d|[\d.]*\.[\d.]*"
)
"""Days, addresses of computers, amounts: these stand beside others of what is asked."""
_CELLS = re.compile(r"[\t|]|,[^\s,][^\n,]*,(?=\S)")
_SHORTEST_NUMBER = 6
"""Numbers by which rows, cases and documents are called."""
_NO_NAME = re.compile(r"#\d|\w/\w+[/#]|://|^\W*[\d.,]+\W*$")


class Reading(msgspec.Struct, frozen=True):
    """What a reader said of a passage, how much of the question stands around it, how surely it was said."""

    passage: str
    reply: str
    support: float
    certainty: float | None = None
    """Mean log-probability of the answer's tokens; None where it is not known."""


def beliefs(subcalls: SubCalls, question: str, readings: Sequence[Reading]) -> list[float]:
    """How surely each passage states what was read in it, 0 to 1; 1 where the reader does not say."""
    asked = [prompts.for_judge(question, each.passage) for each in readings]
    said = subcalls.yes(asked, what="checking what was read")
    return [
        0.0 if cannot_be(question, each) else _weighed(stated, each)
        for stated, each in zip(said, readings, strict=True)
    ]


def cannot_be(question: str, reading: Reading) -> bool:
    """Whether what was read is no answer, whatever the reader says of it."""
    return (
        speaks_of_another(question, reading.passage)
        or is_no_name(question, reading.reply)
        or stands_by_another(question, reading)
        or tells_nothing_of_it(question, reading.reply)
        or only_repeats(question, reading.reply)
        or lacks_a_figure(question, reading.reply)
        or invented.invents_a_number(reading.reply, f"{question} {reading.passage}")
    )


def speaks_of_another(question: str, passage: str) -> bool:
    """Whether a question is about earning, say, or a password, and a passage has no word for such a thing."""
    return any(asked.search(question) and not told.search(passage) for asked, told in _SPEAKS)


def stands_by_another(question: str, reading: Reading) -> bool:
    """Whether a question names a case by its number, and the reply stands only in lines of other numbers."""
    lines = [line for line in reading.passage.splitlines() if reading.reply.casefold() in line.casefold()]
    for named in _NUMBER.findall(question):
        if len(named) < _SHORTEST_NUMBER or _NO_NUMBER_OF_ONE.fullmatch(named):
            continue
        alike = _alike(named, reading.passage)
        # The order that replaced another has a number as well.
        if alike.search(reading.reply):
            continue
        found = [[match.group().casefold() for match in alike.finditer(line)] for line in lines]
        if found and all(some and named.casefold() not in some for some in found):
            return True
    return False


def _alike(named: str, passage: str) -> re.Pattern[str]:
    """Numbers of the same form. Prices and places have such of figures alone: of these only what is in a row
    of cells, at the beginning of a line, or behind the same word as the one that is named.
    """
    form = rf"(?<![^\W_])(?:{re.sub(r'\d', r'\\d', re.escape(named))})(?![^\W_])"
    if named.isdigit() and _CELLS.search(passage) is None:
        words = {
            match[1]
            for match in re.finditer(rf"(?:^|\b(\w{{1,30}})\W{{1,3}}){named}\b", passage, re.MULTILINE)
        }
        behind = (rf"(?<=\b{word}\W)" for word in sorted(filter(None, words)))
        form = rf"(?:{'|'.join([*behind, '^'])}){form}"
    return re.compile(form, re.IGNORECASE | re.MULTILINE)


def is_no_name(question: str, reply: str) -> bool:
    """Whether a question is after somebody, and what was read is an address or a number of something."""
    return _WHO.search(question) is not None and _NO_NAME.search(reply) is not None


def tells_nothing_of_it(question: str, reply: str) -> bool:
    """Whether it is asked what something is, and the reply has its name and numbers and short words alone."""
    match = _WHAT_IS.search(question)
    if match is None or match["name"].lower() not in reply.lower():
        return False
    rest = re.sub(re.escape(match["name"]), " ", reply, flags=re.IGNORECASE)
    return not re.search(r"[^\W\d_]{4,}", rest)


def only_repeats(question: str, reply: str) -> bool:
    """Whether a reply has no word that the question has not: "New York", of what part of New York it is."""
    if _ASKS.search(question) is None or _CHOICE.search(question):
        return False
    said = words(reply)
    return bool(said) and set(said) <= set(words(question))


def lacks_a_figure(question: str, reply: str) -> bool:
    """Whether it is asked how much, how many, how old or in which year, and the reply has no number."""
    if _HOW_MUCH.search(question) is None or _FIGURE.search(reply):
        return False
    return len(reply.split()) > _SHORT or _SOME.search(reply) is None


def _weighed(stated: float | None, reading: Reading) -> float:
    if stated is None:
        return 1.0
    if len(reading.reply.split()) > _SHORT:
        # Whole sentences are written less surely, and seldom stand there word for word.
        return _share(_STATED_ALONE * stated + _NEITHER_ALONE)
    certain = _USUAL_CERTAINTY if reading.certainty is None else max(-1.0, reading.certainty)
    return _share(_NEITHER + _STATED * stated + _CERTAIN * certain + _SUPPORT * reading.support)


def _share(height: float) -> float:
    return (1 + math.tanh(height / 2)) / 2
