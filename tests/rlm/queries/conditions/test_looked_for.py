"""A text is looked for where the question says, in the form that rows have it."""

import msgspec
import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted, result


def test_quoted_text_is_looked_for_to_the_letter_and_underscores_are_no_wildcards() -> None:
    question = 'How many lines contain "late_x"?'

    assert result(question, "SELECT COUNT(*) FROM records WHERE line LIKE '%late_x%'") == ((0,),)


def test_a_phrase_that_is_no_whole_value_is_looked_for_inside_the_text() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE item = 'Graz;dana'"

    assert result('How many lines say "Graz;dana"?', sql) == ((1,),)


def test_what_lines_should_contain_is_looked_for_in_the_whole_line() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE status = 'late'"

    assert result("How many lines contain late?", sql) == ((2,),)


def test_a_part_of_a_value_that_the_question_says_is_looked_for() -> None:
    context = FakeContext({"a.log": "curl/8.5.0 1\nWget/1.21 2\ncurl/8.6.1 3\n"}, parted("agent", by=" "))
    question = "How many requests were made with curl?"
    query = "SELECT COUNT(*) FROM records WHERE agent = 'curl/8.5.0'"

    checked = check(question, query, context)

    assert context.query(checked.program.text).rows == ((2,),)


def test_what_the_question_writes_apart_is_looked_for_apart() -> None:
    context = FakeContext(
        {"a.log": "9:00 time out of node\n9:01 time flies\n9:02 node out\n"},
        parted("clock", by=" "),
    )
    question = "How many times did a node time out?"
    query = "SELECT COUNT(*) FROM records WHERE line LIKE '%timeout%'"

    checked = check(question, query, context)

    assert context.query(checked.program.text).rows == ((1,),)


def test_a_text_is_looked_for_in_the_column_that_the_question_names() -> None:
    lines = "a;libc, python3 (>= 3.9);x\nb;python3;python3-doc\nc;libc;python3\n"
    context = FakeContext({"packages.txt": lines}, parted("package", "depends", "suggests"))
    question = "How many packages depend on python3?"
    query = "SELECT count(*) FROM records WHERE suggests LIKE '%python3%'"

    checked = check(question, query, context)

    assert context.query(checked.program.text).rows == ((2,),)


@pytest.mark.parametrize("value", ["AL", "al", "antity"])
def test_letters_inside_a_word_are_no_value_that_the_question_names(value: str) -> None:
    checked = check(
        "What is the total of quantity?", f"SELECT SUM(quantity) FROM records WHERE town = '{value}'"
    )

    assert "WHERE" not in checked.program.text


def test_an_empty_text_is_not_looked_for() -> None:
    never = check("How many orders were never opened?", "SELECT COUNT(*) FROM records WHERE stamp LIKE '%%'")
    assert "WHERE" not in never.program.text
    assert never.doubts

    without = "SELECT COUNT(*) FROM records WHERE clerk = ''"
    assert result("How many orders have no clerk?", without) == ((4,),)
    assert "WHERE" not in check("How many orders were never opened?", without).program.text


def test_each_of_a_list_may_be_a_part_of_a_value() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE town IN ('Gra', 'Cor')"
    assert result("How many orders are from Gra or Cor?", sql) == ((6,),)

    none = check(
        "How many orders are from Rome or Oslo?", "SELECT 1 FROM records WHERE town IN ('Rome', 'Oslo')"
    )
    assert len(none.doubts) > 0


def test_what_all_values_say_is_no_part_that_tells_them_apart() -> None:
    kinds = ("Living characters", "Deceased characters")
    context = FakeContext(
        {"comics.csv": "".join(f"Hero {n};{kinds[n % 2]}\n" for n in range(20))},
        parted("name", "alive"),
    )
    question = "How many characters are dead?"
    query = "SELECT COUNT(*) FROM records WHERE alive = 'Deceased characters'"

    checked = check(question, query, context)

    assert "'character'" not in checked.program.text


def test_a_part_that_no_row_has_there_is_looked_for_where_values_begin_with_it() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE clerk LIKE '%cab%'"
    assert result("How many orders were of cab?", sql) == ((5,),)

    none = check("How many orders were of tar?", "SELECT COUNT(*) FROM records WHERE clerk LIKE '%tar%'")
    assert "No row has “tar” in its clerk." in none.doubts


def test_of_a_list_what_is_named_is_no_part_of_another_name() -> None:
    context = FakeContext(
        {"p.txt": "bash;zlib1g (>= 1), libc6\ncurl;zlib1g-dev, libc6\nvim;libc6, zlib1g\ngit;zlib1g-dev\n"},
        parted("package", "depends"),
        notes={"depends": "several, parted by “,”"},
    )
    query = "SELECT COUNT(*) FROM records WHERE depends LIKE '%zlib1g%'"

    checked = check("How many packages depend on zlib1g?", query, context)

    assert context.query(checked.program.text).rows == ((2,),)


