"""Questions for all things of a shape: "list all e-mail addresses". Code finds them, without a model."""

import re
from typing import Literal

import msgspec

_SHAPES = {
    "e-mail address": (
        r"e-?mails?(?: addresse?s?)?|mail addresse?s?",
        r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    ),
    "web address": (
        r"(?:web ?|internet |http )(?:addresse?s?|links?)|urls?|(?:hyper)?links?|web ?sites?",
        r"""(?:https?://|www\.)[^\s<>"'`()\[\]{}|\\^]+[^\s<>"'`()\[\]{}|\\^.,;:!?]""",
    ),
    "IP address": (
        r"ip(?:v4)?[ -]addresse?s?|ips",
        r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b",
    ),
}
_ONE = r"^\s*what(?:'s| is| are| was| were) (?:the |an? )?(?:[\w'\u2019-]+ ){{0,4}}?(?:{kind})\b"
_WHICH = r"^\s*(?:what|which) (?:{kind}) (?:do|does|did|has|have|is|are|was|were|can|should)\b"
_TELEPHONE = (r"(?:(?:tele)?phone|fax|mobile) numbers?", r"\+?\(?\d(?:[ ()./-]{0,2}\d){5,}")
_CLOCK = re.compile(r"\W*\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\W*")
_PAID = (
    r"costs?|pays?|paid|earn\w*|rais\w+|sold|sell\w*|worth|charg\w+|spen[dt]\w*|owe[sd]?|donat\w+|invest\w*"
    r"|money"
)
_SUMS = r"price|costs?|fees?|revenues?|salary|rent|turnover|income|budget"
_OF_MONEY = re.compile(
    rf"\bhow much\b.*\b(?:{_PAID}|bought|buy)\b|\bwhat (?:does|did|do|would|will) .{{0,80}}\bcost\b"
    rf"|\bwhat (?:is|was|are|were) .{{0,60}}\b(?:{_SUMS})\b",
    re.IGNORECASE,
)
_NO_NAME_OF_TIME = (
    "did|do|does|is|was|were|are|has|have|had|can|could|will|would|must|should|may|for|to|the|an?"
)
_OF_TIME = re.compile(
    r"\bhow much (?:of (?:his|her|its|their|my|your|our|the) )?"
    rf"(?:(?!(?:{_NO_NAME_OF_TIME})\b)[\w-]+ ){{0,2}}?"
    r"(?:time|overtime|vacation|leave|notice|rest|sleep|holidays?|delay|warning)\b"
    r"(?! (?:pay|money|allowance|costs?|fees?|bonus)\b)"
    rf"|\bwhat (?:is|was|are|were) (?:(?!\b(?:{_SUMS})\b).){{0,60}}?"
    r"\b(?:periods?|terms?|time|deadline|duration|length|notice|age)\b",
    re.IGNORECASE,
)
"""A length of time is what these ask for: "how much leave", "what notice period of a rent"."""
_HOW_MANY = re.compile(r"\W*(?:how many (?!minutes|hours|seconds)|how much (?!time))", re.IGNORECASE)
_LASTS = re.compile(
    r"\W*[\w.,/ -]{1,20}(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\W*", re.IGNORECASE
)
_RATE = re.compile(
    r"[$\u20ac\u00a3\u00a5]|\b(?:euros?|dollars?|pounds?|francs?|crowns?|rupees?|yen|cents?|pence|[A-Z]{3})\b"
    r"|^\W*[\d.,]+k? ?(?:an?|per|each|every|/) ?(?:hour|day|week|month|year)\b"
)
"""So much money for such a time: "900 euros a month"."""
_OF_A_PRICE = re.compile(
    r"\bhow much (?:does|did|do|would|will)\b.*\bcost\b"
    r"|\bwhat (?:is|was|are|were) .{0,60}\b(?:price|costs?|fees?)\b",
    re.IGNORECASE,
)
_COUNTS_THINGS = re.compile(
    r"\W*[\d.,]+ ?(?:devices?|users?|people|persons?|members?|rooms?|seats?|files?|pages?|items?|copies"
    r"|accounts?|calls?|[kmgt]i?b|(?:kilo|mega|giga|tera)?bytes?|kilomet(?:er|re)s?|km|miles?)\b[^$\u20ac\u00a3]*",
    re.IGNORECASE,
)
"""Such is no price."""
_HOW_MANY_BYTES = re.compile(
    r"\bhow (?:many|much) (?:[a-z]+ )?(?:(?:kilo|mega|giga|tera)?bytes?|storage|memory|data)\b", re.I
)
_WHILE = re.compile(
    r"\W*[\d.,]+[ -](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\W*", re.IGNORECASE
)
"""So long is no size."""
_WHERE = (
    r"(?:\s+(?:that |which )?(?:are |is |can be |do |does )?"
    r"(?:there|found|mentioned|named|used|given|occur|appear|stand|contained))?"
    r"(?:\s+(?:in|of|from) (?:all |any )?(?:of )?(?:the |these |those |my |our )?"
    r"(?:texts?|documents?|files?|library|folder))?\s*[?.!]*\s*$"
)
_LIST = (
    r"^\s*(?:please |can you |could you )*(?:list|show|name|find|give|extract|collect|what are|which are)"
    r"(?: me)?(?: all| every| each)?(?: of)?(?: the)?(?: different| distinct| unique)? (?:{kind})"
)
_COUNT = r"^\s*how many(?: different| distinct| unique)? (?:{kind})"
_MOST_LINES = 5000
"""Hits that a program gets to see."""


