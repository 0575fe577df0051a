"""Whether what was read is of the kind that is asked for: "which motor car" is no carriage.

A small reader that is asked for a thing of which the text has none names the nearest thing that it has. Asked
for nothing but whether a carriage is a kind of motor car, it knows better.
"""

import re

from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages.subcalls import SubCalls

_KIND = re.compile(
    r"^\W*(?:(?:in|on|of|from|at|with|by|for|to) )?(?:which|what) (?P<kind>[a-z]{3,}(?: [a-z]{3,})?) "
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"\b(?:days?|dates?|years?|months?|times?|names?|numbers?|reasons?|kinds?|sorts?|types?|things?|words?|parts?"
    r"|ways?|amounts?|sums?|prices?|costs?|sizes?|titles?|results?|reply|answers?|gifts?|presents?|prizes?|pets?"
    r"|jobs?|roles?|else|exactly)\b",
    re.IGNORECASE,
)
"""Of these anything can be one, or what it is called is no thing."""
_THING = re.compile(r"(?:[^\W\d]+(?:['\u2019]s?)? ){0,3}(?P<thing>[^\W\d_A-Z]{3,})\W*")
_LEAST = 0.4
"""Below it a thing is of another kind: 11 of 16 such pairs, and 2 of 18 others (a name, a bear as a pet)."""


def is_another(question: str, reply: str, subcalls: SubCalls) -> bool:
    """Whether a question is after a kind of thing, and the reply is one of another kind; names are none."""
    asked, told = _KIND.match(question), _THING.fullmatch(reply.strip())
    if not asked or not told or _ANY.search(asked["kind"]):
        return False
    thing, kind = told["thing"].lower(), asked["kind"].lower()
    if thing in kind.split():
        return False
    (share,) = subcalls.yes([prompts.for_kind(thing, kind)], what="checking what was read")
    return share is not None and share < _LEAST
