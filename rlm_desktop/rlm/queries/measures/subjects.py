"""What a question counts, and what its amounts are compared with.

"How many stations are there?" asks for stations, not for rows; "bookings over 1500" speaks of what they cost,
not of the numbers that they are called by.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import KIND_OF_MESSAGE, Column, Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.measures.truths import is_of_ones
from rlm_desktop.rlm.question import alternatives, intent, parts
from rlm_desktop.rlm.question.linking import words

_APART = re.compile(r"\b(?:different|distinct|unique|separate)\b", re.IGNORECASE)
_ASKED_APART = re.compile(rf"{_APART.pattern}|\b(?:ids?|numbers|names|codes)\b", re.IGNORECASE)
_ENDINGS = ("", "_value", "_id", "_no", "_number", "_name", "_code", "_key")
_IDENTIFIER = re.compile(r"(?:^|_)(?:id|no|nr|number|key|code|zip|phone|index)$")
_LEVELS = frozenset(words("level severity priority loglevel"))
_AMOUNTS = frozenset(words("amount price total cost value sum fee salary fare revenue balance paid"))
_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_ONE_EACH = 0.99
_ASKS_HOW_MANY = re.compile(r"^\W*(?:how many|what is the number of)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_ASKS_FIGURE = re.compile(
    r"^\W*(?:how many|how much|what (?:is|was) the (?:average|mean|total|sum|highest|lowest|number)\b"
    r"|what (?:did|do|does)\b.*\b(?:(?:come|add up|amount) to|cost)\b)",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\b(?:per|each|every|by)\b", re.IGNORECASE)
_MAILBOX = re.compile(r"\S+@\S+\.\w+")
_WITH_MAIL = frozenset(("address", "person", "man", "woman", "author", "company"))
_OF_NO_DAY = re.compile(
    r"\b(?:which|what) (?P<thing>city|town|country|state|place|village|street|address|hotel|company|person"
    r"|man|woman|author|colou?r|language|bank|school|hospital|department|team|club|currency|brand) (?!of\b)",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow much\b(?! (?:as|like)\b)", re.IGNORECASE)
_HOW_LARGE = re.compile(
    r"\bhow (?:deep|tall|heavy|wide|broad|thick|fast|steep|hot|cold|warm)\b(?! (?:as|like)\b)"
    r"|\bhow (?:high|low|long|far|large|big|strong|small),? (?:measured )?in (?:the )?"
    r"(?:(?:kilo|centi|milli)?met(?:re|er)s|km|cm|mm|feet|inches|miles|yards|hours|minutes|seconds|days|years)\b",
    re.IGNORECASE,
)
"""What is asked so is told by a number."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
_NUMBERS = """
none nothing half third quarter one two three four five six seven eight nine ten eleven twelve fifteen twenty
thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen percent double twice
all most much little free gratis waived unlimited
"""
_NUMBER_WORDS = frozenset(_NUMBERS.split())
_FEW = 20  # rows
_DENSE = 20
_A_LINE = 5  # words, in the mean of what no name is as long as
_FEWEST_SIGNS = 5
"""Numbers that rows are called by leave no more than so much between one and the next, on average."""
_DIGITS_FIRST = re.compile(r"\d+(?=[-_. ])")
_NUMBERS_OF = re.compile(
    r"^\W*(?:please )?(?:give|list|name|tell|show|print|what are|which are)\b(?: me| us)?(?: all)?"
    r" the (?:numbers|ids) of (?:all|every|each|those)\b",
    re.IGNORECASE,
)
_OF_FILES_ASKED = re.compile(
    r"\b(?:files?|documents?|texts?|called|names?d?|where|source|titles?|books?|logs?|letters?|reports?)\b",
    re.IGNORECASE,
)
_OF_FILES = frozenset(("bytes", "lines", "line_number"))
_CALLED = re.compile(r"\b(?:which|what)\s+(?:is\s+the\s+)?([a-z]+)\s+(?:number|no\.?|id)\b", re.IGNORECASE)


