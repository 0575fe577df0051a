"""How many tokens a text has, as far as can be told without its model.

Vocabularies of today's models write each digit as a token of its own, so that a log has twice as many as a
letter of the same size. Held against Qwen2.5's vocabulary over letters, programs, tables and logs: 8 % too
few to 18 % too many.
"""

import re

from rlm_desktop.ports import Context

_UNITS = re.compile(r"\d|[^\W\d_]+|[^\w\s]+|_|\n+")
_BYTES_OF_A_WORD = 6
_PLACES = 12
_BYTES = 2000
_USUAL = 3.6


def tokens(text: str) -> int:
    return sum(
        max(1, -(-len(unit.encode()) // _BYTES_OF_A_WORD)) if unit[0].isalpha() else 1
        for unit in _UNITS.findall(text)
    )


def bytes_a_token(context: Context) -> float:
    """Of a text, from passages all over it."""
    read = [context.read(place) for place in context.drawn(_PLACES, size=_BYTES)]
    counted = sum(map(tokens, read))
    return sum(len(piece.encode()) for piece in read) / counted if counted else _USUAL


def duration(seconds: float) -> str:
    """A time as people say it."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count:,} {name}{'s' if count != 1 else ''}"
    return "a minute"
