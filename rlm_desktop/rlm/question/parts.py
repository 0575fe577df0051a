"""Questions that ask for two things in one sentence: "which town has most orders, and how many are they?"."""

import re

_ASKS = (
    r"(?:how (?:many|much|long|old|often|far|big|large|high|late|early)"
    r"|what(?!['\u2019]s more)|which|when|where|who|whose)\b"
)
_BEGINS = re.compile(
    rf"(?:[,;]?\s+and(?:\s+also)?|[?;]|\s[-\u2013\u2014])\s+(?:(?:by|at|on|in|to|for|from|with|of|over)\s+)?(?={_ASKS})",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"(?:^|\W){_ASKS}|^\W*(?:list|name|give|show|tell)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"who|whose|which|where|when", re.IGNORECASE)
_IN_QUOTES = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d")


def of(question: str) -> tuple[str, ...]:
    """The parts of a question that each ask for something; the whole of it where it asks for one thing."""
    bare = _IN_QUOTES.sub(lambda quote: "_" * len(quote.group()), question)
    cuts = [
        match
        for match in _BEGINS.finditer(bare)
        if _FIRST.search(bare[: match.start()]) and not _goes_on(bare, match)
    ]
    parts, start = [], 0
    for cut in cuts:
        parts.append(question[start : cut.start()].strip(" ,;?"))
        start = cut.end()
    parts.append(question[start:].strip(" ,;?"))
    return tuple(part for part in parts if part)


def _goes_on(question: str, cut: re.Match[str]) -> bool:
    """Whether it is a second clause that says which are meant: "who live in Oslo and who own a car"."""
    word = _RELATIVE.match(question, cut.end())
    before = question[: cut.start()]
    same = re.finditer(rf"\b{word.group()}\b", before, re.IGNORECASE) if word else ()
    # At the beginning it asks: "In which year …, and in which month?".
    return any(len(before[: one.start()].split()) > 1 for one in same)
