"""Days that go by a name: New Year's Day is the first of January, in a log whose lines do not speak of it."""

import re

from rlm_desktop.profile import Profile

_DAYS = (
    (r"new year(?:['\u2019]?s)? eve", "December 31"),
    (r"new year(?:['\u2019]?s)?(?: day)?(?! \d)", "January 1"),
    (r"christmas eve", "December 24"),
    (r"christmas day|christmas(?=\W*$)", "December 25"),
    (r"boxing day", "December 26"),
    (r"valentine(?:['\u2019]?s)? day", "February 14"),
    (r"halloween", "October 31"),
)
_BEFORE = r"\b(?P<on>on|at|before|after|since|until|till|from|between|and|during|of|in)\s+(?:the\s+)?"


def as_days(question: str, profile: Profile) -> str:
    """The question with the day and month of each; of texts other than logs the name is left as it is."""
    if not profile.tables or any(table.kind != "log" for table in profile.tables):
        return question
    for name, day in _DAYS:
        question = re.sub(rf"(?i){_BEFORE}(?:{name})\b", rf"\g<on> {day}", question)
    return question
