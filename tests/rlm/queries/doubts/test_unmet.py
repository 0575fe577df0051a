"""An answer is marked where something that its question names has no place in the query."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.doubts import asked_measures, doubted_rows, unmet
from rlm_desktop.rlm.question.links import Links
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted
from tests.rlm.shop import shop


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many orders from Graz are paid?", "SELECT count(*) FROM records WHERE town = 'Graz'"),
        ("How many orders were there in March 2024?", "SELECT count(*) FROM records WHERE year(day) = 2024"),
        ("How many orders are returned?", "SELECT count(*) FROM records WHERE status = 'sent back'"),
        ("How many orders are not sent to anyone?", "SELECT count(*) FROM records WHERE quantity > 0"),
        ("How many orders were there on March 2?", "SELECT count(*) FROM records WHERE month(day) = 3"),
        ("What percentage of orders is paid?", "SELECT count(*) FROM records WHERE status = 'paid'"),
        ("How many orders are there per town?", "SELECT count(town) FROM records"),
        ("Which town is named most often?", "SELECT town FROM records ORDER BY town LIMIT 1"),
        ("How many orders had more than 3 pieces?", "SELECT count(*) FROM records WHERE line LIKE '%3%'"),
        ("Which town has the highest rate of returns?", "SELECT town FROM records ORDER BY quantity LIMIT 1"),
        (
            "Which town has the highest rate of returns?",
            "SELECT town, AVG(quantity) AS rate FROM records GROUP BY town ORDER BY rate DESC LIMIT 1",
        ),
        ("What does a bolt cost?", "SELECT quantity FROM records WHERE item = 'bolt'"),
        ("How heavy is a bolt?", "SELECT quantity FROM records WHERE item = 'bolt'"),
        ("Who won the Palme in 2024?", "SELECT clerk FROM records WHERE year(day) = 2024"),
        ("How many different people ordered?", "SELECT count(DISTINCT status) FROM records"),
        (
            "How many orders have no paid status?",
            "SELECT count(*) FROM records WHERE (status = 'paid') IS NULL",
        ),
        ("How many well-known customers are there?", "SELECT count(DISTINCT quantity) FROM records"),
        ("How many orders have a clerk?", "SELECT count(*) FROM records WHERE town IS NOT NULL"),
        (
            "Which clerk has the highest discount?",
            "SELECT clerk, max(order_no * quantity) AS discount FROM records GROUP BY clerk ORDER BY 2",
        ),
        (
            "How many orders say that the bolt is late?",
            "SELECT count(*) FROM records WHERE line LIKE '%bolt is late%'",
        ),
    ],
)
def test_what_the_query_passes_over_is_a_doubt(question: str, sql: str) -> None:
    assert check(question, sql).doubts


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many orders are there?", "SELECT count(*) FROM records"),
        (
            "How many orders from Graz are paid?",
            "SELECT count(*) FROM records WHERE town = 'Graz' AND status = 'paid'",
        ),
        ("How many orders are not paid?", "SELECT count(*) FROM records WHERE status <> 'paid'"),
        ("How many orders have more than 3 pieces?", "SELECT count(*) FROM records WHERE quantity > 3"),
        ("How many orders were there on March 2?", "SELECT count(*) FROM records WHERE day = '2024-03-02'"),
        (
            'How many lines say that it is late ("late")?',
            "SELECT count(*) FROM records WHERE line LIKE '%late%'",
        ),
        ("How many orders are there per town?", "SELECT town, count(*) FROM records GROUP BY town"),
        ("What is the total value of all orders?", "SELECT sum(order_no * quantity) AS value FROM records"),
        (
            "Which clerk has the most orders?",
            "SELECT clerk FROM records GROUP BY clerk ORDER BY count(*) DESC LIMIT 1",
        ),
    ],
)
def test_a_query_that_does_all_that_is_asked_is_beyond_doubt(question: str, sql: str) -> None:
    assert not check(question, sql).doubts


def test_how_many_of_a_column_counts_each_value_once() -> None:
    checked = check("How many towns are there?", "SELECT count(*) FROM records")

    assert shop().query(checked.program.text).rows == ((3,),)
    assert "Each town was counted once." in checked.mends


def test_what_the_file_is_called_by_is_its_rows() -> None:
    sql = "SELECT count(*) FROM records"

    assert check("How many items are there?", sql, called=("items-2024.csv",)).program.text == sql
    assert "DISTINCT" in check("How many different items are there?", sql, called=("items.csv",)).program.text


def test_an_amount_is_not_compared_with_what_rows_are_called_by() -> None:
    checked = check("How many orders are over 3?", "SELECT count(*) FROM records WHERE order_no > 3")

    assert shop().query(checked.program.text).rows == ((3,),)
    assert any("order_no" in mend for mend in checked.mends)


def test_numbers_of_rows_are_compared_where_they_are_asked_for() -> None:
    sql = "SELECT count(*) FROM records WHERE order_no > 3"

    assert check("How many orders have a number over 3?", sql).program.text == sql
    assert check("How many lines are of an order no over 3?", sql).program.text == sql


def test_groups_that_were_picked_are_counted_where_their_number_is_asked_for() -> None:
    sql = "SELECT count(DISTINCT town) FROM records GROUP BY town HAVING count(*) > 2"

    checked = check("How many towns have more than 2 orders?", sql)
    assert shop().query(checked.program.text).rows == ((2,),)
    assert "HAVING" in check("How many towns ordered more than once?", sql.replace("> 2", "> 1")).program.text
    assert check("How many orders has each town with more than 2?", sql).program.text == sql


def test_a_limit_that_no_value_fits_is_a_doubt() -> None:
    assert check(
        "How many orders are over 50 euros?", "SELECT count(*) FROM records WHERE quantity > 50"
    ).doubts
    assert not check(
        "How many orders have a quantity over 3?", "SELECT count(*) FROM records WHERE quantity > 3"
    ).doubts


def test_what_the_question_gives_is_no_answer() -> None:
    question = "Which clerk sold to Graz?"

    assert "town" in check(question, "SELECT town FROM records WHERE town = 'Graz'").problem
    assert not check(question, "SELECT clerk FROM records WHERE town = 'Graz'").problem


def test_a_text_that_is_half_asked_for_is_a_doubt_when_it_goes() -> None:
    sql = "SELECT count(*) FROM records WHERE item = 'bolt' AND line LIKE '%order overdue%'"

    assert check("How many orders of bolt are there?", sql).doubts
    assert not check("How many orders of bolt are there?", sql.replace("order overdue", "overdue")).doubts


@pytest.mark.parametrize(
    ("question", "sql", "is_doubted"),
    [
        ("How many kilos of fish were thrown away?", "SELECT sum(bytes / 1024) AS kilos FROM records", True),
        ("What did the board decide?", "SELECT lines FROM records WHERE recipient = 'Board'", True),
        ("What did the board want?", "SELECT recipient, lines FROM records", True),
        ("Who wrote most?", "SELECT sender, bytes FROM records ORDER BY bytes DESC LIMIT 1", False),
        ("How many kilobytes are the letters?", "SELECT sum(bytes / 1024) FROM records", False),
        (
            "Which letter is the longest?",
            "SELECT name, bytes FROM records ORDER BY bytes DESC LIMIT 1",
            False,
        ),
        ("How many lines did the board write?", "SELECT sum(lines) FROM records", False),
        ("Who wrote most?", "SELECT sender FROM records ORDER BY bytes DESC LIMIT 1", False),
        ("How many letters are there?", "SELECT count(*) FROM records", False),
    ],
)
def test_the_size_of_files_is_no_answer_where_no_size_is_asked_for(
    question: str, sql: str, is_doubted: bool
) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    letters = Table(name="records", kind="headers", row_is="document", rows=5, fits=1.0, columns=())
    traffic = Table(name="records", kind="log", row_is="line", rows=5, fits=1.0, columns=())

    assert isinstance(tree, exp.Query)
    assert bool(unmet.of_files(tree, question, [letters])) == is_doubted
    assert not unmet.of_files(tree, question, [traffic])


def test_lines_that_were_counted_are_no_letters() -> None:
    code = 'answer(scan("Anna Berg").lines)'

    assert unmet.of_lines("How many letters did Anna write?", code)
    assert not unmet.of_lines("How many lines of the letters name Anna?", code)
    assert not unmet.of_lines("How many letters are there?", "answer(len(documents()))")


@pytest.mark.parametrize(
    ("question", "code", "doubted"),
    [
        ("How many goats came ashore at Gull Point?", 'answer(scan("goats").lines)', True),
        ("How many goats came ashore?", 'answer(scan("goats").lines)', False),
        ("How many goats came ashore at Gull Point?", 'answer(scan("goats at Gull Point").lines)', False),
    ],
)
def test_places_with_a_word_are_not_all_at_the_place_that_is_named(
    question: str, code: str, doubted: bool
) -> None:
    assert bool(unmet.of_lines(question, code)) is doubted


def test_how_much_rain_is_no_sum_over_days_that_are_called_rain() -> None:
    days = "2014-01-01;4;rain\n2014-01-02;9;drizzle\n2014-01-03;0;sun\n"
    columns = {"fell": "CAST(split_part(line, ';', 2) AS BIGINT)", "weather": "split_part(line, ';', 3)"}
    context = FakeContext({"days.txt": days}, columns)

    def doubted(question: str, value: str) -> bool:
        query = f"SELECT sum(fell) FROM records WHERE weather = '{value}'"
        return any("taken for" in each for each in check(question, query, context).doubts)

    assert doubted("How much rain came down in 2014?", "rain")
    assert not doubted("How much drizzle was there?", "drizzle")


@pytest.mark.parametrize(
    ("question", "doubted"),
    [
        ("How many rounds a minute does the machine gun fire?", True),
        ("How many machine guns are there?", False),
        ("How often is the machine gun mentioned?", False),
        ("How many lines say machine gun?", False),
    ],
)
def test_places_that_say_a_word_are_not_what_is_asked_for(question: str, doubted: bool) -> None:
    assert bool(unmet.of_lines(question, 'answer(scan("machine gun").lines)')) is doubted


def test_a_column_that_says_how_often_is_missed_where_rows_are_counted() -> None:
    table = Table(name="records", kind="blocks", row_is="block", rows=9, fits=1.0, columns=())
    links = Links(columns=(("records", "times_married"),))
    sql = "SELECT husband, COUNT(*) AS n FROM families GROUP BY husband ORDER BY n DESC LIMIT 1"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    told = list(doubted_rows.of(tree, "Who was married the most times?", links, [table], ()))

    assert told == ["The question names times_married, and the query does not look at it."]


ISSUES = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=90,
    fits=1.0,
    columns=(Column(name="title", type="text", distinct=90),),
)


@pytest.mark.parametrize(
    ("question", "word", "doubted"),
    [
        ("How many of these issues have been closed?", "closed", True),
        ("How many of these are for Npower?", "npower", False),
        ("How many titles have closed in them?", "closed", False),
        ('How many have "closed" in them?', "closed", False),
        ("How many mention closed?", "closed", False),
    ],
)
def test_a_common_word_may_be_said_otherwise(question: str, word: str, doubted: bool) -> None:
    tree = sqlglot.parse_one(
        f"SELECT COUNT(*) FROM records WHERE CONTAINS(LOWER(title), '{word}')", dialect="duckdb"
    )
    assert isinstance(tree, exp.Query)

    assert bool(list(unmet.of_looked_for(tree, question, ISSUES))) is doubted


def test_texts_with_figures_are_no_order() -> None:
    rated = (("Rated 4.5 of 5 by 10,701", 1), ("Rated 5 of 5 by 8", 1))
    table = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=90,
        fits=1.0,
        columns=(Column(name="rating", type="text", distinct=90, values=rated),),
    )
    tree = sqlglot.parse_one("SELECT title FROM records ORDER BY rating DESC LIMIT 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert list(unmet.of_letters(tree, "Which has the most reviews?", table))
    assert not list(unmet.of_letters(tree, "Which comes first by letters?", table))


@pytest.mark.parametrize(
    ("question", "sql", "doubted"),
    [
        ("What do the late orders come to?", "SELECT town FROM records WHERE status = 'late'", True),
        (
            "What do the late orders come to?",
            "SELECT SUM(quantity) FROM records WHERE status = 'late'",
            False,
        ),
        ("Which towns did late orders come to from Graz?", "SELECT town FROM records", False),
    ],
)
def test_what_orders_come_to_is_a_sum(question: str, sql: str, doubted: bool) -> None:
    told = "The question asks for a sum, and the query adds up nothing."

    assert (told in check(question, sql).doubts) is doubted


@pytest.mark.parametrize(
    ("question", "code", "doubted"),
    [
        ("How many tests were run in total?", 'answer(find("tests", search("tests")))', True),
        ("How many entries are no books?", 'answer(len([h for h in search("book") if h]))', True),
        ("How many tests were run?", 'answer(find("tests", search("tests")))', False),
        ("How many tests were run?", 'answer(scan("Tests run").lines)', False),
        ("Who ran the tests?", 'answer(find("tests", search("tests")))', False),
    ],
)
def test_what_single_passages_tell_is_no_count(question: str, code: str, doubted: bool) -> None:
    assert bool(unmet.of_reading(question, code)) is doubted


def test_a_name_is_told_by_the_code_behind_it() -> None:
    context = FakeContext({"a.txt": "SEA;AA\nJFK;UA\n"}, parted("dest", "carrier"))

    def doubts(sql: str) -> list[str]:
        checked = check("Which carriers flew to Seattle (SEA)?", sql, context)
        return [doubt for doubt in checked.doubts if "Seattle" in doubt]

    assert not doubts("SELECT carrier FROM records WHERE dest = 'SEA'")
    assert doubts("SELECT carrier FROM records")


def _of_documents(question: str, sql: str) -> list[str]:
    columns = (
        Column(name="severity", type="text", distinct=3, values=(("down", 9), ("notice", 4))),
        Column(name="affected", type="text", distinct=9),
    )
    table = Table(name="records", kind="headers", row_is="document", rows=13, fits=1.0, columns=columns)
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return list(doubted_rows.of(tree, question, Links(), [table], ()))


def test_what_documents_are_called_may_mean_all_of_them() -> None:
    of_a_kind = "SELECT COUNT(*) FROM records WHERE severity = 'notice' AND affected = 'mail'"

    assert _of_documents("How many of the notices list mail?", of_a_kind) == [
        "Only those with severity = 'notice' were looked at: all may be meant."
    ]
    assert not _of_documents("How many of the notices with severity notice list mail?", of_a_kind)
    assert not _of_documents("How many documents list mail?", of_a_kind.replace("'notice'", "'down'"))


@pytest.mark.parametrize(
    ("question", "is_doubtful"),
    [
        ("Which incident is the oldest by its start time?", True),
        ("How many of the incidents began in 2016?", True),
        ("How many of these incidents began in 2016?", True),
        ("How many incidents began in 2016?", False),
        ("Which report tagged incident is the oldest?", False),
        ("How many of the incidents have incident as keyword?", False),
        ("Which report is the oldest?", False),
        ("Which incident was it?", False),
    ],
)
def test_a_keyword_of_a_few_may_be_what_all_are_called(question: str, is_doubtful: bool) -> None:
    keywords = Column(name="keywords", type="text", distinct=9, note="several, parted by “,”")
    table = Table(name="records", kind="headers", row_is="document", rows=13, fits=1.0, columns=(keywords,))
    for condition in (
        r"REGEXP_MATCHES(LOWER(keywords), '(^|[,;])\s*incident\s*')",
        "keywords LIKE '%incident%'",
    ):
        tree = sqlglot.parse_one(f"SELECT title FROM records WHERE {condition}", dialect="duckdb")
        assert isinstance(tree, exp.Query)
        told = list(doubted_rows.of(tree, question, Links(), [table], ()))

        assert (
            "Only those with keywords = 'incident' were looked at: all may be meant." in told
        ) == is_doubtful


def test_whoever_is_asked_for_is_not_told_by_what_was_asked_with() -> None:
    address = Column(name="address", type="text", distinct=9, values=(("HILL ROAD", 2), ("3 LANE", 1)))
    price = Column(name="price", type="integer", distinct=9, values=(("100", 2),))
    table = Table(
        name="records", kind="delimited", row_is="line", rows=13, fits=1.0, columns=(address, price)
    )
    tree = sqlglot.parse_one("SELECT address, price FROM records WHERE address = '3 LANE'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    (doubt,) = doubted_rows.of(tree, "Who bought 3 Lane?", Links(), [table], ())
    assert doubt == "The question asks who, and price does not hold names."


@pytest.mark.parametrize(
    ("question", "shown", "doubted"),
    [
        ("How deep was the quake at Jarm?", "gap", True),
        ("How deep was the quake at Jarm?", "depth_km", False),
        ("How tall is the tower?", "height", False),
        ("How tall is the tower?", "visitors", True),
        ("How warm was it at noon?", "temp", False),
        ("How many deep wells are there?", "gap", False),
    ],
)
def test_a_measure_is_told_by_a_column_that_is_about_it(question: str, shown: str, doubted: bool) -> None:
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert bool(list(asked_measures.doubts(tree, question))) is doubted


def test_what_the_one_file_is_called_is_no_name_that_is_missed() -> None:
    wall = FakeContext({"fortigate.csv": "a;1\nb;2\n"}, parted("address", "port"))
    asked, sql = "Which address has most rows in the FortiGate table?", "SELECT address FROM records LIMIT 1"

    assert not any("FortiGate" in one for one in check(asked, sql, wall, called=("fortigate.csv",)).doubts)
    assert any("FortiGate" in one for one in check(asked, sql, wall, called=("wall.csv",)).doubts)
    several = ("fortigate.csv", "cisco.csv")
    assert any("FortiGate" in one for one in check(asked, sql, wall, called=several).doubts)
