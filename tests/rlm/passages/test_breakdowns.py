"""What a measure consists of is the rows of its table, up to the total."""

from rlm_desktop.rlm.passages import breakdowns, figures
from rlm_desktop.spans import DocumentId, Hit, Span

TABLE = """Income

Product 3,100 2,900
Total revenue 12,150 11,000

Net sales by groups of similar products (in millions):
Three Months Ended September 30, 2023
2023 2022
Net Sales:
Online stores (1) $ 7,267 $ 6,489
Physical stores (2) 1,959 1,694
Advertising 1,924 1,817
Other 1,000 1,000
Consolidated $ 12,150 $ 11,000

Employees

Costs of part a 1,000 900
Costs of part b 1,000 900
Costs of part c 1,000 900
Total costs 3,000 2,700
"""
ROWS = list(figures.rows([Hit(Span(DocumentId(0), 0, len(TABLE.encode())), TABLE)]))
QUESTION = "What was the revenue breakdown across its various service offerings?"


def test_all_parts_and_their_total_are_told() -> None:
    told = breakdowns.rows(QUESTION, ROWS, frozenset())

    assert breakdowns.asked_for(QUESTION)
    assert [row.label for row in told] == [
        "Online stores",
        "Physical stores",
        "Advertising",
        "Other",
        "Consolidated",
    ]
    assert told[0].value().strip("$ ") == "7,267"


def test_a_table_of_another_measure_is_not_told() -> None:
    assert breakdowns.rows("How is the profit split by regions?", ROWS, frozenset()) == []


def test_a_question_for_one_figure_asks_for_no_breakdown() -> None:
    assert not breakdowns.asked_for("What was the revenue of the second quarter?")
