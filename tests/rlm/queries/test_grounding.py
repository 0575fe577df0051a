"""What a query says comes from the question and fits the columns; the rest is dropped, mended or refused."""

import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted, result
from tests.rlm.shop import shop


def test_a_condition_nobody_asked_for_is_dropped_and_told() -> None:
    checked = check(
        "What is the total quantity of bolt in 2024?",
        "SELECT SUM(quantity) FROM records WHERE item = 'bolt' AND status = 'paid' AND year(day) = 2024",
    )

    assert "paid" not in checked.program.text
    assert "2024" in checked.program.text and "'bolt'" in checked.program.text
    assert any("status" in mend and "dropped" in mend for mend in checked.mends)


def test_the_first_of_some_rows_may_be_fetched() -> None:
    written = "SELECT day FROM records ORDER BY quantity DESC FETCH FIRST 1 ROWS ONLY"

    assert check("On which day was the largest quantity?", written).program.text.endswith("LIMIT 1")


def test_a_column_that_is_not_there_becomes_the_nearest_one() -> None:
    assert (
        "quantity"
        in check("What is the sum of quantities?", "SELECT SUM(quantitys) FROM records").program.text
    )


def test_a_column_with_no_near_name_is_a_problem_in_the_terms_of_the_data() -> None:
    problem = check("How many?", "SELECT COUNT(*) FROM records WHERE colour = 'red'").problem

    assert "colour" in problem and "status" in problem


@pytest.mark.parametrize("sql", ["DROP TABLE records", "SELECT FROM WHERE", "COPY records TO 'x'"])
def test_what_is_not_a_query_does_not_run(sql: str) -> None:
    assert check("How many?", sql).problem


def test_a_day_compared_with_a_time_means_the_whole_day() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE stamp <= '2024-03-02'"

    assert result("How many orders were there up to 2024-03-02?", sql) == ((3,),)


def test_a_query_that_uses_what_the_question_names_scores_higher() -> None:
    question = "How many orders from Graz are paid?"
    whole = check(question, "SELECT COUNT(*) FROM records WHERE town = 'Graz' AND status = 'paid'")
    half = check(question, "SELECT COUNT(*) FROM records WHERE town = 'Graz'")

    assert whole.score > half.score


def test_the_aggregate_must_fit_the_question() -> None:
    question = "What is the average quantity?"

    assert check(question, "SELECT AVG(quantity) FROM records").score > (
        check(question, "SELECT SUM(quantity) FROM records").score
    )


def test_a_phrase_of_the_question_means_one_column() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE town = 'Cork' AND clerk = 'Cork'"
    checked = check("How many orders of Cork are there?", sql)

    assert "clerk" not in checked.program.text or "town = 'Cork' AND town" in checked.program.text
    assert shop().query(checked.program.text).rows == ((3,),)


GRADES = "".join(f"{n};{'Bad' if n < 4 else 'Good'};{'Bad' if n < 6 else 'Good'}\n" for n in range(9))


def test_a_value_is_that_of_the_column_whose_name_the_question_says() -> None:
    context = FakeContext({"visits.txt": GRADES}, parted("visit_no", "overall_effect", "leadership"))
    sql = "SELECT COUNT(*) FROM records WHERE overall_effect = 'Bad' AND leadership = 'Bad'"

    checked = check("How many visits had an overall rating of bad?", sql, context)

    assert "leadership" not in checked.program.text
    assert context.query(checked.program.text).rows == ((4,),)


def test_a_word_that_only_relates_is_no_value() -> None:
    context = FakeContext({"visits.txt": GRADES}, parted("visit_no", "overall_effect", "leadership"))
    sql = "SELECT COUNT(*) FROM records WHERE leadership LIKE '%involved%' AND overall_effect = 'Bad'"

    assert "involved" not in check("How many involved something bad?", sql, context).program.text


def test_the_unit_of_the_answer_is_no_value() -> None:
    context = FakeContext({"paid.txt": "1;Ada;9\n2;Bo;8\n"}, parted("no", "who", "amount"))
    sql = "SELECT SUM(CAST(amount AS INTEGER)) FROM records WHERE who LIKE '%dollars%'"

    assert "dollar" not in check("What do the payments add up to in dollars?", sql, context).program.text


