"""Acronyms of a question that no line has, of a log that is columns from end to end: "SSH" of one without.

In other logs all words of the question are looked for in the lines (`wording`).
"""

import re

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.links import Links, Query, identifier, literal

_ACRONYM = re.compile(r"(?<!\d \()\b[A-Z]{3,6}\b")
"""Not where it only says what a number is: "port 22 (SSH)"."""


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with those that stand nowhere."""
    logs = [table for table in profile.tables if table.kind == "log"]
    lined = all(any(column.name == "line" for column in table.columns) for table in logs)
    if not logs or len(logs) < len(profile.tables) or not lined or any(map(wording.has_wording, logs)):
        return links
    linked = {word for link in links.values for word in words(link.phrase)}
    missing = []
    for said in dict.fromkeys(_ACRONYM.findall(question)):
        if said.lower() in linked | COMMON:
            continue
        holds = f"contains(lower(line), {literal(said.lower())})"
        try:
            if not any(query(f"SELECT 1 FROM {identifier(t.name)} WHERE {holds} LIMIT 1").rows for t in logs):
                missing.append(said)
        except TableError:
            return links
    return msgspec.structs.replace(links, unsaid=(*links.unsaid, *missing)) if missing else links
