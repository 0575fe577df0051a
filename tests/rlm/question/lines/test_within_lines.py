"""What a question asks for and only the lines of a log tell is a column for that question."""

import msgspec
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import within_lines, wording
from tests.fakes import FakeContext

LINES = """\
06:05:34,404 INFO web GET /tea/38 200 in 232 ms for visitor192
06:05:35,001 INFO web GET /tea/38 404 in 98 ms for visitor192
06:05:36,002 INFO web GET /tea/404 200 in 404 ms for visitor44
06:05:37,003 INFO web GET /tea/2 404 in 120 ms for visitor7
06:05:38,004 INFO search visitor210 searched for gift, 404 found in 506 ms
06:05:39,005 INFO search visitor44 searched for tin, 26 found in 494 ms
06:05:40,006 INFO stock order 1404 taken from shelf 23
06:05:41,007 INFO stock order 21178 taken from shelf 23
06:05:42,008 INFO stock order 21179 taken from shelf 4
"""
LOG = FakeContext(
    {"shop.log": LINES},
    {
        "time": "split_part(line, ' ', 1)",
        "program": "split_part(line, ' ', 3)",
        "message": "regexp_replace(line, '^\\S+ \\S+ \\S+ ', '')",
    },
)


def answered(question: str, sql: str) -> tuple[object, tuple[str, ...]]:
    within = within_lines.found(question, LOG.profile, LOG.query)
    profile = within_lines.shown(LOG.profile, within)
    links = msgspec.structs.replace(linking.link(question, profile, LOG.query), within=within)
    links = wording.added(links, question, profile, LOG.query)
    checked = Grounding(question, profile, links, LOG.query).check(Program(language="sql", text=sql))
    assert not checked.problem
    return LOG.query(checked.program.text).rows, checked.mends


def columns(question: str) -> list[tuple[str, str]]:
    found = within_lines.found(question, LOG.profile, LOG.query)
    return [(within.column.name, within.column.note) for within in found]


def test_what_is_called_by_its_number_and_what_is_measured_become_columns() -> None:
    assert columns("How many different visitors were there?") == [("visitor", "in the line as “visitor 7”")]
    assert columns("How long did searches take on average, in ms?") == [("ms", "in the line as “98.0 ms”")]
    assert columns("What is the average number of ms of a search?") == [("ms", "in the line as “98.0 ms”")]
    assert columns("How many orders were taken from shelf 23?") == [("shelf", "in the line as “shelf 4”")]


def test_what_is_counted_quoted_or_a_column_already_is_none() -> None:
    for question in (
        "How many orders were taken?",
        'How many lines contain "visitor 44"?',
        "How many lines mention visitor44?",
        "Which program wrote the most lines?",
        "Which colour is the most frequent?",
        "In which minutes were most lines written?",
    ):
        assert columns(question) == [], question


def test_different_things_are_counted_apart() -> None:
    sql = "SELECT COUNT(DISTINCT visitor) FROM records"

    rows, mends = answered("How many different visitors were there?", sql)

    assert rows == ((4,),)
    assert "visitor is what stands in the line as “visitor 7”." in mends


def test_a_measure_is_averaged_over_the_lines_that_say_the_rest() -> None:
    rows, _ = answered("How long did searches take on average, in ms?", "SELECT AVG(ms) FROM records")

    assert rows == ((500.0,),)


def test_groups_and_conditions_are_made_of_them() -> None:
    sql = "SELECT shelf, COUNT(*) AS n FROM records GROUP BY shelf ORDER BY n DESC LIMIT 1"
    assert answered("Which shelf had the most orders taken from it?", sql)[0] == ((23, 2),)

    sql = "SELECT COUNT(*) FROM records WHERE shelf = 23"
    assert answered("How many orders were taken from shelf 23?", sql)[0] == ((2,),)


def test_a_number_is_looked_for_whole_and_not_as_a_measure() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE message LIKE '%404%'"

    rows, mends = answered("How many requests returned 404?", sql)

    assert rows == ((2,),)
    assert any("whole number" in mend for mend in mends)


def test_requests_are_lines_with_their_method() -> None:
    assert answered("How many requests were there?", "SELECT COUNT(*) FROM records")[0] == ((4,),)


def test_what_stands_behind_things_of_a_kind_are_their_names() -> None:
    lines = "".join(f"{hour} sshd: Invalid user {name} from 10.0.0.1\n" for hour, name in enumerate("abcdea"))
    log = FakeContext({"auth.log": lines}, {"message": "split_part(line, ': ', 2)"})
    question = "How many different invalid users were tried?"
    within = within_lines.found(question, log.profile, log.query)
    profile = within_lines.shown(log.profile, within)
    links = msgspec.structs.replace(linking.link(question, profile, log.query), within=within)
    links = wording.added(links, question, profile, log.query)

    sql = "SELECT COUNT(DISTINCT invalid_user) FROM records"
    checked = Grounding(question, profile, links, log.query).check(Program(language="sql", text=sql))

    assert log.query(checked.program.text).rows == ((5,),)
    assert within_lines.found("How many different failed passwords were there?", log.profile, log.query) == ()


USERS = FakeContext(
    {
        "auth.log": 'User "ada" successfully authenticated\nUser "bo" failed\n'
        'User "ada" connected to connection "1"\nServer started\n'
    },
    {"message": "line"},
)


def test_a_name_in_quotes_behind_what_it_is_becomes_a_column() -> None:
    for question in ("List all the users who logged in.", "Which user failed?"):
        (within,) = within_lines.found(question, USERS.profile, USERS.query)

        assert (within.column.name, within.column.distinct, within.column.nulls) == ("user", 2, 1)
        assert USERS.query(f"SELECT DISTINCT {within.sql} AS u FROM records ORDER BY u").rows == (
            ("ada",),
            ("bo",),
            (None,),
        )
    assert not within_lines.found("List all the servers that started.", USERS.profile, USERS.query)


def test_of_all_names_those_are_listed_that_a_line_has() -> None:
    within = within_lines.found("List all the users.", USERS.profile, USERS.query)
    tree = sqlglot.parse_one('SELECT DISTINCT "user" FROM records ORDER BY 1', dialect="duckdb")
    assert isinstance(tree, exp.Query)

    within_lines.spell(tree, within)

    assert USERS.query(tree.sql(dialect="duckdb")).rows == (("ada",), ("bo",))
