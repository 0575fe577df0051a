"""What is asked of one thing, a telephone number or a fee, where no column of any table tells it.

A query finds something for it all the same: another number, another name. So a word that stands nowhere in
the text is shown to the reader with the columns, and what it sees no column for is refused
(docs/measurements.md).
"""

import re
from collections.abc import Callable, Iterable, Sequence

from rlm_desktop.profile import Table
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import COMMON, Links, words
from rlm_desktop.rlm.question.spelled import synonyms

_END = r"(?=\s*(?:[?.,;]|$|(?:of|in|for|on|by|to|from|with|who|that|at|do|does|did)\b))"
_NAME = r"(?:[A-Z0-9][\w.&-]*\s+){0,4}[A-Z0-9][\w.&-]*"
_OF_ONE = (
    re.compile(rf"\b(?:is|was|are|were) {_NAME}['\u2019]s? (?P<thing>(?:[a-z]+ )?[a-z]{{3,}})\W*$"),
    re.compile(
        r"\b[Ww]hat (?:is|was|are|were) the (?P<thing>(?:[a-z]+ )?[a-z]{3,}) of (?:the |an? )?(?:[a-z]+ )?"
        r"(?=[\"\u201c\u2018']?[A-Z0-9])"
    ),
    re.compile(rf"\bname of the (?P<thing>(?:[a-z]+ )?[a-z]{{3,}}){_END}", re.IGNORECASE),
    re.compile(
        r"\bhow much (?P<thing>[a-z]{3,}) (?:did|do|does|was|were|is|has|had|fell|falls|fall)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:what|which) (?P<thing>[a-z]{3,}) (?:was|were|did|had|[a-z]{3,}(?:ed|t))"
        r" (?!the (?:most|least|\w+est)\b)",
        re.IGNORECASE,
    ),
)
"""Where a question names one thing and asks for something of it."""
_HOW_MANY = re.compile(r"\bhow many (?P<thing>(?:[a-z]+ )?(?:[a-z]{2,}s|children|people))\b", re.IGNORECASE)
"""The same only of what stands in one row: elsewhere rows are counted."""
_TABLES = ("delimited", "json", "key_value")
_HELD = 0.83
"""From this on, of two likelihoods added, a column may tell it."""
_DERIVED = frozenset(
    words("amount number money time age value result name percent share difference total sum date year one")
)
"""What is worked out of columns by any name, or is what they hold."""


def lacking(
    question: str,
    tables: Sequence[Table],
    links: Links,
    called: Iterable[str],
    subcalls: SubCalls,
    has: Callable[[str], bool],
) -> str:
    """What is asked of one thing and told by no column; empty where one may tell it.

    `called` are the names of the documents, `has` says if a word is in the text.
    Raises what a sub-call raises.
    """
    if not tables or any(t.kind not in _TABLES or t.row_is == "document" for t in tables):
        return ""
    thing = asked(question, links)
    known = _known(tables, links, called)
    said = [word for word in words(thing) if word not in COMMON]
    if not said or set(said) & known or any(has(word) for word in said):
        return ""
    names = dict.fromkeys(column.name for t in tables for column in t.columns if column.name != "line")
    found, held = subcalls.yes(prompts.for_column_judge(thing, ", ".join(names)), what="checking columns")
    return "" if found is None or held is None or found + held >= _HELD else thing


def asked(question: str, links: Links) -> str:
    """What is asked for of one thing; empty where it is not that."""
    if any(link.rows == 1 for link in links.values) and (match := _HOW_MANY.search(question)):
        return str(match["thing"].lower().split()[-1])
    found = (pattern.search(question) for pattern in _OF_ONE)
    return next((match["thing"].lower() for match in found if match), "")


def _known(tables: Sequence[Table], links: Links, called: Iterable[str]) -> set[str]:
    """Words that a column, a value or a table is called by, by whatever name."""
    names = [column.name for t in tables for column in t.columns] + [t.name for t in tables] + [*called]
    known = {word for name in names for word in words(name.replace("_", " "))}
    known |= {word for link in links.values for word in words(link.phrase)}
    known |= {word for said, _, _ in links.meant for word in words(said)}
    known |= {word for group in synonyms.ALSO_CALLED if known.intersection(group) for word in group}
    return known | _DERIVED | wording.RELATING
