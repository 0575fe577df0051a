"""Words that lines say, but never where they have the values that a question names: they set no condition."""

from collections.abc import Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.rlm.question import alternatives, intent
from rlm_desktop.rlm.question.linking import Links, Query, Worded, identifier, literal


def from_values(
    said: Sequence[Worded], links: Links, question: str, query: Query
) -> tuple[list[Worded], list[Worded]]:
    """Those that stand with the values, and those that never do: "deliveries" beside status = 'deferred'.

    Only of a ranking: a count may well be none.
    """
    if not intent.of(question).most:
        return list(said), []
    kept: list[Worded] = []
    never: list[Worded] = []
    for worded in said:
        values = [
            f"{identifier(link.column)} = {literal(link.value)}"
            for link in links.strongest()
            if link.table == worded.table and not alternatives.is_left_out(link.phrase, question)
        ]
        (kept if len(values) != 1 or _stand(worded, values[0], query) else never).append(worded)
    return kept, never


def _stand(worded: Worded, value: str, query: Query) -> bool:
    where = f"{worded.condition} AND {value}"
    try:
        return bool(query(f"SELECT 1 FROM {identifier(worded.table)} WHERE {where} LIMIT 1").rows)
    except TableError:
        return True
