"""A count of none, or of one kind alone, many for one that is asked for: signs of something else.

People ask for what there is. Of 439 answers over files of strangers that nothing else was doubted of ten were
such a count, and all ten were wrong (docs/measurements.md, "A judge of the whole").
"""

import re
from collections.abc import Iterable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.rlm import compare
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.question import absent, intent
from rlm_desktop.rlm.question.linking import COMMON, contained, quoted, words

_ONE = re.compile(
    r"^\W*(?:(?:for|on|in|at|from|to|by)\s+)?(?:which|what)\s+(day|date|month|year|hour|minute|time|town|city|place)"
    r"\s+(?:was|is|did|does|has)\s+(?:the|it)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow many (?P<noun>[a-z]{3,}s)\b", re.IGNORECASE)
_NONE = "No row is like that: what is asked for may be said otherwise."
_SCANS = re.compile(r"\b(?:scan|search)\(")
_LEFT_OUT = "Places were counted in all of the text, whether or not they are about “{}”."
_NOTHING = "Nothing in the text was found to be like that: it may be said otherwise."


def doubt(program: Program, value: object, question: str) -> str:
    """A sentence where a query counted none, or one kind alone, or found many for one.

    Of none not where the question quotes.
    """
    selects = _selects(program)
    if (one := _ONE.match(question)) and isinstance(value, list) and len(value) > 1 == len(selects):
        return f"One {one[1].lower()} is asked for, and {len(value):,} rows are like that."
    counts = [each for shown in selects for each in shown.find_all(exp.Count)]
    number = compare.simple(value)
    searched = program.language == "python" and "search(" in program.text
    counted = bool(counts) or (searched and intent.of(question).count)
    if not counted or isinstance(number, bool) or not isinstance(number, int | float):
        return ""
    if number == 0 and not quoted(question) and not contained(question):
        return _NONE if counts else _NOTHING
    kinds = counts[0].find(exp.Distinct) if counts else None
    column = kinds.find(exp.Column) if kinds else None
    if number == 1 and len(selects) == 1 and column is not None:
        return f"Only one value of {column.name} was counted: something else may be meant."
    return ""


def of_one(program: Program, value: object, question: str, called: Iterable[str]) -> str:
    """Rule "one flight is no passenger": one row was counted for something that rows are not called.

    `called` are the names of documents, tables and columns.
    """
    match = _HOW_MANY.search(question)
    selects = _selects(program)
    if match is None or len(selects) != 1 or not isinstance(selects[0].unalias(), exp.Count):
        return ""
    noun = "".join(words(match["noun"]))
    known = {word for name in called for word in words(name.replace("_", " "))}
    known |= {word for text in selects[0].root().find_all(exp.Literal) for word in words(text.name)}
    if compare.simple(value) != 1 or isinstance(value, bool) or noun in known | COMMON:
        return ""
    return f"It is not sure that each row is what is counted: {noun}."


def unscanned(program: Program, value: object, question: str, called: Iterable[str]) -> str:
    """Rule "goats are not those of Gull Point": places were counted of a word, without a name that is named.

    `called` are the names of documents: of these the whole text is.
    """
    number = compare.simple(value)
    if program.language != "python" or isinstance(number, bool) or not isinstance(number, int | float):
        return ""
    if not _SCANS.search(program.text) or not intent.of(question).count:
        return ""
    known = set(words(" ".join((program.text, *called)).replace("_", " ")))
    names = list(absent.names(question))
    left = bool(names) and not any(set(words(name)) & known for name in names)
    return _LEFT_OUT.format(" ".join(names)) if left else ""


def _selects(program: Program) -> list[exp.Expr]:
    if program.language != "sql":
        return []
    try:
        tree = sqlglot.parse_one(program.text, dialect="duckdb")
    except SqlglotError:
        return []
    return list(tree.selects) if isinstance(tree, exp.Query) else []
