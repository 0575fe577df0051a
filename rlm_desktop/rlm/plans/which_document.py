"""The one document of which something is told: "which letter asks for it?", "at which meeting was it said?".

No sentence answers with the name of its own document. So sentences that may tell are judged one by one, and
the document in which the surest stands is the answer; of several as sure as each other the earliest, where
the first is asked for.
"""

import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.ports import Context
from rlm_desktop.profile import Document, Rows, Table
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import narrowing, nearest
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.plans.whole_documents import documents_called, documents_meant
from rlm_desktop.rlm.question import absent, forms
from rlm_desktop.rlm.question.gathered import is_of_many
from rlm_desktop.rlm.question.linking import COMMON, identifier, literal, words
from rlm_desktop.rlm.question.times.own_days import MEETINGS
from rlm_desktop.spans import DocumentId, Hit, Span

_ASKED = re.compile(
    r"^\W*(?P<within>(?:in|at|on|by|from|during) )?(?:which|what) (?:one )?(?:of the |of these )?"
    r"(?P<noun>[a-z-]+) (?P<holds>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_GIVE = re.compile(
    r"\s*[.?!,;]\s*(?:please )?(?:give|tell|say|name|state)\b(?: me)? (?:its|the|his|their) [\w -]{2,40}\W*$",
    re.IGNORECASE,
)
"""What of the document is to be told: its day and its name are anyway."""
_SAID = re.compile(
    r"^(?:was|is|were|did|do|does|has) (?:it |they |somebody |someone |anybody |people |the board |we )?"
    r"(?:reported|report|said|say|mentioned|mention|announced|announce|noted|note|told|stated|state)"
    r" (?:that |of |about )?",
    re.IGNORECASE,
)
"""Before what was said at a meeting, in a letter."""
_MEETING = "|".join(MEETINGS)
_WHEN = r"(?:which|what) (?:date|day|month)"
_AT_WHICH = r"(?:that|which|where|when|(?:at|in|during) which)"
_DATES = tuple(
    re.compile(rf"^\W*{form}(?P<holds>.+?)(?: (?:held|take place))?\W*$", re.IGNORECASE | re.DOTALL)
    for form in (
        rf"(?:at|in|during) the (?P<noun>{_MEETING}) (?:of|on) {_WHEN} ",
        rf"(?:on |in )?{_WHEN} was the (?P<noun>{_MEETING}) (?:held )?{_AT_WHICH} ",
        rf"(?:when|what|which) (?:is|was) (?:the (?:date|day) of )?the (?P<noun>{_MEETING}) (?:held )?"
        rf"{_AT_WHICH} ",
    )
)
"""Of which day the meeting was that tells it: "at the meeting of which date was Ada elected?"."""
_WAS = re.compile(r"^(?:was|were|did|is|are|does|do|has|have|had) ", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|earliest)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|latest|most recent(?:ly)?)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:most|least|fewest|(?:long|short|larg|small|high|low|bigg|old|new)est|than any(?: other)?)\b",
    re.IGNORECASE,
)
"""Of these no one document can be judged by itself."""
_PASSAGES = 6
_EVIDENT = 0.8
"""So much of what was said at a meeting a sentence has that reports it."""
_DENIES = re.compile(
    r"\b(?:not|no|never|nobody|none|refused|rejected|withdr[ae]wn?)\b|n['\u2019]t\b", re.IGNORECASE
)
_NAMED = re.compile(r"(?<![\w-])(?:[A-Z][\w'\u2019-]+|\d{2,})")
_LEAST = 0.62
"""How likely a few sentences must tell it."""
_NEAR = 0.08
"""So far behind the surest another document may as well be meant."""
_ONLY_NAMED = "It speaks of “{}” there, and says nothing else of the question: see the sentence."
_TITLES, _NUMBERS = ("title", "subject"), ("number", "no", "id")


class Asked(msgspec.Struct, frozen=True):
    question: str
    """What sentences are judged by, without what of the document is to be told."""
    noun: str
    documents: tuple[DocumentId, ...]
    """Those that are called so; empty for all."""
    first: bool = False
    last: bool = False
    wants_day: bool = False
    """Whether it is asked of what day the document is."""
    said: str = ""
    """What was said or done there, where it is asked at which meeting."""


class Told(msgspec.Struct, frozen=True):
    """A document, and the sentences in it that tell."""

    document: DocumentId
    span: Span
    text: str
    sure: float


