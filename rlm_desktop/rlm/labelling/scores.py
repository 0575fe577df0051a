"""Scores of labels, a row a text: log-probabilities, and what calibration makes of them."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
_LEAST = -30.0


def calibrated(scores: Scores) -> Scores:
    """Without the model's liking for some labels: each is measured by how likely it is on the whole.

    Without examples a model says "description" to nearly everything; to which text most is telling.
    """
    mean = np.log(np.exp(scores).mean(axis=0, keepdims=True))
    return normalized(scores - mean)


def normalized(scores: Scores) -> Scores:
    """Log-probabilities that sum to one."""
    clipped = np.maximum(scores, _LEAST + scores.max(axis=1, keepdims=True))
    clipped = clipped - clipped.max(axis=1, keepdims=True)
    return clipped - np.log(np.exp(clipped).sum(axis=1, keepdims=True))
