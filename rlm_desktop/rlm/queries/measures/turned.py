"""Which of two stands on which side: "which one replaces 2" asks for the row whose `replaces` is 2."""

import re
from collections.abc import Iterable

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts

_ASKED = r"^\W*(?:which|what|who)(?: (?:other|of the))? [\w-]+ {verb}\b(?! by\b)"


def around(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "which replaces it": what is asked for has the given one in that column; its name, if turned."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or not tree.args.get("where"):
        return ""
    shown = tree.expressions[0].unalias()
    given = [one for one in conjuncts(tree.args["where"].this) if not _is_filled(one)]
    if not isinstance(shown, exp.Column) or len(given) != 1 or not isinstance(given[0], exp.EQ):
        return ""
    of, value = given[0].this, given[0].expression
    columns = {column.name.lower(): column for column in table.columns}
    if not isinstance(of, exp.Column) or not isinstance(value, exp.Literal) or of.name.lower() not in columns:
        return ""
    name = shown.name.lower()
    if name == of.name.lower() or name not in columns or not _asks(question, _verbs(name)):
        return ""
    pattern = rf"(^|[^\w]){re.escape(_number(value.name, columns[name].type))}([^\w]|$)"
    text = exp.cast(exp.column(shown.name, quoted=True), "varchar")
    holds = exp.Anonymous(this="regexp_matches", expressions=[text, exp.Literal.string(pattern)])
    tree.set("expressions", [exp.column(of.name, quoted=True)])
    tree.args["where"].set("this", holds)
    return shown.name


def _is_filled(condition: exp.Expr) -> bool:
    return isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is)


def _number(value: str, kind: str) -> str:
    """The value as the other side writes it: a document is there by its number, without leading zeros."""
    digits = re.findall(r"\d+", value)
    return str(int(digits[-1])) if len(digits) == 1 and (kind == "integer" or "/" in value) else value


def _verbs(name: str) -> Iterable[str]:
    """The column as a verb: `replaces`, `depends_on`."""
    words = name.split("_")
    if not words[0].endswith("s") or len(words[0]) < 4:
        return []
    return [r"\W+".join(map(re.escape, words))]


def _asks(question: str, verbs: Iterable[str]) -> bool:
    return any(re.search(_ASKED.format(verb=verb), question, re.IGNORECASE) for verb in verbs)
