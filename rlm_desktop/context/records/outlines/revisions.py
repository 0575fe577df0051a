"""Histories as `svn log` prints them: a row for each revision, with its message and the files it changed."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import Found, Line, goes_on, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_RULE = re.compile(r"-{20,}\s*$")
_HEAD = re.compile(
    r"r(\d+) \| ([^|]*?) \| (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: [+-]\d{4})?(?: \([^)]*\))? \| \d+ lines?$"
)
_CHANGED = re.compile(r"[ \t]+([AMDR]) (/[^\n]{1,4000}?)(?: \(from [^()]*\))?$")


def revision_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the revisions of a history; none of another text."""
    if not _RULE.match(head.lstrip().partition("\n")[0]):
        return ()
    rows = [found.value for found in read_revisions(lines_of(head), "") if found.value]
    return (shape_read(rows, "revisions"),) if len(rows) >= _FEWEST else ()


def read_revisions(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The revisions of a text, each from its head to the next rule with a head below it."""
    block: list[Line] = []
    ruled = True
    for line in lines:
        if ruled and _HEAD.match(line.text):
            yield from _revision(block)
            block = [line]
        elif block and goes_on(block, line):
            block.append(line)
        ruled = bool(_RULE.match(line.text))
    yield from _revision(block)


def _revision(block: Sequence[Line]) -> Iterator[Found]:
    head = _HEAD.match(block[0].text) if block else None
    if head is None:
        return
    rows = list(block)
    while len(rows) > 1 and (not rows[-1].text.strip() or _RULE.match(rows[-1].text)):
        rows.pop()
    changed = [match[2] for row in rows[1:] if (match := _CHANGED.match(row.text))]
    begins = next((at for at, row in enumerate(rows) if not row.text.strip()), len(rows))
    value: dict[str, object] = {
        "revision": head[1],
        "author": head[2],
        "time": head[3],
        "message": "\n".join(row.text for row in rows[begins + 1 :]),
        "files": changed or None,
    }
    yield Found(rows[0].start, rows[-1].end, value)
