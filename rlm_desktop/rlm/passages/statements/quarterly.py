"""Questions for figures of quarters and of other parts of a year, answered by code from quarterly reports.

Which company, which period, which row, and what is computed of them. A figure has its period and its page
beside it; where rows of the same name have other figures, these are told too, and the answer is in part.
"""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from rlm_desktop.rlm.passages import figures
from rlm_desktop.rlm.passages.statements import (
    answering,
    asked,
    choices,
    computing,
    interim,
    items,
    periods,
    reports,
    verdicts,
)
from rlm_desktop.rlm.passages.statements.answering import Told
from rlm_desktop.rlm.passages.statements.asked import Asked
from rlm_desktop.rlm.passages.statements.choices import Among
from rlm_desktop.rlm.passages.statements.computing import Computing, Result
from rlm_desktop.rlm.passages.statements.formulas import NotAFormula
from rlm_desktop.rlm.passages.statements.interim import Meant
from rlm_desktop.rlm.passages.statements.period_lookups import Periods
from rlm_desktop.rlm.passages.statements.shelf import Shelf

_TO_DATE = "The report tells this only from the beginning of its year, not for the quarter alone."
_ALIKE = "Other rows are called so too. Which of them is meant is yours to judge."
_MISNAMED = (
    "A file is named for this quarter, and its figures are of another one. Both are told: see the days."
)
_SHARE = re.compile(
    r"^(?:what|which|how (?:much|large|big))\b.{0,20}?\b"
    r"(?:(?:percent(?:age)?|proportion|share|fraction) of|(?<=how much )of)\s+(?P<whole>.+?)"
    r"\s+(?:did|does|do|is|are|was|were|has|have|had|came|comes?|stemmed)\s+(?P<part>.+?)[?.]*$",
    re.IGNORECASE,
)
_OF_A_SHARE = re.compile(
    r"\b(?:contribut\w*|account\w*(?: for)?|represent\w*|attribut\w* to|generat\w*(?: by)?|made? up"
    r"|compris\w*|from|by|provid\w*|earned|come|came|its|the)\b",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"\b(?:chang\w+|fluctuat\w+|develop(?:ed|ing)?|evolv\w+|trend\w*|vari\w+|shift\w*|progress\w*"
    r"|mov(?:ed?|ing)|compared?)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"^compare\s+|\bcompared?\b|\bdiffer(?:ed|ence)?\b", re.IGNORECASE)
_TAKING = re.compile(
    r"(?<=\s)(?:take in|took in|collect|receive|record|book|incur|recogni[sz]e|bring in|derive)(?:d|ed)?"
    r"(?: (?:from|for|in|on|as))?\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:expenses?|costs?|income|profits?|margin|losses|taxes|debt|fees)\s*$", re.IGNORECASE
)
_ROUNDED = 0.0015
"""By so much a percentage that is told and one that is computed of the same rows may differ."""
_TWO = re.compile(r"\bcompared?\s+(?:up\s+)?(?:to|with|against)\s+\w", re.IGNORECASE)
"""Two measures beside each other are told otherwise."""
_INVESTED = re.compile(
    r"\b(?:invest(?:ments?|ed|ing)?|expenditures?|spend(?:ing)?|spent) (?:in|on|for)\b", re.IGNORECASE
)
_SPENDS = re.compile(r"\b(?:spend(?:s|ing)?|spent)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:\s+(?:in|of|by|for|at|to|than|make|made|as|levels?|report(?:ed)?|stated|revealed|disclosed|shown"
    r"|filed))+"
    r"(?=\s*[?.]*$)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"^(?:what|which|are there any|can any|were there any)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:patterns?|trends?|course)\s+(?:(?:can|could|may|is|are|was|were|be)\s+)*(?:identif\w+|seen|discern\w+|observed|found|there)\s+"
    r"(?:in|from|of|for)\s+",
    re.IGNORECASE,
)
""" "What patterns can be discerned from …" asks for the course of what follows."""
_THAN = re.compile(r"\b(?:higher|lower|larger|smaller|greater|more|less)\b", re.IGNORECASE)


