"""What a question joins by "or" and what it leaves out: how both stand among a query's other conditions.

In SQL an AND binds more tightly than an OR. A small root that writes `a AND b OR c` for "lines of a that say
b or c" counts every line that says c.
"""

import re
from collections.abc import Iterator

from sqlglot import exp

_LEAVES_OUT = re.compile(
    r"\b(?:not|never|without|except(?:ing)?(?: for)?|excluding|other than|apart from|besides|neither|nor)\b"
    r"|n['\u2019]t\b",
    re.IGNORECASE,
)
_IN_FIGURES = re.compile(
    r"\b(?:whether|or|if) not\b|\bnot (?:only|(?:more|less|later|earlier|fewer) than)\b", re.IGNORECASE
)
"""A "not" that leaves nothing out."""
_NOT_COUNTED = re.compile(r"\s+(?:count|include|consider|regard|take)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[;!?]|\.(?=\s|$)")
"""An order to leave something out goes to its end: "don't count the notes that it was there already"."""
_IN_QUOTES = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d")
_ENDS = re.compile(
    r"[(),;:?!]|\.(?=\s|$)"
    r"|\b(?:but|that|which|who|mention|contain|say|have|had|come|came|(?:is|are|was|were) there)\b"
)
_PREPOSED = re.compile(r"without|except|excluding|other than|apart from|besides", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|did|does|do|will|would|can|could|has|got|went|died)\b", re.IGNORECASE
)
"""Where what stands without something goes on: jobs without a licence *are* done."""
_CHOOSES = re.compile(r"other than|apart from|besides", re.IGNORECASE)
_WORD = re.compile(r"\s*[\w'-]+")
_OR = r"\W+(?:[\w-]+\W+){0,3}?or\W+(?:[\w-]+\W+){0,3}?"


def kept_inside(condition: exp.Expr, question: str) -> exp.Expr | None:
    """Rule "an OR stays inside": `a AND b OR c` as `a AND (b OR c)` where b and c are alternatives.

    They are, where they look at the same column or the question joins their values by "or". None where
    nothing is to be mended: brackets that the root wrote itself are meant.
    """
    parts = [conjuncts(part) for part in disjuncts(condition)]
    mixed = [number for number, part in enumerate(parts) if len(part) > 1]
    if len(parts) < 2 or len(mixed) != 1 or mixed[0] not in (0, len(parts) - 1):
        return None
    whole = parts[mixed[0]]
    last = mixed[0] == 0
    nearest, rest = (whole[-1], whole[:-1]) if last else (whole[0], whole[1:])
    others = [part[0] for number, part in enumerate(parts) if number != mixed[0]]
    if not all(_alike(nearest, other, question) for other in others):
        return None
    together = exp.or_(*([nearest, *others] if last else [*others, nearest]))
    return exp.and_(*([*rest, together] if last else [together, *rest]))


def left_out(question: str) -> list[tuple[int, int]]:
    """Where a question speaks of what is not to be counted: "without", "other than", "not from"."""
    found = []
    # What stands in quotation marks is a text to look for: its "not" leaves nothing out.
    bare = _IN_QUOTES.sub(lambda quote: "_" * len(quote.group()), question)
    for match in _LEAVES_OUT.finditer(bare):
        if any(no.start() <= match.start() < no.end() for no in _IN_FIGURES.finditer(question)):
            continue
        if orders := _NOT_COUNTED.match(question, match.end()):
            end = _SENTENCE.search(question, orders.end())
            found.append((match.start(), end.start() if end else len(question)))
            continue
        first = _WORD.match(question, match.end())
        behind = first.end() if first else match.end()
        ends = [_ENDS.search(question, behind)]
        if _PREPOSED.match(match.group()):
            ends.append(_VERB.search(question, behind))
        found.append((match.start(), min((end.start() for end in ends if end), default=len(question))))
    return found


def is_left_out(phrase: str, question: str) -> bool:
    """Whether each place at which the question says a phrase is one of what it leaves out."""
    stretches = left_out(question)
    at = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(phrase)}", question, re.IGNORECASE)]
    # "Not paid" may be what is said itself.
    return bool(at) and all(any(start < one < end for start, end in stretches) for one in at)


def with_empty(condition: exp.Expr) -> exp.Expr:
    """Rule "what is empty is not that": a row without a user is not one of root's either."""
    refused = condition.this if isinstance(condition, exp.Not) else condition
    refused = refused.unnest()
    one = isinstance(condition, exp.NEQ) or (
        isinstance(condition, exp.Not) and isinstance(refused, exp.EQ | exp.In)
    )
    if not one or not isinstance(refused.this, exp.Column):
        return condition
    return exp.or_(condition, exp.Is(this=refused.this.copy(), expression=exp.null()))


def says_not(question: str) -> bool:
    """Whether it leaves rows out ("not for root") rather than choosing among values ("other than root")."""
    return any(_CHOOSES.match(question[start:end]) is None for start, end in left_out(question))


def leaves_out(tree: exp.Expr) -> bool:
    """Whether a query leaves anything out, or wants what is empty."""
    return tree.find(exp.Not, exp.NEQ, exp.Except, exp.Is) is not None


def _alike(one: exp.Expr, other: exp.Expr, question: str) -> bool:
    if _columns(one) and _columns(one) == _columns(other):
        return True
    return any(_are_joined(a, b, question) for a in _values(one) for b in _values(other))


def _are_joined(one: str, other: str, question: str) -> bool:
    first, second = re.escape(one), re.escape(other)
    return any(
        re.search(rf"(?<!\w){a}{_OR}{b}(?!\w)", question, re.IGNORECASE) is not None
        for a, b in ((first, second), (second, first))
    )


def _columns(condition: exp.Expr) -> set[str]:
    return {column.name.lower() for column in condition.find_all(exp.Column)}


def _values(condition: exp.Expr) -> Iterator[str]:
    for value in condition.find_all(exp.Literal):
        if bare := value.name.strip("% "):
            yield bare


def disjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """What is joined by OR, without looking into brackets."""
    if isinstance(condition, exp.Or):
        return [*disjuncts(condition.left), *disjuncts(condition.right)]
    return [condition]


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """What is joined by AND, without looking into brackets."""
    if isinstance(condition, exp.And):
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    return [condition]
