"""Taking the groups of a pattern out of lines in the way that is quickest for the table engine.

RE2 goes over a text in one pass as long as it has to tell where at most four groups are, and each
character leaves one way to go on; otherwise it takes five to seven times as long. So the groups are taken
four at a time, any word stands for the many names of a level until it is looked at alone, and a free text at
the end is no group at all: it is what stands behind the rest of the pattern.
"""

from collections.abc import Collection, Iterator, Sequence

from rlm_desktop.context.records.logs.elements import LEVELS, MYSQL
from rlm_desktop.context.records.shapes.shape import quote

AT_ONCE = 4
TAIL = "f.tail"
"""The SQL of the free text at the end of a line."""
_WORD = "[A-Za-z]+[1-3]?"
"""What every name of a level is, and much else."""


def extract_sql(pattern: str, groups: Sequence[int], *, tail: bool) -> str:
    """The SQL that takes the numbered groups (from 0) out of `line`; with `tail` also what follows.

    The value is called `f`, and `group_sql` says what the groups are called in it. It means something only
    where `level_sql` is true.
    """
    loose = "^" + pattern.replace(LEVELS, _WORD)
    parts = []
    for number, first in enumerate(range(0, len(groups), AT_ONCE)):
        some = groups[first : first + AT_ONCE]
        names = ", ".join(quote(f"g{group}") for group in some)
        parts.append(f"c{number} := regexp_extract(line, {quote(only(loose, some))}, [{names}])")
    if tail:
        bare = quote(only(loose, ()))
        parts.append(f"tail := substring(line, length(regexp_extract(line, {bare})) + 1)")
    return f"struct_pack({', '.join(parts)})"


def level_sql(groups: Sequence[int], level: int | None) -> str:
    """The SQL that says whether the group in which a level stands is one."""
    if level is None:
        return "true"
    return f"regexp_full_match({group_sql(groups, level)}, {quote(f'{LEVELS}|{MYSQL}')})"


def group_sql(groups: Sequence[int], group: int) -> str:
    """The SQL of one of the groups that were taken out."""
    return f"f.c{groups.index(group) // AT_ONCE}.g{group}"


def only(pattern: str, kept: Collection[int]) -> str:
    """The pattern with only some of its groups (from 0) telling where they are."""
    pieces, last = [], 0
    for group, place in enumerate(_opening(pattern)):
        if group not in kept:
            pieces.append(pattern[last : place + 1] + "?:")
            last = place + 1
    return "".join(pieces) + pattern[last:]


def _opening(pattern: str) -> Iterator[int]:
    """Where each group that tells begins."""
    at, inside = 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif inside:
            inside = sign != "]"
        elif sign == "[":
            inside = True
            # A bracket that comes first in a set is one of its characters.
            first = at + 1 + (pattern[at + 1] == "^")
            at = first if pattern[first] == "]" else at
        elif sign == "(" and pattern[at + 1] != "?":
            yield at
        at += 1
