"""What a question names and the text does not have is told, before anything is read."""

import time

import pytest

from rlm_desktop.rlm.question import absent, linking
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

BOOK = FakeContext(
    {
        "novel.txt": "Natásha danced with Prince Andrew.\nPierre, Count Bezúkhov, looked on.\n" * 3,
        "pep-0008.txt": "PEP: 8\nTitle: Style\nSee PEP 20, PEP 257 and PEP 3107; issue 4711 is closed.\n"
        "Of 192.168.1.5.\n",
    }
)


def missing(question: str) -> tuple[str, ...]:
    links = linking.link(question, BOOK.profile, BOOK.query)
    return absent.named(question, BOOK, BOOK.documents(), BOOK.profile, links)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What is the name of Captain Ahab's ship?", ("Ahab",)),
        ("Who danced with Sherlock Holmes?", ("Sherlock", "Holmes")),
        ("What is the title of PEP 4711?", ("PEP 4711",)),
        ("What does ticket 99201 ask for?", ("ticket 99201",)),
        ('Who said "abracadabra"?', ("abracadabra",)),
        ("What did Natasha Bezukhov say?", ("Natasha Bezukhov",)),
        ("Why was the trip to Iceland cancelled?", ("Iceland",)),
        ("What does the operator <=> do?", ("<=>",)),
        ("Which sites did 192.168.1.50 look up?", ("192.168.1.50",)),
    ],
)
def test_a_name_that_stands_nowhere_is_missing(question: str, named: tuple[str, ...]) -> None:
    assert missing(question) == named


@pytest.mark.parametrize(
    "question",
    [
        "Who danced with Natasha?",  # without its accent
        "What is the title of Style Guide (PEP 8)?",
        "With whom did Prince Andrei dance?",  # nearly the same spelling
        "What did Count Bezukhov do?",
        "What did Pierre do -- and why...?",
        "What did Natasha Andrew dance?",  # in one line
        "What is the title of PEP 8?",
        "What is the title of PEP 0008?",
        "What is issue 4711 about?",
        "Which sites did 192.168.1.5 look up?",
        "Which French officer danced?",  # of what kind, not whom
        "Which town of Spain is named?",
        "What does the GNU GPL say?",  # may stand there in full
        "What happened in March 2021?",
        "Who danced on Monday?",
        "Wie heißt das Schiff von Kapitän Ahab?",  # another language's capitals
        "What Is The Name Of The Dancing Lady?",  # a headline's
        "Holmes danced with whom?",  # a sentence's
        "As of FY2023Q1, what did Pierre look at in Q2'2023?",
    ],
)
def test_what_may_be_meant_otherwise_is_not_missing(question: str) -> None:
    assert missing(question) == ()


def test_the_reply_names_what_is_missing_and_what_was_searched_and_no_model_is_asked() -> None:
    reply = Asked("What is the name of Captain Ahab's ship?", context=BOOK).reply

    assert reply.status == "not_found"
    assert reply.answer == "The text does not tell: “Ahab” stands nowhere in it."
    assert "2 documents" in reply.notes[0]
    assert (reply.coverage.exhaustive, reply.usage.sub_calls, reply.usage.root_turns) == (True, 0, 0)


def test_a_question_of_thousands_of_digits_or_dashes_is_looked_through_at_once() -> None:
    started = time.process_time()

    assert [kind for _, kind, _ in absent.numbered("Is it PEP " + "9" * 5000 + "?")] == ["PEP"]
    assert list(absent.numbered("a-b" * 30_000)) == []
    assert time.process_time() - started < 5


def test_a_name_of_what_stands_nowhere_is_marked() -> None:
    text = "The company was sued by Epic in 2020.\n" + "Nothing else happened that day.\n" * 400
    reader = FakeEngine(lambda job: "Yes" if "Yes or No" in job.messages[-1].content else "Epic")
    asked = Asked(
        "What is the name of the company's dog?", context=FakeContext({"a.txt": text}), reader=reader
    )

    assert asked.reply.status != "answered"


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("What is the name of the company's dog?", "dog"),
        ("What was the name of the ship?", "ship"),
        ("What is the name of Ahab's ship?", "ship"),
        ("What is the notice period?", ""),
    ],
)
def test_after_whose_name_is_asked(question: str, whose: str) -> None:
    assert absent.whose_name(question) == whose


def test_several_of_what_letters_stand_for_are_no_name() -> None:
    assert "SUVs" not in list(absent.names("What is the average mileage of SUVs in Germany?"))
    assert "Germany" in list(absent.names("What is the average mileage of SUVs in Germany?"))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("How many days of leave does Ahab get?", True),
        ("How many weeks' notice must Ahab give?", True),
        ("How much dollars a month does Ahab pay?", True),
        ("On how many days did Ahab dance?", False),
        ("How many dances did Ahab have?", False),
        ("How many days are there?", False),
    ],
)
def test_an_amount_is_no_count(question: str, amount: bool) -> None:
    assert absent.asks_amount(question) is amount


def test_an_amount_of_whom_no_text_knows_is_not_told_and_no_model_is_asked() -> None:
    told = Asked("How many days of leave does Ahab get?", [], context=BOOK).reply

    assert told.status == "not_found" and "Ahab" in told.answer


def test_a_name_with_its_code_in_brackets_is_not_missing() -> None:
    assert missing("Who danced with Leeds (PEP)?") == ()
    assert missing("Who danced with Leeds (XQZ)?") == ("Leeds",)
