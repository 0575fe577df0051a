"""YAML whose entries are records: the maps of a list, those under the keys of a map, or whole documents."""

import json
import re
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.context.records.outlines.objects import (
    Found,
    Line,
    alike,
    goes_on,
    label_of,
    lines_of,
    shape_read,
)
from rlm_desktop.context.records.outlines.yaml_values import KEY, value_of
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST, _FEWEST_NAMED = 3, 5
_MAIN = 0.6
"""So much of the text the entries must make up."""
_MOST_TABLES = 8
_DEEPEST = 4
_SIGN = "\x1f"
_LOOKED_AT = 20
_BEGINS = re.compile(r"(?:---(?:[ \t]|$)|\.\.\.$|#|%|- |-$|[ \t]|[\w\"'][\w ./\"'$@+-]{0,60}:(?:[ \t]|$))")
_ITEM = re.compile(r"-(?:[ \t]+|$)")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?:[ \t]|$)")
_LIST, _MAP, _LISTS, _DOCUMENTS = "list", "map", "lists", "documents"

_LABELS = ("name", "key", "id", "entry_key")
_GROUPS = ("group", "key", "group_key")
"""What the key of an entry, or of a list of them, is called: the first of these that no entry has itself."""

Entry = dict[str, object]
Path = tuple[str, ...]


class _Place(msgspec.Struct, frozen=True):
    """Where entries lie: the keys above them, and what tells them apart."""

    kind: str
    path: Path = ()
    label: str = ""
    """What the key of an entry is called, where entries have one each."""

    @property
    def written(self) -> str:
        return _SIGN.join([self.kind, self.label, *self.path])


def _read(written: str) -> _Place:
    kind, label, *path = written.split(_SIGN)
    return _Place(kind, tuple(path), label)


def yaml_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shapes of the entries, those with the most text first; none where the text is no such.

    `whole` says whether the head is all of the text.
    """
    if not _looks_so(head):
        return ()
    try:
        places = _places(head, whole=whole)
    except (ValueError, IndexError):
        return ()
    alone = len(places) == 1
    return tuple(
        shape_read(entries, "yaml", place.written, called="" if alone or not place.path else place.path[-1])
        for place, entries in places
    )


def _looks_so(head: str) -> bool:
    """Whether each of the first lines may be one of YAML, and one of them begins an entry or a map."""
    rows = [row.rstrip() for row in head[:8192].split("\n") if row.strip()][:_LOOKED_AT]
    opened = re.search(r"(?m)^[ ]*(?:- [^\n]*:|[^\n]*:[ \t]*\r?$|---[ \t]*\r?$)", head[:8192])
    return bool(rows and opened) and all(map(_BEGINS.match, rows)) and rows[0][0] not in " \t"


def _places(head: str, *, whole: bool) -> list[tuple[_Place, list[Entry]]]:
    documents = [value_of([line.text for line in lines]) for lines in _documents(lines_of(head))]
    total = len(json.dumps(documents))
    maps = [each for each in documents if isinstance(each, dict)]
    if len(documents) >= _FEWEST and len(maps) == len(documents) and alike(maps):
        return [(_Place(_DOCUMENTS), maps)]
    found = [one for one in _within(documents[0]) if len(one[1]) >= _FEWEST] if documents else []
    found.sort(key=lambda one: -_size(one[1]))
    if len(found) > _MOST_TABLES or sum(_size(entries) for _, entries in found) < _MAIN * total:
        return []
    return found if whole else [(place, entries[:-1] or entries) for place, entries in found]


def _size(entries: Sequence[Entry]) -> int:
    return len(json.dumps(entries))


def _within(value: object, path: Path = ()) -> Iterator[tuple[_Place, list[Entry]]]:
    """The lists of maps and the maps of maps in a value, none that lies within another."""
    if isinstance(value, list):
        maps = [each for each in value if isinstance(each, dict)]
        if len(maps) == len(value) and alike(maps):
            yield _Place(_LIST, path), maps
    if not isinstance(value, dict):
        return
    members = [each for each in value.values() if isinstance(each, dict)]
    if len(members) >= _FEWEST_NAMED and len(members) == len(value) and alike(members):
        place = _Place(_MAP, path, label_of(members, _LABELS))
        yield place, [_labelled(place, key, each) for key, each in value.items()]
    elif listed := _listed(value):
        place = _Place(_LISTS, path, label_of([one for _, one in listed], _GROUPS))
        yield place, [_labelled(place, key, each) for key, each in listed]
    elif len(path) < _DEEPEST:
        for key, inner in value.items():
            yield from _within(inner, (*path, key))


def _listed(value: Entry) -> list[tuple[str, Entry]]:
    """The maps of the lists in a map, each with the key of its list, where all lists hold such; else none."""
    lists = [(key, each) for key, each in value.items() if isinstance(each, list)]
    entries = [(key, one) for key, each in lists for one in each if isinstance(one, dict)]
    whole = len(lists) == len(value) >= _FEWEST_NAMED and len(entries) == sum(len(each) for _, each in lists)
    return entries if whole and entries and alike([one for _, one in entries]) else []


def _labelled(place: _Place, key: str, entry: object) -> Entry:
    return {place.label: key, **(entry if isinstance(entry, dict) else {})}


def read_yaml(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The entries at one place of a text."""
    place = _read(which)
    if place.kind == _DOCUMENTS:
        for rows in _documents(lines):
            yield _found(place, rows)
        return
    for key, rows in _entries(lines, place):
        yield _found(place, rows, key)


