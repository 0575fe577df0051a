"""Two tables that share a key: a query of one is put over both where it speaks of what the other holds.

Of appointments and of patients, each with a `patient_id`, the one has the status and the other the names.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import identifier, words

_NAMES = frozenset(words("name title surname forename firstname lastname"))
_OF_KEYS = frozenset(words("id ids number numbers key code identifier"))
_MOST_NAMES = 3


def mend(tree: exp.Query, tables: Mapping[str, Table], question: str) -> str:
    """Rule "a column of the other table": the other one is joined by the key of one of them, if it has it."""
    derived = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    asked = {column.name.lower() for column in tree.find_all(exp.Column)} - derived
    first = _alone(tree, tables)
    missing = {name for name in asked - _names(first) if not _is_own(name, first)} if first else set()
    others = [t for t in tables.values() if t.kind != "documents" and missing and missing <= _names(t)]
    if first is None or len(others) != 1:
        return ""
    if not asked & _names(first) and not counts_its_own(tree, first, others[0], question):
        return ""
    return _join(tree, first, others[0], question)


def _is_own(name: str, table: Table) -> bool:
    """Whether a table has a column under another name: `airport_name` is the `name` of airports."""
    called = words((table.called or table.name).replace("_", " "))
    own = (words(column.replace("_", " ")) for column in _names(table))
    return words(name.replace("_", " ")) in [[*called, *said] for said in own]


def counts_its_own(tree: exp.Query, first: Table, other: Table, question: str) -> bool:
    """Whether a query counts rows of a table beside one that has a key of it, and no rows of that one.

    "How many orders did Ann place" counts orders, though customers have the names.
    """
    keys = _keys(first, other)
    match = intent.COUNTED.search(question)
    if not any(isinstance(one.this, exp.Star) for one in tree.find_all(exp.Count)) or len(keys) != 1:
        return False
    called = set(words(f"{other.name} {keys[0]}".replace("_", " ")))
    return match is not None and not called & set(words(match.group(1)))


def reach(tree: exp.Query, tables: Mapping[str, Table], name: str, question: str) -> str:
    """Rule "patients of Dawlish": a table is joined whose rows the question tells apart; what was done."""
    first, other = _alone(tree, tables), tables.get(name.lower())
    if first is None or other is None or first is other:
        return ""
    return _join(tree, first, other, question)


def _alone(tree: exp.Query, tables: Mapping[str, Table]) -> Table | None:
    """The only table of a query that shows some of its columns, or counts."""
    named = list(tree.find_all(exp.Table))
    shows_all = any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
    if not isinstance(tree, exp.Select) or len(named) != 1 or shows_all or named[0].alias:
        return None
    return None if tree.find(exp.Subquery, exp.CTE, exp.Lambda) else tables.get(named[0].name.lower())


def _join(tree: exp.Query, first: Table, other: Table, question: str) -> str:
    foreign = _foreign(first, other)
    keys = [] if foreign else _keys(first, other)
    if len(keys) + len(foreign) != 1 or not isinstance(tree, exp.Select):
        return ""
    if keys and (told := _within(tree, first, other, keys[0])):
        return told
    mine, theirs = foreign[0] if foreign else (keys[0], keys[0])
    for column in tree.find_all(exp.Column):
        table = first if column.name.lower() in _names(first) else other
        if column.name.lower() in _names(table):
            column.set("table", exp.to_identifier(table.name, quoted=True))
    on = exp.EQ(this=_of(mine, first), expression=_of(theirs, other))
    tree.join(exp.to_table(identifier(other.name), dialect="duckdb"), on=on, copy=False)
    if keys:
        _count_each(tree, first, other, keys[0], question)
    by = mine if mine == theirs else f"{mine} and {theirs}"
    return f"{first.name} and {other.name} were looked at together, by {by}."


def _within(tree: exp.Select, first: Table, other: Table, key: str) -> str:
    """Rule "each customer once": a figure or a list of those whose key the other table has in such rows.

    Where that table only sets conditions, and rows are not what is counted.
    """
    where = tree.args.get("where")
    if where is None or tree.find(exp.Count) or not _is_unique(_column(key.lower(), first), first):
        return ""
    own = _names(first)
    theirs = [
        c for c in conjuncts(where.this) if any(x.name.lower() not in own for x in c.find_all(exp.Column))
    ]
    beyond = [x for x in tree.find_all(exp.Column) if x.name.lower() not in own]
    within = [x for c in theirs for x in c.find_all(exp.Column)]
    if len(beyond) != len(within) or any(x.name.lower() in own for x in within):
        return ""
    rest = [c for c in conjuncts(where.this) if c not in theirs]
    those = exp.select(exp.column(key, quoted=True)).from_(
        exp.to_table(identifier(other.name), dialect="duckdb")
    )
    some = exp.In(this=exp.column(key, quoted=True), query=exp.Subquery(this=those.where(*theirs)))
    tree.set("where", exp.Where(this=exp.and_(*rest, some)))
    return f"Of {first.name} those were taken that {other.name} has so, by {key}."


def by_name(tree: exp.Query, tables: Sequence[Table], question: str) -> str:
    """Rule "a patient has a name": names in the place of the key by which two tables are joined."""
    shown = tree.selects
    if len(tables) != 2 or not isinstance(tree, exp.Select) or not tree.args.get("joins"):
        return ""
    if not shown or not isinstance(shown[0], exp.Column) or _OF_KEYS & set(words(question)) or len(shown) > 2:
        return ""
    key = shown[0].name.lower()
    one = next((t for t in tables if key in _names(t) and _is_unique(_column(key, t), t)), None)
    names = [c.name for c in one.columns if c.type == "text" and _is_name(c)] if one else []
    group = tree.args.get("group")
    if one is None or not 0 < len(names) <= _MOST_NAMES or key not in _keys(*tables):
        return ""
    called = next(t.alias_or_name for t in tree.find_all(exp.Table) if t.name.lower() == one.name.lower())
    told = [exp.column(name, table=called, quoted=True) for name in names]
    tree.set("expressions", [*told, *shown[1:]])
    if group is not None:
        group.set("expressions", [*group.expressions, *(name.copy() for name in told)])
    if (order := tree.args.get("order")) and group is None and not tree.args.get("limit"):
        order.pop()
    return f"{' and '.join(names)} tell which it is."


def by_key(tree: exp.Query, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "two are called Adam": who is told by names is one of a key, where two tables are joined by it."""
    if not isinstance(tree, exp.Select) or len(tables) != 2 or not tree.args.get("joins"):
        return
    group = tree.args.get("group")
    keys = group.expressions if group else []
    if not keys or not all(isinstance(one, exp.Column) for one in keys):
        return
    for table, other in (tuple(tables), tuple(reversed(tables))):
        columns = {column.name.lower(): column for column in table.columns}
        own = [columns.get(one.name.lower()) for one in keys]
        called = len(own) > 1 and all(one is not None and _is_name(one) for one in own)
        unique = [key for key in _keys(table, other) if _is_unique(columns[key], table)]
        if group is not None and called and len(unique) == 1:
            of = keys[0].copy()
            of.set("this", exp.to_identifier(unique[0], quoted=True))
            group.append("expressions", of)
            yield f"Those of one name were told apart by {unique[0]}."
            return


