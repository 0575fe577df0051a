"""Questions about the documents themselves: which mention something, how often, which is the longest.

Code looks at all of them, so that no model is needed. Only what is meant beyond doubt is taken: a noun for
documents ("files", or what they are called by, as in "letters"), and a word, a few that belong together, or
what stands in quotes.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from rlm_desktop.profile import Document
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import DocumentId

_ANY = {"document", "file", "text"}
_NO_NOUN = {"is", "are", "was", "were", "be", "has", "have", "had", "do", "does", "did", "can", "will"}
"""What documents are never called, though a file's name may have it: `grammar-is-canonical.md`."""
_OF = r"(?:of )?(?:(?:the|these|those|my|our|all) )*(?:different )?"
_NOUN = rf"{_OF}(?:(?P<first>[\w-]+) )??(?P<noun>[\w-]+)"
_WRITTEN = frozenset(
    words(
        "advisory agreement contract judgment lease letter memo memorandum note paper policy proposal report"
        " specification standard statement transcript treaty"
    )
)
"""What documents of running text are, where most of them say so of themselves."""
_SORTS = _WRITTEN | frozenset(
    words("minutes invoice receipt mail email notes speech interview offer order summary protocol bill reply")
)
"""What a file may be called by its sort: minutes in a folder of letters are none."""
_PERHAPS = frozenset(words("announcement decision essay guideline post review story"))
"""What running text may be though no file says so; chapters and articles are parts of one."""
_MAIL, _MESSAGE = {"email", "mail", "message"}, "message"
_OF_A_DAY = frozenset(words("day session meeting sitting"))
"""What is told of in a document each, where its name says so and has the day."""
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:[01]?\d|[A-Za-z]{3,9})[-_.]?[0-3]?\d(?!\d)")
_SAYS = (
    r"(?:contain|mention|include|cite|discuss|refer to|speak of|talk about|touch on)(?:s|es|ed)?"
    r"|(?:say|says|said) (?:any|some)thing (?:about|of|on)|makes? (?:any )?mention of"
    r"|mentioning|containing|speaking of|(?P<weak>(?:have|has|use|uses|name|names|with))"
)
"""A weak one asks of words only where it says so: "which files have the word"."""
_IS = r"(?:occur|appear|stand|come up|mentioned|discussed|named|found|used|cited)s?"
_SOMEBODY = (
    r"(?:somebody|someone|anybody|anyone|they|people|the (?:speakers?|members?|participants?|authors?))"
)
_SPOKE = r"(?:mention|discuss|refer to|speak of|speak about|talk of|talk about|bring up)"
_THING = r"(?P<thing>.+?)"
_IN = r"(?:in|on|at|during)"
_MOST = r"most(?: often| frequently| times)?"
_END = r"\s*[?.!]*\s*$"
_PLEASE = r"^\s*(?:please |can you |could you |tell me |show me |list |name |give me )*"

_OF_HEADS = re.compile(r"\w\s+(?:headers?|fields?)$", re.IGNORECASE)
"""A header is told by the column for it, and not by who speaks of it."""
_ASKED_OF, _MOSTLY = 20, 0.7


def no_word(document: DocumentId, word: str) -> bool:
    """Of documents that are not looked into."""
    return False


Kind = Literal["count", "which", "each", "most", "longest", "shortest"]

_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_PLEASE + form + _END, re.IGNORECASE))  # type: ignore[misc]
    for kind, form in (
        ("each", rf"how (?:often|many times) (?:does|do|is|are) {_THING} {_IS} in each {_NOUN}"),
        ("count", rf"(?:in )?how many {_NOUN} (?:does |do |is |are )?(?:{_SAYS}) {_THING}"),
        ("count", rf"{_IN} how many {_NOUN} (?:does|do|did|is|are|was|were) {_THING} {_IS}"),
        ("count", rf"{_IN} how many {_NOUN} (?:does|do|did) {_SOMEBODY} {_SPOKE} {_THING}"),
        ("most", rf"(?:which|what) {_NOUN} (?:{_SAYS}) {_THING} (?:the )?{_MOST}"),
        ("most", rf"in (?:which|what) {_NOUN} (?:does|do|is|are) {_THING} {_IS} (?:the )?{_MOST}"),
        ("which", rf"(?:in )?(?:which|what) {_NOUN} (?:does |do |is |are )?(?:{_SAYS}) {_THING}"),
        ("which", rf"{_IN} (?:which|what) {_NOUN} (?:does|do|did|is|are|was|were) {_THING} {_IS}"),
        ("which", rf"{_IN} (?:which|what) {_NOUN} (?:does|do|did) {_SOMEBODY} {_SPOKE} {_THING}"),
        ("which", rf"(?:all|every|each|the) {_NOUN} (?:(?:that|which) )?(?:{_SAYS}) {_THING}"),
        ("longest", rf"(?:which|what) {_NOUN} is the (?:longest|largest|biggest)(?: one)?"),
        ("longest", rf"(?:what|which) is the (?:longest|largest|biggest) {_NOUN}"),
        ("shortest", rf"(?:which|what) {_NOUN} is the (?:shortest|smallest)(?: one)?"),
        ("shortest", rf"(?:what|which) is the (?:shortest|smallest) {_NOUN}"),
    )
)
_CALLED = re.compile(
    r"^(?:the )?(?:exact )?(?:words?|terms?|phrases?|expressions?|names?|strings?|texts?)\s+", re.IGNORECASE
)
_QUOTE = "[\"'\u2018\u2019\u201c-\u201e\u00ab\u00bb]"
_QUOTED = re.compile(f"^{_QUOTE}(.+){_QUOTE}$")
_HOW = re.compile(
    r"\s+(?:by (?:(?:his|her|its|their|the) )?(?:full |own )?names?|in full|at all|anywhere|explicitly)$",
    re.IGNORECASE,
)
"""How a thing is mentioned, which is not looked for with it."""
_ARTICLE = re.compile(r"^(?:an?|the|any|some)\s+", re.IGNORECASE)
_APPOSED = re.compile(r"^(?:[a-z]+ ){0,2}[a-z]+(?<!of)(?<!for)(?<!in) (?=[A-Z][\w'-]*$)")
"""What says of what kind a name is: *the programming language* Python."""
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_WITHIN = {"of", "the", "de", "da", "do", "van", "von", "der"}
_LONGEST_PHRASE = 4  # words
_MOST_LINES = 5000
"""Hits that a program gets to see; of more only their number is known."""


