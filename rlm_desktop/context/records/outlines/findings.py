"""What a linter finds, file by file (ESLint, stylelint): a row for each, with the file that stands above."""

import re
from collections.abc import Iterator

from rlm_desktop.context.records.outlines.objects import Found, Line, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_MOSTLY = 0.6
_LONGEST = 1_000
_FILE = re.compile(r"(?:[A-Za-z]:)?[\w./\\@ +\-\[\]()]*[\w)\]]\.\w{1,6}$")
_FINDING = re.compile(
    r"[ \t]+(\d+):(\d+)[ \t]+(?:[✖⚠\xd7][ \t]+)?(?:(error|warning|info)[ \t]+)?"
    r"(\S.*?)(?:[ \t]{2,}(\S+))?[ \t]*$"
)


def finding_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the findings; none of a text that has others than files and what is found in them."""
    found = [each.value for each in read_findings(lines_of(head), "") if each.value]
    filled = sum(1 for line in head.split("\n") if line.strip())
    if len(found) < max(_FEWEST, _MOSTLY * filled / 2) or not any(row["rule"] for row in found):
        return ()
    files = {row["file"] for row in found}
    return (shape_read(found, "findings"),) if len(found) + len(files) >= _MOSTLY * filled else ()


def read_findings(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The findings of a text, each with the file that was named last."""
    file = ""
    for line in lines:
        if len(line.text) > _LONGEST:
            continue
        if _FILE.match(line.text):
            file = line.text
        elif file and (match := _FINDING.match(line.text)):
            row, column, level, message, rule = match.groups()
            value: dict[str, object] = {"file": file, "line_no": row, "column_no": column, "level": level}
            yield Found(line.start, line.end, {**value, "message": message, "rule": rule})
