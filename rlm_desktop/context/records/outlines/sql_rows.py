"""Rows of dumps of databases, as their statements tell them: behind INSERT INTO, below it, or below COPY.

What is no row ends its statement, and reading goes on with the next line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from rlm_desktop.context.records.outlines.objects import LONGEST, Found, Line

_NAME = r"[`\"\[]?([\w$]+)[`\"\]]?"
_PREFIXED = rf"(?:[`\"\[]?[\w$]+[`\"\]]?\.){{0,2}}{_NAME}"
_LISTED = r"[ \t]*(?:\(([^()]*)\))?"
_INSERTED = re.compile(
    rf"\s*(?:INSERT|REPLACE)[ \t]+(?:IGNORE[ \t]+)?(?:INTO[ \t]+)?{_PREFIXED}{_LISTED}\s*VALUES?\b",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    rf"\s*(?:INSERT|REPLACE)[ \t]+(?:IGNORE[ \t]+)?(?:INTO[ \t]+)?{_PREFIXED}{_LISTED}\s*$", re.IGNORECASE
)
_COPIED = re.compile(rf"COPY[ \t]+{_PREFIXED}{_LISTED}[ \t]+FROM[ \t]+stdin\b", re.IGNORECASE)
_CREATED = re.compile(
    rf"\s*CREATE[ \t]+TABLE[ \t]+(?:IF[ \t]+NOT[ \t]+EXISTS[ \t]+)?{_PREFIXED}\s*(?:\(|$)", re.I
)
_DEFINED = re.compile(rf"\s*{_NAME}\s+[\[\"A-Za-z]")
_NO_COLUMN = frozenset(
    ["primary", "unique", "key", "constraint", "foreign", "index", "check", "fulltext", "spatial", "exclude"]
)
_PLAIN_QUOTES = re.compile(r"-- PostgreSQL database|PRAGMA |\bGO\s*$|standard_conforming_strings")
"""What only dumps have in which a backslash is a letter like any other."""
_MOST_LINES = 500  # of a table's definition
_ENDS_COPY = r"\."
_NONE = r"\N"


class _Quoting(msgspec.Struct, frozen=True):
    """How texts are written between quotes: whether a backslash makes a sign of the next letter."""

    value: re.Pattern[str]
    unfinished: re.Pattern[str]
    """A value that may have its end in a later line: a text, or what is short."""
    within: re.Pattern[str]
    """A whole line inside a text: no quote ends it."""


def _quoting(inside: str, ending: str = "") -> _Quoting:
    several = rf"(?:{inside}|'')*+"
    unquoted = rf"(?:[^,'()]|\((?:[^()']|'{several}'|\([^()']*+\))*+\))++"
    called = r"\s*+[A-Za-z_]{0,10}[ ]?'"
    return _Quoting(
        re.compile(rf"(?:{called}({several})'(?:::[\w ]++)?|({unquoted}))\s*+([,)])", re.DOTALL),
        re.compile(rf"{called}{several}(?:('[ \t\r]*+)|{ending})\Z|([^,'()]{{0,2000}})\Z", re.DOTALL),
        re.compile(rf"{several}{ending}\Z"),
    )


_ESCAPED, _AS_IS = _quoting(r"[^'\\]|\\.", r"\\?"), _quoting(r"[^']")


class _Filling(msgspec.Struct, frozen=True):
    """The table that a statement fills, its columns in order, and whether rows are lines of tabs."""

    table: str
    columns: Sequence[str]
    copied: bool = False


def read_dump(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The rows of one table; of all, under the name of their table, where no name is given."""
    reading = _Reading()
    for line in lines:
        for table, found in reading.rows_of(line):
            if not which:
                yield msgspec.structs.replace(found, value={table: found.value})
            elif table == which:
                yield found