def counted(question: str, table: Table, called: Iterable[str] = ()) -> Column | None:
    """The column whose values a question counts; None where it counts rows.

    `called` are words that the rows themselves are called by: the names of their file and table.
    """
    match = intent.COUNTED.search(question)
    if match is None:
        return None
    rows = {word for name in (table.name, *called) for word in words(name)}
    for token in match.group(1).split():
        stem = "".join(words(token))
        if token.lower() == "times":
            return None
        if not token.lower().endswith("s") or token.lower() == stem:
            continue
        if stem in rows and not _APART.search(question):
            return None
        named = [f"{stem}{ending}" for ending in _ENDINGS]
        fitting = [column for column in table.columns if _plain(column.name) in named]
        # The events of a log are its lines; their kinds are another matter.
        fitting = [column for column in fitting if column.note != KIND_OF_MESSAGE or _APART.search(question)]
        # What some rows lack does not say how many there are, unless it is asked for itself.
        fitting = [
            column
            for column in fitting
            if not column.nulls
            or (_plain(column.name) == stem and 2 * column.nulls <= table.rows)
            or _ASKED_APART.search(question)
        ]
        # A number that two thousand rows share tells nothing apart.
        fitting = [
            c for c in fitting if _plain(c.name) in named[:2] or c.distinct >= min(_FEW, table.rows / _FEW)
        ]
        if stem == "event" and _is_of_events(table) and not _ASKED_APART.search(question):
            fitting = [column for column in fitting if not _IDENTIFIER.search(column.name)]
        fitting = [column for column in fitting if not _is_of_years(column, table)]
        fitting.sort(key=lambda column: named.index(_plain(column.name)))
        return next((column for column in fitting if _repeats(column, table)), None)
    return None


def _is_of_years(column: Column, table: Table) -> bool:
    """Whether rows are the months of several years, one each: January of one is not that of another."""
    years = [c.distinct for c in table.columns if c.name.lower() == "year" and c.type == "integer"]
    part = _plain(column.name) in ("month", "week", "quarter")
    return part and bool(years) and column.distinct < table.rows <= years[0] * column.distinct


def _is_of_events(table: Table) -> bool:
    """Whether each row is an event of a system, whose number says of what kind it is: it has a level."""
    names = {word for column in table.columns for word in words(column.name.replace("_", " "))}
    timed = any(column.type == "timestamp" for column in table.columns)
    return timed and not names.isdisjoint(_LEVELS)


def count_apart(tree: exp.Query, column: Column) -> bool:
    """Rule "how many of a kind": rows are counted where values were asked for; whether that was mended."""
    if not isinstance(tree, exp.Select) or tree.args.get("group") or tree.args.get("distinct"):
        return False
    counts = [one for one in tree.expressions if isinstance(one.unalias(), exp.Count)]
    if len(tree.expressions) != 1 or len(counts) != 1 or tree.find(exp.Distinct, exp.Subquery):
        return False
    count = counts[0].unalias()
    if not isinstance(count.this, exp.Star | exp.Column) or _is_of_each_row(tree, column):
        return False
    count.set("this", exp.Distinct(expressions=[exp.column(column.name, quoted=True)]))
    return True


def _is_of_each_row(tree: exp.Select, column: Column) -> bool:
    """Whether rows are picked by what is called after it: each row that has a review manager is a review."""
    own = set(words(column.name.replace("_", " ")))
    where = tree.args.get("where")
    names = {one.name.lower() for one in where.find_all(exp.Column)} if where else set()
    return any(own < set(words(name.replace("_", " "))) for name in names)


def count_groups(tree: exp.Query, question: str) -> exp.Query | None:
    """Rule "how many is one number": groups that a HAVING picks are counted, where they are asked for."""
    if not _ASKS_HOW_MANY.search(question) or _OF_EACH.search(question):
        return None
    if not isinstance(tree, exp.Select) or not tree.args.get("group") or not tree.args.get("having"):
        return None
    if tree.args.get("limit") or tree.args.get("order"):
        return None
    groups = tree.copy()
    groups.set("expressions", [exp.alias_(exp.Literal.number(1), "one")])
    return exp.select(exp.Count(this=exp.Star())).from_(groups.subquery("groups"))


def is_one_number(question: str, value: object) -> bool:
    """Rule "how many is one number": whether that is asked, and a list of numbers is given."""
    several = isinstance(value, list) and len(value) > 1
    numbers = several and all(isinstance(one, int | float) for one in value)  # type: ignore[attr-defined]
    asked = _ASKS_HOW_MANY.search(question) and not _OF_EACH.search(question)
    return bool(numbers and asked and not re.search(r"\band\b|,", question))


def are_lines(question: str, value: object) -> bool:
    """Whether how many is asked for, and sentences of the text are given: one of them may tell the number."""
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(one, str) for one in value):
        return False
    asked = _HOW_MANY.search(question) and not _OF_EACH.search(question)
    long = sum(len(one.split()) for one in value) >= _A_LINE * len(value)
    return bool(asked and long and not re.search(r"\band (?:which|what|who|where|when)\b", question))


