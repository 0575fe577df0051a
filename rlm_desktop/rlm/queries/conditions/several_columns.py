"""A value that stands in several columns: the one that is spoken of is meant; where none is, that is told."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import conjuncts, literals
from rlm_desktop.rlm.queries.verdicts import is_spoken_of
from rlm_desktop.rlm.question.linking import COMMON, some_row, words
from rlm_desktop.rlm.question.links import Links, Query

_SHORTEST = 2  # letters: so few say no column
_LONG = 4  # letters of a word that is known in other forms
_ALIKE = 2  # values at least that two columns share which rate by one scale
_WHOSE = re.compile(
    r"\b(?:from|to|in|at|by|against|via|of|for|between|into|with|on|through|under|over|or|and|not|no)\s+"
    r"(?:(?:the|a|an)\s+)?$",
    re.IGNORECASE,
)
"""What stands before a value whose column the question leaves to good sense: flights *from* oslo."""
_RATED = re.compile(
    r"\b(?:rated|marked|graded|judged|scored|ranked|rating|answer(?:ed|s)?|said|called|found)\s+(?:as\s+)?$",
    re.IGNORECASE,
)


def better(
    condition: exp.Expr,
    stored: Column | None,
    table: str,
    links: Links,
    question: str,
    uses: Mapping[str, int],
) -> exp.Expr | None:
    """Rule "who manages is a manager": a value in the column that the question names, not in another.

    Or speaks of: "rated Outstanding overall" is its overall_effectiveness. Not one for which the query has
    another use: "from Oslo to each destination". `uses`: how often each column stands in it.

    None where the condition is over such a column, or no other has the value.
    """
    named = {column for of, column in links.columns if of == table}
    texts = [text.strip("%, ").lower() for text in literals(condition)]
    if stored is None or stored.type != "text" or stored.name in named or not texts:
        return None
    beside = {name for name, times in uses.items() if times > (name == stored.name)}
    having = set.intersection(*(having_it(text, table, links) for text in texts))
    columns = having & named or _spoken_of(having, question, links, beside)
    if len(columns) != 1 or stored.name in columns or columns & beside:
        return None
    mended = condition.copy()
    for column in list(mended.find_all(exp.Column)):
        if column.name.lower() == stored.name.lower():
            column.set("this", exp.to_identifier(next(iter(columns)), quoted=True))
    return mended


def held(
    condition: exp.Expr, stored: Column | None, columns: Mapping[str, Column], table: str, links: Links
) -> exp.EQ | None:
    """Rule "a file is one of the files": what one column has as a value is not looked for in free text.

    Not in lines, which say more of it than their columns, nor where the question speaks of what is said.
    """
    free = stored is not None and stored.is_free_text and "line" not in columns
    texts = [text.strip("% ") for text in literals(condition)]
    if stored is None or not free or len(texts) != 1 or texts[0] in links.quoted:
        return None
    of = having_it(texts[0], table, links)
    if len(of) != 1 or stored.name in of or (table, stored.name) in links.columns:
        return None
    return exp.EQ(this=exp.column(of.pop(), quoted=True), expression=exp.Literal.string(texts[0]))


def moved(tree: exp.Query, links: Links, table: str, query: Query) -> Iterator[str]:
    """Rule "a value is where rows have it": in the other column that has it, where no row fits as it is.

    Of a ranking or a list only: how many there are may well be none.
    """
    where = tree.args.get("where")
    if (
        not isinstance(tree, exp.Select)
        or where is None
        or not (tree.args.get("group") or tree.args.get("limit"))
    ):
        return
    if tree.args.get("joins") or _fits(where.this, table, query):
        return
    found = []
    for condition in conjuncts(where.this):
        of, text = condition.this, condition.args.get("expression")
        if not (
            isinstance(condition, exp.EQ) and isinstance(of, exp.Column) and isinstance(text, exp.Literal)
        ):
            continue
        for name in sorted(having_it(text.name, table, links) - {of.name}):
            other = exp.EQ(this=exp.column(name, quoted=True), expression=text.copy())
            changed = where.this.copy().transform(
                lambda node, old=condition, new=other: new.copy() if node == old else node
            )
            if _fits(changed, table, query):
                found.append((changed, f"No row fits with {text.name} as {of.name}: it was taken as {name}."))
    if len(found) == 1:
        where.set("this", found[0][0])
        yield found[0][1]


def _fits(condition: exp.Expr, table: str, query: Query) -> bool:
    """Whether any row fits a condition; also where that can't be found out."""
    return some_row(condition.sql(dialect="duckdb"), table, query)


