"""Which documents a question is about, where it names some: "in the minutes", "Apple's report of Q2 2023".

A passage seldom says which document it stands in. A name that only the file's name or the first page of
a long document has would otherwise lead the search to passages of all the others.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.times import own_days
from rlm_desktop.rlm.question.times.months import NAMES, SAID
from rlm_desktop.spans import DocumentId, Span

_HEAD = 4_000  # bytes
_LONG = 16_384
"""From so many bytes on a passage deep inside does not repeat what stands at the head."""
_MOST_HEADS = 500
_ORDINALS = ("first", "second", "third", "fourth")
_QUARTER = re.compile(rf"\b({'|'.join(_ORDINALS)}) quarter\b", re.IGNORECASE)
_SHORT_QUARTER = re.compile(r"\b[Qq][1-4]\b")
_IN = re.compile(
    r"\b(?:in|within|from|according to|per)\s+(?:the|our|these|those|any|all)\s+"
    r"(?:[\w'-]+\s+){0,2}?([\w'-]+)",
    re.IGNORECASE,
)
_LATEST = re.compile(r"\b(?:latest|newest|most recent|last) (?!year)[\w-]+", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:previous|prior|earlier|preceding|compared (?:to|with)|relative to)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<![\w-])[A-Z][\w&]*[A-Za-z]")
_NAME_OF_TWO = re.compile(r"(?<=[a-z,] )([A-Z][\w-]*[A-Za-z])(?= ([A-Z][\w-]*[A-Za-z])(?![\w-]))")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_SINCE = re.compile(
    rf"\b(?:from|since|until|till|after|before|by|starting|effective) (?:\d{{1,2}} )?(?:{SAID})\.? \d{{4}}\b",
    re.IGNORECASE,
)
"""From when on something holds, which the text of any month may tell."""
_PART = re.compile(r"[^\W\d_]*\d+|[^\W\d_]+")


class Scope(msgspec.Struct, frozen=True):
    """The documents that are meant; none named means all. `said` where the question says "in" them."""

    documents: tuple[DocumentId, ...] = ()
    said: bool = False
    """Whether the question says that it is about nothing else."""
    names: tuple[str, ...] = ()
    """What the question calls them, and how they are called."""
    written: bool = False
    """Whether they are what somebody wrote of whom the question asks what they think."""
    meeting: bool = False
    """Whether they tell of the meeting that the question is about: then nothing else tells it."""


ALL = Scope()


def of(
    question: str,
    context: Context,
    documents: Sequence[Document],
    titled: Callable[[], Scope | None] = lambda: None,
) -> Scope:
    """Documents with the most of what the question names; all where it names none, or what all have.

    `titled`: what it calls by a title.
    """
    if len(documents) < 2:
        return ALL
    if of_day := _by_day(question, context, documents):
        return of_day
    known, shared = _telling(documents)
    if surely := _by_name_and_year(question, known):
        return Scope(surely, False, tuple(d.name for d in documents if d.id in surely))
    return titled() or _by_words(question, context, documents, known, shared)


def _by_words(
    question: str,
    context: Context,
    documents: Sequence[Document],
    known: dict[DocumentId, set[str]],
    shared: set[str],
) -> Scope:
    """Those whose names, or heads, have most of the words by which a question says where to look."""
    asked = _asked(question, {word for of_one in known.values() for word in of_one}, shared)
    name, heads = _by_heads(question, context, documents)
    scores = {
        document.id: len(asked & known[document.id])
        + 2 * (document.id in heads)
        + 2 * _paired(question, known[document.id], shared)
        for document in documents
    }
    said = _in_words(question) & {word for of_one in known.values() for word in of_one}
    if said:
        scores = {document: score if said & known[document] else 0 for document, score in scores.items()}
    best = max(scores.values())
    if not best or (heads and not said and best < 2):
        return ALL
    meant = [document for document in documents if scores[document.id] == best]
    if len(meant) == len(documents):
        return ALL
    if _LATEST.search(question) and not _COMPARES.search(question) and heads and len(meant) > 1:
        meant = [max(meant, key=lambda document: _order(document.name))]
    return Scope(tuple(d.id for d in meant), bool(said), (name, *(d.name for d in meant)))


def _by_day(question: str, context: Context, documents: Sequence[Document]) -> Scope | None:
    """The minutes of the meeting that is called by its day or its month."""
    asked = own_days.asked_for(question)
    meant = own_days.documents(asked, documents, context) if asked else []
    if not meant or len(meant) == len(documents):
        return None
    return Scope(tuple(each.id for each in meant), True, tuple(each.name for each in meant), meeting=True)


def _telling(documents: Sequence[Document]) -> tuple[dict[DocumentId, set[str]], set[str]]:
    """The words of each document's name that not all names have, and those that all have."""
    of_each = {document.id: _words_of(document.name) for document in documents}
    shared = set.intersection(*of_each.values())
    return {identity: found - shared for identity, found in of_each.items()}, shared


