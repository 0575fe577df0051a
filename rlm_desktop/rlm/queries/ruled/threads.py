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
    r"(?:(?:that is |which is )?(?P<named>titled|entitled|called|named|headed)"
    r"|with the (?P<subject>subject|title)|on|about)"
)
_TITLED = (
    rf" (?:the |this |that )?(?:e?-?mail )?(?:discussion|thread|conversation|exchange),? {_CALLED}"
    r"[:,]? [\"'\u2018\u201c]?(?P<title>.+?)[\"'\u2019\u201d]?\W*$"
)
_TOOK_PART = (
    r"(?:wrote|posted|spoke|(?P<replied>replied|answered|responded)|contributed|took part|participated"
    r"|(?:were|was|is|are)(?: active| involved)?) (?:in|to|on|under|at)"
)
_PEOPLE = r"(?:different )?(?:people|persons|senders|authors)"
_MAILS = r"(?:mails|messages|emails|e-mails|posts|(?P<replies>replies|answers|responses))"
_HAVE_BEEN = r"(?: (?:are|were|is|was)(?: there)?| there are)?(?: sent| posted| written)?"
_LIST = r"(?:please )?(?:list|name|give|show|tell)(?: me)?"
_EVERYBODY = rf"(?:everybody|everyone|anybody|anyone|all|(?:all )?(?:the )?{_PEOPLE})"
_FORMS = tuple(
    (re.compile(rf"^\W*{form}{_TITLED}", re.IGNORECASE), shown)
    for form, shown in (
        (rf"how many {_PEOPLE}(?: have)? {_TOOK_PART}", "people"),
        (rf"how many {_MAILS}{_HAVE_BEEN} (?:in|to|of|under)", "count"),
        (r"how (?:long|big|large) is", "count"),
        (r"who (?:started|began|opened)", "first"),
        (r"(?:when|on (?:which|what) (?:day|date)) (?:did|was)(?=.*\b(?:begin|start)(?:ed)?\W*$)", "began"),
        (rf"(?:{_LIST} {_EVERYBODY}(?: (?:who|that))?|who(?: all)?) {_TOOK_PART}", "who"),
    )
)
_BEGINS = re.compile(r"[\"'\u2019\u201d]?\s+(?:begin|start)(?:ed)?$", re.IGNORECASE)
_AGAIN = r"(?:re|fwd?|fw|aw|wg|antw|sv|vs)(?:\[\d+\])?"
_TAG = r"\[[^\]]*\]"
_BEFORE = rf"^\s*(?:(?:{_AGAIN}\s*:|{_TAG})\s*)+"
_IS_REPLY = rf"^\s*(?:{_TAG}\s*)*(?:re|aw|antw|sv)(?:\[\d+\])?\s*:"
_FEWEST_LETTERS = 4


def query(question: str, tables: Sequence[Table], look: Callable[[str], Rows]) -> str:
    """The query; empty where the question asks for anything else, or no mail has such a subject.

    What is called by a title has just this one, but for "Re:" and "[tags]" before it; what is about a thing
    has it in the one title that has it.
    """
    match, shown = next(
        ((found, shown) for form, shown in _FORMS if (found := form.search(question))), (None, "")
    )
    table = next((one for one in tables if one.kind == "headers"), None)
    names = {column.name: column for column in table.columns} if table else {}
    date = next((c.name for c in names.values() if c.type in ("date", "timestamp")), "")
    if match is None or table is None or not {"subject", "sender"} <= names.keys() or not date:
        return ""
    said = match.groupdict()
    title = _flat(re.sub(_BEFORE, "", _BEGINS.sub("", said["title"]).lower()))
    bare = _flattened(f"regexp_replace(lower(subject), {literal(_BEFORE)}, '')")
    if said["named"] or said["subject"]:
        where, fewest = f"{bare} = {literal(title)}", 1
    else:
        where, fewest = f"contains(' ' || {bare} || ' ', {literal(f' {title} ')})", _FEWEST_LETTERS
    if said.get("replied") or said.get("replies"):
        where += f" AND regexp_matches(lower(subject), {literal(_IS_REPLY)})"
    of = f"FROM {identifier(table.name)} WHERE {where}"
    try:
        known = len(title) >= fewest and look(f"SELECT count(DISTINCT {bare}) {of}").rows == ((1,),)
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


def _flat(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def _flattened(text: str) -> str:
    """The same of a text in SQL."""
    return f"trim(regexp_replace({text}, '[^\\pL\\pN]+', ' ', 'g'))"
