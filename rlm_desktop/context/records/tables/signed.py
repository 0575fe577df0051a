"""Tables whose cells stand between signs that texts have as well: colons, carets, tildes ("root:x:0:0:…")."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.records.tables.delimited import shape_of_rows
from rlm_desktop.profile import NAMED_BY_VALUES

_SIGNS = (("^", 2), ("~", 2), (":", 3))
"""A sign, and how often it stands in a line at least."""
_FEWEST = 5
_ALL, _FEW = 0.98, 0.05
_LONGEST = 3.0
"""Words that a cell has in the mean; more is said in sentences."""
_WIDEST = 60
_OTHERWISE = re.compile(
    r"(?<![\w:.])\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?![\w:]|\.\d)|\dT\d\d:\d\d|://|[^\s:]: |\b[A-Za-z]:\\"
    r"|\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b"
)
"""Where a colon parts no cells: in a time, in addresses, behind a key, in a path."""
_HOUR, _MINUTE = re.compile(r"[01]\d|2[0-3]"), re.compile(r"[0-5]\d")

Columns = Sequence[Sequence[str]]


def signed_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of lines that have one and the same number of such signs; None where they have not."""
    body = [line for line in lines if not line.startswith("#")]
    if len(body) < _FEWEST:
        return None
    for sign, fewest in _SIGNS:
        if sum(sign in line for line in body[:_FEWEST]) < _FEWEST:
            continue
        width, count = Counter(line.count(sign) for line in body).most_common(1)[0]
        if not fewest <= width < _WIDEST or count < _ALL * len(body) or not _parts(sign, body):
            continue
        rows = [line.split(sign) for line in body if line.count(sign) == width]
        shape = shape_of_rows(count / len(body), width + 1, sign, rows, _without_remarks(head), quoted=False)
        comment = "#" if len(body) < len(lines) else ""
        return msgspec.structs.replace(_named(shape, list(zip(*rows, strict=True))), comment=comment)
    return None


def _parts(sign: str, lines: Sequence[str]) -> bool:
    """Whether the sign stands between cells, and not in times, in addresses or behind keys."""
    if sign == ":" and sum(_OTHERWISE.search(line) is not None for line in lines) > _FEW * len(lines):
        return False
    columns = zip(*(line.split(sign) for line in lines), strict=False)
    if sign == ":" and any(all(map(_is_clock, one, other)) for one, other in pairwise(columns)):
        return False
    cells = [cell for line in lines for cell in line.split(sign)]
    return sum(len(cell.split()) for cell in cells) <= _LONGEST * len(cells)


def _is_clock(hour: str, minute: str) -> bool:
    return _HOUR.fullmatch(hour) is not None and _MINUTE.fullmatch(minute) is not None


def _without_remarks(head: str) -> str:
    return "\n".join(line for line in head.split("\n") if not line.startswith("#"))


def _named(shape: Shape, columns: Columns) -> Shape:
    """The columns by the names that files of this kind have, where it is one that has none in itself."""
    names = next((names for names, are in _KNOWN if len(names) == len(columns) and are(columns)), ())
    if shape.header or len(names) != len(shape.fields):
        return shape
    fields = [
        msgspec.structs.replace(field, name=name, note=NAMED_BY_VALUES)
        for name, field in zip(names, shape.fields, strict=True)
    ]
    return msgspec.structs.replace(shape, fields=tuple(fields))


def _are_users(columns: Columns) -> bool:
    numbers = all(value.isdigit() for column in columns[2:4] for value in column)
    return numbers and all(value[:1] in ("/", "") for column in columns[5:7] for value in column)


def _are_groups(columns: Columns) -> bool:
    marked = all(value in ("x", "*", "!", "") for value in columns[1])
    return marked and all(value.isdigit() for value in columns[2])


_KNOWN: tuple[tuple[tuple[str, ...], Callable[[Columns], bool]], ...] = (
    (("user", "password", "user_id", "group_id", "full_name", "home", "shell"), _are_users),
    (("group_name", "password", "group_id", "members"), _are_groups),
)
"""Files of a system that everyone has, by the number of their cells and what stands in these."""
