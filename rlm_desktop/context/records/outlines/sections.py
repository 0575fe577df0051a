"""Texts in sections (TOML, INI): each is a record where several have the same keys, its name a column."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

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
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST, _FEWEST_NAMED = 3, 5
_MAIN, _MAIN_OF_ARRAY = 0.6, 0.3
"""So much of the text the records must make up; `[[package]]` says by itself that they are some."""
_KEYED = 0.95
"""Such a share of the lines of INI are pairs, heads of sections or remarks."""
_SIGN = "\x1f"
_TOML, _INI = "toml", "ini"
_ARRAY, _NAMED, _WHOLE = "array", "named", "whole"
_HEADS = {
    _TOML: re.compile(r"[ \t]*\[(\[?)[ \t]*([\w\"'.: /@+-]+?)[ \t]*\]{1,2}[ \t]*(?:#.*)?$"),
    _INI: re.compile(r"\[(\[?)(.+?)\]?\][ \t]*(?:[;#].*)?$"),
}
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_OF_TYPE = re.compile(r"([\w-]+)(?:[ \t]+\"(.*)\"|[ \t]*:(?!//)[ \t]*(\S.*)|\.([\w-]+)|[ \t]+([\w.-]+))$")
"""A section that says of what kind it is: `remote "origin"`, `program:web`, `servers.alpha`."""
_PAIR = re.compile(r"[ \t]*([^\s=:\[#;][^=:]*?)[ \t]*[=:][ \t]*(.*)$")
_FLAG = re.compile(r"[\w.-]+$")
_REMARK = re.compile(r"[ \t]+;[ \t].*$")
_LABELS = ("name", "section", "key", "section_key")

Entry = dict[str, object]
Path = tuple[str, ...]


class _Place(msgspec.Struct, frozen=True):
    """Which sections are records: in what form, what they have in common, what their names are called."""

    form: str
    kind: str
    label: str = ""
    above: Path = ()

    @property
    def written(self) -> str:
        return _SIGN.join([self.form, self.kind, self.label, *self.above])


class _Section(msgspec.Struct):
    """A section, its lines with that of its head."""

    array: bool
    path: Path
    lines: list[Line]


def section_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the sections with the same keys that make up the text; none where it has no such."""
    if len(re.findall(r"(?m)^[ \t]*\[[^\n]*\][ \t]*(?:[;#][^\n]*)?\r?$", head)) < _FEWEST:
        return ()
    for form in (_TOML, _INI):
        if found := _of_form(head, form, whole=whole):
            place, entries = found
            return (shape_read(entries, "sections", place.written),)
    return ()


def _of_form(head: str, form: str, *, whole: bool) -> tuple[_Place, list[Entry]] | None:
    sections = list(_sections(lines_of(head), form))
    sections = sections if whole or len(sections) <= _FEWEST else sections[:-1]
    if len(sections) < _FEWEST or (form == _INI and not _is_keyed(sections)):
        return None
    best: tuple[tuple[bool, int], _Place, list[Entry]] | None = None
    for place in _places(sections, form):
        records = list(_records(iter(sections), place))
        size = sum(lines[-1].end - lines[0].start for _, lines in records)
        rank = bool(place.above), size
        entries = [value for name, lines in records if (value := _value(place, lines)) is not None]
        fewest, main = (_FEWEST, _MAIN_OF_ARRAY) if place.kind == _ARRAY else (_FEWEST_NAMED, _MAIN)
        good = len(entries) >= max(fewest, 0.9 * len(records)) and alike(entries)
        if good and size >= main * len(head) and (best is None or rank > best[0]):
            label = label_of(entries, _LABELS) if place.kind != _ARRAY else ""
            place = msgspec.structs.replace(place, label=label)
            best = rank, place, [_labelled(place, name, _value(place, lines)) for name, lines in records]
    return best[1:] if best else None


def _is_keyed(sections: Sequence[_Section]) -> bool:
    lines = [line.text for each in sections for line in each.lines[1:] if line.text.strip()]
    fit = sum(text[0] in ";# \t" or bool(_PAIR.match(text) or _FLAG.match(text)) for text in lines)
    return fit >= _KEYED * len(lines)


def _places(sections: Sequence[_Section], form: str) -> list[_Place]:
    """The ways in which sections may be records, the most particular first."""
    found = [_Place(form, _ARRAY, above=each.path) for each in sections if each.array]
    found += [_Place(form, _NAMED, above=each.path[:-1]) for each in sections if not each.array]
    return [*dict.fromkeys(found), _Place(form, _WHOLE)]