INVOICES = FakeContext({"paid.txt": "1;Ada;EUR;9\n2;Bo;USD;8\n"}, parted("no", "who", "currency", "sum"))


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How many invoices are in EUR?", "currency = 'EUR'"),
        ("How many invoices are in EUR?", "currency LIKE '%eur%'"),
        ("What do the invoices in EUR add up to?", "currency = 'EUR'"),
        ("What do the invoices add up to in USD?", "currency IN ('USD')"),
    ],
)
def test_a_currency_that_the_column_has_is_a_value(question: str, condition: str) -> None:
    sql = f"SELECT COUNT(*) FROM records WHERE {condition}"

    assert result(question, sql, INVOICES) == ((1,),)


@pytest.mark.parametrize("condition", ["currency = 'euros'", "who = 'euros'"])
def test_a_unit_of_what_is_counted_is_never_left_out_untold(condition: str) -> None:
    sql = f"SELECT COUNT(*) FROM records WHERE {condition}"

    checked = check("How many invoices are in euros?", sql, INVOICES)

    assert "WHERE" in checked.program.text or checked.doubts or checked.problem


def test_a_query_that_leaves_out_a_number_or_a_month_scores_lower() -> None:
    question = "How many orders in March have a quantity of more than 3?"
    whole = check(question, "SELECT COUNT(*) FROM records WHERE month(day) = 3 AND quantity > 3")
    without = check(question, "SELECT COUNT(*) FROM records")

    assert whole.score > without.score


@pytest.mark.parametrize(
    "written",
    [
        "strftime(day, '%Y-%m') = '2024-03'",
        "CAST(day AS TEXT) LIKE '2024-03%'",
        "CAST(stamp AS DATE) BETWEEN CAST('2024-03-01' AS DATE) AND CAST('2024-03-31' AS DATE)",
        "date_trunc('month', day) = '2024-03-01'",
    ],
)
def test_a_month_that_the_question_names_stays_in_any_form(written: str) -> None:
    question = "How many orders were there in March 2024?"

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {written}") == ((3,),)


def test_a_month_that_nobody_asked_for_goes_in_any_form() -> None:
    checked = check(
        "How many orders are paid?",
        "SELECT COUNT(*) FROM records WHERE status = 'paid' AND strftime(day, '%Y-%m') = '2024-03'",
    )

    assert "2024-03" not in checked.program.text


def test_a_text_is_not_held_to_a_number_but_the_first_number_in_it() -> None:
    context = FakeContext({"a.txt": "30m\n9-12m\n70m\n?\n"}, {"depth": "line"})
    question = "How many lie deeper than 50 metres?"
    query = "SELECT COUNT(*) FROM records WHERE depth > '50'"

    checked = check(question, query, context)

    assert context.query(checked.program.text).rows == ((1,),)
    assert "depth holds texts: the first number in each was compared." in checked.doubts


def test_rows_left_out_for_what_nobody_asks_for_mark_the_answer() -> None:
    sql = "SELECT item FROM records WHERE NOT clerk IS NULL GROUP BY item ORDER BY COUNT(*) DESC LIMIT 1"

    assert check("Which item has the most orders?", sql).doubts == (
        "Only rows with clerk were looked at, of which the question does not speak.",
    )
    assert not check("Which item has the most orders with a clerk?", sql).doubts


def test_a_number_in_words_has_all_its_zeros() -> None:
    checked = check("How many are above 3 million?", "SELECT COUNT(*) FROM records WHERE quantity > 30000000")

    assert "quantity > 3000000" in checked.program.text and "30000000" not in checked.program.text
    assert not [doubt for doubt in checked.doubts if "no place" in doubt]


