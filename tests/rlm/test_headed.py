"""Documents with headers: their fields are asked for by deeds, and what is no field marks the answer."""

import msgspec
import pytest

from rlm_desktop.events import PlanChosen
from rlm_desktop.profile import Profile
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.spelled import meant_columns
from tests.fakes import FakeContext
from tests.rlm.asked import Asked, answers, sql

LINES = """\
SE-1;Ada;Bob;Implemented;Swift 3;2;2014-03-04
SE-2;Bob;Cyd;Rejected;;;2015-01-02
SE-3;Bob;Cyd;Implemented;Swift 5;;2016-07-01
SE-4;Cyd;Bob;Active review;July;7;2016-08-01
"""


def _part(number: int) -> str:
    return f"nullif(split_part(line, ';', {number}), '')"


CONTEXT = FakeContext(
    {"proposals.txt": LINES},
    {
        "proposal": _part(1),
        "author": _part(2),
        "review_manager": _part(3),
        "status": _part(4),
        "status_detail": _part(5),
        "proposal_pr": f"CAST({_part(6)} AS BIGINT)",
        "created": f"CAST({_part(7)} AS DATE)",
    },
)


def profile() -> Profile:
    """The same as a table of documents, one column a detail of another."""
    (table,) = CONTEXT.profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note="in brackets behind status")
        if column.name == "status_detail"
        else column
        for column in table.columns
    )
    table = msgspec.structs.replace(table, columns=columns, row_is="document", kind="headers")
    return msgspec.structs.replace(CONTEXT.profile, tables=(table,))


def check(question: str, sql: str) -> Checked:
    links = linking.link(question, profile(), CONTEXT.query)
    return Grounding(question, profile(), links, CONTEXT.query).check(Program(language="sql", text=sql))


def result(question: str, sql: str) -> object:
    checked = check(question, sql)
    assert not checked.problem
    return CONTEXT.query(checked.program.text).rows


def test_who_manages_a_review_is_its_manager_and_who_wrote_it_its_author() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE author = 'Bob'"
    assert result("How many reviews were managed by Bob?", sql) == ((2,),)
    other = "SELECT COUNT(*) FROM records WHERE review_manager = 'Cyd'"
    assert result("How many proposals were written by Cyd?", other) == ((1,),)
    assert result("How many proposals are by the author Bob?", sql) == ((2,),)


def test_rows_are_counted_where_they_are_picked_by_what_is_called_after_the_thing() -> None:
    context = FakeContext(
        {"notes.txt": "Ada;(a)\nAda;(a)\nAda;(b)\nBob;(a)\nBob;\n"},
        {"review_manager": _part(1), "review": _part(2)},
    )
    question = "How many reviews were managed by Ada?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE review_manager = 'Ada'"
    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=sql)
    )

    assert context.query(checked.program.text).rows == ((3,),)


def test_deeds_lead_to_columns() -> None:
    names = ("author", "review_manager", "start_date", "operator", "sender")
    assert list(meant_columns.of_deeds("Who managed most reviews?", names)) == [("managed", "review_manager")]
    assert list(meant_columns.of_deeds("Who wrote it?", names)) == [("wrote", "author")]
    assert list(meant_columns.of_deeds("Who sent it?", names)) == [("sent", "sender")]
    assert not list(meant_columns.of_deeds("How many operations of a station are there?", names))


def test_who_is_named_among_others_is_known() -> None:
    context = FakeContext({"notes.txt": "Ada\nAda, Bob\nCyd, Ada\n"}, {"authors": "line"})
    (table,) = context.profile.tables
    column = msgspec.structs.replace(table.columns[0], note="several, parted by “,”")
    listed = msgspec.structs.replace(table, columns=(column,))
    profile = msgspec.structs.replace(context.profile, tables=(listed,))

    (found,) = linking.link("What did Bob work on?", profile, context.query).values
    assert (found.column, found.value, found.rows) == ("authors", "Bob", 1)


