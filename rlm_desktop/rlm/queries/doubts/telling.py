"""Whether the records of a text can tell what a question asks, found out before a program is written.

A program that counts what is not there counts something else: all orders for a status that none has, failed
passwords for changed ones, quantities for weights. So three things are looked at: values that a column has
in no row, words that no line of a log says, and measures that no column holds. Where it depends on what
words mean, the reader is asked, and how likely its Yes is decides (docs/measurements.md).
"""

import re
import statistics
from collections.abc import Callable, Iterable, Sequence

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile, Table
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.queries.conditions import periods
from rlm_desktop.rlm.queries.doubts import attributes
from rlm_desktop.rlm.question import alternatives, intent, unsaid
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import COMMON, Links, Query, identifier, literal, words

_COUNTED_LINE = 0.57
"""From this likelihood of Yes on, in the mean, lines are those that the question asks about."""
_HELD = 1.05
"""From this on, of two likelihoods added, a column holds what is asked for."""
_ABOUT = 0.25
"""The same of a thing that rows may be about."""
_MOST = 0.5
"""From this share of the documents on, what all of them are called is what they are."""
_SHOWN = 10  # columns of a row
_THINGS = re.compile(r"\b(?:of|for|from|about)\s+(?:the\s+|all\s+)?([a-z]{3,}s)\b(?!\s+of\b)")
_LINES = 3
_LONGEST_LINE = 400
_MEASURE = re.compile(
    r"\b(?:(?:average|mean|median|total|highest|lowest|largest|smallest|greatest|biggest|longest|shortest"
    r"|maximum|minimum|sum of(?: the)?)\s+(?P<one>(?:[a-z][\w-]*\s+){0,2}?[a-z][\w-]*)"
    r"|(?:most|fewest|least)\s+(?P<many>(?:[a-z][\w-]*\s+)?[a-z][\w-]*s))"
    r"\b(?=\s*(?:[?.,;]|$"
    r"|(?:of|in|at|for|per|and|on|by|to|from|with|is|was|did|does|overall|altogether|combined)\b))",
    re.IGNORECASE,
)
_TAKEN_DOWN = frozenset(("measured", "recorded", "observed", "reported", "registered"))
_COMPUTED = """
amount count cost money number order price quantity revenue row sale spending spent sum time turnover value
"""
DERIVED = frozenset(words(_COMPUTED))
"""What is computed from other columns, or counted."""
_WHEN = re.compile(
    r"\W*(?:when|(?:(?:on|in|at|since) )?(?:what|which) (?P<what>year|date|day|month|time))\b"
    r"\s+(?:was|were|is|did|has|had|does)\b",
    re.IGNORECASE,
)
_OF_TIME = frozenset(
    words("year date day month time born died since until age created changed start end period week hour")
)
_PROSE = ("text", "body", "message")


class Untold(msgspec.Struct, frozen=True):
    """What the text lacks, in a sentence."""

    why: str
    certain: bool = False
    """Whether a count is none for certain: of a value in no row, not of a word that others may stand for."""


def untold(
    question: str,
    profile: Profile,
    links: Links,
    query: Query,
    subcalls: SubCalls,
    has: Callable[[str], bool],
    called: Iterable[str] = (),
) -> Untold | None:
    """What of the question the records cannot tell; None where they may. `has`: if a word is in the text.

    `called` are the names of the documents. Raises what a sub-call raises.
    """
    if links.unheard and " or " not in question.lower():
        return _unheard(profile, links)
    tables = [table for table in profile.tables if table.kind not in ("lines", "documents")]
    if not tables:
        return None
    logs = all(table.kind == "log" for table in tables)
    if logs and (lacking := _unsaid(question, tables, links, query, subcalls)):
        return lacking
    if undated := _undated(question, tables):
        return undated
    columns = [column for table in tables for column in table.columns]
    if not intent.of(question).count and (beyond := periods.beyond(question, columns)):
        return Untold(beyond)
    if thing := attributes.lacking(question, tables, links, called, subcalls, has):
        return Untold(f"No column holds “{thing}”. The columns are: {_listed(tables)}.")
    best = max(tables, key=lambda table: (links.score(table.name), table.rows))
    return _unmeasured(question, best, links, query, subcalls, has) or _unheld(
        question, best, links, query, subcalls, has
    )


def _undated(question: str, tables: Sequence[Table]) -> Untold | None:
    """A day, a year or a time that is asked for of rows that have none."""
    match = _WHEN.match(question)
    columns = [column for table in tables for column in table.columns if column.name != "line"]
    told = any(column.type in ("date", "timestamp", "time") for column in columns)
    called = {word for column in columns for word in words(column.name.replace("_", " "))}
    prose = any(column.name in _PROSE or "document" in table.row_is for table in tables for column in columns)
    if match is None or told or prose or called & _OF_TIME:
        return None
    what = (match["what"] or "time").lower()
    return Untold(f"No column holds “{what}”. The columns are: {_listed(tables)}.")


def _listed(tables: Sequence[Table]) -> str:
    return ", ".join(dict.fromkeys(c.name for table in tables for c in table.columns if c.name != "line"))


def _unheard(profile: Profile, links: Links) -> Untold:
    table, column, value = links.unheard[0]
    stored = next((c for t in profile.tables if t.name == table for c in t.columns if c.name == column), None)
    some = ", ".join(known for known, _ in stored.values[:6]) if stored else ""
    return Untold(f"“{value}” is {column} in no row. Values that it has: {some}.", certain=True)


