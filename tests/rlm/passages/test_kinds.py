"""A thing of another kind than the one that is asked for is no answer."""

import pytest

from rlm_desktop.rlm.passages import kinds


class Knowing:
    """Says how likely a thing is of a kind, and remembers what it was asked."""

    def __init__(self, share: float | None) -> None:
        self.share = share
        self.asked: list[str] = []

    def yes(self, asked: list[tuple[object]], *, what: str) -> list[float | None]:
        self.asked += [str(message.content) for (message,) in asked]  # type: ignore[attr-defined]
        return [self.share]


@pytest.mark.parametrize(
    ("share", "another"), [(0.1, True), (0.5, False), (None, False)], ids=["no", "perhaps", "unknown"]
)
def test_a_thing_of_another_kind_is_told_apart(share: float | None, another: bool) -> None:
    reader = Knowing(share)

    told = kinds.is_another("Which motor car does Pierre drive?", "Willarski's carriage", reader)  # type: ignore[arg-type]

    assert told is another
    assert reader.asked == ["Is carriage a kind of motor car? Answer Yes or No."]


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Which book did he read aloud?", "Woodstock"),
        ("Which book did he read aloud?", "a red book"),
        ("What year was the bridge built?", "the year before"),
        ("What gift did she bring?", "a clock"),
        ("Who drives the car?", "the coachman"),
        ("Which instrument was condemned?", "the one that lay in the cabin of the mate"),
        ("How many horses did he have?", "three"),
    ],
)
def test_names_and_what_anything_can_be_are_not_asked_about(question: str, reply: str) -> None:
    reader = Knowing(0.0)

    assert not kinds.is_another(question, reply, reader)  # type: ignore[arg-type]
    assert reader.asked == []
