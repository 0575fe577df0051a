"""Tables whose columns stand one under the other, filled up with blanks, below a row of names."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rlm_desktop.context.records.delimited import header_row
from rlm_desktop.context.records.kinds import kind_of
from rlm_desktop.context.records.names import column_name, unique
from rlm_desktop.context.records.shapes import Field, Shape, quote

FEWEST = 4
FEWEST_COLUMNS = 3
BLANK = 0.99
"""The share of lines that must be blank at a place for a column to end there."""
RULE = r"^[-=+|\s]+$"
"""A line drawn under the names."""
_LONGEST = 1_000


def fixed_shape(lines: Sequence[str], head: str) -> Shape | None:
    """Lines of fixed width: between two names of the first line there is a place nearly always blank."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    body = [line for line in lines if line != first and not re.match(RULE, line)]
    if len(body) < FEWEST or len(first) > _LONGEST or "\t" in first:
        return None
    columns = _columns(first, body)
    if len(columns) < FEWEST_COLUMNS:
        return None
    cells = [[line[start:end].strip() for start, end in columns] for line in (first, *body)]
    names = header_row(cells, len(columns))
    if names is None:
        return None
    fields = [
        _field(name, [row[index] for row in cells[1:]], columns[index], index)
        for index, name in enumerate(names)
    ]
    named = tuple(
        Field(name=name, text=field.text, type=field.type, cast=field.cast, note=field.note)
        for name, field in zip(unique(field.name for field in fields), fields, strict=True)
    )
    return Shape(
        kind="delimited",
        row_is="record",
        fits=f"NOT regexp_matches(line, {quote(RULE)})",
        fields=named,
        header=first,
        preamble=True,
    )


def _columns(first: str, body: Sequence[str]) -> list[tuple[int, int | None]]:
    """Where the columns begin and end: a name without a blank place before it belongs to the name before."""
    words = [match.span() for match in re.finditer(r"\S+", first)]
    starts = [0]
    for (_, end), (begin, _) in pairwise(words):
        blank = [place for place in range(end, begin) if _is_blank(place, body)]
        if blank:
            starts.append(blank[-1] + 1)
    return [*pairwise(starts), (starts[-1], None)]


def _is_blank(place: int, body: Sequence[str]) -> bool:
    filled = sum(1 for line in body if len(line) > place and line[place] != " ")
    return filled <= (1 - BLANK) * len(body)


def _field(name: str, values: Sequence[str], place: tuple[int, int | None], index: int) -> Field:
    start, end = place
    size = f", {end - start}" if end is not None else ""
    given = column_name(name, f"column_{index + 1}")
    kind = kind_of(values, name=given)
    label = given if not kind.unit or given.endswith(kind.unit) else f"{given}_{kind.unit}"
    return Field(
        name=label,
        text=f"trim(substring(line, {start + 1}{size}))",
        type=kind.type,
        cast=kind.cast,
        note=kind.note,
    )
