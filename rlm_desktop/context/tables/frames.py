"""What passes between the program and the table engine: one question, one answer."""

import msgspec

MOST_BYTES = 32 * 1024 * 1024
"""Of an answer; a larger one is not given, and not taken."""


class Ask(msgspec.Struct, frozen=True):
    sql: str
    limit: int
    hidden: bool


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The tables and their columns, as the root sees them."""

    tables: dict[str, tuple[str, ...]]


class Found(msgspec.Struct, frozen=True, tag="found"):
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    more: bool


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    error: str


Answer = Ready | Found | Failed
