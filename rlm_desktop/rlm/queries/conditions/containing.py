"""Where a text is looked for that a question names: in a field or the whole line, a number as a whole."""

import re
from collections.abc import Callable
from itertools import pairwise

from sqlglot import exp

from rlm_desktop.profile import KIND_OF_MESSAGE, RAW_LINE, Column
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question.linking import Links, sought, words

_UNIT = r"(?:(?:ms|secs?|seconds?|s|minutes?|min|hours?|h|days?|bytes?|[kmgt]i?b|percent|euros?|kg|km)\b|%)"
_SEVERAL, _A_WORD = 2, 3
_IN_ORDER = re.compile(
    r"\b(?:then|before|after|followed|follows?|following|preced\w+|behind|next to|in (?:this|that) order)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_LINES = re.compile(r"\b(lines?|rows?|records?|entries|entry|messages?)\b", re.IGNORECASE)


def stands_before(column: str, text: str, question: str) -> bool:
    """Whether the question has a column's name with at most one word between it and a text."""
    name = r"\w*\W+".join(map(re.escape, words(column.replace("_", " "))))
    behind = rf"\b{name}\w*\W+(?:\w+\W+){{0,1}}{re.escape(text.lower())}"
    return re.search(behind, question.lower()) is not None


def whole_number(
    column: exp.Expr,
    text: str,
    stored: Column | None,
    columns: dict[str, Column],
    links: Links,
    question: str,
) -> exp.Expr | None:
    """Rule "a number is all of its digits": of free text with a 404 neither 1404 nor 404 ms is meant."""
    free = stored is not None and (stored.is_free_text or stored.note in (KIND_OF_MESSAGE, RAW_LINE))
    if not free or not text.isdigit() or text in links.quoted or sought(question):
        return None
    if re.search(rf"(?<!\d){text}\s?{_UNIT}", question.lower()) or stored is None:
        return None
    if stored.note == KIND_OF_MESSAGE:
        # The kind of a message has no numbers; those are in the message.
        column = exp.column("message" if "message" in columns else "line")
    bare = call(
        "regexp_replace",
        call("lower", exp.cast(column.copy(), "varchar")),
        exp.Literal.string(rf"\d+(?:\.\d+)?\s?{_UNIT}"),
        exp.Literal.string(" "),
        exp.Literal.string("g"),
    )
    whole = exp.Literal.string(rf"(?:^|[^\pL\pN.,:/_-]){text}(?:[^\pL\pN.,:/_-]|[.,:]?$|[.,:][^\pN])")
    return call("regexp_matches", bare, whole)


def as_the_question_writes(condition: exp.Expr, question: str, holds: Callable[[exp.Expr], bool]) -> exp.Expr:
    """Rule "as the question writes it": of "timeout" and "time out" that which the question has.

    But as the rows have it, where any has it as the query does. `question` is in small letters.
    """
    joined = in_one_word(question)
    mended, column = condition.copy(), condition.find(exp.Column)
    for text in mended.find_all(exp.Literal):
        written = next((one for one in joined if text.is_string and one in text.name.lower()), "")
        if not written or written in question or column is None:
            continue
        lowered = call("lower", exp.cast(column.copy(), "varchar"))
        if not holds(call("contains", lowered, exp.Literal.string(written))):
            spelled = re.sub(re.escape(written), joined[written], text.name, flags=re.IGNORECASE)
            text.replace(exp.Literal.string(spelled))
    return mended


def in_one_word(question: str) -> dict[str, str]:
    """Two words of a question beside each other, by what they are in one: "time out" by timeout."""
    apart = re.findall(r"[a-z]+", question)
    return {f"{a}{b}": f"{a} {b}" for a, b in pairwise(apart) if len(a) > 2 and len(b) > 2}


def whole_words(column: exp.Expr, padded: str, links: Links) -> exp.Expr | None:
    """Rule "a blank is where a word ends": '% loft%' also finds one at a beginning, or behind a bracket."""
    if padded == padded.strip() or not padded.strip() or padded in links.quoted:
        return None
    said = r"\s+".join(map(re.escape, padded.lower().split()))
    before = r"(?:^|[^\pL\pN])" if padded[0].isspace() else ""
    behind = r"(?:[^\pL\pN]|$)" if padded[-1].isspace() else ""
    lowered = call("lower", exp.cast(column.copy(), "varchar"))
    return call("regexp_matches", lowered, exp.Literal.string(f"{before}{said}{behind}"))


def in_any_order(
    condition: exp.Expr, column: exp.Expr, question: str, holds: Callable[[exp.Expr], bool]
) -> Verdict:
    """Rule "authenticated successfully is successfully authenticated": LIKE '%a%b%' that fits no row.

    Not where the question says in which order, nor of numbers, which stand inside others.
    """
    parts = [part.strip().lower() for part in condition.expression.name.split("%") if part.strip()]
    if _IN_ORDER.search(question) or any(len(part) < _A_WORD or re.search(r"\d", part) for part in parts):
        return Verdict(condition)
    lowered = call("lower", exp.cast(column.copy(), "varchar"))
    each = [call("contains", lowered.copy(), exp.Literal.string(part)) for part in parts]
    if len(parts) < _SEVERAL or holds(condition) or not holds(exp.and_(*each)):
        return Verdict(condition)
    said = "” and “".join(parts)
    return Verdict(exp.and_(*each), f"“{said}” were looked for in any order: no row has them in that.")


def means_the_line(
    column: exp.Column, text: str, columns: dict[str, Column], links: Links, question: str
) -> bool:
    """Rule "lines that contain": the whole line is looked at, not one field of it."""
    if "line" not in columns or column.name.lower() == "line":
        return False
    if text.lower() in sought(question) and _SPEAKS_OF_LINES.search(question):
        return True
    free = columns[column.name.lower()].is_free_text if column.name.lower() in columns else False
    named = column.name.lower() in words(question)
    return text in links.quoted and bool(_SPEAKS_OF_LINES.search(question)) and free and not named