class Asked(msgspec.Struct, frozen=True):
    """What is to be found in which documents."""

    kind: Kind
    thing: str = ""
    exact: bool = False
    """In quotes, or called a word: as it is written, apart from case."""
    documents: tuple[DocumentId, ...] = ()
    """None named: all of them."""
    supposed: str = ""
    """What they are asked for as, where no document is called so."""

    @property
    def pattern(self) -> str:
        """An expression for the thing, and for more than one of it."""
        if not self.exact and (stem := "".join(words(self.thing))):
            forms = f"{stem[:-1]}(?:y|ies)" if stem.endswith("y") else f"{stem}(?:e?s)?"
            return rf"\b(?:{re.escape(self.thing)}|{forms})\b"
        start, end = (r"\b" if self.thing[at].isalnum() else "" for at in (0, -1))
        more = "(?:e?s)?" if _WORD.fullmatch(self.thing) else ""
        return start + re.escape(self.thing).replace(r"\ ", r"\s+") + more + end


def asked(
    question: str,
    documents: Sequence[Document],
    prose: Sequence[DocumentId],
    says: Callable[[DocumentId, str], bool] = no_word,
) -> Asked | None:
    """None where the question asks for something else. `prose`: documents whose lines are no records.

    `says`: whether a document has a word.
    """
    for kind, form in _FORMS:
        if (match := form.match(question)) is None:
            continue
        meant = documents_meant(match["first"], match["noun"], documents, prose, says)
        if meant is None and not match["first"]:
            meant = _mails(match["noun"], documents, prose)
        supposed = "" if meant is not None else _supposed(match["first"], match["noun"], documents, prose)
        if meant is None and not supposed:
            continue
        meant = meant or ()
        if kind in ("longest", "shortest"):
            # Of one document it is what it lists that is meant.
            return Asked(kind, documents=meant) if len(documents) > 1 else None
        thing = _thing(match["thing"])
        if thing and (thing[1] or not match.groupdict().get("weak")):
            return Asked(kind, *thing, documents=meant, supposed=supposed)
    return None


def _mails(
    noun: str, documents: Sequence[Document], prose: Sequence[DocumentId]
) -> tuple[DocumentId, ...] | None:
    """Rule "an e-mail is one by its form": what mails are called, wherever they lie."""
    mails = [document.id for document in documents if document.kind == _MESSAGE]
    if "".join(words(noun)) not in _MAIL or not mails or not set(mails) <= set(prose):
        return None
    return () if len(mails) == len(documents) else tuple(mails)


def _supposed(
    first: str | None, noun: str, documents: Sequence[Document], prose: Sequence[DocumentId]
) -> str:
    """A noun that all documents may be meant by, though none is called so: decisions, in `docs/`."""
    all_prose = len(documents) > 1 and {document.id for document in documents} <= set(prose)
    several = noun.lower().endswith("s") and "".join(words(noun)) in _PERHAPS
    return noun if all_prose and several and not first else ""


