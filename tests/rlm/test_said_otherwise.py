"""Times of day, kinds of answers and of events as people say them are what tables hold."""

import msgspec
import pytest
import sqlglot

from rlm_desktop.profile import Column, Profile, Rows, Table
from rlm_desktop.rlm.queries.conditions import periods
from rlm_desktop.rlm.queries.rows import lacking, requests
from rlm_desktop.rlm.queries.tables import no_columns
from rlm_desktop.rlm.question import mentions
from rlm_desktop.rlm.question.lines import acronyms, answer_codes, event_kinds
from rlm_desktop.rlm.question.links import Link, Links
from rlm_desktop.rlm.question.times import clocks

KINDS = (("app.login.failed", 40), ("app.login.success", 10), ("app.session.connect", 60))
TABLE = Table(
    name="records",
    kind="log",
    row_is="line",
    rows=900,
    fits=1.0,
    columns=(
        Column(name="time", type="timestamp"),
        Column(name="status", type="integer", minimum="200", maximum="503"),
        Column(name="event", type="text", distinct=3, values=KINDS),
    ),
)
PROFILE = Profile(documents=1, bytes=1, lines=1, tables=(TABLE,))


def query(sql: str) -> Rows:
    return Rows(columns=("event", "n"), rows=KINDS)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("between 9 and 10 in the morning", "between 09:00 and 10:00"),
        ("between 3 and 4 pm on 31 January", "between 15:00 and 16:00 on 31 January"),
        ("from 11 to 1 pm", "between 11:00 and 13:00"),
        ("after 5 p.m. or at 3:30 pm", "after 17:00 or at 15:30"),
        ("between 3 and 4 apples", "between 3 and 4 apples"),
        ("between three and four apples", "between three and four apples"),
        ("sold at six in the evening or later", "sold at 18:00 or later"),
        ("between nine and ten o'clock in the morning", "between 09:00 and 10:00"),
        ("between midnight and 6 in the morning", "between 00:00 and 06:00"),
        ("from noon until 3 in the afternoon", "between 12:00 and 15:00"),
    ],
)
def test_times_of_day_are_written_as_tables_write_them(said: str, written: str) -> None:
    assert clocks.as_written(said, PROFILE) == written


@pytest.mark.parametrize(
    "condition",
    [
        "CAST(time AS TIME) BETWEEN '09:00:00' AND '10:00:00'",
        "strftime(time, '%H:%M') BETWEEN '09:00' AND '10:00'",
        "hour(time) BETWEEN 9 AND 10",
    ],
)
def test_between_two_hours_ends_before_the_last(condition: str) -> None:
    tree = sqlglot.parse_one(f"SELECT count(*) FROM records WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, sqlglot.exp.Query)

    assert len(list(periods.within_hours(tree, "How many came between 09:00 and 10:00?"))) == 1
    assert "<" in tree.sql() and "<=" not in tree.sql() and "BETWEEN" not in tree.sql()
    assert not list(periods.within_hours(tree, "How many came between 09:00:00 and 10:00:00?"))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Which ended in a server error (a 5xx answer)?", "Which ended in a status of at least 500?"),
        ("How many 4xx responses?", "How many answers with a status from 400 to 499?"),
        ("How many ended with 'not found' (404)?", "How many ended with status 404?"),
        ("Which page was asked for but not found?", "Which page was asked for but answered with status 404?"),
        ("How many got a 404 not found error?", "How many got answered with status 404?"),
        (
            "How many 'Not Found' responses were there?",
            "How many requests answered with status 404 were there?",
        ),
    ],
)
def test_kinds_of_answers_are_numbers(said: str, written: str) -> None:
    assert answer_codes.as_numbers(said, PROFILE) == written
    assert answer_codes.as_numbers(said, Profile(documents=1, bytes=1, lines=1)) == said


@pytest.mark.parametrize("question", ["How many were not from Graz?", "How many were not allowed?"])
def test_a_not_that_names_no_status_of_the_table_stays(question: str) -> None:
    assert answer_codes.as_numbers(question, PROFILE) == question


def test_a_kind_of_event_is_said_by_its_parts() -> None:
    of_another = Link("login", "records", "password", "login", 1)
    found = event_kinds.added(Links(values=(of_another,)), "How many login attempts failed?", PROFILE, query)

    assert [(link.column, link.value) for link in found.values] == [("event", "app.login.failed")]
    assert event_kinds.added(Links(), "Who was connected longest in a session?", PROFILE, query) == Links()


def test_a_share_of_logins_is_of_logins() -> None:
    sql = event_kinds.share("What share of the login attempts succeeded?", [TABLE], query)

    assert "= 'app.login.success'" in sql and "IN ('app.login.failed', 'app.login.success')" in sql


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("On which day were the most addresses banned?", "Ban"),
        ("How many packets did the firewall block?", "UFW BLOCK"),
        ("Which address was spotted most often?", "Found"),
        ("Which name was asked for most?", "query"),
        ("How many were denied?", ""),
    ],
)
def test_what_was_done_is_a_value_in_another_form(question: str, value: str) -> None:
    deeds = (("Ban", 4), ("Unban", 3), ("UFW BLOCK", 9), ("UFW AUDIT", 9), ("Found", 8), ("query", 2))
    table = msgspec.structs.replace(
        TABLE, columns=(Column(name="action", type="text", distinct=6, values=deeds),)
    )
    profile = msgspec.structs.replace(PROFILE, tables=(table,))

    found = event_kinds.added(Links(), question, profile, lambda sql: Rows(columns=("a", "n"), rows=deeds))

    assert [link.value for link in found.values] == ([value] if value else [])