class Asked(msgspec.Struct, frozen=True):
    kind: Literal["list", "count"]
    shape: str
    """A name of `_SHAPES`."""


def asked(question: str) -> Asked | None:
    """None where the question wants something else, or only some of them."""
    for shape, (kind, _) in _SHAPES.items():
        for form, what in ((_LIST, "list"), (_COUNT, "count")):
            if re.match(form.format(kind=kind) + _WHERE, question, re.IGNORECASE):
                return Asked(what, shape)  # type: ignore[arg-type]
    return None


def is_another(question: str, reply: str) -> bool:
    """Whether a question wants something of a shape, Ana's telephone number, and a reply has none.

    A time of day is no amount, though a transcript has one in front of every third word, nor do years cost.
    """
    of_time = _OF_TIME.search(question) is not None
    of_money = not of_time and _OF_MONEY.search(question) is not None
    if _CLOCK.fullmatch(reply) and (of_money or (not of_time and _HOW_MANY.match(question))):
        return True
    lasts = _LASTS.fullmatch(reply) and not _RATE.search(reply)
    if of_money and (lasts or (_OF_A_PRICE.search(question) and _COUNTS_THINGS.fullmatch(reply))):
        return True
    if _HOW_MANY_BYTES.search(question) and _WHILE.fullmatch(reply):
        return True
    shape = wanted(question)
    return shape is not None and shape.search(reply) is None


def lacks_number(question: str, reply: str) -> bool:
    """Whether one telephone number is asked for, and a reply has none: lines may only speak of such."""
    kind, shape = _TELEPHONE
    asks = any(re.match(form.format(kind=kind), question, re.IGNORECASE) for form in (_ONE, _WHICH))
    return asks and re.search(shape, reply) is None


def wanted(question: str) -> re.Pattern[str] | None:
    """The shape of the one thing that is asked for: of a telephone number its figures. None for all else."""
    for kind, shape in (*_SHAPES.values(), _TELEPHONE):
        if any(re.match(form.format(kind=kind), question, re.IGNORECASE) for form in (_ONE, _WHICH)):
            return re.compile(shape)
    return None


def program(wanted: Asked) -> str:
    """What tells it, in verbs: those that occur most come first."""
    pattern = _SHAPES[wanted.shape][1]
    value = "found" if wanted.kind == "list" else "len(found)"
    return (
        "import re\n"
        f"shape = re.compile({pattern!r})\n"
        f"seen = scan({pattern!r}, regex=True, ignore_case=False, keep={_MOST_LINES})\n"
        "numbers, first = {}, {}\n"
        "for hit in seen.hits:\n"
        "    for each in shape.findall(hit):\n"
        "        numbers[each] = numbers.get(each, 0) + 1\n"
        "        first.setdefault(each, hit)\n"
        "found = sorted(numbers, key=lambda each: (-numbers[each], each))\n"
        f"if found and seen.lines <= {_MOST_LINES}:\n"
        f"    answer({value}, evidence=list(first.values()))\n"
    )