class _Reading:
    """Where reading stands: in which statement, and in which row of it."""

    def __init__(self) -> None:
        self._columns: dict[str, Sequence[str]] = {}
        self._quoting = _ESCAPED
        self._filling: _Filling | None = None
        self._begun = ""
        self._made: list[str] = []
        self._row: list[str | None] | None = None
        self._row_at = 0
        self._rest: list[str] = []
        self._open = False

    def rows_of(self, line: Line) -> Iterator[tuple[str, Found]]:
        """The rows that end in this line."""
        if self._filling is not None and self._filling.copied:
            yield from self._copied(line)
        elif self._filling is not None:
            yield from self._told(line, 0)
        elif self._made:
            self._define(line.text)
        else:
            yield from self._opened(line)

    def _opened(self, line: Line) -> Iterator[tuple[str, Found]]:
        text = f"{self._begun} {line.text}" if self._begun else line.text
        shift = len(text) - len(line.text)
        self._begun = ""
        if match := _INSERTED.match(text):
            self._filling = _Filling(match[1], self._named(match[1], match[2]))
            yield from self._told(line, max(match.end() - shift, 0))
        elif match := _COPIED.match(text):
            self._filling = _Filling(match[1], self._named(match[1], match[2]), copied=True)
        elif _CREATED.match(text):
            self._define(text)
        elif _BEGUN.match(text) and len(text) < LONGEST:
            self._begun = text
        elif _PLAIN_QUOTES.search(text[:200]):
            self._quoting = _AS_IS

    def _named(self, table: str, listed: str | None) -> Sequence[str]:
        if listed:
            return [name.strip().strip('`"[]') for name in listed.split(",")]
        return self._columns.get(table, ())

    def _define(self, text: str) -> None:
        """One more line of what says how a table is made."""
        self._made.append(text)
        if text.rstrip().endswith(";") or text.lstrip().startswith(")") or len(self._made) > _MOST_LINES:
            self._columns.update(columns_of("\n".join(self._made)))
            self._made = []

    def _copied(self, line: Line) -> Iterator[tuple[str, Found]]:
        filling = self._filling
        if filling is None or line.text == _ENDS_COPY:
            self._filling = None
            return
        values = [None if each == _NONE else _meant(each) for each in line.text.split("\t")]
        yield filling.table, Found(line.start, line.end, _object(filling.columns, values))

    def _told(self, line: Line, at: int) -> Iterator[tuple[str, Found]]:
        """Rows in brackets, from a place of the line on; one that goes on in the next line is kept."""
        filling, place = self._filling, _Place(line)
        if self._rest and self._inside(line):
            return
        text = "\n".join([*self._rest, line.text])
        shift = len(text) - len(line.text)
        self._rest = []
        while filling is not None:
            if self._row is None:
                match = re.compile(r"[\s,]*\(").match(text, at)
                if match is None:
                    self._between(text[at:])
                    return
                self._row, at = [], match.end()
                self._row_at = place.of(at - 1 - shift)
            value = self._quoting.value.match(text, at)
            if value is None:
                self._keep(text[at:])
                return
            at = value.end()
            self._row.append(self._plain(value[1], value[2]))
            if value[3] == ")":
                found = Found(self._row_at, place.of(at - shift), _object(filling.columns, self._row))
                self._row = None
                yield filling.table, found

    def _between(self, text: str) -> None:
        """Behind a row, where no other begins: the statement ends, unless the next line goes on with it."""
        if text.strip(" \t\r\n,"):
            self._filling = None

    def _inside(self, line: Line) -> bool:
        """Whether a line is all inside the text that was begun, so that it need not be gone through again."""
        if not self._open and not line.text.strip():
            self._end()
            return True
        if not self._open or not self._quoting.within.match(line.text):
            return False
        self._rest.append(line.text)
        if line.end - self._row_at > LONGEST:
            self._end()
        return True

    def _keep(self, text: str) -> None:
        """A value that is not at its end; what can't become one ends the statement."""
        begun = self._quoting.unfinished.match(text)
        if begun is None:
            self._end()
            return
        self._rest = [text]
        self._open = begun[1] is None and begun[2] is None

    def _end(self) -> None:
        self._filling, self._row, self._rest = None, None, []

    def _plain(self, quoted: str | None, bare: str | None) -> str | None:
        if quoted is not None:
            text = quoted.replace("''", "'")
            return _meant(text) if self._quoting is _ESCAPED else text
        said = (bare or "").strip()
        if said.upper() in ("NULL", "DEFAULT", ""):
            return None
        inner = re.search(r"'([^']*)'", said)
        return inner[1] if inner else said


class _Place:
    """Places of a line in letters, as places of its text in bytes, from first to last."""

    def __init__(self, line: Line) -> None:
        self._line = line
        size = line.end - line.start
        self._plain = len(line.text) == size
        self._exact = self._plain or len(line.text.encode("utf-8", "replace")) == size
        self._letters, self._bytes = 0, line.start

    def of(self, letters: int) -> int:
        """The byte before which so many letters stand; the end of a line that was no valid UTF-8."""
        if self._plain:
            return self._line.start + letters
        if not self._exact:
            return self._line.end
        self._bytes += len(self._line.text[self._letters : letters].encode("utf-8", "replace"))
        self._letters = max(letters, self._letters)
        return self._bytes


def columns_of(text: str) -> Mapping[str, Sequence[str]]:
    """The columns of a table by what says how it is made; nothing of another text."""
    match = _CREATED.match(text)
    if match is None:
        return {}
    depth, parts, start = 1, [], text.find("(", match.start()) + 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth or (text[at] == "," and depth == 1):
            parts.append(text[start:at])
            start = at + 1
        if not depth:
            break
    named = [defined[1] for part in parts if (defined := _DEFINED.match(_without_remarks(part)))]
    return {match[1]: [name for name in named if name.lower() not in _NO_COLUMN]}


def _without_remarks(part: str) -> str:
    return re.sub(r"(?m)^\s*--[^\n]*$", "", part)


def _meant(text: str) -> str:
    """A text without its backslashes: the next letter, or the sign that it stands for."""
    return re.sub(
        r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text, flags=re.S
    )


def _object(columns: Sequence[str], values: Sequence[str | None]) -> dict[str, object] | None:
    names = columns or [f"column_{number}" for number in range(1, len(values) + 1)]
    return dict[str, object](zip(names, values, strict=True)) if len(names) == len(values) else None
