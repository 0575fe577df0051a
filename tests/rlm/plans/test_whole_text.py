"""The whole text is read, or a sample of it, and the reply says which."""

import re

import pytest

from rlm_desktop.errors import EngineLost, Stopped
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.subcalls import Memory
from rlm_desktop.settings import Limits, Settings
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter
from tests.rlm.asked import PROSE, Asked, answers


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


@pytest.mark.parametrize(("note", "told"), [("$120", False), ("07:52", False), ("Brandt paid it", True)])
def test_when_the_budget_is_spent_what_no_passage_has_is_left_out(note: str, told: bool) -> None:
    asked = Asked(
        "How much did the fare cost?",
        context=FakeContext({"a.txt": PROSE, "b.txt": "Nothing here\n" * 400}),
        reader=answers(Brandt=note),
        plan="exhaustive",
        limits=Limits(calls=4),
    )

    assert asked.reply.status != "answered"
    assert (note in asked.reply.answer) is told


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
