"""Words of a question that only the text of some lines has are conditions, and are missed where they lack."""

import msgspec
import pytest

from rlm_desktop.errors import TableError
from rlm_desktop.profile import BEFORE_WORDS, SAID_BY_FIELDS, Rows
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking, unsaid
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Links
from tests.fakes import FakeContext
from tests.rlm.asked import Asked
from tests.rlm.checking import parted
from tests.rlm.shop import shop

LINES = """\
10.0.0.1 sshd: Failed password for root
10.0.0.1 sshd: Failed password for ada
10.0.0.2 sshd: Failed password for ada
10.0.0.2 sshd: Connection closed by 10.0.0.2
10.0.0.2 sshd: Connection closed by 10.0.0.2
10.0.0.2 sshd: Accepted password for ada
10.0.0.3 cron: session opened, deleting subprocess 7
10.0.0.3 cron: session opened
"""
LOG = FakeContext(
    {"auth.log": LINES},
    {
        "ip": "split_part(line, ' ', 1)",
        "program": "split_part(split_part(line, ' ', 2), ':', 1)",
        "message": "split_part(line, ': ', 2)",
    },
)


def linked(question: str) -> Links:
    found = linking.link(question, LOG.profile, LOG.query)
    return wording.added(found, question, LOG.profile, LOG.query)


def answered(question: str, sql: str) -> tuple[object, tuple[str, ...]]:
    grounding = Grounding(question, LOG.profile, linked(question), LOG.query)
    checked = grounding.check(Program(language="sql", text=sql))
    assert not checked.problem
    return LOG.query(checked.program.text).rows, checked.mends


def said(question: str) -> dict[str, int]:
    return {worded.said: worded.rows for worded in linked(question).worded}


def test_a_condition_that_the_question_says_and_the_program_leaves_out_is_added_and_told() -> None:
    rows, mends = answered(
        "Which IP address had the most failed passwords, and how many?",
        "SELECT ip, COUNT(*) AS n FROM records GROUP BY ip ORDER BY n DESC LIMIT 1",
    )

    assert rows == (("10.0.0.1", 2),)
    assert mends == ("Only the 3 lines that say “failed password” were looked at.",)


def test_what_is_counted_where_rows_are_is_no_word_of_their_lines() -> None:
    assert said("Which addresses failed, and how many cases did each make?") == {"failed": 3}


def test_a_condition_that_is_there_is_not_added_again() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE message LIKE '%Failed password%'"

    rows, mends = answered("How many failed passwords are there?", sql)

    assert (rows, [mend for mend in mends if "looked at" in mend]) == (((3,),), [])


def test_words_that_stand_apart_are_looked_for_one_by_one() -> None:
    rows, _ = answered("How many connections were closed?", "SELECT COUNT(*) FROM records")

    assert rows == ((2,),)


def test_a_word_is_found_in_another_form_and_not_within_another_word() -> None:
    assert said("How many times was something deleted?") == {"deleting": 1}
    assert said("How many processors were opened?") == {"opened": 2}


def test_columns_values_and_words_of_asking_are_no_wording() -> None:
    for question in (
        "Which program wrote the most lines, and how many?",
        "How many lines did cron write?",
        "What is the most frequent IP address?",
        'How many lines contain "closed"?',
    ):
        assert linked(question).worded == (), question


def test_a_word_that_no_line_says_is_told() -> None:
    links = linked("How many kernel panics were there?")

    assert links.unsaid == ("kernel", "panics")
    assert "“panics”" in unsaid.left_out(links)


def test_words_that_could_not_be_looked_up_are_not_passed_over_in_silence() -> None:
    def refuse(sql: str) -> Rows:
        raise TableError("It took longer than 60 s.")

    links = wording.added(Links(), "How many failed passwords?", LOG.profile, refuse)

    assert "could not be looked up" in unsaid.left_out(links)


def test_a_phrase_that_no_line_has_is_looked_for_word_by_word() -> None:
    for condition in ("message = 'connections closed'", "message LIKE '%connections closed%'"):
        sql = f"SELECT COUNT(*) FROM records WHERE {condition}"

        rows, mends = answered("How many connections were closed?", sql)

        assert rows == ((2,),)
        assert "No row says 'connections closed': its words were looked for one by one." in mends


def test_words_that_never_stand_together_are_not_demanded_together() -> None:
    links = linked("How many passwords were closed?")

    assert [worded.said for worded in links.worded] == ["password"]
    assert links.unsaid == ("closed",)


