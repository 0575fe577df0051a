"""A date or time in place of another: "in March 2024", and then "and in April?"."""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.rlm.question.times.months import NAMES, WEEKDAYS

_NAMES = "|".join(rf"{name}\b\.?" for name in NAMES)
_BEFORE = (
    r"(?:(?P<word>in|on|during|since|before|after|at|until|by|from|of)\s+(?:the\s+(?:(?:minute|hour)\s+)?)?)?"
)
_SPOKEN = re.compile(
    rf"{_BEFORE}(?:"
    r"(?P<iso>\d{4}-\d{1,2}(?:-\d{1,2})?)"
    r"|(?P<clock>\b\d{1,2}:\d{2}(?::\d{2})?|\b\d{1,2}\s*(?:am|pm|o'clock)\b|\bnoon\b|\bmidnight\b)"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?P<month>{_NAMES})"
    r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?\b(?!:))?(?:,?\s+(?P<year>\d{4})\b)?"
    r"|(?P<bare>\b(?:19|20)\d\d\b)"
    rf"|(?P<weekday>\b(?:{'|'.join(WEEKDAYS)})s?\b)"
    r"|(?P<ordinal>\d{1,2})(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A moment as it stands in a question."""

    start: int
    end: int
    text: str
    word: str
    is_clock: bool
    day: str = ""
    month: str = ""
    year: str = ""


def spoken(text: str) -> Iterator[Spoken]:
    """The dates and times in a question, in order."""
    for match in _SPOKEN.finditer(text):
        part = match.groupdict()
        if (part["month"] or "").lower() == "may" and not (part["word"] or part["day"] or part["after"]):
            continue  # "may" is a verb as well
        year, month, day = (
            part["year"] or part["bare"] or "",
            part["month"] or "",
            part["day"] or part["after"] or "",
        )
        yield Spoken(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            word=part["word"] or "",
            is_clock=part["clock"] is not None,
            day=day or part["ordinal"] or "",
            month=month,
            year=year or (part["iso"] or "")[:4],
        )


def replaced(earlier: str, fragment: str) -> str | None:
    """The earlier question with the fragment's moment in place of its own; None where it names none."""
    wanted = next(spoken(fragment), None)
    if wanted is None or len(_without(fragment, wanted).split()) > 2:
        return None
    there = [one for one in spoken(earlier) if one.is_clock is wanted.is_clock]
    if not there:
        return _appended(earlier, wanted)
    old = there[0]
    # A whole range is replaced where a range was: "between A and B" is not for this.
    if len(there) > 1 and re.search(r"\b(?:between|from)\b", earlier, re.IGNORECASE):
        return None
    text = _coarser(wanted, old)
    word = wanted.word or old.word
    return f"{earlier[: old.start]}{word + ' ' if word else ''}{text}{earlier[old.end :]}"


def _coarser(wanted: Spoken, old: Spoken) -> str:
    """The moment that is wanted, with the year (and month) of the old one where it names none."""
    bare = re.sub(rf"^{re.escape(wanted.word)}\s+", "", wanted.text) if wanted.word else wanted.text
    if wanted.is_clock or wanted.year:
        return bare
    if wanted.month:
        return f"{bare} {old.year}" if old.year else bare
    if wanted.day and old.month:
        return " ".join(filter(None, (wanted.day, old.month, old.year)))
    return bare


def _appended(earlier: str, wanted: Spoken) -> str:
    body = earlier.rstrip(" ?.")
    return f"{body} {wanted.text if wanted.word else 'in ' + wanted.text}?"


def _without(text: str, one: Spoken) -> str:
    return re.sub(r"[^\w\s]", " ", text[: one.start] + text[one.end :])
