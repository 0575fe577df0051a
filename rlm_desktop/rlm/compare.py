"""Results of several programs side by side: which are the same, and how an answer is worded."""

import math
import textwrap
from collections.abc import Sequence

_MOST_ROWS = 30
_BRIEF = 80  # letters
_PAIR = 2
"""So many texts may be one row: a first and a last name."""


def simple(value: object) -> object:
    """A result as a person would hold it: one row is a list, one cell is a value."""
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, tuple | list):
        items = [
            simple(item) if isinstance(item, list | tuple) and len(item) == 1 else item for item in value
        ]
        return [list(item) if isinstance(item, tuple) else item for item in items]
    return value


def is_empty(value: object) -> bool:
    """Whether a result says nothing: no rows, null, empty text, or only such."""
    if isinstance(value, list | tuple | dict):
        items = list(value.values()) if isinstance(value, dict) else list(value)
        return all(is_empty(item) for item in items)
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def is_nothing_found(value: object) -> bool:
    """Zero counts as well: right for some questions, but a sign of a condition that fits nothing."""
    return is_empty(value) or (isinstance(value, int | float) and value == 0)


def has_gap(value: object) -> bool:
    """Whether a result is one row in which something stands, and elsewhere nothing."""
    if not isinstance(value, list | tuple) or _are_rows(value):
        return False
    empty = [item is None or item == "" for item in value]
    return any(empty) and not all(empty)


def atoms(value: object) -> frozenset[str]:
    """The single values in a result, in a form in which equal ones are equal: 3, 3.0 and "3" are the same."""
    if isinstance(value, dict):
        return frozenset().union(*(atoms(item) for pair in value.items() for item in pair))
    if isinstance(value, list | tuple):
        return frozenset().union(*(atoms(item) for item in value))
    return frozenset() if value is None else frozenset([_atom(value)])


def _atom(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{float(str(value)):.6g}"
    except ValueError:
        text = " ".join(str(value).split()).lower()
        return text.removesuffix(" 00:00:00")


def same(one: object, other: object) -> bool:
    """Equal by value; a result that only says more of its rows ("Oulu" and "Oulu, 47") agrees as well."""
    a, b = atoms(one), atoms(other)
    if a == b or not a or not b:
        return a == b
    return _says_more(one, other) if a < b else b < a and _says_more(other, one)


def _says_more(less: object, more: object) -> bool:
    """Whether a result has no other rows than one whose values are all among its own.

    Of values side by side it is not known if they are a row or a column: many of one kind are a column.
    """
    if isinstance(less, dict) or isinstance(more, dict):
        return True
    if _are_rows(more):
        return _rows_in(less) == _rows_in(more)
    values = more if isinstance(more, list | tuple) else [more]
    return not _are_rows(less) and (len(values) <= _PAIR or not _of_one_kind(values))


def _are_rows(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, list | tuple) for item in value)


def _rows_in(value: object) -> int:
    if not isinstance(value, list | tuple):
        return 1
    return len(value) if _are_rows(value) or _of_one_kind(value) else 1


def _of_one_kind(values: Sequence[object]) -> bool:
    return len({isinstance(value, str) for value in values}) == 1


def in_words(value: object) -> str:
    """The answer as a person reads it: values by comma, rows by line."""
    if isinstance(value, dict):
        return "\n".join(f"{_cell(key)}: {in_words(item)}" for key, item in list(value.items())[:_MOST_ROWS])
    if isinstance(value, list | tuple):
        return _rows(value)
    return _cell(value)


def _rows(value: Sequence[object]) -> str:
    nested = any(isinstance(item, list | tuple) for item in value)
    if not nested:
        return ", ".join(_cell(item) for item in value[:200])
    lines = [in_words(item) for item in value[:_MOST_ROWS]]
    if len(value) > _MOST_ROWS:
        lines.append(f"… and {len(value) - _MOST_ROWS:,} more")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _decimal(value)
    return "nothing" if value is None else str(value).removesuffix(" 00:00:00")


def _decimal(value: float) -> str:
    """Two decimals from 1 on, four significant digits below."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4g}"


def briefly(value: object) -> str:
    """Another result in a few words, in quotes, cut between two of its words."""
    lines = [" ".join(line.split()) for line in in_words(value).strip().splitlines()]
    flat = "; ".join(line for line in lines if line)
    return f"“{textwrap.shorten(flat, _BRIEF, placeholder=' …')}”" if flat else "nothing"
