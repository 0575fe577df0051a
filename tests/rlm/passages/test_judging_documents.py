"""Something holds of documents of which a reader is surer than of others, and of texts that tell nothing."""

import math

import pytest

from rlm_desktop.rlm.passages import judging_documents

NOTHING = (-1.0, -1.4, -0.6, -1.2)


def share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def held(*documents: float | None, nothing: tuple[float, ...] = NOTHING) -> list[bool]:
    said = [None if one is None else share(one) for one in documents]
    return judging_documents.parted(said, [share(one) for one in nothing])


def test_a_reader_that_says_yes_to_everything_is_heard_by_how_sure_it_is() -> None:
    assert held(4.7, 2.4, 2.0, 2.0, 1.8, 1.7, nothing=(1.0, 0.9, 2.4, 0.6)) == [True, *[False] * 5]


def test_a_reader_that_says_no_to_everything_is_heard_as_well() -> None:
    assert held(-0.4, -1.5, -2.1, -2.2, -2.2, nothing=(-1.2, -1.9, -1.0, -1.9)) == [True, *[False] * 4]


@pytest.mark.parametrize(
    ("documents", "all_of_them"),
    [((3.5, 3.6, 3.7, 3.9, 4.2), True), ((-1.2, -1.3, -1.5, -1.1), False), ((2.0,), True), ((-1.0,), False)],
)
def test_it_may_hold_of_all_or_of_none(documents: tuple[float, ...], all_of_them: bool) -> None:
    assert held(*documents) == [all_of_them] * len(documents)


def test_of_what_a_reader_is_surely_told_none_is_left_out() -> None:
    assert held(9.0, 8.9, 5.0, nothing=(-9.0, -9.0)) == [True] * 3
    assert held(9.0, 8.9, -8.8, nothing=(-9.0, -9.0)) == [True, True, False]


def test_what_a_reader_does_not_answer_is_not_held() -> None:
    assert held(None, 3.0, None) == [False, True, False]
    assert held() == []


def test_what_is_asked_of_a_document_is_asked_of_texts_that_tell_nothing() -> None:
    of_one = judging_documents.asked("a.txt", "Dear Sir", "letters", "are complaints")
    of_nothing = judging_documents.of_nothing("letters", "are complaints")

    assert len(of_nothing) == 4
    assert all(each[:-1] == of_one[:-1] for each in of_nothing)
    assert all(each[-1].content.endswith(of_one[-1].content.split("\n\n")[-1]) for each in of_nothing)
