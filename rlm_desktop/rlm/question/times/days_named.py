"""A day that a question names, "the meeting of 14 January 2020", as texts and names of files write it."""

import re
from datetime import date

from rlm_desktop.rlm.question.times.months import SAID, called, number_of

DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? (?P<month>{SAID})\.?,? (?P<year>\d{{4}})"
    rf"|(?P<month2>{SAID})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))\b",
    re.IGNORECASE,
)


def parts_of(match: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day of what `DAY` found; there may be no such day."""
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return year, month, day
    month = number_of(match["month"] or match["month2"])
    return int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"])


def of(question: str) -> tuple[str, re.Pattern[str]] | None:
    """The one day that a question names, as it says it, and how texts and names of files write it.

    None where it names none, or several.
    """
    found = list(DAY.finditer(question))
    if len(found) != 1:
        return None
    match = found[0]
    year, month, day = parts_of(match)
    try:
        date(year, month, day)
    except ValueError:
        return None
    name = rf"(?:{'|'.join(called(month))})\.?"
    of_year = rf"(?:,? {year}|(?!,? \d{{4}}))"
    forms = (
        rf"{year}[-_/.]0?{month}[-_/.]0?{day}(?!\d)",
        rf"{year}{month:02}{day:02}(?!\d)",
        rf"(?<!\d)0?{day}(?:st|nd|rd|th|\.)?(?: of)? {name}(?![a-z]){of_year}",
        rf"{name} 0?{day}(?:st|nd|rd|th)?\b{of_year}",
        rf"(?<!\d)0?{day}[./]0?{month}[./](?:{year}|{year % 100:02})",
        rf"(?<!\d)0?{month}/0?{day}/(?:{year}|{year % 100:02})",
    )
    return match.group(), re.compile("|".join(forms), re.IGNORECASE)
