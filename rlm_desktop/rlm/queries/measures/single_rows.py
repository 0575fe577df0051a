"""The one row that is asked for, told by what tells it apart: the sides of a match beside its number."""

import re
from typing import TypeGuard

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.measures.superlatives import ASKS_NUMBER, NUMBER_OF_ROW, row_name
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import Links, words

_WHICH = re.compile(r"^\W*(?:which|what)\s+(?:of the\s+)?(?P<thing>[a-z]+)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:^|_)(?:name|title)$")
_MOST_NAMES = 4
_NAMES_ASKED = re.compile(r"\b(?:names?|titles?)\b|^\W*(?:list|name)\b", re.IGNORECASE)
_ONE_EACH = 0.99
_HAS_THE_ONE = re.compile(
    r"^\W*(?:which|what|who)\b.*\b(?:has|had|have|contains|includes) the [a-z]+ with the"
    r" (?P<end>most|highest|largest|biggest|longest|lowest|fewest|smallest|shortest)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:first|earliest)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|latest|most recently)\b", re.IGNORECASE)
_EXTREME = re.compile(
    r"\b(?:highest|tallest|deepest|heaviest|longest|largest|biggest|oldest|fastest|widest|hottest|coldest|richest"
    r"|lowest|shortest|smallest|youngest|slowest|lightest|cheapest|most expensive)\b",
    re.IGNORECASE,
)
_MEASURES = {
    "highest": frozenset(words("height elevation elev altitude alt")),
    "tallest": frozenset(words("height elevation")),
    "deepest": frozenset(words("depth")),
    "heaviest": frozenset(words("weight mass")),
    "longest": frozenset(words("length duration minutes hours")),
    "oldest": frozenset(words("age")),
    "fastest": frozenset(words("speed velocity")),
    "widest": frozenset(words("width")),
}
_ALPHABET = re.compile(r"\balphabet|\bletters?\b|\bby name\b", re.IGNORECASE)
_WHEN_ENDS = re.compile(
    r"^\W*(?:when\b|(?:on|at|in) (?:which|what) (?:day|date|time)\b|what (?:date|day|time)\b)"
    r".*\b(?P<end>last|latest|most recently|first|earliest)\b(?! name)",
    re.IGNORECASE,
)


def of_its_best(tree: exp.Query, question: str) -> bool:
    """Rule "has the section with the most": it is one row that has it, where a query took means or sums."""
    match = _HAS_THE_ONE.search(question)
    if match is None or not isinstance(tree, exp.Select) or not tree.args.get("group"):
        return False
    of_most = match["end"].lower() not in ("lowest", "fewest", "smallest", "shortest")
    mended = False
    for figure in list(tree.find_all(exp.Avg, exp.Sum)):
        if isinstance(figure.this, exp.Column):
            figure.replace((exp.Max if of_most else exp.Min)(this=figure.this.copy()))
            mended = True
    return mended


def rows_by_name(tree: exp.Query, question: str, given: str, table: Table) -> str:
    """Rule "the names are asked for": what rows are called by, in the place of what the question gives."""
    own = row_name(table) if _NAMES_ASKED.search(question) else None
    if own is None or own.name.lower() == given.lower() or not isinstance(tree, exp.Select):
        return ""
    tree.set("expressions", [exp.column(own.name, quoted=True)])
    return own.name


