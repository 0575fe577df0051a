"""The words of a question that are columns or values of the text."""

import pytest

from rlm_desktop.context.tables.gate import LONGEST
from rlm_desktop.errors import QueryRefused
from rlm_desktop.profile import Rows
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.documents import the_file
from tests.fakes import FakeContext
from tests.rlm.checking import parted
from tests.rlm.shop import shop


def links(question: str) -> linking.Links:
    context = shop()
    return linking.link(question, context.profile, context.query)


def test_values_are_found_in_the_column_that_has_them_whatever_their_case() -> None:
    (found,) = links("How many orders come from graz?").values

    assert (found.phrase, found.column, found.value, found.rows) == ("graz", "town", "Graz", 3)


def test_values_of_a_wide_table_are_found_though_a_query_has_a_longest_length() -> None:
    columns = {f"column_{n}": "'x'" for n in range(40)} | parted("title")
    context = FakeContext({"titles.txt": "Init Accessors;1\nOther Things;2\n"}, columns)

    def query(sql: str, limit: int = 100) -> Rows:
        if len(sql) > LONGEST:
            raise QueryRefused("The query is too long.")
        return context.query(sql, limit=limit)

    question = "Who wrote the proposal about init accessors, which many people had waited for so long?"
    (found,) = linking.link(question, context.profile, query).values
    assert (found.column, found.value) == ("title", "Init Accessors")


def test_a_value_is_found_though_its_column_is_tied_to_it() -> None:
    (found,) = links("How many paid-status orders are there?").values

    assert (found.phrase, found.column, found.value) == ("paid", "status", "paid")


def test_a_column_is_named_in_the_singular_or_plural() -> None:
    assert ("records", "clerk") in links("Which clerks are there?").columns


def test_a_word_people_use_for_a_column_is_known() -> None:
    assert links("Which city has most orders?").meant == (("city", "records", "town"),)


def test_a_word_inside_a_longer_value_is_no_link_of_its_own() -> None:
    assert links('How many say "Graz;dana"?').quoted == ("Graz;dana",)


def test_brackets_belong_to_a_value_where_the_text_has_them() -> None:
    assert "su(pam_unix)" in linking._phrases("How many lines did su(pam_unix) write?")


def test_what_lines_should_contain_is_told_from_how_it_is_asked() -> None:
    assert linking.contained('How many lines contain the word "opened"?') == "opened"
    assert linking.contained("How many lines mention Transitioned?") == "Transitioned"
    assert linking.contained("How many orders are open?") == ""


def test_a_plural_names_its_value() -> None:
    context = shop()

    found = linking.link("How many bolts and cables were sold?", context.profile, context.query).values

    assert {(link.phrase, link.value) for link in found} == {("bolts", "bolt"), ("cables", "cable")}


def test_a_plural_names_a_value_of_several_words() -> None:
    lines = "".join(f"{n};{'Full visit' if n % 3 else 'Short visit'}\n" for n in range(9))
    context = FakeContext({"visits.txt": lines}, parted("visit_no", "kind"))

    found = linking.link("How many full visits were there?", context.profile, context.query).values

    assert {(link.phrase, link.value) for link in found} == {("full visits", "Full visit")}


def test_a_party_is_found_by_its_letter_and_only_in_a_column_of_parties() -> None:
    context = FakeContext({"votes.txt": "1;Ada;R;R\n2;Bo;D;D\n"}, parted("no", "who", "party", "row"))

    found = linking.link("Which Republican won?", context.profile, context.query).values

    assert [(link.phrase, link.column, link.value) for link in found] == [("Republican", "party", "R")]


def test_what_all_rows_have_is_no_condition() -> None:
    context = FakeContext({"gifts.txt": "1;Ada;gift\n2;Bo;gift\n"}, parted("no", "who", "type"))

    links = linking.link("How many gifts were there?", context.profile, context.query)

    assert [link.value for link in links.values] == ["gift"]
    assert links.strongest() == []
    assert links.score("records") > 0


PEOPLE = "1;Ada;Female;F;L\n2;Bo;Male;M;M\n3;Cy;Female;F;M\n"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How many of them were women?", {("gender", "Female"), ("sex", "F")}),
        ("How many men are there?", {("gender", "Male"), ("sex", "M")}),
        ("How many shirts have the size M?", {("sex", "M"), ("size", "M")}),
        ("How many members are there?", set()),
    ],
)
def test_what_people_call_a_value_is_known(question: str, found: set[tuple[str, str]]) -> None:
    columns = {name: f"split_part(line, ';', {n})" for n, name in enumerate(("gender", "sex", "size"), 3)}
    context = FakeContext({"people.txt": PEOPLE}, columns)

    links = linking.link(question, context.profile, context.query)

    assert {(link.column, link.value) for link in links.values} == found