def test_who_has_done_nothing_of_it_is_told() -> None:
    def unheard(question: str) -> list[str]:
        links = linking.link(question, profile(), CONTEXT.query)
        return [value for _, _, value in wording.added(links, question, profile(), CONTEXT.query).unheard]

    assert unheard("Which proposals did Satoshi Nakamoto write?") == ["Satoshi Nakamoto"]
    assert unheard("Which proposals did Mary Ada write?") == []
    assert unheard("Which proposals mention Satoshi Nakamoto?") == []


def test_the_one_document_about_something_is_known_by_its_title() -> None:
    context = FakeContext(
        {"mails.txt": "Ada;KVim 6.1\nBob;Re: the old rent\nCyd;Rent\nDan;Closures (in part)\n"},
        {"sender": _part(1), "subject": _part(2)},
    )
    (table,) = context.profile.tables
    mails = msgspec.structs.replace(table, row_is="document", kind="headers")
    profile = msgspec.structs.replace(context.profile, tables=(mails,))

    def found(question: str) -> list[str]:
        return [link.value for link in linking.link(question, profile, context.query).values]

    assert found("Who asked about KVim?") == ["KVim 6.1"]
    assert found("When was the letter on closures in part sent?") == ["Closures (in part)"]
    assert found("Who wrote about rent?") == ["Rent"]
    assert found("Which mail is about closures?") == ["Closures (in part)"]
    assert found("When is the meeting about KVim?") == []
    assert found("Who asked about the vim?") == []


def test_a_word_of_a_columns_name_is_not_a_rare_value_of_another() -> None:
    lines = "".join(f"Ada;{'Review' if n == 7 else 'Note'}\n" for n in range(100))
    context = FakeContext({"notes.txt": lines}, {"review_manager": _part(1), "decision": _part(2)})

    def found(question: str) -> list[str]:
        return [link.value for link in linking.link(question, context.profile, context.query).values]

    assert found("Who managed the most reviews?") == []
    assert found("How many decisions are a Review?") == ["Review"]


def test_a_value_is_told_with_what_stands_in_brackets_behind_it() -> None:
    sql = "SELECT status FROM records WHERE proposal = '{}'"
    assert result("What is the status of SE-3?", sql.format("SE-3")) == (("Implemented (Swift 5)",),)
    assert result("What is the status of SE-2?", sql.format("SE-2")) == (("Rejected",),)


def test_which_replaces_it_is_the_row_that_has_it_there() -> None:
    context = FakeContext(
        {"notes.txt": "1;;2\n2;1;3\n3;2;\n"},
        {
            "note": f"CAST({_part(1)} AS BIGINT)",
            "replaces": f"CAST({_part(2)} AS BIGINT)",
            "replaced_by": f"CAST({_part(3)} AS BIGINT)",
            "file": f"'notes/note-000' || {_part(1)} || '.md'",
        },
        notes={"file": "file name"},
    )

    def told(question: str, sql: str) -> object:
        links = linking.link(question, context.profile, context.query)
        checked = Grounding(question, context.profile, links, context.query).check(
            Program(language="sql", text=sql)
        )
        return context.query(checked.program.text).rows

    sql = "SELECT replaces FROM records WHERE note = 2"
    assert told("Which note replaces note 2?", sql) == ((3,),)
    assert told("What does note 2 replace?", sql) == ((1,),)
    assert told("Which note was replaced by note 2?", sql) == ((1,),)
    by_name = "SELECT replaces FROM records WHERE file = 'notes/note-0002.md' AND NOT replaces IS NULL"
    assert told("Which note replaces note 2?", by_name) == (("notes/note-0003.md",),)


def test_what_is_counted_need_not_have_all_that_is_called_like_it() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE proposal_pr IS NOT NULL"
    assert result("How many proposals are there?", sql) == ((4,),)
    assert result("How many proposals have a pr?", sql) == ((2,),)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("older than 2015", 1),
        ("before 2016", 2),
        ("newer than 2015", 2),
        ("from after 2014", 3),
        ("since 2015", 3),
    ],
)
def test_a_year_is_compared_with_the_date_that_the_table_has(said: str, count: int) -> None:
    year = said[-4:]
    sql = f"SELECT COUNT(*) FROM records WHERE proposal_pr < {year}"
    assert result(f"How many proposals are {said}?", sql) == ((count,),)


