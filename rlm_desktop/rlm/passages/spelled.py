"""What a reader writes in figures and a text in words: "August 14th" is "the fourteenth of August" there.

A reader that is asked for a day may also say a whole sentence; only the day of it is the answer.
"""

import re
from collections.abc import Iterator

from rlm_desktop.rlm.question.amounts import ONES, TEENS, TENS
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.times.months import SAID

_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MOST = 1_000
_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,3})(?:st|nd|rd|th)?(?![\w:/-]|[.,]\d)")
_AROUND = 90  # letters on either side of a number in which the other words of a reply stand
_LONGEST = 8  # words
_ASKS_DAY = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date))\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:{SAID})\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{SAID})\b\.?(?:,? \d{{4}}\b)?",
    re.IGNORECASE,
)


def bare(question: str, reply: str) -> str:
    """The day of a sentence that a reader says where a day is asked for; the reply as it is otherwise."""
    if len(reply.split()) <= _LONGEST or not _ASKS_DAY.search(question):
        return reply
    days = list(dict.fromkeys(match.group() for match in _DAY.finditer(reply)))
    return days[0] if len(days) == 1 else reply


def places(reply: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text spells the one number of a short reply, among the other words of it; in characters."""
    numbers = _NUMBER.findall(reply)
    if len(numbers) != 1 or len(reply.split()) > _LONGEST or not 0 < int(numbers[0]) < _MOST:
        return
    others = {word for word in words(_NUMBER.sub(" ", reply)) if word not in COMMON}
    lowered = text.lower()
    for match in re.finditer(_alone(int(numbers[0])), lowered):
        near = lowered[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if others <= set(words(near)):
            yield match.span()


def has_numbers(reply: str, text: str) -> bool:
    """Whether a reply has numbers, and all of them stand in a text, in figures or in words."""
    numbers = [found.rstrip(".,") for found in re.findall(r"\d[\d.,]*", reply)]
    return bool(numbers) and all(_has_number(each, text) for each in numbers)


def _has_number(number: str, text: str) -> bool:
    if re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d|[.,]\d)", text):
        return True
    small = number.isdigit() and 0 < int(number) < _MOST
    return small and re.search(_alone(int(number)), text, re.IGNORECASE) is not None


def _alone(number: int) -> str:
    """A pattern of a number in words that is no part of another: twenty, not twenty-three."""
    return rf"(?<![\w-])(?:{in_words(number)})(?!\w|-\w)"


def in_words(number: int) -> str:
    """A pattern of a number below a thousand in words, also of the one in a row: fourteen, fourteenth."""
    said = _below_hundred(number % 100)
    if number >= 100:
        hundred = (
            rf"(?:{ONES[number // 100 - 1]}|an?)\s+hundred"
            if number < 200
            else rf"{ONES[number // 100 - 1]}\s+hundred"
        )
        said = rf"{hundred}(?:\s+and)?\s+{said}" if said else rf"{hundred}(?:th)?"
    return said


def _below_hundred(number: int) -> str:
    if number == 0:
        return ""
    if number < 20:
        return _and_ordinal([*ONES, *TEENS][number - 1])
    tens = TENS[number // 10 - 2]
    if number % 10 == 0:
        return rf"(?:{tens}|{tens[:-1]}ieth)"
    return rf"{tens}[\s-]+{_and_ordinal(ONES[number % 10 - 1])}"


def _and_ordinal(word: str) -> str:
    return rf"(?:{word}|{_ORDINALS.get(word, word + 'th')})"
