"""What programs give to verbs, checked: one line says what was wanted, what came, and an example."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from rlm_desktop.errors import VerbMisused
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


def text(value: object, verb: str, what: str, example: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise VerbMisused(f"{verb} wants {what} as text, e.g. {example}, not {shown(value)}.")
    return value


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
