"""From a question to an answer, with scripted models: what is tried, what is believed, what is said."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import pytest

from rlm_desktop import events
from rlm_desktop.errors import EngineLost, Stopped
from rlm_desktop.events import Event
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.follow_ups import Kept, Understood
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.subcalls import Memory
from rlm_desktop.settings import Limits, Settings
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter
from tests.rlm.shop import shop

PROSE = (
    "The ship left Elsin in March.\n\nIts captain was called Brandt, and his dog was called Ponto.\n" * 1
    + ("Nothing else happened that day, and the sea was calm.\n" * 400)
)


class Asked:
    """One run and everything that can be seen of it."""

    def __init__(
        self,
        question: str | Understood,
        replies: Sequence[str] | Callable[[Job], str] = (),
        *,
        context: FakeContext | None = None,
        reader: FakeEngine | None = None,
        plan: str = "auto",
        estimate: bool = False,
        limits: Limits | None = None,
        candidates: int = 1,
        **measured: bool,
    ) -> None:
        self.events: list[Event] = []
        self.root = FakeEngine(replies)
        self.reader = reader or FakeEngine(lambda job: "NONE")
        parts = Parts(
            context=context or shop(),
            root=self.root,
            sub=self.reader,
            interpreter=FakeInterpreter(),
            kept=Memory(),
            emit=self.events.append,
            should_stop=lambda: False,
        )
        settings = Settings(data=DataFolder.default(), limits=limits or Limits(), candidates=candidates)
        settings = msgspec.structs.replace(settings, **measured)
        meant = question if isinstance(question, Understood) else Understood(question=question)
        loop = Loop(parts, settings, run="r", question=meant.question, meant=meant)
        self.reply: Reply = loop.run(plan, estimate=estimate)

    def seen(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def sql(query: str) -> str:
    return f"```sql\n{query}\n```"


def answers(**words: str) -> FakeEngine:
    """A reader that knows an answer for passages in which a word stands."""

    def reply(job: Job) -> str:
        passage = job.messages[-1].content.split("Question:")[0]
        return next((answer for word, answer in words.items() if word in passage), "NONE")

    return FakeEngine(reply)


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


def test_an_exhaustive_plan_reads_every_byte() -> None:
    asked = Asked(
        "What was the captain called?",
        context=FakeContext({"a.txt": PROSE, "b.txt": "Nothing here.\n"}),
        reader=answers(Brandt="Brandt"),
        plan="exhaustive",
    )

    assert asked.reply.answer == "Brandt"
    assert asked.reply.coverage.bytes_read_by_model == asked.reply.coverage.bytes_total


def test_a_spent_budget_ends_the_run_with_what_is_known() -> None:
    asked = Asked(
        "What was the captain called?",
        context=FakeContext({"a.txt": PROSE}),
        reader=answers(Brandt="Brandt"),
        plan="exhaustive",
        limits=Limits(calls=1),
    )

    assert asked.reply.status == "partial"
    assert any("limit of 1 sub-calls" in note for note in asked.reply.notes)


def test_the_same_sub_call_is_made_once() -> None:
    reader = answers(Brandt="Brandt")
    context = FakeContext({"a.txt": PROSE})
    kept = Memory()
    for _ in range(2):
        parts = Parts(
            context=context,
            root=FakeEngine(),
            sub=reader,
            interpreter=FakeInterpreter(),
            kept=kept,
            emit=lambda event: None,
            should_stop=lambda: False,
        )
        settings = Settings(data=DataFolder.default())
        reply = Loop(parts, settings, run="r", question="What was the captain called?").run("exhaustive")

    assert reply.usage.sub_calls == 0
    assert reply.usage.cached_calls > 0
    assert reply.answer == "Brandt"


def test_a_free_root_goes_on_until_it_gives_an_answer() -> None:
    asked = Asked(
        "How often is the sea mentioned?",
        ["```python\nprint(scan('sea').matches)\n```", "```python\nFINAL(scan('sea').matches)\n```"],
        context=FakeContext({"a.txt": PROSE}),
        plan="free",
    )

    assert asked.reply.value == 400
    assert asked.reply.plan == "free"
    assert "400" in asked.root.jobs[1].messages[-1].content


def test_each_prompt_of_a_free_root_begins_with_the_one_before_so_the_prefix_is_reused() -> None:
    look = "```python\nprint(1)\n```"
    asked = Asked("Free?", [look, look, "```python\nFINAL(1)\n```"], plan="free")

    prompts = [job.messages for job in asked.root.jobs]
    for before, after in pairwise(prompts):
        assert after[: len(before)] == before


def test_an_estimate_reads_a_sample_and_says_so() -> None:
    long = "\n\n".join(
        f"Chapter {n}. Brandt went on board and " + "the sea was calm. " * 300 for n in range(120)
    )
    asked = Asked(
        "Who went on board?",
        context=FakeContext({"a.txt": long}),
        reader=answers(Brandt="Brandt"),
        plan="exhaustive",
        estimate=True,
    )

    assert asked.reply.status == "estimated"
    assert 0 < asked.reply.coverage.bytes_read_by_model < asked.reply.coverage.bytes_total
    assert not asked.reply.coverage.exhaustive
    assert any("random sample" in note for note in asked.reply.notes)


def test_a_sample_that_tells_nothing_does_not_speak_for_the_text() -> None:
    long = "\n\n".join(f"Chapter {n}. " + "The sea was calm. " * 300 for n in range(120))
    asked = Asked(
        "Who went on board?",
        context=FakeContext({"a.txt": long}),
        reader=answers(Brandt="Brandt"),
        plan="exhaustive",
        estimate=True,
    )

    assert asked.reply.status == "not_found"
    assert asked.reply.is_from_sample
    assert asked.reply.answer == "What was drawn from the text does not tell."
    assert any("random sample" in note for note in asked.reply.notes)


def test_an_estimate_is_drawn_from_what_is_to_be_read_and_not_from_rows() -> None:
    letter = "\n\n".join(f"Chapter {n}. Brandt went on board and " + "all was calm. " * 90 for n in range(90))
    log = "".join(f"2026-01-01 12:00:{n % 60:02} Brandt said {n}\n" for n in range(4000))
    asked = Asked(
        "Who went on board?",
        context=FakeContext({"a.log": log, "b.txt": letter}, columns={"time": "line[:19]"}),
        reader=answers(Brandt="Brandt"),
        plan="exhaustive",
        estimate=True,
    )

    assert asked.reply.status == "estimated"
    assert {quote.document for quote in asked.reply.evidence.shown} == {"b.txt"}


def test_an_estimate_that_has_read_all_running_text_calls_itself_no_sample() -> None:
    log = "".join(f"2026-01-01 12:00:{n % 60:02} Brandt said {n}\n" for n in range(400))
    asked = [
        Asked(
            "Who went on board?",
            context=FakeContext({"a.log": log, "b.txt": letter}, columns={"time": "line[:19]"}),
            reader=answers(Brandt="Brandt"),
            plan="exhaustive",
            estimate=True,
        ).reply
        for letter in ("Brandt went on board.\n\nAll was calm.", "All was calm.\n\nNobody spoke.")
    ]

    assert [reply.status for reply in asked] == ["answered", "not_found"]
    for reply in asked:
        assert not reply.is_from_sample
        assert any(note.startswith("All running text") for note in reply.notes)
        assert not any("random sample" in note for note in reply.notes)


def test_passages_are_fetched_page_after_page_without_beginning_again() -> None:
    text = "".join(f"line {n} of a long text\n" for n in range(2000))
    code = "```python\npieces = list(passages(200))\nFINAL([len(pieces), sum(len(p) for p in pieces)])\n```"
    asked = Asked("How long?", [code], context=FakeContext({"a.txt": text}), plan="free")

    assert isinstance(asked.reply.value, list)
    count, size = asked.reply.value
    assert size == len(text)
    assert count > 150
    assert asked.reply.coverage.exhaustive


def test_a_long_text_is_not_read_whole_unless_that_is_asked_for() -> None:
    long = "The sea was calm and nothing happened.\n" * 20_000
    asked = Asked("Who repaired the lighthouse?", context=FakeContext({"a.txt": long}))

    assert asked.reply.status == "not_found"
    assert not asked.reply.coverage.exhaustive
    assert any("would take about" in note and "exhaustive" in note for note in asked.reply.notes)


def test_rows_are_counted_and_grouped_by_verbs() -> None:
    code = "```python\nFINAL([count(\"town = 'Graz'\"), count(), group('clerk', top=1)[0]])\n```"

    assert Asked("How many?", [code], plan="free").reply.value == [3, 8, ["dana", 3]]


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


LETTERS = {
    f"letter-{month}.txt": f"Dear Ada,\n\nthe bill of {month} comes to {amount} crowns.\n"
    for month, amount in (("May", 40), ("June", 70), ("July", 10))
}


def test_what_each_document_tells_is_read_under_a_grammar_and_added_up() -> None:
    def amount(job: Job) -> str:
        figure = re.search(r"\d+", job.messages[-1].content)
        return '{"amount": ' + (figure.group() if figure else "null") + "}"

    asked = Asked(
        "What is the total of the amounts in the letters?",
        ['{"field": "amount", "type": "number"}'],
        context=FakeContext(LETTERS),
        reader=FakeEngine(amount),
    )

    assert (asked.reply.status, asked.reply.value, asked.reply.plan) == ("answered", 120, "extract")
    assert asked.reply.evidence.total == 3
    assert "“amount” was read in 3 of 3 documents by a model." in asked.reply.notes
    assert '"null" | "-"? [0-9]+' in (asked.reader.jobs[0].sampling.grammar or "")


def test_a_document_that_does_not_tell_makes_the_figure_partial() -> None:
    asked = Asked(
        "Which of the letters names the highest amount?",
        ['{"field": "amount", "type": "number"}'],
        context=FakeContext({**LETTERS, "note.txt": "Nothing to pay.\n"}),
        reader=FakeEngine(
            lambda job: '{"amount": ' + ("70" if "June" in job.messages[-1].content else "null") + "}"
        ),
    )

    assert (asked.reply.status, asked.reply.value) == ("partial", [70, "letter-June.txt"])
    assert "in 1 of 4 documents" in asked.reply.notes[0]


def test_a_summary_is_made_in_a_tree_and_says_what_it_rests_on() -> None:
    asked = Asked(
        "Give me a summary of the text.",
        context=FakeContext({"ship.txt": PROSE * 4}),
        reader=FakeEngine(lambda job: f"Part {len(asked_of(job))}."),
    )

    assert asked.reply.plan == "summary" and asked.reply.status == "partial"
    assert asked.reply.answer.startswith("Part ")
    assert "Choose the plan “exhaustive”" in asked.reply.notes[0]
    whole = Asked(
        "Summarise it.",
        context=FakeContext({"ship.txt": PROSE * 4}),
        reader=FakeEngine(lambda job: f"Part {len(asked_of(job))}."),
        plan="exhaustive",
    )
    assert whole.reply.status == "answered" and whole.reply.coverage.exhaustive


def test_a_summary_of_some_documents_reads_these_alone() -> None:
    texts = {"a/notes.md": "The office moves in May.\n", "a/report.txt": PROSE * 4}
    reader = FakeEngine(lambda job: "It moves." if "moves" in asked_of(job) else "It sails.")
    asked = Asked("Summarize the notes.", context=FakeContext(texts), reader=reader)

    assert (asked.reply.status, asked.reply.answer) == ("answered", "It moves.")


def asked_of(job: Job) -> str:
    return job.messages[-1].content


def test_what_was_read_before_a_stop_is_not_read_again() -> None:
    kept = Memory()
    before: list[Job] = []
    days = "".join(f"Day {number} was calm.\n" for number in range(3000))

    def ended(job: Job) -> str:
        if len(before) == 3:
            raise Stopped("The process died here.")
        before.append(job)
        return "NONE"

    def run(reader: FakeEngine) -> Reply:
        parts = Parts(
            context=FakeContext({"log.txt": days}),
            root=FakeEngine(),
            sub=reader,
            interpreter=FakeInterpreter(),
            kept=kept,
            emit=lambda event: None,
            should_stop=lambda: False,
        )
        settings = Settings(data=DataFolder.default())
        return Loop(parts, settings, run="r", question="Why?").run("exhaustive")

    with pytest.raises(Stopped):
        run(FakeEngine(ended))
    again = FakeEngine(lambda job: "NONE")
    reply = run(again)

    assert reply.usage.cached_calls == 3
    assert again.jobs and not {job.messages for job in before} & {job.messages for job in again.jobs}


def test_a_model_that_dies_while_it_reads_is_no_word_about_the_text() -> None:
    def dies(job: Job) -> str:
        raise EngineLost("The model's process ended.", hint="Ask again.")

    with pytest.raises(EngineLost):
        Asked(
            "What was the captain called?",
            context=FakeContext({"a.txt": PROSE}),
            reader=FakeEngine(dies),
            plan="exhaustive",
        )


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
