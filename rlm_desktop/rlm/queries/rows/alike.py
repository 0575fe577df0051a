"""Values that are one for people: "The Release Team" and "the release team", two names with one address."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.question.linking import Query, identifier
from rlm_desktop.rlm.question.spelled import several

_NAMES_OF_ONE = 3  # names that one person signs with, at most
_MOST_SHARED = 100


def as_one(tree: exp.Query, columns: Mapping[str, Column], query: Query) -> Iterator[str]:
    """Rule "capitals make no other": groups and different values regardless of them; what was done.

    People with one address are one as well, whatever they sign with.
    """
    if not isinstance(tree, exp.Select) or tree.args.get("joins"):
        return
    source = tree.args.get("from_")
    if source is None or not isinstance(source.this, exp.Table):
        return
    for name in _keys(tree):
        column = columns.get(name.lower())
        if column is None or column.type != "text" or several.parts_of(column):
            continue
        address = columns.get(f"{column.name}_address")
        shared = _shared(address, column, source.this.name, query) if address is not None else None
        if address is not None and shared is not None:
            _group_by(tree, column.name, _one(address, column, shared))
            yield f"Who has the same {address.name} was counted as one."
        elif _differ(column, source.this.name, query):
            _group_by(tree, column.name, call("lower", exp.column(column.name, quoted=True)))
            yield f"Values of {column.name} that differ in capitals alone were counted as one."


def _shared(address: Column, names: Column, table: str, query: Query) -> list[str] | None:
    """The addresses that so many sign under that they are nobody's own, a list's or a service's.

    None where nobody has several names, or where most have an address that was made unreadable.
    """
    tells_apart = address.distinct < names.distinct <= _NAMES_OF_ONE * address.distinct
    if not tells_apart or address.nulls > names.nulls:
        return None
    name, of = identifier(names.name), identifier(address.name)
    try:
        rows = query(
            f"SELECT {of}, count(DISTINCT lower({name})) AS n FROM {identifier(table)} WHERE {of} IS NOT NULL"
            f" GROUP BY 1 HAVING n > 1 ORDER BY n DESC LIMIT {_MOST_SHARED}"
        ).rows
    except TableError:
        return None
    counts = {str(one): count for one, count in rows if isinstance(count, int)}
    several_names = [one for one, count in counts.items() if count <= _NAMES_OF_ONE]
    return [one for one, count in counts.items() if count > _NAMES_OF_ONE] if several_names else None


def _one(address: Column, names: Column, shared: list[str]) -> exp.Expr:
    """What tells people apart: the address, but the name under an address that many share."""
    of = exp.column(address.name, quoted=True)
    if not shared:
        return of
    among = exp.In(this=of.copy(), expressions=[exp.Literal.string(one) for one in shared])
    name = call("lower", exp.column(names.name, quoted=True))
    return exp.Case(ifs=[exp.If(this=among, true=name)], default=of)


def _keys(tree: exp.Select) -> list[str]:
    """The columns whose values make groups, or are counted once each."""
    group = tree.args.get("group")
    shown = [one.unalias() for one in tree.expressions]
    keys = [_at(key, shown) for key in group.expressions] if group else []
    counted = [one.this.expressions for one in shown if _counts_different(one)]
    found = [
        key for key in (*keys, *(one for some in counted for one in some)) if isinstance(key, exp.Column)
    ]
    return list(dict.fromkeys(key.name for key in found))


def _at(key: exp.Expr, shown: list[exp.Expr]) -> exp.Expr:
    number = int(key.name) if isinstance(key, exp.Literal) and key.name.isdigit() else 0
    return shown[number - 1] if 0 < number <= len(shown) else key


def _counts_different(one: exp.Expr) -> bool:
    return isinstance(one, exp.Count) and isinstance(one.this, exp.Distinct)


def _differ(column: Column, table: str, query: Query) -> bool:
    name = identifier(column.name)
    try:
        rows = query(
            f"SELECT count(DISTINCT {name}) > count(DISTINCT lower({name})) FROM {identifier(table)}"
        ).rows
    except TableError:
        return False
    return bool(rows and rows[0][0])


def _group_by(tree: exp.Select, name: str, alike: exp.Expr) -> None:
    """Groups by what is alike instead of a value, which is shown as most rows write it."""

    def is_it(node: exp.Expr) -> bool:
        return isinstance(node, exp.Column) and node.name.lower() == name.lower()

    shown = [one.unalias() for one in tree.expressions]
    group, order = tree.args.get("group"), tree.args.get("order")
    if group:
        keys = [(key, _at(key, shown)) for key in group.expressions]
        group.set("expressions", [alike.copy() if is_it(own) else key for key, own in keys])
    for one in list(tree.expressions):
        bare = one.unalias()
        if _counts_different(bare):
            keys = bare.this.expressions
            bare.this.set("expressions", [alike.copy() if is_it(k) else k for k in keys])
        elif is_it(bare) and group:
            one.replace(exp.alias_(call("mode", bare.copy()), one.alias_or_name, quoted=True))
    for first in order.expressions if order and group else ():
        if is_it(first.this):
            first.set("this", alike.copy())
