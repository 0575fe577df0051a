"""Times as people say them, "between 3 and 4 in the afternoon", as tables write them: from 15:00 to 16:00."""

import re

from rlm_desktop.profile import Profile
from rlm_desktop.rlm.question.amounts import ONES, TEENS

_PART = (
    r"(?:(?P<half>[ap])\.?m\b\.?|o'clock (?P<clock>in the (?:morning|afternoon|evening)|at night)"
    r"|(?P<part>in the (?:early )?(?:morning|afternoon|evening)|at night))"
)
_HOUR = r"(?:1[0-2]|0?[1-9])(?!\d|:)"
_SPAN = re.compile(
    rf"\b(?P<before>between|from) (?P<first>{_HOUR}|midnight|noon) ?(?:[ap]\.?m\b\.?)? ?"
    rf"(?P<to>and|to|until|till) (?P<last>{_HOUR}) ?{_PART}",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"\b(?P<before>at|after|before|since|until|till|by|around|from) (?P<last>{_HOUR}) ?{_PART}",
    re.IGNORECASE,
)
_NUMBERS = (*ONES, *TEENS[:3])
_SPELLED = re.compile(
    rf"\b(?P<hour>{'|'.join(_NUMBERS)})(?= (?:{_PART}|(?:and|to|until|till) (?:{'|'.join(_NUMBERS)}|{_HOUR}) "
    rf"{_PART.replace('P<', 'P<of_')}))",
    re.IGNORECASE,
)
"""Also the first of "between nine and ten in the morning": the part of the day stands behind the last."""
_CLOCK = re.compile(r"\b(?P<hour>1[0-2]|0?[1-9]):(?P<rest>[0-5]\d(?::[0-5]\d)?) ?(?P<half>[ap])\.?m\b", re.I)
_WRITTEN = re.compile(r"\bbetween (\d\d):00 and (\d\d):00\b", re.IGNORECASE)
_NAMED = {"noon": 12}
_LATE = ("afternoon", "evening")
_NIGHT = 6
"""Up to this hour "at night" is behind midnight."""


def as_written(question: str, profile: Profile) -> str:
    """The question with times of day as tables write them, where a table has such."""
    timed = (c.type in ("timestamp", "time") for table in profile.tables for c in table.columns)
    if not any(timed):
        return question
    question = _SPELLED.sub(lambda m: str(_NUMBERS.index(m["hour"].lower()) + 1), question)
    question = _CLOCK.sub(lambda m: f"{_hour(int(m['hour']), m['half'], ''):02}:{m['rest']}", question)
    question = _SPAN.sub(_span, question)
    return _ONE.sub(lambda m: f"{m['before']} {_of(m):02}:00", question)


def span(question: str) -> tuple[int, int] | None:
    """The hours between which something is asked for: the last has not begun."""
    match = _WRITTEN.search(question)
    return (int(match[1]), int(match[2])) if match else None


def _span(match: re.Match[str]) -> str:
    last = _of(match)
    first = _NAMED.get(match["first"].lower()) or int(re.sub(r"\D", "", match["first"]) or 0) % 12
    # "Between 11 and 1 pm" begins before noon.
    first += 12 if last > 12 and first + 12 < last else 0
    return f"between {first:02}:00 and {last:02}:00" if first < last else match.group()


def _of(match: re.Match[str]) -> int:
    return _hour(int(match["last"]), match["half"] or "", match["clock"] or match["part"] or "")


def _hour(hour: int, half: str, part: str) -> int:
    late = half.lower() == "p" or any(word in part.lower() for word in _LATE)
    late = late or ("night" in part.lower() and _NIGHT < hour < 12)
    return hour % 12 + (12 if late else 0)
