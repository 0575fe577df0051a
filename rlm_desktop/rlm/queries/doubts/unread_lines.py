"""Lines that fit no record but say what a query looks for: no condition over columns finds them."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.queries.rows import told_twice
from rlm_desktop.rlm.question.lines import other_lines
from rlm_desktop.rlm.question.linking import Links, Query, identifier, literal

_LOOKS = (exp.EQ, exp.Like, exp.ILike, exp.Anonymous, exp.Contains)
_OF_ALL = ("line", "time", "date")
_SHORTEST = 3  # letters


def doubts(
    tree: exp.Query, question: str, links: Links, used: Iterable[Table], query: Query
) -> Iterator[str]:
    """Lines that fit no record, or another one, and say what is looked for; or stand there twice."""
    tables = list(used)
    for table in tables[:1]:
        yield from told_twice.to_the_letter(tree, question, table, query)
    yield from _cut(tree, tables, query)
    yield from _made_otherwise(tree, question, links, tables, query)


def _made_otherwise(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table], query: Query
) -> Iterator[str]:
    """Rule "an interface is no connection": words of the question that only lines without the columns say."""
    if len(tables) != 1 or any(column.name.lower() == "line" for column in tree.find_all(exp.Column)):
        return
    for worded in other_lines.said(question, links, tables[0], query):
        yield _told(worded.rows, worded.said)


def _cut(tree: exp.Query, tables: Sequence[Table], query: Query) -> Iterator[str]:
    """Rule "a cut line is a line": rows without any column whose line says all texts that are looked for."""
    table = tables[0] if len(tables) == 1 else None
    names = [column.name for column in table.columns] if table else []
    empty = [name for name in names if name not in _OF_ALL]
    texts = _looked_for(tree)
    if table is None or table.fits >= 1 or "line" not in names or not empty or not texts:
        return
    said = [f"contains(lower(line), {literal(text)})" for text in texts]
    without = [f"{identifier(name)} IS NULL" for name in empty]
    where = " AND ".join([*without, *said])
    try:
        ((count,),) = query(f"SELECT count(*) FROM {identifier(table.name)} WHERE {where}").rows
    except TableError:
        return
    if number := int(str(count)):
        shown = "” and “".join(texts)
        yield _told(number, shown)


def _told(number: int, said: str) -> str:
    return f"{number:,} lines that say “{said}” as well are not like the others, and were left out."


def _looked_for(tree: exp.Query) -> list[str]:
    """The texts that each condition of a query looks for in a column; none where one is of another kind."""
    where = tree.args.get("where")
    texts: list[str] = []
    for condition in conjuncts(where.this) if where else ():
        column = condition.find(exp.Column)
        literals = [one for one in condition.find_all(exp.Literal) if one.is_string]
        plain = isinstance(condition, _LOOKS) and len(literals) == 1 and column is not None
        text = literals[0].name.strip("% ").lower() if plain else ""
        if len(text) < _SHORTEST or column is None or column.name == "line":
            return []
        texts.append(text)
    return texts
