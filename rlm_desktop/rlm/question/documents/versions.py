"""Which version of something a document is for: code looks whether it names one alone."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.spans import DocumentId, Span

_ASKS = (
    re.compile(r"^\W*(?:for |in )?(?:which|what) (?P<of>[A-Za-z][\w.+#-]*) version\b", re.IGNORECASE),
    re.compile(r"^\W*(?:for |in )?(?:which|what) version of (?P<of>[A-Za-z][\w.+#-]*)", re.IGNORECASE),
)
_SHOWN = 20


class Told(msgspec.Struct, frozen=True):
    version: str
    places: tuple[Span, ...]


def told(question: str, documents: Sequence[DocumentId], context: Context) -> Told | None:
    """The one version that the one document meant names; None where it names several, or none."""
    of = next((match["of"] for form in _ASKS if (match := form.search(question))), "")
    if not of or len(documents) != 1:
        return None
    named = rf"\b{re.escape(of)}\s+v?(?:ersion\s+)?(\d+\.\d+)"
    found = context.scan(named, regex=True, keep=_SHOWN, documents=documents)
    versions = {match[1] for hit in found.hits for match in re.finditer(named, hit.text, re.IGNORECASE)}
    if len(versions) != 1:
        return None
    return Told(versions.pop(), tuple(hit.span for hit in found.hits))
