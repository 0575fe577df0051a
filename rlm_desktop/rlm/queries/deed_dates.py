"""The date of what was done: when a shop opened stands in `opendate`, not in the date of its last change."""

import re

from sqlglot import exp

from rlm_desktop.profile import Column, Table

_OF_TIME = re.compile(r"_?(?:date|time|day|datetime|timestamp|at|on)$|^(?:date|time|day)_?(?:of_)?")
_SHORTEST = 4  # letters of a root
_DONE = re.compile(r"(?:ed|ing)$")
_ENDING = re.compile(r"(?:[a-z]?(?:ed|ing)|d|s|e|y|ry|al)?")
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
    for column in tree.find_all(exp.Column):
        if column.name.lower() in used:
            column.set("this", exp.to_identifier(named[0].name, quoted=True))
    return named[0].name


def _deeds(question: str) -> set[str]:
    """The words of a question that may say what was done: opened, opening, and open in "did it open"."""
    words = re.findall(r"[a-z]+", question.lower())
    behind = _DOES.search(question.lower())
    plain = re.findall(r"[a-z]+", behind["behind"]) if behind else []
    return {word for word in (*plain, *(w for w in words if _DONE.search(w))) if len(word) >= _SHORTEST}


def _names(column: Column, deeds: set[str]) -> bool:
    bare = _OF_TIME.sub("", column.name.lower())
    parts = [part for part in bare.split("_") if len(part) >= _SHORTEST]
    return any(_of_one_root(part, deed) for part in parts for deed in deeds)


def _of_one_root(part: str, deed: str) -> bool:
    """Whether both begin alike and end as the forms of a word do: open, opened; delivery, delivered."""
    same = 0
    while same < min(len(part), len(deed)) and part[same] == deed[same]:
        same += 1
    ends = part[same:], deed[same:]
    return same >= _SHORTEST and all(
        re.fullmatch(r"(?:[a-z]?(?:ed|ing)|d|s|e|y|ry|al)?", end) for end in ends
    )
