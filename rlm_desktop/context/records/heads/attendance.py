"""Who was at a meeting: the names that minutes list under "Present" or "Attendees"."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.shapes.listed import PARTED

Pair = tuple[str, str]
_FOUND = (
    (
        "Attendees",
        re.compile(
            r"(?:also |members? |people |those )?(?:present|attending|in attendance)"
            r"|attend(?:ees?|ance|ants)(?: list)?|(?:meeting )?participants?|roll call|who was there",
            re.IGNORECASE,
        ),
    ),
    (
        "Absent",
        re.compile(
            r"(?:members? )?absen(?:t|ces?|tees)|(?:send )?regrets|apologies(?: for absence)?|excused",
            re.IGNORECASE,
        ),
    ),
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*$|(={2,5})[ \t]*(.+?)[ \t=]*$")
_LABEL = re.compile(
    r"(?:\*\*|__)([\w ]{3,30})(?::(?:\*\*|__)|(?:\*\*|__):?)[ \t]*$|([A-Z][\w ]{2,30}):[ \t]*$"
)
_ITEM = re.compile(r"\s*(?:[*+-]|\d{1,3}[.)])[ \t]+(?:\[(?P<box>[ xX])\][ \t]+)?(?P<who>.*\S)")
_ASIDE = (
    re.compile(r"\[([^\[\]]*)\]\([^()]*\)"),
    re.compile(r"\*\*|__|`"),
    re.compile(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]"),
    re.compile(r"\s[-\u2013\u2014]\s.*$"),
)
_HANDLE = re.compile(r"@([\w.-]*\w)")
_LONGEST_NAME = 60
_MOST = 100
_LONGEST_HEAD = 16 * 1024


def pairs_of(text: str) -> list[Pair]:
    """Those who were there and those who were not, each as a list."""
    lines = text[:_LONGEST_HEAD].splitlines()
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        level, title = _title(line)
        for key, pattern in _FOUND:
            if title and key not in found and pattern.fullmatch(title):
                names = list(dict.fromkeys(_listed(lines[number + 1 :], level)))
                if names and len(names) <= _MOST:
                    found[key] = PARTED.join(names)
    return list(found.items())


def _title(line: str) -> tuple[int, str]:
    """How deep a heading is, and what it says; a label on a line of its own is deeper than all."""
    if match := _HEADING.match(line):
        return len(match.group(1) or match.group(3)), _bare(match.group(2) or match.group(4))
    if match := _LABEL.match(line):
        return 9, _bare(match.group(1) or match.group(2))
    return 0, ""


def _bare(title: str) -> str:
    """A heading without what counts or sets it: "3. **Present** (12)" is Present."""
    return re.sub(r"^[\d.\s]+|\*\*|__|\([^()]*\)|:", "", title).strip()


def _listed(lines: Sequence[str], level: int) -> Iterator[str]:
    """The names of the items below a heading, those under headings deeper than it as well."""
    for line in lines:
        deep, title = _title(line)
        if 0 < deep <= level or any(pattern.fullmatch(title) for _, pattern in _FOUND):
            return
        item = _ITEM.match(line)
        if item is None:
            if line.strip() and not deep:
                return
            continue
        name = _name(item["who"])
        if not name or len(name) > _LONGEST_NAME:
            return
        if item["box"] != " ":
            yield name


def _name(said: str) -> str:
    """Who an item names; the handle, where there is no more."""
    bare = _ASIDE[0].sub(r"\1", said)
    for pattern in _ASIDE[1:]:
        bare = pattern.sub("", bare)
    name = " ".join(_HANDLE.sub("", bare).split()).strip(" ,;:")
    handle = _HANDLE.search(said)
    return name or (handle.group(1) if handle else "")
