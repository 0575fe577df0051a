"""When something was said, and by whom: the day and the writer of the document in which it stands.

"On which date was it announced that Ada was re-elected?", "when did somebody first complain of the ropes?" No
sentence tells that; the minutes, the mail or the post in which the sentence stands has a day.
"""

import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.ports import Context
from rlm_desktop.profile import Rows, Table
from rlm_desktop.rlm.passages import accounts, sentences
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.question.links import identifier
from rlm_desktop.spans import DocumentId

_SAID = (
    "announced?|said|says?|told|tell|reported?|mention(?:ed)?|complain(?:ed)?|noted?|suggest(?:ed)?|propos(?:ed?)"
    "|decided?|discuss(?:ed)?|agreed?|approved?|raised?|pointed? out|brought up|stated?|warn(?:ed)?"
)
_ASKED = re.compile(
    r"^\W*(?:when|(?:on|at|in) (?:which|what) (?:date|day|meeting|mail|post|letter|minutes))\s+"
    r"(?:was|were|did|has|is)\s+(?:it |somebody |someone |anybody |anyone |they |people |we )?"
    rf"(?:first )?(?:{_SAID})\s+(?:first )?(?:that |about |of )?(?P<what>.+?)"
    r"(?P<who>,? and (?:by )?whom?\b.*)?\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<![\w-])(?:[A-Z]\w+|\d{2,})")
_WRITERS = ("sender", "author", "authors", "writer")
_PASSAGES = 40
_ENOUGH = 0.8
"""Such a share of what is asked a sentence must have, with what it stands below: a model is no help here."""
_NEAR = 0.05
"""So far behind the best a sentence says it, too: the earliest counts."""
NOTE = "The day is that of the document in which this stands; others may say the same."


class Told(msgspec.Struct, frozen=True):
    """A sentence, its document's day, and who wrote it."""

    sentence: Sentence
    day: str
    writer: str = ""

    def text(self) -> str:
        by = f", {self.writer}" if self.writer else ""
        return f"{self.day}{by}: {accounts.quoted(self.sentence)}"


def find(
    question: str,
    tables: Sequence[Table],
    context: Context,
    query: Callable[[str], Rows],
    prose: Sequence[DocumentId],
    own: Callable[[DocumentId], str] = lambda document: "",
) -> Told | None:
    """What tells it; None where the question asks for anything else, or no sentence says nearly all of it.

    `own`: the day of the meeting that a document tells of, before the date that it has.
    """
    match = _ASKED.match(question)
    table = next((one for one in tables if one.kind == "headers"), None)
    date = next((c.name for c in table.columns if c.type in ("date", "timestamp")), "") if table else ""
    if match is None or table is None or not date or len(match["what"].split()) < 2:
        return None
    what = match["what"]
    hits = context.search(what, limit=_PASSAGES, documents=list(prose))
    found = sentences.under_subjects(sentences.without_titles(sentences.of(hits)), context)
    best = sentences.ranked(what, [each for each in found if _names_all(what, each)])
    most = best[0][0] if best else 0.0
    near = [each for share, each in best if share >= max(_ENOUGH, most - _NEAR)]
    told = [told for each in near if (told := _dated(each, table, date, query, writer=bool(match["who"])))]
    told = [msgspec.structs.replace(one, day=own(one.sentence.span.document) or one.day) for one in told]
    return min(told, key=lambda one: one.day, default=None)


def _names_all(what: str, sentence: Sentence) -> bool:
    """Whether a sentence, with what it stands below, has the names and numbers that are asked for."""
    there = sentence.told().lower()
    return all(name.lower() in there for name in _NAMED.findall(what))


def _dated(
    sentence: Sentence, table: Table, date: str, query: Callable[[str], Rows], *, writer: bool
) -> Told | None:
    who = next((c.name for c in table.columns if c.name in _WRITERS), "") if writer else ""
    shown = ", ".join(identifier(name) for name in (date, who) if name)
    of = f"_document = {int(sentence.span.document)} AND {identifier(date)} IS NOT NULL"
    try:
        rows = query(f"SELECT {shown} FROM {identifier(table.name)} WHERE {of}").rows
    except TableError:
        return None
    return Told(sentence, str(rows[0][0]), str(rows[0][1] or "") if who else "") if rows else None
