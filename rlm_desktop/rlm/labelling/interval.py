"""How many rows would have a label if the model had read them all: a number, and between which it lies.

Where a classifier has labelled most texts, its count is mended by what it got wrong on texts that were drawn
at random, that the model has read and that it has not learnt from (prediction-powered inference,
arXiv 2301.09633). The interval is about what the model would have said, not about what is true.
"""

import math
from collections import Counter
from collections.abc import Callable

from rlm_desktop.profile import Labels, Rows
from rlm_desktop.reply import Estimate
from rlm_desktop.rlm.question.linking import identifier, literal

_CONFIDENCE = 0.95
_DEVIATIONS = 1.96
_FEWEST = 30
"""Texts drawn from the rows in question below which nothing is said."""
Query = Callable[[str], Rows]


def interval(
    made: Labels, query: Query, *, table: str, column: str, value: str, where: str
) -> tuple[int, Estimate] | None:
    """The mended count of the rows with a value, and its interval; None where too little was drawn."""
    if not (made.left and made.checks):
        return None
    source = f"FROM {identifier(table)}{where}"
    starts = ", ".join(str(start) for start in sorted({check.start for check in made.checks}))
    drawn = f"_start IN ({starts})"
    told = query(
        f"SELECT _document, _start, {identifier(column)} {source}{' AND ' if where else ' WHERE '}{drawn}"
    )
    if told.more:
        return None
    labels = {(int(str(d)), int(str(s))): label for d, s, label in told.rows}
    seen = {check.text for check in made.checks if (check.document, check.start) in labels}
    if len(seen) < _FEWEST:
        return None
    wrong: Counter[int] = Counter()
    for check in made.checks:
        label = labels.get((check.document, check.start))
        if label is not None:
            wrong[check.text] += (label == value) - (check.guess == value)
    sampled = len({check.text for check in made.checks})
    has = f"{identifier(column)} = {literal(value)}"
    count, rows = (int(str(n)) for n in query(f"SELECT count(*) FILTER ({has}), count(*) {source}").rows[0])
    mended, margin = mend(count, list(wrong.values()), sampled=sampled, of=made.left + sampled)
    low, high = max(0.0, mended - margin), min(float(rows), mended + margin)
    estimate = Estimate(
        low=math.floor(low),
        high=math.ceil(high),
        confidence=_CONFIDENCE,
        sampled=sampled,
        of=made.left + sampled,
    )
    return min(rows, max(0, round(mended))), estimate


def mend(count: int, wrong: list[int], *, sampled: int, of: int) -> tuple[float, float]:
    """A count made right by the errors in a sample, and its margin; texts without error may be left out."""
    scale = of / sampled
    mean = sum(wrong) / sampled
    # As if there had been one more error each way: a sample without any does not mean that there are none.
    largest = max((abs(each) for each in wrong), default=1) or 1
    squares = sum(each * each for each in wrong) + 2 * largest * largest
    variance = max(0.0, squares / (sampled + 2) - mean * mean)
    margin = _DEVIATIONS * of * math.sqrt(variance / sampled * max(0.0, 1 - sampled / of))
    return count + (scale - 1) * sum(wrong), margin
