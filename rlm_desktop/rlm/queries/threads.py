"""Who wrote in a discussion, how many mails it has, when it began: mails whose subject is its title.

"List everybody who wrote in the discussion titled 'nets'": replies have the title behind "Re:", and the query
for it needs no root.
"""

import re
from collections.abc import Callable, Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Rows, Table
from rlm_desktop.rlm.question.links import identifier, literal

_CALLED = (
    r"(?:that is |which is )?(?:titled|entitled|called|named|headed)|with the (?:subject|title)|on|about"
)
_TITLED = (
    rf" (?:the |this |that )?(?:e?-?mail )?(?:discussion|thread|conversation|exchange),? (?:{_CALLED})"
    r"[:,]? [\"'\u2018\u201c]?(?P<title>.+?)[\"'\u2019\u201d]?\W*$"
)
_TOOK_PART = (
    r"(?:wrote|posted|replied|answered|spoke|commented|contributed|took part|participated|were|was|is|are)"
    r"\b.{0,12}"
)
_PEOPLE = r"(?:different )?(?:people|persons|senders|authors)"
_MAILS = r"(?:mails|messages|emails|e-mails|posts|replies)"
_LIST = r"(?:please )?(?:list|name|give|show|tell)(?: me)?"
_FORMS = tuple(
    (re.compile(rf"^\W*{form}{_TITLED}", re.IGNORECASE), shown)
    for form, shown in (
        (rf"how many {_PEOPLE}\b.{{0,30}}\b{_TOOK_PART}", "people"),
        (rf"how many {_MAILS}\b.{{0,30}} (?:in|to|of|under)", "count"),
        (r"how (?:long|big|large) is", "count"),
        (r"who (?:started|began|opened)", "first"),
        (r"(?:when|on (?:which|what) (?:day|date)) (?:did|was)(?=.*\b(?:begin|start)(?:ed)?\W*$)", "began"),
        (rf"(?:{_LIST} .{{0,30}}|who(?: all| else)? ){_TOOK_PART}", "who"),
    )
)
_BEGINS = re.compile(r"[\"'\u2019\u201d]?\s+(?:begin|start)(?:ed)?$", re.IGNORECASE)
_FEWEST_LETTERS = 4


def query(question: str, tables: Sequence[Table], look: Callable[[str], Rows]) -> str:
    """The query; empty where the question asks for anything else, or no mail has such a subject."""
    match, shown = next(
        ((found, shown) for form, shown in _FORMS if (found := form.search(question))), (None, "")
    )
    table = next((one for one in tables if one.kind == "headers"), None)
    names = {column.name: column for column in table.columns} if table else {}
    date = next((c.name for c in names.values() if c.type in ("date", "timestamp")), "")
    if match is None or table is None or not {"subject", "sender"} <= names.keys() or not date:
        return ""
    flat = "trim(regexp_replace(lower(subject), '[^\\pL\\pN]+', ' ', 'g'))"
    title = " ".join(re.findall(r"[^\W_]+", _BEGINS.sub("", match["title"]).lower()))
    of = f"FROM {identifier(table.name)} WHERE contains(' ' || {flat} || ' ', {literal(f' {title} ')})"
    try:
        known = len(title) >= _FEWEST_LETTERS and look(f"SELECT 1 {of} LIMIT 1").rows
    except TableError:
        return ""
    day = identifier(date)
    forms = {
        "people": f"SELECT count(DISTINCT sender) AS n {of}",
        "count": f"SELECT count(*) AS n {of}",
        "first": f"SELECT sender {of} ORDER BY {day} LIMIT 1",
        "began": f"SELECT min({day}) AS began {of}",
        "who": f"SELECT sender, count(*) AS mails {of} GROUP BY sender ORDER BY mails DESC, sender",
    }
    return forms[shown] if known else ""
