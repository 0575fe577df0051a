"""Of what has most of something: its name beside the figure."""

import re

from sqlglot import exp

from rlm_desktop.profile import FILE_NAME, Column, Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.question import amounts
from rlm_desktop.rlm.question.linking import Links, words

_ASKED = re.compile(
    r"^\W*(?:what|which)(?:['\u2019]s| is| was| are| were) the (?:most [a-z]+|[a-z]+(?:est|most))\s+"
    r"(?P<thing>[a-z]+(?:\s[a-z]+){0,2})",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"^\W*(?:who\b|(?:which|what)\s+(?!is\b|was\b|are\b|were\b|did\b|does\b|do\b)(?P<thing>[a-z]+))",
    re.IGNORECASE,
)
_MOST_OF = re.compile(r"^\W*(?:which|what|who)\b.*\b(?:most|fewest)\s+((?:[a-z]+\s+)?[a-z]+)", re.IGNORECASE)
_WITH_MOST = re.compile(
    r"\b(?:with|that has|which has|has|having) the "
    r"(?P<end>highest|largest|greatest|biggest|latest|newest|most recent|lowest|smallest|earliest|oldest)"
    r" (?P<of>[a-z]+(?: (?!of\b)[a-z]+)?)\b(?! of\b)",
    re.IGNORECASE,
)
_OF_ONE = re.compile(
    r"\b(?:in|of|on|at) (?:an?|one|any) (?:single )?(?:season|year|game|day|month|match|round|row)\b",
    re.IGNORECASE,
)
_NAMES = ("name", "title", "model", "label", "subject", "description")
_REQUESTS = frozenset(words("request call page hit"))
_ENDS_AS_NAME = ("_name", "_title")
_OF_DAYS = frozenset(words("date day time moment year month"))
_OF_TIMES = frozenset(words("times"))
_NUMBER_OF = re.compile(r"^(?:number|num|count)_(?:of_)?|^n_|_count$")
_GOODS = ("product", "item", "article")
NUMBER_OF_ROW = re.compile(r"(?:^|_)(?:id|key|no|nr|num|number|code)$")
"""Names of columns that rows are numbered by."""
ASKS_NUMBER = re.compile(r"\b(?:ids?|numbers?|no|nr|codes?|keys?)\b", re.IGNORECASE)
_MANY_SHARE = 0.4
_FEW_SHARE = 0.8
"""Of what rows are called by most values stand in one row alone."""
_AT_LENGTH = re.compile(
    r"\b(?:spen[dt]|spends|spending)\s+(?:the\s+)?(?:most|longest)\s+time\b|\bmost\s+time\b"
    r"|\b(?:listen|watch|play|work|talk|phone|practi[sc]e|train|stud[yi]|exercis|cycl|driv)\w*\b[^?.]*"
    r"\bthe\s+longest(?:\s+(?:in total|altogether|overall|time))?\s*(?:[?.]|$)",
    re.IGNORECASE,
)
"""What is done again and again goes on for as long as all its times together."""


def named(tree: exp.Query, question: str, table: Table, links: Links) -> str:
    """Rule "the deepest wreck is a wreck": what the row is called by, beside a lone figure; that column.

    "What is the longest lead time?" asks for the figure: a column is called so.
    """
    match = _ASKED.match(question)
    if match is None or not reads(tree, table.name) or tree.args.get("group"):
        return ""
    known = {word for _, name in links.columns for word in words(name.replace("_", " "))}
    if known & set(words(match["thing"])):
        return ""
    _ranked_alone(tree, question, table)
    if len(tree.expressions) != 1:
        return ""
    shown = tree.expressions[0].unalias()
    called = _of_requests(match["thing"], table) or row_name(table)
    if called is None or _is_moment(shown, match["thing"], table):
        return ""
    if isinstance(shown, exp.Max | exp.Min) and isinstance(shown.this, exp.Column):
        column = shown.this.copy()
        first = exp.Ordered(this=column.copy(), desc=isinstance(shown, exp.Max), nulls_first=False)
        tree.set("order", exp.Order(expressions=[first]))
        tree.limit(1, copy=False)
    elif isinstance(shown, exp.Column) and _is_ordered_by(tree, shown) and tree.args.get("limit"):
        column = shown.copy()
    elif isinstance(shown, exp.Column) and _is_truth(shown, table) and tree.args.get("limit"):
        tree.set("expressions", [exp.column(called.name, quoted=True)])
        return called.name
    else:
        return ""
    if column.name.lower() == called.name.lower():
        return ""
    tree.set("expressions", [exp.column(called.name, quoted=True), column])
    return called.name


