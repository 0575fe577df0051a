"""What a form of records is: how each begins, and what makes `Key: value` lines of it."""

import msgspec

from rlm_desktop.context.records.shapes.shape import Field


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to mark fields: how a text of it begins, how each record does, and what makes lines of it."""

    opens: str = ""
    begins: str
    steps: tuple[tuple[str, str], ...]
    named: dict[str, str] = {}
    """What keys are called in the words of people, where their own are none."""
    left_out: frozenset[str] = frozenset()
    listed: str = ""
    """What parts the things of a list, in the fields of which `lists` tells."""
    lists: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    """Fields that a record may have several times, whether or not the first records do."""
    composed: bool = False
    """Whether accents are to be put on their letters."""
    moments: frozenset[str] = frozenset()
    """Fields that are days or moments, both written without signs between their numbers."""
    body: str = ""
    """What is told behind the first blank line of a record, if it has such."""
    more: tuple[Field, ...] = ()
    """What follows from others."""
    cells: dict[str, tuple[str, ...]] = {}
    """The names of the cells between bars, in fields that have such."""
    carried: tuple[str, ...] = ()
    """Columns in which a blank stands for what the record above has."""
    rare: bool = False
    """Whether fields of a few records are columns as well, and how often a field stands there."""
