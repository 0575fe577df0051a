"""JSON of one object that holds several lists of records: a table for each ("gifts", "hospitality")."""

import re
from collections.abc import Iterator

import msgspec
import numpy as np

from rlm_desktop.context.records.outlines.jsons import members_of, shape_within
from rlm_desktop.context.records.shapes import blocks
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.source import Source

_LARGEST = 64 * 1024 * 1024
_MAIN = 0.6
"""So much of the text the lists must make up together."""
_FEWEST = 3
_MOST = 8
"""Lists from which on their names are values, such as the users whose orders they hold."""
_LOOKED_AT = 256 * 1024
"""Bytes of a list from which its columns are told."""
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:\s*$')


def list_shapes(source: Source, head: str) -> tuple[Shape, ...]:
    """The shapes of such lists, the longest first; none where there is only one of them, or another form."""
    if head.lstrip()[:1] != "{" or source.size > _LARGEST:
        return ()
    with source.path.open("rb") as file:
        file.seek(source.start)
        text = file.read(source.size)
    found = sorted(_lists(text), key=lambda each: each[1] - each[2])
    if not 2 <= len(found) <= _MOST or sum(end - start for _, start, end in found) < _MAIN * len(text):
        return ()
    shapes = []
    for key, start, end in found:
        members = members_of(text[start : min(end, start + _LOOKED_AT)].decode("utf-8", "ignore"))
        first = re.search(rb'"%s"\s*:\s*\[' % re.escape(key.encode()), text)
        if len(members) >= _FEWEST and first is not None and first.end() == start + 1:
            shapes.append(msgspec.structs.replace(shape_within(key, members), called=key))
    return tuple(shapes) if len(shapes) > 1 else ()


def _lists(text: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, beginning and end of each list of objects that lies in the outermost object."""
    data = np.frombuffer(text, np.uint8)
    marks, depth = blocks.nesting(data)
    if not len(depth) or depth[-1] != 0 or np.any(depth[:-1] < 1):
        return
    opens = np.flatnonzero((data[marks] == blocks.OPEN_LIST) & (depth == 2))
    closes = np.flatnonzero((data[marks] == blocks.CLOSE_LIST) & (depth == 1))
    for opening, closing in zip(opens, closes, strict=False):
        start, end = int(marks[opening]), int(marks[closing]) + 1
        key = _KEY.search(text[max(0, start - 200) : start])
        if key and re.match(rb"\[\s*\{", text[start : start + 200]):
            yield key.group(1).decode("utf-8", "ignore"), start, end
