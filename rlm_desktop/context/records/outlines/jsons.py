"""JSON, one object a line, an array of them, or an array inside an object: every path is a column.

Nested names are joined with `_`.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from rlm_desktop.context.records.logs.elements import LEVELS
from rlm_desktop.context.records.outlines import listed_objects
from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Borders, Field, Shape, quote
from rlm_desktop.context.records.values import geo_points, said_instead
from rlm_desktop.context.records.values.kinds import TEXT, Kind, kind_of
from rlm_desktop.profile import FREE_TEXT, SAID_BY_FIELDS

MOST = 0.9
OFTEN = 0.01
WIDEST = 120
DEPTH = 5
_KEY = re.compile(r'[\s,]*"((?:[^"\\]|\\.)*)"\s*:\s*')
_MAIN = 0.6
"""So much of an object its array must make up for its members to be the records."""
_FEWEST = 3
_SAYS = frozenset(("message", "msg", "log", "text", "body"))
_LEVELS = frozenset(("level", "severity", "loglevel", "lvl", "levelname", "errorseverity", "severitytext"))
_LEVEL = re.compile(rf"{LEVELS}|[1-6]0", re.IGNORECASE)
"""A level in a word, or in tens as Node's logs have it."""

Path = tuple[str, ...]


def json_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of JSON lines, of a JSON array of objects, or of the one array that an object consists of."""
    objects = [found for line in lines if (found := _object(line)) is not None]
    if len(objects) > 1 and len(objects) >= MOST * len(lines):
        return shape_of_objects(objects, "lines", share=len(objects) / len(lines))
    if head.lstrip()[:1] == "[" and (members := members_of(head)):
        return shape_of_objects(members, "array", share=1.0)
    if head.lstrip()[:1] == "{" and (found_within := _within(head)):
        key, members = found_within
        return shape_within(key, members)
    if lines and len(objects) >= max(1, MOST * len(lines)):
        return shape_of_objects(objects, "lines", share=len(objects) / len(lines))
    return None


def shape_within(key: str, members: Sequence[dict[str, object]]) -> Shape:
    """The shape of the members of an array that lies in an object under a name."""
    return msgspec.structs.replace(shape_of_objects(members, "nested", share=1.0), delimiter=key)


def _object(line: str) -> dict[str, object] | None:
    if line.lstrip()[:1] != "{":
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _within(head: str) -> tuple[str, list[dict[str, object]]] | None:
    """The name of the array that makes up most of an object, and its first members: `{"data": [{…}, …]}`.

    Of catalogues and of answers of servers this is the usual form; the array may lie deeper in.
    """
    decoder, depth = json.JSONDecoder(), 0
    position, found = head.index("{") + 1, []
    while match := _KEY.match(head, position):
        key, position = match.group(1), match.end()
        opening = head[position : position + 1]
        try:
            _, end = decoder.raw_decode(head, position)
        except (ValueError, RecursionError):
            end = len(head)  # the text goes on
        if opening == "{" and end - position > _MAIN * len(head) and depth < DEPTH:
            position, depth = position + 1, depth + 1  # what is asked for is in there
            continue
        if opening == "[" and re.match(r"\[\s*\{", head[position : position + 200]):
            found.append((end - position, key, position))
        if end == len(head):
            break
        position = end
    size, key, start = max(found, default=(0, "", 0))
    first = re.search(rf'"{re.escape(key)}"\s*:\s*\[', head) if key else None
    if size < _MAIN * len(head) or first is None or first.end() != start + 1:
        return None
    members = members_of(head, start)
    return (key, members) if len(members) >= _FEWEST else None


def members_of(head: str, start: int = 0) -> list[dict[str, object]]:
    """The objects at the beginning of an array, as many as are whole."""
    decoder = json.JSONDecoder()
    position = head.index("[", start) + 1
    found: list[dict[str, object]] = []
    while len(found) < 1000:
        while position < len(head) and head[position] in " \t\r\n,":
            position += 1
        try:
            value, position = decoder.raw_decode(head, position)
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict):
            return []
        found.append(value)
    return found


def _leaves(value: dict[str, object], above: Path = ()) -> Iterator[tuple[Path, object]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and inner and len(above) < DEPTH:
            yield from _leaves(inner, (*above, key))
        else:
            yield (*above, key), inner


def shape_of_objects(objects: Sequence[dict[str, object]], borders: Borders, *, share: float) -> Shape:
    """The shape of records that are objects: a column for each path."""
    values: dict[Path, list[object]] = {}
    for item in objects:
        for path, value in _leaves(item):
            values.setdefault(path, []).append(value)
    count = Counter({path: len(found) for path, found in values.items()})
    kept = {path for path, often in count.most_common(WIDEST) if often >= OFTEN * len(objects)}
    paths = [path for path in values if path in kept]
    said = _said(paths, values) if _is_log(paths, values) else []
    fields = [
        field
        for index, path in enumerate(paths)
        for field in geo_points.apart(path, values, index)
        or listed_objects.apart(column_name("_".join(path)), _lists(values[path]), index)
        or _with_words(_field(path, values[path], index, free=index in said), values[path])
    ]
    fields += [_line(said)] if said else []
    listed = ", ".join(quote(_pointer(path)) for path in paths)
    return Shape(
        kind="log" if said else "json",
        borders=borders,
        row_is="record",
        extract=f"json_extract_string(CASE WHEN json_valid(line) THEN line END, [{listed}])",
        fits="f IS NOT NULL",
        fields=told_apart(fields),
        keep_line=False,
        share=share,
    )


def _is_log(paths: Sequence[Path], values: Mapping[Path, Sequence[object]]) -> bool:
    """Whether each object is an entry of a log: it has a level and a time, and no field `line` of its own.

    A finding of a linter has one, a number.
    """
    if any(path[-1].lower() == "line" for path in paths):
        return False
    levels = [values[path] for path in paths if path[-1].lower().replace("_", "") in _LEVELS]
    alike = any(all(_LEVEL.fullmatch(str(one)) for one in some if one is not None) for some in levels)
    return alike and any(_kind(values[path], path[-1]).type == "timestamp" for path in paths)


def _said(paths: Sequence[Path], values: Mapping[Path, Sequence[object]]) -> list[int]:
    """Which keys hold what an entry of a log says; none where all entries say the same few things."""
    found = [index for index, path in enumerate(paths) if path[-1].lower() in _SAYS]
    spoken = {str(one) for index in found for one in values[paths[index]] if " " in str(one)}
    return found if len(spoken) >= _FEWEST else []


def _line(said: Sequence[int]) -> Field:
    """What an entry of a log says, where other logs have their line."""
    parts = ", ".join(f"f[{index + 1}]" for index in said)
    return Field(name="line", text=f"concat_ws(' ', {parts})", note=SAID_BY_FIELDS)


def _pointer(path: Path) -> str:
    """A path as a JSON pointer, which keys with dots and quotes pass through unharmed."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def _field(path: Path, values: Sequence[object], index: int, *, free: bool = False) -> Field:
    name = column_name("_".join(path))
    kind = _kind(values, name)
    if kind.unit:
        name = f"{name}_{kind.unit}"
    if lists := _lists(values):
        return _listed(name, lists, index)
    note = FREE_TEXT if free and kind.type == "text" else kind.note
    return Field(name=name, text=f"f[{index + 1}]", type=kind.type, cast=kind.cast, note=note)


