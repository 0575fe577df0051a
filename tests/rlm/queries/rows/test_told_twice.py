"""What two kinds of lines tell each time is counted once, and marked."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.rows import told_twice
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

LINES = "".join(
    f"sshd;{n};Invalid user <*> from <*>;{name}\nsshd;{n};input: invalid user <*>;{name}\n"
    for n, name in enumerate(["ada", "ben", "ada", "ada", "eve"])
)
KIND = "the message with its variable parts as <*>"
LOG = FakeContext(
    {"auth.log": LINES + "sshd;9;Accepted <*>;ada\n"},
    {
        "program": "split_part(line, ';', 1)",
        "time": "split_part(line, ';', 2)",
        "event": "split_part(line, ';', 3)",
        "user": "split_part(line, ';', 4)",
    },
    notes={"event": KIND},
)
ASKED = "How many times was the invalid user ada tried?"
SQL = "SELECT COUNT(*) FROM records WHERE \"user\" = 'ada' AND line LIKE '%invalid%'"


def test_as_many_lines_of_another_kind_are_not_counted_again() -> None:
    checked = check(ASKED, SQL, LOG)

    assert result(ASKED, SQL, LOG) == ((3,),)
    assert any("it is not sure that both tell of the same" in doubt for doubt in checked.doubts)


def test_other_numbers_of_lines_are_all_counted() -> None:
    assert result(
        "How many lines speak of ada?", "SELECT COUNT(*) FROM records WHERE \"user\" = 'ada'", LOG
    ) == ((7,),)


def test_whoever_counts_lines_counts_all_of_them() -> None:
    asked = "How many lines mention ada as an invalid user?"

    assert result(asked, SQL, LOG) == ((6,),)


def test_what_all_rows_have_in_one_column_is_not_looked_for_in_another() -> None:
    log = FakeContext(
        {"auth.log": LINES + "sshd;9;Accepted <*>;sshd\n"},
        {"program": "split_part(line, ';', 1)", "user": "split_part(line, ';', 4)"},
    )
    sql = "SELECT COUNT(*) FROM records WHERE \"user\" = 'sshd'"

    assert result("How many lines are of sshd?", sql, log) == ((11,),)
    assert result("How many lines are of the user sshd?", sql, log) == ((1,),)


DOWN = (
    "".join(f"2011-04-26 18:{n}:57;eth0 went down\n" * 2 for n in (11, 12, 13)) + "2011-04-26 19:00:01;up\n"
)


@pytest.mark.parametrize(
    ("question", "sql", "marked"),
    [
        ("How often did eth0 go down?", "SELECT COUNT(*) FROM records WHERE line LIKE '%down%'", True),
        ("How many lines say down?", "SELECT COUNT(*) FROM records WHERE line LIKE '%down%'", False),
        ("How often was it up?", "SELECT COUNT(*) FROM records WHERE line LIKE '%up%'", False),
        ("How often was it up or down?", "SELECT COUNT(*) FROM records WHERE line LIKE '%:%'", False),
        ("When was it down?", "SELECT time FROM records WHERE line LIKE '%down%'", False),
    ],
)
def test_lines_that_stand_there_twice_to_the_letter_mark_their_number(
    question: str, sql: str, marked: bool
) -> None:
    log = FakeContext({"eth.log": DOWN}, {"time": "CAST(split_part(line, ';', 1) AS TIMESTAMP)"})
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    told = list(told_twice.to_the_letter(tree, question, log.profile.tables[0], log.query))

    assert told == (
        ["Each of these lines stands there more than once, to the letter: 3 are different."] if marked else []
    )