def by_own_numbers(tree: exp.Query, tables: Sequence[Table]) -> str:
    """Rule "the fifth port is no fifth ship": the number by which two tables that count rows are joined."""
    known = {table.name.lower(): table for table in tables}
    called = {one.alias_or_name.lower(): known.get(one.name.lower()) for one in tree.find_all(exp.Table)}
    for join in tree.find_all(exp.Join):
        on = join.args.get("on")
        sides = (on.this, on.expression) if isinstance(on, exp.EQ) else ()
        found = [
            (column, table)
            for side in sides
            if isinstance(side, exp.Column) and (table := called.get(side.table.lower())) is not None
            for column in table.columns
            if column.name.lower() == side.name.lower()
        ]
        if len(found) == len(sides) == 2 and _count_rows(*found[0], *found[1]):
            return found[0][0].name
    return ""


def _names(table: Table) -> set[str]:
    return {column.name.lower() for column in table.columns}


def _keys(first: Table | None, other: Table) -> list[str]:
    """The columns that two tables share and of which one of them has each value once."""
    if first is None:
        return []
    columns = {column.name.lower(): column for column in other.columns}
    shared = [
        (column, columns[column.name.lower()]) for column in first.columns if column.name.lower() in columns
    ]
    return [
        a.name
        for a, b in shared
        if (_is_unique(a, first) or _is_unique(b, other)) and not _count_rows(a, first, b, other)
    ]


def _foreign(first: Table, other: Table) -> list[tuple[str, str]]:
    """The column of one table that is called after the other and its key: `port_id` and the `id` of ports.

    Each as that of the first and that of the other.
    """
    found = [(a.name, b.name) for a in first.columns for b in other.columns if _points_at(a, other, b)]
    return found + [(a.name, b.name) for a in first.columns for b in other.columns if _points_at(b, first, a)]


def _points_at(column: Column, table: Table, key: Column) -> bool:
    called = words((table.called or table.name).replace("_", " "))
    said = words(column.name.replace("_", " "))
    return _is_unique(key, table) and column.type == key.type and said == [*called, *words(key.name)]


def _count_rows(one: Column, first: Table, another: Column, other: Table) -> bool:
    """Whether a number counts the rows of each of two tables: the fifth of one is not that of the other."""
    counted = all(
        column.type == "integer" and column.minimum in ("0", "1") and _is_unique(column, table)
        for column, table in ((one, first), (another, other))
    )
    return counted and first.rows != other.rows and {*words(one.name.replace("_", " "))} <= _OF_KEYS


def _is_unique(column: Column, table: Table) -> bool:
    return table.rows > 1 and column.distinct == table.rows


def _column(name: str, table: Table) -> Column:
    return next(column for column in table.columns if column.name.lower() == name)


def _is_name(column: Column) -> bool:
    return bool(set(words(column.name.replace("_", " "))) & _NAMES)


def _of(name: str, table: Table) -> exp.Column:
    return exp.column(name, table=table.name, quoted=True)


def _count_each(select: exp.Select, first: Table, other: Table, key: str, question: str) -> None:
    """Patients are counted once, however many appointments they have: where the key is called as they are."""
    match = intent.COUNTED.search(question)
    said = set(words(match.group(1))) if match else set()
    one = first if _is_unique(_column(key, first), first) else other
    if not said & set(words(key.replace("_", " "))):
        return
    for count in select.find_all(exp.Count):
        if isinstance(count.this, exp.Star):
            count.set("this", exp.Distinct(expressions=[_of(key, one)]))
