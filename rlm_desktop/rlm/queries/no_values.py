"""Words of a question that no column has for a value: those that join its things, and units of the answer."""

import re

from sqlglot import exp

from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.wording import RELATING

_OF_UNITS = frozenset(words("currency currencies curr ccy unit units uom measure"))
_COUNTS = re.compile(
    r"\bhow many (?!(?:us )?(?:dollars?|euros?|pounds?|usd|eur|gbp|cents?)\b)", re.IGNORECASE
)
_IN_UNITS = r"\bin (?:us |whole )?(?={}\b)(?:dollars?|euros?|pounds?|usd|eur|gbp|percent|cents?)\b"


def looked_for(condition: exp.Expr, question: str) -> bool:
    """Whether a condition compares with such words alone: "involved", or dollars of "in dollars".

    Not where things are counted, nor in a column of units: "how many invoices are in euros" asks for some.
    The caller sees to it that the column has no such value.
    """
    texts = [text.name.strip("% ").lower() for text in condition.find_all(exp.Literal)]
    said = [word for text in texts for word in words(text)]
    if said and all(word in RELATING for word in said):
        return True
    if len(texts) != 1 or _COUNTS.search(question) or _is_of_units(condition):
        return False
    return re.search(_IN_UNITS.replace("{}", re.escape(texts[0])), question, re.IGNORECASE) is not None


def _is_of_units(condition: exp.Expr) -> bool:
    names = (column.name.replace("_", " ") for column in condition.find_all(exp.Column))
    return any(_OF_UNITS.intersection(words(name)) for name in names)