def documents_meant(
    first: str | None,
    noun: str,
    documents: Sequence[Document],
    prose: Sequence[DocumentId],
    says: Callable[[DocumentId, str], bool] = no_word,
) -> tuple[DocumentId, ...] | None:
    """The documents that are called so, in one word or two: of "offer letters" those in a folder "offers".

    Empty for all, None where nothing is.
    """
    called, stem = documents_called(noun, documents, prose), "".join(words(noun))
    if first:
        if called is not None or stem not in _WRITTEN | _OF_A_DAY:
            return None
        meant = _in_folder(first, documents, documents_called(first, documents, prose))
        dated = all(_DATED.search(document.name) for document in documents)
        return meant if stem in _WRITTEN or dated else None
    if called is None and stem in _WRITTEN and {document.id for document in documents} <= set(prose):
        asked_of = documents[:: max(1, len(documents) // _ASKED_OF)]
        said = sum(says(document.id, stem) for document in asked_of)
        return () if len(documents) > 1 and said > _MOSTLY * len(asked_of) else None
    return called


def _in_folder(
    name: str, documents: Sequence[Document], called: tuple[DocumentId, ...] | None
) -> tuple[DocumentId, ...] | None:
    """Documents that are called so by a folder of theirs, or all: "new" calls no new-york.txt."""
    if not called:
        return called
    stem = "".join(words(name))
    folders = {document.id: words(document.name.rpartition("/")[0]) for document in documents}
    return called if all(stem in folders[each] for each in called) else None


def documents_called(
    noun: str, documents: Sequence[Document], prose: Sequence[DocumentId]
) -> tuple[DocumentId, ...] | None:
    """The documents that are called so; empty for all, None where nothing is."""
    stem = "".join(words(noun))
    if stem in _ANY:
        return ()
    if noun.lower() in _NO_NOUN:
        return None
    # The folder is called "speeches".
    forms = {stem, f"{stem}e"} if stem.endswith(("ch", "sh")) else {stem}
    called = _of_the_sort(forms, [each for each in documents if forms & set(words(each.name))])
    if not called or not set(called) <= set(prose) or _is_what_one_lists(noun, stem, called):
        return None
    return () if len(called) == len(documents) else called


def _is_what_one_lists(noun: str, stem: str, called: Sequence[DocumentId]) -> bool:
    """Rule "stations.txt lists stations": several are asked for, and one document alone is called so."""
    return len(called) == 1 and noun.lower().endswith("s") and stem not in _SORTS


def _of_the_sort(forms: set[str], called: Sequence[Document]) -> tuple[DocumentId, ...]:
    """Of documents that a folder calls so, those that call themselves so, where every one says what it is."""
    own = {document.id: set(words(document.name.rpartition("/")[2])) for document in called}
    sorted_out = any(forms & said for said in own.values()) and all(_SORTS & said for said in own.values())
    return tuple(each.id for each in called if not sorted_out or forms & own[each.id])


def _thing(said: str) -> tuple[str, bool] | None:
    """What is looked for, and whether as it is written; None where it is more than a word."""
    said = _HOW.sub("", said.strip())
    plain = _CALLED.sub("", said)
    if quoted := _QUOTED.match(plain):
        return quoted[1].strip(), True
    if plain != said:
        return (plain, True) if _WORD.fullmatch(plain) else None
    bare = _APPOSED.sub("", _ARTICLE.sub("", plain))
    if _OF_HEADS.search(bare):
        return None
    if _is_phrase(bare):
        return bare, True
    return (bare, False) if _WORD.fullmatch(bare) else None


def _is_phrase(said: str) -> bool:
    """Whether it is a few words of which none asks, joins or compares: "Nuwara Eliya", "silver tips"."""
    parts = said.lower().split()
    plain = all(_WORD.fullmatch(part) and part not in COMMON - _WITHIN for part in parts)
    return 2 <= len(parts) <= _LONGEST_PHRASE and plain and not {parts[0], parts[-1]} & _WITHIN


def program(wanted: Asked) -> str:
    """What tells it, in verbs."""
    only = f"meant = {set(wanted.documents)!r}\n" if wanted.documents else ""
    if wanted.kind in ("longest", "shortest"):
        pick = "max" if wanted.kind == "longest" else "min"
        of = "[each for each in documents() if each['id'] in meant]" if only else "documents()"
        return (
            f"{only}found = {pick}({of}, key=lambda each: each['bytes'])\n"
            "answer(found['name'], evidence=[read(found['id'], size=300)])\n"
        )
    hits = "[hit for hit in found.hits if hit.document in meant]" if only else "found.hits"
    begin = (
        f"{only}found = scan({wanted.pattern!r}, regex=True, keep={_MOST_LINES})\n"
        f"if found.lines <= {_MOST_LINES}:\n"
        "    first = {}\n"
        f"    for hit in {hits}:\n"
    )
    if wanted.kind in ("each", "most"):
        few = "rows = [row for row in rows if row[1] == rows[0][1]]\n    " if wanted.kind == "most" else ""
        return (
            f"import re\nsaid = re.compile({wanted.pattern!r}, re.IGNORECASE)\nnumbers = {{}}\n{begin}"
            "        first.setdefault(hit.name, hit)\n"
            "        numbers[hit.name] = numbers.get(hit.name, 0) + len(said.findall(hit))\n"
            "    rows = sorted(numbers.items(), key=lambda row: (-row[1], row[0]))\n"
            f"    {few}"
            "answer([list(row) for row in rows], evidence=list(first.values()))\n"
        )
    value = "len(first)" if wanted.kind == "count" else "sorted(first)"
    return (
        f"{begin}        first.setdefault(hit.name, hit)\n"
        "    if first:\n"
        f"        answer({value}, evidence=list(first.values()))\n"
    )
