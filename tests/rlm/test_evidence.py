"""The rows behind a query's result are found by a query of the host's own, never by a model's word."""

import pytest

from rlm_desktop.reply import Listing
from rlm_desktop.rlm import evidence
from rlm_desktop.rlm.queries import ties
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext
from tests.rlm.shop import LINES, shop


def lines_of(sql: str) -> list[int]:
    """Line numbers of the places of a query's result."""
    context = shop()
    places = evidence.of_query(sql, context.query(sql), context)
    assert places.total == len(places.spans)
    return [context.locate(span.document, span.start).line for span in places.spans]


@pytest.mark.parametrize(
    ("sql", "lines"),
    [
        ("SELECT COUNT(*) FROM records WHERE town = 'Graz'", [1, 3, 4]),
        ("SELECT COUNT(DISTINCT item) FROM records WHERE town = 'Oulu'", [2, 5]),
        ("SELECT town, COUNT(*) AS n FROM records GROUP BY town ORDER BY n DESC, town LIMIT 1", [6, 7, 8]),
        ("SELECT town AS place, COUNT(*) FROM records GROUP BY 1 ORDER BY 2 LIMIT 1", [2, 5]),
        ("SELECT month(day) AS m, COUNT(*) AS n FROM records GROUP BY m ORDER BY n DESC LIMIT 1", [1, 2, 3]),
        ("SELECT MAX(quantity) FROM records WHERE town <> 'Graz'", [2]),
        ("SELECT order_no FROM records ORDER BY quantity DESC LIMIT 2", [2, 4]),
        ("SELECT order_no FROM records WHERE quantity = (SELECT MAX(quantity) FROM records)", [4]),
        ("SELECT AVG(quantity) FROM records WHERE item = 'bolt'", [1, 2, 4]),
        ("SELECT clerk, COUNT(*) FROM records GROUP BY clerk HAVING COUNT(*) = 1", [3]),
        ("SELECT COUNT(*) FROM (SELECT * FROM records WHERE item = 'bolt')", [1, 2, 4]),
        ("SELECT COUNT(*) FROM records WHERE town = 'Nowhere'", []),
    ],
)
def test_the_places_of_a_result_are_the_rows_it_was_computed_from(sql: str, lines: list[int]) -> None:
    assert lines_of(sql) == lines


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM records a JOIN records b ON a.town = b.town",
        "SELECT town FROM records UNION SELECT item FROM records",
        "not SQL",
    ],
)
def test_rows_that_cannot_be_told_apart_have_no_places(sql: str) -> None:
    assert evidence.places_query(sql, shop().query("SELECT 1")) is None


def test_a_quote_is_exactly_the_bytes_of_its_span() -> None:
    context = shop()
    sql = "SELECT COUNT(*) FROM records WHERE town = 'Oulu'"
    shown = evidence.quotes(evidence.of_query(sql, context.query(sql), context), context).shown

    assert [LINES.encode()[q.start : q.end].decode() for q in shown] == [q.quote for q in shown]
    assert [quote.line for quote in shown] == [2, 5]


def test_all_places_are_found_again_from_a_listing() -> None:
    context = shop()
    sql = "SELECT COUNT(*) FROM records WHERE town = 'Oulu'"
    places = evidence.of_query(sql, context.query(sql), context, keep=1)
    assert places.listing is not None

    assert [quote.line for quote in evidence.all_of(places.listing, context)] == [2, 5]
    assert [q.line for q in evidence.all_of(Listing(pattern="cable"), context)] == [3, 5, 6, 7, 8]


def test_a_span_of_a_document_that_is_gone_is_left_out() -> None:
    assert list(evidence.quoted([Span(DocumentId(7), 0, 5)], shop())) == []


def test_those_that_share_the_first_place_are_named() -> None:
    context = shop()
    sql = "SELECT town, COUNT(*) AS n FROM records GROUP BY town ORDER BY n DESC, town LIMIT 1"

    assert ties.with_first(sql, context.query(sql), context) == ["Graz"]
    alone = "SELECT item, SUM(quantity) AS n FROM records GROUP BY item ORDER BY n DESC LIMIT 1"
    assert ties.with_first(alone, context.query(alone), context) == []
    for by in (sql, alone):
        placed = by.replace("ORDER BY n", "ORDER BY 2")
        assert placed != by
        assert ties.with_first(placed, context.query(placed), context) == (["Graz"] if by == sql else [])


def test_those_that_share_what_is_shown_first_are_told_by_the_rest() -> None:
    context = FakeContext(
        {"notes.txt": "2020;rope\n2021;net\n2021;boat\n"},
        {"year": "split_part(line, ';', 1)", "title": "split_part(line, ';', 2)"},
    )
    sql = "SELECT year, title FROM records ORDER BY year DESC, title LIMIT 1"

    assert ties.with_first(sql, context.query(sql), context) == ["net"]
