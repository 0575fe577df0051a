"""Further forms of questions about how often values occur: shares, the number of each, who has only one."""

import re
from collections.abc import Callable, Iterable

from rlm_desktop.rlm.queries.ruled.tally_asked import Asked, column_of, people_of
from rlm_desktop.rlm.question.linking import identifier, literal

_SHARE = re.compile(r"\b(?:share|percent(?:age)?|proportion|fraction)\b|%")
_PERIODS = {"year": "%Y", "month": "%B %Y", "day": "%Y-%m-%d"}
_OF_EACH = re.compile(
    r"\b(?:how many|number|count)\b.*\b(?:of each|(?:in|with|for|per|of) (?:each|every) (\w+))"
)
_MORE_OF_TWO = re.compile(
    r"\bmore (?:§|of the)|\b(?:which|what) (?:of (?:the two|both|them) )?is (?:the )?more\b"
)
_ENDS = r"\b(most|highest|largest|greatest|least|fewest|lowest|smallest)\b"


def _share_of_whom(asked: Asked) -> str | None:
    """Which airline has the highest share of a value."""
    match = re.search(rf"\b(?:which|what) (\w+)\b.*?{_ENDS} {_SHARE.pattern}", asked.text)
    column = column_of(match.group(1), asked.category.table) if match else None
    if match is None or column is None or len(asked.named) != 1:
        return None
    order = "DESC" if match.group(2) in ("most", "highest", "largest", "greatest") else "ASC"
    share = f"round(100.0 * {asked.count_of(asked.named[0])} / count(*), 2)"
    return (
        f"SELECT {column}, {share} AS percent {asked.source}{asked.where()} GROUP BY 1"
        f" ORDER BY percent {order}, 1 LIMIT 1"
    )


def _share(asked: Asked) -> str | None:
    """What share of the rows has a value."""
    if len(asked.named) != 1 or asked.scope.sides or not _SHARE.search(asked.text):
        return None
    if re.search(rf"{_ENDS}|\beach\b|\bper\b|\b(?:which|who)\b", asked.text):
        return None
    share = f"round(100.0 * {asked.count_of(asked.named[0])} / count(*), 2)"
    return f"SELECT {share} AS percent {asked.source}{asked.where()}"


def _of_each(asked: Asked, values: Iterable[str]) -> str:
    """How many rows each of some values has, also those that no row has; the most frequent first."""
    listed = ", ".join(f"({literal(value)})" for value in dict.fromkeys(values))
    counted = f"SELECT {asked.label} AS v, count(*) AS n {asked.source}{asked.where()} GROUP BY 1"
    return (
        f"SELECT t.v AS {asked.label}, coalesce(c.n, 0) AS n FROM (VALUES {listed}) AS t(v)"
        f" LEFT JOIN ({counted}) AS c ON c.v = t.v ORDER BY n DESC, 1"
    )


def _number_of_each(asked: Asked) -> str | None:
    """How many rows each value has, also those that no row has."""
    match = _OF_EACH.search(asked.text)
    if match is None or asked.named or asked.scope.sides:
        return None
    what = match.group(1)
    if what and (
        column_of(what, asked.category.table) not in (None, asked.label) or what in (*_PERIODS, "week")
    ):
        return None
    return _of_each(asked, asked.category.values)


def _numbers(asked: Asked) -> str | None:
    """How many rows have one value, and how many another."""
    if len(set(asked.named)) < 2 or asked.scope.sides or not re.search(r"\bhow many\b(?! more)", asked.text):
        return None
    if re.search(r"\bmore\b|\bless\b|\bfewer\b|\bmonths?\b|\bboth\b|\bwhich\b", asked.text):
        return None
    subject = re.search(r"\bhow many (?:different )?(\w+)", asked.text)
    if subject and column_of(subject.group(1), asked.category.table):
        return None
    parts = re.split(r"§", asked.text)[1:-1]
    if not all(re.search(r"\band\b", part) for part in parts):
        return None
    counts = ", ".join(
        f"{asked.count_of(value)} AS {identifier(value)}" for value in dict.fromkeys(asked.named)
    )
    return f"SELECT {counts} {asked.source}{asked.where()}"


