"""What a question asks to be measured, money, weight or depth, and whether what is shown is about it."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.rlm.question.linking import words

MONEY = frozenset(words("price cost fee salary fare revenue income wage payment betrag preis umsatz kosten"))
_MEASURES = (
    (
        re.compile(r"\b(?:do|does|did|would)\b.*\bcosts?\b", re.IGNORECASE),
        MONEY
        | set(
            words("amount total value sum charge spent spending budget worth paid msrp usd eur dollar euro")
        ),
        "what it costs",
    ),
    (
        re.compile(r"\bhow much (?:[a-z]+ )?(?:money|cash)\b|\bhow much\b.*\b(?:earn|pay)", re.IGNORECASE),
        MONEY
        | set(
            words(
                "amount total value sum money cash paid pay prize earning compensation bonus gross net usd"
                " eur gbp dollar euro budget spent donation tip"
            )
        ),
        "how much money it is",
    ),
    (
        re.compile(r"\bweighs?\b|\bhow heavy\b", re.IGNORECASE),
        set(words("weight mass weigh load kg kilo kilogram g gram lb lbs pound ton tonne carat")),
        "what it weighs",
    ),
    (
        re.compile(r"\bhow deep\b", re.IGNORECASE),
        set(words("depth deep deepness sounding tiefe draft draught below")),
        "how deep it is",
    ),
    (
        re.compile(r"\bhow tall\b", re.IGNORECASE),
        set(words("height tall cm inch ft foot feet m metre meter stature elevation storey floor groesse")),
        "how tall it is",
    ),
    (
        re.compile(r"\bhow (?:hot|cold|warm)\b|\b(?:cold|hott|warm)est temperatures?\b", re.IGNORECASE),
        set(words("temperature temp tmax tmin tavg heat celsius fahrenheit kelvin degree c f t high low")),
        "how warm it is",
    ),
)


def doubts(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "calories are no price": what something costs or weighs is told by a column that is about it."""
    shown = [column.name for each in tree.selects for column in each.find_all(exp.Column)]
    told = set(words(" ".join(shown).replace("_", " ")))
    for asked, holds, what in _MEASURES:
        if shown and asked.search(question) and not told & holds:
            yield f"The question asks {what}, and “{shown[-1]}” does not say so by its name."
