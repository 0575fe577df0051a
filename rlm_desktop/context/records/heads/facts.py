"""What a document lists of itself before its first heading: "Servings: 4" of a recipe, under a few words.

Such items tell as much as headers do, and are marked as people like: with dashes, in bold, with a small
picture in front.
"""

import re
from collections.abc import Iterator

Pair = tuple[str, str]
_ITEM = re.compile(
    r"[ ]{0,3}[*+-][ \t]+(?:\*\*|__)?(?:[^\w\s*_`\[(\"']+[ \t]*)?(?:\*\*|__)?(?P<key>[^\W\d_][\w '/-]{1,28}?)"
    r"(?:\*\*|__)?:(?:\*\*|__)?[ \t]+(?P<value>\S.*?)[ \t]*$"
)
_HEADING = re.compile(r"#{1,6}[ \t]|={1,5}[ \t]\S|[-=~]{3,}[ \t]*$")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_LONGEST_VALUE = 80
_FEWEST = 2
_MOST_LINES = 60


def pairs_of(text: str) -> list[Pair]:
    """Keys and values of the first list of short facts; `text` is what stands below the headers."""
    run: list[Pair] = []
    for fact in _lines(text):
        if fact is not None:
            run.append(fact)
        elif len(run) >= _FEWEST:
            break
        else:
            run = []
    keys = {key.casefold() for key, _ in run}
    return run if len(run) >= _FEWEST and len(keys) == len(run) else []


def _lines(text: str) -> Iterator[Pair | None]:
    """Each line that is a fact, nothing for one that is none; up to the first heading below text."""
    begun = False
    for line in text.splitlines()[:_MOST_LINES]:
        if (begun and _HEADING.match(line)) or _FENCE.match(line):
            return
        if not line.strip():
            continue
        begun = True
        match = _ITEM.match(line)
        short = match is not None and len(match["value"]) <= _LONGEST_VALUE
        yield (match["key"].strip(), match["value"]) if match is not None and short else None
