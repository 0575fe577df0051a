"""Words of a question that no column has for a value: those that join its things, units, what is counted."""

import re

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions.stored_values import StoredValues
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.lines.wording import RELATING
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import identifier, literal

_OF_UNITS = frozenset(words("currency currencies curr ccy unit units uom measure"))
_COUNTS = re.compile(
    r"\bhow many (?!(?:us )?(?:dollars?|euros?|pounds?|usd|eur|gbp|cents?)\b)", re.IGNORECASE
)
_IN_UNITS = r"\bin (?:us |whole )?(?={}\b)(?:dollars?|euros?|pounds?|usd|eur|gbp|percent|cents?)\b"


def looked_for(
    condition: exp.Expr, question: str, stored: Column | None, table: str, values: StoredValues
) -> bool:
    """Whether a condition compares with such words alone, and no row of its column has them."""
    if _joins(condition, question):
        texts = [text.name.strip("% ") for text in condition.find_all(exp.Literal)]
        return stored is None or not any(values.spellings(text, stored, table) for text in texts)
    if stored is None or not _is_counted(condition, stored, question):
        return False
    said = literal("".join(words(condition.expression.name)))
    holds = f"contains(lower({identifier(stored.name)}), {said})"
    return not values.any(f"SELECT 1 FROM {identifier(table)} WHERE {holds} LIMIT 1")


def _joins(condition: exp.Expr, question: str) -> bool:
    """Words that join the things of a question, "involved", or dollars of "in dollars".

    Not where things are counted, nor in a column of units: "how many invoices are in euros" asks for some.
    """
    texts = [text.name.strip("% ").lower() for text in condition.find_all(exp.Literal)]
    said = [word for text in texts for word in words(text)]
    if said and all(word in RELATING for word in said):
        return True
    if len(texts) != 1 or _COUNTS.search(question) or _is_of_units(condition):
        return False
    return re.search(_IN_UNITS.replace("{}", re.escape(texts[0])), question, re.IGNORECASE) is not None


def _is_counted(condition: exp.Expr, stored: Column, question: str) -> bool:
    """Whether it is what documents are called that are counted: proposals of "how many of the proposals"."""
    counted = intent.COUNTED.search(question)
    if not isinstance(condition, exp.EQ) or not isinstance(condition.expression, exp.Literal) or not counted:
        return False
    nouns = (
        noun for noun in counted.group(1).split() if noun.endswith("s") and told_in_text.is_document(noun)
    )
    said = words(condition.expression.name)
    spoken_of = set(words(stored.name.replace("_", " "))) & set(words(question))
    return len(said) == 1 and not spoken_of and said == words(next(nouns, ""))


def _is_of_units(condition: exp.Expr) -> bool:
    names = (column.name.replace("_", " ") for column in condition.find_all(exp.Column))
    return any(_OF_UNITS.intersection(words(name)) for name in names)
