"""Words that lines say, but never together, or never where they have the values that a question names."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.rlm.question import alternatives, forms, intent, parts
from rlm_desktop.rlm.question.linking import Links, Query, Worded, identifier, literal, some_row, words

_NEXT_TO_NONE = 0.02
_HEADS = frozenset(
    words("call attempt operation action activity occurrence instance invocation procedure issue")
)
"""Words that say of something no more than that it was done, or happened."""
_PAIR = 2


def together(found: Sequence[Worded], query: Query) -> tuple[list[Worded], list[Worded]]:
    """What some rows say all at once, and what had to be left off for that.

    One alone, if all others stand together without it, rather one that lines say otherwise ("callback" for
    "call") and rather a word than a phrase; else the rarest first.
    """
    said, apart = list(found), []
    while len(said) > 1 and not _any(said, query):
        ranked = sorted(said, key=lambda worded: worded.rows)
        least = sorted(ranked, key=lambda worded: (_is_said_so(worded), len(worded.phrase.split())))
        odd = next((one for one in least if len(said) > _PAIR and _any_without(one, said, query)), ranked[0])
        said.remove(odd)
        apart.append(odd)
    return said, apart


def of_each_part(found: Sequence[Worded], question: str, query: Query) -> list[Worded]:
    """Rule "how many in success, and how many in failure": what two parts ask for need not stand together.

    A word of a later part that stands in the place of one of the first part is an alternative to it.
    """
    first, *later = (part.lower() for part in parts.of(question))
    kept = list(found)
    for worded in found:
        if not later or worded.phrase.lower() in first or not any(worded.phrase.lower() in p for p in later):
            continue
        others = [one for one in kept if one is not worded]
        of_first = [one for one in others if one.phrase.lower() in first]
        if not of_first or _any([*of_first, worded], query) or not _any(of_first, query):
            continue
        places = [one for one in of_first if _any([worded, *(o for o in of_first if o is not one)], query)]
        if len(places) == 1:
            one = places[0]
            rest = [other for other in of_first if other is not one]
            both = Worded(
                f"{one.phrase} or {worded.phrase}",
                one.table,
                one.rows + worded.rows,
                f"{_written(one, rest, query)} or {_written(worded, rest, query)}",
                f"({one.condition} OR {worded.condition})",
            )
            kept = [both if each is one else each for each in kept if each is not worded]
    return kept


def _written(worded: Worded, rest: Sequence[Worded], query: Query) -> str:
    """How lines that say the rest say a word: as the question does, if any does."""
    plain = f"contains(lower(line), {literal(worded.phrase.lower())})"
    so = msgspec.structs.replace(worded, condition=plain)
    return worded.phrase.lower() if _any([*rest, so], query) else worded.said


def with_the_rest(
    otherwise: Sequence[Worded], said: Sequence[Worded], query: Query
) -> tuple[list[Worded], list[Worded]]:
    """Words that lines say in another form alone: those that stand with the rest, and those that never do."""
    kept: list[Worded] = []
    never: list[Worded] = []
    for worded in otherwise:
        rest = [one for one in said if one.table == worded.table and not one.left_out]
        (kept if not rest or _any([*rest, worded], query) else never).append(worded)
    return kept, never


def but_heads(unsaid: Sequence[str], said: Sequence[Worded], question: str) -> list[str]:
    """Rule "an HTTP call is what says HTTP": without words that tell only its kind of what is said."""
    known = {word for worded in said if not worded.left_out for word in words(worded.phrase)}
    before = {m[2].lower(): m[1] for m in re.finditer(r"\b([\w-]+) (?=([a-z]+)\b)", question)}
    return [
        word
        for word in unsaid
        if "".join(words(word)) not in _HEADS or known.isdisjoint(words(before.get(word.lower(), "")))
    ]


def _is_said_so(worded: Worded) -> bool:
    """Whether lines say just this, or a form of it."""
    pairs = list(zip(words(worded.phrase), words(worded.said), strict=False))
    return all(one == other or forms.is_of_one_root(one, other) for one, other in pairs)


def _any_without(one: Worded, said: Sequence[Worded], query: Query) -> bool:
    return _any([other for other in said if other is not one], query)


def _any(found: Sequence[Worded], query: Query) -> bool:
    conditions = " AND ".join(worded.condition for worded in found)
    return some_row(conditions, found[0].table, query)


def from_values(
    said: Sequence[Worded], links: Links, question: str, query: Query
) -> tuple[list[Worded], list[Worded]]:
    """Those that stand with the values, and those that never do: "deliveries" beside status = 'deferred'.

    Of a ranking any; of a count, which may well be none, only what is counted, where next to no line says it.
    """
    ranks = intent.of(question).most
    kept: list[Worded] = []
    never: list[Worded] = []
    for worded in said:
        links_here = [
            link
            for link in links.strongest()
            if link.table == worded.table and not alternatives.is_left_out(link.phrase, question)
        ]
        columns = {link.column for link in links_here}
        rare = worded.rows <= _NEXT_TO_NONE * sum(link.rows for link in links_here)
        may = len(links_here) == 1 if ranks else rare and len(columns) == 1 and _is_counted(worded, question)
        those = " OR ".join(f"{identifier(link.column)} = {literal(link.value)}" for link in links_here)
        (never if may and not _stand(worded, f"({those})", query) else kept).append(worded)
    return kept, never


def _is_counted(worded: Worded, question: str) -> bool:
    """Whether it is what the question wants to know the number of: how many *deliveries*."""
    return re.search(rf"\bhow many\s+{re.escape(worded.phrase)}\b", question, re.IGNORECASE) is not None


def _stand(worded: Worded, value: str, query: Query) -> bool:
    return some_row(f"{worded.condition} AND {value}", worded.table, query)
