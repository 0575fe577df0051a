"""A column that says yes or no is asked for by its name."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Profile, Rows, Table
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import flags
from rlm_desktop.rlm.question.links import Links

PACKAGES = Table(
    name="records",
    kind="blocks",
    row_is="block",
    rows=348,
    fits=1.0,
    columns=(
        Column(name="package", type="text", distinct=300, values=(("bash", 2),)),
        Column(name="essential", type="text", distinct=1, nulls=329, values=(("yes", 19),)),
        Column(name="seminar", type="boolean", distinct=2),
        Column(name="inducted", type="text", distinct=2, values=(("N", 300), ("Y", 48))),
        Column(name="facilities_lng_terminal", type="text", distinct=3, values=(("Unknown", 9), ("Yes", 1))),
        Column(name="facilities_oil_terminal", type="text", distinct=3, values=(("Unknown", 9), ("Yes", 1))),
        Column(name="facilities_other", type="text", distinct=3, values=(("Unknown", 9), ("Yes", 1))),
        Column(name="banned_by_board", type="text", distinct=2, values=(("no", 300), ("yes", 48))),
        Column(name="removed", type="integer", distinct=2, minimum="0", maximum="1"),
    ),
)
ALL = "SELECT package FROM records"


def asked(question: str, query: str = ALL) -> str:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(flags.demand(tree, question, PACKAGES, Links()))
    return tree.sql(dialect="duckdb") if told else ""


def test_the_rows_that_say_yes_are_meant() -> None:
    assert asked("Which packages are essential?") == f"{ALL} WHERE \"essential\" = 'yes'"
    assert asked("In which year were most people inducted?") == f"{ALL} WHERE \"inducted\" = 'Y'"
    assert asked("How many were removed?") == f'{ALL} WHERE "removed" = 1'
    assert asked("Which of them is a seminar?") == f'{ALL} WHERE "seminar" = TRUE'


@pytest.mark.parametrize(
    "question",
    [
        "Which packages are not essential?",
        "Which packages are there?",
        "What share of packages are essential?",
        "How many are essential or not, for each kind?",
    ],
)
def test_what_is_denied_or_counted_apart_is_left_to_the_query(question: str) -> None:
    assert not asked(question)


def test_a_query_that_looks_at_it_stays() -> None:
    assert not asked("Which packages are essential?", f"{ALL} WHERE essential IS NULL")


@pytest.mark.parametrize("no", ["seminar = FALSE", "seminar IS FALSE", "NOT seminar"])
def test_rows_that_say_no_are_not_those_that_are_asked_for(no: str) -> None:
    turned = asked("Which of them was a seminar?", f"{ALL} WHERE {no}")

    assert turned in (f"{ALL} WHERE seminar = TRUE", f"{ALL} WHERE seminar IS TRUE", f"{ALL} WHERE seminar")
    assert not asked("Which of them was not a seminar?", f"{ALL} WHERE {no}")


def test_what_has_it_says_yes_by_the_name_inside_a_group() -> None:
    assert asked("Which packages have an LNG terminal?") == f"{ALL} WHERE \"facilities_lng_terminal\" = 'Yes'"


def test_a_box_of_a_group_is_asked_for_by_its_own_words_and_those_of_the_group() -> None:
    names = [
        f"{who}_injuries_{what}"
        for who in ("subject", "officer")
        for what in ("death", "lost_hearing", "cut")
    ]
    columns = tuple(Column(name=name, type="boolean", distinct=1, values=(("true", 2),)) for name in names)
    table = msgspec.structs.replace(PACKAGES, columns=columns)
    profile = Profile(documents=1, bytes=1, lines=1, tables=(table,))

    def used(question: str) -> list[str]:
        links = linking.link(question, profile, lambda _: Rows((), (), False))
        tree = sqlglot.parse_one("SELECT COUNT(*) FROM records", dialect="duckdb")
        assert isinstance(tree, exp.Query)
        list(flags.demand(tree, question, table, links))
        return [column.name for column in tree.find_all(exp.Column)]

    assert used("In which incident did it happen that the subject died?") == ["subject_injuries_death"]
    assert used("List the incidents in which an officer lost hearing.") == ["officer_injuries_lost_hearing"]
    assert used("How many officers were there?") == []


def test_a_deed_names_the_column_that_says_by_whom() -> None:
    banned = f"{ALL} WHERE \"banned_by_board\" = 'yes'"

    assert asked("List all banned packages.") == banned
    assert asked("How many packages are banned by the board?") == banned
    assert asked("How many packages were not banned?") == ""
    assert asked("How many packages were never banned by the board?") == ""
    assert asked("How many packages are there by whether they are banned?") == ""
    assert asked("How many banned packages are there, grouped by seminar?") == ""
