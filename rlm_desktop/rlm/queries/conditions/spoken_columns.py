"""A text looked for inside one column, where the question says which it means: tacos among the food sold."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.queries.conditions import ticked
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.linking import COMMON, Query, identifier, literal, quoted, words

_LOOKS_FOR = (exp.Like, exp.ILike, exp.Contains, exp.Anonymous)
_BEHIND = (
    r"^\w*\W*(?:\w+\W+){{0,5}}?(?:among|amongst|in|within|under|inside)\s+(?:[a-z']+\s+){{0,3}}?{word}s?\b"
)
"""Behind the text: "tacos among the food they sell", "fire in the cause of death"."""
_BEFORE = (
    r"\b{word}s?\b(?:\s+(?:{own}|that|which|of|do|does|not|field|column|text)s?)*"
    r"\s+(?:mention|contain|includ|say|list|name|speak|has|have|having|with)[a-z]*"
    r"(?:\s+(?:the|an?|any|some|words?|either))*[\s\"'\u201c(]*$"
)
"""Before it: "whose food items include tacos"."""
_SAYS = re.compile(r"\b(?:mention|contain|includ|say|speak|read|word)", re.IGNORECASE)
_OF_CELLS = ("delimited", "json", "headers")
_FEW = 60  # values: of more they are texts rather than kinds
_MENTIONED = r"\b(?:{verbs})[a-z]*\b(?:\W+\w+){{0,3}}?\W+{text}(?!\w)"


def mend(tree: exp.Query, question: str, table: Table, query: Query) -> Iterable[str]:
    """What was done to what a query looks for in texts, so that it looks where the question says."""
    moved = [*ticked.mend(tree, question, table), *_moved(tree, question, table, query)]
    moved += _as_states(tree, question, table, query)
    return dict.fromkeys((*moved, *_inside(tree, question, table)))


def _moved(tree: exp.Query, question: str, table: Table, query: Query) -> Iterator[str]:
    """Rule "the food they sell is no applicant": the one column of texts that the question speaks of there.

    Only where it does not speak of the column that was taken, and where the other has the text.
    """
    columns = {column.name.lower(): column for column in table.columns}
    for found in list(tree.find_all(*_LOOKS_FOR)):
        column, text = found.find(exp.Column), found.find(exp.Literal)
        taken = columns.get(column.name.lower()) if column is not None else None
        said = str(text.name).strip("% ") if text is not None and text.is_string else ""
        if column is None or taken is None or not said or not _contains(found):
            continue
        if taken.type != "text" or taken.name == "line":
            continue
        other = _spoken_of(said, taken, columns, question)
        if other is None or not _has(other, said, table, query):
            continue
        # Written so it is looked for there, and not among values that other columns have.
        lowered = call("lower", exp.column(other.name, table=column.table or None, quoted=True))
        found.replace(call("contains", lowered, exp.Literal.string(said.lower())))
        yield f"'{said}' was looked for in {other.name}, which the question names."


def _inside(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "what is mentioned is not all": free text that is to mention something contains it."""
    free = {c.name.lower() for c in table.columns if c.is_free_text}
    many = {c.name.lower() for c in table.columns if c.type == "text" and not c.note and c.distinct > _FEW}
    for found in list(tree.find_all(exp.EQ)):
        column, text = found.this, found.expression
        said = str(text.name).strip() if isinstance(text, exp.Literal) and text.is_string else ""
        if not isinstance(column, exp.Column) or column.name.lower() not in free | many or not said:
            continue
        verbs = "mention|contain|includ" if column.name.lower() in free else "mention"
        if re.search(_MENTIONED.format(verbs=verbs, text=re.escape(said)), question, re.IGNORECASE):
            found.replace(call("contains", call("lower", column.copy()), exp.Literal.string(said.lower())))
            yield f"'{said}' was looked for inside {column.name}."


def _as_states(tree: exp.Query, question: str, table: Table, query: Query) -> Iterator[str]:
    """Rule "a suspended permit has a state": a word of the question that no row has in the column taken.

    It is the one value, in any form of the word, of the one column of kinds that has such.
    """
    if _SAYS.search(question) or quoted(question):
        return
    columns = {column.name.lower(): column for column in table.columns}
    kinds = [c for c in table.columns if c.type == "text" and 1 < c.distinct <= _FEW and c.name != "line"]
    for found in list(tree.find_all(exp.EQ, *_LOOKS_FOR)) if table.kind in _OF_CELLS else ():
        column, text = found.find(exp.Column), found.find(exp.Literal)
        taken = columns.get(column.name.lower()) if column is not None else None
        said = str(text.name).strip("% ") if text is not None and text.is_string else ""
        if taken is None or taken in kinds or taken.type != "text" or not _is_word(said, question):
            continue
        same = [(c, v) for c in kinds for v, _ in c.values if v.isalpha() and forms.is_of_one_root(v, said)]
        if len(same) != 1 or not _contains(found) or _stands(taken, set(), said, question):
            continue
        if _has(taken, said, table, query):
            continue
        of, value = same[0]
        found.replace(exp.EQ(this=exp.column(of.name, quoted=True), expression=exp.Literal.string(value)))
        yield f"'{said}' is '{value}' in the column {of.name}."


def _is_word(said: str, question: str) -> bool:
    """Whether a question says in small letters what was done: a name, with a capital, has no other forms."""
    return (
        said.isalpha()
        and said.lower().endswith("ed")
        and re.search(rf"\b{said.lower()}\b", question) is not None
    )


def _contains(found: exp.Expr) -> bool:
    """Whether it is a search inside a text, not another function."""
    return not isinstance(found, exp.Anonymous) or found.name.lower() == "contains"


def _spoken_of(said: str, taken: Column, columns: Mapping[str, Column], question: str) -> Column | None:
    """The one column that the question says a text stands in; None where it may be the one that was taken."""
    asked, own = set(words(question)), _words_of(taken)
    if own & asked:
        return None
    others = [c for c in columns.values() if c.type == "text" and c is not taken and c.name != "line"]
    named = [one for one in others if _stands(one, own, said, question)]
    return named[0] if len(named) == 1 else None


def _words_of(column: Column) -> set[str]:
    return {word for word in words(column.name.replace("_", " ")) if len(word) > 2} - COMMON


def _stands(column: Column, but: set[str], said: str, question: str) -> bool:
    """Whether a question puts a word of a column's own to a text, before or behind it."""
    low, whole = question.lower(), _words_of(column)
    places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(said.lower())}", low)]
    shapes = [
        re.compile(shape.format(word=re.escape(word), own="|".join(map(re.escape, sorted(whole)))))
        for word in whole - but
        for shape in (_BEHIND, _BEFORE)
    ]
    stretches = [stretch for start, end in places for stretch in (low[end:], low[:start])]
    return any(shape.search(stretch) for shape in shapes for stretch in stretches)


def _has(column: Column, said: str, table: Table, query: Query) -> bool:
    holds = f"contains(lower({identifier(column.name)}), {literal(said.lower())})"
    try:
        return bool(query(f"SELECT 1 FROM {identifier(table.name)} WHERE {holds} LIMIT 1").rows)
    except TableError:
        return False
