"""Words of a question that no column has for a value: those that join its things, and units of the answer."""

import re

from sqlglot import exp

from rlm_desktop.rlm.question.linking import words

_RELATE = frozenset(
    words(
        "involve involved involving happen happened happening occur occurred occurring belong belonged"
        " belonging concerned concerning regarding relating"
    )
)
_IN_UNITS = r"\bin (?:us |whole )?(?={}\b)(?:dollars?|euros?|pounds?|usd|eur|gbp|percent|cents?)\b"


def looked_for(condition: exp.Expr, question: str) -> bool:
    """Whether a condition compares with such words alone: "involved", or dollars of "in dollars"."""
    texts = [text.name.strip("% ").lower() for text in condition.find_all(exp.Literal)]
    said = [word for text in texts for word in words(text)]
    if said and all(word in _RELATE for word in said):
        return True
    pattern = _IN_UNITS.replace("{}", re.escape(texts[0])) if len(texts) == 1 else ""
    return bool(pattern) and re.search(pattern, question, re.IGNORECASE) is not None
