"""What stands above the names of a table: an account and its balance, above the bookings of a statement.

And rows that lack a cell: the figures and days behind it are read from the columns in which they belong.
"""

from collections.abc import Sequence

from rlm_desktop.context.records.tables.header_rows import header_row
from rlm_desktop.context.records.values.kinds import TEXT, kind_of

Row = Sequence[str]
_LONGEST = 30  # rows
_MOST = 0.9
_NARROWEST, _FEWEST = 3, 3


def length(rows: Sequence[Row]) -> int:
    """How many rows stand above that with the names: all narrower than the table, which has a header."""
    for above in range(1, min(_LONGEST, len(rows) - _FEWEST)):
        width, body = len(rows[above]), rows[above + 1 :]
        if width < _NARROWEST or any(len(row) >= width for row in rows[:above]):
            continue
        whole = [row for row in body if len(row) == width]
        if len(whole) >= max(_FEWEST, _MOST * len(body)) and header_row([rows[above], *whole], width):
            return above
    return 0


def lacking(rows: Sequence[Row], width: int) -> int:
    """Which cell rows with one too few lack, from 0; -1 where there are none, or they do not fit so.

    It is that of a text, such that what has a type stands in its column; of several the one of fewest kinds.
    """
    whole = [row for row in rows if len(row) == width]
    short = [row for row in rows if len(row) == width - 1]
    if not short or not whole or len(short) > (1 - _MOST) * len(rows):
        return -1
    columns = [list(column) for column in zip(*whole, strict=True)]
    kinds = [kind_of(column) for column in columns]
    typed = [place for place, kind in enumerate(kinds) if kind != TEXT]
    texts = [place for place in range(width) if place not in typed]
    fitting = [
        place
        for place in texts
        if all(
            kind_of([filled[at]]).type == kinds[at].type
            for row in short
            for filled in [[*row[:place], "", *row[place:]]]
            for at in typed
        )
    ]
    return min(fitting, key=lambda place: len(set(columns[place]))) if typed and fitting else -1


def filled(split: str, width: int, place: int) -> str:
    """The cells of a row in SQL, with an empty one where it lacks it."""
    whole = f"list_concat({split}[:{place}], [''], {split}[{place + 1}:])"
    return f"(CASE WHEN len({split}) = {width - 1} THEN {whole} ELSE {split} END)"
