"""Words in columns before the time, the level or the free text of a log line: how far they go, what they are.

"- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: …" has four of them before its time.
What such a word is called follows from what its values look like and where it stands.
"""

import re
from collections.abc import Callable, Sequence

from rlm_desktop.context.records.logs import elements
from rlm_desktop.context.records.shapes.sampling import spread
from rlm_desktop.context.records.values.kinds import EMPTY

FARTHEST = 6
"""Words that may stand in columns before a time or a level."""
FIRST_LOOK = 40
"""Lines that are looked at before all are."""
_NUMBERED = 0.6
"""From this share of words with digits on they name machines rather than kinds of things."""
_WORD = r"\S+[ \t]+"
_TIME = "|".join(form.pattern.replace("(", "(?:", 1) for form in elements.WRITTEN if form.names == ("time",))
_LEVEL = "|".join(re.sub(r"(?<!\\)\((?!\?)", "(?:", form.pattern) for form in elements.LEVEL)
_LETTER = re.compile(rf"(?:\d+[ \t]+){{1,3}}{elements.LETTERS}[ /]")
Fits = Callable[[Sequence[str], str], bool]


def words_before_time(rests: Sequence[str], share: Fits) -> int:
    """How many words stand before a time in nearly all of the texts; 0 where there is none."""
    return _before(rests, rf"(?:{_TIME})\b", share) or _before(rests, elements.EPOCH, share)


def words_before_written_time(rests: Sequence[str], share: Fits) -> int:
    """The same before a time that is more than seconds since 1970."""
    return _before(rests, rf"(?:{_TIME})\b", share)


def words_before_level(rests: Sequence[str], share: Fits) -> int:
    """How many words stand before a level; before one that is a single letter these are numbers."""
    found = _before(rests, rf"(?:{_LEVEL})", share)
    if found or not all(map(_LETTER.match, spread(rests, FIRST_LOOK))):
        return found
    return next((n for n in (1, 2, 3) if share(rests, rf"(?:\d+[ \t]+){{{n}}}{elements.LETTERS}[ /]")), 0)


def _before(rests: Sequence[str], pattern: str, share: Fits) -> int:
    some = spread(rests, FIRST_LOOK)
    for count in range(1, FARTHEST + 1):
        whole = rf"(?:{_WORD}){{{count}}}{pattern}"
        if share(some, whole) and share(rests, whole):
            return count
    return 0


def name(values: Sequence[str], taken: Sequence[str], *, before: str, last: bool) -> str:
    """What a word is called; `before` is what it leads to, `last` whether nothing stands between."""
    present = [value for value in values if value not in EMPTY]
    if not present:
        return "word"
    if all(value.isdigit() for value in present):
        if "time" not in taken and before == "time":
            return "number"
        return "pid" if "pid" not in taken else "thread"
    if before != "tag" and (stem := _stem(present)):
        return stem
    if re.fullmatch(elements.ADDRESS, present[0]):
        return "address"
    if all(re.search(r"\.log\b", value) for value in present):
        return "file"
    if len(present) < len(values) / 2:
        return "tag"
    machine = before == "tag" or (before == "time" and last and not taken) or _names_machines(present)
    if machine and "host" not in taken:
        return "host"
    if before == "tag" or (before == "level" and not last) or "component" in taken:
        return next((word for word in ("source", "category") if word not in taken), "word")
    return "component"


def _stem(values: Sequence[str]) -> str:
    """The word that all begin with before their number: "node" for node-246, node-7."""
    match = re.match(r"[A-Za-z]{3,}(?=[-_]?\d+(?!\d*[A-Za-z]))", values[0])
    return match.group().lower() if match and all(v.startswith(match.group()) for v in values) else ""


def _names_machines(values: Sequence[str]) -> bool:
    numbered = sum(any(map(str.isdigit, value)) for value in values)
    return numbered >= _NUMBERED * len(values)


def repeats(rests: Sequence[str], columns: Sequence[Sequence[str]], share: float) -> bool:
    """Whether the first words repeat those of a column, alone or with more: dn228/dn228 after dn228."""
    firsts = [rest.split(maxsplit=1)[0] if rest.strip() else "" for rest in rests]
    return any(
        sum(value != "" and value in first for first, value in zip(firsts, column, strict=True))
        >= share * len(firsts)
        for column in columns
        if len(set(column)) > 1
    )
