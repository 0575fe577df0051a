"""Of the groups of a query the one that is asked for is told, or all where all are."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.queries.measures import groups
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted, result


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


def test_a_price_per_room_that_is_a_column_asks_for_no_groups() -> None:
    context = FakeContext({"a.txt": "120\n90\n"}, {"avg_price_per_room": "CAST(line AS INTEGER)"})
    sql = "SELECT AVG(avg_price_per_room) FROM records"

    assert not check("What is the average price per room?", sql, context).doubts
    assert check("What is the price per day?", sql, context).doubts


def test_the_first_of_groups_is_taken_by_a_largest_figure_as_well() -> None:
    checked = check(
        "What is the heaviest order of a clerk?", "SELECT clerk, MAX(quantity) FROM records GROUP BY clerk"
    )

    assert "ORDER BY MAX(quantity) DESC" in checked.program.text and "LIMIT 1" in checked.program.text


def test_what_no_row_can_fit_is_left_out_of_a_ranking_and_told() -> None:
    ranking = "SELECT town FROM records WHERE item = 'Sold' GROUP BY town ORDER BY COUNT(*) DESC LIMIT 1"

    checked = check("In which town was most sold?", ranking)

    assert "Sold" not in checked.program.text
    assert "No row has “Sold” as its item." in checked.doubts


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


def test_what_is_to_be_listed_is_listed_once() -> None:
    sql = "SELECT item FROM records WHERE status = 'paid'"

    assert result("List every item that was paid.", sql) == (("bolt",), ("cable",))


def test_a_ranking_is_not_held_to_one_of_its_groups() -> None:
    query = (
        "SELECT town, COUNT(*) AS n FROM records WHERE town = 'Cork' GROUP BY town ORDER BY n DESC LIMIT 1"
    )
    checked = check("Which town has the most orders, Cork or another?", query)

    assert "Cork" not in checked.program.text
    assert "All groups were compared, not “Cork” alone." in checked.mends


@pytest.mark.parametrize(
    ("question", "town"),
    [
        ("How many orders are in Cork?", "Cork"),
        ("How many orders has Cork, the town with the most?", "Cork"),
        ("What was ordered in Cork the most?", "Cork"),
        ("Which item was ordered most in Cork?", "Cork"),
        ("Which place has the most orders?", ""),
        ("Which town has the highest number of orders?", ""),
    ],
)
def test_a_group_that_is_asked_for_itself_stays(question: str, town: str) -> None:
    value = town or "Order"
    tree = sqlglot.parse_one(
        f"SELECT town, COUNT(*) FROM records WHERE town = '{value}' GROUP BY town ORDER BY 2 DESC LIMIT 1",
        dialect="duckdb",
    )
    assert isinstance(tree, exp.Query)

    assert groups.fixed(tree, question) == ("" if town else value)
    assert (value in tree.sql()) is bool(town)


PLACES = FakeContext(
    {"votes.csv": "".join(f"Town{n};{500 - 7 * n};{n % 5}\n" for n in range(40))},
    {
        "town": "split_part(line, ';', 1)",
        "voters": "CAST(split_part(line, ';', 2) AS BIGINT)",
        "parties": "CAST(split_part(line, ';', 3) AS BIGINT)",
    },
)


def test_a_figure_of_single_rows_that_is_named_ranks_them_and_not_their_count() -> None:
    sql = "SELECT town, COUNT(*) AS n FROM records GROUP BY town ORDER BY n {} LIMIT 1"

    assert result("Which town has the fewest voters?", sql.format("ASC"), PLACES) == (("Town39", 227),)
    assert result("Which town has the most voters?", sql.format("DESC"), PLACES) == (("Town0", 500),)
    both = check("Which town has the most voters and parties?", sql.format("DESC"), PLACES)
    assert "stands in one row, so counting them ranks nothing" in both.problem


DRINKS = FakeContext(
    {"drinks.csv": "tea;cash;2\n;cash;3\ncocoa;card;4\n"},
    {
        "drink_name": "nullif(split_part(line, ';', 1), '')",
        "paid_by": "split_part(line, ';', 2)",
        "price": "CAST(split_part(line, ';', 3) AS BIGINT)",
    },
)
FILLED = "SELECT count(*), sum(price) FROM records WHERE paid_by = 'cash' AND NOT drink_name IS NULL"


def test_rows_need_not_have_a_name_for_what_they_are_counted_as() -> None:
    asked = "How many of the drink sales were paid by cash, and how much was that?"

    assert result(asked, FILLED, DRINKS) == ((2, 5),)


@pytest.mark.parametrize(
    "question",
    [
        "How many of the drink sales paid by cash have a name?",
        "How many of the drink sales were given a name and paid by cash?",
        "How many of the named sales were paid by cash?",
        "How many of the sales have a drink and were paid by cash?",
    ],
)
def test_rows_have_a_name_where_that_is_asked(question: str) -> None:
    assert result(question, FILLED, DRINKS) == ((1, 2),)


def test_what_there_is_most_of_is_told_by_the_column_with_its_number() -> None:
    polls = FakeContext(
        {"polls.csv": "".join(f"Firm{n};{500 - 7 * n};{n}\n" for n in range(40))},
        {
            "firm": "split_part(line, ';', 1)",
            "number_of_polls": "CAST(split_part(line, ';', 2) AS BIGINT)",
            "number_of_polls_for_bias": "CAST(split_part(line, ';', 3) AS BIGINT)",
        },
    )
    sql = "SELECT firm, COUNT(*) AS n FROM records GROUP BY firm ORDER BY n DESC LIMIT 1"

    assert result("Which firm has done the most polls?", sql, polls) == (("Firm0", 500),)
    assert "ranks nothing" in check("Which firm has done the most surveys?", sql, polls).problem
    limit = "SELECT firm FROM records GROUP BY firm HAVING COUNT(*) > 490"
    found = result("Which firms have more than 490 polls?", limit, polls)
    assert isinstance(found, tuple) and set(found) == {("Firm0",), ("Firm1",)}
    assert result("Which firms stand in more than 490 rows?", limit, polls) == ()


@pytest.mark.parametrize(
    ("question", "once"),
    [
        ("How many times was an address banned?", False),
        ("How often was an address banned?", False),
        ("How many addresses were banned?", True),
        ("How often was an address banned, and how many different ones?", True),
    ],
)
def test_of_a_log_times_are_its_lines(question: str, once: bool) -> None:
    columns = (Column(name="ip", type="text"), Column(name="day", type="date"))
    log = Table(name="records", kind="log", row_is="line", rows=9, fits=1.0, columns=columns)
    tree = sqlglot.parse_one("SELECT COUNT(DISTINCT ip) FROM records WHERE ip <> ''", dialect="duckdb")
    days = sqlglot.parse_one("SELECT COUNT(DISTINCT day) FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query) and isinstance(days, exp.Query)

    assert groups.each_time(tree, question, log) == ("" if once else "ip")
    assert ("DISTINCT" in tree.sql()) is once
    assert groups.each_time(days, question, log) == ""


def test_the_most_of_what_rows_are_is_a_count_and_no_mean() -> None:
    mean = "SELECT clerk, AVG(quantity) AS n FROM records GROUP BY clerk ORDER BY n DESC LIMIT 1"
    most = "SELECT clerk, MAX(quantity) FROM records GROUP BY clerk ORDER BY MAX(quantity) DESC LIMIT 1"

    for sql in (mean, most):
        checked = check("Which clerk took the most paid orders?", sql)
        assert "COUNT(*)" in checked.program.text and "quantity" not in checked.program.text


@pytest.mark.parametrize(
    "question",
    [
        "Which clerk has the largest orders on average?",
        "Which clerk sold the most bolts?",
        "Which clerk has the most bolts per row?",
        "Which clerk has the longest orders, most days?",
    ],
)
def test_the_most_of_something_else_stays_a_figure(question: str) -> None:
    sql = "SELECT clerk, AVG(quantity) AS n FROM records GROUP BY clerk ORDER BY n DESC LIMIT 1"

    assert "COUNT(" not in check(question, sql).program.text


def test_a_kind_that_is_called_like_the_groups_is_no_condition() -> None:
    films = FakeContext(
        {"films.txt": "Ada;actor\nAda;king\nAda;king\nBo;actor\nCy;poet\n"},
        parted("lead_actor", "kind"),
    )
    sql = "SELECT lead_actor, COUNT(*) AS n FROM records WHERE kind = '{}' GROUP BY 1 ORDER BY n DESC LIMIT 1"
    sql = sql.replace("BY 1", "BY lead_actor")

    assert result("Which actor plays in the most films?", sql.format("actor"), films) == (("Ada", 3),)
    assert "king" in check("Which actor plays a king in most films?", sql.format("king"), films).program.text
    plays = "Which lead plays an actor in the most films?"
    assert "'actor'" in check(plays, sql.format("actor"), films).program.text


def test_the_first_row_has_what_is_asked_for_where_lines_are_of_several_kinds() -> None:
    steps = FakeContext(
        {"steps.log": "all;;900\none;a;20\none;b;40\none;c;30\n"},
        {
            "kind": "split_part(line, ';', 1)",
            "step": "nullif(split_part(line, ';', 2), '')",
            "took": "CAST(split_part(line, ';', 3) AS BIGINT)",
        },
    )
    sql = "SELECT step, took FROM records ORDER BY took DESC LIMIT 1"

    assert result("Which step took the longest?", sql, steps) == (("b", 40),)
    three = sql.replace("LIMIT 1", "LIMIT 3")
    assert "IS NULL" not in check("Which step took the longest?", three, steps).program.text
    every = "SELECT kind, took FROM records ORDER BY took DESC LIMIT 1"
    assert "IS NULL" not in check("Which kind took the longest?", every, steps).program.text