@pytest.mark.parametrize(
    ("question", "sql", "said"),
    [
        ("Which proposals are under discussion?", "SELECT proposal FROM records", "lists all rows"),
        (
            "How many people voted for SE-2?",
            "SELECT COUNT(*) FROM records WHERE proposal = 'SE-2'",
            "asks for people",
        ),
        (
            "In which month were the most proposals made?",
            "SELECT month(created), COUNT(*) FROM records GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
            "months of all years",
        ),
        (
            "How many proposals were forgotten?",
            "SELECT COUNT(*) FROM records WHERE proposal_pr IS NULL",
            "without proposal_pr",
        ),
        (
            "How many people voted for SE-2?",
            "SELECT COUNT(DISTINCT review_manager) FROM records WHERE proposal = 'SE-2'",
            "asks for people",
        ),
        (
            "How many nodes support proposal SE-2?",
            "SELECT COUNT(DISTINCT proposal) FROM records WHERE proposal = 'SE-2'",
            "asks for nodes",
        ),
        ("Who voted for SE-2?", "SELECT proposal FROM records WHERE author = 'Bob'", "asks who"),
    ],
)
def test_rows_that_may_not_be_meant_are_told(question: str, sql: str, said: str) -> None:
    assert any(said in doubt for doubt in check(question, sql).doubts)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        (
            "In which month were the most proposals made?",
            "SELECT strftime(created, '%Y-%m'), COUNT(*) FROM records GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
        ),
        ("How many people managed reviews?", "SELECT COUNT(DISTINCT review_manager) FROM records"),
        ("List all proposals.", "SELECT proposal FROM records"),
        ("Which proposals are there, and who wrote them?", "SELECT proposal, author FROM records"),
        ("How many proposals were rejected?", "SELECT COUNT(*) FROM records WHERE status = 'Rejected'"),
        ("How many reviews did Bob manage?", "SELECT COUNT(*) FROM records WHERE review_manager = 'Bob'"),
        ("Who wrote SE-2?", "SELECT author FROM records WHERE proposal = 'SE-2'"),
    ],
)
def test_rows_that_are_meant_are_not_doubted(question: str, sql: str) -> None:
    assert not check(question, sql).doubts


def test_who_attended_is_an_attendee() -> None:
    names = ["title", "attendees", "date"]

    assert ("attended", "attendees") in meant_columns.of_deeds("Who attended on 16 May 2018?", names)
    assert ("was present", "attendees") in meant_columns.of_deeds("Who was present at most?", names)


def test_a_phrase_in_other_capitals_and_signs_is_the_same() -> None:
    context = FakeContext(
        {"notes.txt": "The Net-mending in Oulu: 1.2\nThe net-mending in Oulu: 1.3\nRopes in Oulu\n"},
        {"title": "line"},
    )
    question = "How many 'net mending in Oulu' notes are there?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE title LIKE '%net mending in Oulu%'"
    checked = Grounding(question, context.profile, links, context.query).check(
        Program(language="sql", text=sql)
    )

    assert context.query(checked.program.text).rows == ((2,),)
    assert "other capitals and signs were taken, too" in " ".join(checked.mends)


def test_what_documents_are_usually_called_is_no_doubt() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE status = 'Rejected'"

    assert not check("How many specifications have the status rejected?", sql).doubts
    assert check("How many villagers have the status rejected?", sql).doubts


def test_a_handle_is_the_same_with_its_sign_and_without() -> None:
    context = FakeContext({"notes.txt": "@ada, @bo\nada\n@ada\nbo, cy\nada, bo\n"}, {"reviewers": "line"})
    (table,) = context.profile.tables
    column = msgspec.structs.replace(table.columns[0], note="several, parted by “,”")
    table = msgspec.structs.replace(table, columns=(column,), row_is="document", kind="headers")
    profile = msgspec.structs.replace(context.profile, tables=(table,))
    question = "How many notes did ada review?"
    links = linking.link(question, profile, context.query)
    sql = "SELECT COUNT(*) FROM records WHERE reviewers LIKE '%ada%'"
    checked = Grounding(question, profile, links, context.query).check(Program(language="sql", text=sql))

    assert context.query(checked.program.text).rows == ((4,),)