def _with_words(field: Field, values: Sequence[object]) -> Sequence[Field]:
    """The column; and beside it what is said in the place of its figures, where a few things are."""
    texts = [value for value in values if isinstance(value, str)]
    kind = said_instead.read(texts, field.name) if field.cast == TEXT.cast and not field.note else None
    if kind is None:
        return (field,)
    return said_instead.apart(msgspec.structs.replace(field, type=kind.type, cast=kind.cast, note=kind.note))


def _lists(values: Sequence[object]) -> list[list[object]]:
    return [value for value in values if isinstance(value, list)]


def _listed(name: str, lists: Sequence[list[object]], index: int) -> Field:
    """Rule "each of a list is one": names and numbers of a list stand side by side, as in other tables.

    A list of objects that hold others stays as it is written.
    """
    text, parts = f"f[{index + 1}]", [part for each in lists for part in each]
    sign = next((s for s in several.SEPARATORS if not any(s in str(part) for part in parts)), "")
    if not sign or not parts or any(isinstance(part, list | dict) for part in parts):
        return Field(name=name, text=text, type="text", cast=TEXT.cast, note="list as JSON")
    read = f"array_to_string(TRY_CAST(TRY_CAST({{x}} AS JSON) AS VARCHAR[]), {quote(sign + ' ')})"
    cast = f"nullif(coalesce({read}, {{x}}), '')"
    return Field(name=name, text=text, type="text", cast=cast, note=several.NOTE.format(sign))


def _kind(values: Sequence[object], name: str) -> Kind:
    texts = [_text(value) for value in values if value is not None]
    return kind_of(texts, name=name)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
