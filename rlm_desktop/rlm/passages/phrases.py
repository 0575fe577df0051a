"""A bare word that a reader says, with what the text says of it: "two of his front teeth" for "teeth"."""

import re

from rlm_desktop.rlm.question.linking import COMMON, words

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|several|some|both|half"
_WHOSE = "his|her|its|their|my|our|your|the|an?"
_BARE = re.compile(r"[A-Za-z]{4,}")
_SHORTEST_ADJECTIVE = 3


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