def _unsaid(
    question: str, tables: Sequence[Table], links: Links, query: Query, subcalls: SubCalls
) -> Untold | None:
    """Words that no line says, where the lines that say the rest are not what the question is about."""
    if not links.unsaid or links.unchecked or links.quoted or _says_why(question, links):
        return None
    lines = [line for table in tables for line in _lines(question, table, links, query)]
    if not lines and re.search(r"\d", question):
        return None  # A number may be looked for in the columns.
    asked = [prompts.for_line_judge(question, line) for line in lines]
    said = subcalls.yes(asked, what="checking lines")
    known = [each for each in said if each is not None]
    if len(known) < len(said) or (known and statistics.fmean(known) >= _COUNTED_LINE):
        return None
    rest = " and ".join(dict.fromkeys(f"“{worded.phrase}”" for worded in links.worded))
    of = f" Lines that say {rest} are about something else." if rest else ""
    return Untold(f"{unsaid.nowhere(links)}{of}")


def _says_why(question: str, links: Links) -> bool:
    """Rule "the reason names the lines": what was refused "because of X" is in those that say X."""
    _, because, why = re.sub(r"\b(?:due|owing) to\b", "because", question.lower()).partition(" because ")
    return bool(because) and any(worded.phrase.lower() in why for worded in links.worded)


def _lines(question: str, table: Table, links: Links, query: Query) -> list[str]:
    """A few lines that say the rest of the question, and have the values that it names."""
    said = [worded.wanted for worded in links.worded if worded.table == table.name]
    named: dict[str, list[str]] = {}
    for link in links.strongest():
        if link.table == table.name and not alternatives.is_left_out(link.phrase, question):
            named.setdefault(link.column, []).append(literal(link.value))
    # Of several values of a column a line has one: "how many were sent, and how many deferred".
    said += [f"{identifier(column)} IN ({', '.join(values)})" for column, values in named.items()]
    if not said:
        return []
    found = f"SELECT any_value(line) FROM {identifier(table.name)} WHERE {' AND '.join(said)}"
    try:
        # One of each length: lines of one kind are about as long.
        rows = query(f"{found} GROUP BY length(line) ORDER BY count(*) DESC LIMIT {_LINES}").rows
    except TableError:
        return []
    return [str(row[0])[:_LONGEST_LINE] for row in rows]


def _unmeasured(
    question: str, table: Table, links: Links, query: Query, subcalls: SubCalls, has: Callable[[str], bool]
) -> Untold | None:
    """A measure that is no column, stands nowhere in the text, and cannot be had from the columns."""
    measure = _measure(question, table, links)
    # What documents say is no field of theirs.
    said = table.row_is != "document" and any(has(word) for word in measure.split())
    if not measure or said or _are_documents(measure, table, query):
        return None
    columns = ", ".join(column.name for column in table.columns if column.name != "line")
    found, held = subcalls.yes(prompts.for_column_judge(measure, columns), what="checking columns")
    if found is None or held is None or found + held >= _HELD:
        return None
    return Untold(f"No column holds “{measure}”. The columns are: {columns}.")


def _are_documents(thing: str, table: Table, query: Query) -> bool:
    """Whether most documents are called so, by themselves or by their folder: recipes are in recipes/."""
    if table.row_is != "document":
        return False
    called = " OR ".join(f"contains(lower(name), {literal(stem)})" for stem in words(thing))
    try:
        ((share,),) = query(f"SELECT avg(CAST({called} AS INTEGER)) FROM {identifier(table.name)}").rows
    except TableError:
        return False
    return share is not None and float(str(share)) >= _MOST


def _unheld(
    question: str,
    table: Table,
    links: Links,
    query: Query,
    subcalls: SubCalls,
    has: Callable[[str], bool],
) -> Untold | None:
    """Things ("of turbines") that stand nowhere in the text, and that its rows are not about."""
    taken = _taken(table, links) | wording.of_columns() | COMMON
    named = [word for word in _THINGS.findall(question) if not {word, *words(word)} & taken]
    if table.row_is == "document" or not named or any(has("".join(words(word))) for word in named):
        return None
    row = _row(table, links, query)
    told = subcalls.yes(prompts.for_row_judge(named[0], row), what="checking rows") if row else [None]
    if None in told or statistics.fmean(each for each in told if each is not None) >= _ABOUT:
        return None
    return Untold(f"“{named[0]}” stand nowhere in the text, and its rows are about something else.")


def _row(table: Table, links: Links, query: Query) -> str:
    """A row that has the values which the question names, as text."""
    columns = [column.name for column in table.columns if column.name != "line"][:_SHOWN]
    said = [
        f"{identifier(link.column)} = {literal(link.value)}"
        for link in links.strongest()
        if link.table == table.name
    ]
    where = f" WHERE {' AND '.join(said)}" if said else ""
    listed = ", ".join(map(identifier, columns))
    try:
        rows = query(f"SELECT {listed} FROM {identifier(table.name)}{where} LIMIT 1").rows
    except TableError:
        return ""
    return ", ".join(f"{name}: {value}" for name, value in zip(columns, rows[0], strict=True)) if rows else ""


def _taken(table: Table, links: Links) -> set[str]:
    columns = {word for column in table.columns for word in words(column.name)}
    return {word for link in links.values for word in words(link.phrase)} | columns


def _measure(question: str, table: Table, links: Links) -> str:
    """What is to be averaged, added up or compared, where its words are neither columns nor values."""
    if not intent.of(question).computes:
        return ""
    match = _MEASURE.search(question)
    if match is None:
        return ""
    said = (match["one"] or match["many"]).split()
    named = [word for word in said if word.lower() not in COMMON | _TAKEN_DOWN]
    stems = {"".join(words(word)[:1]) for word in named}
    if not named or stems & (_taken(table, links) | DERIVED | wording.of_columns() | COMMON):
        return ""
    return " ".join(named)
