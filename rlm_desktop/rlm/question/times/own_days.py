"""Of what day a document tells: minutes of a meeting of 12 March are of that day, published in April or not.

A field for its date is that of its file or its post. Its head, "Minutes of the Meeting held on Wednesday 12
March 2014", or its title and when it came out, say of which meeting it is.
"""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document
from rlm_desktop.rlm.question.times.days_named import DAY, parts_of
from rlm_desktop.rlm.question.times.months import MONTHS, SAID, number_of
from rlm_desktop.spans import Span

_HEAD = 2_000  # bytes
_BEFORE = 240
"""So many letters before its day a document may say what it tells of."""
_MOST = 2_000
"""Documents whose heads are looked at."""
MEETINGS = ("meeting", "session", "sitting", "hearing", "assembly")
_MEETING = rf"(?:{'|'.join(MEETINGS)})"
_HELD = re.compile(rf"\b(?:{_MEETING}s?|minutes)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:last|previous|next|preceding|following|future|apologies|approv\w+|accept\w*|sign\w*|adopt\w*"
    r"|matters arising)\b",
    re.IGNORECASE,
)
"""Minutes speak of the meeting before them, and of the next."""
_FRONT = re.compile(r"\A\ufeff?---\s*\n.*?\n---\s*\n", re.DOTALL)
"""Fields at the head of a page; their date is when it came out."""
_SAID_BEFORE = rf"\s*(?:'s)?(?: [a-z]+){{0,2}} {_MEETING}\b"
_SAID_BEHIND = (
    rf"\b{_MEETING}(?: (?:was|were|that was))?(?: held)?(?: of| on| in| from| dated)?(?: the)?"
    r"(?: [a-z]+day)?,?(?: the)? $"
)
_HERE = "\0"
_SAID_OF_IT = re.compile(
    rf"(?: held)?(?: of| on| in| from| dated)?(?: the)?(?: [a-z]+day)?,?(?: the)? {_HERE}"
    rf"(?! (?:[a-z]+ ){{0,2}}{_MEETING})",
    re.IGNORECASE,
)
_OF_A_MONTH = re.compile(rf"(?<![\w-])(?P<month>{SAID})\.?,? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_CAME_OUT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])(?!\d{3})")
_OF_A_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_TITLE = re.compile(rf"(?<![^\W_])(?:{'|'.join(MONTHS)})(?![^\W_])", re.IGNORECASE)


_MEETINGS_THAT = re.compile(
    r"^\W*(?:please )?(?:list|give|name|show|tell|what (?:are|were))(?: me)?(?: all)?(?: of)?"
    r" the (?:dates?|days) (?:of|on|at) (?:which )?(?:all )?(?:of )?(?:the )?(?:[a-z]+ )??"
    rf"{_MEETING}s (?:at which |in which |where )?(?:whose minutes |that |which )?"
    r"(?P<said>(?:mention|contain|discuss|speak of|refer to|name)\b.+?"
    r"|(?P<thing>.+?) (?:was|were|is|are) (?:mentioned|discussed|named|spoken of))\W*$",
    re.IGNORECASE,
)


class Day(msgspec.Struct, frozen=True):
    """A day, or a month where `day` is none."""

    year: int
    month: int
    day: int = 0

    def has(self, other: "Day") -> bool:
        """Whether the other is this day, or a day of this month."""
        return (self.year, self.month) == (other.year, other.month) and self.day in (0, other.day)

    @property
    def text(self) -> str:
        return f"{self.year}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")


def asked_for(question: str) -> Day | None:
    """The one meeting that a question is about by its day or its month: "at the July 2013 meeting"."""
    days = list(DAY.finditer(question))
    rest = DAY.sub(lambda match: " " * len(match.group()), question)
    months = list(_OF_A_MONTH.finditer(rest))
    if len(days) + len(months) != 1:
        return None
    match = (days or months)[0]
    before, behind = question[: match.start()], question[match.end() :]
    if not (re.match(_SAID_BEFORE, behind, re.I) or re.search(_SAID_BEHIND, before, re.I)):
        return None
    return _day(match) if days else Day(int(match["year"]), number_of(match["month"]))


def meetings_that(question: str) -> str:
    """What meetings say whose days are asked for: "mention the Blue Bell"; empty where they are not."""
    match = _MEETINGS_THAT.match(question)
    if match is None:
        return ""
    return f"mention {match['thing']}" if match["thing"] else match["said"]


def without(question: str) -> str:
    """The question without the day of its meeting: in its minutes "the meeting" is this one."""
    if asked_for(question) is None:
        return question
    for pattern in (DAY, _OF_A_MONTH):
        question = _SAID_OF_IT.sub("", pattern.sub(_HERE, question)).replace(f"{_HERE} ", "")
    return question


def of(document: Document, context: Context) -> Day | None:
    """The day of the meeting that a document tells of; its month where no more is said."""
    head = context.read(Span(document.id, 0, min(document.bytes, _HEAD)))
    body = _FRONT.sub("", head)
    match = DAY.search(body)
    if match:
        before = body[max(0, match.start() - _BEFORE) : match.start()]
        if _HELD.search(before) and not _OF_ANOTHER.search(before):
            return _day(match)
    return _by_title(document.name)


def documents(asked: Day, ready: Sequence[Document], context: Context) -> list[Document]:
    """The documents that tell of the meeting of that day, or of a meeting in that month."""
    if len(ready) > _MOST:
        return []
    own = [(each, of(each, context)) for each in ready]
    found = [each for each, day in own if day and asked.has(day)]
    # Where none says the day, those of its month may be meant.
    return found or [each for each, day in own if day and day.has(asked)]


def _day(match: re.Match[str]) -> Day | None:
    year, month, day = parts_of(match)
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Day(year, month, day)


def _by_title(name: str) -> Day | None:
    """The month that a name tells, of the year in which it came out: December, in a file of 2014-01."""
    stem = name.replace("_", " ")
    out, said = _CAME_OUT.search(stem), _IN_TITLE.findall(stem.rpartition("/")[2])
    if out is None or not _HELD.search(stem):
        return None
    if not said:
        whole = _OF_A_DAY.search(stem)
        return Day(*map(int, whole.groups())) if whole else None
    month = number_of(said[0])
    return Day(int(out["year"]) - (month > int(out["month"])), month)
