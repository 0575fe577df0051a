"""The groups of a query: which of them is the one that is asked for, and which are none."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.intent import Intent
from rlm_desktop.rlm.question.linking import Links, words

_COUNTED = re.compile(r"\bhow many ([a-z-]+)\b", re.IGNORECASE)
_TIMES = re.compile(
    r"^\W*(?:how often|how many times)\b(?!.*\b(?:different|distinct|unique)\b)", re.IGNORECASE | re.DOTALL
)
_OF_WHICH_ROWS = re.compile(
    r"\bhow many of (?:the|all|these|those|my|our) ((?:[a-z-]+ ){1,2})[a-z-]+"
    r" (?:is|are|was|were|ha[sd]|have|did|do)\b",
    re.IGNORECASE,
)
"""What tells of what kind the rows are that are counted: coffee sales."""
_CALLS_IT = frozenset(("name", "title", "id", "no", "number", "code"))
_MOST_OF = re.compile(
    r"\b(?:most|fewest|least|(?:highest|lowest) number of)\s+([a-z]+)\b"
    r"|\b(?:(?:more|fewer|less) than|at (?:least|most)|over|under|above|below)\s+[\d,.]+\s+([a-z]+)\b"
    r"|\b[\d,.]+ or (?:more|fewer|less)\s+([a-z]+)\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset(("number", "of", "no", "num", "n", "count", "total"))
_RANKING = re.compile(
    r"\b(?:most|least|fewest|highest|lowest|largest|smallest|biggest|greatest|best|worst|top)\b",
    re.IGNORECASE,
)
_ONE_EACH, _NEARLY = 0.999, 0.9
"""The fewest rows of a name tell nothing, where nearly all names stand in one."""
_ONE_OF_MANY = re.compile(
    r"^(?!.*\b(?:per|by)\b)(?=.*\b(?:which|who|what(?:['\u2019]?s| is| was) the)\b)"
    r"(?!.*\bwhich\s+(?:\w+\s+){0,2}(?:have|are|were)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A question after the one thing that has most or least of something; not after several, nor each."""


_WHICH_ONES = re.compile(
    r"^\W*(?:(?:which|what)\s+(?:\w+\s+)?[a-z]{3,}s|(?:list|name|give|show)\s+(?:me\s+)?(?:every|each|all))\b",
    re.IGNORECASE,
)


_WHICH_ONE = re.compile(r"\b(?:which|what)\s+((?:[a-z]+\s+)?[a-z]+)", re.IGNORECASE)
_MOST_ROWS = re.compile(
    r"^\W*(?:which|what|who)\b.*\b(?P<end>most|fewest) (?:[a-z-]+ ){0,2}?(?P<noun>[a-z]+s)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHERWISE_RANKED = re.compile(
    r"\b(?:average|mean|median|typical(?:ly)?|usual(?:ly)?|per|each|every|total|longest|shortest|highest|lowest"
    r"|largest|smallest|single)\b",
    re.IGNORECASE,
)
_MIXED, _OF_SEVERAL_KINDS = 0.02, frozenset(("log", "key_value", "json"))
"""Where so many rows of such a table lack a column they are of another kind."""
_ROWS = frozenset(words("row line record entry"))
_NUMBER_OF = re.compile(r"^(?:number|num|count|total|n)_(?:of_)?|_(?:count|total)$")
_ALL = re.compile(r"^\W*(?:list|name|give|show)\b", re.IGNORECASE)
_RECURS = 3
"""So often the commonest value stands at least where a list of all means each once; people do not."""


def take_the_first(tree: exp.Query, question: str, asked: Intent) -> Iterator[str]:
    """Rule "who has the most is one": of groups beside their figures, unordered, the first is meant."""
    if asked.listing or not _ONE_OF_MANY.search(question):
        return
    if not isinstance(tree, exp.Select) or any(tree.args.get(part) for part in ("order", "limit", "having")):
        return
    group, figures = tree.args.get("group"), [one for one in tree.expressions if one.find(exp.AggFunc)]
    if not group or len(group.expressions) != 1 or len(tree.expressions) != 2 or len(figures) != 1:
        return
    figure = figures[0].unalias()
    falling = asked.most
    if asked.extreme and isinstance(figure, exp.Max | exp.Min):
        falling = isinstance(figure, exp.Max)
    elif asked.most is asked.least:
        return
    tree.order_by(exp.Ordered(this=figure.copy(), desc=falling, nulls_first=False), copy=False)
    tree.limit(1, copy=False)
    yield "Of the groups the first by that figure was taken."