def test_of_words_that_never_stand_together_one_that_lines_say_otherwise_is_left_off() -> None:
    lines = (
        "a http failed: connection reset\na http failed in callback\nb callback of http: failed\nb idle\n" * 3
    )
    columns = {"host": "line[1]", "message": "line[3:]"}
    log = FakeContext({"web.log": lines}, columns)
    question = "How many times has an HTTP call failed with a connection reset?"
    links = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert [worded.said for worded in links.worded] == ["http", "failed", "connection reset"]
    assert links.unsaid == ()


def test_of_what_kind_something_is_that_lines_say_is_not_missed_in_them() -> None:
    assert linked("How many password attempts failed?").unsaid == ()
    assert linked("How often has an operation with a password failed?").unsaid == ("operation",)
    assert linked("How many password managers failed?").unsaid == ("managers",)


BUILDS = FakeContext(
    {
        "ci.log": "Run app #1 completed: SUCCESS\nRun app #2 completed: FAILURE\n"
        "Run app #3 completed: SUCCESS\nSonarBuildWrapper set up\n"
        "Run lib #4 completed: SUCCESS\nRun lib #4 archived\nidle\n"
    },
    {"component": "split_part(line, ' ', 1)", "message": "line[5:]"},
)


def in_builds(question: str) -> Links:
    found = linking.link(question, BUILDS.profile, BUILDS.query)
    return wording.added(found, question, BUILDS.profile, BUILDS.query)


def test_what_two_parts_of_a_question_ask_for_need_not_stand_together() -> None:
    links = in_builds("How many runs of app ended in success, and how many in failure?")

    assert [worded.phrase for worded in links.worded] == ["runs", "app", "success or failure"]
    assert links.unsaid == ()
    rows = BUILDS.query(f"SELECT count(*) FROM records WHERE {links.worded[2].condition}").rows
    assert rows == ((4,),)


def test_a_word_within_a_name_is_left_off_where_it_never_stands_with_the_rest() -> None:
    links = in_builds("How many builds of app were there?")

    assert [worded.phrase for worded in links.worded] == ["app"]
    assert links.unsaid == ("builds",)
    assert [worded.said for worded in in_builds("How many builds were there?").worded] == ["build"]


def test_a_text_without_free_text_has_no_wording() -> None:
    plain = FakeContext({"a.txt": LINES}, parted("ip", by=" "))
    found = linking.link("How many failed passwords?", plain.profile, plain.query)

    assert wording.added(found, "How many failed passwords?", plain.profile, plain.query) == found


def test_a_word_that_no_line_says_is_not_in_the_text_without_a_program() -> None:
    asked = Asked("How many kernel panics were there?", context=LOG)

    assert (asked.reply.status, asked.reply.value) == ("not_found", None)
    assert "“kernel”" in asked.reply.answer
    assert asked.reply.usage.root_turns == 0


def test_a_value_that_its_column_has_in_no_row_is_told_also_where_rows_have_no_free_text() -> None:
    def unsaid(question: str) -> tuple[str, ...]:
        orders = shop()
        found = linking.link(question, orders.profile, orders.query)
        return wording.added(found, question, orders.profile, orders.query).unsaid

    assert unsaid("How many orders have the status refunded?") == ("refunded",)
    assert unsaid("How many orders are there in the town Vienna, and who took them?") == ("Vienna",)
    assert unsaid("How many orders have the status paid?") == ()
    assert unsaid("How many orders have the state late?") == ()
    assert unsaid("Which clerk has the highest quantity?") == ()
    assert unsaid("What is the total quantity for each town?") == ()
    assert unsaid("How many orders have a status other than paid?") == ()


def test_a_count_of_what_no_row_has_is_none_and_needs_no_program() -> None:
    reply = Asked("How many orders have the status refunded?").reply

    assert (reply.status, reply.value, reply.usage.root_turns) == ("answered", 0, 0)
    assert reply.notes == ("“refunded” is status in no row. Values that it has: paid, late, lateXx, open.",)
    assert reply.coverage.exhaustive


def test_who_has_most_of_what_no_row_has_is_not_in_the_text_and_nobody_is_named() -> None:
    reply = Asked("Which clerk has the most orders with the status refunded?").reply

    assert (reply.status, reply.value) == ("not_found", None)
    assert "“refunded” is status in no row" in reply.answer


def test_of_two_values_the_one_that_no_row_has_does_not_hide_the_other() -> None:
    query = "SELECT COUNT(*) FROM records WHERE status IN ('refunded', 'paid')"

    reply = Asked("How many orders have the status refunded or paid?", [f"```sql\n{query}\n```"] * 12).reply

    assert reply.value == 5