def test_what_compares_is_no_name() -> None:
    context = FakeContext({"a.txt": "Younger;20\nYounger;31\nAda;25\n"}, parted("name"))

    assert not linking.link("Who is younger than 30?", context.profile, context.query).values
    assert linking.link("How old is Younger?", context.profile, context.query).values


def test_a_name_is_found_that_is_written_with_points() -> None:
    context = FakeContext({"a.txt": "Sri.Lanka;1\nSri.Lanka;2\n"}, parted("land"))

    (link,) = linking.link("How many are from Sri Lanka?", context.profile, context.query).values

    assert (link.phrase, link.value) == ("Sri Lanka", "Sri.Lanka")


def test_a_column_is_called_by_the_initials_of_what_a_question_says() -> None:
    context = FakeContext({"riders.txt": "3;4\n5;6\n"}, parted("lirr_riders", "bus_riders"))

    found = linking.link("How many rode the Long Island Rail Road?", context.profile, context.query)

    assert ("Long Island Rail Road", "records", "lirr_riders") in found.meant


def test_what_the_file_is_called_is_no_rare_value() -> None:
    found = linking.Links(
        values=(
            linking.Link("internships", "records", "role", "Internship", rows=2),
            linking.Link("Intel", "records", "company", "Intel", rows=2),
            linking.Link("internships", "records", "kind", "Internship", rows=90),
        )
    )
    context = FakeContext(
        {"internships_2024.md": "\n".join(f"r{n};Intel" for n in range(200))}, parted("a", "b")
    )

    def kept(question: str) -> list[tuple[str, int]]:
        of = the_file.of_rows(found, question, context.profile, ["internships_2024.md"])
        return [(one.phrase, one.rows) for one in of.values]

    assert kept("How many internships are at Intel?") == [("Intel", 2), ("internships", 90)]
    assert kept("How many entries of the internships list are at Intel?") == [("Intel", 2)]


def test_a_long_question_with_a_bracket_is_linked() -> None:
    question = (
        "What is the average quantity of the orders whose town is Graz (the plain town, not the ones that are"
        " called so elsewhere, as far as they are told apart)?"
    )
    context = shop()

    assert "Graz" in {link.value for link in linking.link(question, context.profile, context.query).values}


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How many log records have severity ERROR?", ["ERROR"]),
        ("How many log entries are there?", []),
        ("How many records have severity LOG?", ["LOG"]),
        ("How many log and error records are there?", ["ERROR", "LOG"]),
    ],
)
def test_what_rows_of_a_log_are_called_is_no_level(question: str, values: list[str]) -> None:
    context = FakeContext({"db.log": "LOG;a\nERROR;b\nLOG;c\n"}, parted("severity", "message"))

    found = linking.link(question, context.profile, context.query).values

    assert sorted(link.value for link in found) == values


def test_what_is_given_of_a_column_is_no_value() -> None:
    context = FakeContext({"a.txt": "Given;5\nReceived;7\n"}, parted("given_or_received", "value"))

    def linked(question: str) -> list[str]:
        return [link.value for link in linking.link(question, context.profile, context.query).values]

    assert not linked("What was the best gift for which a value in pounds is given?")
    assert linked("How many gifts were given?") == ["Given"]
    assert linked("What is the value of those that were given?") == ["Given"]


def test_a_value_that_also_stands_alone_is_named_beside_a_longer_one() -> None:
    context = FakeContext({"a.txt": "York;1\nNew York;2\n"}, parted("town", "number"))

    def values(question: str) -> set[str]:
        return {link.value for link in linking.link(question, context.profile, context.query).values}

    assert values("How many are from York, not counting New York?") == {"York", "New York"}
    assert values("How many are from New York?") == {"New York"}


def test_the_log_is_what_is_asked_and_no_value() -> None:
    log = FakeContext(
        {"ci.log": "log a\nrun b\n"}, {"function": "split_part(line, ' ', 1)", "who": "line[5:]"}
    )

    def values(question: str) -> list[str]:
        return [one.value for one in linking.link(question, log.profile, log.query).values]

    assert values("How many builds failed in the Jenkins log, and how many did not?") == []
    assert values("How often does the log have a failure?") == []
    assert values("How often was the function log called?") == ["log"]
    assert values("How often did the log function run in the Jenkins log?") == ["log", "run"]