def test_a_column_that_the_question_speaks_of_is_not_taken_for_another() -> None:
    games = FakeContext(
        {"games.txt": "Ada;Ben;Ada;white\nBen;Ada;Ada;black\nBen;Ada;Ben;black\n"},
        {
            "white": "split_part(line, ';', 1)",
            "black": "split_part(line, ';', 2)",
            "winner": "split_part(line, ';', 3)",
            "color": "split_part(line, ';', 4)",
        },
    )
    question = "How many games did Ada win with the black pieces?"
    links = linking.link(question, games.profile, games.query)
    sql = "SELECT COUNT(*) FROM records WHERE winner = 'Ada' AND color = 'black'"

    checked = Grounding(question, games.profile, links, games.query).check(Program(language="sql", text=sql))

    assert games.query(checked.program.text).rows == ((1,),)


def test_a_condition_stays_where_another_says_already_what_it_would_become() -> None:
    games = FakeContext(
        {"games.txt": "Ada;Ben;Ada\nBen;Ada;Ada\nBen;Ada;Ben\n"},
        {
            "white": "split_part(line, ';', 1)",
            "black": "split_part(line, ';', 2)",
            "winner": "split_part(line, ';', 3)",
        },
    )
    question = "How many games did Ada win with the black pieces?"
    links = linking.link(question, games.profile, games.query)
    sql = "SELECT COUNT(*) FROM records WHERE winner = 'Ada' AND black = 'Ada'"

    checked = Grounding(question, games.profile, links, games.query).check(Program(language="sql", text=sql))

    assert games.query(checked.program.text).rows == ((1,),)


def test_values_that_case_compares_with_are_checked() -> None:
    asked = "How many orders are there, and how many of them are paid?"
    counted = "SELECT COUNT(*), SUM(CASE WHEN {} THEN 1 ELSE 0 END) FROM records"

    spelled = check(asked, counted.format("status = 'PAID'"))
    nowhere = check(asked, counted.format("item = 'paid off'"))

    assert "status = 'paid'" in spelled.program.text
    assert not spelled.doubts
    assert nowhere.doubts


def test_who_never_did_something_is_asked_of_those_who_did() -> None:
    checked = check(
        "Which clerks never sold to Graz?",
        "SELECT clerk FROM records WHERE town = 'Graz' AND status LIKE '%never%'",
    )

    assert "never" not in checked.program.text
    assert "NOT " in checked.program.text and "SELECT DISTINCT" in checked.program.text


def test_a_name_with_signs_in_it_is_looked_for_as_a_whole() -> None:
    context = FakeContext(
        {"issues.txt": "1;area-System.Net\n2;area-System.IO\n3;area-System.Net\n"}, parted("number", "area")
    )
    query = "SELECT COUNT(*) FROM records WHERE area = 'area-System.Net.Http'"

    checked = check("How many fall under System.Net?", query, context)

    assert "'system.net'" in checked.program.text


def test_of_a_text_that_is_looked_for_what_the_question_says_is_left() -> None:
    lines = "Disk quota exceeded for order 7\nPayment accepted for order 8\n" * 9
    log = FakeContext({"app.log": lines}, {"message": "line"})
    query = "SELECT COUNT(*) FROM records WHERE message LIKE '%Disk quota exceeded for order%'"

    checked = check("How many entries speak of a disk quota?", query, log)

    assert "'disk quota'" in checked.program.text
    assert log.query(checked.program.text).rows == ((9,),)


def test_a_format_may_stand_before_its_time() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE strftime('%Y', day) = '2023'"

    assert result("How many orders were there in 2023?", sql) == ((1,),)


def test_what_the_file_is_called_is_not_looked_for_inside_texts() -> None:
    context = FakeContext(
        {"water.txt": "1;North Water;Town\n2;Mill School;Town\n"}, parted("no", "name", "owner")
    )
    sql = "SELECT COUNT(*) FROM records WHERE name LIKE '%water%' AND owner = 'Town'"

    checked = check(
        "How many samples of water systems are a town's?", sql, context, called=("school_water.csv",)
    )
    assert "water" not in checked.program.text.lower()
    assert checked.doubts
    assert (
        "water"
        in check("How many have water in their name?", sql, context, called=("water.csv",)).program.text
    )


