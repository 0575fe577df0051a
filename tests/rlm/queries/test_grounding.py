"""Conditions come from the question, values are spelled as the text has them, the rest is dropped."""

import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Checked, Grounding
from rlm_desktop.rlm.question import intent, linking
from tests.fakes import FakeContext
from tests.rlm.shop import shop


def check(question: str, sql: str) -> Checked:
    context = shop()
    links = linking.link(question, context.profile, context.query)
    return Grounding(question, context.profile, links, context.query).check(Program(language="sql", text=sql))


def result(question: str, sql: str) -> object:
    checked = check(question, sql)
    assert not checked.problem
    return shop().query(checked.program.text).rows


def test_a_condition_nobody_asked_for_is_dropped_and_told() -> None:
    checked = check(
        "What is the total quantity of bolt in 2024?",
        "SELECT SUM(quantity) FROM records WHERE item = 'bolt' AND status = 'paid' AND year(day) = 2024",
    )

    assert "paid" not in checked.program.text
    assert "2024" in checked.program.text and "'bolt'" in checked.program.text
    assert any("status" in mend and "dropped" in mend for mend in checked.mends)


def test_a_value_is_spelled_as_the_column_has_it() -> None:
    checked = check("How many orders are Paid?", "SELECT COUNT(*) FROM records WHERE status = 'Paid'")

    assert "'paid'" in checked.program.text


def test_a_value_is_looked_for_in_the_column_that_has_it() -> None:
    checked = check("How many orders come from Graz?", "SELECT COUNT(*) FROM records WHERE clerk = 'Graz'")

    assert "town = 'Graz'" in checked.program.text


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 100.0 * COUNT(*) FILTER (WHERE town = 'Graz' AND status <> 'paid') / COUNT(*) FROM records",
        "SELECT (SELECT COUNT(*) FROM records WHERE town = 'Graz' AND status <> 'paid') * 100.0"
        " / (SELECT COUNT(*) FROM records)",
    ],
)
def test_a_share_of_some_rows_divides_by_these(sql: str) -> None:
    share = result("What share of the orders from Graz was not paid?", sql)

    assert share == ((pytest.approx(100 / 3),),)


def test_a_share_of_all_rows_divides_by_all() -> None:
    sql = "SELECT 100.0 * COUNT(*) FILTER (WHERE town = 'Graz') / COUNT(*) FROM records"

    assert result("What share of the orders is from Graz?", sql) == ((37.5,),)


def test_rows_without_a_value_do_not_win_a_ranking() -> None:
    sql = "SELECT clerk, COUNT(*) AS n FROM records GROUP BY clerk ORDER BY n DESC LIMIT 1"

    assert result("Which clerk has the most orders?", sql) == (("dana", 3),)


def test_of_groups_beside_their_figures_the_one_with_most_is_taken() -> None:
    sql = "SELECT clerk, COUNT(*) AS n FROM records GROUP BY clerk"

    assert result("Which clerk has the most orders?", sql) == (("dana", 3),)
    assert "LIMIT 1" in check("Who has the fewest orders?", sql).program.text
    least = "SELECT item, MIN(quantity) FROM records GROUP BY item"
    assert result("Whats the smallest item?", least) == (("cable", 1),)
    assert "LIMIT" not in check("What is the smallest quantity of each item?", least).program.text


@pytest.mark.parametrize(
    "question",
    [
        "How many orders has each clerk?",
        "Which clerks have the most orders?",
        "What is the highest quantity per clerk?",
        "Which is the highest quantity of every clerk?",
    ],
)
def test_where_several_are_asked_for_all_groups_stay(question: str) -> None:
    sql = "SELECT clerk, MAX(quantity) AS n FROM records GROUP BY clerk"

    assert "LIMIT" not in check(question, sql).program.text


def test_quoted_text_is_looked_for_to_the_letter_and_underscores_are_no_wildcards() -> None:
    question = 'How many lines contain "late_x"?'

    assert result(question, "SELECT COUNT(*) FROM records WHERE line LIKE '%late_x%'") == ((0,),)


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


def test_a_phrase_that_is_no_whole_value_is_looked_for_inside_the_text() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE item = 'Graz;dana'"

    assert result('How many lines say "Graz;dana"?', sql) == ((1,),)


def test_a_query_that_leaves_out_a_number_or_a_month_scores_lower() -> None:
    question = "How many orders in March have a quantity of more than 3?"
    whole = check(question, "SELECT COUNT(*) FROM records WHERE month(day) = 3 AND quantity > 3")
    without = check(question, "SELECT COUNT(*) FROM records")

    assert whole.score > without.score


