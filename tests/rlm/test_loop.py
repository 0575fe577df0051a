"""From a question to an answer, with scripted models: what is tried, what is believed, what is said."""

from rlm_desktop import events
from rlm_desktop.rlm.follow_ups import Kept, Understood
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import PROSE, Asked, answers, sql


def test_a_count_carries_the_rows_it_counted() -> None:
    asked = Asked("How many orders are paid?", [sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")])

    assert (asked.reply.status, asked.reply.value, asked.reply.answer) == ("answered", 5, "5")
    assert asked.reply.evidence.total == 5
    assert all(quote.quote.endswith(";paid") for quote in asked.reply.evidence.shown)
    assert asked.reply.evidence.shown[1].line == 3
    assert asked.reply.coverage.exhaustive


def test_the_rows_of_the_winning_group_are_the_evidence() -> None:
    query = (
        "SELECT town, COUNT(*) AS n FROM records WHERE status = 'paid' GROUP BY town ORDER BY n DESC LIMIT 1"
    )
    asked = Asked("Which town has the most paid orders, and how many?", [sql(query)])

    assert asked.reply.evidence.total == 2
    assert "also" in asked.reply.answer  # Graz and Cork share the first place


def test_the_row_with_the_highest_value_is_the_evidence() -> None:
    query = "SELECT order_no, quantity FROM records ORDER BY quantity DESC LIMIT 1"
    asked = Asked("Which order has the highest quantity?", [sql(query)])

    assert asked.reply.value == [4, 9]
    assert [quote.line for quote in asked.reply.evidence.shown] == [4]


def test_the_answer_that_most_programs_give_is_taken() -> None:
    right = sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")
    other = sql("SELECT COUNT(*) FROM records WHERE status <> 'paid' AND status <> 'paid'")
    asked = Asked("How many orders are paid?", [other, right, right, right, right], candidates=3)

    assert asked.reply.value == 5
    assert any("did not all agree" in note for note in asked.reply.notes)


def test_more_programs_are_drawn_only_where_the_first_two_disagree() -> None:
    right = sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")
    other = sql("SELECT COUNT(*) FROM records WHERE item = 'cable'")

    alike = Asked("How many orders are paid?", [right] * 9, candidates=5)
    apart = Asked("How many orders are paid?", [other, right] + [right] * 5, candidates=5)

    assert alike.reply.usage.candidates == 2
    assert apart.reply.usage.candidates == 7
    assert apart.reply.value == 5


def test_to_measure_what_several_give_all_are_drawn_at_once_and_none_after_them() -> None:
    right = sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")
    other = sql("SELECT COUNT(*) FROM records WHERE item = 'cable'")
    apart = Asked(
        "How many orders are paid?", [other, right, right, right, right], candidates=5, at_once=True
    )

    assert apart.reply.usage.candidates == 5
    assert apart.reply.value == 5


def test_to_measure_what_fitting_examples_give_the_usual_ones_can_be_shown_alone() -> None:
    right = sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")
    question = "What percentage of the orders are paid?"
    fitting, usual = (
        Asked(question, [right] * 9, fitting_examples=fits).root.jobs[0].messages for fits in (True, False)
    )

    assert len(usual) < len(fitting)


def test_a_failed_program_is_told_in_the_terms_of_the_data_and_never_run_again() -> None:
    asked = Asked(
        "How many orders are paid?",
        [
            sql("SELECT COUNT(colour) FROM records WHERE status = 'paid'"),
            sql("SELECT COUNT(*) FROM records WHERE status = 'paid'"),
        ],
    )

    told = asked.root.jobs[1].messages[-1].content
    assert "colour" in told and "status" in told
    assert asked.reply.value == 5
    assert asked.root.jobs[1].messages[: len(asked.root.jobs[0].messages)] == asked.root.jobs[0].messages


def test_a_sum_of_rows_that_no_word_of_the_question_names_is_marked() -> None:
    orders = "".join(f"{number};tea;{number % 7}\n" for number in range(400))
    columns = {"item": "split_part(line, ';', 2)", "kilos": "CAST(split_part(line, ';', 3) AS BIGINT)"}
    context = FakeContext(
        {"orders.csv": orders, "letter.txt": "Dear Ana,\n\nthe lift is out of use.\n"}, columns
    )
    asked = Asked(
        "How much does the caretaker earn a month?",
        [sql("SELECT SUM(kilos) FROM records")] * 9,
        context=context,
    )

    assert asked.reply.status == "partial"
    assert any("no record has what the question speaks of" in note for note in asked.reply.notes)


def test_when_the_root_fails_a_plan_without_it_answers() -> None:
    asked = Asked(
        "How many dogs does the order of Brandt mention?",
        ["I cannot do that."] * 9,
        context=FakeContext({"a.txt": PROSE}),
        reader=answers(Ponto="one dog, Ponto"),
    )

    assert asked.reply.status == "partial"
    assert any("not computed over all" in note for note in asked.reply.notes)
    assert [event.plan for event in asked.seen(events.PlanChosen)] == ["program", "search"]  # type: ignore[attr-defined]


def test_what_is_read_elsewhere_is_marked_where_the_meant_rows_have_nothing() -> None:
    columns = {
        "number": "CAST(split_part(line, ';', 1) AS BIGINT)",
        "delegate": "nullif(split_part(line, ';', 2), '')",
    }
    rows = "".join(f"{number};{'' if number == 2 else 'Ada'};post {number}\n" for number in range(40))
    letter = "Dear all,\n\nthe delegate of post 2 was praised by Ewelina.\n"
    asked = Asked(
        "Who is the delegate of post 2?",
        [sql("SELECT delegate FROM records WHERE number = 2")] * 9,
        context=FakeContext({"posts.csv": rows, "letter.txt": letter}, columns),
        reader=answers(Ewelina="Ewelina"),
    )

    assert asked.reply.status != "answered"
    assert asked.reply.status == "not_found" or any(
        "have nothing there" in note for note in asked.reply.notes
    )


LOG = FakeContext(
    {"a.log": "kernel: link is up\nkernel: link is down\ncron: session opened\n"},
    {"program": "split_part(line, ':', 1)", "message": "split_part(line, ': ', 2)"},
)


def test_a_word_that_no_line_says_is_not_passed_over() -> None:
    told = sql("SELECT COUNT(*) FROM records WHERE program = 'kernel'")

    reply = Asked("How many kernel panics were there?", [told] * 9, context=LOG, candidates=3).reply

    assert (reply.status, reply.value) == ("partial", 2)
    assert any("“panics”" in note for note in reply.notes)


def test_none_is_the_answer_where_a_program_looks_for_what_no_line_says() -> None:
    kernel = sql("SELECT COUNT(*) FROM records WHERE program = 'kernel'")
    panic = sql("SELECT COUNT(*) FROM records WHERE program = 'kernel' AND line LIKE '%panic%'")

    reply = Asked(
        "How many kernel panics were there?", [kernel, panic, panic], context=LOG, candidates=3
    ).reply

    assert reply.value == 0


def test_a_fact_in_prose_is_quoted_from_the_line_where_it_stands() -> None:
    asked = Asked(
        "What was the captain's dog called?",
        context=FakeContext({"a.txt": PROSE}),
        reader=answers(Ponto="Ponto"),
    )

    assert asked.reply.answer == "Ponto"
    (quote,) = asked.reply.evidence.shown
    assert quote.quote == "Its captain was called Brandt, and his dog was called Ponto."
    assert PROSE.encode()[quote.start : quote.end].decode() == quote.quote
    assert asked.reply.coverage.bytes_read_by_model > 0


def test_what_is_not_in_the_text_is_said_so_after_every_page_was_read() -> None:
    asked = Asked("Who repaired the lighthouse?", context=FakeContext({"a.txt": PROSE}))

    assert asked.reply.status == "not_found"
    assert asked.reply.coverage.bytes_read_by_model == asked.reply.coverage.bytes_total
    assert asked.reply.coverage.exhaustive


def test_a_long_text_is_not_read_whole_unless_that_is_asked_for() -> None:
    long = "The sea was calm and nothing happened.\n" * 20_000
    asked = Asked("Who repaired the lighthouse?", context=FakeContext({"a.txt": long}))

    assert asked.reply.status == "not_found"
    assert not asked.reply.coverage.exhaustive
    assert any("would take about" in note and "exhaustive" in note for note in asked.reply.notes)


def test_a_word_is_found_with_the_accents_it_has_in_the_text() -> None:
    code = "```python\nanswer(scan('Natasha').matches)\n```"
    asked = Asked(
        "How many times is Natasha mentioned?",
        [code],
        context=FakeContext({"a.txt": "Natásha sang.\nThen Natásha left with Sónya.\n" * 300}),
    )

    assert asked.reply.value == 600
    assert asked.reply.evidence.total == 600
    assert any("accents" in note for note in asked.reply.notes)


def test_of_several_answers_the_one_whose_passage_speaks_of_the_question_is_taken() -> None:
    asked = Asked(
        "What is the code word of the storeroom?",
        context=FakeContext(
            {
                "a.txt": "A word to the storeroom: consignment OL-48817-K is late.\n"
                + "Nothing else.\n" * 300,
                "b.txt": "The storeroom has a new code word since March: MARZIPAN.\n"
                + "Nothing else.\n" * 300,
            }
        ),
        reader=FakeEngine(
            lambda job: next((w for w in ("OL-48817-K", "MARZIPAN") if w in job.messages[-1].content), "NONE")
        ),
    )

    assert asked.reply.answer == "MARZIPAN"


def test_an_answer_from_a_passage_that_says_little_of_the_question_carries_a_warning() -> None:
    asked = Asked(
        "Which town of Spain is in the minutes?",
        context=FakeContext(
            {"a.txt": "Minutes of January.\nPresent: Tom Adeyemi.\n" + "Nothing else.\n" * 600}
        ),
        reader=answers(Adeyemi="Tom Adeyemi"),
    )

    assert asked.reply.status == "partial"
    assert any("may not be the answer" in note for note in asked.reply.notes)


def test_of_those_keeps_the_conditions_of_the_question_before() -> None:
    question = "How many orders are from Graz, of the orders where quantity > 3?"
    meant = Understood(
        question=question,
        why="“Those” are what the answer before is about.",
        kept=Kept(table="records", conditions=("quantity > 3", "status <> 'late'")),
        example=("How many orders have many bolts?", "SELECT COUNT(*) FROM records WHERE quantity > 3"),
    )
    asked = Asked(meant, [sql("SELECT COUNT(*) FROM records WHERE town = 'Graz' AND quantity > 3")])

    assert asked.reply.value == 1
    assert "Of the answer before was kept: status <> 'late'." in asked.reply.notes
    shown = asked.root.jobs[0].messages
    assert "How many orders have many bolts?" in shown[-3].content
    assert "quantity > 3" in shown[-2].content
    assert shown[-1].content == f"Question: {question}"


def test_how_many_of_a_measure_is_a_fact_of_the_text_not_a_count_of_places() -> None:
    bell = "The great bell of Elsin weighed 1,660 pounds.\n" + PROSE * 2
    asked = Asked(
        "How many pounds did the bell of Elsin weigh?",
        context=FakeContext({"a.txt": bell}),
        reader=answers(bell="1,660"),
    )

    assert (asked.reply.status, asked.reply.answer) == ("answered", "1,660")
    assert asked.reply.usage.root_turns == 0


def test_a_share_that_is_none_is_not_told() -> None:
    wrong, right = sql("SELECT -12.5 AS share"), sql("SELECT 100.0 * 4 / 8 AS share FROM records LIMIT 1")

    asked = Asked("What share of the orders is paid?", [wrong, wrong, *[right] * 8], candidates=2)

    assert asked.reply.value == 50.0