def test_an_acronym_that_no_line_has_is_told() -> None:
    table = msgspec.structs.replace(TABLE, columns=(*TABLE.columns, Column(name="line", type="text")))
    profile = msgspec.structs.replace(PROFILE, tables=(table,))

    def lines(sql: str) -> Rows:
        return Rows(columns=("1",), rows=(("1",),) if "'dns'" in sql else ())

    asked = "How many DNS queries came over SSH?"
    assert acronyms.added(Links(), asked, profile, lines).unsaid == ("SSH",)
    assert acronyms.added(Links(), asked, PROFILE, lines).unsaid == ()


def test_rows_without_a_method_are_no_requests() -> None:
    columns = (*TABLE.columns, Column(name="method", type="text", nulls=4))
    table = msgspec.structs.replace(TABLE, columns=columns)
    tree = sqlglot.parse_one("SELECT count(*) FROM records WHERE hour(time) = 9", dialect="duckdb")
    assert isinstance(tree, sqlglot.exp.Query)

    assert len(list(requests.demand(tree, "How many requests came at 9?", table))) == 1
    assert 'NOT "method" IS NULL' in tree.sql()
    assert not list(requests.demand(tree, "How many lines are from 9?", table))


def test_who_is_told_by_an_address_where_no_row_with_the_figure_has_a_name() -> None:
    columns = {
        "user": Column(name="user", type="text", nulls=5),
        "src_ip": Column(name="src_ip", type="text"),
        "duration": Column(name="duration", type="decimal", nulls=5),
    }

    def never_both(sql: str) -> Rows:
        both = "user" in sql and "duration" in sql
        return Rows(columns=("1",), rows=() if both else (("1",),))

    def mended(sql: str) -> str:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        assert isinstance(tree, sqlglot.exp.Query)
        list(lacking.who(tree, "Who stayed longest?", columns, "records", never_both))
        return tree.sql(dialect="duckdb")

    by_user = "SELECT user, MAX(duration) AS m FROM records GROUP BY user ORDER BY m DESC LIMIT 1"
    assert '"src_ip", MAX(duration)' in mended(by_user) and "user" not in mended(by_user).lower()
    assert mended("SELECT MAX(duration) FROM records").startswith(
        'SELECT "src_ip", "duration" FROM records ORDER'
    )


SUBTAGS = Table(
    name="records",
    kind="blocks",
    row_is="block",
    rows=90,
    fits=1.0,
    columns=(
        Column(name="type", type="text", distinct=2, values=(("language", 70), ("region", 20))),
        Column(
            name="scope", type="text", distinct=2, nulls=60, values=(("macrolanguage", 20), ("special", 10))
        ),
        Column(name="macrolanguage", type="text", distinct=9, nulls=50),
        Column(name="description", type="text", distinct=90),
        Column(name="deprecated", type="date", distinct=9, nulls=80),
    ),
)


def parsed(sql: str) -> sqlglot.exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, sqlglot.exp.Query)
    return tree


def test_a_kind_that_is_no_column_is_told_by_what_its_rows_are_called() -> None:
    tree = parsed("SELECT region FROM records WHERE deprecated IS NOT NULL")
    column = tree.expressions[0]

    assert no_columns.told_by_kind(column, "Which regions have been deprecated?", [SUBTAGS])
    assert tree.sql(dialect="duckdb").startswith('SELECT "description" FROM records WHERE')
    assert "\"type\" = 'region'" in tree.sql(dialect="duckdb")
    assert not no_columns.told_by_kind(
        parsed("SELECT city FROM records").expressions[0], "Which city?", [SUBTAGS]
    )


def test_what_rows_are_grouped_by_is_no_condition_that_none_of_them_fits() -> None:
    tree = parsed(
        "SELECT macrolanguage, count(*) FROM records WHERE scope = 'macrolanguage' GROUP BY macrolanguage"
    )
    columns = {column.name: column for column in SUBTAGS.columns}

    def none_has_both(sql: str) -> Rows:
        return Rows(columns=("1",), rows=() if "NOT NULL" in sql else (("1",),))

    assert len(list(lacking.of_the_group(tree, columns, "records", none_has_both))) == 1
    assert "WHERE" not in tree.sql()


def test_what_is_counted_is_of_its_kind() -> None:
    asked = "Which macrolanguage has the most languages under it?"
    links = Links(values=(Link("languages", "records", "type", "language", 70),))
    tree = parsed("SELECT macrolanguage, count(*) FROM records GROUP BY macrolanguage")

    assert mentions.unused(asked, links, tree.sql()) == ["languages"]
    assert len(list(event_kinds.demand(tree, asked, SUBTAGS, links))) == 1
    assert tree.sql().endswith("WHERE \"type\" = 'language' GROUP BY macrolanguage")
    assert mentions.unused(asked, links, tree.sql()) == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which leases were handed out in February 2019?", True),
        ("Which leases were handed out in 2020?", True),
        ("Which leases were handed out in January 2019?", False),
        ("Which leases were handed out since 2020?", False),
        ("Which leases are for 2020 clients?", False),
    ],
)
def test_a_time_beyond_all_days_is_told(question: str, told: bool) -> None:
    starts = Column(
        name="starts", type="timestamp", minimum="2018-10-22 01:45:42", maximum="2019-01-31 16:40:33"
    )

    assert bool(periods.beyond(question, [starts])) is told
