"""A small classifier that learns from the model's labels, for texts that nobody has read.

It sees words, pairs of words and how a text begins; a thousand texts take it milliseconds.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rlm_desktop.rlm.labelling.scores import Scores, normalized

_MOST_FEATURES = 4_000
_STEPS = 250
_RATE = 0.5
_MOMENTUM = 0.9
_WEIGHT = 3.0
_SHRINK = 0.003
_AT_ONCE = 4_096

Matrix = npt.NDArray[np.float32]


class Student:
    """Learns once; then gives the log-probabilities of the labels for any texts."""

    def __init__(self, texts: Sequence[str], targets: Scores) -> None:
        """`targets` are the model's log-probabilities for the texts, a row each."""
        counted = [Counter(_features(text)) for text in texts]
        known = Counter(feature for each in counted for feature in each)
        chosen = [feature for feature, times in known.most_common(_MOST_FEATURES) if times > 1]
        self._places = {feature: number for number, feature in enumerate(chosen)}
        rarity = [math.log((1 + len(texts)) / known[feature]) for feature in chosen]
        self._rarity = np.array(rarity, np.float32)
        self._weights = _fitted(self._matrix(texts), np.exp(targets).astype(np.float32))

    def scores(self, texts: Sequence[str]) -> Scores:
        parts = [
            self._matrix(texts[first : first + _AT_ONCE]) @ self._weights
            for first in range(0, len(texts), _AT_ONCE)
        ]
        return normalized(np.concatenate(parts).astype(np.float64)) if parts else np.zeros((0, 0))

    def _matrix(self, texts: Sequence[str]) -> Matrix:
        matrix = np.zeros((len(texts), len(self._places) + 1), np.float32)
        for row, text in enumerate(texts):
            for feature, times in Counter(_features(text)).items():
                place = self._places.get(feature)
                if place is not None:
                    matrix[row, place] = times * self._rarity[place]
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        matrix *= _WEIGHT / np.maximum(lengths, 1e-6)
        matrix[:, -1] = 1.0
        return matrix


def _features(text: str) -> Iterator[str]:
    words = re.findall(r"\w+|[!?£$€]", text.lower())
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))
    for length in (1, 2, 3):
        beginning = " ".join(words[:length])
        yield from (f"^{beginning}", f"^{beginning}")  # counts twice: it tells most
    if len(text) <= 400:
        yield from (f"#{text[at : at + 3].lower()}" for at in range(len(text) - 2))


def _fitted(matrix: Matrix, targets: Matrix) -> Matrix:
    """Softmax regression by gradient descent with momentum; the last column is the offset."""
    weights = np.zeros((matrix.shape[1], targets.shape[1]), np.float32)
    speed = np.zeros_like(weights)
    for _ in range(_STEPS):
        raised = matrix @ weights
        raised -= raised.max(axis=1, keepdims=True)
        share = np.exp(raised)
        share /= share.sum(axis=1, keepdims=True)
        slope = np.asarray(matrix.T @ (share - targets) / len(matrix), np.float32)
        slope[:-1] += _SHRINK * weights[:-1]
        speed = _MOMENTUM * speed - _RATE * slope
        weights += speed
    return weights
