"""What a question about statements asks, without the words around it.

"Assume that you are an analyst. Using the balance sheet, what is …? Answer in USD millions." has one
question, one unit, and much that asks for nothing.
"""

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from rlm_desktop.rlm.passages.statements import items, verdicts
from rlm_desktop.rlm.passages.statements.verdicts import Verdict
from rlm_desktop.rlm.question.times.months import SAID

How = Literal["plain", "mean", "growth", "yearly_growth", "change", "course"]
"""What is done with the figures of years; a course is all that the report has."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z(\"\u201c])")
_BEGINS = re.compile(
    r"(?:^|[,:;]\s+)(?=(?:what|how|which|is|are|was|were|has|have|had|did|does|do|can|could|give|tell|calculate"
    r"|compute|show|find|state)\b)",
    re.IGNORECASE,
)
_DEFINED = (
    re.compile(
        r"^(?P<name>.{2,60}?)\s+(?:(?:is|are|here|be|can|to|should)\s+)*defined as:?\s*(?P<as>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:please )?(?:define|calculate|compute) (?P<name>.{2,60}?) as:?\s+(?P<as>.+)$", re.IGNORECASE
    ),
)
_UNIT = re.compile(
    r"\bin (?:units of )?(?:usd|us\$|u\.s\. dollars?|\$|eur|euros?|gbp|dollars?)? ?"
    r"(millions?|billions?|thousands?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\b(?:in (?:units of )?percents?(?:ages?)?\b|as an? (?:%|percent(?:age)?)(?! of)|percentage points?)",
    re.IGNORECASE,
)
_IN_PERCENT = re.compile(
    r"\s(?:in (?:units of )?(?:%|percents?(?:ages?)?)|as an? percentage(?! of))(?!\w)", re.IGNORECASE
)
_ROUNDED = re.compile(
    r"\bround\w*[^.;]{0,30}? to (?:the nearest )?(\w+) (?:decimals?|places?|digits?)", re.IGNORECASE
)
_COUNTS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_FISCAL = re.compile(
    r"\b(?:(?:FY|fiscal(?: year)?|year[- ]end(?:ed|ing)?|CY) ?'?\u2019?)?((?:19|20)\d\d)\b"
    r"|\bFY ?'?\u2019?(\d\d)\b(?!\d)",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"^(?:please )?(?:calculate|compute|determine|find)\b", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:{SAID})\.? \d{{1,2}},?(?= ?(?:19|20)\d\d)", re.IGNORECASE)
_QUARTER = re.compile(
    r"\bQ ?[1-4]\b|\bQ[1-4](?=\D?(?:FY)?\d\d)|(?<=\d)Q[1-4]\b"
    r"|\b(?:first|second|third|fourth) (?:fiscal )?quarter\b"
    r"|\bquarter(?:ly|s)?\b|\bH[12]\b|\b(?:six|nine|three) months\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:from|between)?\s*(?P<one>(?:FY|fiscal(?: year)?)? ?'?\d{2,4})"
    r"\s*(?:to|and|through|until|[-\u2013\u2014])\s*(?:the )?"
    r"(?P<two>(?:FY|fiscal(?: year)?)? ?'?\d{2,4})(?: (?:fiscal )?period)?",
    re.IGNORECASE,
)
_MEAN = re.compile(
    r"\b(?:(?:\d|two|three|four|five|six|ten)[- ]years?[- ])?average (?:of )?(?:the )?", re.IGNORECASE
)
_CAGR = re.compile(
    r"\b(?:(?:\d|two|three|four|five)[- ]years? )?(?:\bCAGR\b|compound annual growth rate)(?: (?:of|in|for))?"
    r"|\b(?:\d|two|three|four|five)[- ]years?(?= .*\bCAGR\b)",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"\b(?:(?:year[- ]over[- ]year|yoy|y/y|annual|percent(?:age)?|%) (?:growth|change|increase|decrease)"
    r"(?: rate)?(?: (?:of|in|for))?"
    r"|growth(?: rate)?(?: (?:of|in|for))?|grow(?:n)?\b)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:changes?|changed|difference|increased?|decreased?|reduction|decline|drop|improvement|fall|rise)\b"
    r"(?: (?:of|in|for|to))?",
    re.IGNORECASE,
)
_CHANGED = r"(?:changed?|grow[n]?|increased?|decreased?|rise[n]?|fall(?:en)?|drop(?:ped)?|declined?)"
_BY_PERCENT = re.compile(
    r"^by (?:how (?:many|much)|what) percent(?:age)? (?:did|has|have|was|were|is|are) (?P<what>.+?)"
    rf" (?:{_CHANGED}|(?:higher|lower|larger|smaller|greater|more|less)(?: than)?)(?!\w)",
    re.IGNORECASE,
)
_AND_BY_PERCENT = re.compile(
    r",?\s+and (?:by )?(?:how (?:many|much)|what) (?:percent(?:age)?|%)\s+(?:did|has|have)"
    rf" (?:it|this|that|they|these) {_CHANGED}\b",
    re.IGNORECASE,
)
""" "What was it, and by how many percent did it change?": a growth tells both figures as well."""
_EXPLAINS = re.compile(
    r"^(?:what (?:has |have |had )?"
    r"(?:drove|driven|drives|caused|explains|explained|led to|lies behind|was behind)"
    r"|why (?:did|has|have))\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r",?\s*\b(?:from|in|on|per|within|using|according to|outlined in)\s+"
    r"(?:the\s+|its\s+|their\s+|\w+['\u2019]s\s+)?(?:consolidated\s+)?(?:cash flows? statements?"
    r"|statements? of [\w ]*?(?:cash flows?|income|operations|earnings|position|condition)"
    r"|income statements?|balance sheets?|p ?& ?l(?: statements?)?|financial statements)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_SHARE = re.compile(
    r"\s(?:as an? (?:%|percent(?:age)?|share|proportion) of)\s(?:the |its |total )?", re.IGNORECASE
)
_MARGIN = re.compile(r"\s%? ?margins?$", re.IGNORECASE)
_FILLING_WORDS = """
what is are was were be been the a an of for in at on by to did do does done has have had how much many amount
amounts level value values figure year years end ended ending fiscal as reported its their company pay paid
out spend spent generate generated generating report earn earned make made unadjusted total quantity give tell
me calculate compute show find state us usd dollars fy annual please s that from with consolidated data terms
stand based compare compared period periods fiscal an and than versus vs
"""
_FILLING = frozenset(_FILLING_WORDS.split())


class Asked(msgspec.Struct, frozen=True):
    """The measure asked for in its own words, of which years, how, and in which unit."""

    measure: str
    years: tuple[int, ...]
    how: How
    unit: str = ""
    decimals: int | None = None
    is_percent: bool = False
    defined: tuple[tuple[str, str], ...] = ()
    """What the question itself defines: a name, and what it is."""
    explains: bool = False
    """Whether the reasons of a change are asked for as well."""
    verdict: Verdict | None = None
    """What is to be told of the figures, where the question is one of yes or no."""
    text: str = ""
    """The question without the words around it."""


def sentence(question: str) -> str:
    """The sentence that asks, of several the first."""
    sentences = _SENTENCE.split(question.strip())
    asking = [each for each in sentences if "?" in each and not _definition(each)]
    return (asking or sentences)[0]


def orders(question: str) -> list[str]:
    """Sentences that tell what is to be computed, up to where they go on to something else."""
    told = [re.split(r"[;,] ", each)[0] for each in _SENTENCE.split(question)]
    return [each for each in told if _ORDERS.search(each) and not _definition(each)]


def core(question: str) -> str:
    """The sentence that asks, from where it asks."""
    asking = sentence(question)
    begins = [match.end() for match in _BEGINS.finditer(_blanked(asking))]
    return asking[begins[-1] :].strip() if begins else asking


def _blanked(text: str) -> str:
    """Without what stands in brackets, which asks nothing, at the same places."""
    return _ASIDE.sub(lambda match: "_" * len(match.group()), text)


def is_of_parts(question: str) -> bool:
    """Whether it asks for a part of a year, which annual statements do not tell."""
    return _QUARTER.search(sentence(question)) is not None


def of(question: str) -> Asked | None:
    """None where it names no figure of a year, or asks for parts of one: quarters are told elsewhere."""
    asking = core(question)
    if is_of_parts(question):
        return None
    defined = tuple(found for each in _SENTENCE.split(question) if (found := _definition(each)))
    short = next((each for each in map(items.plain, _ASIDE.findall(asking)) if each in dict(defined)), "")
    text = _IN_PERCENT.sub(" ", _UNIT.sub(" ", _SOURCE.sub(" ", _ASIDE.sub(" ", asking)))).strip(" ?.")
    text = _BY_PERCENT.sub(r"percentage change in \g<what>", text)
    and_change = _AND_BY_PERCENT.search(text) is not None
    text = _AND_BY_PERCENT.sub(" ", text)
    explains = _EXPLAINS.search(text) is not None
    text = _EXPLAINS.sub("", text).strip()
    verdict = verdicts.of(question, text)
    how, rest = _how(verdict.rest if verdict else text)
    years = years_of(text)
    how = "growth" if and_change and how == "plain" else how
    if verdict and verdict.check in ("up", "down", "either"):
        how = "change"
    if verdict and verdict.check == "steady":
        how = "course"
    if how == "mean" and len(years) == 2 and years[0] < years[1]:
        years = tuple(range(years[0], years[1] + 1))
    rounded = _ROUNDED.search(question)
    decimals = None
    if rounded:
        word = rounded.group(1).lower()
        decimals = int(word) if word.isdigit() else _COUNTS.get(word)
    unit = _UNIT.search(question)
    return Asked(
        measure=short or _without_years(rest),
        years=years,
        how=how,
        unit=unit.group(1).lower().rstrip("s") + "s" if unit else "",
        decimals=decimals,
        is_percent=_PERCENT.search(question) is not None,
        defined=defined,
        explains=explains,
        verdict=verdict,
        text=text,
    )


def measuring(wanted: Asked, measure: str) -> Asked:
    """The same question for another measure, in the words of one."""
    how, rest = _how(measure)
    percent = _PERCENT.search(rest) is not None
    return msgspec.structs.replace(
        wanted, measure=_PERCENT.sub(" ", rest), how=how, is_percent=percent, verdict=None, defined=()
    )


def _definition(text: str) -> tuple[str, str] | None:
    for form in _DEFINED:
        if match := form.search(text.strip()):
            return items.plain(_ASIDE.sub(" ", match["name"])), match["as"].strip(" .")
    return None


def years_of(text: str) -> tuple[int, ...]:
    """The years that are named, in their order, each once."""
    found = [int(match.group(1) or f"20{match.group(2)}") for match in _FISCAL.finditer(text)]
    return tuple(sorted(dict.fromkeys(found)))


def _without_years(text: str) -> str:
    return " ".join(_FISCAL.sub(" ", _SPAN.sub(_span_gone, _DAY.sub(" ", text))).split())


def _span_gone(match: re.Match[str]) -> str:
    return " " if years_of(match["one"]) and years_of(match["two"]) else match.group()


def _how(text: str) -> tuple[How, str]:
    """What is done with the figures of years, and the rest of the words."""
    for how, form in (("yearly_growth", _CAGR), ("mean", _MEAN), ("growth", _GROWTH), ("change", _CHANGE)):
        if form.search(text):
            return how, form.sub(" ", text)  # type: ignore[return-value]
    return "plain", text


def term(text: str) -> tuple[str, tuple[int, ...], How]:
    """A name in a formula with its own years: "average inventory between FY2018 and FY2019"."""
    how, rest = _how(text)
    return bare(_without_years(rest)), years_of(text), how


def parts_of(measure: str) -> list[str]:
    """The part and the whole of a share; of anything else itself."""
    return _SHARE.split(measure, maxsplit=1)


def as_formula(measure: str) -> str:
    """A share or a margin as what it is divided by."""
    sides = parts_of(measure)
    if len(sides) == 2:
        return f"({bare(sides[0])}) / ({bare(sides[1])})"
    return measure


def margin_of(name: str) -> str:
    """What a margin is of: "depreciation and amortization % margin"; empty where it is none."""
    match = _MARGIN.search(name)
    return name[: match.start()].strip() if match else ""


def bare(name: str, known: Callable[[str], bool] = lambda name: _is_known(name)) -> str:
    """A name without the words that lead to it and away from it, and fill it."""
    words = re.sub(r"(?<=\w)['\u2019]s\b", "", name).replace(",", " ").split()
    while words and _fills(words[-1]) and not known(" ".join(words)):
        words = words[:-1]
    while words and _fills(words[0]) and not known(" ".join(words)):
        words = words[1:]
    return " ".join(words)


def _is_known(name: str) -> bool:
    return items.named(name) is not None or items.measured(name) is not None


def _fills(word: str) -> bool:
    plain = items.plain(word)
    return plain in _FILLING or (not plain and word not in ("%", "&"))
