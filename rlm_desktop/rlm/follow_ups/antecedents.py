"""What the earlier question was about: its rows as conditions, and the words for them."""

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile, Table
from rlm_desktop.rlm.follow_ups.kinds import Kept
from rlm_desktop.rlm.question.linking import Query, literal

_MOST_VALUES = 50
_VERB = (
    r"are|were|is|was|have|has|had|do|does|did|contain|contains|mention|mentions|say|says|come|comes|came|fit|fits"
    r"|stand|stands|use|uses|took|take|takes|cost|happened|occurred|that|which|who|of the"
)
_COUNTED = re.compile(
    rf"^(?:how\s+many|which|what|list(?:\s+all)?(?:\s+the)?|show(?:\s+me)?(?:\s+all)?(?:\s+the)?)\s+(?P<noun>.+?)"
    rf"(?:\s+(?P<verb>{_VERB})\b\s*(?P<rest>.*?))?\s*[?.]*$",
    re.IGNORECASE | re.DOTALL,
)
_THERE = re.compile(r"^(?:there|we\s+have|i\s+have|you\s+find)\b\s*", re.IGNORECASE)
_PLACED = re.compile(
    r"\s+(?:in|on|from|with|by|for|of|at|since|before|after|between|to|per|during)\s+.*$", re.IGNORECASE
)


def noun(question: str, table: Table | None) -> str:
    """What the earlier question counted or listed, in one or two words: "orders"."""
    if ranked := re.search(
        r"\b(?:most|fewest|least)\s+([a-z]{3,})\b(?!\s+(?:is|was|has)\b)", question, re.IGNORECASE
    ):
        return ranked.group(1)
    match = _COUNTED.match(question.strip())
    bare = _PLACED.sub("", match.group("noun")).strip() if match else ""
    if bare and len(bare.split()) <= 3 and match and not question.lower().startswith(("which", "what")):
        return bare.split()[-1]
    return f"{table.row_is}s" if table else "ones"


def clause(question: str) -> str:
    """The earlier question as a description of what it was about: "orders from Graz that are paid"."""
    match = _COUNTED.match(question.strip())
    if match is None or re.search(
        r"\b(?:most|least|fewest|highest|lowest|largest)\b", question, re.IGNORECASE
    ):
        return ""
    named, verb, rest = match.group("noun"), match.group("verb") or "", (match.group("rest") or "").strip()
    if not verb:
        return str(named)
    if there := _THERE.match(rest):
        return f"{named} {rest[there.end() :]}".strip()
    if verb.lower() in ("that", "which", "who", "of the"):
        return f"{named} {verb} {rest}".strip()
    if verb.lower() in ("do", "does", "did"):
        subject, _, action = rest.partition(" ")
        return f"{named} that {subject} {verb} {action}".strip()
    return f"{named} that {verb} {rest}".strip()


def rows(sql: str, profile: Profile, query: Query) -> Kept | None:
    """The rows that an earlier query looked at; None where that is not plain to see."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None
    if (
        not isinstance(tree, exp.Select)
        or len(list(tree.find_all(exp.Select))) != 1
        or tree.args.get("joins")
    ):
        return None
    source = next(tree.find_all(exp.Table), None)
    table = next((t for t in profile.tables if source and t.name.lower() == source.name.lower()), None)
    if table is None:
        return None
    where = tree.args.get("where")
    conditions = _conjuncts(where.this) if where else []
    picked = _picked(tree, sql, query)
    one = tree.args.get("limit") is not None or not tree.args.get("group")
    if picked:
        conditions = [*conditions, *picked] if one else picked
    return Kept(table=table.name, conditions=tuple(c.sql(dialect="duckdb") for c in conditions))


def _picked(tree: exp.Select, sql: str, query: Query) -> list[exp.Expr]:
    """What singles out the values that the query gave: its groups, its extreme, its one row."""
    grouped = tree.args.get("group") or tree.args.get("distinct")
    ranked = tree.args.get("limit") is not None and tree.args.get("order") is not None
    shown = [expression.unalias() for expression in tree.expressions]
    found: list[exp.Expr] = []
    for place, of in enumerate(shown[:1] if grouped else shown):
        if isinstance(of, exp.Distinct | exp.Max | exp.Min):
            of = of.expressions[0] if isinstance(of, exp.Distinct) else of.this
        elif not (grouped or ranked):
            continue
        if of is None or isinstance(of, exp.Star | exp.AggFunc):
            continue
        if values := _values(sql, query, place):
            name = of.sql(dialect="duckdb")
            wanted = f"{name} = {values[0]}" if len(values) == 1 else f"{name} IN ({', '.join(values)})"
            found.append(sqlglot.parse_one(wanted, dialect="duckdb"))
    return found


def _values(sql: str, query: Query, place: int) -> list[str]:
    """The values of one column of a query's result, as SQL writes them; none where they are too many."""
    try:
        found = [row[place] for row in query(sql).rows if row[place] is not None]
    except TableError:
        return []
    if len(set(found)) > _MOST_VALUES:
        return []
    return [
        str(v) if isinstance(v, int | float) and not isinstance(v, bool) else literal(str(v)) for v in found
    ]


def _conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    if isinstance(condition, exp.And):
        return [*_conjuncts(condition.left), *_conjuncts(condition.right)]
    return [condition]