def look_up(question: str, shelf: Shelf) -> Told | None:
    """None where the question is none for figures of a part of a year, or no report surely tells it."""
    of_time = periods.of(question)
    if of_time is None or not of_time.periods:
        return None
    known, context = shelf.reports, shelf.context
    if among := choices.companies(of_time.rest):
        return _of_companies(question, of_time, among, shelf)
    of = reports.meant(question, known)
    wanted = _wanted(of_time, of.said)
    if wanted is None or not of.reports:
        return None
    own = interim.read(of.reports, context)
    found = _columns(of_time, own)
    others = [each for period in of_time.periods for each in interim.misnamed(period, own)]
    if not found or (others and (wanted.how != "plain" or len(of_time.periods) > 1)):
        return None
    of_all = Periods([*found, *others], shelf)
    if len(of_all.keys) < len(of_time.periods):
        return None
    computed = _computed(wanted, of_all, is_spent=_spends(of_time))
    told = _said(question, wanted, *computed) if computed else None
    return _doubted(told, _MISNAMED) if told and others else told


def _of_companies(question: str, of_time: periods.Asked, among: Among, shelf: Shelf) -> Told | None:
    """Which of two companies has more of something, with the figures of both."""
    found: list[tuple[float, str, Told]] = []
    wanted = _wanted(msgspec.structs.replace(of_time, rest=f"What was {among.what}?"), "")
    known = [reports.called(name, shelf.reports) for name in among.names]
    if wanted is None or len(of_time.periods) != 1 or set(known[0]) & set(known[1]):
        return None
    for name, own in zip(among.names, known, strict=True):
        columns = _columns(of_time, interim.read(own, shelf.context))
        computed = _computed(wanted, Periods(columns, shelf), is_spent=_spends(of_time)) if columns else None
        told = _said(question, wanted, *computed) if computed else None
        if told is None or computed is None:
            return None
        found.append((computed[0].value, name, told))
    if len({value for value, *_ in found}) < len(found):
        return None
    _, name, best = (min if among.least else max)(found, key=lambda each: each[0])
    all_told = [told for *_, told in found]
    return Told(
        "\n".join([name, *(told.text for told in all_told)]),
        name,
        tuple(figure for told in all_told for figure in told.figures),
        best.notes,
        tuple(span for told in all_told for span in told.scanned),
        is_whole=all(told.is_whole for told in all_told),
    )


def _doubted(told: Told, note: str) -> Told:
    return msgspec.structs.replace(told, notes=(*told.notes, note), is_whole=False)


def _wanted(of_time: periods.Asked, said: str) -> Asked | None:
    """What is asked for of the periods; None for what is no figure."""
    text = _SEEN.sub("What is ", figures.first_part(of_time.rest))
    if said:
        text = re.sub(rf"(?<!\w){re.escape(said)}(?:['\u2019]s?)?(?!\w)", " ", text)
    text = _bare(text)
    if match := _SHARE.match(text):
        part = _OF_A_SHARE.sub(" ", match["part"])
        part = part if _is_measure(part) else f"{part} {match['whole']}"
        text = f"What is {part} as a percentage of {match['whole']}"
    if _TWO.search(text):
        return None
    is_course = any(each.kind == "each" for each in of_time.periods)
    compares = _COMPARES.search(text) is not None or of_time.year_before
    text = _INVESTED.sub(" ", _TAKING.sub(" ", text))
    text = _COURSE.sub(" ", text) if is_course else _COMPARES.sub(" ", text)
    wanted = asked.of(_bare(text))
    if wanted is None or not wanted.measure or wanted.years or wanted.how == "yearly_growth":
        return None
    if wanted.how == "mean":
        # "Average revenue per member" is what a row is called.
        return msgspec.structs.replace(wanted, how="plain") if len(of_time.periods) == 1 else None
    if is_course:
        return msgspec.structs.replace(wanted, how="plain", verdict=None)
    if wanted.how == "growth" and _THAN.search(of_time.rest) and not _is_later_first(of_time.periods):
        return None
    if wanted.how == "plain" and (compares or len(of_time.periods) > 1):
        return msgspec.structs.replace(wanted, how="change")
    return wanted


def _is_measure(part: str) -> bool:
    """Whether a part of a whole is an amount by its own name, and no segment or product."""
    return bool(items.named(asked.bare(part))) or _AMOUNT.search(part) is not None


