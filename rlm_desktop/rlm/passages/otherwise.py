"""Other places of the text that say something else of the same matter.

A lease says "three months", its amendment "six weeks". A reader that is asked for the notice period stops at
the first that it finds; whoever asks wants to know of both.
"""

import math
import re
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import sentences
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.question.amounts import NUMBER, value_of
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.times.days_named import DAY, parts_of
from rlm_desktop.spans import DocumentId, Hit, Span

_PASSAGES = 30
MOST = 3
_BEFORE = 1_000
"""Bytes before and after a place that are read with it, to see the sentence whole."""
_NAME = re.compile(r"(?<=[\w,] )[A-Z]\w+")
_APART = re.compile(r"[\W_]+")
_FOREIGN = r"\d{1,3}(?:\.\d{3})+(?:,\d\d?)?|\d+,\d\d?(?![\d,])"
"""1.450,00 and 2,5 as German texts write them."""
_UP_TO = r"(?:\s(?:to|bis)\s|(?<=\d)(?:\s?[-\u2013]\s?|\s(?:and|or)\s)(?=\d))"
_RANGE = rf"(?:(?P<first>{_FOREIGN}|{NUMBER}){_UP_TO})?"
_NUMERAL = rf"(?<![\w.,]){_RANGE}(?<![\w.,])(?P<number>{_FOREIGN}|{NUMBER})"
_RATE = re.compile(
    r"\b(?:of|for|within|in|after|by|to|is|was|least|most|than|about|takes?|took|lasts?|lasted)\s+$"
)
"""What stands before "a month" where that is a length of time; 180 euros a month have another before it."""
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
_SCALE = r"(?:\s?(?P<scale>thousand|million|billion|bn|m|k)\b)?"
_CURRENCIES = {
    "euro": "€|eur|euros?",
    "dollar": r"\$|usd|dollars?",
    "pound": "£|gbp|pounds?(?! of)",
    "franc": "chf|francs?",
    "yen": "¥|jpy|yen",
}
_DAYS_OF = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_CLOSE = 0.04
"""30 days and one month are the same to whoever asks."""
_A_MONTH = re.compile(r"\s(?:an?|per|each|every)\smonth\b|\smonthly\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w.,-])(?P<number>1[5-9]\d\d|20\d\d)(?![\w-]|[.,]\d)")


class _Value(msgspec.Struct, frozen=True):
    """An amount, a span of time or a day, in the form in which its kind is compared."""

    kind: str
    size: float
    within: float = 0.0
    """By how much it may be rounded that is told in millions: 1.5 million is 1,487,250."""
    a_year: float = 1.0
    """By how much it is multiplied to be so much a year: 12 where it is told for a month."""

    def is_like(self, other: "_Value") -> bool:
        if self.kind != other.kind:
            return False
        if bool(self.within) != bool(other.within):
            return abs(self.size - other.size) <= max(self.within, other.within)
        close = _CLOSE if self.kind == "time" else 1e-6
        if self.a_year != other.a_year and math.isclose(
            self.size * self.a_year, other.size * other.a_year, rel_tol=close
        ):
            return True
        return math.isclose(self.size, other.size, rel_tol=close)


def find(
    question: str, answer: str, told: Span, context: Context, documents: Sequence[DocumentId] = ()
) -> list[Sentence]:
    """Sentences that share with the place that was told all that this shares with the question, and have
    another amount, span of time or day in the place of its; at most `MOST`, in the order of the text.

    Only where the answer is one such value: of names code cannot tell which of a sentence is meant.
    """
    value = _only(answer)
    if value is None:
        return []
    known = {document.id: document for document in context.documents()}
    units = set(words(answer)) | {"day", "week", "month", "year"}
    asked = set(words(question)) - COMMON - units
    line = _around(told, known[told.document].bytes, context)
    shared = asked & set(words(line))
    own = [each for each in _values(line) if each.is_like(value)]
    if 2 * len(shared) < len(asked) or not shared or not own:
        return []
    by_name = (asked - shared) & (_named(known[told.document].name) | _names(question))
    hits = context.search(" ".join(sorted(shared)), limit=_PASSAGES, documents=documents)
    found: list[Sentence] = []
    for sentence in sentences.of(hits):
        there = set(words(sentence.told()))
        if not shared <= there or not by_name <= there | _named(known[sentence.span.document].name):
            continue
        values = [each for each in _values(sentence.text) if each.kind == value.kind]
        if values and not any(each.is_like(one) for each in values for one in own):
            found.append(sentence)
    return _each_once(found)[:MOST]


