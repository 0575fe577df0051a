"""What is added up or has to be there, where a query counts rows.

In a table of what was counted before ("189 diagnosed in 2006") a row is not one of what is asked for; and of
bookings "with babies" those count that have one at least.
"""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import conjuncts, reads
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.linking import words

_COUNTS = re.compile(r"\b(?:how many|number of|most|fewest)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"ed$|^(?:sold|lost|sent|made|built|born|caught|won|drunk|eaten|shot|stolen|grown)$")
_TOTAL = re.compile(
    r"\b(?:(average|mean)|total|sum|altogether|combined|(?:come|came|amount|add|added)(?: up)? to)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"^\W*how many\b", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:^|_)(?:id|no|nr|number|key|code|zip|year|index)$", re.IGNORECASE)
"""What a row is called by, or when it was: nothing to be added up."""
_EACH = re.compile(r"\b(?:each|every|per|by|list|which)\b", re.IGNORECASE)
_EACH_ONE = re.compile(r"\b(?:each|every|per|list|which)\b", re.IGNORECASE)
_HAS = r"(?:with|without|had|have|has|having|includ(?:e[sd]?|ing)|brought|needed|reported)"

_HOW_MANY_PEOPLE = re.compile(
    r"\b(?:how many|most|fewest|number of) (?:of the |different )?"
    r"(?P<who>people|persons?|fans|viewers?|spectators?|visitors?|attendees|participants|passengers)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(words("people person fans"))
_PEOPLE = tuple(
    (frozenset(names.split()), frozenset(words(deeds)))
    for names, deeds in (
        ("viewers viewership audience", "watch watched watching see saw seen view viewed tuned"),
        (
            "attendance attendees spectators crowd turnout",
            "watch watched see saw attend attended came come went",
        ),
        ("visitors", "visit visited came come went"),
        ("participants", "participate participated joined took take"),
        ("passengers ridership", "travel travelled traveled flew fly rode ride carried used"),
    )
)
"""What a number of people is called, and what these did."""
_NUMBERED = frozenset(("number", "num", "count"))
_BESIDE_NAMES = _NUMBERED | {"total", "of"}
_BY_DEEDS = "|".join(sorted({deed for _, deeds in _PEOPLE for deed in deeds}))
_OF_EACH_ONE = re.compile(
    rf"{_HOW_MANY_PEOPLE.pattern}\W+(?:(?:who|that)\W+)?(?:is|are|was|were)\W+(?:not\W+)?"
    rf"(?!(?:at|in|on|there|present|counted|recorded|reported|{_BY_DEEDS})\b)[a-z]",
    re.IGNORECASE,
)
"""What people are one by one, female or from Graz: rows of people are counted for it, if anything is."""
_NEARLY_EACH = 0.9
_NONE = ("0", "0.0")
_STILL = re.compile(
    r"\b(?:still|we|they)\b(?:\s+[a-z]+){0,3}?\s+(?P<what>(?:in|on)\s+(?:stock|order|hand|loan))\b",
    re.IGNORECASE,
)


def added_up(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "how many were sold": a whole number called by what was done is added up; the column, if it was.

    So is how many people each row has of those who did what is asked, as viewers watched. Not where the
    query looks at the column already.
    """
    if not _COUNTS.search(question):
        return ""
    asked = re.findall(r"[a-z]+", question.lower())
    found = [c for c in table.columns if _is_count(c) and c.name.lower() in asked]
    found = found or [c for c in table.columns if _counts_people(c, question, table.rows)]
    if len(found) != 1 or _uses(tree, found[0]):
        return ""
    counts = [
        one
        for one in tree.find_all(exp.Count)
        if isinstance(one.this, exp.Star | exp.Column) and reads(one.find_ancestor(exp.Select), table.name)
    ]
    for one in counts:
        one.replace(exp.Sum(this=exp.column(found[0].name, quoted=True)))
    return found[0].name if counts else ""


def totalled(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "a total is one number": of figures that are listed the sum or the mean; their column.

    "How many people were affected" asks for a total, too.
    """
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or tree.find(exp.AggFunc):
        return ""
    if any(tree.args.get(part) for part in ("group", "limit", "order", "distinct")):
        return ""
    shown = tree.expressions[0].unalias()
    if name := _summed(tree, shown, question, table):
        return name
    column = next((c for c in table.columns if c.name.lower() == shown.name.lower()), None)
    if not isinstance(shown, exp.Column) or column is None or column.type not in ("integer", "decimal"):
        return ""
    match = _TOTAL.search(question) or (None if _NUMBERS.search(column.name) else _HOW_MANY.search(question))
    named = re.sub(column.name.replace("_", r"\W+"), " ", question, flags=re.IGNORECASE)
    named = re.sub(r"\bper [a-z]+", " ", named) if "per" in column.name.split("_") else named
    each = (_EACH if _TOTAL.search(question) else _EACH_ONE).search(named)
    if match is None or each:
        return ""
    whole = exp.Avg if match.re is _TOTAL and match.group(1) else exp.Sum
    tree.set("expressions", [whole(this=shown.copy())])
    return column.name


def _summed(tree: exp.Select, shown: exp.Expr, question: str, table: Table) -> str:
    """What is reckoned of each row, price with tax, as the sum that a question asks for; its columns."""
    match = _TOTAL.search(question)
    numbers = {c.name.lower() for c in table.columns if c.type in ("integer", "decimal")}
    of = [column.name for column in shown.find_all(exp.Column)]
    if match is None or not isinstance(shown, exp.Add | exp.Sub | exp.Mul) or _EACH_ONE.search(question):
        return ""
    if len(of) < 2 or not {name.lower() for name in of} <= numbers:
        return ""
    whole = exp.Avg if match.group(1) else exp.Sum
    tree.set("expressions", [whole(this=shown.copy())])
    return " and ".join(of)


def has_some(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "with babies": of a bare count the rows with more than none of it; the column, if it was added."""
    if not reads(tree, table.name) or not is_bare_count(tree) or re.search(r"\d", question):
        return ""
    for column in table.columns:
        name = r"\W+".join(map(re.escape, column.name.lower().split("_")))
        said = re.search(rf"\b{_HAS}\s+(?:any\s+|some\s+|an?\s+|no\s+)?{name}\b", question, re.IGNORECASE)
        if said is None or column.type not in ("integer", "decimal") or column.minimum not in _NONE:
            continue
        none = re.search(r"\b(?:without|no)\b", said.group(), re.IGNORECASE)
        of = exp.column(column.name, quoted=True)
        zero = exp.Literal.number(0)
        one = exp.EQ(this=of, expression=zero) if none else exp.GT(this=of, expression=zero)
        tree.set("where", exp.Where(this=one))
        return column.name
    return ""


def in_stock(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "in stock is more than none": of what we still have, rows with none are left out; their column."""
    said = _STILL.search(question)
    if not reads(tree, table.name) or said is None or alternatives.left_out(question):
        return ""
    phrase = "_".join(words(said["what"]))
    held = [
        column
        for column in table.columns
        if column.type in ("integer", "decimal")
        and column.name.lower().endswith(phrase)
        and column.minimum in _NONE
    ]
    asked = {
        column.name.lower() for where in tree.find_all(exp.Where) for column in where.find_all(exp.Column)
    }
    if len(held) != 1 or held[0].name.lower() in asked:
        return ""
    tree.where(
        exp.GT(this=exp.column(held[0].name, quoted=True), expression=exp.Literal.number(0)), copy=False
    )
    return held[0].name


def is_bare_count(tree: exp.Query) -> bool:
    """Whether all rows are counted, but for those that have nothing in a column."""
    if not isinstance(tree, exp.Select) or not tree.expressions:
        return False
    if not all(isinstance(one.unalias(), exp.Count) for one in tree.expressions):
        return False
    return looks_at_all(tree) and not tree.find(exp.Group, exp.Distinct)


def looks_at_all(tree: exp.Query) -> bool:
    """Whether no condition tells rows apart but by having nothing in a column."""
    asked = [one for where in tree.find_all(exp.Where) for one in conjuncts(where.this)]
    told_apart = any(not _leaves_out_nothing(one) for one in asked)
    return not told_apart and not tree.find(exp.Having, exp.Filter, exp.Case)


def _leaves_out_nothing(condition: exp.Expr) -> bool:
    return isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is)


def _is_count(column: Column) -> bool:
    whole = column.type == "integer" and column.distinct > 2 and bool(column.minimum)
    return whole and _PARTICIPLE.search(column.name.lower()) is not None


def _counts_people(column: Column, question: str, rows: int) -> bool:
    """Whether a column says how many there were of those people of whom a question asks how many."""
    match = _HOW_MANY_PEOPLE.search(question)
    if match is None or column.type != "integer" or column.distinct <= 2 or _OF_EACH_ONE.search(question):
        return False
    if _NUMBERS.search(column.name) or _runs_on(column, rows):
        return False
    said = set(re.findall(r"[a-z]+", column.name.lower()))
    # A passenger is one of them, by its number; a passenger count and passengers are how many.
    said |= {f"{word}s" for word in said - _BESIDE_NAMES} if said & _NUMBERED else set()
    who, did = set(words(match["who"])), set(words(question))
    return any(
        said & names
        and set(words(column.name.replace("_", " "))) <= _stems(names) | _BESIDE_NAMES
        and (who & _stems(names) or (who & _ANYBODY and did & deeds))
        for names, deeds in _PEOPLE
    )


def _stems(names: frozenset[str]) -> set[str]:
    return set(words(" ".join(names)))


def _runs_on(column: Column, rows: int) -> bool:
    """Whether a column numbers the rows: nearly each has its own, and few numbers are left out."""
    if column.distinct <= _NEARLY_EACH * rows:
        return False
    first, last = column.minimum or "", column.maximum or ""
    if not re.fullmatch(r"-?\d+", first) or not re.fullmatch(r"-?\d+", last):
        return True
    return int(last) - int(first) < column.distinct / _NEARLY_EACH


def _uses(tree: exp.Query, column: Column) -> bool:
    """Whether a query looks at a column, and not only counts its rows."""
    used = [one for one in tree.find_all(exp.Column) if one.name.lower() == column.name.lower()]
    return any(not isinstance(one.parent, exp.Count) for one in used)


def narrowed(tree: exp.Query, columns: Mapping[str, Column]) -> str:
    """Rule "the figure of that part": of rows that must have some `bx_deaths` not all `deaths` are figured;
    its column, if it was so. Whoever wrote the query found the column, and put it in the wrong place.
    """
    where = tree.args.get("where")
    if (
        not isinstance(tree, exp.Select)
        or where is None
        or len(tree.expressions) != 1
        or tree.args.get("group")
    ):
        return ""
    figured = list(tree.expressions[0].find_all(exp.Column))
    if len(figured) != 1:
        return ""
    whole = figured[0].name.lower()
    numbers = ("integer", "decimal")
    is_figure = whole in columns and columns[whole].type in numbers and not _NUMBERS.search(whole)
    if not is_figure or figured[0].find_ancestor(exp.Count):
        return ""
    for condition in conjuncts(where.this):
        part = next((c.name.lower() for c in condition.find_all(exp.Column)), "")
        longer = part.endswith(f"_{whole}") or part.startswith(f"{whole}_")
        if (
            longer
            and _is_present(condition)
            and columns.get(part)
            and columns[part].type in ("integer", "decimal")
        ):
            figured[0].set("this", exp.to_identifier(part))
            return part
    return ""


def _is_present(condition: exp.Expr) -> bool:
    """Whether a condition only wants a figure to be there: not null, or more than none."""
    if isinstance(condition, exp.Not):
        return isinstance(condition.this, exp.Is)
    least = condition.expression.name if isinstance(condition, exp.GT | exp.GTE | exp.NEQ) else ""
    return least in _NONE or (isinstance(condition, exp.GTE) and least == "1")
