"""Reads the labels of many texts: the model reads while there is time, a classifier does the rest."""

import time
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rlm_desktop import events
from rlm_desktop.errors import BudgetSpent
from rlm_desktop.rlm.labelling import prompting, student
from rlm_desktop.rlm.labelling.listed import LabelSet, meaning
from rlm_desktop.rlm.labelling.scores import Scores, evened, normalized
from rlm_desktop.rlm.passages.subcalls import Scored, SubCalls

_FEWEST = 24
"""Texts that must have been read before a classifier can learn from them."""
_AT_ONCE = 64
_LEAST_AT_ONCE, _LOOKS = 8, 8
_MANY_AT_ONCE = 256
"""Of texts in the order of the alphabet: what they begin with alike is evaluated once."""
_MOST_CHECKED = 600
_DRAWN = 256
"""Texts that are read first, drawn at random: they tell how fast it goes, and speak for all."""
_RANDOM = 0.7
"""Share of the time in which texts are read at random; then those of which the classifier is least sure."""
_USUAL_SPEED = 50.0  # tokens a second, the default model on two cores
_LETTERS_A_TOKEN = 3.8
_BESIDE_TEXT = 3  # tokens
_WORTH_TELLING = 60.0  # seconds
_WORTH_A_CHOICE = 3.0  # minutes
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
    layers: npt.NDArray[np.int64]
    """By how many of the model's layers each was read, where not by all; else 0."""
    guesses: npt.NDArray[np.int64]
    """What the classifier says of texts drawn at random that it has not learnt from; -1 for all others.

    The model has read these, and they are a fair sample of themselves and the texts that nobody has read.
    """


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
        self._layers = np.zeros(len(self._texts), np.int64)
        self._idle: Scores = np.zeros((0, len(labels.labels)))

    def read(self) -> Read:
        """Raises `Stopped`, `BudgetSpent`; what was read by then is kept by the sub-calls."""
        self._tell_cost()
        if not self._labels.of_one:
            self._read_idle()
        self._paced = time.monotonic()
        checks = self._read_drawn()
        if not self._read.all():
            checks = self._read_least_sure(checks)
        if not self._labels.of_one:  # What is not about it is all else: that is liked, and rightly.
            self._scores[self._read] = evened(self._scores[self._read], self._idle)
        return Read(self._scores, self._read, self._layers, self._leave_rest_to_student(checks))

    def _read_idle(self) -> None:
        """What the model says of texts that say nothing."""
        texts = prompting.idle(self._texts)
        if texts:
            self._idle = normalized(np.array([each.scores for each in self._ask(texts)]))

    def _read_drawn(self) -> list[int]:
        """Read some at random; then all, where there is time for all, else more at random.

        Returns some of the drawn: a fair sample of themselves and what is left.
        """
        first, rest = self._order[:_DRAWN], self._order[_DRAWN:]
        if self._read_in_order(first, until=self._patience * _RANDOM) and self._is_time_for(len(rest)):
            alike = sorted(rest, key=lambda place: self._texts[place])
            self._read_in_order(alike, until=self._patience, at_once=_MANY_AT_ONCE)
            left = [self._texts[place] for place in alike if not self._read[place]]
            return [place for place in _half(first) if left and self._texts[place] >= left[0]]
        self._read_in_order(rest, until=self._patience * _RANDOM)
        return _half([place for place in self._order if self._read[place]])

    def _is_time_for(self, texts: int) -> bool:
        """Whether so many more can be read, at the speed of those that were read."""
        if not self._patience:
            return True
        needed = (time.monotonic() - self._paced) / max(1, int(self._read.sum())) * texts
        return time.monotonic() - self._started + needed <= self._patience

    def _read_in_order(self, order: Sequence[int], *, until: float, at_once: int = 0) -> bool:
        """Read texts in this order while there is time; whether all of them were read."""
        left = [place for place in order if not self._read[place]]
        at_once = at_once or self._at_once(left)
        for first in range(0, len(left), at_once):
            late = self._patience and time.monotonic() - self._started > until
            if late and self._read.sum() >= _FEWEST:
                return False
            places = left[first : first + at_once]
            try:
                scored = self._ask([self._texts[place] for place in places], among=self._many)
            except BudgetSpent:
                if self._read.sum() < _FEWEST:
                    raise
                return False
            known = bool(self._read.any())
            self._scores[places] = normalized(np.array([each.scores for each in scored]))
            self._layers[places] = [each.layers for each in scored]
            self._read[places] = True
            self._tell_progress()
            if not known:
                self._tell_pace(len(places), len(self._texts))
        return True

    def _at_once(self, left: Sequence[int]) -> int:
        """So many that time is looked at several times before it is up: of long texts a few."""
        if not (self._patience and left):
            return _AT_ONCE
        letters = sum(len(self._texts[place]) for place in left) / len(left)
        seconds = (letters / _LETTERS_A_TOKEN + _BESIDE_TEXT) / self._speed()
        return max(_LEAST_AT_ONCE, min(_AT_ONCE, round(self._patience / _LOOKS / seconds)))

    @property
    def _many(self) -> int:
        """How many texts there are, where the model's first layers may do for most of them."""
        return len(self._texts) if self._patience else 0

    def _ask(self, texts: Sequence[str], *, among: int = 0) -> list[Scored]:
        labels = self._labels.labels
        prefix = prompting.prefix(labels, meaning(self._labels))
        return self._subcalls.scores(
            texts,
            labels,
            self._what,
            prefix=prefix,
            suffix=prompting.SUFFIX,
            among=among,
            on_scored=self._tell_one_more,
        )

    def _read_least_sure(self, checks: list[int]) -> list[int]:
        """Read the texts of which a classifier is least sure, while there is time.

        Returns those of `checks` of which it is surer: still a fair sample with what is left.
        """
        taught = self._taught(checks)
        left = np.flatnonzero(~self._read)
        margins = self._margins(taught, left)
        by_margin = np.argsort(margins, kind="stable")
        self._read_in_order([int(place) for place in left[by_margin]], until=self._patience)
        reached = max(
            (margin for place, margin in zip(left, margins, strict=True) if self._read[place]), default=-1
        )
        own = self._margins(taught, np.array(checks, np.int64))
        return [place for place, margin in zip(checks, own, strict=True) if margin > reached]

    def _margins(self, taught: student.Student, places: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """By how much the likeliest label is ahead of the next, for each text."""
        if not len(places):
            return np.zeros(0)
        ranked = np.sort(taught.scores([self._texts[place] for place in places]), axis=1)
        return np.asarray(ranked[:, -1] - ranked[:, -2])

    def _leave_rest_to_student(self, checks: Sequence[int]) -> npt.NDArray[np.int64]:
        """Label what is left; returns what the classifier says of `checks`, from which it has not learnt."""
        guesses = np.full(len(self._texts), -1)
        left = np.flatnonzero(~self._read)
        if len(left):
            taught = self._taught(checks)
            self._scores[left] = taught.scores([self._texts[place] for place in left])
            if checks:
                guesses[list(checks)] = taught.scores([self._texts[place] for place in checks]).argmax(axis=1)
        return guesses

    def _taught(self, spared: Sequence[int]) -> student.Student:
        """A classifier that learnt from all that was read but some texts."""
        done = np.setdiff1d(np.flatnonzero(self._read), spared)
        return student.Student([self._texts[place] for place in done], self._scores[done])

    def _tell_cost(self) -> None:
        letters = sum(map(len, self._texts))
        tokens = letters / _LETTERS_A_TOKEN + _BESIDE_TEXT * len(self._texts)
        minutes = tokens / self._speed() / 60
        limit = self._patience / 60
        text = (
            f"Labels are read from {len(self._texts):,} different texts, a call each: about {tokens:,.0f}"
            f" tokens, {max(1, round(minutes)):,} minutes at the usual speed, unless they were read before."
        )
        if minutes > _WORTH_A_CHOICE:
            text += (
                " It may be stopped and goes on where it was; an estimate from a sample takes two minutes,"
                " a narrower question about fewer files less."
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

    def _tell_one_more(self, done: int) -> None:
        """Of a portion that takes long; the whole is told when it has been read."""
        if done % _AT_ONCE == 0:
            self._tell_progress(done)

    def _tell_progress(self, more: int = 0) -> None:
        done = int(self._read.sum()) + more
        self._emit(events.IngestProgressed(doing="reading labels", done=done, total=len(self._texts)))


def _half(drawn: Sequence[int]) -> list[int]:
    """The texts on which a classifier is checked; from the others it learns."""
    return list(drawn[: min(len(drawn) // 2, _MOST_CHECKED)])
