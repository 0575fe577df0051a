"""Where a row says how many, they are added up; rows that must have some of a thing have one at least."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import sums

YEARS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=400,
    fits=1.0,
    columns=(
        Column(name="year", type="integer", distinct=9, minimum="2006", maximum="2014"),
        Column(name="diagnosed", type="integer", distinct=200, minimum="3", maximum="900"),
        Column(name="insured", type="integer", distinct=2, minimum="0", maximum="1"),
        Column(name="babies", type="integer", distinct=4, minimum="0", maximum="3"),
        Column(name="ward", type="text", distinct=5),
    ),
)


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many cases were diagnosed in 2010?", "SELECT COUNT(*) FROM records WHERE year = 2010"),
        (
            "In which year were most cases diagnosed?",
            "SELECT year FROM records GROUP BY year ORDER BY COUNT(*) DESC",
        ),
    ],
)
def test_what_was_counted_before_is_added_up(question: str, sql: str) -> None:
    tree = parsed(sql)

    assert sums.added_up(tree, question, YEARS) == "diagnosed"
    assert tree.sql(dialect="duckdb") == sql.replace("COUNT(*)", 'SUM("diagnosed")')


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many rows are there?", "SELECT COUNT(*) FROM records"),
        ("How many were insured?", "SELECT COUNT(*) FROM records"),  # yes or no is not how many
        (
            "How many wards diagnosed more than 100?",
            "SELECT COUNT(DISTINCT ward) FROM records WHERE diagnosed > 100",
        ),
        ("When was this diagnosed?", "SELECT COUNT(*) FROM records"),
    ],
)
def test_rows_are_counted_where_no_column_says_how_many(question: str, sql: str) -> None:
    assert sums.added_up(parsed(sql), question, YEARS) == ""


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How many bookings included babies?", '"babies" > 0'),
        ("How many bookings had no babies?", '"babies" = 0'),
        ("How many bookings without babies were there?", '"babies" = 0'),
    ],
)
def test_rows_with_babies_have_one_at_least(question: str, condition: str) -> None:
    for sql in ("SELECT COUNT(*) FROM records", "SELECT COUNT(*) FROM records WHERE babies IS NOT NULL"):
        tree = parsed(sql)

        assert sums.has_some(tree, question, YEARS) == "babies"
        assert tree.sql(dialect="duckdb") == f"SELECT COUNT(*) FROM records WHERE {condition}"


@pytest.mark.parametrize("question", ["How many babies were there?", "How many bookings had 2 babies?"])
def test_a_number_that_is_named_and_the_things_themselves_are_left_to_the_query(question: str) -> None:
    assert sums.has_some(parsed("SELECT COUNT(*) FROM records"), question, YEARS) == ""


@pytest.mark.parametrize(
    ("question", "whole"),
    [("What is the total number of cases in ward A?", "SUM"), ("What is the average in ward A?", "AVG")],
)
def test_figures_that_are_listed_are_made_one(question: str, whole: str) -> None:
    tree = parsed("SELECT diagnosed FROM records WHERE ward = 'A'")

    assert sums.totalled(tree, question, YEARS) == "diagnosed"
    assert tree.sql(dialect="duckdb") == f"SELECT {whole}(diagnosed) FROM records WHERE ward = 'A'"


@pytest.mark.parametrize("question", ["List the total of each ward.", "What was diagnosed in ward A?"])
def test_figures_that_are_to_be_listed_stay(question: str) -> None:
    assert sums.totalled(parsed("SELECT diagnosed FROM records"), question, YEARS) == ""


def test_per_in_the_name_of_a_column_asks_for_no_groups() -> None:
    rates = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=400,
        fits=1.0,
        columns=(Column(name="price_per_room", type="decimal", distinct=200),),
    )
    tree = parsed("SELECT price_per_room FROM records WHERE country = 'prt'")

    assert sums.totalled(tree, "What is the average price per room of guests from Portugal?", rates)


def test_how_many_of_several_figures_is_their_sum() -> None:
    tree = parsed("SELECT diagnosed FROM records WHERE ward = 'B'")

    assert sums.totalled(tree, "How many people were diagnosed by ward B?", YEARS) == "diagnosed"
    assert tree.sql() == "SELECT SUM(diagnosed) FROM records WHERE ward = 'B'"


def test_years_are_not_added_up() -> None:
    tree = parsed("SELECT year FROM records WHERE ward = 'B'")

    assert sums.totalled(tree, "How many years has ward B?", YEARS) == ""


STOCK = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=70,
    fits=1.0,
    columns=(
        Column(name="product", type="text", distinct=70),
        Column(name="units_in_stock", type="integer", distinct=40, minimum="0", maximum="90"),
        Column(name="units_on_order", type="integer", distinct=9, minimum="0", maximum="90"),
    ),
)


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("Which products do we still have in stock?", "units_in_stock"),
        ("Which products do we have on order?", "units_on_order"),
        ("Which products do we not have in stock?", ""),
        ("Which products are there?", ""),
    ],
)
def test_what_is_in_stock_is_more_than_none(question: str, column: str) -> None:
    tree = parsed("SELECT product FROM records")

    assert sums.in_stock(tree, question, STOCK) == column
    told = tree.sql(dialect="duckdb").partition(" WHERE ")[2]
    assert told == (f'"{column}" > 0' if column else "")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did our orders come to with those on order?", "SUM(units_in_stock + units_on_order)"),
        ("What is the average stock with what is on order?", "AVG(units_in_stock + units_on_order)"),
        ("What does each product come to?", "units_in_stock + units_on_order"),
        ("What is in stock and on order?", "units_in_stock + units_on_order"),
    ],
)
def test_what_is_reckoned_of_each_row_is_added_up(question: str, told: str) -> None:
    tree = parsed("SELECT units_in_stock + units_on_order AS n FROM records")

    sums.totalled(tree, question, STOCK)

    assert tree.selects[0].unalias().sql(dialect="duckdb") == told


@pytest.mark.parametrize(
    ("sql", "figured"),
    [
        ("SELECT SUM(deaths) FROM records WHERE NOT bx_deaths IS NULL AND year = 2010", "SUM(bx_deaths)"),
        ("SELECT deaths FROM records WHERE bx_deaths > 0", "bx_deaths"),
        ("SELECT SUM(deaths) FROM records WHERE bx_deaths > 90", "SUM(deaths)"),
        ("SELECT SUM(deaths) FROM records WHERE births > 0", "SUM(deaths)"),
        ("SELECT COUNT(DISTINCT id) FROM records WHERE NOT bx_id IS NULL", "COUNT(DISTINCT id)"),
        ("SELECT MAX(year) FROM records WHERE NOT bx_year IS NULL", "MAX(year)"),
    ],
)
def test_the_figure_of_a_part_is_not_that_of_the_whole(sql: str, figured: str) -> None:
    names = ("deaths", "bx_deaths", "births", "year", "bx_year", "id", "bx_id")
    columns = {name: Column(name=name, type="integer", distinct=9) for name in names}
    tree = parsed(sql)

    assert bool(sums.narrowed(tree, columns)) == ("bx" in figured)
    assert tree.selects[0].sql() == figured


GAMES = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=90,
    fits=1.0,
    columns=(
        Column(name="team", type="text", distinct=9),
        Column(name="attendance", type="integer", distinct=80, minimum="90", maximum="9000"),
        Column(name="goals", type="integer", distinct=8, minimum="0", maximum="9"),
    ),
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many people watched the games of Graz?", "SUM(attendance)"),
        ("How many people came to see Graz?", "SUM(attendance)"),
        ("How many spectators were at games of Graz?", "SUM(attendance)"),
        ("How many people scored for Graz?", "COUNT(*)"),
        ("How many games of Graz were watched by people?", "COUNT(*)"),
        ("How many teams had spectators?", "COUNT(*)"),
    ],
)
def test_people_who_watched_are_added_up_where_each_row_has_some(question: str, figure: str) -> None:
    tree = parsed("SELECT COUNT(*) FROM records WHERE team = 'Graz'")

    assert bool(sums.added_up(tree, question, GAMES)) == ("SUM" in figure)
    assert tree.selects[0].sql(dialect="duckdb").replace('"', "") == figure


def test_what_is_counted_of_the_column_itself_and_for_each_is_added_up_too() -> None:
    counted = parsed("SELECT COUNT(attendance) FROM records")
    ranked = parsed("SELECT team FROM records GROUP BY team ORDER BY COUNT(*) DESC LIMIT 1")
    used = parsed("SELECT COUNT(*) FROM records WHERE attendance > 1000")

    assert sums.added_up(counted, "How many people watched?", GAMES) == "attendance"
    assert sums.added_up(ranked, "Which team was watched by most people?", GAMES) == "attendance"
    assert counted.sql() == 'SELECT SUM("attendance") FROM records'
    assert 'ORDER BY SUM("attendance") DESC' in ranked.sql()
    assert not sums.added_up(used, "How many people watched?", GAMES)


def counting(name: str, distinct: int = 30, maximum: str = "900") -> Table:
    column = Column(name=name, type="integer", distinct=distinct, minimum="1", maximum=maximum)
    return Table(name="records", kind="delimited", row_is="line", rows=90, fits=1.0, columns=(column,))


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("How many passengers were on deck?", counting("passenger_id", 90, "90")),
        ("How many passengers were on deck?", counting("passenger")),
        ("How many passengers were on deck?", counting("passengers", 90, "92")),
        ("How many viewers were there?", counting("viewer_id")),
        ("How many viewers were there?", counting("viewer_age")),
        ("Which port had the most passengers?", counting("passenger_no")),
        ("How many passengers were female?", counting("passengers")),
        ("How many participants are from Graz?", counting("participants")),
        ("How many people came in March?", counting("visits")),
    ],
)
@pytest.mark.parametrize("figure", ["COUNT(*)", "COUNT({name})"])
def test_numbers_by_which_people_go_and_what_each_is_are_not_added_up(
    question: str, table: Table, figure: str
) -> None:
    sql = f"SELECT {figure.format(name=table.columns[0].name)} FROM records"
    tree = parsed(sql)

    assert sums.added_up(tree, question, table) == ""
    assert tree.sql(dialect="duckdb") == sql


@pytest.mark.parametrize("name", ["passengers", "passenger_count", "number_of_passengers"])
def test_how_many_people_a_row_has_is_added_up(name: str) -> None:
    for question in ("How many passengers were there?", "How many passengers were carried in May?"):
        assert sums.added_up(parsed("SELECT COUNT(*) FROM records"), question, counting(name)) == name
    whole = counting(name, distinct=90, maximum="80000")
    assert sums.added_up(parsed("SELECT COUNT(*) FROM records"), "How many passengers were there?", whole)
