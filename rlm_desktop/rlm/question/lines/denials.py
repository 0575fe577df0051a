"""A "not" that lines say themselves: "the bank did not answer" is what a log tells and leaves nothing out."""

import re

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile, Table
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Query, contained, identifier, literal, quoted, words

_NOT = re.compile(r"\s*\bnot\b|n['\u2019]t\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_][\w-]*")
_BETWEEN = r"\b(?:be|been|being|the|an?|yet)\s*"
_NEAR = 5  # words


def as_said(question: str, profile: Profile, query: Query) -> str:
    """The question with such words in quotation marks, as the lines have them; else as it is."""
    logs = [table for table in profile.tables if table.kind == "log" and wording.has_wording(table)]
    if not logs or quoted(question) or contained(question):
        return question
    for start, end in alternatives.left_out(question):
        no = _NOT.match(question, start) or _NOT.match(question, max(0, start - 1))
        if no is None:
            continue
        for token in list(_TOKEN.finditer(question, no.end(), end))[:_NEAR]:
            if not wording.tells(token.group(), set()):
                continue
            if said := _said(token.group(), logs, query):
                between = re.sub(rf"{_BETWEEN}$", "", question[no.end() : token.start()])
                before = f"{question[: no.start()].rstrip()} {between.strip()}".rstrip()
                return f'{before} "{said}"{question[token.end() :]}'
    return question


def _said(word: str, logs: list[Table], query: Query) -> str:
    """How most lines say that it was not; empty where none does."""
    stem = re.escape("".join(words(word)[:1]))
    shape = rf"(?i)\b(not (?:(?:be|been|being|the|an?|yet) )?{stem}\pL{{0,4}})\b"
    for table in logs:
        said = f"regexp_extract(line, {literal(shape)}, 1)"
        some = f"contains(lower(line), 'not ') AND regexp_matches(line, {literal(shape)})"
        most = f"SELECT {said} AS said, count(*) AS n FROM {identifier(table.name)} WHERE {some}"
        try:
            rows = query(f"{most} GROUP BY 1 ORDER BY n DESC, said LIMIT 1").rows
        except TableError:
            continue
        if rows:
            return str(rows[0][0])
    return ""
