"""Words of a question that stand inside the values of one column: hacking of 'Hacking/IT Incident'.

Where values are texts of several words, a question says the one that tells them apart. A query that looks at
that column nowhere passes over it; so the rows are added as a condition, and that is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlglot import exp, parse_one

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import holds_values, some_row, words
from rlm_desktop.rlm.question.links import Inside, Links, Query, identifier, literal

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:how many|number of|the (?:most|fewest)|which|what)\s+(?:different |distinct )?(?P<thing>[a-z]+)",
    re.IGNORECASE,
)
_TOLD_APART = re.compile(r"\b(?:([a-z]+)\s+)?([a-z]+s)\s+(?:that|which|who|whose)\b")
"""A thing that the question tells apart itself: "systems that are private" is no name with a system in it."""
_NAME = re.compile(r"[A-Z][\w-]*[a-z][\w-]*|[A-Z]{3,}")
_NAMED = re.compile(r"(?<=[a-z,] )([A-Z][\w-]{2,})")
"""A name within a sentence: what begins one has a capital for that."""
_LATIN = r"(?:i?a|ae|i)"
_SHORTEST = 4  # letters of a word that is not in capitals
_MOST_VALUES, _MOST_COLUMNS, _MOST_ROWS = 1_000, 30, 5_000_000
_REPEATED, _OFTEN = 3, 10
"""So often a value stands there on average: else the column tells rows apart, and no kinds of them.

Where it stands less often values are descriptions, which may say the same in other words.
"""
_FEW, _MOST_OF_ALL = 10, 0.4
"""Of more than a few values no more than so many say it: else it is what all of them are called."""


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with the words that stand inside the values of one column of a table, and of no other."""
    found = [
        each
        for table in profile.tables
        if table.kind not in ("log", "lines", "documents") and table.rows <= _MOST_ROWS
        for each in (*_of(table, question, links, query), *_named(table, question, links, query))
    ]
    if not re.search(r"\bor\b", question):
        # No row has two values: where one is named whole, no other is meant by one of its words.
        whole = {(link.table, link.column) for link in links.values}
        found = [each for each in found if (each.table, each.column) not in whole]
    return msgspec.structs.replace(links, inside=tuple(found)) if found else links


def mend(condition: exp.Expr, stored: Column | None, table: str, links: Links) -> Inside | None:
    """What is meant where a condition takes one of the values that say it, or the words that are said."""
    value = condition.expression if isinstance(condition, exp.EQ | exp.Like | exp.ILike) else None
    if stored is None or not isinstance(value, exp.Literal):
        return None
    own = [each for each in links.inside if (each.table, each.column) == (table, stored.name)]
    if isinstance(condition, exp.EQ) and (one := next((e for e in own if value.name in e.values), None)):
        return one
    said = words(value.name)
    return next((each for each in own if len(said) > 1 and sorted(words(each.phrase)) == sorted(said)), None)


def elsewhere(text: str, stored: Column | None, columns: Mapping[str, Column], links: Links) -> Inside | None:
    """What is meant where a text is looked for in a column, and stands in another one alone."""
    if stored is None or stored.name not in columns:
        return None
    others = (each for each in links.inside if each.column in columns and each.column != stored.name)
    return next((each for each in others if each.phrase.lower() == text.lower()), None)


def told(inside: Inside) -> str:
    return f"Only rows whose {inside.column} says “{inside.phrase}” were looked at."


def doubt(inside: Inside) -> str:
    """What is not sure where values are descriptions."""
    return f"Others may say “{inside.phrase}” in other words in {inside.column}." if inside.loosely else ""


def lacking(tree: exp.Query, links: Links) -> Iterator[Inside]:
    """What the question says and a query passes over that looks at that column nowhere."""
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    said = {word for text in tree.find_all(exp.Literal) if text.is_string for word in words(text.name)}
    for each in links.inside:
        if each.column.lower() not in used and not set(words(each.phrase)) & said:
            yield each


