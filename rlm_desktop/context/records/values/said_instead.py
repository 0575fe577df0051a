"""Columns of dates or numbers in which some cells say something instead: "Still in office", "unknown"."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.shapes.shape import Field, Typed
from rlm_desktop.context.records.values.kinds import EMPTY, TEXT, kind_of

_DIGIT = re.compile(r"\d")
_MOST = 0.3
_MOST_BESIDE_DATES = 0.6
"""What is a date is surely one, however much is said beside it: half of a register says "nil return"."""
_FEW_SAYINGS = 8
_SELDOM = 0.004
"""Such a share of the cells are slips: names in a column of dates, where a row was shifted."""
_FEWEST_NUMBERS = 20
"""Fewer different numbers may be names of kinds: classes 1, 2, 3 and K."""
_MEASURED = ("date", "timestamp", "integer", "decimal")


def read(values: Sequence[str], name: str) -> Typed | None:
    """What the cells with figures are, where a few things are said in the others; None for other columns."""
    present = [value.strip() for value in values if value.strip() not in EMPTY]
    figures = [value for value in present if _DIGIT.search(value)]
    said = Counter(value for value in present if not _DIGIT.search(value))
    often = [value for value, count in said.items() if count > _SELDOM * len(present)]
    if not 0 < said.total() <= _MOST_BESIDE_DATES * len(present) or len(often) > _FEW_SAYINGS:
        return None
    kind = kind_of(figures, name=name)
    if kind.type not in ("date", "timestamp") and (
        said.total() > _MOST * len(present) or len(said) > _FEW_SAYINGS
    ):
        return None
    if kind.type not in _MEASURED or kind == TEXT:
        return None
    is_number = kind.type in ("integer", "decimal")
    return None if is_number and len(set(figures)) < _FEWEST_NUMBERS else kind


def apart(field: Field) -> tuple[Field, Field]:
    """Such a column, and beside it what is said in the place of its values."""
    said = "CASE WHEN regexp_matches({x}, '\\d') THEN NULL ELSE nullif(trim({x}), '') END"
    note = f"what stands in the place of {field.name}"
    words = Field(name=f"{field.name}_words", text=field.text, type="text", cast=said, note=note)
    return msgspec.structs.replace(field, has_words=True), words
