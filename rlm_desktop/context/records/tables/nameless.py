"""Tables whose columns stand one under the other and have no names: their values tell what they hold."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from rlm_desktop.context.records.shapes.names import unique
from rlm_desktop.context.records.shapes.shape import Field, Shape
from rlm_desktop.context.records.tables.fixed import placed_field
from rlm_desktop.profile import NAMED_BY_VALUES

_FEWEST, _MOST = 100, 4_000  # lines that are looked at
_FEWEST_COLUMNS, _FEWEST_TYPED = 4, 3
_FILLED, _ALWAYS = 0.95, 0.9
_NARROWEST, _WIDEST = 30, 400  # letters of a line
_TYPED = frozenset(("integer", "decimal", "date", "timestamp"))
_YEARS = (1600, 2100)
_PLACES = 2
"""Decimals at least of what may be a place on earth."""

Place = tuple[int, int]


def nameless_shape(lines: Sequence[str]) -> Shape | None:
    """Lines of fixed width without a row of names: between columns no line has anything.

    Several columns must be numbers or days in nearly all lines: no prose is so.
    """
    body = [line.rstrip() for line in lines[:_MOST]]
    width = max(map(len, body), default=0)
    if len(body) < _FEWEST or not _NARROWEST <= width <= _WIDEST or any("\t" in line for line in body):
        return None
    columns = _whole(_columns(body, width), body)
    if len(columns) < _FEWEST_COLUMNS:
        return None
    cells = [[line[start:end].strip() for line in body] for start, end in columns]
    starts = _starts(columns, body)
    ends = [*(str(start) for start in starts[1:]), ""]
    texts = [
        f"trim(substring(line, {start + 1}{f', {int(end) - start}' if end else ''}))"
        for start, end in zip(starts, ends, strict=True)
    ]
    fields = [
        placed_field(f"text_{number + 1}", text, values, number)
        for number, (text, values) in enumerate(zip(texts, cells, strict=True))
    ]
    typed = [
        field
        for field, values in zip(fields, cells, strict=True)
        if field.type in _TYPED and sum(map(bool, values)) >= _FILLED * len(body)
    ]
    if len(typed) < _FEWEST_TYPED:
        return None
    blank = " AND ".join(f"substring(line, {start + 1}, 1) IN (' ', '')" for start in starts[1:])
    return Shape(kind="delimited", row_is="record", fits=blank, fields=_named(fields, cells))


def _columns(body: Sequence[str], width: int) -> list[Place]:
    """Where the columns begin and end: what is filled in any line, between places where none is."""
    filled = [any(line[place : place + 1].strip() for line in body) for place in range(width)]
    borders = [
        place
        for place in range(width + 1)
        if (place < width and filled[place]) != (place > 0 and filled[place - 1])
    ]
    return list(zip(borders[::2], borders[1::2], strict=True))


def _whole(columns: Sequence[Place], body: Sequence[str]) -> list[Place]:
    """Texts of several words are one column: behind one blank goes on what is there in some lines alone."""
    found = list(columns[:1])
    for start, end in columns[1:]:
        before, last = found[-1]
        cells = [(line[before:last].strip(), line[start:end].strip()) for line in body]
        said = [(one, text) for one, text in cells if text]
        goes_on = start == last + 1 and len(said) < _ALWAYS * len(body)
        if goes_on and all(one[-1:].isalpha() and not text[0].isdigit() for one, text in said):
            found[-1] = (before, end)
        else:
            found.append((start, end))
    return found


def _starts(columns: Sequence[Place], body: Sequence[str]) -> list[int]:
    """Where each begins with its blanks: a longer number reaches to the left, a longer text to the right."""
    starts = [columns[0][0]]
    for (_, before), (start, end) in pairwise(columns):
        to_the_right = all(len(line) < end or line[end - 1] != " " for line in body)
        starts.append(before if to_the_right else start - 1)
    return starts


def _named(fields: Sequence[Field], cells: Sequence[Sequence[str]]) -> tuple[Field, ...]:
    """Names that values leave no doubt of, years and places on earth; others by their kind and place."""
    names = [
        f"number_{number}" if field.type in ("integer", "decimal") else field.name
        for number, field in enumerate(fields, start=1)
    ]
    years = [n for n, field in enumerate(fields) if field.type == "integer" and _are_years(cells[n])]
    if len(years) == 2 and all(a <= b for a, b in zip(*(cells[n] for n in years), strict=True) if a and b):
        names[years[0]], names[years[1]] = "first_year", "last_year"
    if (code := _code(fields, cells)) is not None:
        names[code] = "code"
    if (called := _called(fields, cells, code)) is not None:
        names[called] = "name"
    for one, other in pairwise(range(len(fields))):
        if _are_degrees(fields[one], cells[one], 90) and _are_degrees(fields[other], cells[other], 180):
            names[one], names[other] = "latitude", "longitude"
            break
    return tuple(
        msgspec.structs.replace(field, name=name, note=field.note or NAMED_BY_VALUES)
        for name, field in zip(unique(names), fields, strict=True)
    )


def _code(fields: Sequence[Field], cells: Sequence[Sequence[str]]) -> int | None:
    """The first column, where it tells each line apart by one word with figures in it."""
    values = cells[0]
    words = all(value and " " not in value and re.search(r"\d", value) for value in values)
    return 0 if fields[0].type == "text" and words and len(set(values)) == len(values) else None


def _called(fields: Sequence[Field], cells: Sequence[Sequence[str]], code: int | None) -> int | None:
    """The one column of texts, filled in each line, whose values are words and mostly differ."""
    texts = [n for n, field in enumerate(fields) if field.type == "text" and n != code and all(cells[n])]
    found = [n for n in texts if len(set(cells[n])) > len(cells[n]) / 2 and _are_words(cells[n])]
    return found[0] if len(found) == 1 else None


def _are_words(values: Sequence[str]) -> bool:
    return sum(re.search(r"[^\W\d_]{3}", value) is not None for value in values) >= _FILLED * len(values)


def _are_years(values: Sequence[str]) -> bool:
    told = [value for value in values if value]
    return all(
        len(value) == 4 and value.isdecimal() and _YEARS[0] <= int(value) <= _YEARS[1] for value in told
    )


def _are_degrees(field: Field, values: Sequence[str], most: int) -> bool:
    """Whether all may be degrees of a place, with decimals, some of them beyond half of what there can be."""
    if field.type != "decimal":
        return False
    told = [value for value in values if value]
    fine = [len(value.partition(".")[2]) >= _PLACES and abs(float(value)) <= most for value in told]
    far = any(most / 2 < abs(float(value)) <= most for value in told)
    return far and sum(fine) >= _FILLED * len(told)  # -998.8888 stands for nothing
