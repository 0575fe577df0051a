"""What is worked out from the text after it was read: tables of records, and the profile."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from rlm_desktop.context import records
from rlm_desktop.context.profiling import profile_texts
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import DocumentChanged, LibraryError
from rlm_desktop.events import Event, Noted
from rlm_desktop.profile import Profile, Table


class Derive(Protocol):
    """Makes the table file `database` from the texts, and says what they are."""

    def __call__(
        self, texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
    ) -> Profile: ...


def records_and_profile(
    texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
) -> Profile:
    """Tables of what is records, and what the rest is."""
    tables = _tables(texts, database, emit=emit, should_stop=should_stop)
    unreadable = len(texts.stored) - len(texts.sources)
    profile = profile_texts(
        texts.sources, lines=texts.lines_total, unreadable=unreadable, tables=tables or ()
    )
    return msgspec.structs.replace(profile, incomplete=tables is None)


def _tables(
    texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
) -> tuple[Table, ...] | None:
    """The tables; None where they could not be parsed."""
    if texts.sources:
        try:
            return records.build(database, texts.sources, emit=emit, should_stop=should_stop)
        except DocumentChanged:
            raise
        except LibraryError as error:
            # The text can be read and searched all the same.
            emit(Noted(text=f"There are no tables of this text. {error.message}"))
            database.unlink(missing_ok=True)
            return None
    database.unlink(missing_ok=True)
    return ()