def test_what_a_document_is_called_by_is_not_missed_in_its_lines() -> None:
    question = "How many passwords failed in the gateway log?"
    found = linking.link(question, LOG.profile, LOG.query)

    assert wording.added(found, question, LOG.profile, LOG.query).unsaid == ("gateway",)
    assert wording.added(found, question, LOG.profile, LOG.query, ["gateway-2k.log"]).unsaid == ()


def test_a_number_may_be_written_to_the_word() -> None:
    shop_log = FakeContext(
        {"a.log": "9:00 hello visitor7\n9:01 bye visitor8\n9:02 bye\n"},
        {"time": "split_part(line, ' ', 1)", "message": "substr(line, 6)"},
    )
    question = "How many visitors said bye?"
    found = linking.link(question, shop_log.profile, shop_log.query)

    assert "visitors" not in wording.added(found, question, shop_log.profile, shop_log.query).unsaid


def test_a_table_without_lines_is_not_looked_through() -> None:
    [table] = LOG.profile.tables
    columns = tuple(column for column in table.columns if column.name != "line")
    bare = msgspec.structs.replace(
        LOG.profile, tables=(msgspec.structs.replace(table, kind="delimited", columns=columns),)
    )

    def fails(sql: str) -> Rows:
        raise TableError("There is no column line.")

    found = wording.added(Links(), "How many new passwords are there?", bare, fails)

    assert (found.unchecked, found.unsaid) == (False, ())


def test_a_column_that_no_log_has_is_looked_for_in_its_lines() -> None:
    rows, mends = answered(
        "How many sessions were opened for deleting?",
        "SELECT COUNT(*) FROM records WHERE session = 'opened' AND purpose = 'deleting'",
    )

    assert rows == ((1,),)
    assert "There is no column session: “opened” was looked for in the lines." in mends


def test_none_of_texts_that_were_looked_for_at_once_is_marked() -> None:
    query = "SELECT COUNT(*) FROM records WHERE lower(line) LIKE '%session%' AND ip = '10.0.0.1'"

    reply = Asked(
        "How many sessions of 10.0.0.1 are there?", [f"```sql\n{query}\n```"] * 12, context=LOG
    ).reply

    assert (reply.status, reply.value) == ("partial", 0)
    assert any("it may be said otherwise" in note for note in reply.notes)


def test_a_share_of_none_for_want_of_a_word_is_marked() -> None:
    query = "SELECT 100.0 * SUM(CASE WHEN line LIKE '%shut' THEN 1 ELSE 0 END) / COUNT(*) FROM records"

    reply = Asked(
        "What share of all has a connection closed?", [f"```sql\n{query}\n```"] * 12, context=LOG
    ).reply

    assert (reply.status, reply.value) == ("partial", 0)
    assert any("it may be said otherwise" in note for note in reply.notes)


def test_a_word_that_was_given_in_quotation_marks_may_well_be_in_none() -> None:
    query = "SELECT COUNT(*) FROM records WHERE contains(lower(line), 'session') AND ip = '10.0.0.1'"
    question = 'How many lines of 10.0.0.1 contain "session"?'

    reply = Asked(question, [f"```sql\n{query}\n```"] * 12, context=LOG).reply

    assert (reply.status, reply.value) == ("answered", 0)


def test_what_an_amount_is_of_is_its_column_and_no_condition_more() -> None:
    cloud = FakeContext(
        {"a.log": "Took 19.5 seconds to spawn it\nspawning, skip\nspawning, skip\n"},
        {"seconds_spawn": "TRY_CAST(regexp_extract(line, '[0-9.]+') AS DOUBLE)", "message": "line"},
    )
    (table,) = cloud.profile.tables
    noted = [
        msgspec.structs.replace(column, note=f"{BEFORE_WORDS}seconds spawn”")
        if column.type == "decimal"
        else column
        for column in table.columns
    ]
    profile = msgspec.structs.replace(
        cloud.profile, tables=(msgspec.structs.replace(table, columns=tuple(noted)),)
    )

    def said(question: str) -> list[str]:
        found = linking.link(question, profile, cloud.query)
        return [worded.phrase for worded in wording.added(found, question, profile, cloud.query).worded]

    assert said("How long did it take on average to spawn one?") == []
    assert said("How many lines are about spawning?") == ["spawning"]


GC = FakeContext(
    {"gc.log": "".join(f"10:0{n} [GC {'pause' if n % 2 else 'remark'}, 0.{n} secs]\n" for n in range(10))},
    {"time": "split_part(line, ' ', 1)", "message": "substr(line, 7)"},
)