def test_a_word_is_not_looked_for_in_its_opposite() -> None:
    context = FakeContext(
        {"mx.log": "connect from a\nconnect from b\ndisconnect from a\nlost connection of b\n"},
        {"event": "line"},
    )
    query = "SELECT COUNT(*) FROM records WHERE event LIKE '%connect%'"

    checked = check("How many connect events are there?", query, context)

    assert context.query(checked.program.text).rows == ((2,),)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many have a note that says paid?", "CONTAINS(LOWER(status), 'paid')"),
        ("How many end with paid?", "status LIKE '%paid'"),
    ],
)
def test_a_pattern_open_at_one_end_is_looked_for_inside(question: str, told: str) -> None:
    checked = check(question, "SELECT COUNT(*) FROM records WHERE status LIKE '%paid'")

    assert told in checked.program.text


def test_a_short_word_is_looked_for_as_a_word_of_its_own() -> None:
    lines = "1;car wash\n2;business cards\n3;two cars\n4;childcare\n"
    context = FakeContext({"costs.txt": lines}, parted("no", "purpose"))

    assert result(
        "How many purposes say car?", "SELECT COUNT(*) FROM records WHERE purpose LIKE '%car%'", context
    ) == ((2,),)


def test_a_longer_word_that_is_left_out_is_not_the_word_itself() -> None:
    rows = "Republican, 1;a\nRepublican, 2;b\nDemocratic-Republican, 3;c\nWhig, 4;d\n"
    context = FakeContext({"people.csv": rows}, parted("party", "name"))
    question = "How many are Republican (not counting Democratic-Republican)?"

    assert result(question, "SELECT COUNT(*) FROM records WHERE party LIKE '%Republican%'", context) == (
        (2,),
    )


def test_a_place_may_have_another_part_between_those_that_are_named() -> None:
    rows = "North Bend, Hamilton, Ohio, USA;a\nNorth Bend, Oregon;b\nOhio;c\n"
    context = FakeContext({"people.csv": rows}, parted("burial_place", "name"))
    query = "SELECT COUNT(*) FROM records WHERE burial_place = 'North Bend, Ohio'"

    question = "How many people are buried in North Bend, Ohio?"

    assert result(question, query, context) == ((1,),)
    told = "'North Bend, Ohio' was looked for in burial_place, with other parts in between."
    assert told in check(question, query, context).doubts


def test_what_no_row_ends_with_is_looked_for_inside() -> None:
    context = FakeContext({"boot.log": "a: Failed with result 'exit-code'.\nb: up\n"}, {"message": "line"})
    query = "SELECT COUNT(*) FROM records WHERE line LIKE '%Failed with result exit-code'"

    question = "How often did it end with 'Failed with result exit-code'?"

    assert result(question, query, context) == ((1,),)
    assert not check(question, query, context).doubts


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How many people have ann in their name?", 3),
        ("How many people have ann in the first name?", 3),
        ("How many names contain ann?", 3),
        ("How many names have the letters ann?", 3),
        ("How many names have ann as a part?", 3),
        ("How many people are called ann?", 1),
    ],
)
@pytest.mark.parametrize("compared", ["name LIKE", "name ILIKE", "lower(name) LIKE"])
def test_letters_are_looked_for_wherever_they_stand(question: str, found: int, compared: str) -> None:
    context = FakeContext({"a.txt": "1;ann smith\n2;hannah brown\n3;joanna\n4;bob\n"}, parted("no", "name"))

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {compared} '%ann%'", context) == ((found,),)


PARTIES = "Republican, 1;a\nRepublican, 2;b\nDemocratic-Republican, 3;c\nWhig, 4;d\nWhig, 5;e\n"


@pytest.mark.parametrize("condition", ["party NOT LIKE '%Republican%'", "NOT (party LIKE '%Republican%')"])
@pytest.mark.parametrize(
    "question",
    [
        "How many presidents were neither Republican nor Democratic-Republican?",
        "How many presidents were not Republican and not Democratic-Republican?",
    ],
)
def test_a_longer_word_is_left_out_with_the_shorter_one(question: str, condition: str) -> None:
    context = FakeContext({"people.csv": PARTIES}, parted("party", "name"))

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {condition}", context) == ((2,),)


@pytest.mark.parametrize(
    ("question", "pattern", "found"),
    [
        ("How many files end with .bak?", "%.bak", 0),
        ("How many files end with tx?", "%tx", 0),
        ("How many files start with bak?", "bak%", 0),
        ("How many files end with LOG?", "%LOG", 2),
    ],
)
def test_what_should_begin_or_end_so_is_not_looked_for_elsewhere(
    question: str, pattern: str, found: int
) -> None:
    context = FakeContext({"files.txt": "1;a.bak.txt\n2;b.bak.txt\n3;c.log\n4;d.log\n"}, parted("no", "file"))
    query = f"SELECT COUNT(*) FROM records WHERE file LIKE '{pattern}'"

    assert result(question, query, context) == ((found,),)


