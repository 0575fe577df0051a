"""A number that a reply has and its passage has not is made up, unless it stands there in another way."""

import pytest

from rlm_desktop.rlm.passages.invented import invents_a_number


@pytest.mark.parametrize(
    ("reply", "passage"),
    [
        ("$120", "We sell subscriptions on an annual basis, data is kept for 60 days."),
        ("3 hours", "You have 30 days to object."),
        ("45 days", "You have thirty days, together with the other tenants of the north house, to object."),
        ("45 days", "Ninety days, in the third month."),
        ("2:30 am", "It began at 14:30."),
        ("5 years", "It was built in 1950 and sold in 1962."),
        ("$2.5 million", "The price was $1,500,000."),
        ("12 hours", "How many hours does it take? It takes a day and more."),
    ],
)
def test_a_number_that_stands_nowhere_in_its_passage_is_made_up(reply: str, passage: str) -> None:
    assert invents_a_number(reply, passage)


@pytest.mark.parametrize(
    ("reply", "passage"),
    [
        ("2 hours", "They answer within two hours."),
        ("1,200 francs", "The fee is 1200 francs."),
        ("137,000,000", "It was sold for $137 million."),
        ("375,000,000", "(In millions)\nNet income 375"),
        ("2025-03-01", "It ended on 1 March 2025."),
        ("2025-03-01", "It ended on March 1st, 2025."),
        ("1 March 2025", "It ended on 2025-03-01."),
        ("21 days", "The tenant has twenty-one days."),
        ("90 days", "Ninety days are given."),
        ("120 days", "One hundred and twenty days are given."),
        ("21 years", "On her twenty-first birthday."),
        ("2:30 pm", "It began at 14:30."),
        ("14:30", "It began at 2.30 p.m."),
        ("12:00", "It began at noon."),
        ("$1.5 million", "The price was $1,500,000."),
        ("$1.5 million", "The price was $1,487,200."),
        ("1,250,000 euros", "Der Preis war 1.250.000 Euro."),
        ("2.5 %", "Es sind 2,5 % im Jahr."),
        ("36 months", "It lasts three years."),
        ("90 days", "It lasts three months."),
        ("30 years", "He lived from 1950 to 1980."),
        ("3 sons", "How many sons had he? His sons were Ada, Bo and Cy."),
        ("50 people", "Half of the hundred came."),
        ("0 francs", "It costs nothing."),
        ("555-0123", "Her telephone is 5550123."),
        ("3 Monate", "Die Frist betr\u00e4gt drei Monate."),
        ("75 %", "Three out of four tenants paid."),
        ("16:00", "They came at 4 o'clock in the afternoon."),
        ("'99", "He left in 1999."),
        ("12 eggs", "A dozen eggs were left."),
    ],
)
def test_a_number_that_stands_there_in_another_way_is_not_made_up(reply: str, passage: str) -> None:
    assert not invents_a_number(reply, passage)


def test_long_rows_of_figures_are_gone_through_once() -> None:
    assert invents_a_number("77 cats", "1,234.5 " * 20_000 + "." * 20_000 + "9" * 4_000)
