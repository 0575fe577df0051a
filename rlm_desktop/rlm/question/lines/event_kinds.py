"""Kinds of events that a log writes as parts with points: a login that failed is `app.login.failed`.

The parts stand in the question one behind the other, with a word between them at most.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.lines import deeds, wording
from rlm_desktop.rlm.question.linking import COMMON, holds_values, words
from rlm_desktop.rlm.question.links import Link, Links, Query, identifier, literal

_VALUE = re.compile(r"[A-Za-z]\w*(?:[.:/][A-Za-z]\w*)+")
_TOKEN = re.compile(r"[^\W\d_]+")
_MOST, _FEW, _OFTEN, _SHARE = 80, 20, 5, 0.8
_ALIKE, _ENDING = 5, 5
_BETWEEN = 2
_DEED = "action"
_ALSO_DONE = {
    "found": ("spotted", "seen", "detected", "noticed", "find"),
    "query": ("asked", "lookup", "lookups", "queried", "requested"),
}
"""What is called by one of these words is told by another."""
_OF_ALL = re.compile(
    r"^\W*what (?:share|percent(?:age)?|proportion|fraction) of (?:all |the )*(?P<base>[a-z ]+?)"
    r" (?:have |has |were |was |are |is )?(?P<deed>[a-z]+)\W*$",
    re.IGNORECASE,
)


class _Kinds(msgspec.Struct, frozen=True):
    """A column of such kinds: of each value the parts that not all have, and how many rows have it."""

    column: str
    parts: dict[str, tuple[str, ...]]
    rows: dict[str, int]


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with such kinds and deeds, and without the values that are called like a part of one."""
    links = deeds.added(links, question, profile, query)
    found = [link for table in profile.tables for link in _links(question, table, query)]
    taken = {link.phrase.lower() for link in (*links.values, *found)}
    for table in profile.tables:
        found += [link for link in _deeds(question, table, query) if link.phrase.lower() not in taken]
    if not found:
        return links
    said = {word for link in found for word in words(link.phrase)}
    others = [link for link in links.values if not set(words(link.phrase)) <= said]
    return msgspec.structs.replace(links, values=(*others, *found))


def _links(question: str, table: Table, query: Query) -> Iterator[Link]:
    """The kinds of events all of whose parts the question says."""
    said = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(question)]
    for kinds in _of(table, query):
        for value, parts in kinds.parts.items():
            places = [
                next((n for n, (word, _, _) in enumerate(said) if _same(word, part)), None) for part in parts
            ]
            known = [place for place in places if place is not None]
            steps = [b - a for a, b in pairwise(known)]
            if len(parts) < 2 or len(known) < len(parts) or any(not 0 < n <= _BETWEEN for n in steps):
                continue
            phrase = question[said[known[0]][1] : said[known[-1]][2]]
            yield Link(phrase, table.name, kinds.column, value, kinds.rows[value], otherwise=True)


def demand(tree: exp.Query, question: str, table: Table, links: Links) -> Iterator[str]:
    """Rule "what was banned is a ban": a query that looks at no deed gets the one of the question.

    So does one that counts rows of all kinds where those of one are asked for: "has the most languages".
    """
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    kinds = {column.name for column in table.columns if _are_kinds(column)} - used
    asked = [link for link in links.strongest() if link.table == table.name and link.column in kinds]
    said = [link for link in asked if link.column == _DEED or _is_counted(link, question)]
    if len({(link.column, link.value) for link in said}) != 1:
        return
    for select in wording.selects_from(tree, table.name):
        column = exp.column(said[0].column, quoted=said[0].column != _DEED)
        condition = exp.EQ(this=column, expression=exp.Literal.string(said[0].value))
        select.where(condition, copy=False)
        shown = condition.sql(dialect="duckdb")
        yield f"Only rows with {shown} were looked at, as the question seems to say."


def _are_kinds(column: Column) -> bool:
    return column.type == "text" and 1 < column.distinct <= (_MOST if column.name == _DEED else _FEW)


