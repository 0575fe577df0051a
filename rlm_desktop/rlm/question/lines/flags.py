"""Columns that say yes or no: a question that names one asks for the rows that say yes."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question import alternatives, linking
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.links import Links
from rlm_desktop.rlm.question.spelled import grouped_names

_YES = frozenset(("yes", "true", "y", "t"))
_NO = frozenset(("no", "false", "n", "f"))
_OPEN = frozenset(("unknown", "n/a", "?", "unsure", "not known"))
_IS = (
    r"\b(?:are|is|was|were|being)\s+(?:an?\s+|the\s+)?{}\b|\bhow many {}\b|\bwith (?:an?\s+)?{}\b"
    r"|\b(?:ha(?:s|ve|d|ving)|offer(?:s|ed|ing)?)\s+(?:an?\s+|any\s+|the\s+)?{}\b"
)
_DONE = r"(?<!not )\b{}\b"
"""What was done to rows is asked for wherever it stands: "in which year were most people inducted"."""
_BY_SOMEBODY = re.compile(r"([a-z]{3,}ed)_by_")
_BY_AGENT = re.compile(r"\b(?!group|sort|order|divid|split|rank|list|count)[a-z]{3,}ed by\b", re.IGNORECASE)
"""Who did it is no order of groups: banned by us."""
_EACH = re.compile(r"\b(?:per|each|by|whether|share|percent|percentage|proportion)\b", re.IGNORECASE)


_VALUES: dict[str, exp.Expr] = {"boolean": exp.true(), "integer": exp.Literal.number(1)}


def demand(tree: exp.Query, question: str, table: Table, links: Links) -> Iterator[str]:
    """Rule "which are essential": a query that does not look at it gets the rows that say yes; a sentence.

    Not of what is denied, and not where a share or each of both is asked for.
    """
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if _EACH.search(_BY_AGENT.sub(" ", question)):
        return
    for column in table.columns:
        if not (yes := _said(column, question, table, links)):
            continue
        if column.name.lower() in used:
            if not alternatives.left_out(question) and _turned(tree, column):
                yield f"Only rows whose {column.name} says {yes} were looked at."
            continue
        value = _VALUES.get(column.type) or exp.Literal.string(yes)
        selects = list(wording.selects_from(tree, table.name))
        for select in selects:
            select.where(
                exp.EQ(this=exp.column(column.name, quoted=True), expression=value.copy()), copy=False
            )
        if selects:
            yield f"Only rows whose {column.name} says {yes} were looked at."


def _done_by(column: Column, question: str) -> list[str]:
    """Rule "banned by us is banned": a deed alone names the column, where the question does not deny it."""
    match = _BY_SOMEBODY.match(column.name)
    if match is None or alternatives.is_left_out(match.group(1), question):
        return []
    return [match.group(1)]


def _is_named_in_its_group(column: Column, question: str, table: Table, links: Links) -> bool:
    """Rule "the subject died": a box of a group is meant by its own words behind those of the group."""
    asked = {*linking.words(question), *linking.NOUNS_OF_DEEDS.values()}
    names = [other.name for other in table.columns]
    return (
        column.type == "boolean"
        and (table.name, column.name) in links.columns
        and bool(grouped_names.within_said(column.name, names, asked))
    )


def _turned(tree: exp.Query, column: Column) -> bool:
    """Rule "discontinued is yes": a query for rows that say no gets those that say yes: whether it did."""
    turned = False
    for compared in list(tree.find_all(exp.EQ, exp.Is)):
        is_no = isinstance(compared.expression, exp.Boolean) and compared.expression.this is False
        of = compared.this
        if is_no and isinstance(of, exp.Column) and of.name.lower() == column.name.lower():
            compared.expression.replace(exp.true())
            turned = True
    for denied in list(tree.find_all(exp.Not)):
        if isinstance(denied.this, exp.Column) and denied.this.name.lower() == column.name.lower():
            denied.replace(denied.this.copy())
            turned = True
    return turned


def _said(column: Column, question: str, table: Table, links: Links) -> str:
    """The yes of a column by whose name a question asks for rows; empty where it does not."""
    texts = [value for value, _ in column.values]
    if column.type == "boolean" or (column.type, column.minimum, column.maximum) == ("integer", "0", "1"):
        yes = "yes"
    elif column.type == "text" and texts and {text.lower() for text in texts} <= _YES | _NO | _OPEN:
        yes = next((text for text in texts if text.lower() in _YES), "")
    else:
        return ""
    words = [said for said, of, name in links.meant if (of, name) == (table.name, column.name)]
    words.append(column.name.replace("_", " "))
    words += filter(None, [grouped_names.within(column.name, [other.name for other in table.columns])])
    if _is_named_in_its_group(column, question, table, links):
        return yes
    words += _done_by(column, question)
    patterns = [_IS.replace("{}", re.escape(word)) for word in words]
    patterns += [_DONE.replace("{}", re.escape(word)) for word in words if word.endswith("ed")]
    return yes if any(re.search(pattern, question, re.IGNORECASE) for pattern in patterns) else ""
