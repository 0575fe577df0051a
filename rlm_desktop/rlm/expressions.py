"""Pieces of a query's conditions: made, taken apart, brought into one form."""

from typing import TypeGuard

from sqlglot import exp

from rlm_desktop.profile import Column


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function by its name in DuckDB."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def with_limits(tree: exp.Query) -> bool:
    """Write FETCH FIRST n ROWS as LIMIT n, which is what every rule looks for; whether there was such."""
    fetched = list(tree.find_all(exp.Fetch))
    for fetch in fetched:
        count = fetch.args.get("count") or exp.Literal.number(1)
        fetch.replace(exp.Limit(expression=count.copy()))
    return bool(fetched)


def with_nots_before(tree: exp.Query) -> bool:
    """Write NOT LIKE as NOT (… LIKE …), which is what every rule looks for; whether there was such."""
    denied = [node for node in tree.find_all(exp.Like, exp.ILike, exp.Is) if node.args.get("negate")]
    for node in denied:
        plain = node.copy()
        plain.set("negate", None)
        node.replace(exp.Not(this=plain))
    return bool(denied)


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """The conditions that a condition joins by AND; itself, if it joins none."""
    if isinstance(condition, exp.And):
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    if isinstance(condition, exp.Paren) and isinstance(condition.this, exp.And):
        return conjuncts(condition.this)
    return [condition]


def reads(tree: exp.Expr | None, table: str) -> TypeGuard[exp.Select]:
    """Whether a SELECT has the columns of a table at hand: it reads it itself, alone or joined, and no
    query over it that shows columns of its own."""
    if not isinstance(tree, exp.Select):
        return False
    source = tree.args.get("from_") or tree.args.get("from")
    read = [one.this for one in (source, *(tree.args.get("joins") or ())) if one is not None]
    name, within = table.lower(), tree.find_ancestor(exp.CTE)
    made = {one.alias_or_name.lower() for one in tree.root().find_all(exp.CTE) if one is not within}
    return name not in made and any(isinstance(one, exp.Table) and one.name.lower() == name for one in read)


def of_the_column(condition: exp.Expr, columns: dict[str, Column]) -> exp.Expr:
    """A condition on a date that the root has cast first, as one on its column: they are judged alike."""
    cast = condition.this
    if not isinstance(cast, exp.Cast) or not isinstance(cast.this, exp.Column):
        return condition
    stored = columns.get(cast.this.name.lower())
    if stored is None or stored.type not in ("date", "timestamp"):
        return condition
    if not isinstance(condition, exp.Like | exp.ILike) and not cast.is_type("date", "timestamp"):
        return condition
    plain = condition.copy()
    plain.set("this", cast.this.copy())
    return plain


def of_its_day(condition: exp.Expr, columns: dict[str, Column]) -> exp.EQ | None:
    """A condition on how a date is written ("%Y-%m" = '2015-07') as one on its column; None for another."""
    if not isinstance(condition, exp.EQ) or not isinstance(condition.this, exp.TimeToStr):
        return None
    written = list(condition.this.find_all(exp.Column))  # some write the form first
    stored = columns.get(written[0].name.lower()) if len(written) == 1 else None
    if stored is None or stored.type not in ("date", "timestamp"):
        return None
    return exp.EQ(this=written[0].copy(), expression=condition.expression.copy())


def with_formats_behind(tree: exp.Expr) -> bool:
    """Put the time before its format, as this engine has it: SQLite writes strftime('%Y', day)."""
    turned = False
    for shown in tree.find_all(exp.TimeToStr):
        time, form = shown.this, shown.args.get("format")
        if isinstance(time, exp.Literal) and form is not None and not isinstance(form, exp.Literal):
            shown.set("this", form)
            shown.set("format", time)
            turned = True
    return turned


def truth(condition: exp.Expr) -> exp.Column | None:
    """The column that a condition asks to be true or not: `open`, `open = TRUE`, `open IS FALSE`."""
    if isinstance(condition, exp.EQ | exp.NEQ | exp.Is) and isinstance(condition.expression, exp.Boolean):
        condition = condition.this
    return condition if isinstance(condition, exp.Column) else None


def literals(condition: exp.Expr) -> list[str]:
    """The literals compared with, not those inside arithmetic or a function's settings."""
    found = []
    for value in condition.find_all(exp.Literal):
        inside = value.find_ancestor(
            exp.Div, exp.Mul, exp.Interval, exp.Select, exp.StrPosition, exp.Substring
        )
        is_format = isinstance(value.parent, exp.TimeToStr) and value.arg_key == "format"
        if not is_format and (inside is None or not _below(inside, condition)):
            found.append(str(value.this))
    return found


def _below(node: exp.Expr, top: exp.Expr) -> bool:
    while node is not None:
        if node is top:
            return True
        node = node.parent  # type: ignore[assignment]
    return False
