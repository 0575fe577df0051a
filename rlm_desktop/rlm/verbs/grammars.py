"""Grammars (GBNF) that a reader's reply is held to."""

import json
import re
from collections.abc import Mapping, Sequence

_VALUES = {"text": "text", "number": "number", "date": "date", "yes or no": "truth"}


def key(name: str) -> str:
    """A field's name as it stands in the object: what would break the grammar is left out."""
    return re.sub(r"[^A-Za-z0-9_ ]", "", name)


def object_of(fields: Mapping[str, str | Sequence[str]]) -> str:
    """GBNF for one JSON object with exactly these fields, each of its type, a list's value, or null."""
    pairs = ' "," ws '.join(f'"\\"{key(name)}\\":" ws {_value(kind)}' for name, kind in fields.items())
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
