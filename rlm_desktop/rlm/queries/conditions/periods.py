"""A period that a question names has two ends: "created in 2022" is not "since 2022"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.times import clocks, moments
from rlm_desktop.rlm.question.times.moments import Moments
from rlm_desktop.rlm.question.times.months import MONTHS

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_WITHIN = re.compile(
    rf"\b(?:in|during|of|for|throughout|within)\s+(?:the year\s+|{_MONTH},?\s+(?:of\s+)?)?{_YEAR}\b"
)
_OPEN = re.compile(
    rf"\b(?:since|from|after|before|until|till|by|between|than|to|through|and|or)\s+(?:\w+\s+){{0,2}}?{_YEAR}\b"
    r"|\b(?:onwards?|(?:or|and) (?:later|earlier|after|before)|so far)\b"
)
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-\d\d(?:[ T][\d:.]+)?")
_ENDS = (exp.GT, exp.GTE, exp.LT, exp.LTE)


def close(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "in a year is within it": of a date that is held to one end of the year, or month, named alone.

    Nor is one of its days, which nobody named, the whole of it. Yields what was done.
    """
    asked = question.lower()
    named = _WITHIN.search(asked)
    said = Moments(question)
    if named is None or _OPEN.search(asked) or len(said.years) != 1 or len(said.months) > 1 or said.days:
        return
    for where in tree.find_all(exp.Where):
        for day in list(conjuncts(where.this)):
            if (whole := _of_a_day(day, columns, said)) is not None:
                day.replace(whole)
                yield f"Compared as {whole.sql(dialect='duckdb')}."
        ends = [one for one in conjuncts(where.this) if _of(one, columns)]
        for end in ends:
            of = _of(end, columns)
            if sum(_of(other, columns) == of for other in _compared(where)) == 1 and _is_end(end, said):
                closed = _whole(of, said)
                end.replace(closed)
                yield f"Compared as {closed.sql(dialect='duckdb')}."


def beyond(question: str, columns: Sequence[Column]) -> str:
    """What to tell where a month or a year is asked for that lies beyond all days there are; else nothing."""
    asked = question.lower()
    named, said = _WITHIN.search(asked), Moments(question)
    if named is None or _OPEN.search(asked) or len(said.years) != 1 or len(said.months) > 1 or said.days:
        return ""
    if not re.match(r"\s*(?:[?.,;]|$)", asked[named.end() :]):
        return ""  # "For 2020 clients" tells no year.
    dated = [column for column in columns if column.type in ("date", "timestamp")]
    if any("year" in column.name.lower() for column in columns if column not in dated):
        return ""  # A year of its own may tell what no day does.
    month = next(iter(said.months), 0)
    first = f"{named['year']}-{month or 1:02}"
    last = f"{named['year']}-{month or 12:02}-31"
    ranges = [(column.minimum or "", (column.maximum or "")[:10]) for column in dated]
    if not ranges or not all(low and high and (high < first or low[:10] > last) for low, high in ranges):
        return ""
    low, high = ranges[0]
    return f"No row is of that time: {dated[0].name} goes from {low[:10]} to {high}."


def within_hours(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "between 9 and 10 is the hour": what is compared with the last of two hours ends before it.

    Yields what was done.
    """
    hours = clocks.span(question)
    if hours is None:
        return
    for where in tree.find_all(exp.Where):
        for condition in list(conjuncts(where.this)):
            if isinstance(condition, exp.Between) and _is_hour(condition, condition.args["high"], hours[1]):
                held, low, high = condition.this, condition.args["low"], condition.args["high"]
                ends = exp.and_(
                    exp.GTE(this=held.copy(), expression=low.copy()),
                    exp.LT(this=held.copy(), expression=high.copy()),
                )
            elif isinstance(condition, exp.LTE) and _is_hour(condition, condition.expression, hours[1]):
                ends = exp.LT(this=condition.this.copy(), expression=condition.expression.copy())
            elif isinstance(condition, exp.GT) and _is_hour(condition, condition.expression, hours[0]):
                ends = exp.GTE(this=condition.this.copy(), expression=condition.expression.copy())
            else:
                continue
            condition.replace(exp.paren(ends))
            yield f"Compared as {ends.sql(dialect='duckdb')}."


def _is_hour(condition: exp.Expr, value: exp.Expr, hour: int) -> bool:
    """Whether a time, or an hour, is compared with a whole hour."""
    if not isinstance(value, exp.Literal):
        return False
    if not value.is_string:
        return condition.this.sql(dialect="duckdb").upper().find("HOUR") >= 0 and value.name == str(hour)
    moment = moments.parse(value.name)
    return moment is not None and moment.hour == hour and not moment.minute and not moment.second


def _of_a_day(condition: exp.Expr, columns: Mapping[str, Column], said: Moments) -> exp.Expr | None:
    """What stands for the whole year or month where a condition has one of its days; None where it has none.

    Days in a column of texts, some of which are none, are compared by what they begin with.
    """
    held, day = condition.this, condition.args.get("expression")
    if not isinstance(condition, exp.EQ) or not isinstance(day, exp.Literal):
        return None
    match = _DAY.fullmatch(day.name)
    stored = columns.get(held.name.lower()) if isinstance(held, exp.Column) else None
    if match is None or stored is None or int(match["year"]) not in said.years:
        return None
    if said.months and int(match["month"]) not in said.months:
        return None
    if of := _of(condition, columns):
        return _whole(of, said)
    begins = match["year"] + (f"-{match['month']}" if said.months else "")
    return exp.Like(this=held.copy(), expression=exp.Literal.string(f"%{begins}%"))


def _whole(column: str, said: Moments) -> exp.Expr:
    """The year, and the month where one is named, of a column of dates."""
    year = _part("year", column, said.years)
    return exp.and_(year, _part("month", column, said.months)) if said.months else year


def _compared(where: exp.Where) -> Iterator[exp.Expr]:
    return where.find_all(exp.EQ, exp.NEQ, exp.Between, exp.In, *_ENDS)


def _of(condition: exp.Expr, columns: Mapping[str, Column]) -> str:
    """The column of dates that a condition compares by itself; empty where it is none."""
    held = condition.this
    if isinstance(held, exp.Cast | exp.Year):
        held = held.this
    stored = columns.get(held.name.lower()) if isinstance(held, exp.Column) else None
    return stored.name if stored is not None and stored.type in ("date", "timestamp") else ""


def _is_end(condition: exp.Expr, said: Moments) -> bool:
    """Whether a condition compares with the first or the last day of what the question names."""
    if not isinstance(condition, _ENDS) or not isinstance(condition.expression, exp.Literal):
        return False
    year = next(iter(said.years))
    if isinstance(condition.this, exp.Year):
        return not said.months and condition.expression.this in (str(year - 1), str(year), str(year + 1))
    moment = moments.parse(str(condition.expression.this))
    if moment is None or moment.year is None:
        return False
    near = moment.year in (year - 1, year, year + 1)
    return near and (not said.months or moment.month in said.months or moment.day == 1)


def _part(part: str, column: str, named: set[int]) -> exp.Expr:
    of = exp.Anonymous(this=part, expressions=[exp.column(column, quoted=True)])
    return exp.EQ(this=of, expression=exp.Literal.number(next(iter(named))))
