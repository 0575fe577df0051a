"""What became of a program when it was held against its question: as it may run, and what is not sure."""

import msgspec

from rlm_desktop.rlm.programs import Program


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A program after the check: as it may run, what was mended, and how well it is grounded (0 to 1)."""

    program: Program
    mends: tuple[str, ...] = ()
    problem: str = ""
    """Why it must not run, in the terms of the data; empty when it may."""
    score: float = 1.0
    expects_nothing: bool = False
    """Whether it looks for a word of the question that no line says: then zero is a full answer."""
    doubts: tuple[str, ...] = ()
    """What the question asks for and the program does not."""
