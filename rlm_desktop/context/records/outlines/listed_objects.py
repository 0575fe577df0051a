"""Lists of objects in JSON: what the objects have under each key stands side by side, and how many there are.

Of `"laureates": [{"firstname": "Andre", "surname": "Geim", "share": "2"}, …]` the columns are `laureates`,
which has their names, `laureates_share` and `number_of_laureates`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name
from rlm_desktop.context.records.shapes.shape import Field, quote
from rlm_desktop.context.records.values.kinds import kind_of

_MOST_KEYS = 12
_OFTEN = 0.02
"""Such a share of the objects must have a key for it to be a column."""
_FEWEST = 3
_NAMES = ("name", "full_name", "fullname", "display_name", "title", "label")
"""What an object is called by: the first of these that it has."""
_FIRST = ("firstname", "first_name", "given_name", "given", "forename")
_LAST = ("surname", "lastname", "last_name", "family_name", "family")
_SIGNS = (";", "|")

Objects = Sequence[Mapping[str, object]]


def apart(name: str, lists: Sequence[Sequence[object]], index: int) -> tuple[Field, ...]:
    """Columns for the lists at the key number `index`; none where their objects hold others, or are few."""
    objects = [one for each in lists for one in each if isinstance(one, dict)]
    if len(objects) < max(_FEWEST, sum(map(len, lists))):
        return ()
    if any(isinstance(inner, list | dict) for one in objects for inner in one.values()):
        return ()
    counted = Counter(key for one in objects for key in one)
    keys = [key for key, often in counted.items() if often >= _OFTEN * len(objects)]
    if not keys or len(keys) > _MOST_KEYS:
        return ()
    called = _called(keys)
    columns = [(name, called)] if called else []
    columns += [(f"{name}_{column_name(key)}", [key]) for key in keys if key not in called]
    if all(len(each) < 2 for each in lists):
        return tuple(_single(column, own, objects, index) for column, own in columns)
    number = Field(
        name=f"number_of_{name}",
        text=f"CAST(json_array_length(TRY_CAST(f[{index + 1}] AS JSON)) AS VARCHAR)",
        type="integer",
        cast="TRY_CAST({x} AS BIGINT)",
    )
    return (*(_side_by_side(column, own, objects, index) for column, own in columns), number)


def _called(keys: Sequence[str]) -> list[str]:
    """The keys under which an object has its name, in order; none where it has none."""
    plain = {column_name(key): key for key in keys}
    first, last = (next((plain[one] for one in of if one in plain), "") for of in (_FIRST, _LAST))
    if first and last:
        return [first, last]
    return [plain[one] for one in _NAMES if one in plain][:1]


def _side_by_side(name: str, keys: Sequence[str], objects: Objects, index: int) -> Field:
    texts = [_text(one, keys) for one in objects]
    sign = next((sign for sign in _SIGNS if not any(sign in text for text in texts)), _SIGNS[-1])
    listed = (
        f"list_transform(TRY_CAST(TRY_CAST(f[{index + 1}] AS JSON) AS JSON[]), lambda x: {_read('x', keys)})"
    )
    return Field(
        name=name, text=f"array_to_string({listed}, {quote(f'{sign} ')})", note=several.NOTE.format(sign)
    )


def _single(name: str, keys: Sequence[str], objects: Objects, index: int) -> Field:
    """The column of lists that have one object at most."""
    kind = kind_of([_text(one, keys) for one in objects], name=name)
    first = f"json_extract(TRY_CAST(f[{index + 1}] AS JSON), '$[0]')"
    return Field(name=name, text=_read(first, keys), type=kind.type, cast=kind.cast, note=kind.note)


def _read(one: str, keys: Sequence[str]) -> str:
    """What an object in SQL has under some keys, with a blank between; NULL where it has none of them."""
    pointers = [quote("/" + key.replace("~", "~0").replace("/", "~1")) for key in keys]
    texts = ", ".join(f"json_extract_string({one}, {pointer})" for pointer in pointers)
    return f"nullif(trim(concat_ws(' ', {texts})), '')"


def _text(one: Mapping[str, object], keys: Sequence[str]) -> str:
    found = [one.get(key) for key in keys]
    return " ".join(
        str(value).lower() if isinstance(value, bool) else str(value) for value in found if value is not None
    )