def _ranked_alone(tree: exp.Select, question: str, table: Table) -> None:
    """Of figures of one row that are shown side by side leave that by which it is the first.

    Not where another of them is asked for by its name.
    """
    order = tree.args.get("order")
    figures = {c.name.lower() for c in table.columns if c.type in ("integer", "decimal")}
    shown = [one.unalias() for one in tree.expressions]
    alone = all(isinstance(one, exp.Column) and one.name.lower() in figures for one in shown)
    by = order.expressions[0].this if order else None
    if not (len(shown) > 1 and alone and tree.args.get("limit") and isinstance(by, exp.Column)):
        return
    others = {word for one in shown if one != by for word in words(one.name.replace("_", " "))}
    if not others & set(words(question)):
        tree.set("expressions", [by.copy()])


def _of_requests(thing: str, table: Table) -> Column | None:
    """What a request of a web server is called by: its path."""
    if not set(words(thing)[:1]) & _REQUESTS or "method" not in {column.name for column in table.columns}:
        return None
    return next((column for column in table.columns if column.name == "path"), None)


def _is_moment(shown: exp.Expr, thing: str, table: Table) -> bool:
    """Whether the earliest date is asked for, and that is what is shown."""
    kinds = {c.name.lower(): c.type for c in table.columns}
    column = shown.this if isinstance(shown, exp.Max | exp.Min) else shown
    of = kinds.get(column.name.lower()) if isinstance(column, exp.Column) else None
    return of in ("date", "timestamp") and bool(_OF_DAYS & set(words(thing)))


def identified(tree: exp.Query, question: str, table: Table, links: Links) -> str:
    """Rule "which breach is a breach": of one row what it is called by, before what many rows share.

    "Which city has the highest rent?" asks for a city: a column is called so. The column that was added.
    """
    match = _OF_WHICH.match(question)
    if match is None or not reads(tree, table.name) or tree.args.get("group") or not _is_one(tree):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    shown = [columns.get(one.unalias().name.lower()) for one in tree.expressions]
    if not shown or any(column is None or _tells_apart(column, table) for column in shown):
        return ""
    thing = set(words(match["thing"] or ""))
    doers = {name for _, of, name in links.meant if of == table.name}
    if not thing and any(column.name in doers for column in shown if column):
        return ""  # Who wrote it is a person, not what the row is called by.
    meant = {name for said, of, name in links.meant if of == table.name and thing & set(words(said))}
    kinds = [column for column in table.columns if column.type != "boolean"]
    asked = [c for c in kinds if c.name in meant or _is_called(c.name, thing)]
    called = asked[0] if asked else row_name(table)
    if called is None or any(column in shown for column in (*asked, called)):
        return ""
    # "yes" names nothing.
    more = [
        one
        for one, column in zip(tree.expressions, shown, strict=True)
        if column and column.type != "boolean"
    ]
    tree.set("expressions", [exp.column(called.name, quoted=True), *more])
    return called.name


