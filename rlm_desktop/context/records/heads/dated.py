"""The day that a document's name tells where nothing in it does: minutes/2018-05-16.md, 2020/06/09/ropes."""

import re

KEY = "Date in its name"
"""Stands before the day among the headers of a document."""
NOTE = "from the document's name"
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH = re.compile(r"^(?:path|slug|permalink|url|aliases)\s*:(.*)$", re.IGNORECASE | re.MULTILINE)


def day(name: str, head: str) -> str:
    """The day in the name of a document, or in the path that its headers give it; empty where none is."""
    for text in (name, *_PATH.findall(head)):
        if match := _DAY.search(text):
            return f"{match.group(1)}-{match.group(3)}-{match.group(4)}"
    return ""


def with_day(head: str, name: str) -> str:
    """The headers of a document with the day of its name as the last."""
    found = day(name, head) if head else ""
    return f"{head}\n{KEY}: {found}" if found else head
