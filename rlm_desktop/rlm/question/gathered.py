"""Questions for all that many places of a running text tell: "at which ports did the ship call?".

What is asked is put to each place by itself, as a question for one: "at which port did the ship call?". Code
then lists, counts, adds up or compares what the places tell.
"""

import re
from typing import Literal

import msgspec

from rlm_desktop.rlm.question.forms import singular
from rlm_desktop.rlm.question.linking import words

Kind = Literal["list", "count", "sum", "most", "least"]

_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "wives": "wife",
    "knives": "knife",
    "lives": "life",
}
_SINGULARS = """
across always as besides does else has his is its less news perhaps sales series sometimes species this thus
us was yes
"""
_NO_PLURAL = frozenset(_SINGULARS.split())
_NO_THINGS = frozenset(
    words(
        "time word line sentence paragraph chapter page document file mention character letter percent year"
        " month week day hour minute second mile yard foot acre kilometre kilometer metre meter degree"
        " dollar pound euro franc cent penny shilling guinea rouble crown kilo kilogram gram ton tonne"
        " ounce inch litre gallon"
    )
)
"""What code counts in a text, or a place tells as a measure."""
_ALL_OF_THEM = re.compile(
    r"\s*[.?!,;:]\s*(?:and |please )*(?:list|name|give|tell|mention)\b(?: me)?"
    r"(?: them| it| their names)?(?: all| every(?: single)?(?: one)?| each(?: one)?| everyone)\b"
    r"(?: of (?:them|these|those))?(?: by name)?\W*$",
    re.IGNORECASE,
)
"""Behind a question: "Who paid? Name every one of them." """
_IN_ALL = re.compile(
    r",?\s*\b(?:in all|altogether|in total|all told|overall|all in all|in sum|combined)\b(?=\W*$)",
    re.IGNORECASE,
)
_PLEASE = r"^\W*(?:please |can you |could you )*"
_ADJECTIVES = r"(?:(?:different|distinct|various|other|own) )?"
_LIST = re.compile(
    rf"{_PLEASE}(?:list|name|give|find|show|tell)(?: me)?(?: the names of)?"
    rf" (?:all|every|each)(?: of)?(?: the)? {_ADJECTIVES}(?P<what>.+?)\W*$",
    re.IGNORECASE,
)
_WHAT_ARE = re.compile(
    rf"{_PLEASE}(?:what|who|which) (?:are|were) (?:the names of )?all(?: of)?(?: the)?"
    rf" {_ADJECTIVES}(?P<what>.+?)\W*$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"{_PLEASE}(?P<before>(?:at|in|on|to|from|by|for|with|through|against|under|into|over) )?"
    rf"(?:which|what) (?:of (?:the|these|those|his|her|their|its|our) )?{_ADJECTIVES}(?P<what>.+?)\W*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    rf"{_PLEASE}(?P<before>(?:at|in|on|to|from|by|for|with|through|against|under|into|over) )?"
    r"how many (?:of (?:the|these|those|his|her|their) )?"
    r"(?P<distinct>different |distinct |unique |separate )?(?P<what>.+?)\W*$",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(rf"{_PLEASE}how much (?P<what>.+?)\W*$", re.IGNORECASE)
_NO_VERB = r"(?!(?:is|are|was|were|do|does|did|has|have)\b)"
_ASKS = rf"^\W*(?P<asks>(?:(?:to|by|from|for) )?(?:who|whom|(?:which|what) {_NO_VERB}[\w-]+))"
_EXTREME = re.compile(
    rf"{_ASKS} (?P<does>(?!of\b).+?),? (?:the )?(?P<which>most|least)(?: (?P<of>money|[\w-]+s))?"
    r"(?P<rest> (?:for|to|at|in|on|from|during|with) .+?)?\W*$",
    re.IGNORECASE,
)
"""Who did how much of it the most: "who paid the painter the most?", "who gave most money to the church?"."""
_LARGEST = "highest largest biggest greatest longest heaviest oldest tallest deepest dearest"
_SMALLEST = "lowest smallest shortest cheapest lightest youngest least"
_SUPERLATIVE = re.compile(
    rf"{_ASKS} (?P<does>(?!of\b).+?) the (?P<which>{'|'.join(f'{_LARGEST} {_SMALLEST}'.split())})"
    r" (?P<of>(?!of\b)[\w-]+)(?P<rest> .+?)?\W*$",
    re.IGNORECASE,
)
"""The same of a measure: "who offered the lowest price for the roof?"."""
_VERB_OF_MANY = (
    (re.compile(r"^(are)\b", re.IGNORECASE), "is"),
    (re.compile(r"^(were)\b", re.IGNORECASE), "was"),
    (re.compile(r"^(have)\b", re.IGNORECASE), "has"),
)
_BEHIND_NOUNS = """
and are at by called can could did do does for from had has have in is mentioned named of on or that the to
under was were when where which who whose will with would
"""
_WHERE_NOUNS_END = frozenset(_BEHIND_NOUNS.split())
_BEHIND_MANY = _WHERE_NOUNS_END - {"called", "mentioned", "named", "to", "the", "that"}
"""Behind a noun of many with something before it; behind a verb others stand."""
_LAST = re.compile(
    r"^(?P<asks>which [\w-]+ (?:was|is|did|does|had|has) .+)"
    r" (?P<preposition>at|in|to|from|with|by|on|through)$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:that|who|which) ", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:the|an?|his|her|their|its|he|she|it|they|we|I|you|[A-Z][\w'\u2019-]*)\b")
_MOST_BEFORE = 3
"""So many words may stand before a noun: "wounded French officers"."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be gathered, and the question for one place."""

    kind: Kind
    of_one: str
    noun: str = ""
    """What is gathered, as the question calls it: "ports"; of a sum its unit. Empty for "who"."""
    told: bool = False
    """Whether a place may tell the number itself: "how many children had she?"."""


def asked(question: str) -> Asked | None:
    """None where the question asks for one thing, or for what one place tells."""
    bare = _ALL_OF_THEM.sub("?", question).strip()
    wants_all = bare != question.strip()
    return _of_amounts(bare) or _counted(bare) or _listed(bare, wants_all=wants_all)


def _of_amounts(question: str) -> Asked | None:
    whole = _IN_ALL.sub("", question)
    if whole != question:
        if match := _HOW_MUCH.match(whole):
            return Asked(kind="sum", of_one=f"How much {match['what']}?", noun="")
        if (match := _HOW_MANY.match(whole)) and (noun := _noun_at_start(match["what"])):
            return Asked(kind="sum", of_one=f"How many {match['what']}?", noun=noun)
    if match := _EXTREME.match(question):
        kind: Kind = "most" if match["which"].lower() == "most" else "least"
        rest = match["rest"] or ""
        return Asked(
            kind=kind, of_one=_capital(f"{match['asks']} {match['does']}{rest}?"), noun=match["of"] or ""
        )
    if match := _SUPERLATIVE.match(question):
        kind = "most" if match["which"].lower() in _LARGEST.split() else "least"
        article = "an" if match["of"][0].lower() in "aeiou" else "a"
        asks = f"{match['asks']} {match['does']} {article} {match['of']}{match['rest'] or ''}?"
        return Asked(kind=kind, of_one=_capital(asks), noun=match["of"])
    return None


def _counted(question: str) -> Asked | None:
    match = _HOW_MANY.match(question)
    one = _of_one(match["what"]) if match else None
    if match is None or one is None:
        return None
    noun, asks = one
    one_of = f"{match['before'] or ''}which {asks}"
    return Asked(
        kind="count",
        of_one=_capital(f"{_LAST.sub(_first, one_of)}?"),
        noun=noun,
        told=match["distinct"] is None,
    )


def _listed(question: str, *, wants_all: bool) -> Asked | None:
    asks = ""
    if match := _LIST.match(question) or _WHAT_ARE.match(question):
        one = _of_one(match["what"], is_clause=True)
        asks = f"Which {one[1]}?" if one else ""
    elif match := _WHICH.match(question):
        one = _of_one(match["what"])
        asks = _capital(f"{match['before'] or ''}which {one[1]}?") if one else ""
    else:
        one = None
    if one:
        return Asked(kind="list", of_one=asks, noun=one[0])
    return Asked(kind="list", of_one=question) if wants_all else None


def _of_one(what: str, *, is_clause: bool = False) -> tuple[str, str] | None:
    """The noun of many, and what is asked with it as one: "ports did she see", "port did she see".

    With `is_clause` a relative clause stands behind the noun, with its pronoun or without it.
    """
    noun = _noun_at_start(what)
    if not noun or set(words(noun)) & _NO_THINGS:
        return None
    before, _, rest = what.partition(noun)
    rest = _as_question(rest.strip()) if is_clause else rest.strip()
    for pattern, one in _VERB_OF_MANY:
        rest = pattern.sub(one, rest)
    return (noun, f"{before}{_one(noun)} {rest}".strip()) if rest else None


def _as_question(clause: str) -> str:
    """ "who visited her" as "visited her", "the ship called at" as "is one that the ship called at"."""
    if match := _RELATIVE.match(clause):
        return clause[match.end() :] if not _SUBJECT.match(clause, match.end()) else f"is one {clause}"
    if _SUBJECT.match(clause):
        return f"is one that {clause}"
    return f"is {clause}" if clause else ""


def _noun_at_start(what: str) -> str:
    """The first noun of many among the first words; empty where none stands there.

    "Officers", "wounded officers were"; but "which letter says something" has none.
    """
    said = [word.strip(",;:") for word in what.split()]
    for number, word in enumerate(said[: _MOST_BEFORE + 1]):
        if word.lower() in _WHERE_NOUNS_END:
            return ""
        if is_of_many(word):
            behind = said[number + 1].lower() if number + 1 < len(said) else ""
            return word if number == 0 or not behind or behind in _BEHIND_MANY else ""
    return ""


def is_of_many(word: str) -> bool:
    low = word.lower()
    if low in _IRREGULAR:
        return True
    return (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")) and low not in _NO_PLURAL
    )


def _one(noun: str) -> str:
    return _IRREGULAR.get(noun.lower()) or singular(noun)


def _first(asked: re.Match[str]) -> str:
    """ "Which port was she at" as "at which port was she": a small model reads it better."""
    return f"{asked['preposition']} {asked['asks']}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