def _is_counted(link: Link, question: str) -> bool:
    """Whether the question counts what has a value: the most languages, of the type language."""
    counted = rf"\b(?:most|fewest)\s+{re.escape(link.phrase)}(?!\w)"
    return re.search(counted, question, re.IGNORECASE) is not None


def _deeds(question: str, table: Table, query: Query) -> Iterator[Link]:
    """What was done, as a column tells it in its own form: "banned" is Ban, "blocked" is UFW BLOCK."""
    column = next((c for c in table.columns if c.name == _DEED and holds_values(c)), None)
    if column is None or column.distinct > _MOST:
        return
    counts = _counts(column.name, table, query)
    roots = {value: _root(re.split(r"[^A-Za-z]+", value.strip())[-1]) for value in counts}
    for match in _TOKEN.finditer(question):
        said = {_root(match.group())} | {
            own for own, others in _ALSO_DONE.items() if match.group().lower() in others
        }
        having = [value for value in roots if _root(value) in said]
        having = having or [value for value, root in roots.items() if root and root in said]
        if len(having) == 1:
            yield Link(match.group(), table.name, column.name, having[0], counts[having[0]], otherwise=True)


def _root(word: str) -> str:
    """A verb without its endings: ban of banned, deny of denied, query of queries."""
    root = re.sub(r"ie[sd]$", "y", word.lower())
    root = re.sub(r"(?<=[a-z]{3})(?:ing|ed|s|e)$", "", root)
    return re.sub(r"([bdgmnprt])\1$", r"\1", root)


def share(question: str, tables: Sequence[Table], query: Query) -> str:
    """Rule "a share of logins is of logins": those of one kind among all of their kinds; the query."""
    match = _OF_ALL.match(question)
    if match is None:
        return ""
    base = [word for word in _TOKEN.findall(match["base"]) if word.lower() not in COMMON]
    for table in tables:
        for kinds in _of(table, query):
            of = [v for v, parts in kinds.parts.items() if any(_same(w, p) for w in base for p in parts)]
            done = [v for v in of if any(_same(match["deed"], part) for part in kinds.parts[v])]
            if len(done) == 1 and len(of) > 1:
                name, listed = identifier(kinds.column), ", ".join(map(literal, of))
                one = f"100.0 * count(*) FILTER (WHERE {name} = {literal(done[0])})"
                rows = f"FROM {identifier(table.name)} WHERE {name} IN ({listed})"
                return f"SELECT {one} / count(*) AS share {rows}"
    return ""


def _of(table: Table, query: Query) -> Iterator[_Kinds]:
    """The columns of a table that hold such kinds."""
    for column in table.columns:
        if not _may_be(column, table):
            continue
        counts = _counts(column.name, table, query)
        split = {value: tuple(re.split(r"[.:/_]", value)) for value in counts}
        common = set.intersection(*(set(parts) for parts in split.values())) if split else set()
        own = {value: tuple(p for p in parts if p not in common) for value, parts in split.items()}
        yield _Kinds(column.name, own, counts)


def _counts(column: str, table: Table, query: Query) -> dict[str, int]:
    """The values of a column, and how many rows have each; nothing where that can't be told."""
    name = identifier(column)
    try:
        rows = query(
            f"SELECT {name}, count(*) FROM {identifier(table.name)} WHERE {name} <> '' GROUP BY 1"
        ).rows
    except TableError:
        return {}
    return {str(value): int(str(count)) for value, count in rows}


def _may_be(column: Column, table: Table) -> bool:
    if not holds_values(column) or not 1 < column.distinct <= _MOST or table.rows < _OFTEN * column.distinct:
        return False
    like = sum(_VALUE.fullmatch(value) is not None for value, _ in column.values)
    return bool(column.values) and like >= _SHARE * len(column.values)


def _same(word: str, part: str) -> bool:
    """Whether a word says what a part does, perhaps as a deed: succeeded, success."""
    said, own = word.lower(), part.lower()
    if words(said) == words(own):
        return True
    least = min(len(said), len(own))
    alike = next((n for n, (a, b) in enumerate(zip(said, own, strict=False)) if a != b), least)
    return alike >= _ALIKE and max(len(said), len(own)) - alike <= _ENDING
