"""What a question names is looked for, not what does not have it."""

import pytest

from tests.rlm.checking import result

NOT_THOSE = (
    "SELECT DISTINCT item FROM records WHERE town NOT IN (SELECT town FROM records WHERE status = 'late')"
)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which items were ordered but not sent (late)?", [("bolt",)]),
        ("Which items are in no order that is not late?", [("bolt",), ("cable",)]),
        ("Which items never went to a town with an order that is late?", [("bolt",), ("cable",)]),
    ],
)
def test_rows_that_are_named_are_taken_themselves(question: str, found: list[tuple[str]]) -> None:
    assert sorted(result(question, NOT_THOSE)) == found  # type: ignore[call-overload]
