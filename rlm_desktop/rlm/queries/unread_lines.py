"""Lines that fit no record but say what a query looks for: no condition over columns finds them."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.linking import Query, identifier, literal

_LOOKS = (exp.EQ, exp.Like, exp.ILike, exp.Anonymous, exp.Contains)
_OF_ALL = ("line", "time", "date")
_SHORTEST = 3  # letters


def doubts(tree: exp.Query, tables: Sequence[Table], query: Query) -> Iterator[str]:
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
        yield f"{number:,} lines that say “{shown}” as well are not like the others, and were left out."


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
