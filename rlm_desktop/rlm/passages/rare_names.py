"""Where a rare name of the question stands: what a long text tells of it is told near one of these places.

A small reader that is given other passages too names something of the right kind from one of them, and
reading them takes most of the time.
"""

from collections.abc import Sequence

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import anchors
from rlm_desktop.spans import DocumentId, Span

_LONG = 200_000
"""Bytes. A shorter text may tell of a name anywhere."""
_SHORT = 50_000
"""Bytes of a document that may be about it from end to end."""
_MOST = 12  # places
_NEAR = 4_000  # bytes


def near(question: str, spans: Sequence[Span], context: Context) -> Sequence[Span]:
    """The passages near a place with the rarest name of the question; all where it is not rare."""
    sizes = {document.id: document.bytes for document in context.documents()}
    if sum(sizes.values()) < _LONG or len(spans) < 2:
        return spans
    name = anchors.rarest(question, context)
    if name is None or not 0 < name.lines <= _MOST:
        return spans
    places = [hit.span for hit in name.hits]
    kept = [span for span in spans if any(_is_near(span, place, sizes) for place in places)]
    return kept or spans


def _is_near(span: Span, place: Span, sizes: dict[DocumentId, int]) -> bool:
    if span.document != place.document:
        return False
    short = sizes.get(span.document, 0) <= _SHORT
    return short or (span.start - _NEAR <= place.end and place.start <= span.end + _NEAR)
