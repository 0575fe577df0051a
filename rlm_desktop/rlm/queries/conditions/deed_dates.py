"""The date of what was done: when a shop opened stands in `opendate`, not in the date of its last change."""

import re
from collections.abc import Mapping, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question import forms

_OF_TIME = re.compile(r"_?(?:date|time|day|datetime|timestamp|at|on)$|^(?:date|time|day)_?(?:of_)?")
_PLAIN = re.compile(r"date|time|day|datetime|timestamp|ts?")
_LAST_OF = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date|time))\b.*\b(?:first|last|latest|earliest|newest|oldest)"
    r"\s+(?P<thing>[a-z]{4,})\b",
    re.IGNORECASE,
)
_DAYS = ("date", "timestamp")
_SHORTEST = 4  # letters
_DONE = re.compile(r"(?:ed|ing)$")
_OF_DAYS = frozenset(("date", "dates", "time", "times", "year", "years"))
_DOES = re.compile(r"\b(?:did|does|do|to)\b(?P<behind>.*)", re.IGNORECASE)


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "opened when it opened": the one column of dates that the question's deed names; it, if mended.

    Not where a query uses several such columns, as for the time between two.
    """
    dates = {c.name.lower(): c for c in table.columns if c.type in ("date", "timestamp")}
    deeds = _deeds(question)
    named = [column for column in dates.values() if _names(column, deeds)]
    used = {column.name.lower() for column in tree.find_all(exp.Column)} & set(dates)
    if len(named) != 1 or len(used) != 1 or named[0].name.lower() in used:
        return ""
    if _names(dates[next(iter(used))], set(re.findall(r"[a-z]{4,}", question.lower())) - _OF_DAYS):
        return ""  # "approved ones that expire in May" speaks of both.
    for column in tree.find_all(exp.Column):
        if column.name.lower() in used:
            column.set("this", exp.to_identifier(named[0].name, quoted=True))
    return named[0].name


def of_the_thing(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the last event has an event_time": the one column of dates that is called as what was last; it.

    In the place of a column that says no more than that it is a time.
    """
    match = _LAST_OF.search(question)
    dates = {c.name.lower(): c for c in table.columns if c.type in _DAYS}
    used = {column.name.lower() for column in tree.find_all(exp.Column)} & set(dates)
    if match is None or len(used) != 1 or not _PLAIN.fullmatch(next(iter(used))):
        return ""
    own = [c for name, c in dates.items() if _OF_TIME.sub("", name) == match["thing"].lower()]
    if len(own) != 1 or own[0].name.lower() in used:
        return ""
    for column in tree.find_all(exp.Column):
        if column.name.lower() in used:
            column.set("this", exp.to_identifier(own[0].name, quoted=True))
    return own[0].name


def without_state(
    conditions: Sequence[exp.Expr], question: str, columns: Mapping[str, Column], mends: list[str]
) -> list[exp.Expr]:
    """Rule "approved in July": the one word is that of the date; what has become of it since is not asked.

    A condition that compares with a state called as the deed is left out beside one of its day, where the
    question says the word once. Adds what was done to `mends`.
    """
    used = {column.name.lower() for one in conditions for column in one.find_all(exp.Column)}
    dates = [columns[name] for name in used if name in columns and columns[name].type in _DAYS]
    kept: list[exp.Expr] = []
    for one in conditions:
        state = _state(one, columns)
        said = [word for word in re.findall(r"[a-z]+", question.lower()) if forms.is_of_one_root(state, word)]
        told = [date.name for date in dates if _names(date, {state})]
        if state and len(said) == 1 and told:
            mends.append(f"{told[0]} says when it was {said[0]}: its {one.this.name} now is not asked for.")
        else:
            kept.append(one)
    return kept


def _state(condition: exp.Expr, columns: Mapping[str, Column]) -> str:
    """The one word that a column of texts is compared with; empty where it is another condition."""
    column = condition.this if isinstance(condition, exp.EQ) else None
    of = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
    word = str(condition.expression.name).lower() if of is not None and of.type == "text" else ""
    return word if re.fullmatch(r"[a-z]{4,}", word) else ""


def _deeds(question: str) -> set[str]:
    """The words of a question that may say what was done: opened, opening, and open in "did it open"."""
    words = re.findall(r"[a-z]+", question.lower())
    behind = _DOES.search(question.lower())
    plain = re.findall(r"[a-z]+", behind["behind"]) if behind else []
    return {word for word in (*plain, *(w for w in words if _DONE.search(w))) if len(word) >= _SHORTEST}


def _names(column: Column, deeds: set[str]) -> bool:
    bare = _OF_TIME.sub("", column.name.lower())
    parts = [part for part in bare.split("_") if len(part) >= _SHORTEST]
    return any(forms.is_of_one_root(part, deed) for part in parts for deed in deeds)
