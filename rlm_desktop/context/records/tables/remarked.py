"""Tables of figures below remarks, the last of which name the columns: the series of observatories."""

import re
from collections.abc import Sequence
from itertools import takewhile

from rlm_desktop.context.records.shapes.names import told_apart
from rlm_desktop.context.records.shapes.shape import Shape, quote
from rlm_desktop.context.records.tables.fixed import placed_field

_SIGNS = "#%;!"
_FEWEST, _FEWEST_COLUMNS = 12, 3
_ALWAYS = 0.98
_MOST_NAMES = 3
"""Remarks right above the figures that may name the columns together."""
_FIGURE = re.compile(r"[-+]?(?:\d+(?:[.:/-]\d+)*\.?|\.\d+)(?:[eE][-+]?\d+)?|[-*]+|NaN|nan")
_NAMES = re.compile(r"\S+(?: \S+)*")
_SPOKEN = re.compile(r"[.:]$")
_NO_VALUE = re.compile(r"-9+(?:\.9*)?")
_FEWEST_ALIKE = 3
_YEARS = range(1600, 2101)
_BY_WORDS = r"string_split_regex(trim(line), '\s+')"

Place = tuple[int, int]


def remarked_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of figures that stand in columns below remarks; None of other lines, or without names."""
    top = [line.rstrip() for line in head.split("\n")]
    sign = next((line.lstrip()[:1] for line in top if line.strip()), "")
    if not sign or sign not in _SIGNS:
        return None
    remarks = list(takewhile(lambda line: not line.strip() or line.lstrip().startswith(sign), top))
    rows = [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith(sign)]
    cells = [row.split() for row in rows]
    width = len(cells[0]) if cells else 0
    alike = [one for one in cells if len(one) == width and all(map(_FIGURE.fullmatch, one))]
    if len(rows) < _FEWEST or width < _FEWEST_COLUMNS or len(alike) < _ALWAYS * len(rows):
        return None
    names = _names([line for line in remarks if line.strip()], rows, width, sign)
    if names is None:
        return None
    columns = [list(column) for column in zip(*alike, strict=True)]
    fields = [
        placed_field(_said(name, number, columns), _text(number, columns[number]), column, number)
        for number, (name, column) in enumerate(zip(names, map(_filled, columns), strict=True))
    ]
    return Shape(
        kind="delimited",
        row_is="record",
        extract=_BY_WORDS,
        fits=f"len(f) = {width}",
        fields=told_apart(fields),
        comment=sign,
        share=len(alike) / len(rows),
    )


def _names(remarks: Sequence[str], rows: Sequence[str], width: int, sign: str) -> list[str] | None:
    """What the last remarks call the columns: as many words, or what stands above them in some lines."""
    last = remarks[-1].lstrip().removeprefix(sign).split() if remarks else []
    if len(last) == width and not any(map(_FIGURE.fullmatch, last)):
        return last
    places = _places(rows, width)
    names: list[list[str]] = [[] for _ in range(width)]
    for line in remarks[-_MOST_NAMES:]:
        told = [match.span() for match in _NAMES.finditer(line) if match[0].strip(sign)]
        own = [(start + (line[start] == sign and start == 0), end) for start, end in told]
        if _SPOKEN.search(line) or len(own) < _FEWEST_COLUMNS or len(own) > width:
            names = [[] for _ in range(width)]
            continue
        for start, end in own:
            names[_nearest((start, end), places)].append(line[start:end])
    return [" ".join(said) for said in names] if sum(map(bool, names)) > width / 2 else None


def _places(rows: Sequence[str], width: int) -> list[Place]:
    """From where to where each column reaches in any line."""
    spans = [[match.span() for match in re.finditer(r"\S+", row)] for row in rows]
    told = [one for one in spans if len(one) == width]
    return [(min(s for s, _ in column), max(e for _, e in column)) for column in zip(*told, strict=True)]


def _nearest(name: Place, places: Sequence[Place]) -> int:
    return min(range(len(places)), key=lambda at: abs(sum(places[at]) - sum(name)))


def _said(name: str, number: int, columns: Sequence[Sequence[str]]) -> str:
    """The name of a column; one without a name is the year, or the month behind it, where that is certain."""
    if name:
        return name
    if _all_in(columns[number], _YEARS):
        return "year"
    if number and _all_in(columns[number], range(1, 13)) and _all_in(columns[number - 1], _YEARS):
        return "month"
    return f"number_{number + 1}"


def _all_in(values: Sequence[str], some: range) -> bool:
    return all(value.isdecimal() and int(value) in some for value in values)


def _filled(column: Sequence[str]) -> list[str]:
    """The values without what stands for none: nines, or one value below nothing, again and again."""
    return [value for value in column if not _stands_for_none(value, column)]


def _stands_for_none(value: str, column: Sequence[str]) -> bool:
    if not value.startswith("-"):
        return False
    negative = [other for other in column if other.startswith("-")]
    if len(set(negative)) == 1 and len(negative) >= _FEWEST_ALIKE:
        return True
    return _NO_VALUE.fullmatch(value) is not None and all(
        _NO_VALUE.fullmatch(other) or not other.startswith("-") for other in column
    )


def _text(number: int, column: Sequence[str]) -> str:
    none = sorted({value for value in column if _stands_for_none(value, column)})
    cell = f"f[{number + 1}]"
    return f"CASE WHEN {cell} NOT IN ({', '.join(map(quote, none))}) THEN {cell} END" if none else cell
