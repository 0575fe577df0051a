"""Values whose words are written short: Soc Serv Adults, for what a question calls adult social services."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.links import Link, Query, identifier

_WORD = re.compile(r"[^\W\d_]+")
_FORM = re.compile(r"[a-z]?(?:s|es|ed|er|ers|est|ing|ly|ned)")
_SHORTEST = 3  # letters of a word that is written short
_MOST_VALUES = 3_000
_BETWEEN = frozenset(("of", "the", "and", "for", "in", "to", "a", "an"))


def links(question: str, table: Table, query: Query) -> Iterator[Link]:
    """Values of two words or more, each of which begins a word of one stretch of the question.

    At least one is shortened, and no two values may fit the same stretch.
    """
    said = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(question)]
    for column in table.columns:
        if column.type != "text" or column.name == "line" or column.note or column.distinct > _MOST_VALUES:
            continue
        found = [
            (*stretch, value, rows)
            for value, rows in _values(column, table, query)
            if (stretch := _stretch(value, said)) is not None
        ]
        for start, end, value, rows in found:
            if not any((start, end) == (a, b) and value != other for a, b, other, _ in found):
                yield Link(question[start:end], table.name, column.name, value, rows, otherwise=True)


def _stretch(value: str, said: Sequence[tuple[str, int, int]]) -> tuple[int, int] | None:
    """Where the question says the words of a value, one beside the other in any order; None where not."""
    written = [word.lower() for word in _WORD.findall(value) if word.lower() not in _BETWEEN]
    if not 2 <= len(written) <= len(said) or re.search(r"\d", value):
        return None
    if any(len(word) < _SHORTEST for word in written):
        return None
    bare = [(index, word) for index, (word, _, _) in enumerate(said) if word not in _BETWEEN]
    for first in range(len(bare) - len(written) + 1):
        some = bare[first : first + len(written)]
        pairs = _paired(written, [word for _, word in some])
        if pairs and any(_is_short(short, long) for short, long in pairs):
            return said[some[0][0]][1], said[some[-1][0]][2]
    return None


def _paired(written: Sequence[str], words: Sequence[str]) -> list[tuple[str, str]]:
    """Each written word with the word of its own that it begins; empty where one has none."""
    left = list(words)
    pairs = []
    for short in sorted(written, key=len, reverse=True):
        long = next((word for word in left if _begins(short, word)), "")
        if not long:
            return []
        left.remove(long)
        pairs.append((short, long))
    return pairs


def _is_short(short: str, long: str) -> bool:
    """Whether a word is cut off, and no form of the same: "new" is not newest written short."""
    return len(long) - len(short) > 1 and _FORM.fullmatch(long[len(short) :]) is None


def _begins(short: str, long: str) -> bool:
    """Whether a word begins another, or is its plural: adults, of adult."""
    return long.startswith(short) or short == f"{long}s"


def _values(column: Column, table: Table, query: Query) -> Sequence[tuple[str, int]]:
    if column.distinct <= len(column.values):
        return column.values
    name = identifier(column.name)
    try:
        rows = query(f"SELECT {name}, count(*) FROM {identifier(table.name)} GROUP BY 1").rows
    except TableError:
        return ()
    return [(str(value), rows if isinstance(rows, int) else 0) for value, rows in rows if value]
