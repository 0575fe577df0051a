"""Lists whose form says that they are lists: repeated elements, items of front matter, lines of a section."""

from collections.abc import Sequence

from rlm_desktop.context.records.several import NOTE, SEPARATORS
from rlm_desktop.context.records.shapes import quote

PARTED = "\x1f"
"""Stands between the things of a list where a head is told on lines, as no text has it."""
_FEWEST = 0.01
"""Such a share of the values must be lists of several; what is twice in one document is a slip."""


def plainly(values: Sequence[str], text: str) -> tuple[list[str], str, str]:
    """Values with the sign that people read between the things of a list, the same in SQL, and the note."""
    several = [value for value in values if PARTED in value]
    if not several:
        return list(values), text, ""
    things = [thing for value in several for thing in value.split(PARTED)]
    sign = next((sign for sign in SEPARATORS if not any(sign in thing for thing in things)), "|")
    told = [value.replace(PARTED, f"{sign} ") for value in values]
    note = NOTE.format(sign) if len(several) >= _FEWEST * len(values) else ""
    return told, f"replace({text}, chr(31), {quote(f'{sign} ')})", note
