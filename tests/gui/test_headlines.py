"""The headline of an answer reads like a sentence that answers the question, or is the value alone."""

import pytest

from rlm_desktop.gui.answers.headlines import headline
from tests.gui.fake_runs import a_reply


def said(question: str, answer: str, value: object) -> str:
    return headline(a_reply(question=question, answer=answer, value=value))[0]


@pytest.mark.parametrize(
    ("question", "value", "sentence"),
    [
        ("Which city has the most orders, and how many?", ["Lisbon", 331], "Lisbon has the most orders: 331"),
        (
            "Which supplier was paid most after May?",
            ["Halden", 1482300],
            "Halden was paid most after May: 1,482,300",
        ),
        (
            "Which ip occurs most often, and how many times?",
            ["10.0.0.1", 12],
            "10.0.0.1 occurs most often: 12 times",
        ),
        ("who sent the most mails and how many", ["Ana", 7], "Ana sent the most mails: 7"),
        ("How many lines have the level ERROR?", 76, "76 lines have the level ERROR"),
        ("How many orders are there in March?", 412, "There are 412 orders in March"),
        ("How many orders came in after May?", 1200, "1,200 orders came in after May"),
        ("Wie viele Zeilen haben die Stufe ERROR?", 76, "76 Zeilen haben die Stufe ERROR"),
        ("Wie viele Bestellungen gibt es im März?", 412, "Es gibt 412 Bestellungen im März"),
        (
            "Welche Stadt hat die meisten Bestellungen, und wie viele?",
            ["Lissabon", 3],
            "Lissabon hat die meisten Bestellungen: 3",
        ),
    ],
)
def test_the_words_of_the_question_make_the_sentence(question: str, value: object, sentence: str) -> None:
    assert said(question, "as it came", value) == sentence


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many orders did Anna place?", 12),
        ("How many orders has Anna placed?", 12),
        ("How many lines have the level ERROR?", 1),
        ("How many errors are there, and which user has the most?", 12),
        ("How many times does kelani occur?", 12),
        ("What is the average price?", 12.5),
        ("Which city has the most orders and who placed them?", ["Lisbon", 331]),
        ("Is the shop open?", True),
        ("Name the city.", ["Lisbon", 331]),
    ],
)
def test_where_a_sentence_might_go_wrong_the_value_stands_alone(question: str, value: object) -> None:
    assert said(question, "as it came", value) == "as it came"


def test_a_tie_is_told_as_it_came() -> None:
    question = "Which city has the most orders, and how many?"

    assert said(question, "Lisbon, 331 (also Paris)", ["Lisbon", 331]) == "Lisbon, 331 (also Paris)"


LONG = "\n".join(f"group {number}: 1" for number in range(20))


@pytest.mark.parametrize(
    ("question", "rows", "sentence"),
    [
        (
            "How many lines have the level ERROR, for each component?",
            [["payment", 101], ["cart", 9]],
            "payment has the most: 101 of 110",
        ),
        (
            "How many orders are there for each day?",
            [["2026-02-01", 10], ["2026-02-02", 30]],
            "Most on 2026-02-02: 30 of 40",
        ),
        (
            "How many orders are there for each month?",
            [["2026-01", 10], ["2026-02", 30], ["2026-03", 20]],
            "Most in 2026-02: 30 of 60",
        ),
        (
            "What is the average price for each city?",
            [["Lisbon", 12.5], ["Paris", 9.0]],
            "Highest: Lisbon, 12.5",
        ),
        (
            "How many orders per city, the fewest first?",
            [["Lisbon", 12], ["Paris", 9]],
            "Paris has the fewest: 9 of 21",
        ),
    ],
)
def test_of_many_groups_the_one_that_stands_out_is_named(
    question: str, rows: list[list[object]], sentence: str
) -> None:
    assert said(question, LONG, rows) == sentence


@pytest.mark.parametrize(
    ("question", "said_large"),
    [
        ("At which meetings was the village hall discussed?", "5 meetings"),
        ("Which products were never sold?", "5 products"),
        ("List all customers from Porto", "5 customers"),
        ("which hosts?", "5 hosts"),
        ("Which sales people have left?", "5 rows"),
        ("Which address is used by more than one customer?", "5 rows"),
        ("Who was never paid?", "5 rows"),
        ("Welche Kunden sind aus Porto?", "5 rows"),
    ],
)
def test_a_long_list_is_headed_by_what_the_question_calls_it(question: str, said_large: str) -> None:
    names = [f"{'a long name of something' * 2} {number}" for number in range(5)]

    assert said(question, LONG, names) == said_large


def test_a_list_of_several_columns_is_headed_by_its_rows() -> None:
    assert said("Which products were never sold?", LONG, [["tea", "red"], ["rye", "blue"]]) == "2 rows"
