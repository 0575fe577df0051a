"""What is worked out from the text after it was read: tables of records, and the profile."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from rlm_desktop.context.texts import Texts
from rlm_desktop.events import Event
from rlm_desktop.profile import Profile


class Derive(Protocol):
    """Makes the table file `database` from the texts, and says what they are."""

    def __call__(
        self, texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
    ) -> Profile: ...


def plain_profile(
    texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
) -> Profile:
    """Only the counts."""
    kinds = Counter(source.kind for source in texts.sources)
    return Profile(
        documents=len(texts.sources),
        bytes=sum(source.size for source in texts.sources),
        lines=texts.lines_total,
        unreadable=len(texts.stored) - len(texts.sources),
        kinds=tuple(kinds.most_common()),
    )