def test_what_lines_should_contain_is_looked_for_in_the_whole_line() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE status = 'late'"

    assert result("How many lines contain late?", sql) == ((2,),)


def test_a_made_up_value_gives_way_to_the_one_the_question_names() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE status = 'closed'"

    assert result("How many orders are open?", sql) == ((1,),)


def test_a_value_is_found_as_one_of_several_in_a_list() -> None:
    context = FakeContext(
        {"a.txt": "1|Ada Lee\n2|Ada Lee <a@x.org>, Kim Roy\n3|Kim Roy and Ada Lee\n4|Ada Leeds\n"},
        {"author": "split_part(line, '|', 2)"},
    )
    question = "How many rows name Ada Lee among their authors?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE author = 'Ada Lee'"
    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=sql)
    )

    assert context.query(checked.program.text).rows == ((3,),)


def test_less_than_zero_is_asked_for_by_negative() -> None:
    assert 0.0 in intent.numbers_in("How many bookings have a negative amount?")
    assert 0.0 in intent.numbers_in("How many flights had no delay?")
    assert 0.0 not in intent.numbers_in("How many orders are paid?")


def test_a_part_of_a_value_that_the_question_says_is_looked_for() -> None:
    context = FakeContext(
        {"a.log": "curl/8.5.0 1\nWget/1.21 2\ncurl/8.6.1 3\n"}, {"agent": "split_part(line, ' ', 1)"}
    )
    question = "How many requests were made with curl?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE agent = 'curl/8.5.0'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert context.query(checked.program.text).rows == ((2,),)


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


def test_what_the_question_writes_apart_is_looked_for_apart() -> None:
    context = FakeContext(
        {"a.log": "9:00 time out of node\n9:01 time flies\n9:02 node out\n"},
        {"clock": "split_part(line, ' ', 1)"},
    )
    question = "How many times did a node time out?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE line LIKE '%timeout%'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert context.query(checked.program.text).rows == ((1,),)


def test_a_text_is_looked_for_in_the_column_that_the_question_names() -> None:
    lines = "1;a;libc, python3 (>= 3.9);x\n2;b;python3;python3-doc\n3;c;libc;python3\n"
    names = ("package", "depends", "suggests")
    columns = {name: f"split_part(line, ';', {n})" for n, name in enumerate(names, 2)}
    context = FakeContext({"packages.txt": lines}, columns)
    question = "How many packages depend on python3?"
    links = linking.link(question, context.profile, context.query)
    grounding = Grounding(question, context.profile, links, context.query)

    checked = grounding.check(
        Program(language="sql", text="SELECT count(*) FROM records WHERE suggests LIKE '%python3%'")
    )

    assert context.query(checked.program.text).rows == ((2,),)


@pytest.mark.parametrize("value", ["AL", "al", "antity"])
def test_letters_inside_a_word_are_no_value_that_the_question_names(value: str) -> None:
    checked = check(
        "What is the total of quantity?", f"SELECT SUM(quantity) FROM records WHERE town = '{value}'"
    )

    assert "WHERE" not in checked.program.text


def test_a_text_is_not_held_to_a_number_but_the_first_number_in_it() -> None:
    context = FakeContext({"a.txt": "30m\n9-12m\n70m\n?\n"}, {"depth": "line"})
    question = "How many lie deeper than 50 metres?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE depth > '50'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert context.query(checked.program.text).rows == ((1,),)
    assert "depth holds texts: the first number in each was compared." in checked.doubts


def test_what_compares_is_no_name() -> None:
    context = FakeContext({"a.txt": "Younger;20\nYounger;31\nAda;25\n"}, {"name": "split_part(line, ';', 1)"})

    assert not linking.link("Who is younger than 30?", context.profile, context.query).values
    assert linking.link("How old is Younger?", context.profile, context.query).values


def test_a_name_is_found_that_is_written_with_points() -> None:
    context = FakeContext({"a.txt": "Sri.Lanka;1\nSri.Lanka;2\n"}, {"land": "split_part(line, ';', 1)"})

    (link,) = linking.link("How many are from Sri Lanka?", context.profile, context.query).values

    assert (link.phrase, link.value) == ("Sri Lanka", "Sri.Lanka")


def test_rows_left_out_for_what_nobody_asks_for_mark_the_answer() -> None:
    sql = "SELECT item FROM records WHERE NOT clerk IS NULL GROUP BY item ORDER BY COUNT(*) DESC LIMIT 1"

    assert check("Which item has the most orders?", sql).doubts == (
        "Only rows with clerk were looked at, of which the question does not speak.",
    )
    assert not check("Which item has the most orders with a clerk?", sql).doubts


