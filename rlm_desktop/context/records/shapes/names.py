"""Names of columns: lower case words that SQL takes without quotes."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from rlm_desktop.context.records.shapes.shape import Field

# Words the table engine keeps for itself; a column called so would need quotes, which a small model forgets.
RESERVED = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "anti",
        "any",
        "array",
        "as",
        "asc",
        "asof",
        "asymmetric",
        "at",
        "authorization",
        "between",
        "binary",
        "both",
        "by",
        "case",
        "cast",
        "check",
        "collate",
        "collation",
        "column",
        "concurrently",
        "constraint",
        "create",
        "cross",
        "current_date",
        "current_time",
        "current_timestamp",
        "default",
        "deferrable",
        "desc",
        "describe",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "exists",
        "false",
        "fetch",
        "for",
        "foreign",
        "freeze",
        "from",
        "full",
        "glob",
        "group",
        "having",
        "ilike",
        "in",
        "initially",
        "inner",
        "intersect",
        "into",
        "is",
        "isnull",
        "join",
        "lambda",
        "lateral",
        "leading",
        "left",
        "like",
        "limit",
        "natural",
        "not",
        "notnull",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "outer",
        "overlaps",
        "pivot",
        "pivot_longer",
        "pivot_wider",
        "placing",
        "positional",
        "primary",
        "qualify",
        "references",
        "returning",
        "right",
        "select",
        "semi",
        "show",
        "similar",
        "some",
        "summarize",
        "symmetric",
        "table",
        "tablesample",
        "then",
        "to",
        "trailing",
        "true",
        "union",
        "unique",
        "unpack",
        "unpivot",
        "using",
        "variadic",
        "verbose",
        "when",
        "where",
        "window",
        "with",
    ]
)
INSTEAD = {
    "order": "order_no",
    "group": "group_name",
    "table": "table_name",
    "end": "end_at",
    "from": "sender",
    "when": "time",
    "to": "recipient",
}
LONGEST = 40
"""Characters that a column's name has at most."""
WORDS = re.compile(r"[^\W_]+", re.UNICODE)
SHORT = re.compile(r"(?<![A-Za-z])[A-Z][a-z][A-Z](?![A-Za-z])")
"""Short names that are one word, though a capital stands within them: AfD, PhD."""
_NUMBER_OF = re.compile(r"^(?:#|[Nn]o\.?|[Nn]r\.?) of ")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def column_name(words: str, fallback: str = "field") -> str:
    """`words` as a column's name: "Python-Version" becomes `python_version`."""
    whole = _NUMBER_OF.sub("number of ", words.strip())
    whole = SHORT.sub(lambda match: match.group().lower(), whole)
    parts = WORDS.findall(CAMEL.sub(" ", whole))
    name = "_".join(part.lower() for part in parts)[:LONGEST].strip("_") or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    if name in RESERVED:
        return INSTEAD.get(name, f"{name}_value")
    return name


def unique(names: Iterable[str]) -> list[str]:
    """The same names, with a number after those that were there before."""
    seen: set[str] = set()
    out = []
    for name in names:
        taken, number = name, 2
        while taken in seen:
            taken, number = f"{name}_{number}", number + 1
        seen.add(taken)
        out.append(taken)
    return out


def told_apart(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The columns of a table, each under a name of its own."""
    names = unique(field.name for field in fields)
    return tuple(msgspec.structs.replace(field, name=name) for name, field in zip(names, fields, strict=True))
