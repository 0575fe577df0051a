"""The system whose log it is: "our mail server" says of no line anything that others lack."""

import re

from rlm_desktop.profile import Profile

_OURS = re.compile(
    r"\b(?:our|my)\s+(?:own\s+)?(?:[a-z]+\s+){0,2}?"
    r"(?:server|host|machine|system|site|website|network|computer|box|service|router|firewall)\b(?!['\u2019s])",
    re.IGNORECASE,
)


def as_it(question: str, profile: Profile) -> str:
    """The question with "it" for what all lines of a log are about; of other texts it is left as it is."""
    if not profile.tables or any(table.kind != "log" for table in profile.tables):
        return question
    return _OURS.sub("it", question)
