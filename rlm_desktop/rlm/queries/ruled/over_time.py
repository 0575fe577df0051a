"""When most happened, and when nothing did: the busiest minute, the longest time without an entry.

Such questions are about all rows and their moments alone, so the query needs no root where nothing else is
said.
"""

import re
from collections.abc import Sequence

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import Links, identifier, literal
from rlm_desktop.rlm.question.spelled import several

_ROWS = r"(?:entr(?:y|ies)|lines?|messages?|records?|events?|rows?|logs?|activity|anything)"
_GAP = r"(?:gap|stretch|pause|silence|break|interval|period|stillness|time(?: span)?|lull)"
_NONE = r"(?:in which|during which|when|where) (?:no|nothing)"
_GAPS = re.compile(
    rf"\b(?:longest|largest|biggest|greatest)(?: \w+)? {_GAP}s? "
    rf"(?:(?:of \w+ )?(?:without|with no|between|{_NONE})\b"
    r"(?: (?:an?|any|the|single|two|new|consecutive|successive|log|chat))* "
    rf"{_ROWS}\b|(?:of silence|in the (?:log|chat))\b|{_NONE}\b)",
    re.IGNORECASE,
)
_UNIT = r"(?P<unit>second|minute|hour|day|date|month|year)"
_BUSIEST = re.compile(
    rf"\b(?:in|on|during|at)?\s*(?:which|what)(?: single| one)? {_UNIT}\b(?P<rest>[^?.;]*)", re.IGNORECASE
)
_MOST = re.compile(r"\b(?:most|busiest|liveliest|highest)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b((?:the )?(?:most|fewest)) (?:[a-z-]+ )?[a-z]{3,}s\b", re.IGNORECASE)
_FEWEST = re.compile(r"\b(?:fewest|least|quietest|lowest)\b", re.IGNORECASE)
_SAID = frozenset(
    words(
        """
        a all and any are at been begin began by busiest calm chat complete did do does end ended entire
        entries entry event events fewest file first from had happen happened has have highest hour hours
        how in is it its last least line lines liveliest log logged logs long lowest many message messages
        minute second most much number of on one or over overall quietest record recorded records row rows
        sent single start started starting that the there this time times total was were what when where which
        whole with without write written wrote activity average longest date day month year
        """
    )
)
"""Words with which all rows are asked about; any other may be a condition."""
_OF_ANY_DAY = re.compile(r"\bhour of (?:the|a) day\b(?!.*\bdate\b)", re.IGNORECASE | re.DOTALL)
"""Rule "the hour of the day is that of all days": ten o'clock, on whatever day."""
_TRUNCATED = {
    "second": "%Y-%m-%d %H:%M:%S",
    "minute": "%Y-%m-%d %H:%M",
    "hour": "%Y-%m-%d %H:00",
    "month": "%Y-%m",
    "year": "%Y",
}


def query(question: str, tables: Sequence[Table], links: Links) -> str:
    """The query; empty where the question asks for anything else, or has a condition."""
    logs = [table for table in tables if table.kind == "log" or _is_entered(table)]
    if len(logs) != 1 or links.quoted or links.inside or links.worded:
        return ""
    moment = _moment(logs[0])
    if moment is None:
        return ""
    if links.values:
        return _busiest_of(question, logs[0], moment, links)
    return _gap(question, logs[0], moment) or _busiest(question, logs[0], moment)


def _is_entered(table: Table) -> bool:
    """Whether blocks are the entries of a log: each has its one time, and that comes first."""
    return table.kind == "blocks" and table.columns[0].name == "time" and _moment(table) is not None


def _moment(table: Table) -> str | None:
    """The one column of moments; of several that which is called the time."""
    found = [column.name for column in table.columns if column.type == "timestamp"]
    return found[0] if len(found) == 1 or "time" in found[:1] else None


def _busiest_of(question: str, table: Table, moment: str, links: Links) -> str:
    """The same of the rows with the one value that the question names: "the most errors"."""
    found = {(link.table, link.column, link.value) for link in links.strongest() if not link.otherwise}
    if len(found) != 1 or len({link.phrase for link in links.values}) != 1:
        return ""
    name, column, value = found.pop()
    if name != table.name or several.parts_of(next(c for c in table.columns if c.name == column)):
        return ""
    phrase = links.values[0].phrase
    rest = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", question)
    condition = f" AND {identifier(column)} = {literal(value)}"
    return _busiest(rest, table, moment, condition) if rest != question else ""


def _gap(question: str, table: Table, moment: str) -> str:
    """Rule "the longest time without an entry": between each row and the one before it in time."""
    match = _GAPS.search(question)
    if match is None or _other(question[: match.start()] + question[match.end() :], ()):
        return ""
    time = identifier(moment)
    return (
        "SELECT round(epoch(until) - epoch(since), 3) AS seconds, since, until FROM (SELECT lag("
        f"{time}) OVER (ORDER BY {time}) AS since, {time} AS until FROM {identifier(table.name)}"
        f" WHERE {time} IS NOT NULL) ORDER BY seconds DESC NULLS LAST LIMIT 1"
    )


def _busiest(question: str, table: Table, moment: str, condition: str = "") -> str:
    """Rule "the busiest minute": the minute, hour or day that has most rows, or fewest."""
    match = _BUSIEST.search(question)
    if table.kind == "blocks" and not condition:
        # What is counted is what rows are: nothing else could tell it.
        question = _COUNTED.sub(r"\1", question)
    if match is None or _other(question, table.columns):
        return ""
    most, fewest = _MOST.search(question), _FEWEST.search(question)
    if bool(most) == bool(fewest):
        return ""
    unit = match["unit"].lower()
    name = identifier(moment)
    shown = f"strftime({name}, '{_TRUNCATED[unit]}')" if unit in _TRUNCATED else f"CAST({name} AS DATE)"
    if _OF_ANY_DAY.search(question):
        shown = f"strftime({name}, '%H:00')"
    order = "DESC" if most else "ASC"
    return (
        f"SELECT {shown} AS {unit}, count(*) AS n FROM {identifier(table.name)}"
        f" WHERE {name} IS NOT NULL{condition}"
        f" GROUP BY 1 QUALIFY rank() OVER (ORDER BY n {order}) = 1 ORDER BY 1 LIMIT 5"
    )


def _other(text: str, columns: Sequence[Column]) -> set[str]:
    """Words that may be a condition, or a measure: what is not said of all rows."""
    measures = {
        word for column in columns if column.type in ("integer", "decimal") for word in words(column.name)
    }
    return {word for word in words(text) if word not in _SAID or word in measures} - {"s"}
