"""What is planted in a novel stands there once, and the novel does not tell it by itself.

What many sentences tell together no one of them tells.
"""

import re
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

    assert len(asked) == 12
    assert len({question.paths for question in asked}) == 1
    assert 4 * 4096 <= len(text.encode()) < 4 * 4096 + 2000
    for question in [each for each in asked if each.kind == "needle"]:
        lines = [line for line in text.splitlines() if all(part.is_in(line) for part in question.gold)]
        assert len(lines) == 1
        assert not is_right(question.gold, None, question.text)


def test_what_many_places_tell_stands_in_no_one_of_them(asked: list[Question]) -> None:
    text = Path(asked[0].paths[0]).read_text(encoding="utf-8")
    listed, counted, added, most = [each for each in asked if each.kind == "needles"]

    lines = [line for line in text.splitlines() if any(part.is_in(line) for part in listed.gold)]
    assert len(lines) == len(listed.gold) == counted.gold[0].value  # type: ignore[union-attr]
    amounts = [int(number) for number in re.findall(r"(\d+) guineas", text)]
    assert sum(amounts) == added.gold[0].value  # type: ignore[union-attr]
    (largest,) = [line for line in text.splitlines() if f" {max(amounts)} guineas" in line]
    assert most.gold[0].is_in(largest)


def test_a_list_scores_by_what_is_in_it(asked: list[Question]) -> None:
    (question,) = [each for each in asked if each.score_value is not None]
    towns = [part.text for part in question.gold]  # type: ignore[union-attr]

    assert question.score_value is not None
    assert question.score_value(towns) == 1.0
    assert 0.9 < question.score_value(towns[1:]) < 1.0
    assert question.score_value([*towns, "Riga"]) < 1.0
    assert question.score_value("nothing") == 0.0


def test_a_guess_of_the_right_kind_is_wrong(asked: list[Question]) -> None:
    assert all(question.baselines == {"guess of the kind": 0.0} for question in asked)


def test_the_same_seed_plants_the_same(asked: list[Question], tmp_path: Path) -> None:
    place = Workplace(tmp_path / "again", tmp_path, Choices(lengths=(4096,)))
    again, other = needle.build(place, 1), needle.build(place, 2)

    assert Path(again[0].paths[0]).read_bytes() == Path(asked[0].paths[0]).read_bytes()
    assert [question.gold for question in other] != [question.gold for question in asked]