def _is_later_first(said: Sequence[periods.Wanted]) -> bool:
    """Whether "higher than" sets the later of two periods over the earlier, from which growth is counted."""
    order = [(each.year, each.number, each.end or date.min) for each in said]
    return order == sorted(order, reverse=True)


def _bare(text: str) -> str:
    """Without the words that only led to a period, at its end."""
    return _ENDS.sub("", " ".join(text.split()))


def _columns(of_time: periods.Asked, known: Sequence[interim.Interim]) -> list[Meant]:
    """The columns of all periods; nothing where one of them is told nowhere."""
    found: list[Meant] = []
    for each in of_time.periods if known else ():
        of_it = interim.meant(each, known)
        if not of_it:
            return []
        found += of_it
    return found


def _spends(of_time: periods.Asked) -> bool:
    return _SPENDS.search(of_time.rest) is not None


def _computed(wanted: Asked, of: Periods, *, is_spent: bool) -> tuple[Result, Periods] | None:
    if wanted.how in ("growth", "change") and len(of.keys) == 1:
        of = of.with_year_before()
        if len(of.keys) == 1:
            return None
    if wanted.how in ("growth", "change") and not of.are_as_long:
        return None
    wanted = msgspec.structs.replace(wanted, years=of.keys)
    work = Computing(wanted, of, "")
    of.words, of.is_spent = wanted.measure, is_spent
    of.called = items.plain(work.name(wanted.measure))
    try:
        result = _as_percent(work.result(), of)
    except (computing.Unknown, computing.Missing, NotAFormula, ZeroDivisionError):
        return None
    if of.is_of_longer and result.form == "amount":
        result = _of_the_very_period(wanted, of) or result
    return (_as_reported(result, of) if result.form in ("percent", "points") else result), of


def _of_the_very_period(wanted: Asked, of: Periods) -> Result | None:
    """What another table tells of just these periods, where the statement of cash flows has longer ones."""
    own = {key: found for key in of.keys if (found := of.of_the_very_period(of.called, key))}
    if len(own) < len(of.keys):
        return None
    of.used, of.is_of_longer = {("as told", key): figure for key, figure in own.items()}, False
    at = {key: figure.amount for key, figure in own.items()}
    return Result(*computing.done(wanted.how, at, "amount"), at)


def _as_reported(result: Result, of: Periods) -> Result:
    """The percentages that the reports tell themselves, where they do: these may be of other parts."""
    own = {key: found for key in result.at if (found := of.percentage(of.called, key))}
    if len(own) < len(result.at):
        return result
    agree = all(abs(figure.amount - result.at[key]) <= _ROUNDED for key, figure in own.items())
    of.used = {("as reported", key): figure for key, figure in own.items()} | (of.used if agree else {})
    at = {key: figure.amount for key, figure in own.items()}
    value = at[max(at)] - at[min(at)] if result.form == "points" else at[max(at)]
    return Result(value, result.form, "as reported", at)


def _as_percent(result: Result, of: Periods) -> Result:
    """Rows of percentages are told as such: what they differ by are points."""
    if result.form != "amount" or any(figure.unit != "%" for figure in of.used.values()):
        return result
    return msgspec.structs.replace(
        result, form="points" if len(result.at) > 1 and result.formula else "percent"
    )


def _said(question: str, wanted: Asked, result: Result, of: Periods) -> Told | None:
    used = tuple(of.used.values())
    units = [figure.unit for figure in used if figure.unit != "%"]
    value, text = answering.said_as(result, wanted, wanted.unit or (units or [""])[0], of.told)
    if wanted.verdict:
        verdict = verdicts.told(wanted.verdict, result.at)
        text, shown = f"{verdict}: {text}", verdict
        if not verdict:
            return None
    else:
        shown = ""
    others = tuple(dict.fromkeys(other for alike in of.alike.values() for other in alike))
    lines = "\n".join([text, *map(answering.line, (*used, *others))])
    notes = tuple(
        note
        for note, holds in (
            (_ALIKE, bool(others)),
            (_TO_DATE, of.is_of_longer),
        )
        if holds
    )
    return Told(
        lines,
        shown or value,
        (*used, *others),
        notes,
        scanned=of.scanned,
        is_whole=not notes,
        explains=wanted.explains or figures.first_part(question) != question,
    )