def _words_of(name: str) -> set[str]:
    stem = re.sub(r"\.\w{1,5}$", "", name)
    return {_plain(part) for part in _PART.findall(stem.lower())}


def _plain(part: str) -> str:
    if part.isdigit():
        return str(int(part))
    return "".join(words(part)) or part


def _asked(question: str, known: set[str], shared: set[str]) -> set[str]:
    """What the question has of the words of names: where it says "in", quarters, and numbers beside these.

    A word that all names have tells that the number behind it is one of a name: "PEP 212" is `pep-0212.rst`.
    """
    quarters = {f"q{_ORDINALS.index(match.group(1).lower()) + 1}" for match in _QUARTER.finditer(question)}
    quarters |= {found.lower() for found in _SHORT_QUARTER.findall(question)}
    years = set(re.findall(r"\b(?:19|20)\d\d\b", question)) if quarters else set()
    numbered = {
        str(int(number))
        for word, number in re.findall(r"\b([A-Za-z]+)[ -]?0*(\d{1,6})\b", question)
        if _plain(word.lower()) in known | shared and word.lower() not in NAMES
    }
    return (_in_words(question) | quarters | years | numbered) & known


def _paired(question: str, own: set[str], shared: set[str]) -> bool:
    """Whether a name has both words of one of the question: Smart Window is in `smart_window_terms.md`."""
    pairs = ({_plain(word.lower()) for word in match.groups()} for match in _NAME_OF_TWO.finditer(question))
    return any(pair <= own | shared and pair & own for pair in pairs)


def _in_words(question: str) -> set[str]:
    found = {_plain(match.group(1).lower()) for match in _IN.finditer(question)}
    return {word for word in found if word not in COMMON}


def _by_name_and_year(question: str, known: dict[DocumentId, set[str]]) -> tuple[DocumentId, ...]:
    """Documents whose own names have a name of the question and its year: `1862-Lincoln-2.txt`."""
    if _QUARTER.search(question) or _SHORT_QUARTER.search(question):
        return ()
    bare = _SINCE.sub(" ", question)
    names, years = {_plain(name) for name in _names(bare)}, set(_YEAR.findall(bare))
    surely = [each for each, found in known.items() if names & found and years & found]
    return tuple(surely) if len(surely) < len(known) else ()


def names_and_years(question: str) -> set[str]:
    """What a question calls by its name, in lower case, and the years that it gives."""
    return {*_names(question), *_YEAR.findall(question)}


def _by_heads(question: str, context: Context, documents: Sequence[Document]) -> tuple[str, set[DocumentId]]:
    """Long documents at whose head a name stands that the question has, and that few other heads have."""
    long = [document for document in documents if document.bytes >= _LONG]
    names = set(_names(question))
    if not names or not 2 <= len(long) <= _MOST_HEADS:
        return "", set()
    heads = {d.id: context.read(Span(d.id, 0, min(_HEAD, d.bytes))).lower() for d in long}
    found = {name: having for name in names if (having := _having(name, heads))}
    few = [name for name, having in found.items() if len(having) * 2 <= len(long)]
    best = min(few, key=lambda name: (len(found[name]), name), default="")
    return best, found.get(best, set())


def _having(name: str, heads: dict[DocumentId, str]) -> set[DocumentId]:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return {identity for identity, head in heads.items() if pattern.search(head)}


def _names(question: str) -> Iterator[str]:
    """Words written like names, in lower case; the first word only where it is none of asking."""
    for match in _NAME.finditer(question):
        word = re.sub(r"(?:'s|\u2019s)$", "", match.group()).lower()
        if len(word) > 3 and word not in COMMON and "".join(words(word)) not in COMMON:
            yield word


def _order(name: str) -> list[tuple[int, str]]:
    """Names as people sort them: numbers by their size."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", name.lower())
    ]
