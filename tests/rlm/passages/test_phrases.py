"""A bare noun is told with its number and its adjective, where the text has them."""

import pytest

from rlm_desktop.rlm.passages import phrases


@pytest.mark.parametrize(
    ("reply", "text", "whole"),
    [
        ("Teeth", "They knocked out two of their front teeth at\nhis death.", "two of their front teeth"),
        ("teeth.", "He lost his front teeth.", "his front teeth"),
        ("Teeth", "He lost his teeth.", "Teeth"),
        ("Teeth", "His front teeth were lost, and his back teeth were not.", "Teeth"),
        ("Woodstock", "It was the famous Woodstock.", "Woodstock"),
        ("chest", "A man of the chest.", "chest"),
        ("raven", "She kept a tame raven on a chain.", "a tame raven"),
        ("two guns", "They had two big guns.", "two guns"),
    ],
)
def test_a_noun_is_told_with_what_is_said_of_it(reply: str, text: str, whole: str) -> None:
    assert phrases.whole(reply, text) == whole


LEFT = (
    "Judge Lyle left all of his books to the fire company\nof Denby, and none to Ann, the wife of Bob Smith."
)


@pytest.mark.parametrize(
    ("question", "reply", "text", "told"),
    [
        ("To whom did the judge leave his books?", "Denby", LEFT, "the fire company of Denby"),
        ("Who got the books?", "Denby.", LEFT, "the fire company of Denby"),
        ("In which town is the fire company?", "Denby", LEFT, "Denby"),
        ("Who is married to Ann?", "Bob Smith", LEFT, "Bob Smith"),
        ("Who got nothing?", "Ann", LEFT, "Ann"),
        ("Who of them came from Denby?", "Denby", LEFT, "Denby"),
        ("Who wed her?", "Denby", "He of Denby wed her, and not the mayor of Denby.", "Denby"),
        ("Who crowned him?", "Lincoln", "He was crowned by the Bishop of Lincoln.", "the Bishop of Lincoln"),
        ("Who crowned him?", "Lincoln", "Abraham Lincoln crowned him.", "Lincoln"),
        ("Who paid?", "He paid in Denby", "The mayor of He paid in Denby.", "He paid in Denby"),
    ],
)
def test_who_is_no_place_that_only_tells_an_office_apart(
    question: str, reply: str, text: str, told: str
) -> None:
    assert phrases.with_office(question, reply, text) == told


@pytest.mark.parametrize(
    ("question", "reply", "told"),
    [
        ("Whose sister was Orla Fenwick?", "Orla Fenwick's sister was Josef Krumm.", "Josef Krumm"),
        ("Who taught him the violin?", "The violin was taught by Ines van der Beek.", "Ines van der Beek"),
        ("Who was paid?", "Ada Brandt and then Tom Keel were paid.", None),
        ("Who was paid?", "Nobody was paid at all.", None),
        ("Who paid Ada Brandt?", "Ada Brandt was paid.", None),
        ("What did Ada buy?", "She bought a house of Tom Keel.", None),
        ("Who of the two was older?", "Tom Keel was older.", None),
        ("Who was paid?", "Tom", None),
    ],
)
def test_who_is_asked_for_is_the_one_new_name_of_a_sentence(
    question: str, reply: str, told: str | None
) -> None:
    assert phrases.name_alone(question, reply) == (told or reply)
