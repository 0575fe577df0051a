"""The day that a question names is found as texts and names of files write it."""

import pytest

from rlm_desktop.rlm.question.times import days_named


@pytest.mark.parametrize("question", ["on 14 January 2020", "on January 14th, 2020", "on 2020-01-14"])
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("minutes-2020-01-14.md", True),
        ("notes/20200114.txt", True),
        ("the meeting of 14 January 2020", True),
        ("met on January 14", True),
        ("on the 14th of Jan. they met", True),
        ("14.01.2020", True),
        ("1/14/2020", True),
        ("2020-01-15.md", False),
        ("14 January 2019", False),
        ("14 janitors", False),
        ("114 January", False),
        ("on 4 January 2020", False),
    ],
)
def test_a_day_is_found_as_it_is_written(question: str, text: str, named: bool) -> None:
    found = days_named.of(f"What was decided {question}?")

    assert found is not None
    assert bool(found[1].search(text)) is named


@pytest.mark.parametrize("question", ["In January 2020?", "From 2 May 2020 to 3 May 2020?", "On 2020-13-01?"])
def test_no_day_or_two_are_none(question: str) -> None:
    assert days_named.of(question) is None


def test_a_day_of_one_figure_is_not_of_two() -> None:
    found = days_named.of("What was decided on 1 January 2020?")

    assert found is not None
    assert not found[1].search("2020-11-20.md") and found[1].search("2020-1-1.md")


@pytest.mark.parametrize("question", ["on Sept. 4, 2021", "on 4 Sept 2021", "on Sep. 4th, 2021"])
@pytest.mark.parametrize(
    "text", ["Sept. 4, 2021", "the 4th of Sept 2021", "Sep 4", "4 September", "2021-09-04"]
)
def test_september_has_a_longer_short_name_as_well(question: str, text: str) -> None:
    found = days_named.of(f"What was decided {question}?")

    assert found is not None and found[1].search(text)
