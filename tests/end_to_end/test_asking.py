"""A question from the command line to its evidence: the real model, the real interpreter, real files."""

import tomllib
from pathlib import Path

import pytest

from rlm_desktop import paths
from rlm_desktop.paths import DataFolder
from tests.end_to_end.commands import Finished, run

SAMPLE = paths.sample_questions().parent
ORDERS = "How many orders were cancelled?"
QUESTIONS = {
    question["ask"]: question
    for question in tomllib.loads(paths.sample_questions().read_text(encoding="utf-8"))["question"]
}


def asked(question: str, model: Path, data: DataFolder) -> Finished:
    over = SAMPLE / QUESTIONS[question]["over"]
    return run(data.root, "ask", question, over, "--root", model, "--json")


@pytest.mark.model
def test_a_question_about_the_sample_is_answered_with_every_place_it_rests_on(
    default_model: Path, data: DataFolder
) -> None:
    finished = asked(ORDERS, default_model, data)

    assert finished.status == 0, finished.told
    reply = finished.reply
    assert (reply.status, reply.value, reply.answer) == ("answered", 62, "62")
    text = (SAMPLE / QUESTIONS[ORDERS]["over"]).read_bytes()
    places = reply.evidence.shown
    assert reply.evidence.total == 62
    assert len({place.start for place in places}) == len(places) == 62
    assert all(text[place.start : place.end].decode() == place.quote for place in places)
    assert all(",cancelled," in place.quote for place in places)
    assert all(text[: place.start].count(b"\n") + 1 == place.line for place in places)
    assert reply.coverage.exhaustive
    assert reply.coverage.bytes_scanned == reply.coverage.bytes_total == len(text)
    assert reply.models["root"].sha256 and "cancelled" in reply.program


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("question", [ask for ask in QUESTIONS if ask != ORDERS])
def test_each_question_of_the_sample_is_answered_right(
    question: str, default_model: Path, data: DataFolder
) -> None:
    finished = asked(question, default_model, data)

    assert finished.status == 0, finished.told
    known = QUESTIONS[question]["answer"]
    assert all(
        str(part) in finished.reply.answer for part in (known if isinstance(known, list) else [known])
    ), finished.reply.answer
    assert finished.reply.evidence.shown


@pytest.mark.model
@pytest.mark.slow
def test_a_question_is_followed_up_over_the_same_text(default_model: Path, data: DataFolder) -> None:
    asked(ORDERS, default_model, data)
    root = ("--root", default_model, "--json")
    of_those = run(data.root, "ask", "How many of those are from Lisbon?", "--after", "last", *root).reply
    instead = run(data.root, "ask", "and delivered?", "--after", "last", *root).reply

    assert (of_those.value, of_those.evidence.total) == (14, 14)
    assert of_those.understood_as == "How many orders are from Lisbon, of the orders that were cancelled?"
    assert instead.understood_as == "How many orders are from Lisbon, of the orders that were delivered?"
    assert instead.value == 269
    assert instead.after == of_those.run
