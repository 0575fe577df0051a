"""What `apt` did, from its `history.log`: a row for each time it ran, and one for each package."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import Found, Line, goes_on, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_RUNS, _PACKAGES = "runs", "packages"
_FIELD = re.compile(r"([A-Z][A-Za-z-]{2,30}): (.*)$")
_STARTS = re.compile(r"(?m)^Start-Date: \d{4}-\d\d-\d\d +\d\d:\d\d:\d\d\r?$")
_PACKAGE = re.compile(r"([^\s,:()]+)(?::([\w-]+))? \(([^()]*)\)")
_DONE = {
    "Install": "installed",
    "Reinstall": "reinstalled",
    "Upgrade": "upgraded",
    "Downgrade": "downgraded",
    "Remove": "removed",
    "Purge": "purged",
}
_FEWEST = 2

Row = dict[str, object]


def package_history_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shapes of the runs and of the packages of a history; none of another text."""
    if len(_STARTS.findall(head)) < _FEWEST or not re.match(r"\s*Start-Date: ", head):
        return ()
    shapes = []
    for which, called in ((_RUNS, ""), (_PACKAGES, _PACKAGES)):
        rows = [found.value for found in read_package_history(lines_of(head), which) if found.value]
        shapes += [shape_read(rows, "package_history", which, called=called)] if rows else []
    return tuple(shapes)


def read_package_history(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The runs of a history, or the packages of each."""
    block: list[Line] = []
    for line in lines:
        if line.text.startswith("Start-Date: "):
            yield from _told(block, which)
            block = [line]
        elif block and line.text.strip() and goes_on(block, line):
            block.append(line)
    yield from _told(block, which)


def _told(block: Sequence[Line], which: str) -> Iterator[Found]:
    fields = [(line, match[1], match[2]) for line in block if (match := _FIELD.match(line.text))]
    if not fields:
        return
    said = {name: _plain(value) for _, name, value in fields}
    run: Row = {"started": said.get("Start-Date"), "command": said.get("Commandline")}
    if which == _RUNS:
        counts = {
            f"packages_{done}": len(_PACKAGE.findall(said.get(name, ""))) for name, done in _DONE.items()
        }
        more = {
            "ended": said.get("End-Date"),
            "requested_by": said.get("Requested-By"),
            "error": said.get("Error"),
        }
        yield Found(block[0].start, fields[-1][0].end, {**run, **more, **counts})
        return
    for line, name, value in fields:
        if name in _DONE:
            yield from _packages(line, value, {"action": _DONE[name], **run})


def _packages(line: Line, value: str, run: Row) -> Iterator[Found]:
    for match in _PACKAGE.finditer(value):
        versions = [part.strip() for part in match[3].split(",")]
        automatic = "automatic" in versions
        versions = [version for version in versions if version != "automatic"]
        row: Row = {
            "package": match[1],
            "action": run["action"],
            "version": versions[-1] if versions else None,
            "version_before": versions[0] if len(versions) > 1 else None,
            "architecture": match[2],
            "automatic": automatic,
            "time": run["started"],
            "command": run["command"],
        }
        yield Found(line.start, line.end, row)


def _plain(value: str) -> str:
    return re.sub(r"  +", " ", value.strip())