def test_neighbouring_words_that_no_line_says_stand_there_with_their_initials() -> None:
    question = "What was the longest garbage collection pause?"
    found = wording.added(linking.link(question, GC.profile, GC.query), question, GC.profile, GC.query)

    assert found.unsaid == ()
    assert [worded.said for worded in found.worded] == ["pause"]


MAILS = FakeContext(
    {"mail.log": "".join(f"10:0{n} to={who}@example.org bad domain {n}\n" for n, who in enumerate("abcab"))},
    {"recipient": "regexp_extract(line, 'to=([^ ]+)', 1)", "message": "substr(line, 7)"},
)


def test_a_domain_is_a_part_of_the_addresses_that_a_column_holds() -> None:
    question = "Which recipient domain is there most often?"
    found = wording.added(
        linking.link(question, MAILS.profile, MAILS.query), question, MAILS.profile, MAILS.query
    )

    assert (found.worded, found.unsaid) == ((), ())


def test_the_log_of_a_web_server_is_all_columns() -> None:
    web = FakeContext(
        {"access.log": "/a 200 Agent data 1\n/b 404 Agent data 2\n"},
        {"path": "split_part(line, ' ', 1)", "user_agent": "substr(line, 8)"},
        notes={"user_agent": "free text"},
    )
    question = "Which path was asked for with most data?"
    found = wording.added(linking.link(question, web.profile, web.query), question, web.profile, web.query)

    assert (found.worded, found.unsaid) == ((), ())


QUEUE = FakeContext(
    {"mail.log": "1 sent mail to a\n2 deferred mail to b\n3 deferred mail to c\n4 sent delivery report\n"},
    {"status": "split_part(line, ' ', 2)", "message": "substr(line, 3)"},
)


def test_a_word_that_never_stands_with_a_value_of_the_question_is_no_condition() -> None:
    question = "Which minute had most deferred deliveries?"
    found = wording.added(
        linking.link(question, QUEUE.profile, QUEUE.query), question, QUEUE.profile, QUEUE.query
    )

    assert found.worded == ()
    assert found.unsaid == ("deliveries",)


@pytest.mark.parametrize(
    ("question", "unsaid_words"),
    [
        ("How many deliveries were sent, and how many deferred?", ("deliveries",)),
        ("How many deliveries were there?", ()),
        ("How many sent messages mention deliveries?", ()),
    ],
)
def test_what_next_to_no_line_says_is_no_condition_of_a_count(
    question: str, unsaid_words: tuple[str, ...]
) -> None:
    lines = "smtp sent a\n" * 60 + "smtp deferred b\n" * 50 + "local - delivery of c\n"
    log = FakeContext(
        {"mail.log": lines},
        {"program": "split_part(line, ' ', 1)", "status": "split_part(line, ' ', 2)"}
        | {"message": "regexp_replace(line, '^\\S+ \\S+ ', '')"},
    )
    found = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert found.unsaid == unsaid_words


def test_how_something_ended_is_no_word_beside_what_is_quoted() -> None:
    question = "How often did it end with 'Connection closed'?"

    assert "end" not in {worded.phrase for worded in linked(question).worded}


def test_what_no_entry_says_may_stand_in_other_fields_of_objects() -> None:
    (table,) = LOG.profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note=SAID_BY_FIELDS) if column.name == "line" else column
        for column in table.columns
    )
    profile = msgspec.structs.replace(LOG.profile, tables=(msgspec.structs.replace(table, columns=columns),))
    question = "Which endpoint had the most failed passwords?"
    found = wording.added(linking.link(question, profile, LOG.query), question, profile, LOG.query)

    assert found.unsaid == ()
    assert [worded.said for worded in found.worded] == ["failed password"]
    assert linked(question).unsaid == ("endpoint",)


@pytest.mark.parametrize(("title", "unheard"), [('"Notes from {}"', False), ("of today from {}", True)])
def test_what_a_title_says_names_nobody_who_did_something(title: str, *, unheard: bool) -> None:
    mails = FakeContext(
        {"a.txt": "Notes from Zoe Holm;bo\nplain;ada\n"},
        {"subject": "split_part(line, ';', 1)", "sender": "split_part(line, ';', 2)"},
    )
    question = f"Who sent the mail {title.format('Zoe Holm')}?"
    links = linking.link(question, mails.profile, mails.query)

    found = wording.added(links, question, mails.profile, mails.query).unheard
    assert bool(found) is unheard
