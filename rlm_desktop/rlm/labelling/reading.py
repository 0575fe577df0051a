"""Reads the labels of many texts: the model reads while there is time, a classifier does the rest."""

import time
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rlm_desktop import events
from rlm_desktop.errors import BudgetSpent
from rlm_desktop.rlm.labelling import prompting, student
from rlm_desktop.rlm.labelling.scores import Scores, evened, normalized
from rlm_desktop.rlm.labelling.sets import LabelSet
from rlm_desktop.rlm.subcalls import SubCalls

_FEWEST = 24
"""Texts that must have been read before a classifier can learn from them."""
_AT_ONCE = 32
_RANDOM = 0.7
"""Share of the time in which texts are read at random; then those of which the classifier is least sure."""
_USUAL_SPEED = 50.0  # tokens a second, the default model on two cores
_LETTERS_A_TOKEN = 3.8
_BESIDE_TEXT = 3  # tokens
_WORTH_TELLING = 60.0  # seconds
_ORDER_SEED = 20_221_228


class Texts:
    """The different texts among the rows, and which of them each row has."""

    def __init__(self, rows: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        self.places = np.array(
            [numbers.setdefault(prompting.shortened(row), len(numbers)) for row in rows], np.int64
        )
        self.different = list(numbers)

    def __len__(self) -> int:
        return len(self.different)


class Read(msgspec.Struct, frozen=True):
    """For each different text the labels' log-probabilities, and whether the model itself has read it."""

    scores: Scores
    by_model: npt.NDArray[np.bool_]


class Reading:
    """Reads the texts of one table for one set of labels."""

    def __init__(
        self,
        subcalls: SubCalls,
        labels: LabelSet,
        texts: Texts,
        *,
        what: str,
        emit: Callable[[events.Event], None],
        patience: float,
    ) -> None:
        self._subcalls = subcalls
        self._labels = labels
        self._texts = texts.different
        self._what = what
        self._emit = emit
        self._patience = patience
        self._started = self._paced = time.monotonic()
        # The same order each time: what was read in an earlier run is read first and costs nothing.
        order = np.random.default_rng(_ORDER_SEED).permutation(len(self._texts))
        self._order: list[int] = [int(place) for place in order]
        self._scores = np.zeros((len(self._texts), len(labels.labels)))
        self._read = np.zeros(len(self._texts), np.bool_)

    def read(self) -> Read:
        """Raises `Stopped`, `BudgetSpent`; what was read by then is kept by the sub-calls."""
        self._tell_cost()
        self._paced = time.monotonic()
        if not self._read_in_order(self._order, until=self._patience * _RANDOM):
            self._read_in_order(self._least_sure(), until=self._patience)
        self._scores[self._read] = evened(self._scores[self._read])
        self._leave_rest_to_student()
        return Read(self._scores, self._read)

    def _read_in_order(self, order: Sequence[int], *, until: float) -> bool:
        """Read texts in this order while there is time; whether all were read."""
        left = [place for place in order if not self._read[place]]
        for first in range(0, len(left), _AT_ONCE):
            if self._patience and time.monotonic() - self._started > until:
                return False
            places = left[first : first + _AT_ONCE]
            try:
                scores = self._ask([self._texts[place] for place in places])
            except BudgetSpent:
                if self._read.sum() < _FEWEST:
                    raise
                return False
            self._scores[places] = normalized(np.array(scores))
            self._read[places] = True
            self._tell_progress()
            if first == 0:
                self._tell_pace(len(places), len(left))
        return bool(self._read.all())

    def _ask(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        labels = self._labels.labels
        prefix = prompting.prefix(labels, self._labels.said)
        return self._subcalls.scores(texts, labels, self._what, prefix=prefix, suffix=prompting.SUFFIX)

    def _least_sure(self) -> list[int]:
        """The texts that are left, first those of which a classifier is least sure."""
        left = np.flatnonzero(~self._read)
        ranked = np.sort(self._taught().scores([self._texts[place] for place in left]), axis=1)
        return [int(place) for place in left[np.argsort(ranked[:, -1] - ranked[:, -2], kind="stable")]]

    def _leave_rest_to_student(self) -> None:
        left = np.flatnonzero(~self._read)
        if len(left):
            self._scores[left] = self._taught().scores([self._texts[place] for place in left])

    def _taught(self) -> student.Student:
        done = np.flatnonzero(self._read)
        return student.Student([self._texts[place] for place in done], self._scores[done])

    def _tell_cost(self) -> None:
        letters = sum(map(len, self._texts))
        tokens = letters / _LETTERS_A_TOKEN + _BESIDE_TEXT * len(self._texts)
        minutes = tokens / self._speed() / 60
        limit = self._patience / 60
        text = (
            f"Labels are read from {len(self._texts):,} different texts: about {tokens:,.0f} tokens,"
            f" {max(1, round(minutes)):,} minutes at the usual speed, unless they were read before."
        )
        if limit and minutes > limit:
            text += (
                f" After {limit:,.0f} minutes a classifier that learns from them labels the rest;"
                " choose the plan “exhaustive” to have all of them read."
            )
        self._emit(events.Noted(text=text))

    def _tell_pace(self, done: int, of: int) -> None:
        """After the first texts: how long the rest will take, as measured."""
        seconds = (time.monotonic() - self._paced) / done * (of - done)
        if seconds > _WORTH_TELLING:
            self._emit(
                events.Noted(
                    text=f"At the speed of the first {done} texts the rest takes {seconds / 60:,.0f} minutes."
                )
            )

    def _speed(self) -> float:
        counts = self._subcalls.counts
        spent = counts.prompt_tokens + counts.generated_tokens
        return spent / counts.seconds if counts.seconds > 1 and spent else _USUAL_SPEED

    def _tell_progress(self) -> None:
        done = int(self._read.sum())
        self._emit(events.IngestProgressed(doing="reading labels", done=done, total=len(self._texts)))
