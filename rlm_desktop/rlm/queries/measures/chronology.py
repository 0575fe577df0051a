"""Which comes first where a table keeps days and times of day in two columns.

The least time of day is no first event of a log that runs over midnight, and "when" asks for both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question.linking import words

_TIMELY = re.compile(r"^(?:date|time|datetime|timestamp|day|moment|when)$|_(?:date|time|at|on)$")
_OF_DAYS = re.compile(
    r"(?:monthname|dayname|dayofweek|isodow|weekday|quarter|week|dayofmonth|year|month|day)\(", re.IGNORECASE
)
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Like)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?")
_A_DAY = re.compile(r"\d{4}-\d\d")
_READ = re.compile(r"\d{4}([-/ \\])\d{1,2}\1\d{1,2}")
"""What a cast to a date reads."""
_SORTED = re.compile(r"\d{4}(?!\d*[-/. ]\d(?!\d))")
"""Days whose letters are in their order: the year first, and no month of one figure."""
_ENDS, _BEFORE = (exp.Min, exp.Max), (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Sub)
_TIME_OF_DAY = re.compile(r"[0-2]?\d:[0-5]\d(?::[0-5]\d)?")
_WRITTEN = re.compile(r"%[YymdBbjaAw]")
_MOMENTS = ("date", "timestamp")
_LATEST = re.compile(r"\b(?:most recent(?:ly)?|latest|newest)\b", re.IGNORECASE)
_OF_TIME = frozenset(words("date time day hour clock at on of"))
_OTHER = 2
"""A time with so many words of its own is another matter's."""
_MEANS = (exp.Avg, exp.Median, exp.Sum, exp.Quantile, exp.PercentileCont, exp.Stddev)
_MEAN_DATE = re.compile(
    r"\b(?:when|what (?:year|day|date|time)|which (?:year|day|date)|time of (?:the )?day|o.?clock"
    r"|(?:average|mean|median|middle)(?: \w+)? (?:date|day|time of|year|month|moment|timestamp))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"^\W*(?:and\s+)?(?:when|at (?:what|which) time)\b", re.IGNORECASE)


def in_order(tree: exp.Query, table: Table, question: str) -> bool:
    """Rule "a day comes before its times": rows are put in order by both; whether a query was mended."""
    day, time = _only(table, "date"), _only(table, "time")
    moment = _only(table, "timestamp")
    if table.kind == "log" and day and moment and _WHEN.search(question) and reads(tree, table.name):
        return _to_the_second(tree, day, moment)
    if day is None or time is None or day.distinct < 2 or not reads(tree, table.name):
        return False
    if not _are_one(day, time):
        return False
    when = _WHEN.search(question) is not None
    return (when and _end_as_row(tree, day, time)) or _both(tree, day, time, when)


def latest(tree: exp.Query, table: Table, question: str) -> str:
    """Rule "the most recent is told by its day" and no number; by which column rows are put in order."""
    order = tree.args.get("order")
    first = order.expressions[0] if order and _LATEST.search(question) else None
    if first is None or not isinstance(first.this, exp.Column) or not reads(tree, table.name):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    by = columns.get(first.this.name.lower())
    days = [column for column in table.columns if column.type in _MOMENTS]
    shown = {one.unalias().name.lower() for one in tree.expressions}
    days = [column for column in days if column.name.lower() in shown] or days
    if by is None or by.type in (*_MOMENTS, "time") or len(days) != 1 or tree.args.get("group"):
        return ""
    if {"year", *words(question)} & set(words(by.name.replace("_", " "))):
        return ""
    first.set("this", exp.column(days[0].name, quoted=True))
    return days[0].name


def of_clocks(tree: exp.Query, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "06:00 is a time of day": of a moment that is compared with one, its time is."""
    for compared in list(tree.find_all(exp.Between, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ)):
        held = compared.this
        stored = columns.get(held.name.lower()) if isinstance(held, exp.Column) else None
        ends = [one for key, one in compared.args.items() if key != "this" and isinstance(one, exp.Literal)]
        clocks = bool(ends) and all(one.is_string and _TIME_OF_DAY.fullmatch(one.name) for one in ends)
        if stored is not None and stored.type == "timestamp" and clocks:
            held.replace(exp.cast(held.copy(), "time"))
            yield f"The time of day of {stored.name} was compared."


def of_days(tree: exp.Query, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a time of day has no month": dates for a column of times, where a day's part is taken."""
    days = [column for column in columns.values() if column.type in ("date", "timestamp")]
    if len(days) != 1:
        return
    yield from _held_to_days(tree, columns, days[0])
    for part in list(tree.find_all(exp.Func)):
        written = part.sql(dialect="duckdb")
        as_days = isinstance(part, exp.TimeToStr) and _WRITTEN.search(written) is not None
        as_days = as_days or (isinstance(part, exp.Cast) and part.is_type("date", "timestamp"))
        if any(column.name.lower() == days[0].name.lower() for column in part.find_all(exp.Column)):
            continue  # A day and its time put together are one moment already.
        for column in part.find_all(exp.Column) if as_days or _OF_DAYS.match(written) else ():
            stored = columns.get(column.name.lower())
            if stored is not None and _has_no_days(stored):
                column.set("this", exp.to_identifier(days[0].name, quoted=True))
                yield f"{stored.name} has no days: {days[0].name} was meant."


def as_written(tree: exp.Query, columns: Mapping[str, Column]) -> Iterator[Verdict]:
    """Rule "Nov 30 is a day as it stands": texts that no cast makes dates of are taken as they are.

    Which comes first they only tell where the year stands before: "Nov 30" is behind "Dec 1".
    """
    for cast in list(tree.find_all(exp.Cast, exp.TsOrDsToDate)):
        of = cast.this
        stored = columns.get(of.name.lower()) if isinstance(of, exp.Column) else None
        if stored is None or stored.type != "text" or not stored.values:
            continue
        if isinstance(cast, exp.Cast) and not cast.is_type("date", "timestamp"):
            continue
        values = [value for value, _ in stored.values]
        if any(map(_READ.match, values)):
            continue
        holder = cast.find_ancestor(exp.Ordered, *_ENDS, *_BEFORE)
        told = f"{stored.name} holds texts: its days were taken as they are written."
        if holder is not None and not all(map(_SORTED.match, values)):
            yield Verdict(None, doubt=f"{stored.name} holds texts: they were compared by their letters.")
        else:
            yield Verdict(None, told)
        cast.replace(of.copy())


def _held_to_days(tree: exp.Query, columns: Mapping[str, Column], day: Column) -> Iterator[str]:
    """A column of times of day that is compared with a date itself: `time >= '2021-09-01'`."""
    for compared in list(tree.find_all(*_COMPARED)):
        column = compared.this
        stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        texts = [one.name for one in compared.find_all(exp.Literal)]
        if stored is None or not _has_no_days(stored) or not any(map(_A_DAY.match, texts)):
            continue
        column.set("this", exp.to_identifier(day.name, quoted=True))
        yield f"{stored.name} has no days: {day.name} was meant."


def _has_no_days(column: Column) -> bool:
    """Whether a column holds times of a day, be it as texts: "11:19 AM" among "unknown"."""
    clocks = sum(_CLOCK.fullmatch(value) is not None for value, _ in column.values)
    return column.type == "time" or (column.type == "text" and clocks > len(column.values) / 2)


def only_moment(name: str, columns: Iterable[Column]) -> list[str]:
    """Rule "the only time there is": the one column of dates or times for one by a name that such have."""
    if not _TIMELY.search(name):
        return []
    found = [column.name for column in columns if column.type in ("date", "timestamp")]
    return found if len(found) == 1 else []


def _only(table: Table, kind: str) -> Column | None:
    found = [column for column in table.columns if column.type == kind]
    return found[0] if len(found) == 1 else None


def _are_one(day: Column, time: Column) -> bool:
    """Whether two columns tell one moment: `date` and `time`, not `start_date` and `last_login_time`."""
    of = [set(words(column.name.replace("_", " "))) - _OF_TIME for column in (day, time)]
    return of[0] == of[1] or (not all(of) and len(of[1]) < _OTHER)


def _end_as_row(tree: exp.Select, day: Column, time: Column) -> bool:
    """The least or greatest day or time as the first or last row."""
    one = tree.expressions[0].unalias() if len(tree.expressions) == 1 else None
    if not isinstance(one, exp.Min | exp.Max) or tree.args.get("group") or not _is_of(one.this, day, time):
        return False
    last = isinstance(one, exp.Max)
    tree.set("expressions", [_column(day), _column(time)])
    tree.order_by(*(exp.Ordered(this=_column(c), desc=last) for c in (day, time)), copy=False)
    tree.limit(1, copy=False)
    return True


def _to_the_second(tree: exp.Select, day: Column, moment: Column) -> bool:
    """Rule "when is to the second": the moment of a line instead of its day alone."""
    shown = tree.expressions[0].unalias() if len(tree.expressions) == 1 else None
    if isinstance(shown, exp.Min | exp.Max):
        shown = shown.this
    if tree.args.get("group") or tree.args.get("distinct") or not _is_of(shown, day):
        return False
    places = [*tree.expressions, *([tree.args["order"]] if tree.args.get("order") else [])]
    for column in [found for place in places for found in place.find_all(exp.Column)]:
        if _is_of(column, day):
            column.set("this", exp.to_identifier(moment.name, quoted=True))
    return True


def _both(tree: exp.Select, day: Column, time: Column, when: bool) -> bool:
    order = tree.args.get("order")
    if order is None or tree.args.get("group"):
        return False
    sorted_by = [(each, each.this) for each in order.expressions]
    first = next((each for each, by in sorted_by if _is_of(by, day, time)), None)
    if first is None or first is not sorted_by[0][0]:
        return False
    wanted = [exp.Ordered(this=_column(c), desc=bool(first.args.get("desc"))) for c in (day, time)]
    rest = [each for each, by in sorted_by if not _is_of(by, day, time)]
    before = tree.sql()
    order.set("expressions", [*wanted, *rest])
    shown = [one for one in tree.expressions if _is_of(one.unalias(), day, time)]
    if when and len(shown) == len(tree.expressions) == 1:
        tree.set("expressions", [_column(day), _column(time)])
    return tree.sql() != before


def _is_of(expression: exp.Expr | None, *columns: Column) -> bool:
    names = {column.name.lower() for column in columns}
    return isinstance(expression, exp.Column) and expression.name.lower() in names


def _column(column: Column) -> exp.Column:
    return exp.column(column.name, quoted=True)


def hours_of_days(tree: exp.Query, columns: Mapping[str, Column]) -> str:
    """Rule "a day has no hour": the column of days from which a query takes the time of day."""
    for part in tree.find_all(exp.TimeToStr, exp.Extract, exp.Hour, exp.Minute, exp.Second):
        column = part.find(exp.Column)
        stored = columns.get(column.name.lower()) if column is not None else None
        others = [columns.get(one.name.lower()) for one in part.find_all(exp.Column)]
        if stored is None or part.find(exp.Add) or any(one is None or one.type != "date" for one in others):
            continue
        form = part.args.get("format")
        unit = part.this.name.lower() if isinstance(part, exp.Extract) else ""
        if isinstance(part, exp.TimeToStr):
            if form is None or not re.fullmatch(r"\W*(?:%[HIMSp]\W*)+", form.name):
                continue
        elif isinstance(part, exp.Extract) and unit not in ("hour", "minute", "second"):
            continue
        return stored.name
    return ""


def mean_moment(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> str:
    """Rule "a mean of moments is no duration": the column of days or times of which a mean or a sum is made.

    A difference of two of them is one; and a mean date may be asked for.
    """
    if _MEAN_DATE.search(question):
        return ""
    for mean in tree.find_all(*_MEANS):
        inner = mean.this
        while isinstance(inner, exp.Cast | exp.Paren | exp.TimeToUnix | exp.UnixToTime | exp.Extract):
            if isinstance(inner, exp.Extract) and inner.name.lower() != "epoch":
                break  # The mean hour is a number.
            inner = inner.expression if isinstance(inner, exp.Extract) else inner.this
        stored = columns.get(inner.name.lower()) if isinstance(inner, exp.Column) else None
        if stored is not None and stored.type in ("date", "timestamp"):
            return stored.name
    return ""
