"""An answer that rests on labels a model has read is an estimate, and says on how many rows it rests.

It has no interval: those worked out from the model's own certainty were too narrow (docs/measurements.md).
"""

import re

import msgspec

from rlm_desktop.profile import Labels
from rlm_desktop.reply import Reply, Status
from rlm_desktop.rlm.labelling.work import Told


def as_estimate(reply: Reply, told: Told) -> Reply:
    """The reply with status and note, where its program uses the column that was read."""
    category = told.category
    column = next((each for each in category.table.columns if each.name == category.column), None)
    if column is None or column.labels is None or not _rests_on(reply, category.column):
        return reply
    # Taught by few texts, a classifier was below guessing the commonest label.
    rests: Status = "estimated" if column.labels.read * 2 >= column.labels.rows else "partial"
    status = rests if reply.status == "answered" else reply.status
    note = _note(category.column, column.labels)
    return msgspec.structs.replace(reply, status=status, notes=(*reply.notes, note))


def _note(column: str, made: Labels) -> str:
    left = made.rows - made.read
    rest = (
        f" A classifier that learnt from these gave the other {left:,}, and is wrong more often."
        " The plan “exhaustive” has all of them read."
        if left
        else ""
    )
    return (
        f"The column {column} is not in the text: {made.model} read it from the {made.source} of"
        f" {made.read:,} of {made.rows:,} rows, and is not always right; numbers are rough.{rest}"
    )


def _rests_on(reply: Reply, column: str) -> bool:
    return re.search(rf"\b{re.escape(column)}\b", reply.program) is not None
