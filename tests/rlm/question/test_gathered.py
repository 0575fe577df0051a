"""Questions for all that many places tell, as a question for one place."""

import pytest

from rlm_desktop.rlm.question import gathered


@pytest.mark.parametrize(
    ("question", "kind", "of_one"),
    [
        ("At which ports did the Mary call? List all of them.", "list", "At which port did the Mary call?"),
        ("Who paid the painter? Name every one of them.", "list", "Who paid the painter?"),
        ("What were his sons called? List all of them.", "list", "What were his sons called?"),
        ("Which members voted against the budget?", "list", "Which member voted against the budget?"),
        ("Which of the members were absent?", "list", "Which member was absent?"),
        ("List all the officers that were wounded.", "list", "Which officer was wounded?"),
        ("Name all people who visited Anna.", "list", "Which person visited Anna?"),
        ("List all ports the Mary called at.", "list", "Which port is one that the Mary called at?"),
        ("List all companies named in the contract.", "list", "Which company is named in the contract?"),
        ("What are all the drugs that Ruth was given?", "list", "Which drug is one that Ruth was given?"),
        ("How many different ports did the Mary call at?", "count", "At which port did the Mary call?"),
        ("How many ports was the Mary at?", "count", "At which port was the Mary?"),
        ("How many guineas did Lund get in all?", "sum", "How many guineas did Lund get?"),
        ("How much did Brandt pay altogether?", "sum", "How much did Brandt pay?"),
        ("Who paid Lund the most?", "most", "Who paid Lund?"),
        (
            "Which firm offered the lowest price for the roof?",
            "least",
            "Which firm offered a price for the roof?",
        ),
    ],
)
def test_what_is_asked_of_many_is_asked_of_one(question: str, kind: str, of_one: str) -> None:
    asked = gathered.asked(question)

    assert asked is not None
    assert (asked.kind, asked.of_one) == (kind, of_one)


@pytest.mark.parametrize(
    "question",
    [
        "Who was the captain?",
        "Which port was the last?",
        "Which class was she in?",
        "What does he call his dog?",
        "How many times does the word boat occur?",
        "How many pages has the book?",
        "How much did the ticket cost?",
        "Which is the longest of the letters?",
        "When did the ships leave?",
        "Which letter says something about a boat?",
        "Which proposal wants to move the money?",
        "What was the gross margin in the most recent filing?",
        "How many yards an hour did the tortoise walk?",
        "How many dollars a month did the captain offer them?",
        "Who wrote the most of the letters?",
    ],
)
def test_what_one_place_tells_is_not_gathered(question: str) -> None:
    assert gathered.asked(question) is None


def test_a_number_that_a_place_may_tell_itself_is_known_as_such() -> None:
    alone, different = (
        gathered.asked(f"How many {kind}children did Kutuzov have?") for kind in ("", "different ")
    )

    assert alone is not None and alone.told
    assert different is not None and not different.told
