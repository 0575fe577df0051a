"""How many of several a row has: proposals with more than one author, films of two countries."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp, parse_one

from rlm_desktop.profile import FILE_NAME, Column, Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import identifier, words
from rlm_desktop.rlm.question.spelled import several

_NUMBERS = {"one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBER = rf"(?P<number>\d+|{'|'.join(_NUMBERS)})"
_FORMS = (
    (re.compile(rf"\b(?:more than|over) {_NUMBER} (?P<of>[a-z]+)", re.IGNORECASE), exp.GT),
    (re.compile(rf"\b(?:fewer than|less than|under) {_NUMBER} (?P<of>[a-z]+)", re.IGNORECASE), exp.LT),
    (re.compile(rf"\bat least {_NUMBER} (?P<of>[a-z]+)", re.IGNORECASE), exp.GTE),
    (re.compile(rf"\b{_NUMBER} or more (?P<of>[a-z]+)", re.IGNORECASE), exp.GTE),
    (re.compile(rf"\b(?:exactly|only|just) {_NUMBER} (?P<of>[a-z]+)", re.IGNORECASE), exp.EQ),
    (re.compile(r"\b(?P<number>several|multiple) (?P<of>[a-z]+)", re.IGNORECASE), exp.GT),
)
_LONGEST = re.compile(
    r"^\W*(?:which|what)\s+(?P<row>[a-z]+)\b(?P<between>[^?.]*?)\b(?:has|have|had|with|lists?|listed|names?)\s+"
    r"(?:the )?(?P<end>most|fewest)\s+(?P<of>[a-z]+)\b",
    re.IGNORECASE,
)
_LONG_LIST = re.compile(
    r"^\W*(?:which|what)\s+(?P<row>[a-z]+)\b(?P<between>[^?.]*?)\b(?:has|have|had|with|gives|names|shows)\s+the\s+"
    r"(?P<end>longest|largest|biggest|highest|greatest|shortest|smallest|lowest)\s+(?:list|number|count) of"
    r"\s+(?:different )?(?P<of>[a-z]+)\b",
    re.IGNORECASE,
)
_NUMBER_OF = "number_of_"
_TWO = 2
_TITLES = ("title", "subject")
_RISING = ("fewest", "shortest", "smallest", "lowest")
_COUNTS = re.compile(r"\bhow many\b", re.IGNORECASE)


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "more than one author": rows are counted by the length of their lists; the column, if so."""
    asked = next(_asked(question, table), None)
    if asked is None or not isinstance(tree, exp.Select) or not _COUNTS.search(question):
        return ""
    column, compared, number = asked
    where = tree.args.get("where")
    about = {column.name.lower(), f"{column.name}_address".lower()}
    kept = [
        one.copy()
        for one in (conjuncts(where.this) if where else [])
        if not about & {name.name.lower() for name in one.find_all(exp.Column)}
    ]
    length = parse_one(f"len(list_distinct({several.parts_of(column)}))", dialect="duckdb")
    kept.append(compared(this=length, expression=exp.Literal.number(number)))
    for part in ("group", "having", "order", "limit", "distinct"):
        tree.set(part, None)
    tree.set("expressions", [exp.Count(this=exp.Star())])
    tree.set("from_", exp.From(this=exp.to_table(identifier(table.name), dialect="duckdb")))
    tree.set("where", exp.Where(this=exp.and_(*kept)))
    return column.name


def of_as_many(
    condition: exp.Expr, stored: Column | None, columns: Mapping[str, Column], question: str
) -> exp.Expr | None:
    """Rule "'3; 3; 3' are three": a whole list that nobody names stands for how many a row has.

    Of the numbers that a question says; by the column that tells how many, where there is one.
    """
    sign = several.sign_of(stored) if stored is not None else ""
    text = condition.expression.name if isinstance(condition, exp.EQ) else ""
    many = len([part for part in text.split(sign) if part.strip()]) if sign else 0
    said = text.lower() in question.lower()
    if stored is None or many < _TWO or said or many not in intent.numbers_in(question):
        return None
    known = [name for name in columns if name.startswith(_NUMBER_OF)]
    counted = [name for name in known if stored.name.lower().startswith(name.removeprefix(_NUMBER_OF))]
    length = f"len({several.parts_of(stored)})"
    of = identifier(max(counted, key=len)) if counted else length
    return parse_one(f"{of} = {many}", dialect="duckdb")


def longest(tree: exp.Query, question: str, table: Table, called: Column | None) -> str:
    """Rule "which has most authors": rows in order of how long their lists are; the column, if so.

    Not where what has most is a column itself: of a country the authors of all its rows are counted.
    """
    match = _LONGEST.search(question) or _LONG_LIST.search(question)
    if match is None or not isinstance(tree, exp.Select) or called is None:
        return ""
    if called.note == FILE_NAME and "file" not in words(match["row"]):
        called = next((c for c in table.columns if c.name.lower() in _TITLES), called)
    lists = [column for column in table.columns if _is_list_of(column, match["of"])]
    if any(words(c.name)[-1:] == words(match["of"]) and c.type == "integer" for c in table.columns):
        return ""  # How many there are stands in a column.
    grouped = {words(column.name.replace("_", " "))[-1] for column in table.columns} & set(
        words(match["row"])
    )
    if len(lists) != 1 or (grouped and words(match["row"])[-1] not in words(called.name)):
        return ""
    where = tree.args.get("where")
    kept = [
        one.copy()
        for one in (conjuncts(where.this) if where else [])
        if lists[0].name.lower() not in {name.name.lower() for name in one.find_all(exp.Column)}
    ]
    length = f"len(list_distinct({several.parts_of(lists[0])}))"
    order = "ASC" if match["end"].lower() in _RISING else "DESC"
    told = parse_one(
        f"SELECT {identifier(called.name)}, {length} AS n FROM {identifier(table.name)}"
        f" ORDER BY n {order} NULLS LAST LIMIT 1",
        dialect="duckdb",
    )
    for part in ("group", "having", "distinct", "qualify", "where"):
        tree.set(part, None)
    for part in ("expressions", "from_", "from", "order", "limit"):
        tree.set(part, told.args.get(part))
    if kept:
        tree.set("where", exp.Where(this=exp.and_(*kept)))
    return lists[0].name


def _is_list_of(column: Column, thing: str) -> bool:
    of = words(column.name.replace("_", " "))
    return of[-1:] == words(thing) and bool(several.parts_of(column))


def _asked(question: str, table: Table) -> Iterator[tuple[Column, type[exp.Binary], int]]:
    for form, compared in _FORMS:
        for match in form.finditer(question):
            said = match["number"].lower()
            number = int(said) if said.isdigit() else _NUMBERS.get(said, 1)
            for column in table.columns:
                of = words(column.name.replace("_", " "))
                if of and of[-1:] == words(match["of"]) and several.parts_of(column):
                    yield column, compared, number