def asked(
    question: str,
    documents: Sequence[Document],
    prose: Sequence[DocumentId],
    says: Callable[[DocumentId, str], bool],
    meeting: Callable[[DocumentId], str] = lambda document: "",
) -> Asked | None:
    """None where the question is for something else, or its noun for no documents of running text.

    `meeting`: of what day the meeting is that a document tells of.
    """
    bare = _GIVE.sub("?", question.strip())
    day = next(filter(None, (form.match(bare) for form in _DATES)), None)
    match = day or _ASKED.match(bare)
    if match is None or len(documents) < 2 or is_of_many(match["noun"]):
        return None
    noun = match["noun"].lower()
    called = _of_meetings(documents, prose, meeting) if noun in MEETINGS else None
    if called is None:
        called = documents_meant(None, f"{noun}s", documents, prose, says)
    first, last = (pattern.search(match["holds"]) is not None for pattern in (_FIRST, _LAST))
    holds = _FIRST.sub(" ", _LAST.sub(" ", match["holds"]))
    if called is None or _COMPARES.search(holds) or len(holds.split()) < 2:
        return None
    # "At which meeting" is answered by the head of any minutes: what happened there is asked.
    said = _SAID.sub("", " ".join(holds.split())).rstrip(" ?.!")
    asks = f"{bare[: match.start('holds')]}{said}?"
    if day or match["within"]:
        asks = f"{said[:1].upper()}{said[1:]}?" if _WAS.match(said) else f"Is it told that {said}?"
    return Asked(
        asks,
        noun,
        called,
        first=first and not last,
        last=last and not first,
        wants_day=bool(day),
        said=said if day or match["within"] else "",
    )


def _of_meetings(
    documents: Sequence[Document], prose: Sequence[DocumentId], meeting: Callable[[DocumentId], str]
) -> tuple[DocumentId, ...] | None:
    """The minutes: what is called so, or else what says at its head of which meeting it is."""
    called = documents_called("minutes", documents, prose)
    if called is not None and (not called or len(called) > 1):
        return called
    own = tuple(each.id for each in documents if each.id in set(prose) and meeting(each.id))
    return own if len(own) > 1 else called


class Found(msgspec.Struct, frozen=True):
    told: tuple[Told, ...]
    """The surest first."""
    read: tuple[Span, ...]


def find(wanted: Asked, context: Context, prose: Sequence[DocumentId], subcalls: SubCalls) -> Found:
    """Documents that tell it, and all that was read for it. Raises what a sub-call raises."""
    within = wanted.documents or tuple(prose)
    hits = context.search(wanted.question, limit=_PASSAGES, documents=within)
    if evident := _evident(wanted, hits):
        return Found(evident, ())
    cut = list(narrowing.pieces([hit.span for hit in hits], context))
    judged = subcalls.yes(
        [prompts.for_sentence_judge(wanted.question, text) for _, text in cut], what="which sentences tell"
    )
    best: dict[DocumentId, Told] = {}
    for (span, text), sure in zip(cut, judged, strict=True):
        if sure is not None and sure >= _LEAST:
            known = best.get(span.document)
            if known is None or sure > known.sure:
                best[span.document] = Told(span.document, span, " ".join(text.split()), sure)
    found = sorted(best.values(), key=lambda told: -told.sure)
    near = tuple(told for told in found if told.sure >= found[0].sure - _NEAR)
    return Found(near, tuple(span for span, _ in cut))


def _evident(wanted: Asked, hits: Sequence[Hit]) -> tuple[Told, ...]:
    """Sentences that say nearly all of what is said of a meeting, with its names: no judge is needed."""
    names = _NAMED.findall(wanted.said)
    best: dict[DocumentId, Told] = {}
    for share, each in nearest.saying(wanted.said, hits) if names else ():
        denies = (_DENIES.search(each.text) is None) != (_DENIES.search(wanted.said) is None)
        if share >= _EVIDENT and not denies and all(name.lower() in each.text.lower() for name in names):
            best.setdefault(each.span.document, Told(each.span.document, each.span, each.text, share))
    return tuple(best.values())


def doubt(wanted: Asked, told: Told, question: str) -> str:
    """What to tell where sentences have a name of the question, and nothing else that it says."""
    names = list(absent.names(question))
    rest = _stems(wanted.question) - _stems(" ".join((*names, wanted.noun, "tell told")))
    return _ONLY_NAMED.format(" ".join(names)) if names and rest and not rest & _stems(told.text) else ""


def _stems(text: str) -> set[str]:
    return {forms.cut(word) for word in words(text) if word not in COMMON}


class Called(msgspec.Struct, frozen=True):
    """What a document's own fields say of it."""

    title: str = ""
    day: str = ""
    number: str = ""
    is_own: bool = False
    """Whether the day is that of the meeting that it tells of, and not when it came out."""

    def before(self, name: str) -> str:
        """How the document is told: what it is called, its file, its day."""
        title = " ".join(filter(None, (self.number, self.title)))
        beside = ", ".join(filter(None, (name if title else "", self.day)))
        return f"{title or name} ({beside})" if beside else title or name


def called(document: DocumentId, noun: str, tables: Sequence[Table], query: Callable[[str], Rows]) -> Called:
    """The title, the day and the number of a document, as far as it has fields for them."""
    table = next((one for one in tables if one.row_is == "document"), None)
    if table is None:
        return Called()
    names = [column.name for column in table.columns]
    title = next((name for name in _TITLES if name in names), "")
    day = next((c.name for c in table.columns if c.type in ("date", "timestamp")), "")
    number = next((name for name in (noun, *_NUMBERS) if name in names), "")
    shown = ", ".join(identifier(name) if name else literal("") for name in (title, day, number))
    try:
        rows = query(
            f"SELECT {shown} FROM {identifier(table.name)} WHERE _document = {int(document)} LIMIT 1"
        ).rows
    except TableError:
        return Called()
    if not rows:
        return Called()
    title, day, number = (str(value) if value is not None else "" for value in rows[0])
    return Called(title, day, number)
