"""Tables that commands print, several below each other or with words around them: `netstat`, `systemctl`."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from rlm_desktop.context.records.outlines.objects import Found, Line, lines_of, shape_read
from rlm_desktop.context.records.outlines.printed_rows import (
    Heading,
    cells_of,
    fits,
    heading_of,
    joined,
    whole,
)
from rlm_desktop.context.records.shapes.names import column_name
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 2  # rows
_MOSTLY = 0.7
_AT_ONCE = 400
"""Rows of a table that are handed on together, and that tell where its columns are."""
_SURELY = 0.75
"""So many words of a row behind a blank line must stand below names."""
_SECTION = "section"
_BETWEEN, _TITLED, _OF_KINDS = " | ", "+", " *"
_ENDING = re.compile(r"[^\s.]\.([a-z]{2,12})$")
_NEARLY_ALL, _FEWEST_OF_KINDS = 0.95, 10
"""Of so many cells nearly all must end with a dot and a word for that to be their kind."""

Words = tuple[str, ...]


class _Table(msgspec.Struct, frozen=True):
    """Names of columns, what stands above them, and rows below; of many rows some."""

    heading: Heading
    title: str
    rows: Sequence[Line]

    @property
    def fitting(self) -> int:
        return sum(fits(self.heading, row.text) for row in self.rows)

    @property
    def nameless(self) -> int:
        """How many rows begin with a word before all names: their first column has none."""
        first = self.heading.places[0][0]
        return sum(len(row.text[:first].strip()) > 1 for row in self.rows)


def printed_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shapes of the tables; none of a text with one table and nothing else, or one with other lines."""
    tables: dict[Words, list[_Table]] = {}
    for table in _tables(lines_of(head)):
        tables.setdefault(table.heading.names, []).append(table)
    if not _are_most(tables, head) or (len(tables) == 1 and not _has_more(head)):
        return ()
    return _shapes(tables)


def bare_shapes(head: str) -> tuple[Shape, ...]:
    """The shape of one table with nothing around it; none of another text."""
    tables = list(_tables(lines_of(head)))
    found = {table.heading.names for table in tables}
    if len(found) != 1 or not _are_most({found.pop(): tables}, head):
        return ()
    return _shapes({tables[0].heading.names: tables})


def _are_most(tables: Mapping[Words, Sequence[_Table]], head: str) -> bool:
    """Whether nearly all lines are rows, names of columns or what stands above these."""
    rows = sum(table.fitting for some in tables.values() for table in some)
    lines = [line for line in head.split("\n") if line.strip()]
    headings = [found.names for line in lines if (found := heading_of(line)) is not None]
    above = 2 * sum(names in tables for names in headings)
    nameless = sum(table.nameless for some in tables.values() for table in some)
    return 2 * nameless <= rows >= max(_FEWEST, _MOSTLY * (len(lines) - above))


def _shapes(tables: Mapping[Words, Sequence[_Table]]) -> tuple[Shape, ...]:
    """A shape for each table, the longest first, which needs no name of its own."""
    shapes: list[Shape] = []
    taken: list[str] = []
    for some in sorted(tables.values(), key=lambda some: -sum(len(table.rows) for table in some)):
        names = whole([(table.heading, [row.text for row in table.rows]) for table in some])
        titled = len({table.title for table in some}) > 1
        values = [value for table in some for value in _values(table, names, titled=titled)]
        if (marked := _with_kinds(names, values)) != list(names):
            names = tuple(marked)
            values = [value for table in some for value in _values(table, names, titled=titled)]
        called = _called(some[0].title, taken) if shapes else ""
        which = (_TITLED if titled else "") + _BETWEEN.join(names)
        shapes.append(shape_read(values, "printed", which, called=called))
        taken.append(called)
    return tuple(shapes)