def test_a_price_per_room_that_is_a_column_asks_for_no_groups() -> None:
    context = FakeContext({"a.txt": "120\n90\n"}, {"avg_price_per_room": "CAST(line AS INTEGER)"})
    question = "What is the average price per room?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT AVG(avg_price_per_room) FROM records"
    grounding = Grounding(question, context.profile, links, context.query)

    assert not grounding.check(Program(language="sql", text=sql)).doubts
    assert (
        Grounding("What is the price per day?", context.profile, links, context.query)
        .check(Program(language="sql", text=sql))
        .doubts
    )


def test_a_value_is_not_looked_for_in_another_column_where_the_question_names_its_own() -> None:
    context = FakeContext(
        {"a.txt": "Ada;red;blue\nKim;brown;green\nBo;brown;blue\n"},
        {
            "name": "split_part(line, ';', 1)",
            "hair_color": "split_part(line, ';', 2)",
            "eye_color": "split_part(line, ';', 3)",
        },
    )
    links = linking.link("Who has blue hair?", context.profile, context.query)
    program = Program(language="sql", text="SELECT name FROM records WHERE hair_color = 'blue'")

    checked = Grounding("Who has blue hair?", context.profile, links, context.query).check(program)

    assert "eye_color" not in checked.program.text


def test_the_first_of_groups_is_taken_by_a_largest_figure_as_well() -> None:
    checked = check(
        "What is the heaviest order of a clerk?", "SELECT clerk, MAX(quantity) FROM records GROUP BY clerk"
    )

    assert "ORDER BY MAX(quantity) DESC" in checked.program.text and "LIMIT 1" in checked.program.text


def test_a_total_is_not_made_a_hundred_times_as_large() -> None:
    assert result("What is the total quantity?", "SELECT SUM(quantity) * 100 FROM records") == ((27,),)
    share = "SELECT 100.0 * COUNT(*) FILTER (WHERE status = 'paid') / COUNT(*) FROM records"
    assert result("What percentage of the orders is paid?", share) == ((62.5,),)


def test_a_value_is_found_that_is_written_with_lines_between_its_words() -> None:
    context = FakeContext({"a.txt": "debt_relief;1\ncar;2\n"}, {"purpose": "split_part(line, ';', 1)"})
    question = "How many are for debt relief?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE purpose = 'Debt Relief'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert "'debt_relief'" in checked.program.text


def test_a_value_that_no_row_has_is_a_doubt() -> None:
    checked = check("How many orders are lost?", "SELECT COUNT(*) FROM records WHERE status = 'lost'")

    assert "No row has “lost” as its status." in checked.doubts


def test_a_number_in_words_has_all_its_zeros() -> None:
    checked = check("How many are above 3 million?", "SELECT COUNT(*) FROM records WHERE quantity > 30000000")

    assert "quantity > 3000000" in checked.program.text and "30000000" not in checked.program.text
    assert not [doubt for doubt in checked.doubts if "no place" in doubt]


def test_what_no_row_can_fit_is_left_out_of_a_ranking_and_told() -> None:
    ranking = "SELECT town FROM records WHERE item = 'Sold' GROUP BY town ORDER BY COUNT(*) DESC LIMIT 1"

    checked = check("In which town was most sold?", ranking)

    assert "Sold" not in checked.program.text
    assert "No row has “Sold” as its item." in checked.doubts


def test_an_empty_text_is_not_looked_for() -> None:
    never = check("How many orders were never opened?", "SELECT COUNT(*) FROM records WHERE stamp LIKE '%%'")
    assert "WHERE" not in never.program.text
    assert never.doubts

    without = "SELECT COUNT(*) FROM records WHERE clerk = ''"
    assert result("How many orders have no clerk?", without) == ((4,),)
    assert "WHERE" not in check("How many orders were never opened?", without).program.text


def test_each_of_a_list_may_be_a_part_of_a_value() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE town IN ('Gra', 'Cor')"
    assert result("How many orders are from Gra or Cor?", sql) == ((6,),)

    none = check(
        "How many orders are from Rome or Oslo?", "SELECT 1 FROM records WHERE town IN ('Rome', 'Oslo')"
    )
    assert len(none.doubts) > 0


def test_what_all_values_say_is_no_part_that_tells_them_apart() -> None:
    kinds = ("Living characters", "Deceased characters")
    context = FakeContext(
        {"comics.csv": "".join(f"Hero {n};{kinds[n % 2]}\n" for n in range(20))},
        {"name": "split_part(line, ';', 1)", "alive": "split_part(line, ';', 2)"},
    )
    question = "How many characters are dead?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE alive = 'Deceased characters'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert "'character'" not in checked.program.text


