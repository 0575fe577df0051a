"""Questions how one thing relates to another: each side is looked for by itself.

"How do the changes in inventory correspond with the supply chain strategies?" Few sentences speak of both,
and those that speak of one tell half of the answer each.
"""

import re

import msgspec

_VERBS = (
    r"(?:relat|correspond|correlat|compar|align|connect|tie|tying|link|reflect|match|measur)(?:e[sd]?|s|ed)?"
)
_TO = r"(?:(?: up)? (?:to|with|against))"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\bhow (?:(?:do|does|did|can|is|are) )?(?P<one>.{{6,}}?) {_VERBS}{_TO}? (?P<other>.{{6,}})",
        r"\b(?:relation(?:ship)?|correlation|connection|link)s? .{0,24}?between (?P<one>.{4,}?)"
        r" and (?P<other>.{4,})",
        rf"\b(?:combine|{_VERBS}) (?P<one>.{{6,}}?) (?:with|to|against) (?P<other>.{{6,}})",
    )
)
_NOTHING = re.compile(r"(?:do|does|did )?\s*(?:this|it|that|they|these|those)\b", re.IGNORECASE)
"""What only points back to what was said before is no side."""
_PURPOSE = re.compile(r"\s+to (?:understand|assess|see|judge|find out)\b.*", re.IGNORECASE)


class Sides(msgspec.Struct, frozen=True):
    """What is related to what."""

    one: str
    other: str


def sides(question: str) -> Sides | None:
    """The two sides of such a question; None for any other."""
    for form in _FORMS:
        match = form.search(question)
        if match and not _NOTHING.match(match["one"]):
            return Sides(_bare(match["one"]), _bare(match["other"]))
    return None


def _bare(side: str) -> str:
    return _PURPOSE.sub("", side).strip(" ,.?!")
