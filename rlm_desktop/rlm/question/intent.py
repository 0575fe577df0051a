"""What the words of a question ask a program to compute, and whether a query does that."""

import re

import msgspec
from sqlglot import exp

from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.times import decades
from rlm_desktop.rlm.question.times.months import called

_NAMES = """
sunday monday tuesday wednesday thursday friday saturday
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_WORDS = _NAMES.split()
_WEEKDAYS, _NUMBERS = _WORDS[:7], _WORDS[7:]


COUNTED = re.compile(
    r"\b(?:how many|number of)\s+(?:different |distinct |unique |separate |of the )?"
    r"((?:[\w-]+\s+){0,2}[\w-]+)",
    re.IGNORECASE,
)
"""What is to be counted, with up to two words before or behind it."""


_EXTREME = """
brightest closest coldest coolest costliest dearest deepest driest easternmost farthest fastest furthest
heaviest hottest lightest loudest narrowest nearest northernmost oldest poorest priciest rainiest richest
slowest snowiest southernmost strongest sunniest tallest thickest thinnest warmest weakest westernmost
wettest widest windiest youngest
"""
EXTREME = frozenset(_EXTREME.split())
"""Superlatives of a measure that they do not name; if its largest or its smallest is meant hangs on it."""

_COMPARED = (
    r" (?:of|is|was|equals?|(?:is |was |of )?(?:over|above|under|below|exactly|at least|at most|up to)"
    r"|(?:is |was |of )?[a-z]+er than|(?:is |was |of )?(?:more|less) than) \d"
)
"""What follows a count that rows have: "a review count of 4"."""
_UNITS = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_LARGE = re.compile(
    rf"(?<![\w.])(half a|an?|{'|'.join(_NUMBERS)}|\d[\d,]*(?:\.\d+)?)\s*({'|'.join(_UNITS)})\b"
)
"""A number with its unit in words: "half a million", "1.5 million", "20k"."""

_IN_WORDS: dict[frozenset[str], set[float]] = {
    frozenset({"percent", "percentage", "share"}): {100.0},
    frozenset({"once", "several", "multiple", "repeatedly", "again"}): {1.0},
    frozenset({"twice", "double", "both"}): {2.0},
    frozenset({"negative", "positive", "none", "nothing", "no", "nobody", "empty", "unoccupied", "never"}): {
        0.0
    },
    frozenset({"noon", "midday"}): {12.0},
    frozenset({"midnight"}): {0.0, 24.0},
}
_ZEROS = (
    (re.compile(r"\bsea[ -]levels?\b", re.IGNORECASE), {0.0}),
    (re.compile(r"\bfreezing\b", re.IGNORECASE), {0.0, 32.0}),
)
"""From where on heights and temperatures are counted."""


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is true where the question's words call for it."""

    count: bool = False
    distinct: bool = False
    average: bool = False
    total: bool = False
    most: bool = False
    least: bool = False
    earliest: bool = False
    latest: bool = False
    extreme: bool = False
    """The largest or the smallest of a measure, as the measure is: of ages the oldest is the largest."""
    which: bool = False
    listing: bool = False

    @property
    def computes(self) -> bool:
        """Whether the answer is a computation over many places rather than a fact in one."""
        return any(getattr(self, name) for name in self.__struct_fields__ if name != "which")


def of(question: str) -> Intent:
    text = question.lower()

    def says(pattern: str) -> bool:
        return re.search(rf"\b(?:{pattern})\b", text) is not None

    return Intent(
        count=says(rf"how many|how often|number of (?!the\b)|count(?!{_COMPARED})|how much"),
        distinct=says(r"different|distinct|unique"),
        average=says(r"average|mean|on average"),
        total=says(r"total|sum|altogether|combined|overall"),
        most=says(r"most|highest|largest|biggest|greatest|maximum|max|longest|busiest|top|slowest|maximal"),
        least=says(r"least|lowest|smallest|fewest|minimum|min|shortest|rarest|quietest|cheapest|fastest"),
        earliest=says(r"first|earliest|oldest"),
        latest=says(r"last|latest|newest|most recent"),
        extreme=not EXTREME.isdisjoint(re.findall(r"[a-z]+", text)),
        which=says(r"which|who|what"),
        listing=says(r"list|all the|name every|every|each"),
    )


def fit(query: exp.Expr, intent: Intent) -> float:
    """From 0 to 1: how well the aggregates and the order of a query fit what the question asks."""
    checks: list[bool] = []
    if intent.average:
        checks.append(_has(query, exp.Avg, exp.Median) or _has(query, exp.Div))
    elif intent.distinct and intent.count:
        checks.append(_counts_distinct(query))
    elif intent.count or intent.total:
        checks.append(_has(query, exp.Count, exp.Sum, exp.CountIf) or not (intent.count or intent.total))
    if intent.extreme:
        checks.append(_has(query, exp.Max, exp.ArgMax, exp.Min, exp.ArgMin, exp.Ordered))
    elif intent.most or intent.latest:
        checks.append(_has(query, exp.Max, exp.ArgMax) or _ordered(query, descending=True))
    elif intent.least or intent.earliest:
        checks.append(_has(query, exp.Min, exp.ArgMin) or _ordered(query, descending=False))
    elif query.find(exp.Limit) and not intent.listing:
        checks.append(not query.find(exp.Group))
    return sum(checks) / len(checks) if checks else 1.0


def _has(query: exp.Expr, *kinds: type[exp.Expr]) -> bool:
    return query.find(*kinds) is not None


def _counts_distinct(query: exp.Expr) -> bool:
    counted = query.find(exp.Count)
    return _has(query, exp.Distinct) or (counted is not None and _has(query, exp.Group))


def _ordered(query: exp.Expr, *, descending: bool) -> bool:
    first = query.find(exp.Ordered)
    return first is not None and bool(first.args.get("desc")) is descending


def numbers_in(question: str) -> set[float]:
    """The numbers a question names, in digits, words, months or weekdays."""
    found = {float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*(?:\.\d+)?", question)}
    found |= {float(text) for text in re.findall(r"\d+", question)}
    found |= set(large_numbers(question).values())
    found |= {float(year) for year in decades.borders(question)}
    asked = set(words(question)) | set(re.findall(r"[a-z]+", question.lower()))
    found |= {float(n) for n, word in enumerate(_NUMBERS) if word in asked}
    found |= {float(n) for n in range(1, 13) if asked & set(called(n))}
    for n, name in enumerate(_WEEKDAYS):
        if name in asked:
            found |= {float(n), float(n or 7)}
    for said, meant in _IN_WORDS.items():
        if asked & said:
            found |= meant
    for said_so, zeros in _ZEROS:
        if said_so.search(question):
            found |= zeros
    return found | ({100.0} if "%" in question else set())


def large_numbers(question: str) -> dict[str, float]:
    """The numbers that a question gives with a unit in words, by how it says them: "half a million"."""
    found = {}
    for match in _LARGE.finditer(question.lower()):
        count, unit = match.groups()
        one = {"half a": 0.5, "a": 1.0, "an": 1.0}.get(count)
        if one is None:
            one = float(_NUMBERS.index(count) if count in _NUMBERS else count.replace(",", ""))
        found[match.group()] = one * _UNITS[unit]
    return found


def says_number(text: str) -> bool:
    """Whether a text holds a number, in digits or words."""
    return any(char.isdigit() for char in text) or bool(set(words(text)) & set(_NUMBERS))
