"""Makes of a program's value plain data that can be sent: numbers, strings, lists and objects."""

import dataclasses
import datetime
import decimal
import fractions
import math
from collections.abc import Iterable, Mapping, Set
from typing import Any


def plain(value: object) -> object:
    """The value as JSON can hold it. Order is kept; sets are sorted where they can be."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):  # also `context`, and passages that know their place
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (decimal.Decimal, fractions.Fraction)):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    if hasattr(value, "__plain__"):
        return plain(value.__plain__())
    return _collection(value)


def _collection(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Set):
        return [plain(item) for item in _sorted(value)]
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def _mapping(value: Mapping[Any, object]) -> object:
    """An object; or, where a key is a tuple or the like, a list of pairs."""
    if all(isinstance(key, (str, int, float, bool, datetime.date, type(None))) for key in value):
        return {_key(key): plain(item) for key, item in value.items()}
    return [[plain(key), plain(item)] for key, item in value.items()]


def _key(key: object) -> str:
    return key if isinstance(key, str) else str(plain(key))


def _sorted(items: Set[Any]) -> list[Any]:
    try:
        return sorted(items)
    except TypeError:
        return list(items)