def test_what_is_set_against_the_one_asked_for_leaves_no_row_out() -> None:
    question = "How many proposals are implemented rather than half done?"
    sql = "SELECT count(*) FROM records WHERE status = 'Implemented' AND status_detail <> 'half done'"
    checked = check(question, sql)

    assert CONTEXT.query(checked.program.text).rows == ((2,),)
    assert checked.doubts == ()


def test_a_value_that_no_row_has_leaves_out_no_row_whose_field_is_empty() -> None:
    question = "How many proposals do not have the detail half done?"
    sql = "SELECT count(*) FROM records WHERE status_detail <> 'half done'"
    checked = check(question, sql)

    assert CONTEXT.query(checked.program.text).rows == ((4,),)
    assert "No row has “half done” as its status_detail: nothing was left out." in checked.doubts


def test_who_answered_is_who_sent_it_and_words_of_a_title_may_stand_apart() -> None:
    context = FakeContext(
        {"mails.txt": "Ada;Re: [PATCH 7/9] net/mmc: clean;Bob\nBob;mmc news;Ada\nCyd;[PATCH] mmc;Ada\n"},
        {"sender": _part(1), "subject": _part(2), "cc": _part(3)},
    )
    (table,) = context.profile.tables
    mails = msgspec.structs.replace(table, row_is="document", kind="headers")
    profile = msgspec.structs.replace(context.profile, tables=(mails,))
    question = "What did Ada answer about the mmc patch?"
    links = linking.link(question, profile, context.query)
    sql = "SELECT subject FROM records WHERE cc LIKE '%Ada%' AND subject LIKE '%mmc patch%'"
    checked = Grounding(question, profile, links, context.query).check(Program(language="sql", text=sql))

    assert context.query(checked.program.text).rows == (("Re: [PATCH 7/9] net/mmc: clean",),)


def _of_rules(question: str, sql: str) -> object:
    context = FakeContext(
        {"notes.txt": "rules/ra-012.md;Ada;\nrules/ra-013.md;Bob;RA-012\n"},
        {"name": "split_part(line, ';', 1)", "author": _part(2), "needs": _part(3)},
    )
    (table,) = context.profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note="file name") if column.name == "name" else column
        for column in table.columns
    )
    table = msgspec.structs.replace(table, columns=columns, row_is="document", kind="headers")
    headed = msgspec.structs.replace(context.profile, tables=(table,))
    links = linking.link(question, headed, context.query)
    checked = Grounding(question, headed, links, context.query).check(Program(language="sql", text=sql))
    assert not checked.problem
    return context.query(checked.program.text).rows


def test_a_document_that_is_called_by_its_name_is_not_what_needs_it() -> None:
    assert _of_rules("Who wrote RA-012?", "SELECT author FROM records WHERE needs = 'RA-012'") == (("Ada",),)
    assert _of_rules("Who needs RA-012?", "SELECT author FROM records WHERE needs = 'RA-012'") == (("Bob",),)


def test_what_is_written_is_not_who_wrote_it() -> None:
    question = "How many different people have written proposals?"
    links = linking.link(question, profile(), CONTEXT.query)

    assert not wording.added(links, question, profile(), CONTEXT.query).unheard


def test_a_document_is_told_by_its_title_as_well_as_by_its_file() -> None:
    (table,) = profile().tables
    columns = [
        msgspec.structs.replace(c, name={"author": "name", "proposal": "title"}.get(c.name, c.name))
        for c in table.columns
    ]
    titled = msgspec.structs.replace(
        profile(), tables=(msgspec.structs.replace(table, columns=tuple(columns)),)
    )
    sql = "SELECT name FROM records ORDER BY created DESC LIMIT 1"

    def shown(question: str) -> str:
        links = linking.link(question, titled, CONTEXT.query)
        return (
            Grounding(question, titled, links, CONTEXT.query)
            .check(Program(language="sql", text=sql))
            .program.text
        )

    assert shown("Which proposal is the newest?").startswith('SELECT "title", name FROM')
    assert shown("Which file is the newest?") == sql