def fixed(tree: exp.Query, question: str) -> str:
    """Rule "which has most is none yet": a ranking of groups that a condition holds to one of them.

    "Which department has most people" asks for no department called People; "how many are in Sales" for
    no other one. The value that was left out.
    """
    where, group = tree.args.get("where"), tree.args.get("group")
    if not isinstance(tree, exp.Select) or where is None or group is None or not tree.args.get("limit"):
        return ""
    if not _RANKING.search(question) or _COUNTED.search(question):
        return ""
    keys = {one.name.lower() for one in group.expressions if isinstance(one, exp.Column)}
    key = keys.pop() if len(keys) == 1 else ""
    kept, left = [], ""
    for condition in conjuncts(where.this):
        value = _held_to(condition, key)
        if value and (_asks_which(key, question) or _is_ranked(value, question)):
            left = value
        elif (other := _held_text(condition)) and _is_the_group(other, key, question):
            left = other
        else:
            kept.append(condition)
    if left:
        tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)
    return left


def _held_to(condition: exp.Expr, key: str) -> str:
    """The one text that a condition holds a column to."""
    return _held_text(condition) if condition.this.name.lower() == key else ""


def _held_text(condition: exp.Expr) -> str:
    """The one text that a condition holds any column to."""
    values = condition.expressions if isinstance(condition, exp.In) else [condition.expression]
    one = isinstance(condition, exp.EQ | exp.In) and len(values) == 1
    return values[0].name if one and isinstance(values[0], exp.Literal) and values[0].is_string else ""


def _is_the_group(value: str, key: str, question: str) -> bool:
    """Whether a value is but what the groups are called: which actor, of `lead_actor` and the kind Actor."""
    asked = _WHICH_ONE.search(question)
    said = set(words(value))
    return (
        bool(said) and asked is not None and said <= set(words(asked[1])) & set(words(key.replace("_", " ")))
    )


def counted(tree: exp.Query, question: str, table: Table, called: Iterable[str]) -> str:
    """Rule "most queries are rows": ranked groups are counted where the question has most of what rows are.

    A mean or an extreme of some figure ranks something else. The column that groups are made of.
    """
    match, group, order = _MOST_ROWS.search(question), tree.args.get("group"), tree.args.get("order")
    if (
        match is None
        or _OTHERWISE_RANKED.search(question)
        or not (group and order and tree.args.get("limit"))
    ):
        return ""
    noun = set(words(match["noun"]))
    rows = {word for name in (*called, table.row_is) for word in words(name.replace("_", " "))}
    figures = [c for c in table.columns if c.type in ("integer", "decimal")]
    amounts = [set(words(_NUMBER_OF.sub("", c.name.lower()).replace("_", " "))) for c in figures]
    if not noun <= rows | _ROWS or noun in amounts:
        return ""
    named = {one.alias: one for one in tree.expressions if one.alias}
    first = order.expressions[0]
    by = named[first.this.name].this if first.this.name in named else first.this
    key = group.expressions[0]
    if not isinstance(by, exp.Avg | exp.Max | exp.Min) or not isinstance(key, exp.Column):
        return ""
    figure = by.copy()
    for one in [one for one in tree.find_all(type(by)) if one == figure]:
        one.replace(exp.Count(this=exp.Star()))
    first.set("desc", match["end"].lower() == "most")
    return key.name


def _recurs(column: Column) -> bool:
    """Whether values of a column stand in many rows each, and are no words that somebody said."""
    return not column.is_free_text and any(count >= _RECURS for _, count in column.values)


def _asks_which(key: str, question: str) -> bool:
    """Whether the question is after the group itself, as in "which town"."""
    asked = re.search(r"\b(?:which|what)\s+((?:[a-z]+\s+){0,2}[a-z]+)", question, re.IGNORECASE)
    of = set(words(key.replace("_", " "))) - {"name", "id", "no"}
    return asked is not None and bool(of.intersection(words(asked.group(1))))


def _is_ranked(value: str, question: str) -> bool:
    """Whether a value is but the noun that there is most of."""
    said = r"\W+".join(map(re.escape, words(value)))
    most = r"\b(?:most|fewest|least|(?:highest|lowest|largest|smallest) number of)\W+"
    most += rf"(?!(?:in|at|on|from|to|of|by|for|with|near|within|among|during|under)\b)(?:[a-z]+\W+)?{said}"
    return bool(said) and re.search(most, question, re.IGNORECASE) is not None


