"""Tokens are drawn as often as they are likely, and only those that top-p leaves."""

import math

import numpy as np
import pytest

from rlm_desktop.engine.llama import Logits
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.engine.sampler import _likeliest
from rlm_desktop.errors import BadRequest
from tests.engine.test_generate import job

RANDOM = np.random.default_rng(5)


def logits_of(shares: list[float], *, vocabulary: int) -> Logits:
    """The named tokens are the last ones; all others together have a millionth."""
    rest = np.full(vocabulary - len(shares), 1e-6 / vocabulary)
    return np.log(np.concatenate([rest, shares])).astype(np.float32)


def by_sorting_all(logits: Logits, top_p: float) -> list[int]:
    shares = np.exp(logits.astype(np.float64))
    order = np.argsort(-shares, kind="stable")
    sums = np.cumsum(shares[order])
    return [int(token) for token in order[: int(np.searchsorted(sums, top_p * sums[-1])) + 1]]


@pytest.mark.parametrize(
    ("top_p", "expected"), [(0.4, [9997]), (0.6, [9997, 9998]), (0.9, [9997, 9998, 9999])]
)
def test_top_p_leaves_the_fewest_tokens_that_reach_it(top_p: float, expected: list[int]) -> None:
    places, shares = _likeliest(logits_of([0.5, 0.3, 0.2], vocabulary=10_000), top_p)

    assert places.tolist() == expected
    assert shares == pytest.approx([1.0, 0.6, 0.4][: len(expected)], rel=1e-4)


@pytest.mark.parametrize("width", [0.01, 1.0, 4.0])
@pytest.mark.parametrize("top_p", [0.1, 0.95, 1.0])
def test_a_flat_distribution_is_cut_where_sorting_all_of_it_would_cut(width: float, top_p: float) -> None:
    logits = RANDOM.normal(0, width, 5000).astype(np.float32)

    places, _ = _likeliest(logits, top_p)

    expected = by_sorting_all(logits, top_p)
    assert abs(len(places) - len(expected)) <= 2  # rounding of a sum over all
    assert places[: len(expected)].tolist() == expected[: len(places)]


def test_a_vocabulary_smaller_than_the_first_look_does() -> None:
    places, _ = _likeliest(np.array([0.0, 5.0, 1.0], np.float32), 0.99)

    assert places.tolist() == [1, 2]


@pytest.mark.parametrize(
    "impossible", [{"temperature": math.nan}, {"temperature": math.inf}, {"top_p": math.nan}, {"seed": -1}]
)
def test_numbers_that_nothing_can_be_drawn_with_are_refused_and_harm_nobody(
    engine: LlamaEngine, impossible: dict[str, float]
) -> None:
    with pytest.raises(BadRequest, match="cannot be drawn"):
        engine.generate([job("tea"), job("tea", **{"temperature": 0.5, **impossible})])

    with pytest.raises(BadRequest, match="too large"):
        engine.generate([job("tea", seed=2**70)])
    assert engine.generate([job("tea")])[0].generated_tokens
