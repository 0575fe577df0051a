"""What becomes of one condition of a query: as it may stand, what was done to it, what is not sure."""

from collections.abc import Sequence

import msgspec
from sqlglot import exp

from rlm_desktop.rlm.question.linking import words


class Verdict(msgspec.Struct, frozen=True):
    """The condition as it may stand (None: it is dropped), and what was done to it in a sentence."""

    condition: exp.Expr | None
    why: str = ""
    doubt: str = ""
    """What is not sure of it, told beside the answer."""
    impossible: bool = False
    """Whether no row can fit it: it compares with a value that stands nowhere."""


def says_another(mended: exp.Expr | None, condition: exp.Expr, given: Sequence[exp.Expr]) -> bool:
    """Whether a condition would be the same as another of the query, which it was not before."""
    if mended is None or mended == condition:
        return False
    others = [_bare(one) for one in given if one is not condition]
    return _bare(condition) not in others and _bare(mended) in others


def is_spoken_of(column: str, question: str) -> bool:
    """Whether a question says a column, or what it comes of: "did he win" says `winner`."""
    said = [word for word in words(question) if len(word) > 2]
    return any(name.startswith(word) for name in words(column.replace("_", " ")) for word in said)


def _bare(condition: exp.Expr) -> str:
    return condition.sql(dialect="duckdb").replace('"', "").lower()