def with_names(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "match 294 is in every tournament": a number that several rows have, beside the names of its row.

    The names that were added, if they were.
    """
    if not _is_first(tree, table) or ASKS_NUMBER.search(question):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    shown = [columns.get(one.unalias().name.lower()) for one in tree.expressions]
    number = shown[0] if shown and isinstance(tree.expressions[0].unalias(), exp.Column) else None
    if (
        number is None
        or not NUMBER_OF_ROW.search(number.name.lower())
        or number.distinct >= _ONE_EACH * table.rows
    ):
        return ""
    texts = [c for c in table.columns if c.type == "text" and 2 * c.nulls <= table.rows]
    names = [c for c in texts if _NAME.search(c.name.lower())][:_MOST_NAMES]
    if not names or any(column in names for column in shown):
        return ""
    added = [exp.column(column.name, quoted=True) for column in names]
    tree.set("expressions", [tree.expressions[0], *added, *tree.expressions[1:]])
    return ", ".join(column.name for column in names)


def by_its_name(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "mysticetus is the bowhead whale": the name that each row has for itself, before one that repeats.

    Not where the question names the column that is shown. The name, if it was added.
    """
    if not _is_first(tree, table) or not _WHICH.match(question):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    shown = [columns.get(one.unalias().name.lower()) for one in tree.expressions]
    first = shown[0] if shown else None
    if first is None or first.type != "text" or first.distinct >= _ONE_EACH * table.rows:
        return ""
    own = [c for c in table.columns if _NAME.search(c.name.lower()) and c.distinct >= _ONE_EACH * table.rows]
    if set(words(first.name.replace("_", " "))) & set(words(question)) or len(own) != 1 or own[0] in shown:
        return ""
    if table.row_is == "document" or _NAME.search(first.name.lower()):
        return ""
    tree.set("expressions", [exp.column(own[0].name, quoted=True), *tree.expressions])
    return own[0].name


def end_of_days(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "when was it last": of the days of all rows the last, or the first; their column."""
    match = _WHEN_ENDS.search(question)
    if match is None or not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return ""
    if tree.find(exp.AggFunc) or any(tree.args.get(part) for part in ("group", "order", "limit")):
        return ""
    shown = tree.expressions[0].unalias()
    column = next((c for c in table.columns if c.name.lower() == shown.name.lower()), None)
    if not isinstance(shown, exp.Column) or column is None or column.type not in ("date", "timestamp"):
        return ""
    first = match["end"].lower() in ("first", "earliest")
    if (first and _LAST.search(question)) or (not first and _FIRST.search(question)):
        return ""  # both ends are asked for
    tree.set("distinct", None)
    tree.set("expressions", [(exp.Min if first else exp.Max)(this=shown.copy())])
    return column.name


def by_what_is_measured(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the highest is not the last of the alphabet": rows in order of names, by what measures it.

    Its name. Where no column or several measure it, the query is left as it is (`by_letters`).
    """
    shown = by_letters(tree, question, table)
    said = _EXTREME.search(question)
    holds = _MEASURES.get(said.group().lower(), frozenset()) if said else frozenset()
    numbers = [c for c in table.columns if c.type in ("integer", "decimal")]
    fitting = [c for c in numbers if holds & set(words(c.name.replace("_", " ")))]
    if not isinstance(tree, exp.Select) or not shown or len(fitting) != 1:
        return ""
    column = exp.column(fitting[0].name, quoted=True)
    order = exp.Ordered(this=column.copy(), desc=True, nulls_first=False)
    tree.set("order", exp.Order(expressions=[order]))
    tree.set("expressions", [*tree.expressions, column])
    return fitting[0].name


def by_letters(tree: exp.Query, question: str, table: Table) -> str:
    """The column of names whose last or first one is told where something else is asked for."""
    if not _is_first(tree, table) or _ALPHABET.search(question):
        return ""
    by = tree.args["order"].expressions[0].this
    column = next(
        (c for c in table.columns if isinstance(by, exp.Column) and c.name.lower() == by.name.lower()), None
    )
    if column is None or column.type != "text" or not column.values or not _EXTREME.search(question):
        return ""
    return "" if any(re.search(r"\d", value) for value, _ in column.values) else column.name


def of_the_kind(tree: exp.Query, question: str, table: Table, links: Links, called: Column | None) -> str:
    """Rule "which mammal is a species": where what is asked for is a value, its rows are told, and no groups.

    "Which mammal lives the longest?" over kingdoms and their highest ages. What the rows are called by.
    """
    match = _WHICH.match(question)
    if match is None or called is None or not reads(tree, table.name) or tree.args.get("having"):
        return ""
    thing = words(match["thing"])
    kinds = [one.phrase for one in links.values if one.table == table.name]
    kinds += [one.phrase for one in links.inside if one.table == table.name]
    if not any(words(phrase) == thing for phrase in kinds):
        return ""
    group = tree.args.get("group")
    figures = [one for one in tree.expressions if one.find(exp.AggFunc)]
    figure = figures[0].unalias() if len(figures) == 1 else None
    if not group or len(group.expressions) != 1 or not isinstance(figure, exp.Max | exp.Min):
        return ""
    by = group.expressions[0]
    if not isinstance(by, exp.Column) or by.name.lower() == called.name.lower() or not _is_extreme(question):
        return ""
    if set(words(by.name.replace("_", " "))) & set(words(question)) or not isinstance(
        figure.this, exp.Column
    ):
        return ""
    column = figure.this.copy()
    order = exp.Ordered(this=column.copy(), desc=isinstance(figure, exp.Max), nulls_first=False)
    tree.set("group", None)
    tree.set("expressions", [exp.column(called.name, quoted=True), column])
    tree.set("order", exp.Order(expressions=[order]))
    tree.limit(1, copy=False)
    return called.name


def _is_extreme(question: str) -> bool:
    asked = intent.of(question)
    return asked.extreme or asked.most or asked.least


def _is_first(tree: exp.Query, table: Table) -> TypeGuard[exp.Select]:
    """Whether the first row of a table in some order is shown."""
    if not reads(tree, table.name):
        return False
    limit = tree.args.get("limit")
    first = limit is not None and limit.expression.name == "1" and tree.args.get("order") is not None
    return first and not tree.args.get("group")