def test_a_word_that_is_looked_for_stays_though_the_file_is_called_so() -> None:
    context = FakeContext({"books.csv": "1;A book of ropes\n2;Ships\n3;The book\n"}, parted("no", "title"))
    sql = "SELECT COUNT(*) FROM records WHERE title LIKE '%book%'"

    for asked in ("How many titles contain book?", 'In how many rows stands "book"?'):
        checked = check(asked, sql, context, called=("books.csv",))
        assert "'book'" in checked.program.text or "%book%" in checked.program.text


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("How many require BIP 380?", "require bip 380", False),
        ("How many are titled require BIP 380?", "require bip 380", True),
        ("How many require BIP 380 and a fork?", "fork", True),
        ("How many require BIP 380, of 381?", "381", True),
        ("How many 380 require BIP 380?", "require bip 380", True),
    ],
)
def test_a_text_that_another_condition_says_is_dropped(question: str, text: str, kept: bool) -> None:
    names = ("titled", "requires")
    columns = {name: f"split_part(line, ';', {n})" for n, name in enumerate(names, 1)}
    context = FakeContext({"a.txt": "A fork;380, 381\nB;12\nC 381;39\n"}, columns)
    where = f"contains(lower(titled), '{text}') AND contains(requires, '380')"
    sql = f"SELECT count(*) FROM records WHERE {where}"

    program = check(question, sql, context).program

    assert program is not None and ("titled" in program.text.lower()) is kept


def test_of_several_conditions_of_a_case_those_are_kept_that_are_asked_for() -> None:
    share = "SELECT 100.0 * SUM(CASE WHEN {} THEN 1 ELSE 0 END) / COUNT(*) FROM records"
    checked = check("What share of the orders is paid?", share.format("clerk = 'dana' AND status = 'paid'"))
    none = check("What share of the orders is paid?", share.format("status = 'paid'"))

    assert "dana" not in checked.program.text and "'paid'" in checked.program.text
    assert "The condition clerk = 'dana' was dropped: the question does not ask for it." in checked.mends
    assert not none.mends


@pytest.mark.parametrize("text", ["(" * 3000 + "1" + ")" * 3000, "NOT " * 5000 + "true"])
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    checked = check("How many orders are there?", f"SELECT count(*) FROM records WHERE {text}")

    assert checked.problem


@pytest.mark.parametrize("sql", ["SELECT", "SELECT (SELECT)", "WITH a AS (SELECT) SELECT 1"])
def test_a_query_that_shows_nothing_is_refused(sql: str) -> None:
    assert check("How many orders are there?", sql).problem


def test_a_question_of_signs_names_no_value() -> None:
    context = shop()

    assert not linking.link("0 . 0", context.profile, context.query).values


def test_what_the_file_is_called_in_the_question_is_no_condition() -> None:
    log = FakeContext(
        {"error.log": "error 10.0.0.1\nerror 10.0.0.2\ncrit 10.0.0.1\n"}, parted("level", "ip", by=" ")
    )
    sql = "SELECT COUNT(*) FROM records WHERE level = 'error'"
    rows = {
        question: log.query(check(question, sql, log, called=("error.log",)).program.text).rows[0][0]
        for question in (
            "How many entries does the error log have?",
            "How many error entries does the error log have?",
            "How many entries are errors?",
        )
    }

    assert list(rows.values()) == [3, 2, 2]


def test_a_column_is_not_set_against_itself_for_two_names_that_there_are_not() -> None:
    checked = check("How far apart are they?", "SELECT MAX(quantities) - quantity_total FROM records")

    assert "There is no column" in checked.problem


def test_two_names_for_one_column_may_be_used_apart() -> None:
    sql = "SELECT quantities FROM records ORDER BY quantity_total DESC"
    checked = check("What is the highest quantity?", sql)

    assert not checked.problem


@pytest.mark.parametrize(
    ("question", "empty"),
    [
        ("How many do not name a place where they are discussed?", True),
        ("How many have no discussion?", True),
        ("How many are late?", False),
    ],
)
def test_a_column_is_empty_where_a_form_of_its_word_says_so(question: str, empty: bool) -> None:
    context = FakeContext({"p.txt": "1;here\n2;\n3;\n"}, parted("no", "discussions_to"))
    checked = check(question, "SELECT COUNT(*) FROM records WHERE discussions_to = ''", context)

    assert ("IS NULL" in checked.program.text) is empty
