"""From which end rows are ranked: the northernmost has the largest latitude, the longest here came first."""

import re

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import words

_POLES = {
    "north": ("lat", True),
    "south": ("lat", False),
    "east": ("lon", True),
    "west": ("lon", False),
}
_POLE = re.compile(
    r"\b(?:(north|south|east|west)ernmost|(?:furthest|farthest) (north|south|east|west))\b", re.IGNORECASE
)
_FAST = re.compile(r"\b(fastest|quickest|slowest)\b", re.IGNORECASE)
_SPEEDS = frozenset(words("speed bpm tempo mph kmh kph knots clock velocity frequency"))
_TIMES = frozenset(words("time duration minutes seconds secs ms millis hours days"))
"""Of what is fast its speed is large, and the time that it takes small."""
_LASTED = re.compile(
    r"\b(?:been|serv\w+|worked|lived|stayed|employed|standing|running|with us|in office)\b.*\blongest\b"
    r"|\blongest\b.*\b(?:with us|in office|serv\w+|member|employed|standing|running|there|here)\b",
    re.IGNORECASE,
)
_ENDS = frozenset(
    words("end ended until left leave retire retired closed finish finished expire expired to out")
)
_OLD = re.compile(r"\b(oldest|youngest|newest)\b", re.IGNORECASE)


def turned(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "northernmost is the largest latitude": rows from the end that is meant; the column, if turned.

    So are the oldest and the youngest, by an age or by a day of birth.
    """
    if not isinstance(tree, exp.Select) or not tree.args.get("limit") or tree.args.get("group"):
        return ""
    order = tree.args.get("order")
    first = order.expressions[0] if order else None
    if first is None or not isinstance(first.this, exp.Column):
        return ""
    column = next((c for c in table.columns if c.name.lower() == first.this.name.lower()), None)
    falling = _falls(question, column) if column else None
    if falling is None or bool(first.args.get("desc")) is falling:
        return ""
    first.set("desc", falling)
    first.set("nulls_first", False)
    return first.this.name


def _falls(question: str, column: Column) -> bool | None:
    """Whether the largest of a column comes first, as the question says; None where it does not say."""
    name = column.name.lower()
    if pole := _POLE.search(question):
        begins, falling = _POLES[(pole.group(1) or pole.group(2)).lower()]
        return falling if re.search(rf"(?:^|_){begins}", name) else None
    if fast := _FAST.search(question):
        return _is_fast(name, slow=fast.group(1).lower() == "slowest")
    if _LASTED.search(question) and column.type in ("date", "timestamp"):
        return None if _ENDS & set(words(name.replace("_", " "))) else False
    if old := _OLD.search(question):
        is_old = old.group(1).lower() == "oldest"
        if column.type in ("date", "timestamp"):
            return not is_old
        return is_old if re.search(r"(?:^|_)age(?:$|_)|^age", name) else None
    return None


def _is_fast(name: str, *, slow: bool) -> bool | None:
    """Whether the largest of a column is the fastest, or the slowest; None where it tells neither."""
    of = set(words(name.replace("_", " ")))
    return bool(of & _SPEEDS) is not slow if of & (_SPEEDS | _TIMES) else None


def lasted(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "longest with us came first": rows by the one date that begins something; it, if it was put.

    A query in order of another date or time shows this one in its place.
    """
    order = tree.args.get("order")
    if _LASTED.search(question) is None or not tree.args.get("limit") or tree.find(exp.AggFunc):
        return ""
    moments = {c.name.lower(): c for c in table.columns if c.type in ("date", "timestamp", "time")}
    days = [c for c in moments.values() if c.type != "time"]
    begins = [c for c in days if not _ENDS & set(words(c.name.replace("_", " ")))]
    by = order.expressions[0].this if order is not None else None
    if order is None or len(begins) != 1 or not isinstance(by, exp.Column) or by.name.lower() not in moments:
        return ""
    first = begins[0].name
    for column in [*tree.find_all(exp.Column)]:
        if column.name.lower() in moments and column.find_ancestor(exp.Where) is None:
            column.set("this", exp.to_identifier(first, quoted=True))
    order.expressions[0].set("desc", False)
    order.set("expressions", order.expressions[:1])
    return first
