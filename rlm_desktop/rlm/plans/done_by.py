"""How many minutes say "led by Ada Holm": documents that say in the question's own words who did it.

A reader of one passage says "1". Code looks at all documents. Where nearly each says by whom it was done, it
is known of each; where few do, others may say it otherwise.
"""

import re
from collections.abc import Sequence

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document, Table
from rlm_desktop.rlm.plans.whole_documents import Asked, Kind
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.spans import DocumentId

_NAME = r"[A-Z][\w.'\u2019-]*(?: (?:(?:de|van|von|der|den|al|bin|la|le) )?[A-Z][\w.'\u2019-]*){0,3}"
_DONE = rf"(?:(?:is|are|was|were|has been|have been) )?(?P<done>(?P<verb>[a-z]{{3,}}) by) (?P<name>{_NAME})"
_NOUN = r"(?:of )?(?:the |these |those |all |our )*(?:[a-z-]+ )??(?P<noun>[a-z]{4,}s?)"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("count", re.compile(rf"^\W*[Hh]ow many {_NOUN} {_DONE}\W*$")),
    (
        "which",
        re.compile(rf"^\W*(?:[Ww]hich|[Ww]hat|[Ll]ist|[Nn]ame|[Ss]how me|[Ff]ind) {_NOUN} {_DONE}\W*$"),
    ),
)
_NO_DEEDS = frozenset(("followed", "accompanied", "preceded", "caused", "near", "stand", "close", "passed"))
_POINTS = ".'\u2019-"
_FEWEST = 3
"""So many documents at least."""
_NEARLY_ALL = 0.9
_MOST_LINES = 5_000
_OTHERS = "Only documents that say \u201c{}\u201d were looked for: others may say it otherwise."


def asked(
    question: str, documents: Sequence[Document], prose: Sequence[DocumentId], tables: Sequence[Table]
) -> Asked | None:
    """None where the question asks for something else, or heads of documents may tell it."""
    if len(documents) < _FEWEST or not {document.id for document in documents} <= set(prose):
        return None
    for kind, form in _FORMS:
        match = form.match(question)
        if match is None or not told_in_text.is_document(match["noun"]) or match["verb"] in _NO_DEEDS:
            continue
        if any(table.kind == "headers" for table in tables) and told_in_text.is_done(match["verb"]):
            return None
        return Asked(kind, f"{match['done']} {match['name'].rstrip(_POINTS)}", exact=True)
    return None


def unsaid(wanted: Asked, documents: Sequence[Document], context: Context) -> str:
    """What to tell where not nearly all documents say by whom it was done."""
    done = re.escape(wanted.thing.partition(" by ")[0])
    found = context.scan(rf"\b{done}\s+by\b", regex=True, ignore_case=True, keep=_MOST_LINES)
    said = {hit.span.document for hit in found.hits}
    return "" if len(said) >= _NEARLY_ALL * len(documents) else _OTHERS.format(wanted.thing)