def _only(answer: str) -> _Value | None:
    """The value that an answer is, where it is one and little else."""
    found = list(_values(answer))
    return found[0] if len(found) == 1 and len(answer.split()) <= 6 else None


def _around(told: Span, size: int, context: Context) -> str:
    """The sentence that was told, with its heading, as a search would give it."""
    whole = Span(told.document, max(0, told.start - _BEFORE), min(size, told.end + _BEFORE))
    for sentence in sentences.of([Hit(whole, context.read(whole))]):
        if sentence.span.overlaps(told):
            return sentence.told()
    return context.read(told)


def _named(name: str) -> set[str]:
    return set(words(_APART.sub(" ", name)))


def _names(question: str) -> set[str]:
    """The words with a capital inside the question: where the place has them not, they stand above it."""
    return set(words(" ".join(_NAME.findall(question))))


def _each_once(found: Sequence[Sentence]) -> list[Sentence]:
    """Without those that say the same once more: a novel in sixty copies, a clause in every contract."""
    return list({sentence.text: sentence for sentence in reversed(found)}.values())[::-1]


def _values(text: str) -> Iterator[_Value]:
    """The amounts of money, shares, spans of time, days and years of a text."""
    rest = text
    for match in DAY.finditer(text):
        yield _Value("day", _day(match))
    rest = DAY.sub(" ", rest)
    for currency, spelled in _CURRENCIES.items():
        behind = re.sub(r"\(\?P<(\w+)>", r"(?P<\g<1>2>", rf"{_NUMERAL}{_SCALE}")
        form = rf"(?:{spelled})\s?{_NUMERAL}{_SCALE}|{behind}\s?(?:{spelled})(?!\w)"
        for match in re.finditer(form, rest, re.IGNORECASE):
            scale = (match["scale"] or match["scale2"] or "").lower()
            for number in filter(None, match.group("first", "first2", "number", "number2")):
                a_month = 12.0 if _A_MONTH.match(rest, match.end()) else 1.0
                in_one = _SCALES.get(scale, 1.0)
                within = in_one * 0.5 / 10 ** len(number.partition(".")[2]) if scale else 0.0
                yield _Value(currency, _read(number) * in_one, within, a_month)
    for match in re.finditer(rf"{_NUMERAL}\s?(?:%|per ?cent\b|percent\b)", rest, re.IGNORECASE):
        for number in filter(None, match.group("first", "number")):
            yield _Value("share", _read(number))
    yield from _lengths(rest)
    for match in _YEAR.finditer(rest):
        yield _Value("year", float(match["number"]))


def _lengths(text: str) -> Iterator[_Value]:
    units = "|".join(_DAYS_OF)
    for match in re.finditer(rf"{_NUMERAL}[\s-](?P<unit>{units})s?['\u2019]?(?!\w)", text, re.IGNORECASE):
        is_rate = match["number"].lower() in ("a", "an") and not match["first"]
        if is_rate and text[: match.start()].strip() and not _RATE.search(text[: match.start()]):
            continue
        for number in filter(None, match.group("first", "number")):
            yield _Value("time", _read(number) * _DAYS_OF[match["unit"].lower()])


def _read(number: str) -> float:
    """The number that is written, with a comma before its decimals or with one between thousands."""
    if re.fullmatch(_FOREIGN, number):
        return float(number.replace(".", "").replace(",", "."))
    return value_of(number)


def _day(match: re.Match[str]) -> float:
    year, month, day = parts_of(match)
    return year * 10_000.0 + month * 100 + day
