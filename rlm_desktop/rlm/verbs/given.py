"""What programs give to verbs, checked: one line says what was wanted, what came, and an example."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from rlm_desktop.errors import VerbMisused
from rlm_desktop.profile import Profile, Table
from rlm_desktop.spans import DocumentId, Span

MOST_QUESTIONS = 5000
"""For one call of a verb; each is work for a model."""


def span(place: object) -> Span:
    """A passage as it is sent: its document and bytes."""
    if isinstance(place, Mapping) and {"document", "start", "end"} <= set(place):
        with suppress(TypeError, ValueError, OverflowError):
            return Span(DocumentId(int(place["document"])), int(place["start"]), int(place["end"]))
    raise VerbMisused(f"A passage from search, scan, read or passages was expected, not {shown(place)}.")


def count(number: object, verb: str, most: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise VerbMisused(f"{verb} wants a whole number above 0, not {shown(number)}.")
    return min(number, most)


def offset(number: object, verb: str, size: int) -> int:
    """A byte of a document that has so many."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise VerbMisused(f"{verb} wants a byte to begin at, e.g. {size // 2}, not {shown(number)}.")
    return max(0, number)


def text(value: object, verb: str, what: str, example: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise VerbMisused(f"{verb} wants {what} as text, e.g. {example}, not {shown(value)}.")
    return value


def word_of(profile: Profile) -> str:
    """A word that stands in this very text, for an example."""
    named = (c.values[0][0] for t in profile.tables for c in t.columns if c.type == "text" and c.values)
    told = [*named, *profile.headings, *(sample.text for sample in profile.samples)]
    words = [word for text in told[:20] for word in re.findall(r"[^\W\d_]{4,20}", text)]
    return words[0] if words else "delivery"


def condition_on(table: Table) -> str:
    """A condition that rows of this very table fit, for an example."""
    for column in table.columns:
        if column.type == "text" and column.values:
            value = column.values[0][0][:40].replace("'", "''")
            return f"{column.name} = '{value}'"
    ranged = [column for column in table.columns if column.minimum is not None]
    return f"{ranged[0].name} >= '{ranged[0].minimum}'" if ranged else "true"


def pieces(value: object, verb: str) -> Sequence[object]:
    """Passages or texts, as a list that is not empty."""
    if not isinstance(value, list | tuple) or not value:
        raise VerbMisused(
            f"{verb} wants a list of passages, e.g. from search or passages, not {shown(value)}."
        )
    return value


def questions(value: object, verb: str) -> list[str]:
    """Texts in a list, not more than a run may ask."""
    if not isinstance(value, list | tuple) or len(value) > MOST_QUESTIONS:
        raise VerbMisused(f"{verb} wants a list of at most {MOST_QUESTIONS:,} questions, not {shown(value)}.")
    return [str(question) for question in value]


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