def _values(table: _Table, names: Sequence[str], *, titled: bool) -> list[dict[str, object]]:
    """The rows with their title; behind a name that is marked stands what the ending of its cells says."""
    heading = joined(table.heading, [name.removesuffix(_OF_KINDS) for name in names])
    above: dict[str, object] = {_SECTION: table.title} if titled else {}
    rows = [{**above, **cells_of(heading, row.text)} for row in table.rows]
    for name in (name.removesuffix(_OF_KINDS) for name in names if name.endswith(_OF_KINDS)):
        for row in rows:
            match = _ENDING.search(str(row.get(name, "")))
            row[f"{name} type"] = match[1] if match else None
    return rows


def _with_kinds(names: Sequence[str], rows: Sequence[dict[str, object]]) -> list[str]:
    """The names, those marked whose cells end with what kind they are: `sshd.service`, `tmp.mount`."""
    marked = []
    for name in names:
        cells = [str(row[name]) for row in rows if name in row]
        kinds = {match[1] for cell in cells if (match := _ENDING.search(cell))}
        ended = sum(_ENDING.search(cell) is not None for cell in cells)
        of_kinds = ended >= _NEARLY_ALL * len(cells) and 2 <= len(kinds) <= len(cells) / 4
        marked.append(name + _OF_KINDS if of_kinds and len(cells) >= _FEWEST_OF_KINDS else name)
    return marked


def _has_more(head: str) -> bool:
    """Whether other lines stand around a table: above its names, or behind a blank line below it."""
    lines = head.strip("\n").split("\n")
    return heading_of(lines[0]) is None or any(not line.strip() for line in lines)


def _called(title: str, taken: Sequence[str]) -> str:
    """What a table is called: as the line above it says, else by its number."""
    name = column_name(re.sub(r"\([^()]*\)", "", title)) if title else ""
    return name if name and name not in taken else f"table_{len(taken) + 1}"


def read_printed(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The rows of the tables that have these names."""
    titled = which.startswith(_TITLED)
    names = which.removeprefix(_TITLED).split(_BETWEEN)
    words = tuple(" ".join(name.removesuffix(_OF_KINDS) for name in names).split())
    for table in _tables(lines):
        if table.heading.names == words:
            values = _values(table, names, titled=titled)
            for row, value in zip(table.rows, values, strict=True):
                yield Found(row.start, row.end, value)


def _tables(lines: Iterator[Line]) -> Iterator[_Table]:
    """All tables in order, a long one piece by piece."""
    reading = _Reading()
    for line in lines:
        yield from reading.take(line)
    yield from reading.rest()


class _Reading:
    """Which table a line belongs to: the one above it, and behind a blank line only where it surely fits."""

    def __init__(self) -> None:
        self._heading: Heading | None = None
        self._title = ""
        self._rows: list[Line] = []
        self._before = ""
        self._follows = False  # whether the line before is of the table
        self._alone = True  # whether a blank one is before that

    def take(self, line: Line) -> Iterator[_Table]:
        text = line.text
        heading = heading_of(text)
        if not text.strip():
            self._before, self._follows = "", False
        elif heading is not None and self._begins(heading):
            title = self._before if self._alone or not self._fits(self._before) else ""
            yield from self.rest(but=title)
            self._heading, self._title = heading, title.strip()
            self._before, self._follows, self._alone = text, True, False
        else:
            self._alone = not self._before
            self._follows = self._follows or self._fits(text, mostly=_SURELY)
            if self._follows and self._heading is not None:
                self._rows.append(line)
            self._before = text
            if len(self._rows) > _AT_ONCE:
                kept = self._rows.pop()
                yield from self.rest()
                self._rows = [kept]

    def _begins(self, heading: Heading) -> bool:
        """Whether names begin a table: the same ones, capitals, or behind what is no row of the last one."""
        again = heading == self._heading or heading.capitals
        return again or not self._follows or self._alone or not self._fits(self._before)

    def _fits(self, text: str, *, mostly: float = 0.5) -> bool:
        return self._heading is not None and fits(self._heading, text, mostly=mostly)

    def rest(self, *, but: str = "") -> Iterator[_Table]:
        """The rows that were read; without the last one where that is the title of what follows."""
        rows = self._rows[:-1] if but and self._rows and self._rows[-1].text == but else self._rows
        self._rows = []
        if self._heading is not None and rows:
            yield _Table(self._heading, self._title, rows)
