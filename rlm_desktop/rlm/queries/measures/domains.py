"""Domains of addresses: "which recipient domain" asks for what stands behind the @, not for all of it."""

import re

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.question.linking import words

_ASKED = re.compile(
    r"\b(?:which|what|how many(?: different| distinct)?|each|every|per|by)\s+"
    r"(?P<of>(?:[a-z-]+\s+){0,2}?)domains?\b",
    re.IGNORECASE,
)


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "a domain is a part of an address": groups and counts are of what follows the @; the column."""
    match = _ASKED.search(question)
    if match is None or not isinstance(tree, exp.Select) or any("domain" in c.name for c in table.columns):
        return ""
    addresses = {column.name.lower(): column for column in table.columns if _holds_addresses(column)}
    said = set(words(match["of"]))
    named = {name for name in addresses if set(words(name)) & said}
    used = [one for one in tree.find_all(exp.Column) if one.name.lower() in (named or addresses)]
    places = [one for one in used if not one.find_ancestor(exp.Where)]
    names = {one.name.lower() for one in places}
    if len(names) != 1 or not (tree.args.get("group") or tree.find(exp.Distinct)):
        return ""
    name = addresses[names.pop()].name
    for column in places:
        domain = call(
            "split_part", exp.column(name, quoted=True), exp.Literal.string("@"), exp.Literal.number(2)
        )
        shown = isinstance(column.parent, exp.Select) and column.arg_key == "expressions"
        column.replace(exp.alias_(domain, "domain") if shown else domain)
    return name


def _holds_addresses(column: Column) -> bool:
    """Whether most of the values that are known are addresses."""
    known = [value for value, _ in column.values] or [column.minimum or "", column.maximum or ""]
    return column.type == "text" and sum("@" in value for value in known) * 2 > len(known)
