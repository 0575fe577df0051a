"""Which row names the most in a list that stands in one field, and how many name more than one."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.conditions import list_lengths
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted, result


def _part(number: int) -> str:
    return f"nullif(split_part(line, ';', {number}), '')"


def test_an_address_adds_no_condition_to_how_many_wrote_it() -> None:
    context = FakeContext(
        {"notes.txt": "Ada, Bob;a@x\nBob;\nAda, Bob;\nAda;a@x\n"},
        {"author": "split_part(line, ';', 1)", "author_address": _part(2)},
    )
    (table,) = context.profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note="several, parted by “,”") if column.name == "author" else column
        for column in table.columns
    )
    several = msgspec.structs.replace(table, columns=columns)
    tree = sqlglot.parse_one(
        "SELECT COUNT(*) FROM records WHERE NOT author_address IS NULL AND author_address <> ''",
        dialect="duckdb",
    )
    assert isinstance(tree, exp.Query)

    assert list_lengths.mend(tree, "How many notes have more than one author?", several) == "author"
    assert context.query(tree.sql(dialect="duckdb")).rows == ((2,),)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which note has the most authors, and how many?", (("second", 3),)),
        ("Which note has the longest list of authors, and how many does it have?", (("second", 3),)),
        ("Which note of 2020 has the most authors?", (("third", 2),)),
    ],
)
def test_what_has_most_of_a_list_is_the_row_with_the_longest(question: str, found: object) -> None:
    context = FakeContext(
        {"notes.txt": "first;Ada;2020\nsecond;Ada, Bob, Cleo;2019\nthird;Bob, Ada;2020\nfourth;Ada;2020\n"},
        {"title": "split_part(line, ';', 1)", "author": _part(2), "year": _part(3)},
    )
    (table,) = context.profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note="several, parted by “,”") if column.name == "author" else column
        for column in table.columns
    )
    several = msgspec.structs.replace(table, columns=columns)
    where = " WHERE year = '2020'" if "2020" in question else ""
    tree = sqlglot.parse_one(
        f"SELECT title, COUNT(author) AS n FROM records{where} GROUP BY title ORDER BY n DESC LIMIT 1",
        dialect="duckdb",
    )
    assert isinstance(tree, exp.Query)

    assert list_lengths.longest(tree, question, several, columns[0]) == "author"
    assert context.query(tree.sql(dialect="duckdb")).rows == found


def test_a_document_with_the_longest_list_is_told_by_its_title_and_not_by_its_file() -> None:
    context = FakeContext(
        {"notes.txt": "a.md;first;Ada\nb.md;second;Ada, Bob\n"},
        {"name": _part(1), "title": _part(2), "authors": _part(3)},
    )
    (table,) = context.profile.tables
    notes = {"name": "file name", "authors": "several, parted by “,”"}
    columns = tuple(msgspec.structs.replace(c, note=notes.get(c.name, c.note)) for c in table.columns)
    table = msgspec.structs.replace(table, columns=columns)
    tree = sqlglot.parse_one("SELECT authors FROM records LIMIT 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert list_lengths.longest(tree, "Which note has the most authors?", table, columns[0]) == "authors"
    assert context.query(tree.sql(dialect="duckdb")).rows == (("second", 2),)


def test_a_whole_list_that_nobody_names_stands_for_how_many_there_are() -> None:
    prizes = FakeContext(
        {"prizes.csv": "1|Ada; Bob; Cyd|2; 4; 4|3\n2|Ada; Bob; Dan|3; 3; 3|3\n3|Eve|1|1\n"},
        parted("no", "winners", "winners_share", "count", by="|")
        | {"number_of_winners": "CAST(split_part(line, '|', 4) AS BIGINT)"},
        notes={"winners": "several, parted by “;”", "winners_share": "several, parted by “;”"},
    )
    sql = "SELECT count(*) FROM records WHERE winners_share = '3; 3; 3'"

    assert result("How many prizes were shared by three people?", sql, prizes) == ((2,),)
    assert result("How many prizes were shared as 3; 3; 3?", sql, prizes) == ((1,),)
    listed = "SELECT count(*) FROM records WHERE winners = 'Kim; Lee; Max'"
    assert result("How many prizes were shared by three people?", listed, prizes) == ((2,),)
    assert "= 3" not in check("How many prizes were shared by two people?", sql, prizes).program.text
