"""Which words of a line stand below which names: columns of tables that commands print."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

_FEWEST = 3  # columns
_LONGEST = 1_000
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[%#(]?[A-Za-z][A-Za-z%#/:@()_.+-]*[0-9]?")
_WIDE = re.compile(r"\S(?: {2,}|\t)\S")
_APART = 2  # wide gaps between names that are no capitals
_FAR = 12
_JOINED, _JOINED_FAR, _PUSHED, _PASSED = 1, 6, 0.75, 0.5
"""How unlikely it is that a word belongs to what stands before it, was pushed aside, or passes a column."""
_OF_ITS_OWN = 0.3
"""The share of the rows that must have something below a word for it to name a column by itself."""
_OF_FIGURES = "0123456789+-.*!"
_TREE = re.compile(r"^[\s\u2502\u251c\u2514\u2500|`-]*(?:[\u251c\u2514]\u2500+|[|`]-)")

Word = tuple[int, int]


class Heading(msgspec.Struct, frozen=True):
    """The names of a table and from where to where each stands in its line."""

    names: tuple[str, ...]
    places: tuple[Word, ...]

    @property
    def capitals(self) -> bool:
        return all(name.upper() == name for name in self.names)

    @property
    def labels(self) -> list[str]:
        """The names; a second one of a name has a number."""
        again = [self.names[:number].count(name) for number, name in enumerate(self.names)]
        return [f"{name} {more + 1}" if more else name for name, more in zip(self.names, again, strict=True)]


def heading_of(line: str) -> Heading | None:
    """The words of a line, if they may name columns: capitals alone, or words that stand wide apart."""
    words = [match.span() for match in _WORD.finditer(line)] if len(line) <= _LONGEST else []
    names = tuple(line[start:end] for start, end in words)
    if len(names) < _FEWEST or not all(map(_NAME.fullmatch, names)) or line.rstrip()[-1] in ".:!?,":
        return None
    heading = Heading(names, tuple(words))
    return heading if heading.capitals or len(_WIDE.findall(line)) >= _APART else None


def whole(tables: Sequence[tuple[Heading, Sequence[str]]]) -> tuple[str, ...]:
    """The words of a heading joined to names, as its tables show.

    What has one blank before it and nothing below is no name of its own.
    """
    counts = Counter(
        number
        for heading, rows in tables
        for row in rows
        for number in {at for at, _ in placed(row, heading.places)}
    )
    enough = _OF_ITS_OWN * sum(len(rows) for _, rows in tables)
    heading = tables[0][0]
    names = [heading.names[0]]
    for number, ((_, before), (start, _)) in enumerate(pairwise(heading.places), start=1):
        if start - before == 1 and counts[number] < enough:
            names[-1] = f"{names[-1]} {heading.names[number]}"
        else:
            names.append(heading.names[number])
    return tuple(names)


def joined(heading: Heading, names: Sequence[str]) -> Heading:
    """The heading with these names, each of one or some of its words."""
    places: list[Word] = []
    at = 0
    for name in names:
        last = at + len(name.split())
        places.append((heading.places[at][0], heading.places[last - 1][1]))
        at = last
    return Heading(tuple(names), tuple(places))


def fits(heading: Heading, row: str, *, mostly: float = 0.5) -> bool:
    """Whether a line is a row of the table: most of its first words begin or end where a name does."""
    told = placed(row, heading.places)
    under = [(start, end, heading.places[at]) for at, (start, end) in told]
    aligned = sum(start == place[0] or end == place[1] for start, end, place in under)
    first = {at for at, _ in told}
    return aligned >= 2 and aligned >= mostly * len(first)


def cells_of(heading: Heading, row: str) -> dict[str, object]:
    """What stands below each name; what is empty is left out."""
    drawn = _TREE.match(row)
    if drawn is not None:
        row = " " * drawn.end() + row[drawn.end() :]
    found: dict[int, list[Word]] = {}
    for at, word in placed(row, heading.places):
        found.setdefault(at, []).append(word)
    names = heading.labels
    return {names[at]: row[words[0][0] : words[-1][1]] for at, words in found.items()}


def placed(row: str, places: Sequence[Word]) -> list[tuple[int, Word]]:
    """Each word of a row with the number of its column: in order, as near to the names as can be.

    Words behind one blank may go on in a column. What is longer than its column pushes the rest aside.
    """
    words = [match.span() for match in _WORD.finditer(row[:_LONGEST])]
    if words and _is_mark(row, words, places):
        words = words[1:]
    if not words:
        return []
    best: list[list[tuple[float, int]]] = []  # for each word and column the cost and the column before
    for number, word in enumerate(words):
        figure = row[word[0]] in _OF_FIGURES
        best.append([_cheapest(best, words, number, at, places, figure=figure) for at in range(len(places))])
    at = min(range(len(places)), key=lambda place: best[-1][place][0])
    found: list[tuple[int, Word]] = []
    for number in range(len(words) - 1, -1, -1):
        found.append((at, words[number]))
        at = best[number][at][1]
    return found[::-1]


def _is_mark(row: str, words: Sequence[Word], places: Sequence[Word]) -> bool:
    """Whether a row begins with a sign that stands before all columns: a dot, a star."""
    start, end = words[0]
    return end - start == 1 and not row[start].isalnum() and end <= places[0][0] and len(words) > 1


def _cheapest(
    best: Sequence[Sequence[tuple[float, int]]],
    words: Sequence[Word],
    number: int,
    at: int,
    places: Sequence[Word],
    *,
    figure: bool,
) -> tuple[float, int]:
    word = words[number]
    away = _distance(word, places[at], words[number - 1][1] if number else -1, figure=figure)
    if number == 0:
        return away + _PASSED * at, at
    gap = word[0] - words[number - 1][1]
    last = at == len(places) - 1
    joined = best[-1][at][0] + (_JOINED if gap == 1 or last else _JOINED_FAR)
    options = [(joined, at)]
    options += [(best[-1][before][0] + away + _PASSED * (at - before - 1), before) for before in range(at)]
    return min(options)


def _distance(word: Word, place: Word, before: int, *, figure: bool) -> float:
    """How far a word stands from a name: from its beginning, a figure also from its end.

    It may stand right behind what reached into its column.
    """
    away = min(abs(word[0] - place[0]), abs(word[1] - place[1]) if figure else _FAR, _FAR)
    return min(away, _PUSHED) if place[0] <= before == word[0] - 1 else away