def having_it(text: str, table: str, links: Links) -> set[str]:
    """The columns of a table that have a value that the question names, in whatever case."""
    return {
        link.column
        for link in links.values
        if link.table == table and text.lower() in (link.phrase.lower(), link.value.lower())
    }


def _spoken_of(columns: set[str], question: str, links: Links, beside: Set[str]) -> set[str]:
    """Those of some columns whose names have a word of the question that the names of the others lack.

    A word that names a value is no word for a column, nor one of those `beside`: *away* goals.
    """
    values = {word for link in links.values for word in words(link.phrase)}
    values |= {word for name in beside for word in words(name.replace("_", " "))}
    said = {word for word in words(question) if len(word) > _SHORTEST} - values - COMMON
    names = {column: set(words(column.replace("_", " "))) for column in columns}
    return {
        column
        for column, own in names.items()
        if (own & said).difference(*(other for name, other in names.items() if name != column))
    }


def of_all_rows(condition: exp.Expr, stored: Column | None, columns: Mapping[str, Column]) -> str:
    """Rule "sshd is the program": the column in which all rows have the value that is looked for in another.

    A few rows of its log may be of a user with that name as well.
    """
    value = condition.expression.name.lower() if isinstance(condition, exp.EQ) else ""
    if not value or stored is None or stored.type != "text" or stored.distinct < 2:
        return ""
    same = [one for one in columns.values() if one.distinct == 1 and not one.nulls]
    return next((one.name for one in same if any(value == held.lower() for held, _ in one.values)), "")


def doubts(tree: exp.Query, question: str, links: Links, tables: Sequence[Table]) -> Iterator[str]:
    """A value that the question names alone, of columns rated by one scale: which is meant is not sure.

    Nor is it where it names a column, "the MIT licence", and another with more in its name was looked at.
    """
    used = {table.name.lower() for table in tree.find_all(exp.Table)}
    columns = {c.name.lower(): c for t in tables if t.name.lower() in used for c in t.columns}
    named = {column for table, column in links.columns if table.lower() in used}
    asked_of = {column.name.lower() for column in tree.find_all(exp.Column)}
    for condition in tree.find_all(exp.EQ, exp.In):
        stored = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if stored is None or stored.name in named:
            continue
        for text in literals(condition):
            having = {name for table in used for name in having_it(text, table, links)} - {stored.name}
            others = sorted(name for name in having if name.lower() not in asked_of)
            same = [name for name in others if _of_one_scale(stored, columns.get(name.lower()))]
            meant = [name for name in others if _is_plainer(name, stored.name, question)]
            if not meant and not _is_said(stored.name, question) and _stands_alone(text, question):
                meant = same
            if meant:
                yield f"“{text}” stands in {meant[0]} as well; {stored.name} was looked at."


def _is_plainer(name: str, stored: str, question: str) -> bool:
    """Whether a question calls a column by its whole name, of which another has more than is said."""
    said, own, other = (set(words(text.replace("_", " "))) for text in (question, stored, name))
    return bool(other) and other < own and other <= said and not own <= said


def _is_said(name: str, question: str) -> bool:
    """Whether a question has a word of a column's name, also in another form: previously, previous."""
    parts = [part for part in words(name.replace("_", " ")) if len(part) > _LONG]
    return is_spoken_of(name, question) or any(
        word.startswith(part) for word in words(question) for part in parts
    )


def _of_one_scale(one: Column, other: Column | None) -> bool:
    """Whether most values of the one that are known are values of the other as well.

    Numbered columns (team1, team2) are one, and have rules of their own; of a city and a birth_city
    a city is meant that is not said to be the other.
    """
    if other is None or one.type != "text" or other.type != "text" or _bare(one) == _bare(other):
        return False
    if set(words(one.name.replace("_", " "))) < set(words(other.name.replace("_", " "))):
        return False
    mine, its = ({value.lower() for value, _ in column.values} for column in (one, other))
    shared = len(mine & its)
    return shared >= _ALIKE and 2 * shared > min(len(mine), len(its))


def _bare(column: Column) -> str:
    return column.name.rstrip("_0123456789")


def _stands_alone(text: str, question: str) -> bool:
    """Whether a question names a value as a mark that something has: without a word that says whose it is.

    What has a name, Oslo, is somewhere for a reason that the verb gives.
    """
    value = re.search(rf"(?<!\w)[\"'“]?{re.escape(text)}(?!\w)", question, re.IGNORECASE)
    if value is None:
        return False
    before = question[: value.start()]
    if _RATED.search(before):
        return True
    is_name = value.group().strip("\"'“")[:1].isupper() and value.start() > 0
    return not is_name and _WHOSE.search(before) is None