def test_what_has_started_may_say_so_anywhere() -> None:
    context = FakeContext(
        {"boot.log": "init: Started a\ninit: Started b\ninit: Stopped a\n"}, {"event": "line"}
    )
    query = "SELECT COUNT(*) FROM records WHERE event LIKE 'Started%'"

    assert result("How many services were started?", query, context) == ((2,),)
    assert result("How many events start with Started?", query, context) == ((0,),)


def test_numbers_end_with_a_digit() -> None:
    context = FakeContext(
        {"n.txt": "a;17\nb;71\nc;27\n"},
        {"name": "split_part(line, ';', 1)", "size": "TRY_CAST(split_part(line, ';', 2) AS BIGINT)"},
    )

    assert result(
        "How many sizes end with 7?", "SELECT COUNT(*) FROM records WHERE size LIKE '%7'", context
    ) == ((2,),)


def test_parts_of_two_entries_of_a_list_are_no_name() -> None:
    rows = "Smith, Adam; Jones, John;1\nSmith, Adam and Jones, John;2\nSmith, Adam, and Jones, John;3\n"
    context = FakeContext({"papers.txt": rows}, {"authors": "regexp_replace(line, ';\\d+$', '')"})
    query = "SELECT COUNT(*) FROM records WHERE authors = 'Smith, John'"

    assert result("How many papers are by Smith, John?", query, context) == ((0,),)


def test_what_rows_name_is_a_word_of_what_they_list() -> None:
    lines = "1;Drug: Ibrutinib|Drug: Aspirin\n2;Drug: ibrutinib capsules\n3;Ibrutinib\n4;Drug: Aspirin\n" * 3
    context = FakeContext({"trials.txt": lines}, parted("trial", "drugs"))
    (table,) = context.profile.tables
    columns = tuple(
        msgspec.structs.replace(c, note="several, parted by “|”") if c.name == "drugs" else c
        for c in table.columns
    )
    profile = msgspec.structs.replace(
        context.profile, tables=(msgspec.structs.replace(table, columns=columns),)
    )
    like, equal = "drugs LIKE '%ibrutinib%'", "drugs = 'ibrutinib'"

    def counted(question: str, condition: str) -> object:
        links = linking.link(question, profile, context.query)
        sql = f"SELECT COUNT(*) FROM records WHERE {condition}"
        checked = Grounding(question, profile, links, context.query).check(Program(language="sql", text=sql))
        return context.query(checked.program.text).rows[0][0]

    for condition in (like, equal):
        assert counted("How many trials name ibrutinib among their drugs?", condition) == 3
        assert counted("How many trials had ibrutinib as a drug?", condition) == 2


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("title NOT LIKE '%RC%'", 6),
        ("title LIKE '%Clerk%' AND title NOT LIKE '%RC%'", 3),
        ("title NOT ILIKE 'clerk%'", 6),
        ("NOT title LIKE '%RC%'", 6),
    ],
)
def test_what_is_not_like_a_text_stays_left_out(condition: str, rows: int) -> None:
    context = FakeContext(
        {"a.txt": "SocialWorker (RC);1\nSocialWorker;2\nClerk;3\n" * 3}, parted("title", "n")
    )
    sql = f"SELECT COUNT(*) FROM records WHERE {condition}"

    assert result("How many rows of a clerk are not RC?", sql, context) == ((rows,),)


@pytest.mark.parametrize("condition", ["title = 'Social Worker'", "title LIKE '%social worker%'"])
def test_words_that_a_value_has_in_one_are_found(condition: str) -> None:
    context = FakeContext({"a.txt": "SocialWorker;1\nonline;2\nClerk;3\n" * 3}, parted("title", "n"))
    question = "How many rows have the title Social Worker?"

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {condition}", context) == ((3,),)
    assert linking.link(question, context.profile, context.query).values
    assert not linking.link("How many are on line?", context.profile, context.query).values


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many were handled by Hartford (not East Hartford)?", 6),
        ("How many were in Hartford, not counting East Hartford?", 6),
        ("How many were handled by Hartford?", 9),
        ("How many were handled by Hartford, not in May?", 9),
    ],
)
def test_a_longer_name_that_is_left_out_has_no_rows(question: str, rows: int) -> None:
    lines = "POLICE HARTFORD;1\nPOLICE EAST HARTFORD;2\nHARTFORD TOWN;3\nPOLICE YORK;4\n" * 3
    context = FakeContext({"a.txt": lines}, parted("police", "n"))
    sql = "SELECT COUNT(*) FROM records WHERE police LIKE '%Hartford%'"

    assert result(question, sql, context) == ((rows,),)
