"""The places an answer rests on: found from the query that gave it, and quoted byte for byte."""

from collections.abc import Iterable, Iterator

import msgspec
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.errors import LibraryError, TableError
from rlm_desktop.ports import Context
from rlm_desktop.profile import Rows
from rlm_desktop.reply import Evidence, Listing, Quote
from rlm_desktop.rlm.question.linking import literal
from rlm_desktop.spans import DocumentId, Span

SHOWN = 100
"""Pieces of evidence that a reply carries; the total is exact, and an export writes them all."""
_LONGEST_QUOTE = 600
_PAGE = 10_000
_MOST_LISTED = 1_000_000
_PLACES = ("_document", "_start", "_end")


class Places(msgspec.Struct, frozen=True):
    """Where an answer rests: how many places there are, and the first of them in order."""

    total: int
    spans: tuple[Span, ...] = ()
    listing: Listing | None = None
    """How to find them all."""


def of_query(sql: str, result: Rows, context: Context, *, keep: int = SHOWN) -> Places:
    """The rows that a query's result was computed from.

    Its FROM and WHERE are kept; of grouped rows, those of the groups in the result (the first 20).
    A query whose rows cannot be told apart (a join, a set operation) has no places.
    """
    listing = places_query(sql, result)
    return Places(0) if listing is None else of_places(listing, context, keep=keep)


def of_places(listing: str, context: Context, *, keep: int = SHOWN) -> Places:
    """The spans that a query for document, start and end gives; none where it fails."""
    try:
        counted = context.query(f"SELECT count(*) FROM ({listing}) AS places", hidden=True)
        ordered = f"SELECT * FROM ({listing}) AS places ORDER BY _document, _start"
        rows = context.query(ordered, limit=keep, hidden=True).rows
    except TableError:
        return Places(0)
    spans = tuple(Span(DocumentId(_int(d)), _int(s), _int(e)) for d, s, e in rows if d is not None)
    return Places(_int(counted.rows[0][0]), spans, Listing(sql=ordered))


def places_query(sql: str, result: Rows) -> str | None:
    """A query for the spans of the rows behind `result`; None where there is no such thing."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Select) or tree.args.get("joins") or tree.args.get("with_"):
        return None
    source = tree.args.get("from_")
    if source is None:
        return None
    if isinstance(source.this, exp.Subquery) and not _shows_all(source.this.this):
        inner = source.this.this
        return places_query(inner.sql(dialect="duckdb"), Rows((), ())) if inner else None
    if not isinstance(source.this, exp.Table | exp.Subquery):
        return None
    listing = tree.copy()
    grouped = bool(tree.args.get("group"))
    aggregated = grouped or tree.find(exp.AggFunc) is not None
    _show_places(listing)
    if aggregated:
        for clause in ("group", "having", "order", "limit", "offset", "qualify"):
            listing.set(clause, None)
        _keep_groups(listing, tree, result) if grouped else _keep_extreme(listing, tree, result)
    elif tree.args.get("distinct"):
        listing.set("distinct", None)
    return listing.sql(dialect="duckdb")


def _shows_all(inner: exp.Expr) -> bool:
    """Whether a query in the place of a table only puts something in the place of one of its columns."""
    others = ("where", "group", "order", "limit", "joins", "distinct")
    return (
        isinstance(inner, exp.Select)
        and [type(one) for one in inner.expressions] == [exp.Star]
        and not any(inner.args.get(part) for part in others)
    )


def _show_places(listing: exp.Select) -> None:
    listing.set("expressions", [exp.column(name) for name in _PLACES])


def _keep_groups(listing: exp.Select, tree: exp.Select, result: Rows) -> None:
    """Only the rows of the groups that are in the result."""
    keys = _keys_in_result(tree)
    if not keys or not result.rows:
        return
    groups = []
    for row in result.rows[:20]:
        same = [_is(tree, number, row[number]) for number in keys if number < len(row)]
        groups.append(exp.and_(*same))
    listing.where(exp.or_(*groups), copy=False)


def _is(tree: exp.Select, number: int, value: object) -> exp.Expr:
    """The condition that a group key has the value the result shows for it."""
    key = tree.expressions[number]
    key = (key.this if isinstance(key, exp.Alias) else key).copy()
    if value is None:
        return exp.Is(this=key, expression=exp.null())
    wanted = exp.Literal.string(str(value))
    return exp.EQ(this=exp.cast(key, "varchar"), expression=exp.cast(wanted, "varchar"))


def _keys_in_result(tree: exp.Select) -> list[int]:
    """Which result columns are group keys."""
    names = set()
    for key in tree.args["group"].expressions:
        if isinstance(key, exp.Literal) and not key.is_string:
            names.add(tree.expressions[int(key.this) - 1].alias_or_name.lower())
        names.add(key.sql().lower())
        names.add(key.alias_or_name.lower())
    found = []
    for number, shown in enumerate(tree.expressions):
        bare = shown.this if isinstance(shown, exp.Alias) else shown
        if shown.alias_or_name.lower() in names or bare.sql().lower() in names:
            found.append(number)
    return found


def _keep_extreme(listing: exp.Select, tree: exp.Select, result: Rows) -> None:
    """For a lone MIN or MAX: only the rows that have it."""
    if len(tree.expressions) != 1 or not result.rows:
        return
    shown = tree.expressions[0]
    bare = shown.this if isinstance(shown, exp.Alias) else shown
    value = result.rows[0][0]
    if isinstance(bare, exp.Min | exp.Max) and value is not None:
        same = f"CAST({bare.this.sql(dialect='duckdb')} AS VARCHAR) = {literal(str(value))}"
        listing.where(sqlglot.condition(same, dialect="duckdb"), copy=False)


def quotes(places: Places, context: Context) -> Evidence:
    """Evidence with the exact bytes of the first places, cut where they are long."""
    shown = tuple(quoted(places.spans[:SHOWN], context))
    return Evidence(
        total=places.total, shown=shown, listing=places.listing if places.total > len(shown) else None
    )


def all_of(listing: Listing, context: Context) -> Iterator[Quote]:
    """Every place of a listing, found anew: the text must be as it was."""
    if listing.sql:
        yield from quoted(_listed(listing.sql, context), context)
        return
    found = context.scan(
        listing.pattern, regex=listing.regex, ignore_case=listing.ignore_case, keep=_MOST_LISTED
    )
    yield from quoted((hit.span for hit in found.hits), context)


def _listed(sql: str, context: Context) -> Iterator[Span]:
    first = 0
    while True:
        page = context.query(f"{sql} LIMIT {_PAGE} OFFSET {first}", limit=_PAGE, hidden=True).rows
        for document, start, end in page:
            yield Span(DocumentId(_int(document)), _int(start), _int(end))
        if len(page) < _PAGE:
            return
        first += _PAGE


def quoted(spans: Iterable[Span], context: Context) -> Iterator[Quote]:
    """What stands at each span, byte for byte. Spans of a document that changed are left out."""
    names = {document.id: document for document in context.documents()}
    for span in spans:
        document = names.get(span.document)
        if document is None:
            continue
        short = Span(span.document, span.start, min(span.end, span.start + _LONGEST_QUOTE))
        try:
            text = context.read(short)
            place = context.locate(span.document, span.start)
        except LibraryError:
            continue
        text = text.rstrip("\r\n")
        yield Quote(
            document=document.name,
            start=span.start,
            end=span.start + len(text.encode()),
            line=place.line,
            page=place.page,
            quote=text,
            place=place.label,
        )


def _int(value: object) -> int:
    return int(value) if isinstance(value, int | float | str) else 0
