"""Grammars (GBNF) that a reader's reply is held to."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

_VALUES = {"text": "text", "number": "number", "date": "date", "yes or no": "truth"}


def keys(names: Iterable[str]) -> dict[str, str]:
    """Each field's name as it stands in the object: without what would break the grammar, no two alike."""
    found: dict[str, str] = {}
    for name in names:
        bare = key = re.sub(r"[^\w ]", "", name).strip() or "field"
        while key in found.values():
            key = f"{bare} {len(found) + 1}" if key == bare else f"{key}_"
        found[name] = key
    return found


def object_of(fields: Mapping[str, str | Sequence[str]]) -> str:
    """GBNF for one JSON object with exactly these fields, each of its type, a list's value, or null."""
    named = keys(fields)
    pairs = ' "," ws '.join(f'"\\"{named[name]}\\":" ws {_value(kind)}' for name, kind in fields.items())
    return (
        f'root ::= "{{" ws {pairs} ws "}}"\n'
        'text ::= "null" | string\n'
        'number ::= "null" | "-"? [0-9]+ ("." [0-9]+)?\n'
        'date ::= "null" | "\\"" [0-9] [0-9] [0-9] [0-9] "-" [0-9] [0-9] ("-" [0-9] [0-9])? "\\""\n'
        'truth ::= "null" | "true" | "false"\n'
        'string ::= "\\"" ([^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\/bfnrt])* "\\""\n'
        "ws ::= [ ]?\n"
    )


def _value(kind: str | Sequence[str]) -> str:
    if isinstance(kind, str):
        return _VALUES[kind]
    return (
        "("
        + " | ".join(['"null"', *(terminal(json.dumps(choice, ensure_ascii=False)) for choice in kind)])
        + ")"
    )


def terminal(text: str) -> str:
    """Text as a GBNF terminal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
