"""What a row has several of: things listed in one cell, and columns that are called alike and numbered.

"Who has written most?" asks for each author of a list, not for whole lists; "which cases did Ada judge?" asks
for all of judge1, judge2 and judge3.
"""

import re
from collections.abc import Iterator, Sequence

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.links import identifier, literal

_PARTED = re.compile(r"several, parted by “(.)”")
_NUMBERED = re.compile(r"(.*?)_?(\d{1,2})(_.*)?")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_CALLS = frozenset(("contains", "regexp_matches"))
_ALONE = (
    r"\b(?:only|just|solely|exclusively|nothing but)\s+(?:from|in|by|of|with|to)?\s*(?:the\s+)?{0}\b"
    r"|\b{0}\s+(?:alone|only|exclusively|solely)\b"
    r"|\b{0}\s+(?:[a-z]+\s+){{1,2}}?(?:alone|by (?:himself|herself|themselves|itself))\b"
)
_SHARED = 2
"""So many values at least that numbered columns have in common."""
_MANY = 6
"""Columns with fewer values are not names of things: of a first and a second child each has its sex."""
_HANDLE = r"\s*(?:\(@[^)]*\)|\([^()]*@[^()]*\)|<[^>]*>|\([<>=~^!][^()]*\))"
"""What stands behind a name of a list: the address or the handle of who is called so, or a version."""


def is_alone(question: str, names: Sequence[str]) -> bool:
    """Whether the question wants what is called so and nothing beside it: "from France alone"."""
    return any(re.search(_ALONE.format(re.escape(name)), question, re.IGNORECASE) for name in names)


def mend(tree: exp.Query, tables: Sequence[Table], question: str) -> Iterator[str]:
    """Counts each of several by itself; what was done, in sentences."""
    for table in tables:
        families = [own for own in numbered(table) if not _names_one(question, own)]
        yield from (f"{_listed(own)} were looked at alike." for own in families if _any_of(tree, own))
        for select in _over(tree, table):
            yield from _counted_apart(select, table, families)


def _over(tree: exp.Query, table: Table) -> Iterator[exp.Select]:
    """The SELECTs whose rows are those of one table as it is."""
    for select in list(tree.find_all(exp.Select)):
        source = select.args.get("from_")
        of = source.this if source is not None and not select.args.get("joins") else None
        if isinstance(of, exp.Table) and of.name.lower() == table.name.lower():
            yield select


def _counted_apart(select: exp.Select, table: Table, families: Sequence[Sequence[Column]]) -> Iterator[str]:
    for own in families:
        if _take_apart(select, own, f"[{', '.join(identifier(column.name) for column in own)}]"):
            yield f"{_listed(own)} were counted as one."
            return
    for column in table.columns:
        if (parts := parts_of(column)) and _take_apart(select, [column], parts):
            yield f"Each of several {column.name} of one row was counted by itself."
            return


