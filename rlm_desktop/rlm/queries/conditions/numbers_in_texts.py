"""Texts that begin with numbers ("30 min", "8 bowls") are compared by these and not by their letters.

Where all units are of one kind, times or lengths, they are brought to one: an hour is 60 minutes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
import sqlglot
from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question import amounts
from rlm_desktop.rlm.question.linking import Query, identifier, literal

_MOSTLY, _ALL = 0.8, 0.985
_FEW = 0.2
_AT_LEAST = 0.03
"""Of what things are worth so few may be told in figures: "above limit" is no amount, nor in any order."""
_IS_WORTH = re.compile(r"(?:^|_)(?:value|amount|price|cost|worth|fee|salary|fine)(?:_|$)")
_MOST_UNITS = 200
_BEGINS = r"^\W{0,3}\d"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNIT = rf"^\W{{0,3}}{_NUMBER}(?:\s*(?:-|\x{{2013}}|to)\s*{_NUMBER})?\s*([a-z%\x{{b0}}]*)"
_IS_NO_AMOUNT = re.compile(
    r"\d{1,4}[-/.:]\d{1,2}(?:[-/.:\s].*)?|\d{1,2}:\d\d.*|0\d.*|\d{4}\s?[-\u2013/]\s?\d{2,4}|\d+(?:\.\d+){2,}.*"
    r"|\d[\d ()-]{8,}|\d+(?:st|nd|rd|th)\b.*"
)
"""Dates, clocks, years with their next, names made of digits, versions, addresses, phones, streets."""
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_FIGURES = (exp.Max, exp.Min, exp.Avg, exp.Sum)


class _Numbers(msgspec.Struct, frozen=True):
    """How the numbers of a column of texts are had, in SQL, and what is to be told of it."""

    sql: str
    unit: str
    certain: bool
    group: dict[str, float] | None = None
    """The units that they are written in, where these are several of one kind."""


def mend(
    tree: exp.Query, columns: Mapping[str, Column], table: str, query: Query, question: str = ""
) -> Iterator[Verdict]:
    """Figures and orders over texts that hold numbers are made over these; what was done, and doubted."""
    known: dict[str, _Numbers | None] = {}
    for holder in _holders(tree, table):
        shown = _aliased(tree, holder.this)
        of = shown.this if isinstance(shown, exp.Cast | exp.TryCast) and _is_number(shown) else shown
        column = columns.get(of.name.lower()) if isinstance(of, exp.Column) else None
        if column is None or column.type != "text" or column.name == "line":
            continue
        if column.name not in known:
            known[column.name] = _numbers(column, table, query, question)
        numbers = known[column.name]
        if numbers is not None:
            holder.set("this", sqlglot.parse_one(numbers.sql, dialect="duckdb"))
            if isinstance(holder, exp.Ordered):
                holder.set("nulls_first", False)
        elif isinstance(holder, exp.Max | exp.Min) and _some(column):
            yield Verdict(None, doubt=f"{column.name} holds texts: they were compared by their letters.")
    for name, found in known.items():
        if found is not None:
            told = f"{name} holds texts: the first number in each was compared."
            if found.unit:
                told = f"{name} holds texts: the numbers in them were compared, in {found.unit}."
            yield Verdict(None, told) if found.certain else Verdict(None, doubt=told)


def _holders(tree: exp.Query, table: str) -> list[exp.Expr]:
    """The figures and orders over a table itself: a query over it may have made something else of them."""
    found = [*tree.find_all(*_FIGURES), *_ordered(tree)]
    return [holder for holder in found if reads(holder.find_ancestor(exp.Select), table)]


def _ordered(tree: exp.Query) -> Iterator[exp.Ordered]:
    for select in tree.find_all(exp.Select):
        order = select.args.get("order")
        if order is not None and select.args.get("limit"):
            yield from order.expressions


def _aliased(tree: exp.Query, expression: exp.Expr) -> exp.Expr:
    """What a query shows under the name that it puts rows in order of."""
    if not isinstance(expression, exp.Column):
        return expression
    made = {one.alias.lower(): one.unalias() for one in tree.selects if one.alias}
    meant = made.get(expression.name.lower())
    return meant if isinstance(meant, exp.Column) else expression


def _is_number(cast: exp.Expr) -> bool:
    return cast.is_type(*exp.DataType.NUMERIC_TYPES)


def _some(column: Column) -> bool:
    numbered = [value for value, _ in column.values if re.match(r"\W{0,3}\d", value)]
    return any(_IS_NO_AMOUNT.fullmatch(value) is None for value in numbered)


def compared(
    tree: exp.Query, columns: Mapping[str, Column], table: str, query: Query, question: str
) -> Iterator[tuple[str, str]]:
    """Rule "12 Y are 144 M": texts with amounts in several units are held to one as amounts.

    Yields each column and what was done.
    """
    for condition in list(tree.find_all(*_COMPARED)):
        column, limit = _compared(condition.this, columns), condition.expression
        if column is None or column.type != "text" or not isinstance(limit, exp.Literal):
            continue
        numbers = _numbers(column, table, query, "")
        group = numbers.group if numbers else None
        size = amounts.held_to(limit.name, question, group) if group else None
        if numbers is None or group is None or size is None:
            continue
        said = (one for one, of in group.items() if f"{size / of:.10g}" in question)
        unit = next(said, numbers.unit)
        numbers = _numbers(column, table, query, f"in {unit}") or numbers
        # 144 months in years are 12 but for the last digits.
        condition.set("this", sqlglot.parse_one(f"round({numbers.sql}, 4)", dialect="duckdb"))
        condition.set("expression", exp.Literal.number(f"{size / group[unit]:.10g}"))
        yield column.name, f"{column.name} holds texts: the numbers in them were compared, in {unit}."


def _compared(of: exp.Expr, columns: Mapping[str, Column]) -> Column | None:
    """The column of texts that is compared, as it stands or by the first number in it."""
    of = of.this if isinstance(of, exp.Cast | exp.TryCast) and isinstance(of.this, exp.Column) else of
    if isinstance(of, exp.Column):
        return columns.get(of.name.lower())
    column = of.find(exp.Column)
    first = column and sqlglot.parse_one(amounts.number_in(column.sql(dialect="duckdb")), dialect="duckdb")
    return columns.get(column.name.lower()) if column is not None and first == of else None


def _numbers(column: Column, table: str, query: Query, question: str) -> _Numbers | None:
    """None where most texts of a column begin with no number, or these are no amounts."""
    values = [value.strip() for value, _ in column.values]
    if sum(_IS_NO_AMOUNT.fullmatch(value) is not None for value in values) > _FEW * len(values):
        return None
    name = identifier(column.name)
    sql = (
        f"SELECT regexp_matches({name}, {literal(_BEGINS)}),"
        f" regexp_extract(lower({name}), {literal(_UNIT)}, 1), count(*) FROM {identifier(table)}"
        f" WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY 3 DESC LIMIT {_MOST_UNITS}"
    )
    try:
        rows = query(sql).rows
    except TableError:
        return None
    every = sum(int(str(count)) for _, _, count in rows)
    units = Counter({str(unit): int(str(count)) for begins, unit, count in rows if begins})
    share = units.total() / every if every else 0.0
    if share < _MOSTLY and not (share >= _AT_LEAST and _IS_WORTH.search(column.name)):
        return None
    said = [unit for unit, _ in units.most_common() if unit]
    group = amounts.group_of(said) if len(said) > 1 else None
    if group is not None:
        unit = amounts.unit_wanted(question, group) or amounts.smallest(said, group)
        return _Numbers(amounts.in_one_unit(name, said, group, unit), unit, share >= _ALL, group)
    return _Numbers(amounts.number_in(name), "", share >= _ALL and len(said) <= 1)