def unlike(question: str, value: object, called: Sequence[str] = ()) -> str:
    """Why a value is not of the kind that the question asks for; empty where it may be.

    `called` are the names of the documents.
    """
    if is_the_file(question, value, called):
        return "The name of the file was given, which is all there is: say what its lines tell."
    if are_letters(value):
        return "The letters of a text were given one by one, and a text is asked for."
    if are_single_figures(question, value):
        return "Several rows were given, and one figure is asked for each time: do not group."
    if is_one_number(question, value):
        return "Several values were given, and one number is asked for: count the rows."
    if are_lines(question, value):
        return "Lines of the text were given, and the question asks how many: answer with a number."
    if is_no_amount(question, value):
        return "No amount was given, and the question asks how much: name the column that has it."
    if is_no_amount(question, value, _HOW_LARGE):
        return "No number was given, and the question asks for a measure: name the column that has it."
    if thing := days_instead(question, value):
        return f"Days were given, and the question asks for a {thing}."
    if (thing := days_instead(question, value, _MAILBOX)) and thing not in _WITH_MAIL:
        return f"Addresses were given, and the question asks for a {thing}."
    return ""


def are_letters(value: object) -> bool:
    """Whether a text was taken apart into its signs: letters, and among them blanks or points."""
    if not isinstance(value, list) or len(value) < _FEWEST_SIGNS:
        return False
    signs = [one for one in value if isinstance(one, str) and len(one) == 1]
    return len(signs) == len(value) and not all(map(str.isalnum, signs))


def is_the_file(question: str, value: object, called: Sequence[str]) -> bool:
    """Rule "the list is no station": whether the one document there is was given, and none is asked for."""
    told = list(_cells(value))
    return (
        len(called) == 1 and bool(told) and set(told) == set(called) and not _OF_FILES_ASKED.search(question)
    )


def is_no_amount(question: str, value: object, asked: re.Pattern[str] = _HOW_MUCH) -> bool:
    """Rule "how much is a number": whether an amount is `asked` for, and what is told has none.

    Days, and numbers that the question has itself, are none.
    """
    if not asked.search(question) or isinstance(value, bool):
        return False
    told = list(_cells(value))
    return bool(told) and not any(_is_amount(cell, question) for cell in told)


def days_instead(question: str, value: object, kind: re.Pattern[str] = _DAY) -> str:
    """Rule "a city is no day": the thing that a question asks for, where nothing but days is told.

    Or nothing but what is of another `kind`.
    """
    match = _OF_NO_DAY.search(question)
    told = [str(cell) for cell in _cells(value) if cell is not None]
    return match["thing"].lower() if match and told and all(map(kind.fullmatch, told)) else ""


