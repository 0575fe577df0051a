"""What a follow-up has before it, and what becomes of it."""

import msgspec


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The question before, complete in itself, and what came of it."""

    question: str
    answer: str = ""
    value: object = None
    program: str = ""
    plan: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that the earlier answer was about, which "those" speaks of: conditions in SQL over one table."""

    table: str
    conditions: tuple[str, ...]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it is answered."""

    question: str
    """Complete in itself."""
    for_reader: str = ""
    """The same in the language of the text where that is another than the question's here."""
    why: str = ""
    """How it was completed, in a sentence; empty where it was left as it is."""
    kept: Kept | None = None
    example: tuple[str, str] | None = None
    """The earlier question and its query, where it had one: an example over this very text."""
    earlier: Earlier | None = None
    """The question before with all that came of it, for a root that can make use of it."""
