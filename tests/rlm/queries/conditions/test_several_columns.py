"""A value of several columns is looked for in the one that is spoken of; where none is, that is told."""

import msgspec
import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

VISITS = (
    "good;poor;good;Leeds;Leeds\n"
    "poor;good;good;York;Leeds\n"
    "good;fair;poor;Leeds;York\n"
    "fair;good;fair;York;York\n"
)
SHARE = "SELECT 100.0 * SUM(CASE WHEN leadership = 'good' THEN 1 ELSE 0 END) / COUNT(*) FROM records"


def checked(question: str, sql: str) -> Checked:
    names = ("overall_effectiveness", "quality_of_care", "leadership", "city", "birth_city")
    columns = {name: f"split_part(line, ';', {n})" for n, name in enumerate(names, 1)}
    context = FakeContext({"visits.txt": VISITS}, columns)
    profile = context.profile
    links = linking.link(question, profile, context.query)
    grounding = Grounding(question, profile, links, context.query)
    return grounding.check(Program(language="sql", text=sql))


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("How many were rated good overall?", "overall_effectiveness"),
        ("How many were rated good for the quality?", "quality_of_care"),
        ("How many were rated good for leadership?", "leadership"),
    ],
)
def test_the_column_that_is_spoken_of_is_meant(question: str, column: str) -> None:
    counted = checked(question, "SELECT COUNT(*) FROM records WHERE leadership = 'good'")
    share = checked(question.replace("How many were", "What share was"), SHARE)

    assert counted.program is not None and f"{column}" in counted.program.text
    assert share.program is not None and f"{column}" in share.program.text
    assert not counted.doubts and not share.doubts


def test_a_column_that_the_query_has_another_use_for_is_not_meant() -> None:
    sql = "SELECT leadership, COUNT(*) FROM records WHERE overall_effectiveness = 'good' GROUP BY leadership"
    both = "SELECT COUNT(*) FROM records WHERE overall_effectiveness = 'good' AND leadership = 'poor'"

    each = checked("How many that are good are there for each leadership?", sql)
    two = checked("How many are good with poor leadership?", both)

    assert each.program.text == sql
    assert "overall_effectiveness = 'good' AND leadership = 'poor'" in two.program.text


def test_a_column_named_before_a_value_that_the_query_compares_with_another_is_not_meant() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE quality_of_care = 'fair' AND leadership = 'poor'"

    assert checked("How many changed leadership from fair to poor?", sql).program.text == sql


def test_where_none_is_spoken_of_it_is_told() -> None:
    counted = checked("How many were rated good?", "SELECT COUNT(*) FROM records WHERE leadership = 'good'")
    share = checked("What share was rated good?", SHARE)

    told = "“good” stands in overall_effectiveness as well; leadership was looked at."
    assert told in counted.doubts and told in share.doubts


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("How many come from Leeds?", "birth_city"),
        ("How many have Leeds as their birth city?", "birth_city"),
        ("How many are Leeds people?", "city"),
    ],
)
def test_where_words_or_good_sense_tell_which_nothing_is_told(question: str, column: str) -> None:
    assert not checked(question, f"SELECT COUNT(*) FROM records WHERE {column} = 'Leeds'").doubts


def test_a_column_with_more_in_its_name_than_is_said_is_doubted() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE birth_city = 'Leeds'"

    assert checked("How many have the Leeds city?", sql).doubts
    assert not checked("How many were born in Leeds, by birth city?", sql).doubts


def test_a_value_in_two_columns_is_looked_for_in_one_and_marked_where_rows_have_it_in_both() -> None:
    both = "SELECT COUNT(*) FROM records WHERE quality_of_care = 'good' AND leadership = 'good'"
    apart = "SELECT COUNT(*) FROM records WHERE overall_effectiveness = 'good' AND leadership = 'good'"

    doubted = checked("How many have good leadership?", both)

    assert doubted.program.text.endswith("WHERE leadership = 'good'")
    assert any("one was looked at" in doubt for doubt in doubted.doubts)
    sure = checked("How many have poor leadership?", apart.replace("good", "poor"))
    assert sure.program.text.endswith("WHERE leadership = 'poor'") and not sure.doubts


def test_what_a_column_has_as_a_value_is_not_looked_for_in_free_text() -> None:
    lines = "changed the text;README.md\nREADME.md again;data.csv\nsmall things;README.md\n"
    names = {"message": "split_part(line, ';', 1)", "files": "split_part(line, ';', 2)"}
    context = FakeContext({"log.txt": lines}, names)
    # Commits are no lines: nothing else is known of them than their columns.
    table = context.profile.tables[0]
    own = tuple(column for column in table.columns if column.name != "line")
    context._tables = (msgspec.structs.replace(table, kind="blocks", columns=own),)
    query = "SELECT COUNT(*) FROM records WHERE message LIKE '%README.md%'"

    assert result("How many commits touched README.md?", query, context) == ((2,),)
    assert result("How many commits mention README.md?", query, context) == ((1,),)
    assert result("How many have README.md in their message?", query, context) == ((1,),)


FLOWS = "outside;inside;7;a\ninside;outside;8;b\ninside;outside;8;c\n"


@pytest.mark.parametrize(
    ("sql", "meant"),
    [
        ("SELECT peer FROM records WHERE list = 'outside' AND ip = '8' LIMIT 1", "\"goes_to\" = 'outside'"),
        ("SELECT peer FROM records WHERE list = 'outside' AND ip = '7' LIMIT 1", "list = 'outside'"),
        ("SELECT COUNT(*) FROM records WHERE list = 'outside' AND ip = '8'", "list = 'outside'"),
    ],
)
def test_a_value_is_where_rows_have_it(sql: str, meant: str) -> None:
    columns = {
        name: f"split_part(line, ';', {n})" for n, name in enumerate(("list", "goes_to", "ip", "peer"), 1)
    }
    context = FakeContext({"flows.txt": FLOWS}, columns)
    number = "7" if "'7'" in sql else "8"

    mended = check(f"Which one did {number} reach on the outside?", sql, context).program.text

    assert meant in mended