def read_sections(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The sections of one place of a text."""
    form, kind, label, *above = which.split(_SIGN)
    place = _Place(form, kind, label, tuple(above))
    for name, rows in _records(_sections(lines, form), place):
        first = rows[0]
        start = first.start + len(first.text) - len(first.text.lstrip())
        value = _value(place, rows)
        yield Found(start, rows[-1].end, None if value is None else _labelled(place, name, value))


def _sections(lines: Iterator[Line], form: str) -> Iterator[_Section]:
    section: _Section | None = None
    for line in lines:
        match = _HEADS[form].match(line.text)
        if match:
            if section:
                yield section
            section = _Section(match[1] == "[", _path(match[2], form), [line])
        elif section and goes_on(section.lines, line):
            section.lines.append(line)
    if section:
        yield section


def _path(name: str, form: str) -> Path:
    if form == _TOML:
        return tuple("".join(part) for part in _PART.findall(name))
    match = _OF_TYPE.match(name)
    return (match[1], "".join(part or "" for part in match.groups()[1:])) if match else (name,)


def _records(sections: Iterator[_Section], place: _Place) -> Iterator[tuple[str, list[Line]]]:
    """The name of each record and its lines, with those of the sections below it."""
    path: Path = ()
    lines: list[Line] = []
    for section in sections:
        below = lines and len(section.path) > len(path) and section.path[: len(path)] == path
        if below and place.kind != _WHOLE:
            lines += section.lines if goes_on(lines, section.lines[-1]) else []
            continue
        if lines:
            yield path[-1], _trimmed(lines)
        begins = _begins(section, place)
        path, lines = (section.path, list(section.lines)) if begins else ((), [])
        if begins and place.kind == _WHOLE:
            path = (_HEADS[place.form].match(section.lines[0].text)[2],)  # type: ignore[index]
    if lines:
        yield path[-1], _trimmed(lines)


def _begins(section: _Section, place: _Place) -> bool:
    if not section.path:
        return False  # `[= ]` has no name
    if place.kind == _ARRAY:
        return section.array and section.path == place.above
    return not section.array and (place.kind == _WHOLE or section.path[:-1] == place.above)


def _trimmed(lines: list[Line]) -> list[Line]:
    """The lines up to the last that says something; remarks at the end belong to what comes behind them."""
    last = max(n for n, line in enumerate(lines) if n == 0 or line.text.strip()[:1] not in ("", "#", ";"))
    return lines[: last + 1]


def _labelled(place: _Place, name: str, entry: Entry | None) -> Entry:
    return {**({place.label: name} if place.label else {}), **(entry or {})}


def _value(place: _Place, lines: Sequence[Line]) -> Entry | None:
    return _READ[place.form]([line.text for line in lines])


def _of_toml(rows: Sequence[str]) -> Entry | None:
    try:
        value: object = tomllib.loads("\n".join(rows), parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    head = _HEADS[_TOML].match(rows[0])
    for part in _path(head[2], _TOML) if head else ():
        value = value[part] if isinstance(value, dict) else None
        value = value[0] if isinstance(value, list) else value
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else None


def _plain(value: object) -> object:
    """A value as JSON can write it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()} or None
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, datetime | date | time) else value


def _of_ini(rows: Sequence[str]) -> Entry | None:
    """Keys and values of a section; what stands further in than its keys goes on with the value above."""
    pairs: dict[str, list[list[str]]] = {}
    last: list[str] = []
    usual = -1
    for row in rows[1:]:
        bare = row.strip()
        if not bare or bare[0] in "#;":
            continue
        indent = len(row) - len(row.lstrip())
        if pairs and indent > usual:
            last.append(bare)
            continue
        match = _PAIR.match(row)
        key, value = (match[1], match[2]) if match else (bare, "true" if _FLAG.match(bare) else "")
        usual = indent if usual < 0 else usual
        last = [text] if (text := _bare(_REMARK.sub("", value))) else []
        pairs.setdefault(_bare(key), []).append(last)
    return {key: _joined(values) for key, values in pairs.items()}


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _joined(values: Sequence[Sequence[str]]) -> object:
    """The value of a key; a list where it stands there several times, or has its things on lines below."""
    if len(values) > 1:
        return [" ".join(each) for each in values]
    return list(values[0]) if len(values[0]) > 1 else "".join(values[0]) or None


_READ: Mapping[str, Callable[[Sequence[str]], Entry | None]] = {_TOML: _of_toml, _INI: _of_ini}
