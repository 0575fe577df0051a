"""Answers to questions that ask for two things: whether one query told both, and two answers made one."""

import re
from collections.abc import Sequence

import msgspec
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.reply import Coverage, Status, Usage
from rlm_desktop.rlm import programs
from rlm_desktop.rlm.evidence import Places
from rlm_desktop.rlm.plans.answers import Answer

ONE_OF_THEM = "The question asks for more than one thing: this tells one of them."
_OF_EACH = re.compile(
    r"\b(?:in|for|of|per|by|from) (?:each|every)\b|\b(?:per|by) (?:year|month|day)\b", re.IGNORECASE
)
_HOW_MANY = re.compile(r"^\W*how many\b", re.IGNORECASE)
_WHICH_MOST = re.compile(r"^\W*(?:which|what|who)\b.*\b(?:most|fewest|least)\b", re.IGNORECASE)
_OF_THOSE = re.compile(
    r"^\W*how many of (?:those|these|them|his|her|their|its)\b(?:\W+\w+){2,}", re.IGNORECASE
)
"""Which of those there are: the condition is none of what was asked before."""
_DIFFERENT = re.compile(r"\bhow many (?:different|distinct|unique)\b", re.IGNORECASE)
_BARE = re.compile(r"^\W*how many (?:different|distinct|unique) [\w-]+\W*$", re.IGNORECASE)
_TWO = 2
_COUNTS = ("root_turns", "candidates", "sub_calls", "cached_calls", "prompt_tokens", "generated_tokens")
_SURE: Sequence[Status] = ("not_found", "partial", "estimated", "answered")
"""The least sure first: together they are no surer."""


def covers(answer: Answer, asked: Sequence[str]) -> bool:
    """Whether a query tells as many things as are asked for; of what is no query nothing is known.

    What is asked of each of several is not told by the first of them; of how many there are and which has
    most, the count of that one is not the first.
    """
    sql = programs.sql_of(answer.program)
    if len(asked) < _TWO:
        return True
    if answer.status == "not_found" or not sql:
        return True
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return True
    if not isinstance(tree, exp.Query) or tree.is_star:
        return True
    if any(map(_DIFFERENT.search, asked)) and tree.find(exp.Distinct) is None:
        return False  # rows of a group are no different days
    limit = tree.args.get("limit")
    limit = limit if isinstance(limit, exp.Limit) else None
    one_of_each = limit is not None and limit.expression.name == "1" and any(map(_OF_EACH.search, asked))
    of_one = tree.args.get("group") is not None and limit is not None
    if of_one and len(asked) > 1 and _HOW_MANY.search(asked[0]) and _WHICH_MOST.search(asked[1]):
        return False
    if of_one and len(asked) > 1 and _OF_THOSE.search(asked[1]) and tree.args.get("where") is not None:
        return False
    if tree.args.get("where") is not None and any(map(_OF_THOSE.search, asked[1:])):
        # One condition over both figures is none of the first, unless the second has its own.
        return tree.find(exp.Filter, exp.Case, exp.CountIf) is not None
    return len(tree.selects) - _given_by_conditions(tree) >= len(asked) and not (
        one_of_each and len(asked) > 1
    )


def _given_by_conditions(tree: exp.Query) -> int:
    """How many columns shown are what a condition gives: of returned orders that they were returned."""
    where = tree.args.get("where")
    given = {one.this.name.lower() for one in where.find_all(exp.EQ)} if where else set()
    shown = [one.unalias() for one in tree.selects]
    return sum(isinstance(one, exp.Column) and one.name.lower() in given for one in shown)


def one_by_one(asked: Sequence[str]) -> list[str]:
    """The parts as they are asked one by one: which has most of how many there are is one of these."""
    parts = list(asked)
    if len(parts) == 2 and _HOW_MANY.search(parts[0]) and _WHICH_MOST.search(parts[1]):
        leans = re.search(r"\b(?:them|these|those|they|it|its|their|of)\b", parts[1], re.IGNORECASE)
        all_of_it = re.search(r"\b(?:all|altogether|overall|in total)\b", parts[1], re.IGNORECASE)
        parts[1] += "" if leans or all_of_it else " of these"
    # "And on how many different days?" is of what the first part tells.
    return [f"{part} of these" if n and _BARE.match(part) else part for n, part in enumerate(parts)]


def together(answers: Sequence[Answer]) -> Answer:
    """One answer out of those to the parts of a question, in their order."""
    first = answers[0]
    spans = tuple(dict.fromkeys(span for each in answers for span in each.places.spans))
    told = [each for each in answers if each.text]
    surest = [each.status for each in answers if each.status != "not_found"]
    status: Status = min(surest, key=_SURE.index) if surest else "not_found"
    if status == "answered" and len(surest) < len(answers):
        status = "partial"
    return Answer(
        status=status,
        text="\n".join(each.text for each in told),
        value=[each.value for each in told],
        places=Places(max(each.places.total for each in answers), spans, first.places.listing),
        coverage=max((each.coverage for each in answers), key=_seen),
        plan=first.plan,
        program="\n\n".join(dict.fromkeys(each.program for each in answers if each.program)),
        notes=tuple(dict.fromkeys(note for each in answers for note in each.notes)),
        estimate=first.estimate,
    )


def but_one(answer: Answer) -> Answer:
    """An answer that tells one of the things asked for, as such."""
    return answer.but_partial(ONE_OF_THEM)


def spent(whole: Usage, parts: Sequence[Usage]) -> Usage:
    """What a run used with all of its parts; the time is the whole run's."""
    by_part = {
        name: round(sum(each.seconds_by_part.get(name, 0.0) for each in (whole, *parts)), 3)
        for name in whole.seconds_by_part
    }
    counts = {name: sum(getattr(each, name) for each in (whole, *parts)) for name in _COUNTS}
    return msgspec.structs.replace(whole, seconds_by_part=by_part, **counts)


def _seen(coverage: Coverage) -> int:
    return coverage.bytes_scanned + coverage.bytes_read_by_model
