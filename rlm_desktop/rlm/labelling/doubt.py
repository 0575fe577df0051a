"""An answer that rests on labels a model has read is an estimate, and says on how many rows it rests.

Where a classifier labelled a part, a count has an interval for what the model would have counted. There is
none for what is true: those worked out from the model's own certainty were too narrow (docs/measurements.md).
"""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.profile import Labels
from rlm_desktop.reply import Reply, Status
from rlm_desktop.rlm.labelling.interval import Query, interval
from rlm_desktop.rlm.labelling.work import Told


def as_estimate(reply: Reply, told: Told, query: Query) -> Reply:
    """The reply with status, note and interval, where its program uses the column that was read."""
    category = told.category
    column = next((each for each in category.table.columns if each.name == category.column), None)
    if column is None or column.labels is None or not _rests_on(reply, category.column):
        return reply
    mended = _mended(_covered(reply, told), told, column.labels, query)
    # Taught by few texts, a classifier was below guessing the commonest label; only a mended count is more.
    rests: Status = (
        "estimated" if mended.estimate or column.labels.read * 2 >= column.labels.rows else "partial"
    )
    status = rests if reply.status == "answered" else reply.status
    notes = (*mended.notes, *_notes(category.column, column.labels))
    return msgspec.structs.replace(mended, status=status, notes=notes)


def _covered(reply: Reply, told: Told) -> Reply:
    """With the texts that were labelled among what the model has read."""
    known = reply.coverage.bytes_read_by_model
    read = min(reply.coverage.bytes_total, max(known, told.bytes))
    return msgspec.structs.replace(
        reply, coverage=msgspec.structs.replace(reply.coverage, bytes_read_by_model=read)
    )


def _mended(reply: Reply, told: Told, made: Labels, query: Query) -> Reply:
    """A count with what the classifier got wrong taken into account, and its interval."""
    asked = told.counted
    if asked is None or not isinstance(reply.value, int):
        return reply
    value, where = asked
    table = told.category.table.name
    found = interval(made, query, table=table, column=told.category.column, value=value, where=where)
    if found is None:
        return reply
    number, estimate = found
    note = (
        f"{reply.value:,} rows have the label in the column; {number:,} is that count, mended by what the"
        f" classifier got wrong in {estimate.sampled:,} texts drawn at random. The interval is for what the"
        " model would have counted, had it read all."
    )
    return msgspec.structs.replace(
        reply, answer=str(number), value=number, estimate=estimate, notes=(*reply.notes, note)
    )


def _notes(column: str, made: Labels) -> Iterator[str]:
    """Each a sentence by itself, so that the window can say it in its language."""
    left = made.rows - made.read
    if made.in_part:
        yield (
            f"The column {column} is not in the text: {made.model} read it from the {made.source} of"
            f" {made.read:,} of {made.rows:,} rows, {made.in_part:,} of them by its first {made.layers}"
            " layers only, and is not always right; numbers are rough."
        )
    else:
        yield (
            f"The column {column} is not in the text: {made.model} read it from the {made.source} of"
            f" {made.read:,} of {made.rows:,} rows, and is not always right; numbers are rough."
        )
    if left:
        yield f"A classifier that learnt from these gave the other {left:,}, and is wrong more often."
    if made.in_part:
        yield "The plan “exhaustive” has all of them read whole."
    elif left:
        yield "The plan “exhaustive” has all of them read."


def _rests_on(reply: Reply, column: str) -> bool:
    return re.search(rf"\b{re.escape(column)}\b", reply.program) is not None