def _which_of_two(asked: Asked) -> str | None:
    """Which of the values that are named, or of two there are, more rows have."""
    values = asked.named or (asked.category.values if len(asked.category.values) == 2 else ())
    if len(set(values)) < 2 or asked.scope.sides or not _MORE_OF_TWO.search(asked.text):
        return None
    if re.search(r"\bhow (?:many|much)\b|\bless\b|\bthan\b|\bmonths?\b|\bwho\b|same frequency", asked.text):
        return None
    of = re.search(r"\b(?:which|what) (\w+)\b", asked.text)
    if of and column_of(of.group(1), asked.category.table) not in (None, asked.label):
        return None
    return _of_each(asked, values)


def _only(asked: Asked) -> str | None:
    """Who has rows of one value only, or none of it."""
    match = re.search(r"\b(?:which|what) (\w+)\b.*?\b(only|nothing but|exclusively|never)\b.*§", asked.text)
    column = column_of(match.group(1), asked.category.table) if match else None
    if match is None or column is None or column == asked.label or len(asked.named) != 1:
        return None
    wanted = "0" if match.group(2) == "never" else "count(*)"
    return (
        f"SELECT {column} {asked.source}{asked.where()} GROUP BY 1"
        f" HAVING {asked.count_of(asked.named[0])} = {wanted} ORDER BY 1"
    )


def _when_most(asked: Asked) -> str | None:
    """In which month, year or on which day most rows have a value."""
    match = re.search(r"\b(?:which|what) (year|month|day)\b.*?\b(most|least|fewest)\b", asked.text)
    if match is None or asked.scope.date is None or len(asked.named) != 1 or asked.scope.sides:
        return None
    if re.search(r"\bmore\b|\bless\b", asked.text):
        return None
    period, order = match.group(1), "DESC" if match.group(2) == "most" else "ASC"
    shown = f"strftime(date_trunc('{period}', {identifier(asked.scope.date)}), '{_PERIODS[period]}')"
    return (
        f"SELECT {shown} AS {period}, {asked.count_of(asked.named[0])} AS n {asked.source}{asked.where()}"
        f" GROUP BY date_trunc('{period}', {identifier(asked.scope.date)}) ORDER BY n {order}, 1 LIMIT 1"
    )


def _who_has(asked: Asked) -> str | None:
    """Who has a row of a value: all of them."""
    match = re.search(r"^\W*(?:which|what) (\w+s|people)\b.*§", asked.text)
    column = column_of(match.group(1), asked.category.table) if match else None
    if column is None or column == asked.label or len(asked.named) != 1 or asked.scope.sides:
        return None
    if re.search(
        rf"{_ENDS}|\b(?:more|less|only|never|all|every|each|both|exactly|once|twice|times)\b", asked.text
    ):
        return None
    return f"SELECT DISTINCT {column} {asked.source}{asked.where(*asked.labelled)} ORDER BY 1"


def _how_many_have(asked: Asked) -> str | None:
    """How many users have a row of a value, each once."""
    match = re.search(r"\bhow many (?:different |distinct )?(\w+s|people)\b.*§", asked.text)
    column = people_of(match.group(1), asked.category.table) if match else None
    if column is None or column == asked.label or len(asked.named) != 1 or asked.scope.sides:
        return None
    if re.search(
        r"\b(?:more|less|only|never|all|every|each|both|exactly|once|twice|times|most)\b", asked.text
    ):
        return None
    return f"SELECT count(DISTINCT {column}) AS n {asked.source}{asked.where(*asked.labelled)}"


def _by_how_many(asked: Asked) -> str | None:
    """Which of two values more rows have, and how many more; or only how many more."""
    if len(asked.named) != 2 or len(set(asked.named)) != 2 or asked.scope.sides:
        return None
    one, other = (asked.count_of(value) for value in asked.named)
    if re.search(r"\bhow many more § .*\bthan §", asked.text):
        return f"SELECT {one} - {other} AS more {asked.source}{asked.where()}"
    if not re.search(r"§ or (?:the )?§.*\bmore\b.*\bby how (?:much|many)\b", asked.text):
        return None
    first, second = (literal(value) for value in asked.named)
    return (
        f"SELECT CASE WHEN {one} > {other} THEN {first} WHEN {one} < {other} THEN {second} ELSE 'neither' END"
        f" AS more, abs({one} - {other}) AS by {asked.source}{asked.where()}"
    )


OF_GIVEN: tuple[Callable[[Asked], str | None], ...] = (_share_of_whom, _only, _by_how_many)
"""Those that are asked of columns that the text has itself."""
FORMS: tuple[Callable[[Asked], str | None], ...] = (
    _by_how_many,
    _share_of_whom,
    _share,
    _number_of_each,
    _numbers,
    _which_of_two,
    _only,
    _when_most,
    _who_has,
    _how_many_have,
)