def test_what_names_each_row_is_not_counted_for_a_ranking() -> None:
    context = FakeContext(
        {"comics.csv": "".join(f"Hero {n};{n * 7}\n" for n in range(40))},
        {"name": "split_part(line, ';', 1)", "seen": "CAST(split_part(line, ';', 2) AS BIGINT)"},
    )
    question = "Which character appears most often?"
    grounding = Grounding(question, context.profile, linking.Links(), context.query)

    def problem(text: str) -> str:
        return grounding.check(Program(language="sql", text=text)).problem

    counted = "SELECT name, COUNT(*) AS n FROM records GROUP BY name ORDER BY n DESC LIMIT 1"
    assert "Each name stands in one row" in problem(counted)
    assert not problem("SELECT name, SUM(seen) AS n FROM records GROUP BY name ORDER BY n DESC LIMIT 1")


def test_a_value_in_several_spellings_is_looked_for_in_all() -> None:
    context = FakeContext({"a.txt": "In Review\nin review\nin-review\nDone\n"}, {"state": "line"})
    question = "How many are in review?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE state = 'In Review'"
    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=sql)
    )

    assert context.query(checked.program.text).rows == ((3,),)


def test_a_part_that_no_row_has_there_is_looked_for_where_values_begin_with_it() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE clerk LIKE '%cab%'"
    assert result("How many orders were of cab?", sql) == ((5,),)

    none = check("How many orders were of tar?", "SELECT COUNT(*) FROM records WHERE clerk LIKE '%tar%'")
    assert "No row has “tar” in its clerk." in none.doubts


def test_values_that_hold_the_one_asked_for_are_told_and_doubted_where_they_are_many() -> None:
    states = ["done"] * 30 + ["done in part"] + ["open"] * 4 + ["open again"] * 2
    context = FakeContext({"a.txt": "".join(f"{state}\n" for state in states)}, {"state": "line"})

    def checked(question: str, state: str) -> Checked:
        links = linking.link(question, context.profile, context.query)
        program = Program(language="sql", text=f"SELECT COUNT(*) FROM records WHERE state = '{state}'")
        return Grounding(question, context.profile, links, context.query).check(program)

    done, still_open = checked("How many are done?", "done"), checked("How many are open?", "open")
    assert done.mends == ("Not taken for 'done': 'done in part' (1).",) and not done.doubts
    assert still_open.doubts == ("Not taken for 'open': 'open again' (2).",)
    assert not checked("How many are done in part?", "done in part").doubts


def test_one_of_several_in_a_cell_counts_in_a_list_of_values_too() -> None:
    context = FakeContext({"a.txt": "Ada\nAda, Bob\nCyd\nDan\n"}, {"author": "line"})
    question = "How many are by Ada or Cyd?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE author IN ('Ada', 'Cyd')"
    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=sql)
    )

    assert context.query(checked.program.text).rows == ((3,),)


def test_a_word_of_a_column_that_is_named_is_no_value_of_another() -> None:
    context = FakeContext(
        {
            "peps.csv": "".join(
                f"PEP {n};{'Superseded' if n % 3 else 'Final'};{n if n % 2 else ''}\n" for n in range(30)
            )
        },
        {
            "title": "split_part(line, ';', 1)",
            "status": "split_part(line, ';', 2)",
            "superseded_by": "nullif(split_part(line, ';', 3), '')",
        },
    )
    question = "How many have been superseded by another, according to their Superseded-By header?"
    links = linking.link(question, context.profile, context.query)
    both = "SELECT COUNT(*) FROM records WHERE status = 'Superseded' AND NOT superseded_by IS NULL"

    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=both)
    )

    assert "status" not in checked.program.text
    assert "superseded_by" in checked.program.text


def test_a_value_is_looked_for_in_the_column_that_is_named_right_before_it() -> None:
    context = FakeContext(
        {
            "packages.txt": "".join(
                f"p{n};{'perl' if n % 5 == 0 else 'libs'};{'perl, tar' if n % 3 else 'tar'}\n"
                for n in range(30)
            )
        },
        {
            "package": "split_part(line, ';', 1)",
            "section": "split_part(line, ';', 2)",
            "depends": "split_part(line, ';', 3)",
        },
    )
    question = "How many packages depend on perl?"
    links = linking.link(question, context.profile, context.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records WHERE section = 'perl'")

    checked = Grounding(question, context.profile, links, context.query).check(program)

    assert int(str(context.query(checked.program.text).rows[0][0])) == 20
