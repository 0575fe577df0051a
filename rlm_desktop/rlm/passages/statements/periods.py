"""Which part of a year a question asks for: a quarter, six months to a day, a day, each report's own quarter.

"In the second quarter of fiscal 2024", "for the six months ended June 2, 2023", "in the latest 10-Q": such
words are taken off the question, so that what is left names a measure and nothing else.
"""

import re
from datetime import date
from typing import Literal

import msgspec

from rlm_desktop.rlm.passages.figures import over_time
from rlm_desktop.rlm.question.times.months import SAID, number_of

Kind = Literal["quarter", "to_date", "ended", "day", "latest", "each"]

_ORDINALS = ("first", "second", "third", "fourth")
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "thirteen": 13,
    "twenty-four": 24,
    "twenty-six": 26,
    "thirty-six": 36,
    "thirty-nine": 39,
}
_COUNT = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,2}})"
_LEAD = (
    r"(?:\b(?:in|for|during|of|over|as of|at|on|by|from|to|with|versus|between|and)\s+)*"
    r"(?:(?:the|its|their)\s+)?(?:end of\s+)?(?:the\s+)?"
)
_DATE = rf"(?P<month>{SAID})\.?(?:\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s+(?P<year>(?:19|20)\d\d)"
_FISCAL = r"(?P<fiscal>fiscal(?:\s+year)?|FY)?\s*(?:year\s+)?(?P<year>20\d\d)"
_WHICH = rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)})(?:\s+fiscal)?[ -]quarter|Q ?(?P<number>[1-4]))"
_BEHIND = (
    r"(?:['\u2019]s)?(?:\s+(?:10-?Q|quarterly|earnings|results?|reports?|releases?|filings?|press|news)\b)*"
)
_ENDED = re.compile(
    rf"{_LEAD}(?:(?:fiscal|quarterly|{'|'.join(_ORDINALS)})\s+)*"
    rf"(?:(?P<count>{_COUNT})[ -](?P<unit>months?|weeks?)|(?P<quarter>quarter)|period)"
    rf"\s+(?:that\s+)?(?:ended|ending)\s+(?:on\s+)?{_DATE}{_BEHIND}",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    rf"{_LEAD}{_WHICH}{_BEHIND}\s*(?:of|in|for|,)?\s*(?:the\s+|its\s+)?{_FISCAL}{_BEHIND}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(rf"{_LEAD}{_FISCAL}[ -]?(?:['\u2019]s\s+)?{_WHICH}{_BEHIND}", re.IGNORECASE)
_TO_DATE = re.compile(
    rf"{_LEAD}first\s+(?:(?P<count>{_COUNT})[ -](?P<unit>months?|weeks?)|half)\s+(?:of|in)\s+(?:the\s+)?"
    rf"{_FISCAL}{_BEHIND}",
    re.IGNORECASE,
)
_DAY = re.compile(rf"{_LEAD}{_DATE}", re.IGNORECASE)
_LATEST = re.compile(
    rf"{_LEAD}(?:[\w&]+['\u2019]s?\s+)?(?:latest|most recent|newest)\s+"
    r"(?:10-?Q|quarter(?:ly)?|reporting period|filing|report)\b" + _BEHIND,
    re.IGNORECASE,
)
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("ended", _ENDED),
    ("to_date", _TO_DATE),
    ("quarter", _QUARTER),
    ("quarter", _YEAR_FIRST),
    ("latest", _LATEST),
    ("day", _DAY),
)
_BOTH = re.compile(
    rf"\b(?P<one>{'|'.join(_ORDINALS)}|Q[1-4])(?:[ -]quarter)?\s+(?P<and>and|to|through|or)\s+"
    rf"(?:(?:in|for|from)\s+)?(?:the\s+|its\s+)?(?P<two>{'|'.join(_ORDINALS)}|Q[1-4])"
    rf"(?P<quarter>[ -]quarters?)?(?P<year>\s+(?:of\s+)?(?:fiscal\s+(?:year\s+)?|FY ?)?20\d\d)",
    re.IGNORECASE,
)
"""Two quarters of one year, which is named once."""
_YEAR_BEFORE = re.compile(
    r",?\s*(?:\b(?:and\s+)?how (?:does|do|did) (?:this|that|it) (?=compare))?"
    r"(?:\b(?:as )?(?:compared?|in comparison|relative)\s+(?:to|with)\b"
    r"|\b(?:from|than|versus|vs\.?|against|over|since)\b)?"
    r"\s*(?:(?:that|those|what it was)\s+)?(?:(?:of|in|for)\s+)?(?:the\s+)?"
    r"(?:(?:same|corresponding|comparable)\s+(?:period|quarter|months|time|day|date)\s*)?"
    r"(?:(?:of|in|a)\s+)?(?:the\s+)?"
    r"(?:(?:prior|previous|preceding|last)[ -]years?\b|year[ -](?:before|earlier|ago|prior)\b"
    r"|year[ -](?:over|on)[ -]year\b)(?:['\u2019]s)?(?:\s+(?:period|quarter))?",
    re.IGNORECASE,
)
_FILED = re.compile(
    r",?\s*\b(?:(?:as )?(?:reported|stated|disclosed|shown|filed)\s+)?(?:in|from|per|by|according to)\s+"
    r"(?:the|its|their|these|this)\s+(?:quarterly\s+)?(?:10-?Qs?|reports?|filings?|releases?)\b" + _BEHIND,
    re.IGNORECASE,
)
_EACH = re.compile(
    r"(?:\b(?:over|across|during|between|for|in|through|throughout)\s+)?(?:\b(?:the|these|each|all|of)\s+)*"
    r"(?:(?:reported|reporting|various|different|last|past|four|three|fiscal|historical)\s+)*"
    r"(?:\b(?:quarters|periods|10-?Qs|quarterly reports)\b|\bover time\b|\bquarter (?:to|over|by) quarter\b"
    r"|\beach (?:quarter|period|report)\b)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"(?:\b(?:compar\w+|relative)\s+)?(?:\b(?:to|with)\s+)?(?:the\s+)?(?:previous|prior|past|earlier)\s+"
    r"(?:quarters|ones|periods|reports|10-?Qs)\b|\bcomparing(?=\s*,)",
    re.IGNORECASE,
)
"""With these the latest is compared, so that each is meant."""
_WEEK, _MONTH = 7, 30.4
_QUARTER_DAYS, _LONGEST_QUARTER = 91, 125


class Wanted(msgspec.Struct, frozen=True):
    """One period as a question names it: by number and year, or by its last day and its length in days."""

    kind: Kind
    number: int = 0
    year: int = 0
    is_fiscal: bool = False
    end: date | None = None
    days: int = 0
    """0 where no length is said, or a day is meant."""


class Asked(msgspec.Struct, frozen=True):
    """The periods of a question, in their order, and the question without them."""

    periods: tuple[Wanted, ...]
    rest: str
    year_before: bool = False
    """Whether it is compared with the same time of the year before."""


def of(question: str) -> Asked | None:
    """None where it names no part of a year, or a day that there is not."""
    text = _BOTH.sub(_apart, question)
    found: list[tuple[int, Wanted]] = []
    for kind, form in _FORMS:
        for match in form.finditer(text):
            wanted = _wanted(kind, match)
            if wanted is None:
                return None
            found.append((match.start(), wanted))
        text = form.sub(lambda match: _gone(match.group()), text)
    before = _YEAR_BEFORE.search(text) is not None
    text = _YEAR_BEFORE.sub(" ", text)
    if over_time(question) and all(each.kind == "latest" for _, each in found):
        text = _EARLIER.sub(" ", text)
        found, text = [(0, Wanted("each"))], _EACH.sub(" ", text)
    if not found:
        return None
    periods = tuple(dict.fromkeys(each for _, each in sorted(found, key=lambda one: one[0])))
    rest = re.sub(r"\s+([,?.])", r"\1", " ".join(_FILED.sub(" ", text).split()))
    return Asked(periods, re.sub(r"^[,\s]+|,+(?=[,?.])", "", rest), before)


def is_longer(question: str) -> bool:
    """Whether it asks of more than a quarter, which stands in a later column than the quarter does."""
    found = of(question)
    return found is not None and any(each.days > _LONGEST_QUARTER for each in found.periods)


def without_days(question: str) -> str:
    """Without periods that are told by their days or lengths, whose words are those of no row."""
    found = of(question)
    has_days = found is not None and any(each.end or each.days for each in found.periods)
    return found.rest if found and has_days else question


def _apart(match: re.Match[str]) -> str:
    """ "First and second quarters of 2023" names both with the year."""
    one, two = (
        each if each[0] in "qQ" and each[-1].isdigit() else f"{each} quarter"
        for each in (match["one"], match["two"])
    )
    return f"{one}{match['year']} {match['and']} {two}{match['year']}"


def _gone(said: str) -> str:
    """What stands for a period that is taken off: as many letters, so that places stay the same."""
    ends = re.match(r"\s*", said)
    return (ends.group() if ends else "").ljust(len(said))


def _wanted(kind: Kind, match: re.Match[str]) -> Wanted | None:
    said = match.groupdict()
    if kind == "latest":
        return Wanted(kind)
    year = int(said["year"])
    if kind == "quarter":
        ordinal, number = said.get("ordinal"), said.get("number")
        which = int(number) if number else _ORDINALS.index((ordinal or "first").lower()) + 1
        return Wanted(kind, which, year, bool(said["fiscal"]))
    if kind == "to_date":
        return Wanted(kind, 0, year, bool(said["fiscal"]), days=_days(said, half=True))
    month = number_of(said["month"])
    end = day_of(year, month, int(said["day"])) if said["day"] else last_day(year, month)
    if end is None:
        return None
    return Wanted(kind, 0, year, end=end, days=_days(said) if kind == "ended" else 0)


def _days(said: dict[str, str | None], *, half: bool = False) -> int:
    """How long it is; 0 for a period without a length."""
    if count := said.get("count"):
        number = int(count) if count.isdigit() else _NUMBERS[count.lower()]
        return days_of(number, said["unit"] or "")
    if said.get("quarter"):
        return _QUARTER_DAYS
    return 2 * _QUARTER_DAYS if half else 0


def days_of(number: int, unit: str) -> int:
    """How many days so many weeks or months have, more or less."""
    return round(number * (_WEEK if unit.lower().startswith("week") else _MONTH))


def day_of(year: int, month: int, day: int) -> date | None:
    """None where there is no such day, as June 31."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
