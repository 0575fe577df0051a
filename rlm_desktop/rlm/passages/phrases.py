"""A bare word that a reader says, with what the text says of it: "two of his front teeth" for "teeth".

Who is asked for is not the place behind him: "the bishop of Lincoln" for "Lincoln"; nor what a reader says
around his name.
"""

import re

from rlm_desktop.rlm.question.linking import COMMON, words

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|several|some|both|half"
_WHOSE = "his|her|its|their|my|our|your|the|an?"
_BARE = re.compile(r"[A-Za-z]{4,}")
_SHORTEST_ADJECTIVE = 3
_WHO = re.compile(r"(?:^|[,;] )\W*(?:(?:to|by|with|for|from|of) whom|whom?|who)\b(?! of\b)", re.IGNORECASE)
_ASKS_NAME = re.compile(r"^\W*(?:who|whose|(?:to|by|with|for|from|of) whom|whom)\b(?! of\b)", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w-]*(?:\.? (?:(?:of|de|van|von|der|the) ){0,2}[A-Z][\w-]*)*")
_NOBODY = frozenset(
    (
        "nobody",
        "none",
        "no-one",
        "everybody",
        "everyone",
        "somebody",
        "someone",
        "anybody",
        "anyone",
        "unknown",
    )
)
_SAID_AGAIN = 2
"""So many of a question's words make a reply the question said again."""
_LONGEST_SENTENCE = 14  # words
_BODIES = """
company society association brotherhood church chapel parish convent abbey bank college school
university academy hospital museum library council board committee court club guild union league
army regiment garrison tribe firm bishop archbishop abbot dean mayor governor king queen duke
duchess earl count countess prince princess emperor sultan lord lady sheriff magistrate consul
ambassador people citizens inhabitants town city village
"""
"""Who or what acts, inherits or is given something, and is told apart by the place behind it."""


def whole(reply: str, text: str) -> str:
    """The noun of a reply with its number and its adjective; the reply as it is where the text has none."""
    bare = reply.strip().strip(".!\"'` ")
    if not _BARE.fullmatch(bare) or set(words(bare)) & COMMON:
        return reply
    told = " ".join(text.split())
    if len(re.findall(rf"(?<![\w-]){bare.lower()}(?![\w-])", told)) != 1:
        return reply
    match = re.search(
        rf"(?<![\w-])(?P<number>(?:{_NUMBERS}) of )?(?:{_WHOSE}|{_NUMBERS}) (?P<adjective>[a-z-]+ )?"
        rf"{bare.lower()}(?![\w-])",
        told,
    )
    if match is None or not (match["number"] or match["adjective"]):
        return reply
    adjective = (match["adjective"] or "").strip()
    if adjective and (set(words(adjective)) & COMMON or len(adjective) < _SHORTEST_ADJECTIVE):
        return reply
    return match.group()


def name_alone(question: str, reply: str) -> str:
    """Who is asked for, of a sentence that has no other name which the question lacks; else the reply itself.

    "Orla Fenwick's sister was Josef Krumm" says whose sister she was, but stands nowhere in these words.
    """
    if not _ASKS_NAME.search(question) or not 1 < len(reply.split()) <= _LONGEST_SENTENCE:
        return reply
    asked = set(words(question)) - COMMON
    if len(asked & set(words(reply))) < _SAID_AGAIN:
        return reply
    known = asked | COMMON | _NOBODY
    found = {match.group() for match in _NAME.finditer(reply) if not set(words(match.group())) <= known}
    return found.pop() if len(found) == 1 else reply


def with_office(question: str, reply: str, text: str) -> str:
    """Who is asked for with the office or the body that a place only tells apart; else the reply as it is."""
    bare = reply.strip().strip(".!\"'` ")
    if not bare[:1].isupper() or len(bare.split()) > 3 or not _WHO.search(question):
        return reply
    heads = "|".join(_BODIES.split())
    of = rf"(?<![\w-])(?:the|an?) (?:[\w-]+ )?(?:{heads}) (?:of|in|at) (?:the )?{re.escape(bare)}(?![\w-])"
    told = " ".join(text.split())
    found = {match.group() for match in re.finditer(of, told, re.IGNORECASE)}
    alone = len(re.findall(rf"(?<![\w-]){re.escape(bare)}(?![\w-])", told))
    return found.pop() if len(found) == alone == 1 else reply
