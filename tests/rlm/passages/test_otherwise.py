"""Places that say something else of the same matter are found, and no others."""

import pytest

from rlm_desktop.rlm.passages import otherwise
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

LEASE = """Lease of the workshop at Mill Lane 4

The monthly rent is 1,450 euros, due on the third working day of the month.
The lease may be terminated by either party with a notice period of three months to
the end of a quarter.
The tenant pays a deposit of 2,900 euros. It was signed on 3 February 2019.
"""
AMENDMENT = """Amendment to the lease of the workshop

The monthly rent is raised to 1,620 euros from 1 August 2022 on.
The notice period is shortened to six weeks, for either party.
"""
LETTER = """Dear tenant,

the notice period is 42 days, as you know. I would give you my house at the lake for a monthly rent of €1,620.
"""
TEXTS = {"lease-2019.txt": LEASE, "amendment-2022.txt": AMENDMENT, "letter.txt": LETTER}


def told(question: str, answer: str, document: int, *, says: str) -> list[str]:
    text = list(TEXTS.values())[document]
    start = len(text[: text.index(says)].encode())
    place = Span(DocumentId(document), start, start + len(says.encode()))
    found = otherwise.find(question, answer, place, FakeContext(TEXTS))
    return [each.text for each in found]


def test_another_length_of_time_for_the_same_is_told() -> None:
    found = told(
        "What is the notice period?", "Six weeks", 1, says="The notice period is shortened to six weeks"
    )

    assert len(found) == 1
    assert "three months to the end of a quarter" in found[0]


def test_the_same_length_in_another_unit_is_no_other() -> None:
    found = told("What is the notice period?", "three months", 0, says="notice period of three months")

    assert [("six weeks" in each or "42 days" in each) for each in found] == [True, True]


def test_another_amount_is_told_and_the_same_in_another_spelling_is_not() -> None:
    found = told(
        "How much is the monthly rent?", "1,620 euros", 1, says="The monthly rent is raised to 1,620 euros"
    )

    assert len(found) == 1
    assert "1,450" in found[0]


def test_the_document_that_the_question_names_is_not_set_against_others() -> None:
    question = "What is the monthly rent of the amendment?"

    assert told(question, "1,620 euros", 1, says="The monthly rent is raised to 1,620 euros") == []


@pytest.mark.parametrize(
    ("question", "answer", "document", "says"),
    [
        ("How much is the deposit?", "2,900 euros", 0, "The tenant pays a deposit of 2,900 euros."),
        ("Who pays the deposit?", "The tenant", 0, "The tenant pays a deposit of 2,900 euros."),
        ("When was it signed?", "3 February 2019", 0, "It was signed on 3 February 2019."),
    ],
)
def test_what_is_said_once_or_is_no_value_has_no_other(
    question: str, answer: str, document: int, says: str
) -> None:
    assert told(question, answer, document, says=says) == []


def others(question: str, answer: str, *lines: str) -> list[str]:
    """What is told beside an answer from the first of some lines, each a document."""
    texts = {f"{number}.txt": f"{line}\n" for number, line in enumerate(lines)}
    place = Span(DocumentId(0), 0, len(lines[0].encode()))
    return [each.text for each in otherwise.find(question, answer, place, FakeContext(texts))]


NOTICE, RENT, PAID = "What is the notice period?", "How much is the rent?", "What interest is paid?"


@pytest.mark.parametrize(
    ("question", "answer", "said", "same", "other"),
    [
        (NOTICE, "21 days", "The notice period is {}.", "twenty-one days", "20 days"),
        (NOTICE, "120 days", "The notice period is {}.", "one hundred and twenty days", "20 days"),
        (NOTICE, "30 days", "The notice period is {}.", "between 20 and 30 days", "20-25 days"),
        (NOTICE, "200 days", "The notice period is {}.", "two hundred days", "a hundred days"),
        (NOTICE, "20 days", "The notice period is {}.", "20 to 30 days", "25 to 30 days"),
        (NOTICE, "20 days", "The notice period is {}.", "unpaid, 5 euros a day are due", "a day"),
        (RENT, "1,450 euros", "The rent is {}.", "1.450 EUR", "1.460 EUR"),
        (RENT, "1,450 euros", "The rent is {}.", "1.450,00 EUR", "1.450,50 EUR"),
        (RENT, "12.50 euros", "The rent is {}.", "12,50 EUR", "1250 EUR"),
        (PAID, "2.5 %", "The interest is paid, {}.", "2,5 %", "25 %"),
    ],
)
def test_the_same_number_in_another_spelling_and_a_rate_are_no_other(
    question: str, answer: str, said: str, same: str, other: str
) -> None:
    assert others(question, answer, said.format(answer), said.format(same)) == []
    assert others(question, answer, said.format(answer), said.format(other)) == [said.format(other)]


def test_what_is_said_of_somebody_else_or_of_little_that_is_asked_is_no_other() -> None:
    salary = "What is the salary of Ada?"
    long = "What notice period has a tenant of the north house?"

    assert (
        others(salary, "4,000 euros", "The salary is 4,000 euros.", "The salary of Bo is 5,000 euros.") == []
    )
    assert others(salary, "4,000 euros", "The salary is 4,000 euros.", "Ada has a salary of 5,000 euros.")
    assert (
        others(long, "30 days", "It is 30 days of notice.", "Notice of a fault is given within 7 days.") == []
    )


def test_a_rounded_amount_and_one_for_twelve_months_are_no_other() -> None:
    price, rent = "What was the price?", "How much is the rent?"
    exact, monthly = "The price was 1,487,250 dollars.", "The rent is 1,450 euros a month."

    assert others(price, "1,487,250 dollars", exact, "The price was about $1.5 million.") == []
    assert others(price, "1,487,250 dollars", exact, "The price was about $1.4 million.")
    assert others(price, "1,487,250 dollars", exact, "The price was 1,500,000 dollars.")
    assert others(rent, "1,450 euros", monthly, "The rent is 17,400 euros a year.") == []
    assert others(rent, "1,450 euros", monthly, "The rent is 18,000 euros a year.")
