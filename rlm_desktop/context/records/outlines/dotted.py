"""Settings with dots in their keys (`app.module0.timeout=22`): a row for each name that has the same keys."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import (
    Found,
    Line,
    alike,
    goes_on,
    label_of,
    lines_of,
    shape_read,
)
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 5
_MAIN = 0.6
"""So much of the text the rows must make up."""
_DEEPEST = 4
_SIGN = "\x1f"
_LOOKED_AT = 12
_PAIR = re.compile(r"[ \t]*([\w-]+(?:\.[\w-]+)+)[ \t]*[=:][ \t]*(.*?)[ \t]*$")
_LABELS = ("name", "key", "id", "entry_key")

Path = tuple[str, ...]
Pair = tuple[Path, str]


def dotted_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of such rows; none where keys have no dots, or names have keys of their own."""
    first = [row for row in head[:4096].split("\n") if row.strip() and row[0] not in "#!;"][:_LOOKED_AT]
    if len(first) < _LOOKED_AT or not all(map(_PAIR.match, first[:-1])):
        return ()
    lines = list(lines_of(head))
    paths = [match[1].split(".") for line in lines if (match := _PAIR.match(line.text))]
    for above in dict.fromkeys(tuple(path[:depth]) for depth in range(_DEEPEST) for path in paths[:200]):
        runs = list(_runs(iter(lines), above))
        runs = runs if whole or len(runs) <= _FEWEST else runs[:-1]
        size = sum(rows[-1].end - rows[0].start for _, rows in runs)
        entries = [_entry(rows, above) for _, rows in runs]
        names = {name for name, _ in runs}
        if len(runs) >= _FEWEST and len(names) == len(runs) and size >= _MAIN * len(head) and alike(entries):
            label = label_of(entries, _LABELS)
            labelled = [{label: name, **entry} for (name, _), entry in zip(runs, entries, strict=True)]
            return (shape_read(labelled, "dotted", _SIGN.join([label, *above])),)
    return ()


def read_dotted(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The rows of a text: lines one below the other whose keys have the same name at one place."""
    label, *above = which.split(_SIGN)
    for name, rows in _runs(lines, tuple(above)):
        yield Found(rows[0].start, rows[-1].end, {label: name, **_entry(rows, tuple(above))})


def _runs(lines: Iterator[Line], above: Path) -> Iterator[tuple[str, list[Line]]]:
    name, rows = "", list[Line]()
    for line in lines:
        match = _PAIR.match(line.text)
        if match is None:
            continue
        path = match[1].split(".")
        fits = len(path) > len(above) + 1 and tuple(path[: len(above)]) == above
        if rows and (not fits or path[len(above)] != name):
            yield name, rows
            rows = []
        if fits and goes_on(rows, line):
            name = path[len(above)]
            rows.append(line)
    if rows:
        yield name, rows


def _entry(rows: Sequence[Line], above: Path) -> dict[str, object]:
    pairs = [match.groups() for row in rows if (match := _PAIR.match(row.text))]
    return {"_".join(key.split(".")[len(above) + 1 :]): value or None for key, value in pairs}
