"""A value is looked for in the column that has it, as it is spelled there."""

import msgspec

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.conditions.stored_values import StoredValues
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted, result


def test_a_value_is_spelled_as_the_column_has_it() -> None:
    checked = check("How many orders are Paid?", "SELECT COUNT(*) FROM records WHERE status = 'Paid'")

    assert "'paid'" in checked.program.text


def test_a_value_is_looked_for_in_the_column_that_has_it() -> None:
    checked = check("How many orders come from Graz?", "SELECT COUNT(*) FROM records WHERE clerk = 'Graz'")

    assert "town = 'Graz'" in checked.program.text


def test_a_made_up_value_gives_way_to_the_one_the_question_names() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE status = 'closed'"

    assert result("How many orders are open?", sql) == ((1,),)


def test_a_value_is_found_as_one_of_several_in_a_list() -> None:
    context = FakeContext(
        {"a.txt": "1|Ada Lee\n2|Ada Lee <a@x.org>, Kim Roy\n3|Kim Roy and Ada Lee\n4|Ada Leeds\n"},
        {"author": "split_part(line, '|', 2)"},
    )
    question = "How many rows name Ada Lee among their authors?"
    sql = "SELECT COUNT(*) FROM records WHERE author = 'Ada Lee'"
    checked = check(question, sql, context)

    assert context.query(checked.program.text).rows == ((3,),)


def test_an_address_is_found_behind_a_name_and_in_brackets() -> None:
    context = FakeContext(
        {"a.txt": "1|a@x.org\n2|<a@x.org>\n3|Ada <a@x.org>; b@x.org\n4|aa@x.org\n5|b.a@x.org\n"},
        {"recipient": "split_part(line, '|', 2)"},
    )
    sql = "SELECT COUNT(*) FROM records WHERE recipient = 'a@x.org'"
    checked = check("How many mails are addressed to a@x.org?", sql, context)

    assert context.query(checked.program.text).rows == ((3,),)


def test_a_value_is_not_looked_for_in_another_column_where_the_question_names_its_own() -> None:
    context = FakeContext(
        {"a.txt": "Ada;red;blue\nKim;brown;green\nBo;brown;blue\n"},
        parted("name", "hair_color", "eye_color"),
    )
    query = "SELECT name FROM records WHERE hair_color = 'blue'"

    checked = check("Who has blue hair?", query, context)

    assert "eye_color" not in checked.program.text


def test_a_value_is_found_that_is_written_with_lines_between_its_words() -> None:
    context = FakeContext({"a.txt": "debt_relief;1\ncar;2\n"}, parted("purpose"))
    question = "How many are for debt relief?"
    query = "SELECT COUNT(*) FROM records WHERE purpose = 'Debt Relief'"

    checked = check(question, query, context)

    assert "'debt_relief'" in checked.program.text


def test_a_value_that_no_row_has_is_a_doubt() -> None:
    checked = check("How many orders are lost?", "SELECT COUNT(*) FROM records WHERE status = 'lost'")

    assert "No row has “lost” as its status." in checked.doubts


def test_a_value_in_several_spellings_is_looked_for_in_all() -> None:
    context = FakeContext({"a.txt": "In Review\nin review\nin-review\nDone\n"}, {"state": "line"})
    question = "How many are in review?"
    sql = "SELECT COUNT(*) FROM records WHERE state = 'In Review'"
    checked = check(question, sql, context)

    assert context.query(checked.program.text).rows == ((3,),)


def test_values_that_hold_the_one_asked_for_are_told_and_doubted_where_they_are_many() -> None:
    states = ["done"] * 30 + ["done in part"] + ["open"] * 4 + ["open again"] * 2
    context = FakeContext({"a.txt": "".join(f"{state}\n" for state in states)}, {"state": "line"})

    def checked(question: str, state: str) -> Checked:
        query = f"SELECT COUNT(*) FROM records WHERE state = '{state}'"
        return check(question, query, context)

    done, still_open = checked("How many are done?", "done"), checked("How many are open?", "open")
    assert done.mends == ("Not taken for 'done': 'done in part' (1).",) and not done.doubts
    assert still_open.doubts == ("Not taken for 'open': 'open again' (2).",)
    assert not checked("How many are done in part?", "done in part").doubts


def test_one_of_several_in_a_cell_counts_in_a_list_of_values_too() -> None:
    context = FakeContext({"a.txt": "Ada\nAda, Bob\nCyd\nDan\n"}, {"author": "line"})
    question = "How many are by Ada or Cyd?"
    sql = "SELECT COUNT(*) FROM records WHERE author IN ('Ada', 'Cyd')"
    checked = check(question, sql, context)

    assert context.query(checked.program.text).rows == ((3,),)


def test_a_word_of_a_column_that_is_named_is_no_value_of_another() -> None:
    context = FakeContext(
        {
            "peps.csv": "".join(
                f"PEP {n};{'Superseded' if n % 3 else 'Final'};{n if n % 2 else ''}\n" for n in range(30)
            )
        },
        {
            "title": "split_part(line, ';', 1)",
            "status": "split_part(line, ';', 2)",
            "superseded_by": "nullif(split_part(line, ';', 3), '')",
        },
    )
    question = "How many have been superseded by another, according to their Superseded-By header?"
    both = "SELECT COUNT(*) FROM records WHERE status = 'Superseded' AND NOT superseded_by IS NULL"

    checked = check(question, both, context)

    assert "status" not in checked.program.text
    assert "superseded_by" in checked.program.text


def test_a_value_is_looked_for_in_the_column_that_is_named_right_before_it() -> None:
    context = FakeContext(
        {
            "packages.txt": "".join(
                f"p{n};{'perl' if n % 5 == 0 else 'libs'};{'perl, tar' if n % 3 else 'tar'}\n"
                for n in range(30)
            )
        },
        parted("package", "section", "depends"),
    )
    question = "How many packages depend on perl?"
    query = "SELECT COUNT(*) FROM records WHERE section = 'perl'"

    checked = check(question, query, context)

    assert int(str(context.query(checked.program.text).rows[0][0])) == 20


def test_one_of_a_list_may_stand_behind_the_word_for_its_kind() -> None:
    lines = "1;Drug: Aspirin|Drug: Ibuprofen\n2;Drug: ibuprofen\n3;Other: ibuprofen tablets|Aspirin\n"
    context = FakeContext({"a.txt": lines}, parted("trial", "drugs"))
    (table,) = context.profile.tables
    names = {column.name: column for column in table.columns}
    values = StoredValues(set(), context.query)
    listed = msgspec.structs.replace(names["drugs"], note="several, parted by “|”")

    def rows(column: Column) -> int:
        found = values.element(column, "ibuprofen", table.name)
        where = found.sql(dialect="duckdb") if found else "false"
        return int(str(context.query(f"SELECT count(*) FROM records WHERE {where}").rows[0][0]))

    assert rows(listed) == 2
    assert rows(names["drugs"]) == 0
