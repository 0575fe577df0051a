"""What is one for people is counted as one: other capitals, other names of one address."""

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.rows import alike
from tests.fakes import FakeContext

CONTEXT = FakeContext(
    {"notes.txt": "The Rope Team\nthe rope team\nNet Team\nNet Team\nthe rope team\nnet squad\n"},
    {"team": "line"},
)
COLUMNS = {"team": Column(name="team", type="text", distinct=4)}
PARTS = {
    "sender": "split_part(line, ';', 1)",
    "sender_address": "split_part(line, ';', 2)",
}
SIGNED = "Ada;ada@x.org\nAda L.;ada@x.org\nBo;bo@x.org\nBo;bo@x.org\nAda;ada@x.org\n"
FEEDS = "".join(f"feed {n % 5};feeds@x.org\n" for n in range(12))
PEOPLE = {
    "sender": Column(name="sender", type="text", distinct=3),
    "sender_address": Column(name="sender_address", type="text", distinct=2),
}


def mended(
    sql: str, columns: dict[str, Column] = COLUMNS, context: FakeContext = CONTEXT
) -> tuple[str, list[str]]:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(alike.as_one(tree, columns, context.query))
    return tree.sql(dialect="duckdb"), told


def test_values_that_differ_in_capitals_make_one_group() -> None:
    sql, told = mended("SELECT team, count(*) AS n FROM records GROUP BY team ORDER BY n DESC LIMIT 1")

    assert CONTEXT.query(sql).rows == (("the rope team", 3),)
    assert told == ["Values of team that differ in capitals alone were counted as one."]


def test_different_values_are_told_apart_by_more_than_capitals() -> None:
    assert CONTEXT.query(mended("SELECT count(DISTINCT team) FROM records")[0]).rows == ((3,),)


def test_what_differs_in_more_stays_as_it_is() -> None:
    sql = "SELECT team, COUNT(*) FROM records WHERE team LIKE 'Net%' GROUP BY team"
    context = {"team": Column(name="team", type="integer")}

    assert mended(sql, context) == (sql, [])
    assert mended("SELECT COUNT(*) FROM records")[1] == []


def test_people_with_one_address_are_one() -> None:
    signed = FakeContext({"mails.txt": SIGNED}, PARTS)
    sql, told = mended("SELECT count(DISTINCT sender) FROM records", PEOPLE, signed)
    assert sql == 'SELECT COUNT(DISTINCT "sender_address") FROM records'
    assert told == ["Who has the same sender_address was counted as one."]

    most = "SELECT sender, count(*) AS n FROM records GROUP BY sender ORDER BY n DESC LIMIT 1"
    assert signed.query(mended(most, PEOPLE, signed)[0]).rows == (("Ada", 3),)


def test_under_an_address_that_many_share_each_is_somebody_else() -> None:
    both = FakeContext({"mails.txt": SIGNED + FEEDS}, PARTS)
    people = {
        "sender": Column(name="sender", type="text", distinct=8),
        "sender_address": Column(name="sender_address", type="text", distinct=3),
    }
    most = "SELECT sender, count(*) AS n FROM records GROUP BY sender ORDER BY n DESC, sender LIMIT 3"

    sql, told = mended(most, people, both)
    assert told
    assert both.query(sql).rows == (("Ada", 3), ("feed 0", 3), ("feed 1", 3))


def test_names_under_one_address_of_all_stay_apart() -> None:
    feeds = FakeContext({"mails.txt": FEEDS + "Bo;bo@x.org\n"}, PARTS)
    people = {
        "sender": Column(name="sender", type="text", distinct=6),
        "sender_address": Column(name="sender_address", type="text", distinct=2),
    }

    assert not mended("SELECT count(DISTINCT sender) FROM records", people, feeds)[1]


def test_an_address_that_nearly_all_have_is_nobodys() -> None:
    hidden = {
        "sender": Column(name="sender", type="text", distinct=30),
        "sender_address": Column(name="sender_address", type="text", distinct=1),
    }

    assert not mended("SELECT sender, count(*) AS n FROM mails GROUP BY sender", hidden)[1]
