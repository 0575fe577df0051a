"""What is planted in a novel stands there once, and the novel does not tell it by itself."""

from pathlib import Path

import pytest

from rlm_desktop.bench import needle
from rlm_desktop.bench.gold import is_right
from rlm_desktop.bench.suite import Choices, Question, Workplace

CHAPTER = "CHAPTER {}\n\n" + "It rained on the regiment all day long.\n\n" * 80


@pytest.fixture
def asked(tmp_path: Path) -> list[Question]:
    book = "".join(CHAPTER.format(number) for number in ("I", "II", "III"))
    (tmp_path / "war_and_peace_pg2600.txt").write_text(book, encoding="utf-8")
    return list(needle.build(Workplace(tmp_path / "made", tmp_path, Choices(lengths=(4096,))), 1))


def test_each_answer_stands_once_in_a_text_of_the_length(asked: list[Question]) -> None:
    text = Path(asked[0].paths[0]).read_text(encoding="utf-8")

    assert len(asked) == 8
    assert len({question.paths for question in asked}) == 1
    assert 4 * 4096 <= len(text.encode()) < 4 * 4096 + 600
    for question in asked:
        lines = [line for line in text.splitlines() if all(part.is_in(line) for part in question.gold)]
        assert len(lines) == 1
        assert not is_right(question.gold, None, question.text)


def test_a_guess_of_the_right_kind_is_wrong(asked: list[Question]) -> None:
    assert all(question.baselines == {"guess of the kind": 0.0} for question in asked)


def test_the_same_seed_plants_the_same(asked: list[Question], tmp_path: Path) -> None:
    place = Workplace(tmp_path / "again", tmp_path, Choices(lengths=(4096,)))
    again, other = needle.build(place, 1), needle.build(place, 2)

    assert Path(again[0].paths[0]).read_bytes() == Path(asked[0].paths[0]).read_bytes()
    assert [question.gold for question in other] != [question.gold for question in asked]
