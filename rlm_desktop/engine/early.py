"""Tells labels from what the first layers hold: learns from items read whole, says where it is not sure.

What an item's last token holds after some layers is held against the log-probabilities that the whole
network gave. How deep others are to be read is chosen by leaving each item out once (docs/decisions/0009).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rlm_desktop.engine.llama import Held

Matrix = npt.NDArray[np.float64]
Scores = tuple[float, ...]

LEAST = 400
"""Items of one kind from which on some may be read in part: of fewer, a fourth would be needed to learn."""
_FEWEST, _MOST = 128, 256
_SHARE = 8
"""Items that are read whole to learn from: one of so many, within these."""
_DEEPEST = 3
"""Depths, the deepest of all, of which the best is what may be hoped for."""
_ALLOWED = 0.005
"""How much more than there of the network's own certainty may be lost."""
_MOST_LOST = 0.08
"""Where even the deepest lose more, there were too few examples for so many labels."""
_MOST_OF_ONE = 0.85
"""Where one label has more of the examples, what the others look like cannot be learnt."""
_READ_WHOLE = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
_WORTH_IT = 0.8
"""Of what reading whole costs; with less to gain all is read whole."""
_STRENGTHS = np.geomspace(1e-3, 30, 16)


def examples(among: int) -> int:
    """How many of so many items are read whole to learn from."""
    return min(_MOST, max(_FEWEST, among // _SHARE))


class Choice:
    """How deep items are read, and what is made of what is held there."""

    def __init__(self, layers: int, fit: "Fit", *, margin: float) -> None:
        self.layers = layers
        self._fit = fit
        self._margin = margin

    def scores(self, held: Held) -> Scores | None:
        """Each label's log-probability; None where two are too close, and the item is to be read whole."""
        if self.layers not in held:
            return None
        told = self._fit.predict(held[self.layers])
        second, best = np.sort(told)[-2:]
        return tuple(_normalized(told).tolist()) if best - second >= self._margin else None


class Lesson:
    """What was learnt about one set of labels behind one prompt."""

    def __init__(self, layers: int, depths: Sequence[int], *, wanted: int) -> None:
        self._layers = layers
        self._depths = sorted(depths)
        self._wanted = wanted
        self._held: list[Held] = []
        self._scores: list[Scores] = []
        self._choice: Choice | None = None
        self._chosen = False

    @property
    def wants(self) -> int:
        """Items that are still to be read whole to learn from."""
        return max(0, self._wanted - len(self._scores))

    def learn(self, held: Held, scores: Scores) -> None:
        if not self._chosen:
            self._held.append(held)
            self._scores.append(scores)

    @property
    def choice(self) -> Choice | None:
        """Fixed once there are enough examples; None: all is to be read whole."""
        if not self._chosen:
            self._chosen = True
            self._choice = self._choose() if self._can_learn() else None
            self._held.clear()
        return self._choice

    def _can_learn(self) -> bool:
        best = np.array(self._scores).argmax(axis=1)
        seen = all(
            depth in held and np.isfinite(held[depth]).all() for held in self._held for depth in self._depths
        )
        return seen and int(np.bincount(best).max()) <= _MOST_OF_ONE * len(best)

    def _choose(self) -> Choice | None:
        """The cheapest depth, with the share that is read whole behind it, that loses little."""
        truth = np.array(self._scores)
        tried = [
            Tried(depth, np.array([held[depth] for held in self._held]), truth) for depth in self._depths
        ]
        bearable = min(_MOST_LOST, min(each.loss(0) for each in tried[-_DEEPEST:]) + _ALLOWED)
        within = [way for each in tried for way in each.ways(bearable, layers=self._layers)]
        best = min(within, default=None, key=lambda way: way.cost)
        return best.choice if best and best.cost < _WORTH_IT else None


class Fit:
    """Ridge regression of the labels' heights on what a token holds, as strong as leaving each out wants."""

    def __init__(self, held: npt.NDArray[np.float32], scores: Matrix) -> None:
        self._mean, self._spread = held.mean(axis=0), held.std(axis=0) + 1e-6
        known = self._scaled(held)
        heights = scores - scores.mean(axis=1, keepdims=True)
        self._base = heights.mean(axis=0)
        values, vectors = np.linalg.eigh(known @ known.T)
        turned = vectors.T @ (heights - self._base)
        tried = [_left_out(values, vectors, turned, heights - self._base, each) for each in _STRENGTHS]
        errors = [float((missed**2).mean()) for missed in tried]
        best = int(np.argmin(errors))
        self.left_out: Matrix = heights - tried[best]
        """What would be said of each example, had it not been one."""
        self._weights = known.T @ (vectors @ (turned / (values + _STRENGTHS[best])[:, None]))

    def predict(self, held: npt.NDArray[np.float32]) -> Matrix:
        told: Matrix = self._scaled(held) @ self._weights + self._base
        return told

    def _scaled(self, held: npt.NDArray[np.float32]) -> Matrix:
        scaled: Matrix = (held.astype(np.float64) - self._mean) / self._spread / np.sqrt(len(self._mean))
        return scaled


def _left_out(values: Matrix, vectors: Matrix, turned: Matrix, heights: Matrix, strength: float) -> Matrix:
    """How far each example's heights are from what the others tell of them."""
    kept = values / (values + strength)
    told = vectors @ (kept[:, None] * turned)
    own = np.einsum("ij,j,ij->i", vectors, kept, vectors) + 1 / len(heights)
    missed: Matrix = (heights - told) / (1 - own)[:, None]
    return missed


class Way(NamedTuple):
    """A depth, with the share of items behind it that are read whole after all."""

    cost: float
    """Of what reading whole costs."""
    choice: Choice


class Tried:
    """One depth, tried on the examples."""

    def __init__(self, depth: int, held: npt.NDArray[np.float32], truth: Matrix) -> None:
        self._depth = depth
        self._fit = Fit(held, truth)
        told = self._fit.left_out
        likely = np.exp(truth - truth.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        self._lost = likely.max(axis=1) - likely[np.arange(len(told)), told.argmax(axis=1)]
        order = np.sort(told, axis=1)
        self._margins = order[:, -1] - order[:, -2]
        self._closest = np.argsort(self._margins, kind="stable")

    def loss(self, whole: int) -> float:
        """The network's certainty of its own labels less that of those told here; `whole` are read whole."""
        return float(self._lost[self._closest[whole:]].sum()) / len(self._lost)

    def ways(self, bearable: float, *, layers: int) -> Iterator[Way]:
        """The least share that makes the loss bearable, if one does."""
        number = len(self._lost)
        for share in _READ_WHOLE:
            whole = round(share * number)
            if self.loss(whole) <= bearable:
                margin = float(self._margins[self._closest[whole]]) if whole else -1.0
                choice = Choice(self._depth, self._fit, margin=margin)
                yield Way(self._depth / layers + share, choice)
                return


def _normalized(heights: Matrix) -> Matrix:
    """Log-probabilities that sum to one."""
    top = heights - heights.max()
    told: Matrix = top - np.log(np.exp(top).sum())
    return told
