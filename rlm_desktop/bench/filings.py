"""195 questions about twenty quarterly reports as PDFs: facts of reference answers, and what is cited.

The reference answers were written by a language model. What is compared are their facts: amounts, whatever
their unit, or the telling words where there are none; no model judges. A citation is right where what
stands there tells the facts. docs/measurements.md tells how that was held against a person's judgement.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from rlm_desktop.bench.gold import Word
from rlm_desktop.bench.suite import Question, Workplace
from rlm_desktop.reply import Quote

_NUMBER = re.compile(
    r"(?<![\w.,-])\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%|percent|million|billion|thousand)?(?![\w]|-[a-z])",
    re.IGNORECASE,
)
_NO_AMOUNT = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}"
    r"(?:,\s*\d{4})?|\bQ[1-4]\b(?:\s*(?:of\s*)?\d{4})?|\b\d{4}\s*Q[1-4]\b|\b(?:Note|Item|page)\s+\d+\w?"
    r"|\b10-[QK]\b|\b[A-Z]{3,} \d\.\d\b|\bNos?\. [\d,;and ]+|[*x\u00d7] ?100\b"
)
"""Days, quarters, notes, patents: numbers that are no amounts."""
_SOURCE = re.compile(
    r"\(SOURCES?:[^)]*\)|\bSOURCES?(?:\(S\))?:[^\n]*|\"?\b\d{4} Q\d \w+\.pdf\"?", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*\d+\.\s", re.MULTILINE)
_NO = re.compile(
    r"^(?:no\b|none\b)|\b(?:did not|does not|do not|(?:is|are|was|were|has been|have been) no"
    r"|not (?:explicitly|specific\w*|significant|material|a significant|a material)"
    r"|no (?:significant|material|direct))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\u201d)\s+|\n+")
_USUAL = """
about after also and any are been company document does during ended figures following from have latest most
recent
including information into million months not other period provided quarter quarterly report
reported section specific such than that the their there these this three was were which while will
with would
"""
_COMMON = frozenset(_USUAL.split())
_MOST = 4
"""Facts that count: the first of a reference answer are those that the question is about."""
_MOST_WORDS = 40
"""The same of words."""
_TOLD = 0.35
"""So much of the words of a reference, rare ones counting more, an answer must have."""
_FEWEST = 4
_ABOUT = 0.5
"""So many of the question's words must stand in the sentence that says no."""


class Amount(msgspec.Struct, frozen=True):
    """A figure, its digits without point and unit, and whether it is a percentage."""

    value: float
    digits: int
    percent: bool = False


class Facts(msgspec.Struct, frozen=True):
    """What a right answer tells: amounts in order, or words; or that there is nothing to tell."""

    amounts: tuple[Amount, ...]
    words: dict[str, float]
    """With what each counts."""
    nothing: bool = False


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """Questions about one report first, those whose answer is one amount or one table before others."""
    table = place.find("questions.csv", "filings", suite="filings")
    reports = table.parent / "10q"
    if seed > 1:
        return ()
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rare = rarity([row["Answer"] for row in rows])
    return [_question(row, reports, rare) for row in sorted(rows, key=_rank)]


def _rank(row: dict[str, str]) -> tuple[bool, bool, bool]:
    kind = row["Question Type"]
    return kind.startswith("Multi"), "Multi-Chunk" in kind, row["Source Chunk Type"] != "Table"


def _question(row: dict[str, str], reports: Path, rare: Mapping[str, float]) -> Question:
    told = facts(row["Answer"], row["Question"], rare)
    meant = row["Source Docs"].strip("* ")
    kind = row["Question Type"].removesuffix(" RAG").lower()
    return Question(
        id=row["Question"],
        topic=meant.split()[-1],
        kind=f"{kind}, {row['Source Chunk Type'].lower()}",
        text=" ".join(row["Question"].split()),
        gold=(Word(" ".join(_SOURCE.sub("", row["Answer"]).split())[:200]),),
        paths=(str(reports),),
        score=partial(score, told, row["Question"]),
        says_nothing=told.nothing,
        cites=partial(holds, told, row["Question"], meant),
    )