def beside_number(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "a laptop is no 243": of one row what it is called by, before its number; that column.

    Not where the question asks for a number.
    """
    if not reads(tree, table.name) or not _is_one(tree) or ASKS_NUMBER.search(question):
        return ""
    shown = [one.unalias().name.lower() for one in tree.expressions]
    if not shown or not NUMBER_OF_ROW.search(shown[0]):
        return ""
    texts = [c for c in table.columns if c.type == "text" and c.name.lower() in (*_NAMES, *_GOODS)]
    called = next((c for c in texts if c.distinct >= _MANY_SHARE * table.rows), None)
    if called is None or called.name.lower() in shown:
        return ""
    tree.set("expressions", [exp.column(called.name, quoted=True), *tree.expressions])
    return called.name


def _is_called(column: str, thing: set[str]) -> bool:
    """Whether a column is the thing, by itself or as its name: pet, pet_name."""
    own = [word for word in words(column.replace("_", " ")) if word not in _NAMES]
    return bool(thing) and set(own) == thing


def _is_truth(column: exp.Column, table: Table) -> bool:
    return any(c.type == "boolean" for c in table.columns if c.name.lower() == column.name.lower())


def _is_one(tree: exp.Select) -> bool:
    """Whether the first row in some order is shown, and no more."""
    limit = tree.args.get("limit")
    first = limit is not None and limit.expression.name == "1" and tree.args.get("order") is not None
    return first and all(isinstance(one.unalias(), exp.Column) for one in tree.expressions)


def _tells_apart(column: Column, table: Table) -> bool:
    """Whether a value of a column names its row: a text that hardly repeats, no figure."""
    return column.type == "text" and column.distinct * 2 > table.rows


def added_up(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the most bases of a team are all of its": figures of one name are added up; what they are of.

    Not "the highest score", which stands in one row, nor the most of one season.
    """
    match, at_length = _MOST_OF.search(question), _AT_LENGTH.search(question)
    if not (match or at_length) or _OF_ONE.search(question) or not reads(tree, table.name):
        return ""
    of, figure = _ranked(tree, {column.name.lower(): column for column in table.columns})
    if of is None or figure is None or figure.type not in ("integer", "decimal") or of.type != "text":
        return ""
    is_named = match is not None and set(words(match[1])) & set(words(figure.name.replace("_", " ")))
    if not (is_named or (at_length and _lasts(figure))):
        return ""
    if not 1 < of.distinct <= (_FEW_SHARE if at_length else 0.5) * table.rows:
        return ""
    name = exp.column(of.name, quoted=True)
    total = exp.Sum(this=exp.column(figure.name, quoted=True))
    tree.set("expressions", [name, exp.alias_(total, "total")])
    tree.group_by(name.copy(), copy=False)
    tree.args["order"].expressions[0].set("this", total.copy())
    return of.name


def _lasts(figure: Column) -> bool:
    """Whether a number tells how long something went on."""
    said = set(words(figure.name.replace("_", " ")))
    return amounts.unit_of(figure) in amounts.OF_TIME or bool(said & {"duration", "time"})


def by_figure(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "most revisions": rows in order of the number that is called so; that column.

    Where a query counts rows of something else though a column holds how many each row has.
    """
    match = _MOST_OF.search(question)
    if match is None or not reads(tree, table.name) or _OF_ONE.search(question):
        return ""
    thing = words((_OF_WHICH.match(question) or {"thing": None})["thing"] or "")
    asked = set(words(question))
    said = [c for c in table.columns if c.type == "integer" and _OF_TIMES <= set(words(c.name)) <= asked]
    if not (thing or said) or any(words(c.name.replace("_", " ")) == thing for c in table.columns):
        return ""  # Of what a column holds, what stands in several rows is added up.
    figures = [c for c in table.columns if c.type in ("integer", "decimal") and _is_whole(match[1], c.name)]
    figures = figures or said
    called = row_name(table)
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if len(figures) != 1 or called is None or figures[0].name.lower() in used or not tree.args.get("order"):
        return ""
    figure = exp.column(figures[0].name, quoted=True)
    texts = {column.name.lower() for column in table.columns if column.type == "text"}
    told = [one for one in tree.expressions if isinstance(one, exp.Column) and one.name.lower() in texts]
    counted = _NUMBER_OF.match(figures[0].name.lower()) is not None
    shown = told if counted and told else [exp.column(called.name, quoted=True)]
    if called.note == FILE_NAME and (title := next((c for c in table.columns if c.name in _NAMES[1:]), None)):
        shown.append(exp.column(title.name, quoted=True))
    falling = re.search(r"\bfewest\b", question, re.IGNORECASE) is None
    tree.set("expressions", [*shown, figure])
    tree.set("group", None)
    tree.set("having", None)
    first = exp.Ordered(this=figure.copy(), desc=falling, nulls_first=False)
    tree.set("order", exp.Order(expressions=[first]))
    tree.limit(1, copy=False)
    return figures[0].name


def with_most(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "who wrote the one with the highest number": the first row by the column that is named so.

    Where a query makes groups, or takes no account of that column.
    """
    match = _WITH_MOST.search(question)
    if match is None or not reads(tree, table.name):
        return ""
    said = words(match["of"])
    named = [c for c in table.columns if words(c.name.replace("_", " ")) in (said, said[:1])]
    shown = [one for one in tree.expressions if isinstance(one.unalias(), exp.Column)]
    ranked = tree.args.get("order")
    used = {
        one.name.lower()
        for part in (ranked, *tree.find_all(exp.Max, exp.Min))
        if part
        for one in part.find_all(exp.Column)
    }
    if len(named) != 1 or not shown or named[0].name.lower() in used or named[0].is_free_text:
        return ""
    falling = re.match(r"(?:low|small|earl|old|few)", match["end"], re.IGNORECASE) is None
    tree.set("expressions", shown)
    tree.set("group", None)
    tree.set("having", None)
    first = exp.Ordered(this=exp.column(named[0].name, quoted=True), desc=falling, nulls_first=False)
    tree.set("order", exp.Order(expressions=[first]))
    tree.limit(1, copy=False)
    return named[0].name


def _is_whole(said: str, name: str) -> bool:
    """Whether a phrase says a whole name, at one of its ends: "listed revisions" says revisions.

    So does "children recorded" say `number_of_children`.
    """
    of = words(_NUMBER_OF.sub("", name.lower()).replace("_", " "))
    return bool(of) and of in (words(said)[-len(of) :], words(said)[: len(of)])


def _ranked(tree: exp.Select, columns: dict[str, Column]) -> tuple[Column | None, Column | None]:
    """The one column that is shown, with at most its figure, and the figure that rows are in order of."""
    order, shown = tree.args.get("order"), [one.unalias().name.lower() for one in tree.expressions]
    if tree.args.get("group") or not tree.args.get("limit") or not order or len(order.expressions) != 1:
        return None, None
    first = order.expressions[0].this
    figure = first.name.lower() if isinstance(first, exp.Column) else ""
    if not shown or shown[1:] not in ([], [figure]):
        return None, None
    return columns.get(shown[0]), columns.get(figure)


def _is_ordered_by(tree: exp.Select, column: exp.Column) -> bool:
    order = tree.args.get("order")
    first = order.expressions[0].this if order else None
    return isinstance(first, exp.Column) and first.name.lower() == column.name.lower()


def row_name(table: Table) -> Column | None:
    """The column that rows are called by: one named so, else the first whose texts hardly repeat."""
    texts = [c for c in table.columns if c.type == "text" and c.name != "line" and not c.is_free_text]
    by_name = {column.name.lower(): column for column in texts}
    for name in _NAMES:
        if name in by_name and 2 * by_name[name].nulls <= table.rows:
            return by_name[name]
    apart = [c for c in texts if c.distinct >= _FEW_SHARE * table.rows]
    return next((c for c in apart if c.name.lower().endswith(_ENDS_AS_NAME)), apart[0] if apart else None)
