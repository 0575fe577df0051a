"""Words of a question for what a log's lines do: they complain that something is so, hosts send messages.

No line says of itself that it complains. What it complains of is what is looked for.
"""

import re

_SAYS = (
    r"(?:complain|warn|announce|notify|notifie|inform|state|claim|declare|indicate|note|notice|remark|alert"
    r"|grumble|admit|confirm|observe|tell|told)(?:s|d|ed|ing)?"
)
_SPOKEN = re.compile(
    rf"\b({_SAYS})\s+(?:(?:us|me|you|anyone|somebody)\s+)?(?:that|about|of|on)\b", re.IGNORECASE
)
_WRITES = (
    r"(?:sent|sends?|sending|produced?|produces|producing|emit(?:s|ted|ting)?|generat(?:e|es|ed|ing)"
    r"|print(?:s|ed|ing)?|issu(?:e|es|ed|ing)|post(?:s|ed|ing)?|contribut(?:e|es|ed|ing)|caus(?:e|es|ed|ing)"
    r"|le(?:ft|ave|aves)|made|makes?|record(?:s|ed)?|log(?:s|ged)?|report(?:s|ed)?|wrote|writes?|output)"
)
_LINES = r"(?:log\s+)?(?:messages?|lines?|entries|entry|records?|events?|logs)"
_LINES_ALONE = r"(?:(?:log\s+)?(?:lines?|entries|entry)|log\s+messages?)"
_MANY = r"(?:(?:the|any|all|no|a|most|more|fewest|least|many|these|those|such|its|single)\s+)*"


def _written(lines: str) -> re.Pattern[str]:
    """Who wrote lines, and what was written by whom."""
    return re.compile(
        rf"\b({_WRITES})\s+{_MANY}{lines}\b"
        rf"|\b{lines}\s+(?:(?:did|does|do|has|have|had|was|were|is|are|been|be|being)\s+)+"
        rf"(?:(?:each|every|the|an?)\s+)?(?:[\w.-]+\s+){{0,3}}?({_WRITES})(?=\s+by\b|\s*(?:[?.,;]|$))",
        re.IGNORECASE,
    )


_WRITTEN, _WRITTEN_LINES = _written(_LINES), _written(_LINES_ALONE)
"""Messages may be other things than lines, as in a log of mails."""
_RUN = re.compile(
    r"\b(?:statements?|quer(?:y|ies)|commands?|scripts?|jobs?)\s+(?:(?:were|was|have|has|had|been|are|is)\s+)+"
    r"(run|ran|executed|issued|performed|carried|made|sent)\b",
    re.IGNORECASE,
)
"""A statement that stands in a log was run."""

_NO_SUBJECT = r"at|as|of|in|on|by|from|under|with|have|has|had|get|write|show|say|an?|any|no|all|many|most"
_SUBJECT = rf"(?:(?!(?:{_NO_SUBJECT})\b)[\w.'\u2019-]+\s+){{1,3}}"
_LEVEL = r"(?:level|severity|priority|status|messages?|lines?|entries|entry|events?|records?|logs?|codes?)"
_PERCEIVED = re.compile(
    rf"\b(?:did|does|do)\s+{_SUBJECT}(notice|note|report|log|record|register|observe|alert|warn)\b"
    rf"(?!\s*[-_/]?\s*{_LEVEL}\b)",
    re.IGNORECASE,
)
"""A program perceives what it writes down: what "it did notice" need have no level that is called so."""
_RETURNED = re.compile(
    r"\b(?:returned|returns?|gave|gives?|got|answered|responded|ended)\s+(?:with\s+)?(?:an?\s+)?(?=\d)"
    r"|\b(?:end|finish|stop|exit|begin|start)(?:s|p?ed)?\s+with\s+(?=[\"'\u201c\u2018])",
    re.IGNORECASE,
)
"""Before a number it says no more than that the number stands there."""
_OUTCOME = (
    r"success\w*|failures?|errors?|time-?outs?|exceptions?|warnings?|crash\w*|aborts?|abortions?|cancel\w+|panics?"
    r"|refusals?|rejections?|denials?|disconnect\w*|rollbacks?|defeats?|victor\w+|wins?|loss\w*|draws?|ties?|disaster"
)
_CAME_TO = re.compile(
    rf"\b(?:end|result|finish|conclud|complet)(?:s|es|ed|ing)?\s+(?:in|as|with)\s+(?=(?:an?\s+|the\s+)?(?:{_OUTCOME})\b)",
    re.IGNORECASE,
)
"""Before an outcome it says no more than that it was so: ended in failure."""
_COMPARED = re.compile(
    r"\b(?:long|short|fast|slow|high|low|great|bigg|old|new|earli|lat)er than (?=\d|an? |one |half )",
    re.IGNORECASE,
)
"""Before an amount it says how a column is compared with it."""
_COUNTED = re.compile(r"\bhow many (?:attempts?|tries|goes|occurrences|instances|cases)\b", re.IGNORECASE)
"""What is counted where rows are: "how many attempts did each make" looks for no "attempt" in lines."""


_ORDERED = re.compile(
    r"\b(?:do not|don['\u2019]t)\s+(?:count|include|consider|regard|take)\s+"
    r"(?:(?:the|any|those|these)\s+)?(?:(?:notes?|messages?|lines?|entries|rows|ones|those|cases)\s+)?"
    r"(?:(?:that|which|where|who)\b)?",
    re.IGNORECASE,
)
"""An order to leave something out; what, stands behind it."""
_PUT = re.compile(r"\bputs?\s+(?=(?:an?|the)\s+[a-z]+\s+(?:on|in|to)\b)", re.IGNORECASE)
"""Who puts a ban on something bans it."""


def words_of(question: str) -> frozenset[str]:
    """Words of a question, in lower case, that say no more than that something stands in the log."""
    found = [match for shape in (_SPOKEN, _WRITTEN, _RUN) for match in shape.finditer(question)]
    return frozenset(word.lower() for match in found for word in match.groups() if word)


def is_perceiving(word: str, question: str) -> bool:
    """Whether a question says a word of what wrote the lines, and nowhere else: "did sshd notice"."""
    found = [match.group(1).lower() for match in _PERCEIVED.finditer(question)]
    said = re.findall(rf"(?<!\w){re.escape(word.lower())}(?!\w)", question.lower())
    return 0 < len(said) == found.count(word.lower())


def without_asking(question: str) -> str:
    """A question without what it says of figures and of lines: returned a 404, longer than 10, sent lines."""
    for no_more in (_RETURNED, _CAME_TO, _COUNTED, _COMPARED, _ORDERED, _PUT):
        question = no_more.sub("? ", question)
    for match in reversed(list(_PERCEIVED.finditer(question))):
        question = f"{question[: match.start(1)]}?{question[match.end(1) :]}"
    for match in reversed(list(_WRITTEN_LINES.finditer(question))):
        start, end = match.span(match.lastindex or 0)
        question = f"{question[:start]}?{question[end:]}"
    return question
