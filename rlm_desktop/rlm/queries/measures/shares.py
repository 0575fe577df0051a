"""Of what a share is one: "what share of the orders from Spain was cancelled" divides by those from Spain."""

import re
from collections.abc import Sequence

from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Link, Links
from rlm_desktop.rlm.question.times import months

_OF = re.compile(
    r"\b(?:share|percent(?:age)?|proportion|fraction|%) of (?:all |the )*(?P<base>.+?)"
    r"\s(?:is|are|was|were|has|have|had|do|does|did|come|comes|came|went|got|that|which|who|fail|[a-z]{2,}ed|sold|sent|left|made|won|lost)\b",
    re.IGNORECASE,
)
_VERB = r"\b(?:is|are|was|were|has|have|had|do|does|did|comes?|came|went|got)\b"
_BEFORE = re.compile(r"^\W*(?:in|on|at|of|for|from|among|during|within|since|between)\b[^,]*,", re.IGNORECASE)
_THAT = re.compile(r"\b(?:is|are|was|were|do|does|did) (?:that|this|these|those|they|it)\b", re.IGNORECASE)
_HUNDRED = ("100", "100.0")
_OF_ALL = re.compile(
    r"\b(?:share|percent(?:age)?|proportion|fraction|%) of (?:all|the (?:whole|total|entire))\b",
    re.IGNORECASE,
)


def of_those(tree: exp.Query, question: str, links: Links) -> list[str]:
    """Rule "a share of those is of them": each SELECT looks at no others; the values that were added."""
    if not tree.find(exp.Div):
        return []
    added = []
    for same in _by_column(question, links):
        for select in wording.selects_from(tree, same[0].table):
            where = select.args.get("where")
            there = {text.name for text in where.find_all(exp.Literal)} if where else set()
            if there & {link.value for link in same}:
                continue
            values = [exp.Literal.string(link.value) for link in same]
            column = exp.column(same[0].column, quoted=True)
            one = exp.EQ(this=column, expression=values[0])
            select.where(one if len(values) == 1 else exp.In(this=column, expressions=values), copy=False)
            added += [link.value for link in same]
    return list(dict.fromkeys(added))


def _by_column(question: str, links: Links) -> Sequence[list[Link]]:
    """The values that stand between "share of" and the verb, those of one column together."""
    match = _OF.search(question)
    if match is None:
        return ()
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links.strongest():
        named = re.search(rf"(?<!\w){re.escape(link.phrase)}(?!\w)", match["base"], re.IGNORECASE)
        if named and not alternatives.is_left_out(link.phrase, question):
            found.setdefault((link.table, link.column), []).append(link)
    return list(found.values())


def of_all(tree: exp.Query, question: str, links: Links) -> list[str]:
    """Rule "a share comes from a whole": what the whole is of is not held to those that the share comes from.

    "What share of the revenue comes from Spain" adds up Spain's, and divides by all; the values moved.
    """
    match, divided = _OF.search(question), tree.find(exp.Div)
    where = tree.args.get("where")
    if match is None or divided is None or where is None or tree.find(exp.Filter, exp.Case, exp.Subquery):
        return []
    tops = list(divided.this.find_all(exp.AggFunc))
    if len(tops) != 1 or not isinstance(tops[0], exp.Sum | exp.Count) or tree.find(exp.CountIf, exp.If):
        return []
    behind = question[match.end("base") :]
    said = {v.value for v in links.values if re.search(rf"(?<!\w){re.escape(v.phrase)}(?!\w)", behind)}
    inside = {v.value for v in links.values if v.phrase in match["base"]}
    those = [
        condition
        for condition in conjuncts(where.this)
        if {text.name for text in condition.find_all(exp.Literal)} & (said - inside)
    ]
    if not those:
        return []
    whole, part = tops[0].copy(), tops[0].copy()
    tops[0].replace(exp.Filter(this=part, expression=exp.Where(this=exp.and_(*those))))
    divided.set("expression", exp.func("NULLIF", whole, exp.Literal.number(0)))
    rest = [condition for condition in conjuncts(where.this) if condition not in those]
    if rest:
        where.set("this", exp.and_(*rest))
    else:
        where.pop()
    return sorted(text.name for one in those for text in one.find_all(exp.Literal))


