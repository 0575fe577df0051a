"""Fields that a question takes documents to have, and that they do not: a status, a type, a date of theirs.

"How many proposals have the status Rejected?" asks for what stands in a field. Where the documents are
running text and hardly any has a line for it, counting words or asking a reader gives an empty number.
"""

import re
from collections.abc import Sequence

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document, Profile
from rlm_desktop.rlm.plans.whole_documents import documents_called
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.times.months import BEGINNINGS, MONTHS
from rlm_desktop.spans import Span

_FIELD = r"(?P<field>[A-Za-z][\w-]{2,30})"
_VALUE = r"(?:[A-Z0-9\"'\u2018\u201c][\w.-]*)"
_NAMED = tuple(
    re.compile(form)
    for form in (
        rf"\b(?:have|has|with|of|in) the {_FIELD} {_VALUE}",
        rf"\b(?:among|as) (?:their|its) (?:[\w-]+ ){{0,2}}?{_FIELD}\s*[?.]*$",
        rf"\baccording to (?:their|its|the) {_FIELD} (?:header|field|line|entry)",
        rf"\bvalues? of {_FIELD} (?:are|is) there",
        rf"\b(?:most|least) (?:common|frequent|usual) {_FIELD} of an? ",
        rf"^\s*(?:Which|What|which|what) {_FIELD} is the (?:most|least) (?:common|frequent|usual)\b",
    )
)
_OF_ALL = re.compile(r"\bhow many (?:different |distinct )?values of [\w-]+ (?:are|is) there", re.IGNORECASE)
_DATED = re.compile(r"\b(?:created|published|issued|dated|submitted|filed)\b")
_ASKS_TIME = re.compile(
    rf"\b(?:19|20)\d\d\b|\bwhich (?:year|month|day)\b|\b(?:earliest|latest|first|last|oldest|newest|when)\b"
    rf"|\b(?:{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d\d?-\d\d?|\d\d?[./-](?:\d\d?|[A-Z][a-z]{{2}})[./-]\d{{2,4}}"
    rf"|(?:{BEGINNINGS})[a-z]*\.? \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}\.? (?:{BEGINNINGS})[a-z]*\.?,? \d{{4}})\b",
    re.IGNORECASE,
)
_MAILS = re.compile(r"\b(?:e-?mails?|mails?|messages?)\b", re.IGNORECASE)
_OF_MAILS = tuple(
    (field, line, re.compile(form, re.IGNORECASE))
    for field, line, form in (
        (
            "subject",
            "subject",
            r"\b(?:with|ha(?:s|ve)|of) (?:the|an?|this|which) subject\b|\b(?:which|what) subjects?\b"
            r"|\bsubjects? (?:line )?(?:that |which )?(?:begin|start|end|contain|mention|occur)",
        ),
        ("recipient", "to", r"\b(?:addressed|sent) to\b|\brecipients?\b"),
        (
            "sender",
            "from",
            r"\b(?:mails|messages) (?:did|has|have) .+ (?:send|sent)\b|\bsent (?:from|by)\b|\bsenders?\b"
            r"|\bwho sent (?:the )?(?:most|fewest)\b",
        ),
        (
            "date",
            "date",
            r"\b(?:mails?|messages?) (?:was|were) (?:sent|received)\b.*"
            r"(?:\d{4}|january|february|march|april|may|june|july|august|september|october|november|december)"
            r"|\b(?:earliest|latest|first|last|oldest|newest) (?:e-?mail|mail|message)\b",
        ),
    )
)
"""What is asked of mails that only their headers tell: the field, and what its line begins with."""
_HEADER = re.compile(r"\b(?:an?|the|no|any) ([A-Z]\w*(?:-\w+)*) headers?\b")
_HEAD = 600  # bytes
_MOST_HEADS = 200
_FEW = 0.2
"""A field that a smaller share of the documents has is none that can be counted."""
_FEWEST = 5
_MOST_HITS = 20_000


def lacking(question: str, profile: Profile, context: Context, documents: Sequence[Document]) -> str:
    """The field that a question is about and that hardly any document has; empty where there is none such."""
    if len(documents) < _FEWEST:
        return ""
    if any(table.kind not in ("lines", "documents") for table in profile.tables):
        return ""
    if field := _of_mails(question, context, documents):
        return field
    if not intent.of(question).computes:
        return ""
    if not _is_about(question, documents):
        return ""
    if _DATED.search(question) and _ASKS_TIME.search(question):
        return "date" if _share_dated(context, documents) < _FEW else ""
    fields = [match["field"] for form in _NAMED if (match := form.search(question))]
    return next((field for field in fields if _share_with(field, context, documents) < _FEW), "")


def _of_mails(question: str, context: Context, documents: Sequence[Document]) -> str:
    """Rule "who sent it stands above a mail": what headers tell, of texts that are mails and have none."""
    if _MAILS.search(question) is None and any(document.kind != "message" for document in documents):
        return ""
    asked = [(field, line) for field, line, form in _OF_MAILS if form.search(question)]
    asked += [(header, header) for header in _HEADER.findall(question)]
    return next((field for field, line in asked if _share_with(line, context, documents) < _FEW), "")


def _is_about(question: str, documents: Sequence[Document]) -> bool:
    """Whether a word of the question calls all of the documents."""
    every = [document.id for document in documents]
    if _OF_ALL.search(question):
        return True
    nouns = dict.fromkeys(re.findall(r"[A-Za-z][\w-]+", question))
    return any(documents_called(noun, documents, every) == () for noun in nouns)


def _share_with(field: str, context: Context, documents: Sequence[Document]) -> float:
    """How many of the documents have a line that begins with the field's name and a colon."""
    name = re.escape(field[:-1] if field.endswith("s") and not field.endswith("us") else field)
    found = context.scan(rf"^\W*{name}\w{{0,3}}\W{{0,3}}[:=]", regex=True, ignore_case=True, keep=_MOST_HITS)
    return len({hit.span.document for hit in found.hits}) / len(documents)


def _share_dated(context: Context, documents: Sequence[Document]) -> float:
    """How many of the documents, or of some from all over, have a date at their head."""
    some = documents[:: max(1, len(documents) // _MOST_HEADS)]
    heads = (context.read(Span(document.id, 0, min(document.bytes, _HEAD))) for document in some)
    return sum(_DATE.search(head) is not None for head in heads) / len(some)
