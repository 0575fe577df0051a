"""Questions of yes or no over figures: whether a margin improves, a balance is positive, dividends were paid.

What a figure is and whether it went up code can tell; what it is worth to somebody is for a person to judge.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

import msgspec

Check = Literal["positive", "negative", "up", "down", "either", "steady", "any"]

_ASKS = re.compile(r"^(?:is|are|was|were|does|do|did|has|have|had)\b", re.IGNORECASE)
_UP = r"(?:improv|increas|gr[oe]w|r[io]se|higher|expand|gain)\w*"
_DOWN = r"(?:declin|decreas|drop|f[ae]ll|reduc|lower|shr[aiu]nk|worsen|deteriorat|contract)\w*"
_FORMS: tuple[tuple[Check, re.Pattern[str]], ...] = (
    ("positive", re.compile(r"\bpositive\b", re.IGNORECASE)),
    ("negative", re.compile(r"\bnegative\b", re.IGNORECASE)),
    ("steady", re.compile(r"\b(?:historically )?(?:consistent|stable|steady|constant)\b", re.IGNORECASE)),
    ("either", re.compile(rf"\b(?:{_UP} or {_DOWN}|{_DOWN} or {_UP})", re.IGNORECASE)),
    ("up", re.compile(rf"\b{_UP}(?: in)?\b", re.IGNORECASE)),
    ("down", re.compile(rf"\b{_DOWN}(?: in)?\b", re.IGNORECASE)),
    ("any", re.compile(r"\b(?:paid|pay)\b(?=.*\b(?:dividends?|tax\w*|interest)\b)", re.IGNORECASE)),
)
_AROUND = re.compile(
    r"\b(?:profile|any|based on (?=FY|fiscal|\d)|to (?:common )?(?:share|stock)holders"
    r"|on (?:the|its) balance sheet"
    r"|over time|historically)\b",
    re.IGNORECASE,
)
_MOST_APART = re.compile(r"(?:more than|by|within|over)\D{0,20}(\d+(?:\.\d+)?) ?(?:%|percent)", re.IGNORECASE)


class Verdict(msgspec.Struct, frozen=True):
    """What is asked of figures, and the question without it."""

    check: Check
    rest: str
    most: float = 0.0
    """How far apart the figures of a steady one may be, in points of a percentage."""


def asks(asking: str) -> bool:
    """Whether a sentence is answered by yes or no."""
    return _ASKS.search(asking) is not None


def of(question: str, asking: str) -> Verdict | None:
    """None for another kind of question; `asking` is its sentence without what stands in brackets."""
    if not asks(asking):
        return None
    for check, form in _FORMS:
        if form.search(asking):
            rest = _AROUND.sub(" ", form.sub(" ", asking))
            apart = _MOST_APART.search(question)
            return Verdict(check, rest, float(apart.group(1)) if apart else 0.0)
    return None


def told(verdict: Verdict, at: Mapping[int, float]) -> str:
    """Yes or no, or which of the two; empty where figures do not tell it."""
    first, last = at[min(at)], at[max(at)]
    match verdict.check:
        case "positive":
            return _yes(last > 0)
        case "negative":
            return _yes(last < 0)
        case "any":
            return _yes(last != 0)
        case "up":
            return _yes(last > first)
        case "down":
            return _yes(last < first)
        case "either":
            return "It rose" if last > first else "It fell" if last < first else "It stayed the same"
        case "steady":
            return _yes(_apart(at) <= verdict.most / 100) if verdict.most else ""


def _yes(holds: bool) -> str:
    return "Yes" if holds else "No"


def _apart(at: Mapping[int, float]) -> float:
    """The greatest difference between one year and the next."""
    ordered = [at[year] for year in sorted(at)]
    return max((abs(b - a) for a, b in pairwise(ordered)), default=0.0)
