"""How sure an answer is that rests on labels a model has read: it is an estimate, and says so."""

import re

import msgspec

from rlm_desktop.profile import Labels
from rlm_desktop.reply import Estimate, Reply, Status
from rlm_desktop.rlm.labelling.work import Told

_SPREAD = 1.96
CONFIDENCE = 0.95
_COUNTS = re.compile(r"SELECT count\(\*\)(?: AS \w+)? FROM \S+(?: WHERE|\s*\"\"\")", re.IGNORECASE)


def as_estimate(reply: Reply, told: Told) -> Reply:
    """The reply with status, note and interval, where its program uses the column that was read."""
    category = told.category
    column = next((each for each in category.table.columns if each.name == category.column), None)
    if column is None or column.labels is None or not _rests_on(reply, category.column):
        return reply
    made = column.labels
    status: Status = "estimated" if reply.status == "answered" else reply.status
    return msgspec.structs.replace(
        reply,
        status=status,
        notes=(*reply.notes, _note(category.column, made)),
        estimate=_interval(reply, made),
    )


def _note(column: str, made: Labels) -> str:
    left = made.rows - made.read
    rest = f" A classifier that learnt from these gave the other {left:,}." if left else ""
    return (
        f"The column {column} is not in the text: {made.model} read it from the {made.source} of"
        f" {made.read:,} of {made.rows:,} rows, and is not always right.{rest}"
    )


def _rests_on(reply: Reply, column: str) -> bool:
    return re.search(rf"\b{re.escape(column)}\b", reply.program) is not None


def _interval(reply: Reply, made: Labels) -> Estimate | None:
    """For a number of rows with one label: where it lies if the model is as sure as it says."""
    value = reply.value
    if not isinstance(value, int) or isinstance(value, bool) or not _COUNTS.search(reply.program):
        return None
    named = [doubt for doubt in made.doubts if f"'{doubt[0]}'" in reply.program]
    if len(named) != 1 or "GROUP BY" in reply.program:
        return None
    _, having, expected, variance = named[0]
    share = value / having if having else 1.0
    middle, half = expected * share, _SPREAD * (variance * share) ** 0.5
    return Estimate(
        low=max(0.0, round(min(middle, value) - half, 1)),
        high=round(max(middle, value) + half, 1),
        confidence=CONFIDENCE,
        sampled=made.read,
        of=made.rows,
    )
