"""All things of a shape are found by code."""

import pytest

from rlm_desktop.rlm.question import shapes
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

TEXTS = {
    "a.txt": "Write to ana@example.org or (see https://example.org/terms.html).\nana@example.org again.\n",
    "b.txt": "From 10.0.0.1, not 1.2.3 or 999.1.1.1: bo.b+x@mail.example.com, www.example.com.\n",
}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("List all e-mail addresses in the texts.", ["ana@example.org", "bo.b+x@mail.example.com"]),
        ("Please list all web addresses.", ["https://example.org/terms.html", "www.example.com"]),
        ("What are the URLs in these documents?", ["https://example.org/terms.html", "www.example.com"]),
        ("How many different email addresses are there?", 2),
        ("Find all IP addresses", "10.0.0.1"),
    ],
)
def test_they_are_listed_and_counted_without_a_model(question: str, value: object) -> None:
    told = Asked(question, [], context=FakeContext(TEXTS)).reply

    assert (told.status, told.value, told.usage.prompt_tokens) == ("answered", value, 0)
    assert told.coverage.exhaustive


@pytest.mark.parametrize(
    "question",
    [
        "List all e-mail addresses of customers from Ghent.",
        "Which IP addresses failed to log in?",
        "How many emails did Ana write?",
        "List all links between the two companies.",
    ],
)
def test_some_of_them_are_left_to_others(question: str) -> None:
    assert shapes.asked(question) is None


@pytest.mark.parametrize(
    ("question", "reply", "another"),
    [
        ("What is Natasha's telephone number?", "809 North 1500 West, Salt Lake City, UT 84116", True),
        ("What is Natasha's telephone number?", "(801) 596-1887", False),
        ("What is the phone number of the shop?", "+351 22 555 01 23", False),
        ("What is the e-mail address of Ana?", "Rua das Camelias 12", True),
        ("What is the e-mail address of Ana?", "ana@example.org", False),
        ("Who has the telephone number 555 0123?", "Ana", False),
        ("What does Ana say of her telephone number?", "that it is new", False),
        ("What telephone number does Ana give?", "Rua das Camelias 12", True),
        ("What did it cost Ana to host one guest?", "52:01", True),
        ("What did it cost Ana to host one guest?", "$220", False),
        ("According to the papers, for how much was it sold?", "28:04", True),
        ("What is the yearly revenue of the shop?", "3,5 years", True),
        ("What is the yearly revenue of the shop?", "300k", False),
        ("How many guests came?", "07:52", True),
        ("When did the guests come?", "07:52", False),
        ("How much time was left?", "07:52", False),
        ("How much time did he spend in prison?", "27 years", False),
        ("How much of her time did she spend there?", "three weeks", False),
        ("How much vacation do employees earn per year?", "25 days", False),
        ("How much paid parental leave is a mother owed?", "14 weeks", False),
        ("How much notice is owed to a tenant who pays no rent?", "three months", False),
        ("What is the notice period of the rent?", "three months", False),
        ("How much does the vacation cost?", "25 days", True),
        ("How much holiday pay is a cook paid?", "25 days", True),
        ("What was the income of the period?", "three months", True),
        ("How much does the service cost per month?", "5 devices", True),
        ("How much does the service cost per month?", "25 users per room, 2GB storage", True),
        ("How much does the service cost per month?", "5 dollars for 3 devices", False),
        ("How much does the service cost?", "2 users pay $5", False),
        ("How much does the service cost?", "nothing", False),
        ("What was the price of the ring?", "12,000", False),
        ("How much data was sold?", "5 GB", False),
        ("How many gigabytes of storage are included?", "30 days", True),
        ("How much storage is included?", "25 months", True),
        ("How many gigabytes are included?", "2 per month", False),
        ("For how many days is data stored?", "30 days", False),
        ("How much storage does one pay for?", "2GB", False),
    ],
)
def test_an_address_is_no_telephone_number(question: str, reply: str, another: bool) -> None:
    assert shapes.is_another(question, reply) is another


@pytest.mark.parametrize(
    ("question", "reply", "lacks"),
    [
        ("What is the telephone number of the office in Berlin?", "Your name and telephone number", True),
        ("What is the telephone number of the office in Berlin?", "+49 30 1234567", False),
        ("What is Ana's phone number?", "a phone number may be given", True),
        ("Which telephone number does Ana have?", "(030) 123-4567", False),
        ("How many telephone numbers are there?", "3", False),
        ("Who has a telephone number?", "Ana", False),
        ("What is the number of the office?", "12", False),
    ],
)
def test_lines_that_speak_of_telephone_numbers_have_none(question: str, reply: str, lacks: bool) -> None:
    assert shapes.lacks_number(question, reply) is lacks


@pytest.mark.parametrize(
    "reply", ["900 euros a month", "$900 per month", "EUR 3,000 a year", "40 a day", "12 pounds an hour"]
)
def test_so_much_for_such_a_time_is_an_amount(reply: str) -> None:
    assert not shapes.is_another("What is the rent of the shop?", reply)


@pytest.mark.parametrize("reply", ["a month", "two years", "30 days", "3 days a week", "the last month"])
def test_how_long_something_lasts_is_none(reply: str) -> None:
    assert shapes.is_another("What is the rent of the shop?", reply)
