"""Finding and counting without a model: every place of an expression, and the values that it takes out."""

from itertools import islice

import msgspec

from rlm_desktop.context.library import Library
from rlm_desktop.reply import Quote
from rlm_desktop.rlm.evidence import quoted
from rlm_desktop.runtime.stopping import ShouldStop


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for, and how many places or values to show."""

    pattern: str
    regex: bool = False
    ignore_case: bool = True
    most: int = 20
    value: str | None = None
    """The value whose places are to be shown."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Exact totals, and the lines of the first places."""

    matches: int
    lines: int
    documents: int
    shown: tuple[Quote, ...]
    whole: bool = True
    """False where another program was still reading files in: what it had read was looked at."""
    schema: int = 1


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """How often each value was found, the most frequent first, and the lines of the first places of one."""

    matches: int
    values: int
    documents: int
    groups: tuple[tuple[str, int], ...]
    shown: tuple[Quote, ...] = ()
    whole: bool = True
    """As in `Finding`."""
    schema: int = 1


def find(library: Library, look: Look, should_stop: ShouldStop) -> Finding:
    found = library.scan(
        look.pattern, regex=look.regex, ignore_case=look.ignore_case, keep=look.most, should_stop=should_stop
    )
    return Finding(
        matches=found.matches,
        lines=found.lines,
        documents=found.documents,
        shown=tuple(quoted((hit.span for hit in found.hits), library)),
    )


def group(library: Library, look: Look, should_stop: ShouldStop) -> Grouping:
    with library.tally(look.pattern, ignore_case=look.ignore_case, should_stop=should_stop) as counted:
        groups = counted.groups
        places = () if look.value is None else islice(counted.places(look.value), look.most)
        lines = [library.line_at(place.document, place.start).span for place in places]
        return Grouping(
            matches=counted.total,
            values=len(groups),
            documents=len(counted.documents),
            groups=tuple(groups[: look.most]),
            shown=tuple(quoted(lines, library)),
        )