def rarity(answers: Sequence[str]) -> dict[str, float]:
    """What a word counts: one that many reference answers have says little of any."""
    times = Counter(word for answer in answers for word in set(_words(answer)))
    return {word: math.log(1 + len(answers) / count) for word, count in times.items()}


def facts(answer: str, question: str, rare: Mapping[str, float] | None = None) -> Facts:
    """Amounts in their order, without those of the question; words where there are none."""
    bare = _LISTED.sub("", _SOURCE.sub("", answer))
    asked = set(_words(question))
    found: list[Amount] = []
    for each in _amounts(bare):
        if not any(same(each, other) for other in (*_amounts(question), *found)):
            found.append(each)
    own = dict.fromkeys(word for word in _words(bare) if word not in asked)
    words = {word: (rare or {}).get(word, 1.0) for word in list(own)[:_MOST_WORDS]}
    return Facts(tuple(found), words, nothing=not found and bool(_NO.search(bare[:200])))


def score(told: Facts, question: str, answer: str) -> float:
    """Whether an answer tells half of the amounts, or enough of the words; or says no where that is known."""
    if told.nothing:
        return float(_denies(question, answer))
    if told.amounts:
        return float(_share_of_amounts(told, question, answer) >= 0.5)
    said = told.words.keys() & set(_words(answer))
    whole = sum(told.words.values())
    enough = sum(told.words[word] for word in said) >= _TOLD * whole
    return float(len(said) >= min(_FEWEST, len(told.words)) and enough)


def _denies(question: str, answer: str) -> bool:
    """Whether a sentence says no, of what is asked and not of something else."""
    asked = set(_words(question))
    of_it = [len(asked & set(_words(each))) for each in _SENTENCE.split(answer) if _NO.search(each)]
    return any(shared >= _ABOUT * len(asked) for shared in of_it)


def _share_of_amounts(told: Facts, question: str, answer: str) -> float:
    said = list(_amounts(answer))
    shares = [each for each in told.amounts if each.percent]
    asks_share = re.search(r"percent|proportion|share of|relative to", question, re.IGNORECASE)
    if asks_share and shares and any(same(shares[-1], each) for each in said):
        return 1.0
    wanted = told.amounts[:_MOST]
    return sum(any(same(one, each) for each in said) for one in wanted) / len(wanted)


def same(one: Amount, other: Amount) -> bool:
    """Equal as far as the rounder one is written, in whatever unit: 18.7 billion is 18,718 in millions."""
    if not one.value or not other.value:
        return one.value == other.value and one.percent == other.percent
    if one.percent != other.percent:
        return False
    ratio = one.value / other.value
    near = min(_NEAREST, 0.51 / min(one.digits, other.digits))
    units = (1.0,) if one.percent else (1.0, 1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)
    return any(abs(ratio * unit - 1) < near for unit in units)


_NEAREST = 0.0065


def _amounts(text: str) -> Iterator[Amount]:
    """Amounts of money, shares and percentages: not years, days, or numbers of a list."""
    for match in _NUMBER.finditer(_NO_AMOUNT.sub(" ", text)):
        whole, fraction, unit = match.groups()
        value = float(whole.replace(",", "") + (fraction or ""))
        plain = not (fraction or unit or "," in whole or "$" in match.group())
        if plain and (value < 100 or 1980 <= value <= 2060):
            continue
        scale = {"million": 1e6, "billion": 1e9, "thousand": 1e3}.get((unit or "").lower(), 1.0)
        digits = int(re.sub(r"\D", "", whole + (fraction or "")) or "0")
        yield Amount(value * scale, digits, (unit or "").lower() in ("%", "percent"))


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]{4,}", text.lower()):
        plain = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        if plain not in _COMMON and word not in _COMMON:
            yield re.sub(r"(?:ing|ed|e|ly)$", "", plain) if len(plain) > 5 else plain


def holds(told: Facts, question: str, meant: str, quotes: Sequence[Quote]) -> bool:
    """Whether what is quoted from the reports meant tells the facts; the page is that of the quote."""
    from_them = [each for each in quotes if all(part in each.document for part in meant.split())]
    pages = [each for each in from_them if each.page is not None]
    return bool(pages) and score(told, question, "\n".join(each.quote for each in pages)) == 1.0
