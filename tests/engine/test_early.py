"""Labels told by the first layers: learnt from items read whole, only where that is nearly as good."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from rlm_desktop.engine import early
from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.early import Lesson
from rlm_desktop.engine.labelling import LabelCall, Lessons
from rlm_desktop.engine.labels import LabelPrompts, Scores
from rlm_desktop.engine.llama import Held, Model, Shape

DEPTHS = (8, 10, 12, 14)
LAYERS = 28
Example = tuple[Held, Scores]


def made_up(number: int, *, known_from: int, seed: int = 1, wide: int = 40) -> list[Example]:
    """Items whose label stands in what layers hold from a depth on; above it there is only chance."""
    chance = np.random.default_rng(seed)
    directions = chance.normal(size=(3, wide))
    examples: list[Example] = []
    for number_of_item in range(number):
        label = number_of_item % 3
        held = {
            depth: (
                chance.normal(size=wide) + (2.0 * directions[label] if depth >= known_from else 0)
            ).astype(np.float32)
            for depth in DEPTHS
        }
        sure = np.full(3, -4.0)
        sure[label] = -0.04
        examples.append((held, tuple(sure.tolist())))
    return examples


def taught(examples: Sequence[Example]) -> Lesson:
    lesson = Lesson(LAYERS, DEPTHS, wanted=len(examples))
    for held, scores in examples:
        lesson.learn(held, scores)
    return lesson


def test_the_first_depth_that_tells_the_labels_is_chosen() -> None:
    choice = taught(made_up(96, known_from=10)).choice

    assert choice and choice.layers == 10


def test_others_get_the_label_that_the_whole_network_would_have_given() -> None:
    examples = made_up(196, known_from=10)
    choice = taught(examples[:96]).choice
    assert choice

    told = [choice.scores(held) for held, _ in examples[96:]]

    sure = [(scores, truth) for scores, (_, truth) in zip(told, examples[96:], strict=True) if scores]
    assert len(sure) >= 80
    assert all(int(np.argmax(scores)) == int(np.argmax(truth)) for scores, truth in sure)
    assert all(sum(np.exp(scores)) == pytest.approx(1.0) for scores, _ in sure)


def test_where_no_depth_tells_the_labels_all_is_read_whole() -> None:
    assert taught(made_up(96, known_from=99)).choice is None


def test_where_the_layers_could_not_be_seen_all_is_read_whole() -> None:
    assert taught([({}, scores) for _, scores in made_up(96, known_from=8)]).choice is None


def test_where_nearly_all_examples_have_one_label_all_is_read_whole() -> None:
    examples = made_up(300, known_from=8)
    seldom = [*[each for each in examples if np.argmax(each[1]) == 0][:90], *examples[1:9:3]]

    assert taught(seldom).choice is None


def test_what_is_no_number_teaches_nothing() -> None:
    (held, scores), *others = made_up(96, known_from=8)
    broken = {depth: np.full_like(each, np.nan) for depth, each in held.items()}

    assert taught([(broken, scores), *others]).choice is None


def test_what_was_chosen_stays_and_is_the_same_each_time() -> None:
    examples = made_up(97, known_from=12)
    one, other = taught(examples[:96]), taught(examples[:96])
    first = one.choice
    assert first and other.choice

    one.learn(*examples[96])

    assert one.choice is first
    assert first.scores(examples[96][0]) == other.choice.scores(examples[96][0])


def test_few_items_are_all_read_whole() -> None:
    lessons = Lessons(LAYERS, DEPTHS)

    assert lessons.about("a set", among=early.LEAST - 1) is None
    assert Lessons(LAYERS, ()).about("a set", among=10_000) is None, "a model that cannot end early"
    lesson = lessons.about("a set", among=early.LEAST)
    assert lesson and lesson.wants >= early.LEAST // 4
    assert lessons.about("a set", among=9_999) is lesson


PREFIX = "Which is it, a fruit or a town?\nplum\nfruit\nOslo\ntown\n"
WORDS = (
    "apple",
    "pear",
    "fig",
    "grape",
    "peach",
    "plum",
    "Paris",
    "Rome",
    "Lisbon",
    "Vienna",
    "Prague",
    "Bonn",
)
ITEMS = [f"{word}{end}" for word in WORDS for end in ("", " tree")]


class Labelled:
    """A small model in this process that labels as the model's process does."""

    def __init__(self, path: Path) -> None:
        self.model = Model(
            path, Shape(cells=1024, sequences=16, threads=1, batch=256, outputs=16, gpu_layers=0)
        )
        self._batcher = Batcher(self.model, writers=4)
        self._calls = 0

    def label(self, items: Sequence[str], lesson: Lesson | None) -> dict[int, tuple[Scores, int]]:
        asked = LabelPrompts(self.model, prefix=PREFIX, items=items, suffix="\n", labels=("fruit", "town"))
        found: dict[int, tuple[Scores, int]] = {}
        add: Callable[..., None] = self._batcher.add
        self._calls += 1

        def scored(index: int, scores: Scores, layers: int) -> None:
            assert index not in found
            found[index] = (scores, layers)

        LabelCall(asked, lesson, call=self._calls, add=add, on_scored=scored).begin()
        while not self._batcher.idle:
            self._batcher.step()
        return found


def test_most_of_many_items_go_through_the_first_layers_only_and_harm_no_whole_reading(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early, "_MOST_OF_ONE", 1.0)  # so small a model calls nearly everything a fruit
    here = Labelled(small_model)
    whole = here.label(ITEMS, None)
    assert {layers for _, layers in whole.values()} == {0}

    lesson = Lesson(here.model.layers, here.model.depths, wanted=20)
    found = here.label(ITEMS[:12], lesson)
    assert {layers for _, layers in found.values()} == {0}, "the first are read whole, to learn from"
    found = here.label(ITEMS, lesson)

    early_ones = {index for index, (_, layers) in found.items() if layers}
    assert sorted(found) == list(range(len(ITEMS)))
    assert lesson.choice and early_ones
    assert {found[index][1] for index in early_ones} == {lesson.choice.layers}
    for index in set(found) - early_ones:
        assert found[index][0] == pytest.approx(whole[index][0], abs=0.15)
    again = here.label(ITEMS, None)
    for index, (scores, _) in again.items():
        assert scores == pytest.approx(whole[index][0], abs=0.15)
    here.model.close()
