"""Points of GeoJSON: the longitude, the latitude and, where it is told, the height or depth of each."""

from collections.abc import Mapping, Sequence

from rlm_desktop.context.records.shapes.names import column_name
from rlm_desktop.context.records.shapes.shape import Field
from rlm_desktop.context.records.values.kinds import kind_of

_NAMES = ("longitude", "latitude", "height_or_depth")
"""In the order that the format has them."""
_FEWEST, _MOST = 2, 3


def apart(
    path: tuple[str, ...], values: Mapping[tuple[str, ...], Sequence[object]], index: int
) -> tuple[Field, ...]:
    """Columns for the coordinates at `path`, the key number `index`; none where they are no points."""
    points = [value for value in values[path] if value is not None]
    kinds = {kind for kind in values.get((*path[:-1], "type"), ()) if kind is not None}
    if path[-1] != "coordinates" or kinds != {"Point"} or not points or not all(map(_is_point, points)):
        return ()
    longest = max(len(point) for point in points if isinstance(point, list))
    fields = []
    for place, name in enumerate(_NAMES[:longest]):
        told = [str(point[place]) for point in points if isinstance(point, list) and len(point) > place]
        kind = kind_of(told)
        text = f"json_extract_string(TRY_CAST(f[{index + 1}] AS JSON), '$[{place}]')"
        called = column_name("_".join((*path[:-1], name)))
        fields.append(Field(name=called, text=text, type=kind.type, cast=kind.cast, note=kind.note))
    return tuple(fields)


def _is_point(value: object) -> bool:
    return (
        isinstance(value, list)
        and _FEWEST <= len(value) <= _MOST
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    )
