"""Grammars (GBNF) that a reader's reply is held to."""

import re
from collections.abc import Sequence


def object_of(fields: Sequence[str]) -> str:
    """GBNF for one JSON object with exactly these text fields."""
    pairs = ' "," ws '.join(f'"\\"{re.sub(r"[^A-Za-z0-9_ ]", "", name)}\\":" ws value' for name in fields)
    return (
        f'root ::= "{{" ws {pairs} ws "}}"\n'
        'value ::= "null" | string\n'
        'string ::= "\\"" ([^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\/bfnrt])* "\\""\n'
        "ws ::= [ ]?\n"
    )