def of_itself(tree: exp.Query, question: str, links: Links) -> bool:
    """Rule "what share of all": a count divided by itself is divided by that of all rows; if one was.

    All are those of which the question says it: of all orders from Spain only these.
    """
    where, source = tree.args.get("where"), tree.args.get("from_") or tree.args.get("from")
    if not isinstance(tree, exp.Select) or where is None or source is None or tree.args.get("joins"):
        return False
    among = _base_of_all(question)
    if tree.args.get("group") or not among:
        return False
    said = {link.value.lower() for link in links.values if link.phrase.lower() in among}
    given = conjuncts(where.this)
    stays = [one for one in given if _is_of_base(one, among, said)]
    if not _THAT.search(question):
        # "Were cancelled in 2024" is said of both, if anything else is said of those.
        both = [one for one in given if one in stays or _is_of_time(one)]
        stays = both if len(both) < len(given) else stays
    mended = False
    for divided in list(tree.find_all(exp.Div)):
        below = divided.expression.find(exp.Count)
        above = [one for one in divided.this.find_all(exp.Count) if one == below and _is_plain(one)]
        if below is not None and above and _is_plain(below):
            inner = exp.select(below.copy())
            inner.set("from_" if "from_" in tree.args else "from", source.copy())
            below.replace((inner.where(*stays) if stays else inner).subquery())
            mended = True
    return mended


def _base_of_all(question: str) -> str:
    """Of what a share of all is one: to the verb, and what the question begins with (In 2024, …).

    Empty where it asks for none.
    """
    match, base = _OF_ALL.search(question), _OF.search(question)
    if match is None:
        return ""
    among = base["base"] if base else question[match.end() :]
    if base and not re.search(rf"{_VERB}$", base.group(), re.IGNORECASE):
        # What is said of them goes on to the verb of the question itself: orders cancelled in May are …
        behind = re.match(rf".*(?<! and)(?<! or)\s{_VERB}", question[base.end() :], re.IGNORECASE)
        among = question[base.start("base") : base.end()] + behind.group() if behind else among
    before = _BEFORE.match(question[: match.start()])
    return f"{before.group() if before else ''} {among}".lower()


def _is_of_base(condition: exp.Expr, among: str, said: set[str]) -> bool:
    """Whether what a share is of is said to be so: by a value, a number, a day's year or month."""
    texts = [text.name.lower() for text in condition.find_all(exp.Literal)]
    if not said.isdisjoint(texts):
        return True
    numbers = {number for text in texts for number in re.findall(r"\d+(?:\.\d+)?", text.split("-")[0])}
    if not numbers.isdisjoint(re.findall(r"\d+(?:\.\d+)?", among.replace(",", ""))):
        return True
    return _is_of_time(condition) and re.search(rf"\b(?:{months.SAID})\b", among) is not None


def _is_of_time(condition: exp.Expr) -> bool:
    if re.search(r"\b(?:year|month|extract|strftime|date_part|date_trunc)\(", condition.sql(), re.IGNORECASE):
        return True
    return any(re.match(r"\d{4}-\d\d", text.name) for text in condition.find_all(exp.Literal))


def _is_plain(count: exp.Count) -> bool:
    """Whether it counts the rows of the query itself, all of them."""
    return count.find_ancestor(exp.Subquery, exp.Filter, exp.Window) is None


def whole(tree: exp.Query, question: str) -> bool:
    """Rule "a hundred is for shares": a sum made a hundred times as large is as it was; whether one was."""
    if "%" in question or re.search(
        r"percent|share|proportion|fraction|rate|\b100\b", question, re.IGNORECASE
    ):
        return False
    mended = False
    for product in list(tree.find_all(exp.Mul)):
        sides = (product.left, product.right)
        hundred = next((one for one in sides if isinstance(one, exp.Literal) and one.name in _HUNDRED), None)
        if hundred is None or product.find(exp.Div) or product.find_ancestor(exp.Div):
            continue
        product.replace(sides[0] if hundred is sides[1] else sides[1])
        mended = True
    return mended