def left_aside(tree: exp.Query, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "score1 is team1's": a numbered figure beside numbered names tells of one of them alone."""
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    for table in tables:
        figures = [c for c in table.columns if c.type in ("integer", "decimal") and c.name.lower() in used]
        for own in numbered(table):
            numbers = {_number(column): column.name for column in own}
            if not used & {column.name.lower() for column in own}:
                continue
            for figure in figures:
                if (name := numbers.get(_number(figure), "")) and _number(figure) is not None:
                    yield f"{figure.name} is that of {name}: those of the others were not looked at."


def _number(column: Column) -> int | None:
    match = _NUMBERED.fullmatch(column.name)
    return int(match.group(2)) if match and match.group(1) else None


def sign_of(column: Column) -> str:
    """The sign between the things of a cell; empty where a column has one in each."""
    match = _PARTED.match(column.note)
    return match.group(1) if match else ""


def parts_of(column: Column) -> str:
    """The things of a cell as a list in SQL; empty where a column has one in each."""
    match = _PARTED.match(column.note)
    name = identifier(column.name)
    if match is None:
        return ""
    sign = match.group(1)
    bare = f"regexp_replace(trim({name}, ' {sign}'), {literal(_HANDLE)}, '', 'g')"
    return f"string_split_regex({bare}, {literal(rf'\s*{re.escape(sign)}\s*(?:(?:and|&)\s+)?')})"


def numbered(table: Table) -> list[list[Column]]:
    """Columns of texts with one name and a number, that have values in common: judge1, judge2, judge3."""
    found: dict[tuple[str, str], list[Column]] = {}
    for column in table.columns:
        match = _NUMBERED.fullmatch(column.name)
        if match and match.group(1) and column.type == "text" and not column.is_free_text:
            found.setdefault((match.group(1), match.group(3) or ""), []).append(column)
    return [own for own in found.values() if _in_a_row(own) and _share_values(own)]


def _in_a_row(columns: Sequence[Column]) -> bool:
    """Whether they are numbered one after the other, from 0 or 1 on: not by years, nor by questions left."""
    numbers = [int(match.group(2)) for c in columns if (match := _NUMBERED.fullmatch(c.name))]
    return len(numbers) > 1 and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[-1] + 1))


def _share_values(columns: Sequence[Column]) -> bool:
    values = [{value for value, _ in column.values} for column in columns]
    many = max(column.distinct for column in columns) >= _MANY
    return many and all(len(values[0] & other) >= _SHARED for other in values[1:])


def _names_one(question: str, own: Sequence[Column]) -> bool:
    """Whether the question speaks of one of them: "judge2", "the second judge"."""
    for column in own:
        match = _NUMBERED.fullmatch(column.name)
        stem, number = (re.escape(match.group(1)), int(match.group(2))) if match else ("", 0)
        ordinal = _ORDINALS[number - 1] if 0 < number <= len(_ORDINALS) else f"{number}th"
        if re.search(rf"\b{stem}[\s_#]*{number}\b|\b{ordinal}\s+{stem}", question, re.IGNORECASE):
            return True
    return False


def _listed(own: Sequence[Column]) -> str:
    names = [column.name for column in own]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _any_of(tree: exp.Query, own: Sequence[Column]) -> bool:
    """Rule "one field in several columns": a text asked of one of them is asked of each."""
    names = {column.name.lower() for column in own}
    mended = False
    for node in list(tree.find_all(exp.EQ, exp.Like, exp.ILike, exp.Anonymous)):
        of = [column for column in node.find_all(exp.Column) if column.name.lower() in names]
        if len(of) != 1 or not _compares_text(node):
            continue
        each = [_about(node, column) for column in own]
        node.replace(exp.paren(exp.or_(*each)))
        mended = True
    return mended


def _compares_text(node: exp.Expr) -> bool:
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _CALLS
    return isinstance(node.expression, exp.Literal) and node.expression.is_string


def _about(node: exp.Expr, column: Column) -> exp.Expr:
    other = node.copy()
    for name in other.find_all(exp.Column):
        name.set("this", exp.to_identifier(column.name, quoted=True))
    return other


def _take_apart(select: exp.Select, own: Sequence[Column], parts: str) -> bool:
    """Rule "each of a list is one": groups and different values are those of single things."""
    names = {column.name.lower() for column in own}
    keys = _keys(select, names)
    if not keys:
        return False
    first = own[0]
    for name in [column for key in keys for column in key.find_all(exp.Column)]:
        if name.name.lower() in names:
            name.set("this", exp.to_identifier(first.name, quoted=True))
    _once(select)
    table = select.args["from_"].this
    each = f"unnest(list_distinct({parts})) AS {identifier(first.name)}"
    inner = sqlglot.parse_one(f"SELECT * REPLACE ({each}) FROM {identifier(table.name)}", dialect="duckdb")
    assert isinstance(inner, exp.Query)
    table.replace(inner.subquery(table.alias_or_name))
    return True


def _keys(select: exp.Select, names: set[str]) -> list[exp.Expr]:
    """Where a query groups by one of the columns, or counts or shows its different values."""

    def is_of(node: object) -> bool:
        return isinstance(node, exp.Column) and node.name.lower() in names

    shown = [one.unalias() for one in select.expressions]
    group = select.args.get("group")
    by = list(group.expressions) if group else []
    at = [int(key.name) for key in by if isinstance(key, exp.Literal) and key.name.isdigit()]
    grouped = any(map(is_of, by)) or any(is_of(shown[n - 1]) for n in at if 0 < n <= len(shown))
    aliases = {one.alias.lower() for one in select.expressions if one.alias and is_of(one.unalias())}
    grouped |= any(isinstance(key, exp.Column) and key.name.lower() in aliases for key in by)
    counted = any(
        isinstance(one, exp.Count)
        and isinstance(one.this, exp.Distinct)
        and any(map(is_of, one.this.expressions))
        for one in shown
    )
    different = select.args.get("distinct") is not None and any(map(is_of, shown))
    if not (grouped or counted or different):
        return []
    order = select.args.get("order")
    return [*select.expressions, *([group] if group else []), *([order] if order else [])]


def _once(select: exp.Select) -> None:
    """What is shown, or grouped by, each once."""
    group = select.args.get("group")
    for owner in [select, *([group] if group else [])]:
        different = {one.sql(): one for one in reversed(owner.expressions)}
        owner.set("expressions", [one for one in owner.expressions if different[one.sql()] is one])
