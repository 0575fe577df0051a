"""What a row is called by is its own: the number of an order is not how many were ordered."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import subjects


def table(first: str = "c1") -> Table:
    columns = (
        Column(name=first, type="integer", distinct=500),
        Column(name="c2", type="integer", distinct=40),
        Column(name="c3", type="decimal", distinct=498),
    )
    return Table(name="records", kind="delimited", row_is="line", rows=500, fits=1.0, columns=columns)


def shown(question: str, sql: str, of: Table) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    subjects.number_shown(tree, question, of)
    return tree.sql(dialect="duckdb")


def test_the_number_that_is_different_in_every_row_is_the_order_number() -> None:
    sql = "SELECT c2 FROM records ORDER BY c3 DESC LIMIT 1"

    told = shown("Which order number has the highest price?", sql, table())

    assert told == 'SELECT "c1" FROM records ORDER BY c3 DESC LIMIT 1'


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which order number has the highest price?", "SELECT c1 FROM records ORDER BY c3 DESC LIMIT 1"),
        ("Which order number is the most frequent?", "SELECT c2, COUNT(*) FROM records GROUP BY c2"),
        ("What is the highest price?", "SELECT c2 FROM records ORDER BY c3 DESC LIMIT 1"),
    ],
)
def test_what_is_its_own_grouped_or_not_asked_for_stays(question: str, sql: str) -> None:
    assert shown(question, sql, table()) == sql


def test_a_column_that_the_text_calls_so_stays() -> None:
    columns = (*table().columns[:1], Column(name="gate", type="integer", distinct=12), *table().columns[2:])
    gates = Table(name="records", kind="delimited", row_is="line", rows=500, fits=1.0, columns=columns)
    sql = "SELECT gate FROM records ORDER BY c3 DESC LIMIT 1"

    assert shown("Which gate number has the highest price?", sql, gates) == sql


@pytest.mark.parametrize(
    ("second", "wrong"),
    [
        (Column(name="ordered", type="integer", distinct=500, minimum="70001", maximum="70600"), "ordered"),
        (Column(name="people", type="integer", distinct=500, minimum="412", maximum="37400000"), None),
    ],
)
def test_amounts_that_never_repeat_are_not_what_rows_are_called_by(second: Column, wrong: str | None) -> None:
    area = Column(name="area", type="decimal", distinct=498)
    towns = Table(
        name="records", kind="delimited", row_is="line", rows=500, fits=1.0,
        columns=(Column(name="town", type="text", distinct=500), second, area),
    )  # fmt: skip
    condition = sqlglot.condition(f"{second.name} > 1000000", dialect="duckdb")

    found = subjects.misplaced(condition, towns, "Which are above 1,000,000?")

    assert (found.name if found else None) == wrong


def test_the_only_number_of_a_table_is_its_amount() -> None:
    only = Column(name="c1", type="integer", distinct=500, minimum="1", maximum="600")
    of = Table(name="records", kind="delimited", row_is="line", rows=500, fits=1.0, columns=(only,))

    assert subjects.misplaced(sqlglot.condition("c1 > 400"), of, "Which are above 400?") is None


def test_how_many_there_are_is_no_list_of_numbers() -> None:
    assert subjects.is_one_number("How many people come from Graz?", [14, 5, 11])
    assert not subjects.is_one_number("How many people come from Graz?", 3)
    assert not subjects.is_one_number("How many people come from each town?", [14, 5, 11])
    assert not subjects.is_one_number("How many come from Graz, and who?", [3, 5])


@pytest.mark.parametrize(
    ("question", "rows", "several"),
    [
        ("How many deals are there, and what is the average price?", [[1, 2], [3, 4]], True),
        ("What did our orders of 2013 come to with tax, and how many are they?", [[1, 2], [3, 4]], True),
        ("How many deals are there, and what is the average price?", [1, 2], False),
        ("How many deals are there for each town, and what is the average price?", [[1, 2], [3, 4]], False),
        ("Which towns are there, and how many deals have they?", [["Graz", 2], ["Oulu", 4]], False),
    ],
)
def test_two_figures_are_one_row(question: str, rows: list[object], several: bool) -> None:
    assert subjects.are_single_figures(question, rows) is several


def test_the_letters_of_a_text_are_no_list() -> None:
    assert subjects.are_letters([" ", ".", "R", "e", "a", "d"])
    assert not subjects.are_letters(["A", "B", "C", "D", "F", "3"])
    assert not subjects.are_letters(["a.b", "c", "d", ".", " "])


@pytest.mark.parametrize(
    ("question", "value", "lacks"),
    [
        ("How much was the fee for application 08/01412?", ["2008-06-03", "PER", "An extension."], True),
        ("How much was the fee for application 08/01412?", ["08/01412", "2008-06-03 10:00:00"], True),
        ("How much was the fee for application 08/01412?", ["PER", 112.5], False),
        ("How much does it cost?", "some twelve pounds", False),
        ("How much was the fee?", [["waived", "2024-01-02"]], False),
        ("How much of the land is theirs?", "a third", False),
        ("How much did Ada pay?", [["Ada", "£1,200"]], False),
        ("How much as one can tell?", ["Ada"], False),
        ("Who paid the fee?", ["Ada"], False),
    ],
)
def test_how_much_is_told_by_a_number(question: str, value: object, lacks: bool) -> None:
    assert subjects.is_no_amount(question, value) is lacks


@pytest.mark.parametrize(
    ("question", "value", "thing"),
    [
        ("In which city does Pieter live?", ["2012-02-11", "2014-04-01"], "city"),
        ("In which city does Pieter live?", ["2012-02-11", "Bern"], ""),
        ("On which day does the fair open?", ["2012-02-11"], ""),
        ("Which orders were paid?", ["2012-02-11"], ""),
        ("Which rows were paid?", ["2012-02-11"], ""),
        ("When was it?", ["2012-02-11"], ""),
        ("Which city is the largest?", [], ""),
    ],
)
def test_a_thing_is_not_told_by_days_alone(question: str, value: object, thing: str) -> None:
    assert subjects.days_instead(question, value) == thing
    assert bool(subjects.unlike(question, value)) is bool(thing)


@pytest.mark.parametrize(
    ("question", "value", "lines"),
    [
        (
            "As he says, how many cents a pound were they paid?",
            ["We took the small town.", "A large force lay there."],
            True,
        ),
        (
            "How many towns were taken, and which ones?",
            ["We took the small town.", "A large force lay there."],
            False,
        ),
        ("How many towns are there?", ["Bern", "New York"], False),
        ("Which sentences speak of towns?", ["We took the small town.", "A large force lay there."], False),
    ],
)
def test_lines_of_the_text_do_not_tell_how_many(question: str, value: object, lines: bool) -> None:
    assert subjects.are_lines(question, value) is lines
    assert bool(subjects.unlike(question, value)) is lines


def test_what_is_yes_or_no_by_one_and_zero_is_not_counted_by_its_values() -> None:
    ones = Column(name="musician", type="integer", distinct=2, minimum="0", maximum="1")
    people = msgspec.structs.replace(table(), columns=(ones,))
    kinds = msgspec.structs.replace(people, columns=(msgspec.structs.replace(ones, distinct=9, maximum="9"),))

    assert subjects.counted("How many musicians are there?", people) is None
    assert subjects.counted("How many musicians are there?", kinds) is not None


def test_a_city_is_no_mailbox() -> None:
    asked = "In which city does Pieter live?"

    assert subjects.unlike(asked, ["pieter@example.org", "bips@example.net"]).startswith(
        "Addresses were given"
    )
    assert not subjects.unlike(asked, ["Bern", "pieter@example.org"])
    assert not subjects.unlike("Which person is it?", "pieter@example.org")


@pytest.mark.parametrize(
    ("question", "sql", "mended"),
    [
        ("Give the numbers of all the orders in Graz.", "SELECT COUNT(*) FROM records", True),
        ("What are the numbers of those that are late?", "SELECT COUNT(*) FROM records", True),
        ("Give the number of all the orders in Graz.", "SELECT COUNT(*) FROM records", False),
        ("Give the numbers of all orders by town.", "SELECT c2, COUNT(*) FROM records GROUP BY c2", False),
        ("Give the numbers of men and women.", "SELECT COUNT(*) FROM records", False),
        ("How many are there of all the orders?", "SELECT COUNT(*) FROM records", False),
        ("Give the numbers of all the orders.", "SELECT c1 FROM records", False),
    ],
)
def test_the_numbers_of_all_are_those_they_are_called_by(question: str, sql: str, mended: bool) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert subjects.numbers_listed(tree, question, table()) == ("c1" if mended else "")
    assert (tree.sql(dialect="duckdb") == 'SELECT "c1" FROM records') == mended


@pytest.mark.parametrize(
    ("question", "value", "fits"),
    [
        ("How deep was the quake of magnitude 6.1?", "mww", False),
        ("How deep was the quake of magnitude 6.1?", "6.1", False),
        ("How deep was the quake of magnitude 6.1?", "70.8, 36.5, 191.19", True),
        ("How long, in hours, was the delay?", "late", False),
        ("How high is the risk?", "medium", True),
        ("How old is the oldest?", "2015-10-27", True),
        ("How fast was it?", 91.5, True),
        ("How tall is Kim?", "180 cm", True),
    ],
)
def test_what_is_measured_is_told_by_a_number(question: str, value: object, fits: bool) -> None:
    assert bool(subjects.unlike(question, value)) is not fits


def test_the_one_file_is_none_of_what_it_lists() -> None:
    called = ("stations.txt",)

    assert subjects.unlike("List every station that began before 1910.", ["stations.txt"], called)
    assert not subjects.unlike("Which file mentions 1910?", ["stations.txt"], called)
    assert not subjects.unlike("List every station that began before 1910.", ["Graz"], called)
    assert not subjects.unlike("Which mention 1910?", ["a.txt"], ("a.txt", "b.txt"))


def test_a_column_that_few_rows_have_is_not_what_is_counted() -> None:
    def counted(nulls: int) -> Column | None:
        column = Column(name="proposal", type="text", distinct=9, nulls=nulls)
        rows = Table(name="records", kind="headers", row_is="document", rows=60, fits=1.0, columns=(column,))
        return subjects.counted("How many of the proposals were rejected?", rows)

    assert counted(20) is not None
    assert counted(50) is None


@pytest.mark.parametrize(("first", "column"), [("260-onions.txt", "file"), ("onions.txt", "")])
def test_a_number_that_a_name_begins_with_tells_which_it_is(first: str, column: str) -> None:
    names = Column(name="file", type="text", distinct=60, values=((first, 1), ("332-extra.md", 1)))
    rows = Table(name="records", kind="headers", row_is="document", rows=60, fits=1.0, columns=(names,))
    tree = sqlglot.parse_one("SELECT COUNT(*) FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert subjects.numbers_listed(tree, "List the numbers of all the finished ones.", rows) == column


def test_the_number_of_an_event_says_of_what_kind_it_is_where_each_row_has_a_level() -> None:
    number = Column(name="event_id", type="integer", distinct=27)
    level, time = Column(name="severity", type="text", distinct=3), Column(name="time", type="timestamp")
    log = msgspec.structs.replace(table(), rows=2000, columns=(number, level, time))
    visits = msgspec.structs.replace(log, columns=(number, time))

    assert subjects.counted("How many events came from web3?", log) is None
    assert subjects.counted("How many different events are there?", log) == number
    assert subjects.counted("How many events were there?", visits) == number


@pytest.mark.parametrize(("rows", "apart"), [(120, False), (3000, True), (12, False)])
def test_the_months_of_several_years_are_rows(rows: int, apart: bool) -> None:
    months = Table(
        name="records",
        kind="delimited",
        row_is="record",
        rows=rows,
        fits=1.0,
        columns=(
            Column(name="year", type="integer", distinct=max(1, min(10, rows // 12))),
            Column(name="month", type="integer", distinct=12),
        ),
    )
    assert (subjects.counted("How many months were dry?", months) is not None) is apart
