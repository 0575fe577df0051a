"""Values whose words are written short are found by the words that they begin."""

import pytest

from rlm_desktop.profile import Column, Rows, Table
from rlm_desktop.rlm.question.spelled import shortened


def linked(question: str, *values: str) -> list[tuple[str, str]]:
    counted = tuple((value, 3) for value in values)
    unit = Column(name="unit", type="text", distinct=len(values), values=counted)
    table = Table(name="records", kind="delimited", row_is="line", rows=90, fits=1.0, columns=(unit,))

    def query(sql: str) -> Rows:
        raise AssertionError(sql)  # all of its values are known

    return [(link.phrase, link.value) for link in shortened.links(question, table, query)]


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Which unit spent most apart from adult social services?", "adult social services"),
        ("What did Social Services for Adults cost?", "Social Services for Adults"),
    ],
)
def test_words_written_short_are_found(question: str, phrase: str) -> None:
    units = ("Soc Serv Adults", "Soc Serv Children", "Highways")

    assert linked(question, *units) == [(phrase, "Soc Serv Adults")]


@pytest.mark.parametrize(
    "question",
    [
        "How many services for adults are social?",  # its words do not stand together
        "What did social services cost?",  # which of them is not said
        "What did the Highways cost?",
    ],
)
def test_other_words_are_not(question: str) -> None:
    assert linked(question, "Soc Serv Adults", "Soc Serv Children", "Highways Dep") == []


def test_a_form_of_a_word_is_not_written_short() -> None:
    assert linked("Who are the newest customers?", "New Customer") == []


def test_of_two_that_fit_none_is_taken() -> None:
    assert linked("What did the finance department cost?", "Fin Dep", "Fin Depart") == []
