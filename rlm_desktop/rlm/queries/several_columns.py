"""A value that stands in several columns: the one that is spoken of is meant; where none is, that is told."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import literals
from rlm_desktop.rlm.queries.verdicts import is_spoken_of
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.links import Links

_SHORTEST = 2  # letters: so few say no column
_ALIKE = 2  # values at least that two columns share which rate by one scale
_WHOSE = r"(?:from|to|in|at|by|against|via|of|for|between|into|with|on|through|under|over|or|and|not|no)"
"""What stands before a value whose column the question leaves to good sense: flights *from* Oslo."""


def better(
    condition: exp.Expr, stored: Column | None, table: str, links: Links, question: str
) -> exp.Expr | None:
    """Rule "who manages is a manager": a value in the column that the question names, not in another.

    Or speaks of: "rated Outstanding overall" is its overall_effectiveness, and "the MIT licence" no
    licence_code.

    None where the condition is over such a column, or no other has the value.
    """
    named = {column for of, column in links.columns if of == table}
    texts = [text.strip("%, ").lower() for text in literals(condition)]
    if stored is None or stored.type != "text" or stored.name in named or not texts:
        return None
    having = set.intersection(*(having_it(text, table, links) for text in texts))
    columns = _plainer(stored.name, having, question)
    if not columns and not is_spoken_of(stored.name, question):
        columns = having & named or _spoken_of(having, question, links)
    if len(columns) != 1 or stored.name in columns:
        return None
    mended = condition.copy()
    for column in list(mended.find_all(exp.Column)):
        if column.name.lower() == stored.name.lower():
            column.set("this", exp.to_identifier(next(iter(columns)), quoted=True))
    return mended


def having_it(text: str, table: str, links: Links) -> set[str]:
    """The columns of a table that have a value that the question names, in whatever case."""
    return {
        link.column
        for link in links.values
        if link.table == table and text.lower() in (link.phrase.lower(), link.value.lower())
    }


def _plainer(stored: str, columns: set[str], question: str) -> set[str]:
    """Columns that a question calls by their whole name, of which another has more than is said."""
    said, own = set(words(question)), set(words(stored.replace("_", " ")))
    names = {column: set(words(column.replace("_", " "))) for column in columns}
    return {
        column for column, name in names.items() if name and name < own and name <= said and not own <= said
    }


def _spoken_of(columns: set[str], question: str, links: Links) -> set[str]:
    """Those of some columns whose names have a word of the question that the names of the others lack.

    A word that names a value is no word for a column.
    """
    values = {word for link in links.values for word in words(link.phrase)}
    said = {word for word in words(question) if len(word) > _SHORTEST} - values - COMMON
    names = {column: set(words(column.replace("_", " "))) for column in columns}
    return {
        column
        for column, own in names.items()
        if (own & said).difference(*(other for name, other in names.items() if name != column))
    }


def of_all_rows(condition: exp.Expr, stored: Column | None, columns: Mapping[str, Column]) -> str:
    """Rule "sshd is the program": the column in which all rows have the value that is looked for in another.

    A few rows of its log may be of a user with that name as well.
    """
    value = condition.expression.name.lower() if isinstance(condition, exp.EQ) else ""
    if not value or stored is None or stored.type != "text" or stored.distinct < 2:
        return ""
    same = [one for one in columns.values() if one.distinct == 1 and not one.nulls]
    return next((one.name for one in same if any(value == held.lower() for held, _ in one.values)), "")


def doubts(tree: exp.Query, question: str, links: Links, tables: Sequence[Table]) -> Iterator[str]:
    """Columns rated by one scale, where the question names the value alone: which is meant is not sure."""
    used = {table.name.lower() for table in tree.find_all(exp.Table)}
    columns = {c.name.lower(): c for t in tables if t.name.lower() in used for c in t.columns}
    named = {column for table, column in links.columns if table.lower() in used}
    for condition in tree.find_all(exp.EQ, exp.In):
        stored = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if stored is None or stored.name in named or is_spoken_of(stored.name, question):
            continue
        for text in literals(condition):
            others = {name for table in used for name in having_it(text, table, links)} - {stored.name}
            same = [name for name in sorted(others) if _of_one_scale(stored, columns.get(name.lower()))]
            asked_of = {column.name.lower() for column in tree.find_all(exp.Column)}
            if same and not asked_of & {name.lower() for name in same} and _stands_alone(text, question):
                yield f"“{text}” stands in {same[0]} as well; {stored.name} was looked at."


def _of_one_scale(one: Column, other: Column | None) -> bool:
    """Whether most values of the one that are known are values of the other as well.

    Numbered columns (team1, team2) are one, and have rules of their own; of a city and a birth_city
    a city is meant that is not said to be the other.
    """
    if other is None or one.type != "text" or other.type != "text" or _bare(one) == _bare(other):
        return False
    if set(words(one.name.replace("_", " "))) < set(words(other.name.replace("_", " "))):
        return False
    mine, its = ({value.lower() for value, _ in column.values} for column in (one, other))
    shared = len(mine & its)
    return shared >= _ALIKE and 2 * shared > min(len(mine), len(its))


def _bare(column: Column) -> str:
    return column.name.rstrip("_0123456789")


def _stands_alone(text: str, question: str) -> bool:
    """Whether a question names a value without a word before it that says whose it is."""
    before = rf"(?<!\w){_WHOSE}\s+(?:(?:the|a|an)\s+)?[\"'“]?{re.escape(text)}(?!\w)"
    return re.search(before, question, re.IGNORECASE) is None
