"""Whether a question is for what the text of documents tells, and not for a field at their heads.

Mails, proposals and posts have a sender, a status, a day. "How many packages had Ada Holm checked?" names a
sender, and only the text of her mails tells it; "how many mails did Ada Holm send?" is told by their heads.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.spelled.synonyms import ALSO_CALLED

_KINDS = """
document file paper text page post article chapter letter email mail message thread discussion reply invoice
bill contract report minutes meeting session form application statement note proposal specification standard
story speech essay memo entry issue recipe poem song review interview transcript decision record row line word
item
"""
_ABOUT_THEM = """
author writer sender recipient person people contributor member participant user developer somebody title
subject topic number id status date day month year week weekday hour time list percentage percent share
proportion fraction byte size length language type kind category tag label name domain address header
attachment man woman men women one
"""
_GENERAL = frozenset(words("name number date time day address to from line byte word"))
"""Fields that are called as much else is."""
_DOCUMENTS = frozenset(words(_KINDS))
_FIELDS = frozenset(words(_ABOUT_THEM)) | _DOCUMENTS
_SEVERAL = re.compile(
    r"\b(?:how many|which|what|each|every|any|all|no|most|of|these|those|first|last|oldest|newest|latest"
    r"|longest|shortest)(?=(?P<one>(?: [a-z-]+){1,3}))|\b(?P<many>[a-z-]+s)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:sent|sends?|wrote|written|writes?|posted|posts|published|authored|submitted|mailed|replied|created"
    r"|dated)\b",
    re.IGNORECASE,
)
"""What is done with documents: their heads tell when, and by whom."""
_FILED = re.compile(
    r"\b(?:filed|tagged|labell?ed|categori[sz]ed|classified|classed|grouped|listed|marked)"
    r" (?:under|as|with|in) (?:the )?(?P<value>[\w-]+)",
    re.IGNORECASE,
)
"""What is done with documents by their heads, where these have such a value."""
_KIND_OF = re.compile(r"^\W*(?:what|which) (?:kind|sort|type) of (?P<thing>[a-z-]+)", re.IGNORECASE)
_ENDS = """
is are was were am be been do does did has have had can could will would shall should may might must in on at
of to for by with from under over about that which who whose where when there the a an this these those and or
not he she it they we you i
"""
_WHERE_IT_ENDS = frozenset(_ENDS.split())
_ASKED = re.compile(r"\b(?:how many|how much|which|what)\b(?P<what>(?:\s+[\w'\u2019-]+){1,5})", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:\b(?:at|in|on|by|to|of|for|from|with|through)) $")
_MEASURED = re.compile(
    r"\bhow many (?:seconds|minutes|hours|days|weeks|months|years)"
    r" (?:did|does|do|ha[sd]|have|is|are|was|were|must|may|can|could|will|would|shall|should)\b",
    re.IGNORECASE,
)
"""A time that something takes: no minutes of a meeting, and no field."""
_OF_SOMEBODY = re.compile(
    r"^\W*[Ww]hat (?:is|was|are|were) (?:[A-Z][\w-]*\s?)+['\u2019]s? (?P<what>[a-z][\w -]+)"
)


def asks(question: str, tables: Sequence[Table]) -> bool:
    """Whether no document and no field of documents is asked for, where the text has no other rows."""
    heads = [table for table in tables if table.kind not in ("lines", "documents")]
    if not heads or any(table.row_is != "document" for table in tables):
        return False
    bare = _MEASURED.sub("how long ", question)
    if _DONE.search(bare) or _speaks_of_several(bare):
        return False
    if bare != question:
        return True
    if (match := _FILED.search(bare)) and set(words(match["value"])) & _held(heads):
        return False
    fields = {word for t in heads for c in t.columns for word in words(c.name.replace("_", " "))}
    if (fields - _GENERAL - COMMON) & set(words(bare)):
        return False
    fields |= {word for group in ALSO_CALLED if fields & set(group) for word in group} | _FIELDS
    if match := _OF_SOMEBODY.match(question):
        # A telephone number is no number of a document.
        own = words(match["what"])
        return not set(own[:-1] or own) & fields
    if kind := _KIND_OF.search(bare):
        # "What kind of component": the kind of a document is a field, that of anything else is none.
        return not set(words(kind["thing"])) & (fields | _held(heads))
    asked = list(_asked_for(question))
    return bool(asked) and not any(set(words(noun)) & fields for noun in asked)


def _held(heads: Sequence[Table]) -> set[str]:
    """The words of what heads often say."""
    values = (value for table in heads for column in table.columns for value, _ in column.values)
    return {word for value in values for word in words(value)}


_COUNTED = re.compile(
    r"\bhow often\b"
    r"|\bhow many (?:different |distinct )?(?:times|sentences|paragraphs|characters|names|mentions)\b",
    re.IGNORECASE,
)
"""What code counts in a text."""


def asks_of_documents(question: str) -> bool:
    """Whether documents are counted, or what stands in them: no sentence tells how many."""
    return _speaks_of_several(question) or _COUNTED.search(question) is not None


def is_done(verb: str) -> bool:
    """Whether heads of documents tell by whom that was done: "written"."""
    return _DONE.fullmatch(verb) is not None


def is_document(noun: str) -> bool:
    """Whether a noun is one for documents: "proposal"."""
    return bool(_DOCUMENTS & set(words(noun)))


def _speaks_of_several(question: str) -> bool:
    """ "How many proposals", "each mail": documents as such, and not the one proposal that says something."""
    nouns = (match["one"] or match["many"] or "" for match in _SEVERAL.finditer(question))
    return any(_DOCUMENTS & set(words(noun)) for noun in nouns)


def _asked_for(question: str) -> Iterator[str]:
    """The nouns that are asked for: "packages", "version"."""
    for match in _ASKED.finditer(question):
        if _RELATIVE.search(question[: match.start()]) and match.start() > 12:
            continue  # "the mail in which he says"
        noun = list(takewhile(lambda word: word.lower() not in _WHERE_IT_ENDS, match["what"].split()))
        if noun:
            yield " ".join(noun)
