"""What stands large in an answer: the value, as a sentence that answers the question where that can be built.

Only the words of the question are used, and only in forms that stay right whatever they are about;
where in doubt the value stands alone.
"""

import re
from collections.abc import Sequence

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style.line_chart import is_over_time
from rlm_desktop.reply import Reply

LONGEST = 110
_VERBS = (
    "has|have|had|was|were|is|are|got|gets|paid|pays|sent|sends|made|makes|wrote|writes|occurs?|occurred|appears?|"
    "appeared|comes?|came|placed|places|shows|showed|sold|sells|costs?|reports|reported|logs|logged|raised|fails?|failed|"
    "hat|haben|hatte|ist|war|wurde|kommt|kam"
)
_WHICH = re.compile(
    rf"(?:(?:which|what|welche[rs]?)\s+[\w' -]+?|who|wer)\s+(?P<rest>(?:{_VERBS})\s.+?|occurs most often)"
    r"(?:,?\s+(?:and\s+how\s+(?:many|much|often)|und\s+wie\s+(?:viele?|oft))(?P<unit>\s+\w+)?)?\s*\?*",
    re.IGNORECASE,
)
_MANY = re.compile(r"(?:how\s+many|wie\s+viele)\s+(?P<rest>.+?)\s*\?*", re.IGNORECASE)
_THERE = re.compile(r"(?P<what>.+?)\s+(?P<verb>are|were)\s+there\b(?P<rest>.*)", re.IGNORECASE)
_GIVES = re.compile(r"(?P<what>.+?)\s+(?P<verb>gibt|gab)\s+es\b(?P<rest>.*)", re.IGNORECASE)
_TURNED = re.compile(
    r"\b(?:do|does|did|can|could|will|would|should|must|is|was|ist|war|hast|und|wurden?)\b"
    r"|\b(?:has|have|had|hat|haben|hatten?)\s+(?:[A-ZÄÖÜ]|he\b|she\b|it\b|they\b|we\b|you\b|i\b|er\b|sie\b|es\b|wir\b)"
    r"|\b(?:are|were)\s+(?:the|these|those|my|our)\b"
    r"|\b(?:and|for each|per|times|oft)\b|;"
)
"""Questions whose words stand in another order than those of their answer, and those that ask for more."""
_THINGS = re.compile(
    rf"(?:\w+\s+)?(?:which|what|list|name|show(?:\s+me)?)\s+(?:(?:all|the|every|of)\s+)*(?P<things>[a-z-]{{2,}}[^sui\W]s)"
    rf"(?:\s+(?:{_VERBS}|do|did|does|of|in|on|at|with|without|from|by|for|that|who|which|whose|where|contain|discuss"
    r"|mention)\b.*|\s*\?*)",
    re.IGNORECASE,
)
"""What a list is of, where the question says so in one word."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FEWEST = re.compile(r"\b(?:least|fewest|lowest|smallest|shortest|cheapest|wenigsten|niedrigste\w*)\b", re.I)
_COUNTED = re.compile(r"\b(?:how many|number of|count|wie viele|anzahl)\b", re.I)


def headline(reply: Reply) -> tuple[str, str]:
    """What stands large in the answer, and the text below it where the answer is long."""
    answer = reply.answer.strip()
    if reply.status == "failed" and reply.error:
        return told(reply.error.message), ""
    if not answer:
        return {"not_found": tr("The text does not say."), "stopped": tr("Stopped before an answer.")}.get(
            reply.status, tr("No answer.")
        ), ""
    question = reply.understood_as or reply.question
    if reply.estimate and isinstance(reply.value, int | float) and not isinstance(reply.value, bool):
        return tr("About {number}", number=_sentence(question, answer, reply.value) or answer), ""
    if len(answer) <= LONGEST and "\n" not in answer:
        return _sentence(question, answer, reply.value) or told(answer), ""
    return _of_much(question, answer, reply.value)


def _of_much(question: str, answer: str, value: object) -> tuple[str, str]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.grouped(value), answer
    table = words.grid(value)
    items = words.series(table) if table else None
    if items:
        return _of_groups(question, items), ""
    if table:
        return _of_list(question, table), ""
    return "", answer


def _of_list(question: str, table: words.Grid) -> str:
    """ "At which meetings was it discussed?" → "15 meetings"."""
    number = len(table.rows) + table.left_off
    found = _THINGS.fullmatch(" ".join(question.split()))
    if found is None or number == 1 or any(len(row) != 1 for row in table.rows):
        return words.counted(number, "row")
    return f"{words.grouped(number)} {found['things']}"


def _sentence(question: str, answer: str, value: object) -> str:
    """The question turned into its answer; nothing where that might go wrong."""
    flat = " ".join(question.split())
    match value:
        case bool():
            return ""
        case int() | float():
            return _of_number(flat, value)
        case [str() as name, int() | float() as number] if (
            not isinstance(number, bool) and " (" not in answer
        ):
            return _of_pair(flat, name, number)
    return ""


def _of_pair(question: str, name: str, number: float) -> str:
    """ "Which city has the most orders, and how many?" → "Lisbon has the most orders: 331"."""
    found = _WHICH.fullmatch(question)
    if found is None or re.search(r"\b(?:and|und|or|oder)\b", found["rest"]):
        return ""
    amount = words.grouped(number)
    return f"{name} {found['rest']}: {amount}{found['unit'] or ''}"


def _of_number(question: str, number: float) -> str:
    """ "How many lines have the level ERROR?" → "76 lines have the level ERROR"."""
    found = _MANY.fullmatch(question)
    if found is None or number == 1:
        return ""
    amount, rest = words.grouped(number), found["rest"]
    for form, opening in ((_THERE, "There {verb} {n} {what}{rest}"), (_GIVES, "Es {verb} {n} {what}{rest}")):
        turned = form.fullmatch(rest)
        if turned and not _TURNED.search(f"{turned['what']} {turned['rest']}"):
            return opening.format(n=amount, verb=turned["verb"], what=turned["what"], rest=turned["rest"])
    return "" if _TURNED.search(rest) else f"{amount} {rest}"


def _of_groups(question: str, items: Sequence[tuple[str, float]]) -> str:
    """The group that stands out, and where the numbers are counts, of how many."""
    fewest = bool(_FEWEST.search(question))
    name, amount = (min if fewest else max)(items, key=lambda item: item[1])
    whole = all(number == int(number) for _, number in items)
    total = sum(number for _, number in items)
    said = {"name": name, "amount": words.grouped(amount), "total": words.grouped(total)}
    if not (whole and _COUNTED.search(question)):
        text = tr("Lowest: {name}, {amount}") if fewest else tr("Highest: {name}, {amount}")
    elif _DAY.fullmatch(name):
        text = (
            tr("Fewest on {name}: {amount} of {total}")
            if fewest
            else tr("Most on {name}: {amount} of {total}")
        )
    elif is_over_time([text for text, _ in items]):
        text = (
            tr("Fewest in {name}: {amount} of {total}")
            if fewest
            else tr("Most in {name}: {amount} of {total}")
        )
    else:
        text = (
            tr("{name} has the fewest: {amount} of {total}")
            if fewest
            else tr("{name} has the most: {amount} of {total}")
        )
    return text.format(**said)
