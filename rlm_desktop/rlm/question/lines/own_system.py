"""The system whose log it is: "our mail server" says of no line anything that others lack."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from rlm_desktop.profile import KIND_OF_MESSAGE, Profile
from rlm_desktop.rlm.question.linking import words

_OURS = re.compile(
    r"\b(?:our|my)\s+(?:own\s+)?(?:[a-z]+\s+){0,2}?"
    r"(?:server|host|machine|system|site|website|network|computer|box|service|router|firewall)\b(?!['\u2019s])",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:did|does|do|has|had)?\s*\bthe\s+(?:server|host|machine|system|computer|service|daemon|program|log)\s+"
    r"(?:note|notice|log|record|report|say|complain|tell|write|mention|warn)(?:s|d|ed)?\s+that\s+(?:it|he|they)\b",
    re.IGNORECASE,
)
"""That it told something is what any line does: what it told follows."""
_NAME = (
    r"(?P<name>(?:[A-Z]\w+\s+)?(?:(?:web|database|db|proxy|whole|entire|application)\s+)?"
    r"(?:server|host|machine|system|computer|daemon|program|application|app|site|website|database|broker|cluster))"
)
_SUBJECT = re.compile(
    rf"\b(?P<did>did|does|do|was|were|has|had|is)\s+the\s+{_NAME}"
    r"\b(?!['\u2019-]|\s+(?:\d|[A-Z]|(?:with|that|which|whose|where|of)\b))"
)
"""What a whole log is of, as what did something: "did the web application fail"."""
_RECEIVES = re.compile(
    r"(?<=s )did it (?:receive|get|handle|serve|process|see)\b"
    r"(?=\s*(?:[?.,;]|$|(?:on|in|from|at|during|between)\b))"
)
"""What a log has lines of, it received: no line need say so."""
_RECEIVED = re.compile(
    rf"(?<!has )(?<!had )(?<!have )\bthe\s+{_NAME}\s+(?:received|got|handled|served|processed)(?= [a-z]+s\b)"
)
_IN_CHATS = re.compile(
    r"\s+(?:in|during|at|on)\s+(?:the|this|that)\s+(?:whole\s+|entire\s+)?"
    r"(?:meeting|chat|conversation|channel|discussion|session|room|log)\b(?![-'\u2019]|\s+(?:channel|room|group|file)\b)",
    re.IGNORECASE,
)
"""Where all that is said was said."""
_OF_A_NAME = re.compile(r"[a-z][a-z0-9]{3,}")
_OF_ANY_LOG = re.compile(
    r"access|application|archive|audit|boot|console|current|daemon|data|debug|errors?|events?|firewall|info|kernel"
    r"|journal|latest|logs|mail|messages?|monitor|output|records|report|requests?|sample|secure|security|server"
    r"|service|syslog|system|trace|users?|warn|warnings?"
)


def as_it(question: str, profile: Profile, files: Sequence[str] = ()) -> str:
    """The question with "it" for what all lines of a log are about; of other texts it is left as it is.

    `files` are the names of all documents: what they are called after is what the log is of.
    """
    if not profile.tables or any(table.kind != "log" for table in profile.tables):
        return question
    if all({"speaker", "message"} <= {column.name for column in table.columns} for table in profile.tables):
        question = _IN_CHATS.sub("", question)
    known = {
        word
        for table in profile.tables
        for column in table.columns
        if column.note != KIND_OF_MESSAGE
        for value, _ in column.values
        for word in words(value)
    }

    values = {
        value.lower() for table in profile.tables for column in table.columns for value, _ in column.values
    }
    for name in sorted(_called_after(files) - values):
        question = _without(name, question)

    def unless_known(match: re.Match[str], instead: str) -> str:
        return match.group() if known.intersection(words(match["name"])) else instead

    question = _RECEIVED.sub(lambda m: unless_known(m, "there were"), _TELLS.sub("it", question))
    of_all = _SUBJECT.sub(lambda m: unless_known(m, f"{m['did']} it"), question)
    return _RECEIVES.sub("were there", _OURS.sub("it", of_all))


def _called_after(files: Sequence[str]) -> set[str]:
    """Words that the names of all files have, and that names of any log may not have."""
    named = [set(_OF_A_NAME.findall(PurePosixPath(file).name.lower().rpartition(".")[0])) for file in files]
    of_all = set.intersection(*named) if named else set[str]()
    return {name for name in of_all if not _OF_ANY_LOG.fullmatch(name)}


def _without(name: str, question: str) -> str:
    """The question without the name of a system, where it is written as one: Jenkins, fail2ban."""
    match = re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", question[1:], re.IGNORECASE)
    if not match or (match.group().islower() and match.group().isalpha()):
        return question
    of = re.escape(match.group())
    # As one of a kind ("the Jenkins builds"), as whose it is, as what did something, as where it was.
    shorter = re.sub(rf"\b(?:the\s+)?{of}(?:['\u2019]s?)\s+", "the ", question)
    shorter = re.sub(
        rf"\b(the|all|any|these|those|many|of|which|what)\s+{of}\s+(?=[a-z])(?!(?:and|or)\b)", r"\1 ", shorter
    )
    shorter = re.sub(
        rf"\b(did|does|do|was|were|has|had|is)\s+(?:the\s+)?{of}(?=\s+[a-z]+[^s\s]\b)", r"\1 it", shorter
    )
    return re.sub(rf"\s+(?:in|by)\s+(?:the\s+)?{of}(?=\s*(?:[?.,;]|$))", "", shorter)
