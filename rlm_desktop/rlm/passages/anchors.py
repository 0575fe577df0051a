"""The words by which all places are found that can tell what is gathered: a name, else a rare word."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.errors import VerbMisused
from rlm_desktop.ports import Context
from rlm_desktop.rlm.question import absent, forms
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.spelled import accents
from rlm_desktop.spans import DocumentId, Hit

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_MOST_HITS = 5_000
FREQUENT = 500
"""What has a name in more places is about it from end to end: the name alone does not tell where to look."""
_RARE = 80
"""A word that is no name, and has more places than this, says too little by itself."""
_AS_MANY = 3
"""A last name may stand alone; in so many times more places than the rarest word it is others' as well."""
_SHORTEST = 4
_OF_ASKING = frozenset(
    words(
        "are was were been being have has had does did done will would could should this that these those"
        " with from into over under about their there them they his her its people person give gave given get"
        " got make made take took taken say said tell told come came goes went call called"
    )
)


class Anchor(msgspec.Struct, frozen=True):
    """What all these places have."""

    word: str
    hits: tuple[Hit, ...]
    """The lines that have it, in the order of the text."""
    lines: int
    """How many there are, whether or not they are among these."""
    is_name: bool

    def has(self, text: str) -> bool:
        case = 0 if self.is_name else re.IGNORECASE
        return re.search(_pattern(self.word, is_name=self.is_name), text, case) is not None


def find(
    question: str, nouns: Sequence[str], context: Context, documents: Sequence[DocumentId]
) -> Anchor | None:
    """The name of the question with the fewest places, of two or more; else its rarest word. None: no such.

    `nouns` are what is asked for: no place need say "port".
    """
    if named := of_names(question, context, documents):
        return named
    if any(True for _ in absent.names(question)):
        return None  # what it names stands in one place, or in none
    asked_for = {word for noun in nouns for word in words(noun)} | COMMON | _OF_ASKING
    plain = [word for word in _WORD.findall(question) if not set(words(word)) <= asked_for]
    found = [
        _scanned(word, context, documents, is_name=False)
        for word in dict.fromkeys(word.lower() for word in plain if len(word) >= _SHORTEST)
    ]
    rare = [each for each in found if each and 1 < each.lines <= _RARE]
    return min(rare, key=lambda anchor: anchor.lines, default=None)


def of_names(question: str, context: Context, documents: Sequence[DocumentId]) -> Anchor | None:
    """The name of the question with the fewest places, of two or more."""
    found = [_of_name(part, context, documents) for part in _together(question)]
    several = [each for each in found if each and 1 < each.lines <= _MOST_HITS]
    return min(several, key=lambda anchor: anchor.lines, default=None)


def rarest(question: str, context: Context) -> Anchor | None:
    """The name of the question with the fewest places, of one or more, in all documents."""
    found = [_of_name(part, context, ()) for part in _together(question)]
    return min((each for each in found if each), key=lambda anchor: anchor.lines, default=None)


def _together(question: str) -> list[list[str]]:
    """Names of a question, of several words where they stand beside each other: "Sorrowful Mary"."""
    known = set(absent.names(question))
    parts: list[list[str]] = []
    end = -1
    for token in _WORD.finditer(question):
        word = _POSSESSIVE.sub("", token.group())
        if word not in known:
            continue
        if parts and question[end : token.start()] == " ":
            parts[-1].append(word)
        else:
            parts.append([word])
        end = token.end()
    return parts


def _of_name(part: Sequence[str], context: Context, documents: Sequence[DocumentId]) -> Anchor | None:
    """The places of a name: by its last word, or by its rarest where others share the last."""
    found = [_scanned(word, context, documents, is_name=True) for word in part]
    there = [each for each in found if each and each.lines]
    if not there:
        return None
    rarest = min(there, key=lambda anchor: anchor.lines)
    last = found[-1]
    return last if last and 0 < last.lines <= _AS_MANY * rarest.lines else rarest


def _scanned(word: str, context: Context, documents: Sequence[DocumentId], *, is_name: bool) -> Anchor | None:
    pattern = _pattern(word, is_name=is_name)
    try:
        found = context.scan(
            pattern, regex=True, ignore_case=not is_name, keep=_MOST_HITS, documents=documents
        )
    except VerbMisused:
        return None  # a search that took too long
    return Anchor(word, found.hits, found.lines, is_name)


def _pattern(word: str, *, is_name: bool) -> str:
    """A name as it is written, accents apart; another word in its forms."""
    if is_name:
        spelled = accents.loosely(word[1:]) or re.escape(word[1:])
        return rf"(?:^|\W){re.escape(word[0])}{spelled}(?:$|\W)"
    tenses = forms.tenses(word)
    stem = rf"(?:^|\W){re.escape(forms.cut(word))}\w{{0,4}}(?:$|\W)"
    return f"{stem}|{tenses.replace(r'\pL\pN', r'\w')}" if tenses else stem