def _documents(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines of each document, from its first that says something to its last."""
    rows: list[Line] = []
    for line in lines:
        if _DOCUMENT.match(line.text):
            if rows:
                yield rows
            rows = []
        elif goes_on(rows, line) and (rows or not _says_nothing(line.text)):
            rows.append(line)
    if rows:
        yield rows


def _says_nothing(text: str) -> bool:
    return text.lstrip(" ")[:1] in ("", "#", "%") or not text.strip()


def _entries(lines: Iterator[Line], place: _Place) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each entry that lies at the place, and the key above them."""
    cut = _Cut(place)
    rows: list[Line] = []
    for line in lines:
        indent = len(line.text) - len(line.text.lstrip(" "))
        within = rows and not line.text.strip()
        if not within and _says_nothing(line.text) and indent <= max(cut.level, 0):
            continue
        if not within and (cut.level < 0 or indent <= cut.level):
            if rows:
                yield cut.key, rows
            rows = []
            cut.turn(line.text, indent)
        if cut.level >= 0 and goes_on(rows, line):
            rows.append(line)
    if rows:
        yield cut.key, rows


class _Cut:
    """Where the lines are that stand between entries and beside them."""

    def __init__(self, place: _Place) -> None:
        self._path = place.path
        self._listed = place.kind != _MAP
        self._deeper = place.kind == _LISTS
        self._above: list[tuple[int, str]] = []
        self.level = -1
        """How far the entries stand in, while they are read; else less than nothing."""
        self.key = ""

    def turn(self, text: str, indent: int) -> None:
        """Take in a line that goes on with no entry: it may begin one."""
        if _DOCUMENT.match(text):
            self._above, self.level = [], -1
            return
        item = _ITEM.match(text, indent) is not None
        if indent == self.level and item == self._listed:
            return
        self.level = -1
        while self._above and self._above[-1][0] >= indent + item:
            self._above.pop()
        *above, key = *(key for _, key in self._above), ""
        if self._deeper and above:
            key = above.pop()
        if item == self._listed and tuple(above) == self._path and bool(key) == self._deeper:
            self.level, self.key = indent, key
        elif not item and (match := KEY.match(text, indent)):
            self._above.append((indent, match[1].strip("\"'")))


def _found(place: _Place, rows: list[Line], key: str = "") -> Found:
    while not rows[-1].text.strip() and len(rows) > 1:
        rows.pop()
    first = rows[0]
    indent = len(first.text) - len(first.text.lstrip(" "))
    value = _value(place, [row.text for row in rows])
    if value is not None and place.kind == _LISTS:
        value = _labelled(place, key, value)
    return Found(first.start + indent, rows[-1].end, value)


def _value(place: _Place, rows: list[str]) -> Entry | None:
    try:
        value = value_of(rows)
    except (ValueError, IndexError):
        return None
    if place.kind in (_LIST, _LISTS) and isinstance(value, list) and len(value) == 1:
        value = value[0]
    if place.kind == _MAP and isinstance(value, dict) and len(value) == 1:
        key, entry = next(iter(value.items()))
        return _labelled(place, key, entry)
    return value if isinstance(value, dict) else None