def each_once(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> str:
    """Rule "which clients are several": of a list of what recurs each is told once; the column, if so."""
    match = _WHICH_ONES.match(question)
    if match is None or not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return ""
    if any(tree.args.get(part) for part in ("group", "having", "distinct", "limit", "joins")):
        return ""
    shown = tree.expressions[0].unalias()
    column = columns.get(shown.name.lower()) if isinstance(shown, exp.Column) else None
    if column is None or column.type != "text" or not column.distinct:
        return ""
    if _ALL.match(question) and not _recurs(column):
        return ""
    order = tree.args.get("order")
    if order is not None and any(one.this != shown for one in order.expressions):
        return ""
    tree.set("distinct", exp.Distinct())
    if order is None:
        tree.order_by(shown.copy(), copy=False)
    return column.name


def counts_single_rows(tree: exp.Query, columns: Mapping[str, Column], rows: int) -> str:
    """Rule "each stands there once": what names each row is counted for a ranking; that column."""
    if not isinstance(tree, exp.Select) or not ranks(tree) or not tree.args.get("limit"):
        return ""
    keys = tree.args["group"].expressions
    name = keys[0].name.lower() if len(keys) == 1 and isinstance(keys[0], exp.Column) else ""
    column, ordered = columns.get(name), tree.args["order"].expressions[0]
    first, least = ordered.this, _ONE_EACH if ordered.args.get("desc") else _NEARLY
    if column is None or column.nulls or column.distinct < least * rows or tree.find(exp.Where, exp.Join):
        return ""
    figures = {one.alias: one.unalias() for one in tree.expressions if one.alias}
    figure = figures.get(first.name, first)
    counts = isinstance(figure, exp.Count) or (isinstance(figure, exp.Sum) and not figure.find(exp.Column))
    return column.name if counts else ""


def ranked_by_measure(
    tree: exp.Query, question: str, name: str, links: Links, columns: Mapping[str, Column]
) -> str:
    """Rule "fewest voters": the one column of figures that the question names, for a count of single rows.

    `name` is what names each row (`counts_single_rows`). The column; empty where it is none or several.
    """
    spoken = {column.lower() for _, column in links.columns}
    numbers = [c for c in columns.values() if c.type in ("integer", "decimal")]
    figures = [c for c in numbers if c.name.lower() in spoken]
    figures = figures or [c for c in numbers if _is_number_of(c, question)]
    if len(figures) != 1 or figures[0].name.lower() == name.lower():
        return ""
    least = not tree.args["order"].expressions[0].args.get("desc")
    for count in list(tree.find_all(exp.Count, exp.Sum)):
        column = exp.column(figures[0].name, quoted=True)
        count.replace(exp.Min(this=column) if least else exp.Max(this=column))
    return figures[0].name


def limited_by_measure(tree: exp.Query, question: str, columns: Mapping[str, Column], rows: int) -> str:
    """Rule "more than 100 polls": the number of what each single row has, for a count of rows; the column."""
    having, group = tree.args.get("having"), tree.args.get("group")
    keys = group.expressions if group else []
    name = keys[0].name.lower() if len(keys) == 1 and isinstance(keys[0], exp.Column) else ""
    column = columns.get(name)
    if not having or column is None or column.nulls or column.distinct < _ONE_EACH * rows:
        return ""
    numbers = [c for c in columns.values() if c.type in ("integer", "decimal")]
    figures = [c for c in numbers if _is_number_of(c, question)]
    counts = list(having.find_all(exp.Count))
    if len(figures) != 1 or not counts:
        return ""
    for count in counts:
        count.replace(exp.Max(this=exp.column(figures[0].name, quoted=True)))
    return figures[0].name


def _is_number_of(column: Column, question: str) -> bool:
    """Whether a column is the number of what there is most of: `number_of_polls`, of the most polls."""
    said = [next(filter(None, match.groups())) for match in _MOST_OF.finditer(question)]
    of = [word for word in words(column.name.replace("_", " ")) if word not in _NUMBERS]
    return bool(of) and any(of == words(noun) for noun in said)


def only_filled(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "what some rows lack": rows taken by a column of which nothing else speaks, in a sentence."""
    asked = set(words(question))
    match = _COUNTED.search(question)
    rows = set(words(match.group(1))) if match else set()
    for empty in tree.find_all(exp.Is):
        column = columns.get(empty.this.name.lower()) if isinstance(empty.this, exp.Column) else None
        if column is None or (not column.nulls and isinstance(empty.parent, exp.Not)):
            continue
        used = sum(one.name.lower() == column.name.lower() for one in tree.find_all(exp.Column))
        of = set(words(column.name.replace("_", " ")))
        filled = isinstance(empty.parent, exp.Not)
        if used == 1 and not forms.share(of - (set() if filled else rows), asked):
            yield (
                f"Only rows with {column.name} were looked at, of which the question does not speak."
                if filled
                else f"Only rows without {column.name} were looked at, of which the question does not speak."
            )


def each_time(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "how many times are lines": of a log rows are counted, not whom they tell of; that column."""
    if table.kind != "log" or not _TIMES.search(question) or not isinstance(tree, exp.Select):
        return ""
    texts = {column.name.lower() for column in table.columns if column.type == "text"}
    counts = [one.unalias() for one in tree.expressions]
    of = counts[0].this if len(counts) == 1 and isinstance(counts[0], exp.Count) else None
    column = of.expressions[0] if isinstance(of, exp.Distinct) and len(of.expressions) == 1 else None
    if not isinstance(column, exp.Column) or column.name.lower() not in texts or tree.args.get("group"):
        return ""
    counts[0].set("this", exp.Star())
    return column.name


def take_in_empty(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "RFCs are no RFC numbers": what is counted need not have what is called like it."""
    match = _COUNTED.search(question)
    where = tree.args.get("where") if isinstance(tree, exp.Select) else None
    if match is None or not where or not tree.find(exp.Count):
        return
    kept: list[exp.Expr] = []
    for one in conjuncts(where.this):
        empty = one.this if isinstance(one, exp.Not) and isinstance(one.this, exp.Is) else None
        column = (
            columns.get(empty.this.name.lower()) if empty and isinstance(empty.this, exp.Column) else None
        )
        if column is None or not _is_called_like_rows(column, match.group(1), question):
            kept.append(one)
            continue
        yield f"Rows with no {column.name} were counted as well."
    if not kept:
        where.pop()
    elif len(kept) < len(conjuncts(where.this)):
        where.set("this", exp.and_(*kept, copy=False) if len(kept) > 1 else kept[0])


def _is_called_like_rows(column: Column, counted: str, question: str) -> bool:
    """Whether the question says a column's name of the rows alone: RFCs, or of coffee sales the coffee."""
    named = words(column.name.replace("_", " "))
    of, noun = set(named), set(words(counted))
    if of & noun and of != noun and not of & (set(words(question)) - noun):
        return True
    match = _OF_WHICH_ROWS.search(question)
    kind = {word for word in words(match.group(1)) if not forms.is_past(word)} if match else set()
    thing, calls = of - _CALLS_IT, _CALLS_IT.difference(words(question))
    return named[-1] in calls and bool(thing) and thing <= kind


def leave_out_empty(tree: exp.Expr, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "empty is not a value": the largest group must not be the rows that have none."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if not group or not select.args.get("order"):
            continue
        for name in _grouped_by(select, group):
            column = columns.get(name.name.lower())
            already = select.args.get("where") and "IS NULL" in select.args["where"].sql()
            if column and column.nulls and not already:
                select.where(exp.Not(this=exp.Is(this=name.copy(), expression=exp.null())), copy=False)
                yield f"Rows with no {column.name} were left out."


def first_with_a_name(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "which one is told by its name": the first row among those that have what is told first; it.

    Where lines of several kinds stand together many have no such column, and a line without it is no answer.
    """
    if not isinstance(tree, exp.Select) or tree.args.get("group") or not _WHICH_ONE.match(question.lstrip()):
        return ""
    limit, order = tree.args.get("limit"), tree.args.get("order")
    shown = tree.expressions[0].unalias() if tree.expressions else None
    if limit is None or order is None or limit.expression.name != "1" or not isinstance(shown, exp.Column):
        return ""
    column = next((c for c in table.columns if c.name.lower() == shown.name.lower()), None)
    mixed = column is not None and column.type == "text" and column.nulls >= _MIXED * table.rows
    mixed = mixed and table.kind in _OF_SEVERAL_KINDS
    where = tree.args.get("where")
    if not mixed or (where is not None and any(one.name == shown.name for one in where.find_all(exp.Column))):
        return ""
    tree.where(exp.Not(this=exp.Is(this=shown.copy(), expression=exp.null())), copy=False)
    return shown.name


def _grouped_by(select: exp.Select, group: exp.Expr) -> Iterator[exp.Column]:
    """The columns that groups are made of, also in a step: by the year of a day, by a name of the query's."""
    shown = {one.alias.lower(): one.unalias() for one in select.expressions if one.alias}
    for key in group.expressions:
        if (
            isinstance(key, exp.Literal)
            and key.name.isdigit()
            and 0 < int(key.name) <= len(select.expressions)
        ):
            key = select.expressions[int(key.name) - 1].unalias()
        own = shown.get(key.name.lower()) if isinstance(key, exp.Column) else None
        within = own if own is not None and not own.find(exp.AggFunc) else key
        yield from within.find_all(exp.Column)


def ranks(tree: exp.Query) -> bool:
    """Whether groups are put in order: of no rows there is no first, while none can be counted."""
    return isinstance(tree, exp.Select) and bool(tree.args.get("group")) and bool(tree.args.get("order"))
