"""A word that stands inside the values of one column is a condition, as the whole value is."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Profile
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import inside_values
from rlm_desktop.rlm.question.links import Inside, Links
from tests.fakes import FakeContext
from tests.rlm.checking import parted

KINDS = ("Hacking/IT Incident", "Hacking/IT Incident, Loss", "Theft", "Loss, Theft", "Improper disposal")
ROWS = "".join(f"Clinic {n};{KINDS[n % 5]};Ward {n % 4}\n" for n in range(60))
BREACHES = FakeContext(
    {"breaches.csv": ROWS},
    parted("entity", "type_of_breach", "ward"),
)
PROFILE: Profile = msgspec.structs.replace(
    BREACHES.profile, tables=(msgspec.structs.replace(BREACHES.profile.tables[0], kind="delimited"),)
)
ALL = "SELECT COUNT(*) FROM records"


def linked(question: str) -> Links:
    links = linking.link(question, PROFILE, BREACHES.query)
    return inside_values.added(links, question, PROFILE, BREACHES.query)


def checked(question: str, query: str) -> str:
    grounding = Grounding(question, PROFILE, linked(question), BREACHES.query)
    return grounding.check(Program(language="sql", text=query)).program.text


def counted(question: str, query: str = ALL) -> int:
    return int(str(BREACHES.query(checked(question, query)).rows[0][0]))


def test_a_query_that_passes_over_it_looks_at_its_rows_only() -> None:
    assert counted("How many cases of hacking were there?") == 24


def test_one_value_of_several_that_say_it_stands_for_all() -> None:
    one = f"{ALL} WHERE type_of_breach = 'Hacking/IT Incident'"

    assert counted("How many cases of hacking were there?", one) == 24


def test_it_is_looked_for_where_it_stands() -> None:
    elsewhere = f"{ALL} WHERE entity LIKE '%hacking%'"

    assert counted("How many cases of hacking were there?", elsewhere) == 24


@pytest.mark.parametrize(
    "question",
    [
        "How many clinics were there?",  # what is counted, and every row says so
        "Which hacking was the worst?",  # the thing that is asked after
        "How many were in ward 3?",  # a column is called so
        "How many cases of arson were there?",
        "How many cases of theft were there?",  # a whole value: linked as such
    ],
)
def test_no_other_word_is_a_condition(question: str) -> None:
    assert not linked(question).inside


def test_a_query_that_looks_at_the_column_stays_as_it_is() -> None:
    groups = "SELECT type_of_breach, COUNT(*) FROM records GROUP BY type_of_breach"
    tree = sqlglot.parse_one(groups, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert not list(inside_values.lacking(tree, linked("What kinds of hacking were there?")))


def test_descriptions_may_say_it_in_other_words() -> None:
    rows = "".join(f"{n};case of {'arson' if n == 1 else f'kind {n // 4}'}\n" for n in range(40))
    context = FakeContext({"a.csv": rows}, parted("n", "note"))
    table = msgspec.structs.replace(context.profile.tables[0], kind="delimited")
    profile = msgspec.structs.replace(context.profile, tables=(table,))

    (found,) = inside_values.added(Links(), "How much arson was there?", profile, context.query).inside

    assert "in other words" in inside_values.doubt(found)


def test_a_name_in_one_column_of_many_texts_is_a_condition_and_may_be_said_otherwise() -> None:
    rows = "".join(f"ET {('SCAN', 'TOR Known Tor Exit')[n % 5 == 0]} {n};{n % 3}\n" for n in range(40))
    alerts = FakeContext({"alerts.csv": rows}, parted("signature", "severity"))
    table = msgspec.structs.replace(alerts.profile.tables[0], kind="json")
    profile: Profile = msgspec.structs.replace(alerts.profile, tables=(table,))
    question = "How many alerts are about traffic with known Tor nodes?"
    links = linking.link(question, profile, alerts.query)
    links = inside_values.added(links, question, profile, alerts.query)
    found = Grounding(question, profile, links, alerts.query).check(Program(language="sql", text=ALL))

    assert list(alerts.query(found.program.text).rows) == [(8,)]
    assert found.doubts


@pytest.mark.parametrize(
    "question",
    [
        "What is the commonest severity of a Tor?",
        "How many came since Tor?",
        "Which kind of Tor is the commonest?",
        "Which Tors are severe, and since which Tor?",
    ],
)
def test_a_name_that_is_one_of_many_or_said_in_passing_is_no_condition(question: str) -> None:
    rows = "".join(f"ET {('SCAN', 'TOR Known Tor Exit')[n % 5 == 0]} {n};{n % 3}\n" for n in range(40))
    alerts = FakeContext({"alerts.csv": rows}, parted("signature", "severity"))
    table = msgspec.structs.replace(alerts.profile.tables[0], kind="json")
    profile: Profile = msgspec.structs.replace(alerts.profile, tables=(table,))
    links = linking.link(question, profile, alerts.query)

    assert not inside_values.added(links, question, profile, alerts.query).inside


def test_what_the_question_tells_apart_itself_is_no_part_of_a_name() -> None:
    names = ("water system", "school", "church", "mill")
    lines = "".join(f"Town {n} {names[n % 4]};{n % 2}\n" for n in range(90))
    context = FakeContext({"samples.csv": lines * 4}, parted("owner", "kind"))
    table = msgspec.structs.replace(context.profile.tables[0], kind="delimited")
    profile = msgspec.structs.replace(context.profile, tables=(table,))

    def inside(question: str) -> list[str]:
        links = linking.link(question, profile, context.query)
        return [each.phrase for each in inside_values.added(links, question, profile, context.query).inside]

    assert not inside("How many samples came from water systems that are not private?")
    assert inside("How many samples came from systems?") == ["systems"]


def test_words_that_join_things_are_no_condition() -> None:
    lines = "".join(f"{'was involved in a fight' if n % 2 else 'shopping'};{n % 3}\n" for n in range(60))
    context = FakeContext({"incidents.csv": lines}, parted("activity", "kind"))
    table = msgspec.structs.replace(context.profile.tables[0], kind="delimited")
    profile = msgspec.structs.replace(context.profile, tables=(table,))
    question = "How many incidents involved a dog?"
    links = linking.link(question, profile, context.query)

    assert not inside_values.added(links, question, profile, context.query).inside


@pytest.mark.parametrize(("column", "found"), [("severity", 1), ("tor", 0)])
def test_what_a_column_is_called_is_no_name(column: str, found: int) -> None:
    rows = "".join(f"ET {('SCAN', 'Known Tor Exit')[n % 5 == 0]} {n};{n % 3}\n" for n in range(40))
    alerts = FakeContext({"alerts.csv": rows}, parted("signature", column))
    table = msgspec.structs.replace(alerts.profile.tables[0], kind="json")
    profile: Profile = msgspec.structs.replace(alerts.profile, tables=(table,))
    question = "How many alerts are about traffic with known Tor nodes?"
    links = linking.link(question, profile, alerts.query)

    assert len(inside_values.added(links, question, profile, alerts.query).inside) == found


def test_a_word_is_demanded_of_a_joined_table_by_its_own_name() -> None:
    inside = Inside("Dawlish", "patients", "address", (), 12)
    both = "patients AS t1 JOIN visits AS t2 ON t1.id = t2.patient"
    joined = f"SELECT t1.name FROM {both} WHERE t2.status = 'missed'"
    tree = sqlglot.parse_one(joined, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    (lacking,) = inside_values.lacking(tree, Links(inside=(inside,)))
    inside_values.demand(tree, lacking)

    assert 'REGEXP_MATCHES(t1."address"' in tree.sql(dialect="duckdb")


@pytest.mark.parametrize(
    "joined",
    [
        "patients AS t1 LEFT JOIN visits AS t2 ON t1.id = t2.patient",
        "patients AS t1 JOIN patients AS t2 ON t1.id < t2.id",
    ],
)
def test_nothing_is_demanded_of_a_table_twice_or_of_rows_that_an_outer_join_fills_up(joined: str) -> None:
    inside = Inside("Dawlish", "patients", "address", (), 12)
    tree = sqlglot.parse_one(f"SELECT t1.name FROM {joined} WHERE t1.id > 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    before = tree.sql()

    inside_values.demand(tree, inside)

    assert tree.sql() == before