def demand(tree: exp.Query, inside: Inside) -> None:
    """Let a query look at no other rows."""
    for select in list(tree.find_all(exp.Select)):
        joined = select.args.get("joins") or ()
        read = [one.this for one in (select.args.get("from_"), *joined) if one is not None]
        of = [one for one in read if isinstance(one, exp.Table) and one.name.lower() == inside.table.lower()]
        # Of a table twice it is not known which is meant; rows that an outer join fills up would be lost.
        if len(of) != 1 or any(join.side for join in joined):
            continue
        condition = parse_one(inside.condition, dialect="duckdb")
        for column in condition.find_all(exp.Column) if joined else ():
            column.set("table", exp.to_identifier(of[0].alias_or_name))
        select.where(condition, copy=False)


def _of(table: Table, question: str, links: Links, query: Query) -> Iterator[Inside]:
    names = _names(table)
    names |= {word for match in _THING.finditer(question) for word in words(match["thing"])}
    tokens = [token for token in _untold(question, links) if _tells(token, names)]
    columns = [column for column in table.columns if _is_of_kinds(column, table)][:_MOST_COLUMNS]
    if not columns:
        return
    values = _values(table, columns, query)
    yield from _in_latin(table, question, values, links)
    told_apart = {word for said in _TOLD_APART.findall(question) for word in said}
    for token in dict.fromkeys(tokens):
        stems = set(words(token))
        found = {
            name: {value: rows for value, rows in of.items() if stems <= set(words(value))}
            for name, of in values.items()
        }
        having = [name for name, of in found.items() if of]
        if len(having) != 1 or _says_all(len(found[having[0]]), len(values[having[0]])):
            continue
        others = [c for c in table.columns if holds_values(c) and c.name not in values]
        if not _stands_in(others, token, table, query):
            of = found[having[0]]
            loosely = len(values[having[0]]) * _OFTEN > table.rows
            if loosely and token in told_apart:
                continue
            yield Inside(token, table.name, having[0], tuple(of), sum(of.values()), loosely)


def _names(table: Table) -> set[str]:
    """Words that a table and its columns are called by: what rows are, and no name in them."""
    called = (table.name, *(column.name for column in table.columns))
    return {word for name in called for word in words(name.replace("_", " "))}


_IN_PASSING = re.compile(r"\b(?:since|before|after|until|(?:as )?seen from)\s+(?:the\s+)?[A-Z]\w*")
"""A name that only says when or from where is looked at."""
_ONE_OF_MANY = re.compile(
    r"\b(?i:an?|(?:kinds?|types?|sorts?) of|another|other|each|every|any|per|which|what|all|many|most|these"
    r"|those|different)\s+([A-Z]\w*)"
)
"""What is counted or asked for: "a PEP", "which PEPs" are no names."""


def _named(table: Table, question: str, links: Links, query: Query) -> Iterator[Inside]:
    """Rule "Tor is a name": one with a capital that stands as a word in one column of many texts alone."""
    tokens = {token for token in _untold(question, links) if _NAME.fullmatch(token)}
    meant = _IN_PASSING.sub(" ", question)
    kinds = {word for kind in _ONE_OF_MANY.findall(question) for word in words(kind)} | _names(table)
    named = [name for name in _NAMED.findall(meant) if name in tokens and wording.tells(name, kinds)]
    texts = [c for c in table.columns if c.type == "text" and c.name != "line" and c.distinct != 1]
    for name in dict.fromkeys(named):
        of_texts = [Inside(name, table.name, column.name, (), 0, True) for column in texts[:_MOST_COLUMNS]]
        counts = ", ".join(f"count(*) FILTER (WHERE {each.condition})" for each in of_texts)
        try:
            rows = query(f"SELECT {counts} FROM {identifier(table.name)}").rows if counts else ()
        except TableError:
            return
        having = [(e, int(str(n))) for e, n in zip(of_texts, rows[0] if rows else (), strict=False) if n]
        others = [column for column in texts if column.name not in {each.column for each, _ in having}]
        if _in_capitals(name, others, table, query):
            continue  # MISSION ST is a Mission Street as well.
        if len(having) == 1 and having[0][1] < _MOST_OF_ALL * table.rows:
            one, count = having[0]
            if not _is_of_kinds(next(c for c in texts if c.name == one.column), table):
                yield msgspec.structs.replace(one, rows=count)


