"""Scores of labels, a row a text: log-probabilities, and how a liking for some labels is evened out."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
_LEAST = -30.0
_SHARE_OF_IDLE = 0.75
_SHARE_OF_TWO = 0.5
"""How much of a liking is taken away where there are two labels: all of it did more harm than good there."""


def evened(scores: Scores, idle: Scores) -> Scores:
    """With less of the model's liking for some labels.

    What it says of texts without sense (`idle`) is liking alone, as far as so few can tell. What it says of
    all texts is liking and how common a label is. Mostly the one, a little of the other was nearest, and
    that little where there are no such texts: of more, what is common is taken for liked.
    """
    if not len(scores):
        return scores
    liking = (1 - _SHARE_OF_IDLE) * scores.mean(axis=0)
    if len(idle):
        liking = liking + _SHARE_OF_IDLE * idle.mean(axis=0)
    if scores.shape[1] == 2:
        liking = liking * _SHARE_OF_TWO
    return normalized(scores - liking)


def normalized(scores: Scores) -> Scores:
    """Log-probabilities that sum to one."""
    clipped = np.maximum(scores, _LEAST + scores.max(axis=1, keepdims=True))
    clipped = clipped - clipped.max(axis=1, keepdims=True)
    return clipped - np.log(np.exp(clipped).sum(axis=1, keepdims=True))