def _cells(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for one in value:
            yield from _cells(one)
    else:
        yield value


def _is_amount(cell: object, question: str) -> bool:
    if isinstance(cell, int | float):
        return True
    said = _DAY.sub(" ", str(cell))
    numbers = [number for number in re.findall(r"\d[\d.,/-]*", said) if number not in question]
    return bool(numbers) or not _NUMBER_WORDS.isdisjoint(re.findall(r"[a-z]+", said.lower()))


def are_single_figures(question: str, value: object) -> bool:
    """Rule "two figures are one row": whether each part asks for one figure, and rows are given."""
    asked = parts.of(question)
    several = isinstance(value, list) and len(value) > 1 and all(isinstance(row, list) for row in value)
    single = len(asked) > 1 and all(map(_ASKS_FIGURE.search, asked)) and not _OF_EACH.search(question)
    return several and single


def given(tree: exp.Query) -> str:
    """Rule "an answer is not what was asked with": the lone column shown, if a condition gives its value."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or not tree.args.get("where"):
        return ""
    shown = tree.expressions[0].unalias()
    if not isinstance(shown, exp.Column):
        return ""
    for same in alternatives.conjuncts(tree.args["where"].this):
        column = same.this if isinstance(same, exp.EQ) else None
        if isinstance(column, exp.Column) and column.name.lower() == shown.name.lower():
            return shown.name if isinstance(same.expression, exp.Literal) else ""
    return ""


def number_shown(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "a number is its own": which order number is asked, and what is shown is not one of its own.

    Where one column alone has a different number in every row, that is what rows are called by; its name,
    if it was put in the place of the other.
    """
    match = _CALLED.search(question)
    if match is None or not reads(tree, table.name) or tree.args.get("group") or tree.find(exp.AggFunc):
        return ""
    own = [c for c in table.columns if c.type == "integer" and _once_each(c, table)]
    columns = {column.name.lower(): column for column in table.columns}
    first = tree.expressions[0].unalias() if tree.expressions else None
    shown = columns.get(first.name.lower()) if isinstance(first, exp.Column) else None
    if len(own) != 1 or shown is None or shown.type != "integer" or _once_each(shown, table):
        return ""
    if set(words(match.group(1))) & set(words(shown.name.replace("_", " "))):
        return ""  # It is called so by the text itself.
    tree.expressions[0].replace(exp.column(own[0].name, quoted=True))
    return own[0].name


def numbers_listed(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "numbers of all are no number": those that rows are called by are asked for, and a query counts.

    The one column with a different number in every row, put in the place of the count.
    """
    counts = [one for one in tree.selects if isinstance(one.unalias(), exp.Count)]
    if not _NUMBERS_OF.search(question) or len(counts) != len(tree.selects) or len(counts) != 1:
        return ""
    own = [column for column in table.columns if column.type == "integer" and _once_each(column, table)]
    own = [column for column in own if column.name not in _OF_FILES]
    # "260-rend-single-onion.txt" tells the number as well, where nothing else does.
    own = own or [column for column in table.columns if _is_numbered(column, table)][:1]
    if len(own) != 1 or not reads(tree, table.name) or tree.args.get("group"):
        return ""
    counts[0].replace(exp.column(own[0].name, quoted=True))
    return own[0].name


def _is_numbered(column: Column, table: Table) -> bool:
    """Whether it holds texts that begin with a number, another in each row."""
    begun = [_DIGITS_FIRST.match(value) for value, _ in column.values]
    return column.type == "text" and bool(begun) and all(begun) and _once_each(column, table)


def beyond(condition: exp.Expr, table: Table) -> str:
    """Rule "a limit lies in the range": the column that is held to a limit which none of its values fits."""
    if not isinstance(condition, exp.GT | exp.GTE | exp.LT | exp.LTE) or not isinstance(
        condition.this, exp.Column
    ):
        return ""
    column = next((c for c in table.columns if c.name.lower() == condition.this.name.lower()), None)
    if column is None or column.type not in ("integer", "decimal"):
        return ""
    try:
        limit, least, most = (
            float(condition.expression.name),
            float(column.minimum or ""),
            float(column.maximum or ""),
        )
    except ValueError:
        return ""
    above = isinstance(condition, exp.GT | exp.GTE)
    return column.name if (above and limit > most) or (not above and limit < least) else ""


def misplaced(condition: exp.Expr, table: Table, question: str) -> Column | None:
    """The column of identifiers that a condition compares an amount with; None where it does not."""
    if not isinstance(condition, _COMPARED) or not isinstance(condition.this, exp.Column):
        return None
    column = next((c for c in table.columns if c.name.lower() == condition.this.name.lower()), None)
    if column is None or not _identifies(column, table) or _is_asked_for(column, question):
        return None
    return column if measures(table) else None  # the only number there is will be the amount


def measures(table: Table) -> Sequence[Column]:
    """What an amount may be compared with: money where there is a column of it, else all measures."""
    numbers = [c for c in table.columns if c.type in ("integer", "decimal") and not _identifies(c, table)]
    return [c for c in numbers if _AMOUNTS & set(words(c.name.replace("_", " ")))] or numbers


def _plain(name: str) -> str:
    head, _, last = name.lower().rpartition("_")
    return f"{head}_{last}" if head else "".join(words(last))


def _repeats(column: Column, table: Table) -> bool:
    """Whether most values stand in several rows: else a row is one of what it is called by."""
    few = 1 < column.distinct <= table.rows / 2 and column.type != "boolean" and not is_of_ones(column)
    return few and not column.is_free_text and column.name != "line"


def _identifies(column: Column, table: Table) -> bool:
    if column.type != "integer":
        return False
    if _IDENTIFIER.search(column.name.lower()):
        return True
    return _once_each(column, table) and (column == table.columns[0] or _is_dense(column, table))


def _is_dense(column: Column, table: Table) -> bool:
    """Whether numbers lie close together, as those do that were given one after the other; amounts do not."""
    try:
        return float(column.maximum or "") - float(column.minimum or "") <= _DENSE * table.rows
    except ValueError:
        return True


def _once_each(column: Column, table: Table) -> bool:
    return table.rows > _FEW and not column.nulls and column.distinct >= _ONE_EACH * table.rows


def _is_asked_for(column: Column, question: str) -> bool:
    """Whether the question speaks of the numbers themselves: "numbers above 500", "with more than 9 laps"."""
    if re.search(r"\b(?:numbers?|ids?|nos?\.?|numbered|codes?)\b(?! of\b)", question, re.IGNORECASE):
        return True
    match = intent.COUNTED.search(question)
    rest = question.replace(match.group(1), " ", 1) if match else question
    return set(words(column.name.replace("_", " "))) <= set(words(rest))
