"""A question in another language is put into English, and words that the text has stay what they are."""

import pytest

from rlm_desktop.rlm import other_languages
from rlm_desktop.rlm.follow_ups import Understood
from tests.fakes import FakeContext, FakeEngine

INVOICES = FakeContext(
    {"invoices.csv": "R-1;2025-05-01;Kelani;Ulm;offen\nR-2;2025-06-01;Brandt;Jena;bezahlt\n"},
    {"Rechnung": "split_part(line, ';', 1)", "Lieferant": "split_part(line, ';', 3)"},
)
LOG = FakeContext({"a.log": "10:00 WARN dfs.DataNode lost\n10:01 INFO dfs.DataNode found\n"})


def asked(question: str, context: FakeContext, root: FakeEngine | None = None) -> Understood | None:
    return other_languages.understood(
        question, context=context, root=root or FakeEngine(), should_stop=lambda: False
    )


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Wie viele Rechnungen sind noch offen?", "How many Rechnungen are still offen?"),
        ("Welcher Lieferant hat die meisten Rechnungen?", "Which Lieferant has the most Rechnungen?"),
        ("In welchem Monat wurden die meisten bezahlt?", "In which month were the most bezahlt?"),
        ("und im Juni?", "And in June?"),
        ("Combien de jours ?", "How many days?"),
        ("¿Cuántas líneas hay?", "How many lines are there?"),
        ("Quante righe sono dell'ultimo mese?", "How many lines are of the last month?"),
        ("Wie oft steht „von der Ulm“ in Rechnung?", "How often stands „von der Ulm“ in Rechnung?"),
    ],
)
def test_words_that_the_text_has_stay_and_those_of_asking_do_not(question: str, english: str) -> None:
    meant = asked(question, INVOICES, FakeEngine(lambda job: pytest.fail("the root was asked")))

    assert meant is not None
    assert (meant.question, meant.for_reader) == (english, question)
    assert meant.why


@pytest.mark.parametrize(
    "question",
    [
        "How many invoices are offen?",
        "Who wrote Die Leiden des jungen Werther?",
        "How many lines mention mars?",
        "Was it in the minutes?",
        "In which month were the most orders?",
        "list all hosts",
        "Can I see him?",
        "Must one die like a dog?",
        "World War Two?",
        "ERROR",
        "top 3 users",
        "?",
    ],
)
def test_a_question_in_english_is_left_as_it_is(question: str) -> None:
    assert asked(question, INVOICES) is None


def test_where_the_text_has_other_words_the_root_translates() -> None:
    root = FakeEngine(["How many lines have the level WARN?"])

    meant = asked("Wie viele Meldungen haben die Stufe WARN?", LOG, root)

    assert meant == Understood(question="How many lines have the level WARN?", why=other_languages.WHY)
    assert root.jobs[0].messages[-1].content.endswith("Keep: WARN")


def test_a_question_in_other_letters_is_translated() -> None:
    root = FakeEngine(["How many lines contain lost?"])

    meant = asked("Сколько строк содержат lost?", LOG, root)

    assert meant is not None
    assert meant.question == "How many lines contain lost?"


def test_what_the_text_says_itself_is_not_translated() -> None:
    root = FakeEngine(["How many customers from Jena have not paid?"])

    meant = asked("Wie viele Kunden aus Jena haben nicht bezahlt?", INVOICES, root)

    assert meant is not None
    assert meant.question == "How many Kunden from Jena have not bezahlt?"


def test_a_translation_that_loses_a_name_is_not_believed() -> None:
    for said in ("When did the first error occur?", ""):
        meant = asked("Wann trat der erste Fehler von dfs.DataNode auf?", LOG, FakeEngine([said]))

        assert meant is not None
        assert meant.question == "When trat the first Fehler of dfs.DataNode on?"

    assert asked("Сколько строк есть dfs.DataNode?", LOG, FakeEngine(["How many lines?"])) is None