def _in_capitals(name: str, columns: Sequence[Column], table: Table, query: Query) -> bool:
    """Whether other columns write a name in capitals from end to end."""
    holds = [f"contains({identifier(column.name)}, {literal(name.upper())})" for column in columns]
    if name.isupper() or not holds:
        return False
    try:
        sql = f"SELECT 1 FROM {identifier(table.name)} WHERE {' OR '.join(holds)} LIMIT 1"
        return bool(query(sql).rows)
    except TableError:
        return False


def _in_latin(
    table: Table, question: str, values: Mapping[str, Mapping[str, int]], links: Links
) -> Iterator[Inside]:
    """Rule "a mammal is of Mammalia": kinds of living things by their names, and lands by who lives there."""
    linked = {word for link in links.values for word in words(link.phrase)}
    for token in dict.fromkeys(re.findall(r"\b[a-z]{6,}\b", question)):
        stem = "".join(words(token))
        pattern = re.compile(
            rf"{re.escape(stem.removesuffix('an').removesuffix('e'))}{_LATIN}", re.IGNORECASE
        )
        found = {
            name: {value: rows for value, rows in of.items() if pattern.fullmatch(value)}
            for name, of in values.items()
        }
        having = [name for name, of in found.items() if of]
        if stem not in linked and len(having) == 1 and len(found[having[0]]) == 1:
            of = found[having[0]]
            yield Inside(token, table.name, having[0], tuple(of), sum(of.values()))


def _untold(question: str, links: Links) -> Iterator[str]:
    """The words of a question that are no value and no other name of a column."""
    phrases = [link.phrase for link in links.values] + [said for said, _, _ in links.meant] + [*links.quoted]
    for phrase in sorted(filter(None, phrases), key=len, reverse=True):
        question = question.replace(phrase, "?")
    yield from _TOKEN.findall(question)


def _tells(token: str, names: set[str]) -> bool:
    if _ORDINAL.fullmatch(token):
        return True
    long = len(token) >= _SHORTEST or (token.isupper() and len(token) > 1)
    return long and wording.tells(token, names | wording.RELATING)


def _is_of_kinds(column: Column, table: Table) -> bool:
    few = 1 < column.distinct <= min(_MOST_VALUES, table.rows / _REPEATED)
    return holds_values(column) and few


def _says_all(saying: int, values: int) -> bool:
    return saying == values or (values > _FEW and saying > _MOST_OF_ALL * values)


def _stands_in(columns: Sequence[Column], token: str, table: Table, query: Query) -> bool:
    """Whether a word stands in other columns too, or that can't be found out: then it may mean those."""
    pattern = literal(forms.pattern((token,)))
    holds = " OR ".join(f"regexp_matches(lower({identifier(c.name)}), {pattern})" for c in columns)
    return bool(holds) and some_row(holds, table.name, query)


def _values(table: Table, columns: Sequence[Column], query: Query) -> dict[str, dict[str, int]]:
    """The values of columns with the number of their rows; of none where they can't be had."""
    found: dict[str, dict[str, int]] = {column.name: {} for column in columns}
    parts = [
        f"SELECT {literal(column.name)}, {identifier(column.name)}, count(*) FROM {identifier(table.name)}"
        " GROUP BY 2"
        for column in columns
    ]
    try:
        rows = query(" UNION ALL ".join(parts)).rows
    except TableError:
        return {}
    for name, value, count in rows:
        if value is not None:
            found[str(name)][str(value)] = int(str(count))
    return found
