"""What becomes of one condition of a query: as it may stand, what was done to it, what is not sure."""

import msgspec
from sqlglot import exp


class Verdict(msgspec.Struct, frozen=True):
    """The condition as it may stand (None: it is dropped), and what was done to it in a sentence."""

    condition: exp.Expr | None
    why: str = ""
    doubt: str = ""
    """What is not sure of it, told beside the answer."""
    impossible: bool = False
    """Whether no row can fit it: it compares with a value that stands nowhere."""