def test_what_documents_are_called_is_no_value_of_theirs() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE author = 'Bob' AND {}"
    question = "How many of the proposals is Bob an author of?"
    assert result(question, sql.format("status = 'proposal'")) == ((2,),)
    assert result("How many proposals are reviews by the author Bob?", sql.format("status = 'review'")) == (
        (0,),
    )
    assert result("How many reviews did the author Bob get?", sql.format("status = 'review'")) == ((0,),)
    assert result(
        "How many files by the author Bob have the status file?", sql.format("status = 'file'")
    ) == ((0,),)


@pytest.mark.parametrize(
    ("question", "sql", "doubted"),
    [
        ("Who was the shepherd of SE-1?", "SELECT author FROM records WHERE proposal = 'SE-1'", True),
        (
            "Who was the language coordinator for SE-1?",
            "SELECT author FROM records WHERE proposal = 'SE-1'",
            True,
        ),
        ("Who was the author of SE-1?", "SELECT author FROM records WHERE proposal = 'SE-1'", False),
        ("Who was the writer of SE-1?", "SELECT author FROM records WHERE proposal = 'SE-1'", False),
        ("Who is the manager of SE-1?", "SELECT review_manager FROM records WHERE proposal = 'SE-1'", False),
        ("Who is the person behind SE-1?", "SELECT author FROM records WHERE proposal = 'SE-1'", False),
        ("Who wrote SE-1?", "SELECT author FROM records WHERE proposal = 'SE-1'", False),
    ],
)
def test_an_author_is_not_told_for_another_part_that_no_column_tells(
    question: str, sql: str, doubted: bool
) -> None:
    assert any("No column tells who" in doubt for doubt in check(question, sql).doubts) is doubted


def heads() -> FakeContext:
    """Reports with heads, and the text of one of them."""
    report = "On that day the warship Vasa went down, and thirty people lost their lives in the harbour.\n"
    rows = "".join(f"{number};{name};Sweden\n" for number, name in enumerate(("Vasa", "Ariane", "Roblox")))
    columns = {"number": f"CAST({_part(1)} AS BIGINT)", "product": _part(2), "company": _part(3)}
    context = FakeContext({"reports/all.md": rows, "reports/vasa.md": report}, columns)
    (table,) = context.profile.tables
    context._tables = (msgspec.structs.replace(table, kind="headers", row_is="document"),)
    return context


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "How many people lost their lives when the Vasa went down?",
            "SELECT COUNT(*) FROM records WHERE product = 'Vasa'",
        ),
        ("Who was the captain of the Vasa?", "SELECT company FROM records WHERE product = 'Vasa'"),
    ],
)
def test_where_heads_tell_of_something_else_the_text_is_read(question: str, query: str) -> None:
    asked = Asked(question, [sql(query)] * 9, context=heads(), reader=answers(Vasa="thirty"))

    assert asked.reply.status in ("partial", "not_found")
    assert asked.reply.status == "not_found" or asked.reply.value == "thirty"
    assert "search" in [event.plan for event in asked.seen(PlanChosen)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "query", "value"),
    [
        ("How many reports are about Sweden?", "SELECT COUNT(*) FROM records WHERE company = 'Sweden'", 3),
        ("How many documents are of Sweden?", "SELECT COUNT(*) FROM records WHERE company = 'Sweden'", 3),
        ("Which company has the Vasa?", "SELECT company FROM records WHERE product = 'Vasa'", "Sweden"),
    ],
)
def test_what_heads_tell_is_not_looked_for_in_the_text(question: str, query: str, value: object) -> None:
    asked = Asked(question, [sql(query)] * 9, context=heads(), reader=answers(Vasa="thirty"))

    assert asked.reply.value == value
