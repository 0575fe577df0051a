"""The reports that a question without figures of statements is about: "… as of FY2022 for 3M?".

Their names alone seldom tell it: a question says FY2022Q2, JnJ or 30 August 2023, and what drove a margin
stands in one report of many that say the same of other years and companies.
"""

import re
from collections.abc import Sequence

from rlm_desktop.rlm.passages.figures import over_time
from rlm_desktop.rlm.passages.statements import asked, reports
from rlm_desktop.rlm.passages.statements.reports import Report
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.rlm.question.times.months import SAID, number_of

_KINDS = (
    ("annual", re.compile(r"\b10-?k\b|\bannual reports?\b", re.IGNORECASE)),
    ("quarterly", re.compile(r"\b10-?q\b|\bquarterly reports?\b", re.IGNORECASE)),
    ("current", re.compile(r"\b8-?k\b", re.IGNORECASE)),
)
_QUARTER = re.compile(
    r"Q ?([1-4])(?!\d)|Q([1-4])(?=\d{4})|\b(first|second|third|fourth) (?:fiscal )?quarter", re.IGNORECASE
)
_ORDINALS = ("first", "second", "third", "fourth")
_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({SAID})\.?"
    rf"|({SAID})\.? (\d{{1,2}})(?:st|nd|rd|th)?)"
    r",? (20\d\d)\b",
    re.IGNORECASE,
)
_MOST = 6


def scope(question: str, shelf: Shelf) -> Scope | None:
    """None where the question names no company of several, or all reports are of quarters."""
    sentence = asked.sentence(question)
    known = shelf.reports
    found = [meant for text in (sentence, question) if (meant := reports.meant(text, known)).said]
    if not found or len(found[0].reports) == len(known) or _is_told_otherwise(found[0].reports, known):
        return None
    chosen = _of_kind(sentence, found[0].reports)
    for narrowed in (_of_day(sentence, chosen), _of_time(sentence, chosen)):
        if narrowed:
            chosen = narrowed
            break
    if len(chosen) > _MOST:
        return None
    names = (found[0].said, *(each.document.name for each in chosen))
    return Scope(tuple(each.document.id for each in chosen), False, names)


def _is_told_otherwise(found: Sequence[Report], known: Sequence[Report]) -> bool:
    """Whether no reports are meant, or all that are there are of quarters, which their names tell."""
    return not any(each.kind for each in found) or all(each.kind == "quarterly" for each in known)


def _of_kind(sentence: str, found: Sequence[Report]) -> list[Report]:
    said = {kind for kind, form in _KINDS if form.search(sentence)}
    return [each for each in found if each.kind in said] or list(found)


def _of_day(sentence: str, found: Sequence[Report]) -> list[Report]:
    """Reports whose names have the day of the question: `…_dated-2023-08-30`."""
    days = []
    for day, month, month_before, day_behind, year in _DAY.findall(sentence):
        number = number_of(month or month_before)
        days.append(f"{year}-{number:02}-{int(day or day_behind):02}")
    return [each for each in found if any(day in each.document.name for day in days)]


def _of_time(sentence: str, found: Sequence[Report]) -> list[Report]:
    """Reports of the years and the quarter that it names; where there are none of a year, what holds it.

    Where it names no time, the latest are meant, unless it asks for a course of time.
    """
    years = asked.years_of(sentence)
    if not years:
        latest = max(map(_year_called, found), default=0)
        return [] if over_time(sentence) else [each for each in found if _year_called(each) == latest]
    of_years = [each for each in found if _year_called(each) in years]
    quarters = {f"q{a or b or _ORDINALS.index(c.lower()) + 1}" for a, b, c in _QUARTER.findall(sentence)}
    of_quarter = [
        each for each in of_years if any(quarter in each.document.name.lower() for quarter in quarters)
    ]
    if of_quarter or of_years:
        return of_quarter or of_years
    return reports.in_order(found, max(years))[:1]


def _year_called(report: Report) -> int:
    """The year in its name, else that of its first page."""
    in_name = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", report.document.name.rpartition("/")[2])
    return int(in_name.group()) if in_name else report.year
