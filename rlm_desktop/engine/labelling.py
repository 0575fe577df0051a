"""One call that labels items: all are read whole, or some, and what these teach tells most of the others."""

from collections.abc import Callable, Sequence

from rlm_desktop.engine import early
from rlm_desktop.engine.batcher import Task
from rlm_desktop.engine.early import Lesson
from rlm_desktop.engine.labels import LabelPrompts, Reading, Scores, Scoring, SharedPrefix
from rlm_desktop.engine.llama import Held

_SETS = 4
"""Sets of labels whose lessons are kept."""

OnScored = Callable[[int, Scores, int], None]
"""Told an item's number, its scores, and how many layers it went through; 0: all."""


class Lessons:
    """What was learnt in earlier calls about the same labels behind the same prompt."""

    def __init__(self, layers: int, depths: Sequence[int]) -> None:
        self._layers = layers
        self._depths = depths
        self._kept: dict[object, Lesson] = {}

    def about(self, key: object, *, among: int) -> Lesson | None:
        """None where so few items are asked for, or the model can only be gone through whole."""
        if among < early.LEAST or not self._depths:
            return None
        lesson = self._kept.pop(key, None) or Lesson(self._layers, self._depths, wanted=early.examples(among))
        self._kept[key] = lesson
        for oldest in list(self._kept)[:-_SETS]:
            del self._kept[oldest]
        return lesson


class LabelCall:
    """Belongs to the thread that evaluates."""

    def __init__(
        self,
        asked: LabelPrompts,
        lesson: Lesson | None,
        *,
        call: int,
        add: Callable[[Task], None],
        on_scored: OnScored,
    ) -> None:
        self._asked = asked
        self._lesson = lesson
        self._call = call
        self._add = add
        self._on_scored = on_scored
        self._examples: set[int] = set()
        self._others: list[int] = []
        self._held: dict[int, Held] = {}

    def begin(self) -> None:
        if len(self._asked.shared) > 1:
            self._add(SharedPrefix(self._asked.shared, call=self._call))
        # Next to each other, items that begin alike share that beginning within a batch.
        order = sorted(range(len(self._asked.prompts)), key=lambda index: self._asked.prompts[index])
        self._examples = set(_spread(order, self._lesson.wants if self._lesson else 0))
        self._others = [index for index in order if index not in self._examples]
        for index in order:
            if index in self._examples:
                self._read_whole(index, learn=True)
        if not self._examples:
            self._read_others()

    def _read_others(self) -> None:
        choice = self._lesson.choice if self._lesson and not self._lesson.wants else None
        for index in self._others:
            if choice:
                self._read_early(index, choice)
            else:
                self._read_whole(index)

    def _read_whole(self, index: int, *, learn: bool = False) -> None:
        self._add(
            Scoring(
                self._asked.prompts[index],
                self._asked.tree,
                call=self._call,
                shared=len(self._asked.shared),
                on_done=lambda scores: self._scored(index, scores),
                on_held=(lambda held: self._held.update({index: held})) if learn else None,
            )
        )

    def _read_early(self, index: int, choice: early.Choice) -> None:
        def told(held: Held) -> None:
            scores = choice.scores(held)
            if scores is None:
                self._read_whole(index)
            else:
                self._on_scored(index, scores, choice.layers)

        self._add(Reading(self._asked, index, choice.layers, call=self._call, on_held=told))

    def _scored(self, index: int, scores: Scores) -> None:
        if index in self._examples and self._lesson:
            self._lesson.learn(self._held.pop(index), scores)
            self._examples.remove(index)
            if not self._examples:
                self._read_others()
        self._on_scored(index, scores, 0)


def _spread(order: Sequence[int], number: int) -> list[int]:
    """So many of them, at even distances: some of each kind of beginning."""
    if number >= len(order):
        return list(order)
    return [order[(2 * place + 1) * len(order) // (2 * number)] for place in range(number)]
