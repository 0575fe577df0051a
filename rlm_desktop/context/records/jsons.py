"""JSON, one object a line: every path to a value is a column, nested names joined with `_`."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.kinds import Kind, kind_of
from rlm_desktop.context.records.names import column_name, unique
from rlm_desktop.context.records.shapes import Borders, Field, Shape, quote

MOST = 0.9
OFTEN = 0.01
WIDEST = 120
DEPTH = 5

Path = tuple[str, ...]


def json_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of JSON lines, or of a JSON array of objects."""
    if not lines:
        return None
    objects = [found for line in lines if (found := _object(line)) is not None]
    if len(objects) >= max(1, MOST * len(lines)):
        return _shape(objects, "lines", share=len(objects) / len(lines))
    if head.lstrip()[:1] == "[":
        members = _members(head)
        if members:
            return _shape(members, "array", share=1.0)
    return None


def _object(line: str) -> dict[str, object] | None:
    if line.lstrip()[:1] != "{":
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _members(head: str) -> list[dict[str, object]]:
    """The objects at the beginning of an array, as many as are whole."""
    decoder = json.JSONDecoder()
    position = head.index("[") + 1
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


def _shape(objects: Sequence[dict[str, object]], borders: Borders, *, share: float) -> Shape:
    values: dict[Path, list[object]] = {}
    for item in objects:
        for path, value in _leaves(item):
            values.setdefault(path, []).append(value)
    count = Counter({path: len(found) for path, found in values.items()})
    kept = {path for path, often in count.most_common(WIDEST) if often >= OFTEN * len(objects)}
    paths = [path for path in values if path in kept]
    fields = [_field(path, values[path], index) for index, path in enumerate(paths)]
    names = unique(field.name for field in fields)
    listed = ", ".join(quote(_pointer(path)) for path in paths)
    return Shape(
        kind="json",
        borders=borders,
        row_is="record",
        extract=f"json_extract_string(CASE WHEN json_valid(line) THEN line END, [{listed}])",
        fits="f IS NOT NULL",
        fields=tuple(
            Field(name=name, text=field.text, type=field.type, cast=field.cast, note=field.note)
            for name, field in zip(names, fields, strict=True)
        ),
        keep_line=False,
        share=share,
    )


def _pointer(path: Path) -> str:
    """A path as a JSON pointer, which keys with dots and quotes pass through unharmed."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def _field(path: Path, values: Sequence[object], index: int) -> Field:
    name = column_name("_".join(path))
    kind = _kind(values, name)
    if kind.unit:
        name = f"{name}_{kind.unit}"
    note = kind.note or ("list as JSON" if any(isinstance(value, list) for value in values) else "")
    return Field(name=name, text=f"f[{index + 1}]", type=kind.type, cast=kind.cast, note=note)


def _kind(values: Sequence[object], name: str) -> Kind:
    texts = [_text(value) for value in values if value is not None]
    return kind_of(texts, name=name)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
