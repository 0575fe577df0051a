"""Questions for the document with a title: "the number of the proposal titled …", "which letter is called …".

The title need not be a field: it stands as a heading or in a sentence, and the document's name tells which it
is. A reader of the passage could not know; code looks at all of the text.
"""

import re
from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from rlm_desktop.profile import Document, Table
from rlm_desktop.rlm.plans.whole_documents import documents_called
from rlm_desktop.rlm.question.linking import identifier, literal, words
from rlm_desktop.spans import DocumentId

_NOUN = r"(?:the |a )?(?P<noun>[\w-]+)"
_TITLED = (
    r"(?:(?:with|has|having|that has|which has|bears) the (?:title|heading|name)|(?:is |that is |which is )?"
    r"(?:titled|entitled|called|named|headed))"
)
_TITLE = "[:,]? (?P<quote>[\"'\u2018\u201c\u201e\u00ab])?(?P<title>.+?)[\"'\u2019\u201c\u201d\u00bb]?"
_IN_QUOTES = '["\u2018\u201c\u201e\u00ab](?P<title>.+?)["\u2019\u201c\u201d\u00bb]'
"""What stands in quotation marks behind the noun is a title without being called one."""
_END = r"\s*[?.!]*\s*$"
_FORMS = tuple(
    re.compile(form + _END, re.IGNORECASE)
    for form in (
        r"^\s*(?:what(?:'s| is)|which is|give(?: me)?|tell me|find) the"
        rf" (?P<what>number|file name|filename|name) of {_NOUN} {_TITLED}{_TITLE}",
        rf"^\s*(?:which|what) (?P<what>number) (?:has|does) {_NOUN} {_TITLED}{_TITLE}(?: have)?",
        rf"^\s*(?:which|what) (?P<noun>[\w-]+) {_TITLED}{_TITLE}(?:\?? give its (?P<what>number|name))?",
        rf"^\s*(?:which is|what is|find|show(?: me)?) {_NOUN} {_TITLED}{_TITLE}",
        r"^\s*(?:what(?:'s| is)|which is|give(?: me)?|tell me|find) the"
        rf" (?P<what>number|file name|filename|name) of {_NOUN} {_IN_QUOTES}",
    )
)
_NUMBERS = ("number", "no", "id")
_SHORTEST = 4
_LONGEST = 200


class Asked(msgspec.Struct, frozen=True):
    title: str
    gives: Literal["number", "name"]
    documents: tuple[DocumentId, ...] = ()
    """Those that are called so; empty for all."""


def asked(
    question: str, documents: Sequence[Document], prose: Sequence[DocumentId], fields: Collection[str] = ()
) -> Asked | None:
    """None where the question is for something else, or its noun for no documents of running text.

    What one of their `fields` is called the documents may be called, too.
    """
    for form in _FORMS:
        match = form.match(" ".join(question.split()))
        if match is None:
            continue
        called = () if match["noun"].lower() in fields else documents_called(match["noun"], documents, prose)
        title = match["title"].strip()
        if called is None or not _SHORTEST <= len(title) <= _LONGEST:
            continue
        what = (match.groupdict().get("what") or "name").lower()
        return Asked(title, "number" if what == "number" else "name", called)
    return None


def query(question: str, wanted: Asked, tables: Sequence[Table]) -> str:
    """What is called like the noun (`pep`, `proposal`), of rows with that title; "" without such columns."""
    noun = "".join(words(_noun(question)))
    for table in tables:
        names = [column.name for column in table.columns]
        title = next((name for name in ("title", "subject") if name in names), None)
        number = next((name for name in (noun, *_NUMBERS) if name in names), None)
        if title and number and table.row_is == "document":
            flat = f"trim(regexp_replace(lower({identifier(title)}), '[^\\pL\\pN]+', ' ', 'g'))"
            said = " ".join(re.findall(r"[^\W_]+", wanted.title.lower()))
            where = f"FROM {identifier(table.name)} WHERE {flat} = {literal(said)}"
            return f"SELECT {identifier(number)} {where}"
    return ""


def _noun(question: str) -> str:
    found = (form.match(" ".join(question.split())) for form in _FORMS)
    return next((match["noun"] for match in found if match), "")


def program(wanted: Asked) -> str:
    """Lines with the title, and passages where it may be broken; headings of that wording come first.

    Nothing is answered where several documents have it as well as each other.
    """
    parts = re.findall(r"\w+", wanted.title.lower())
    pattern = r"[\W_]+".join(map(re.escape, parts))
    meant = set(wanted.documents)
    return (
        "import re\n"
        "def flat(text):\n"
        "    return ' '.join(re.findall(r'[^\\W_]+', text.lower()))\n"
        f"title, meant = flat({wanted.title!r}), {meant!r}\n"
        f"found = list(scan({pattern!r}, regex=True, keep=500).hits) + list(search({wanted.title!r}, k=40))\n"
        "headed, said = {}, {}\n"
        "for hit in found:\n"
        "    if meant and hit.document not in meant:\n"
        "        continue\n"
        "    if any(flat(line) == title for line in str(hit).splitlines()):\n"
        "        headed.setdefault(hit.name, hit)\n"
        "    if f' {title} ' in f' {flat(str(hit))} ':\n"
        "        said.setdefault(hit.name, hit)\n"
        "best = headed if len(headed) == 1 else said\n"
        "if len(best) == 1:\n"
        "    name, hit = next(iter(best.items()))\n"
        f"    numbers = re.findall(r'\\d+', name) if {wanted.gives == 'number'!r} else []\n"
        "    answer(int(numbers[0]) if len(numbers) == 1 else name, evidence=[hit])\n"
    )
