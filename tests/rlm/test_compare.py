"""Results of programs agree where they are the same, or one says more of the same rows."""

import pytest

from rlm_desktop.rlm import compare


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (3, "3.0", True),
        ("Oulu", ["Oulu", 47], True),
        (47, ["Oulu", 47], True),
        ("Heidi", ["Heidi", "Powell"], True),
        (["Graz", "Oulu"], [["Graz", 1], ["Oulu", 2]], True),
        (["Graz", "Oulu"], ["Graz", "Oulu", "Cork"], False),
        ([2001, 2002], [2001, 2002, 2003], False),
        ("Graz", ["Graz", "Oulu", "Cork"], False),
        (["Graz", 1], [["Graz", 1], ["Oulu", 2]], False),
        ([["Heidi", "Powell"]], [["Heidi", "Powell"], ["Eva", "Davies"]], False),
        ([["a", "x"], ["b", "y"]], [["a", "x"], ["b", "y"], ["c", "z"]], False),
    ],
)
def test_more_rows_are_another_answer(one: object, other: object, agree: bool) -> None:
    assert compare.same(one, other) is agree
    assert compare.same(other, one) is agree


def test_a_row_with_something_and_nothing_has_a_gap() -> None:
    assert compare.has_gap(["Ada", None]) and compare.has_gap([12, ""])
    assert not compare.has_gap(["Ada", 0]) and not compare.has_gap([None, None])
    assert not compare.has_gap([["Ada", None], ["Bo", 1]]) and not compare.has_gap(None)
