"""Whether a reader said that a passage does not tell what was asked."""

import re

_REFUSES = re.compile(
    r"\b(?:is|are|was|were) not (?:mentioned|specified|provided|stated|told|given)(?: (?:in|by) \w+ \w+)?$"
    r"|\b(?:passages?|text|notes?|document) (?:do|does) not (?:mention|specify|provide|state|tell|say)\b"
)
_LONGEST_REFUSAL = 20  # words


def says_nothing(reply: str) -> bool:
    """Whether a reader said that the passage does not tell."""
    bare = re.sub(r"[\W_]+", " ", reply).strip().lower()
    if not bare or bare.startswith(("none", "not mentioned", "not specified", "not provided", "unknown")):
        return True
    return len(bare.split()) <= _LONGEST_REFUSAL and _REFUSES.search(bare) is not None
