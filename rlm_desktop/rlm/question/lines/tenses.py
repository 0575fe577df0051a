"""What was done, where other lines tell that it is being done: "generated" beside "generating"."""

import re
from collections.abc import Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.rlm.question import alternatives, forms
from rlm_desktop.rlm.question.linking import Links, Query, Worded, identifier, literal

_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|get|got)\b[^?.,;]*?\b([a-z]{3,}ed)\b", re.IGNORECASE)


_BEFORE_NOUN = re.compile(r"\b([a-z]{3,}ed) [a-z]{3,}\b")
_NOUNS = "ures?|ments?|ions?"
"""Endings of a deed: a log tells failed logins as failures."""


def of_the_same(question: str, links: Links, query: Query) -> str:
    """What to tell of lines that say the same verb in another form; empty where there are none."""
    for match in _PASSIVE.finditer(question):
        verb = match.group(1).lower()
        said = [one for one in links.worded if verb in one.phrase.lower().split() and not one.left_out]
        stem = forms.cut(verb)
        if links.quoted or len(said) != 1 or alternatives.is_left_out(verb, question):
            continue
        others = [one.condition for one in links.worded if one is not said[0] and one.table == said[0].table]
        rest = [word for word in said[0].phrase.lower().split() if word != verb]
        others += [f"contains(lower(line), {literal(word)})" for word in rest]
        shape = literal(rf"(?:^|[^\pL\pN])({re.escape(stem)}(?:ing|es|e|s)?)(?:[^\pL\pN]|$)")
        # Among the lines that say the rest; where there are none, wherever that form is the usual one.
        found = _other(said[0], shape, others, query)
        if found is None and others:
            found = _other(said[0], shape, [], query)
            found = found if found and found[1] > said[0].rows else None
        if found is not None:
            return _beside(said[0], *found)
    return _of_a_deed(question, links, query)


def _of_a_deed(question: str, links: Links, query: Query) -> str:
    """The same of "failed logins", where more lines tell of failures."""
    for match in _BEFORE_NOUN.finditer(question):
        verb = match.group(1)
        said = [one for one in links.worded if verb in one.phrase.lower().split() and not one.left_out]
        if links.quoted or len(said) != 1 or alternatives.is_left_out(verb, question):
            continue
        shape = literal(rf"(?:^|[^\pL\pN])({re.escape(forms.cut(verb))}(?:{_NOUNS}))(?:[^\pL\pN]|$)")
        found = _other(said[0], shape, [], query)
        if found is not None and found[1] > said[0].rows:
            return _beside(said[0], *found)
    return ""


def _beside(said: Worded, form: str, count: int) -> str:
    return f"Lines that say “{said.said}” were looked at ({said.rows:,}); {count:,} others say “{form}”."


def _other(said: Worded, shape: str, others: Sequence[str], query: Query) -> tuple[str, int] | None:
    """The most frequent other form of a verb, and how many lines have it."""
    where = " AND ".join([*others, f"NOT ({said.condition})", f"regexp_matches(lower(line), {shape})"])
    form = f"regexp_extract(lower(line), {shape}, 1)"
    counted = f"SELECT {form} AS form, count(*) AS n FROM {identifier(said.table)} WHERE {where}"
    try:
        rows = query(f"{counted} GROUP BY 1 ORDER BY n DESC, form LIMIT 1").rows
    except TableError:
        return None
    return (str(rows[0][0]), int(str(rows[0][1]))) if rows else None
