"""Each of a list in a cell counts by itself, and numbered columns of one name are one field."""

import pytest

from rlm_desktop.rlm.evidence import places_query
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.spelled import several
from tests.fakes import FakeContext
from tests.rlm import checking
from tests.rlm.checking import parted

CASES = """\
Ada (@ada), Bo (@bo);open;Kim;Lee;Ann;2001
Bo (@bo);open;Lee;Kim;;2001
;paid;Kim;Ann;Lee;
;paid;Ann;Kim;Lee;
;paid;Ann;Lee;Kim;
Ada <ada@x.org>, Cy;late;Lee;Ann;;2002
Bo;late;Ann;Lee;;2003
;open;Max;;;
;open;Eva;;;
;open;Jo;;;
;open;Fay;;;
"""
NAMES = ("author", "status", "judge1", "judge2", "judge3", "year")


def cases() -> FakeContext:
    columns = {name: f"nullif(split_part(line, ';', {n}), '')" for n, name in enumerate(NAMES, 1)}
    return FakeContext({"cases.txt": CASES}, columns, notes={"author": "several, parted by “,”"})


def check(question: str, sql: str) -> Checked:
    context = cases()
    return checking.check(question, sql, context)


def rows(question: str, sql: str) -> list[tuple[object, ...]]:
    checked = check(question, sql)
    assert not checked.problem
    return list(cases().query(checked.program.text).rows)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT author FROM records GROUP BY author ORDER BY COUNT(*) DESC LIMIT 1",
        "SELECT author, COUNT(*) AS n FROM records GROUP BY 1 ORDER BY n DESC LIMIT 1",
        "SELECT author AS who, COUNT(*) FROM records GROUP BY who ORDER BY 2 DESC LIMIT 1",
        "SELECT author, COUNT(*) FROM records GROUP BY author",
    ],
)
def test_each_author_of_a_list_counts_and_nobody_is_none(sql: str) -> None:
    question = "Who has written most?"

    assert rows(question, sql)[0][0] == "Bo"
    assert "Each of several author of one row was counted by itself." in check(question, sql).mends


def test_how_many_different_are_the_things_of_lists() -> None:
    assert rows("How many different authors are there?", "SELECT COUNT(DISTINCT author) FROM records") == [
        (3,)
    ]


def test_conditions_hold_for_whole_rows() -> None:
    sql = "SELECT author, COUNT(*) AS n FROM records WHERE status = 'late' GROUP BY author ORDER BY author"

    assert rows("How many late ones has each author?", sql) == [("Ada", 1), ("Bo", 1), ("Cy", 1)]


def test_places_are_those_of_the_rows_behind_the_groups() -> None:
    sql = "SELECT author, COUNT(*) AS n FROM records GROUP BY author ORDER BY n DESC LIMIT 1"
    checked = check("Who has written most?", sql)
    context = cases()

    listing = places_query(checked.program.text, context.query(checked.program.text))

    assert listing is not None
    assert len(context.query(listing, hidden=True).rows) == 3


def test_one_alone_is_no_list() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE author = 'Bo'"

    assert rows("How many are by Bo alone?", sql) == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM records WHERE judge1 = 'Kim'",
        "SELECT COUNT(*) FROM records WHERE judge1 = 'Kim' OR judge2 = 'Kim'",
        "SELECT COUNT(*) FROM records WHERE judge2 LIKE '%Kim%'",
    ],
)
def test_a_value_of_one_numbered_column_is_looked_for_in_all(sql: str) -> None:
    assert rows("How many cases did Kim sit on?", sql) == [(5,)]


def test_a_column_that_is_named_by_its_number_is_meant_alone() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE judge1 = 'Kim'"

    assert rows("In how many cases was Kim the first judge?", sql) == [(2,)]
    assert rows("How often is judge1 Kim?", sql) == [(2,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT judge1, COUNT(*) AS n FROM records GROUP BY judge1 ORDER BY n DESC LIMIT 1",
        "SELECT judge1, judge2, judge3, COUNT(*) AS n FROM records"
        " GROUP BY judge1, judge2, judge3 ORDER BY n DESC LIMIT 1",
    ],
)
def test_values_of_numbered_columns_are_counted_over_all_of_them(sql: str) -> None:
    assert rows("Which judge sat on most cases?", sql) == [("Lee", 7)]


def test_numbered_columns_of_other_things_stay_apart() -> None:
    columns = parted("address1", "address2")
    context = FakeContext({"a.txt": "Main St;Graz\nHigh St;Oulu\n"}, columns)
    links = linking.link("How many live in Graz?", context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE address2 = 'Graz'"
    grounding = Grounding("How many live in Graz?", context.profile, links, context.query)

    assert grounding.check(Program(language="sql", text=sql)).program.text == sql


def test_a_figure_of_one_of_several_marks_the_answer() -> None:
    names = ("team1", "team2", "score1", "score2")
    columns = parted(*names)
    columns |= {name: f"CAST({columns[name]} AS BIGINT)" for name in names[2:]}
    teams = ["Oulu", "Graz", "Cork", "Turku", "Porto", "Leuven"]
    lines = [f"{teams[n % 6]};{teams[(n + 1) % 6]};{n % 4};{n % 3}" for n in range(12)]
    context = FakeContext({"a.txt": "\n".join([*lines, ""])}, columns)
    question = "How many goals did Graz score?"
    sql = "SELECT SUM(score1) FROM records WHERE team1 = 'Graz'"
    checked = checking.check(question, sql, context)

    assert checked.doubts == ("score1 is that of team1: those of the others were not looked at.",)


def test_few_values_are_those_of_each_column() -> None:
    columns = parted("sex1", "sex2")
    context = FakeContext({"a.txt": "girl;boy\ngirl;girl\nboy;boy\n"}, columns)
    links = linking.link("How many have a girl first?", context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE sex1 = 'girl'"
    grounding = Grounding("How many have a girl first?", context.profile, links, context.query)

    assert grounding.check(Program(language="sql", text=sql)).program.text == sql


def test_rows_without_a_day_make_no_year_that_wins() -> None:
    sql = "SELECT left(year, 4) AS y, COUNT(*) AS n FROM records GROUP BY y ORDER BY n DESC LIMIT 1"

    assert rows("In which year were most?", sql) == [("2001", 2)]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("more than one author", 2),
        ("at least two authors", 2),
        ("two or more authors", 2),
        ("only one author", 2),
        ("several authors", 2),
        ("more than two authors", 0),
    ],
)
def test_rows_are_counted_by_how_many_of_a_list_they_have(said: str, count: int) -> None:
    sql = "SELECT COUNT(*) FROM (SELECT status FROM records GROUP BY status HAVING COUNT(*) > 1)"

    assert rows(f"How many cases have {said}?", sql) == [(count,)]


def test_other_conditions_hold_beside_the_length_of_a_list() -> None:
    sql = "SELECT COUNT(author) FROM records WHERE status = 'open' AND author IS NOT NULL"

    assert rows("How many open cases have more than one author?", sql) == [(1,)]
    assert rows("How many cases have more than one judge?", "SELECT COUNT(*) FROM records") == [(11,)]


def test_who_writes_alone_writes_with_nobody() -> None:
    assert several.is_alone("Which proposals did Nick Hook write alone?", ["Nick Hook"])
    assert several.is_alone("How many did Nick Hook write by himself?", ["Nick Hook"])
    assert not several.is_alone("Which proposals did Nick Hook write?", ["Nick Hook"])
