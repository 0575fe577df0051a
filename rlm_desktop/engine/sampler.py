"""Which token comes next: the likeliest, or one drawn by chance that a seed fixes, within a grammar."""

import math

import numpy as np
import numpy.typing as npt
from numpy.random import default_rng

from rlm_desktop.engine.llama import Grammar, Logits, Model
from rlm_desktop.errors import BadRequest
from rlm_desktop.ports import Sampling

_FIRST_LOOK = 1024
"""Tokens that are looked at first, the likeliest: asking a grammar about a whole vocabulary takes 50 ms."""


class Sampler:
    """Draws the tokens of one reply. It must be closed."""

    def __init__(self, model: Model, sampling: Sampling) -> None:
        """Raises `BadRequest` for numbers that nothing can be drawn with, and for what is no grammar."""
        if not (math.isfinite(sampling.temperature) and math.isfinite(sampling.top_p) and sampling.seed >= 0):
            raise BadRequest(
                "A reply cannot be drawn with these numbers.",
                hint="Temperature and top_p must be finite, and the seed 0 or more.",
            )
        self._temperature = sampling.temperature
        self._top_p = sampling.top_p
        self._random = default_rng(sampling.seed)
        self._grammar: Grammar | None = model.grammar(sampling.grammar) if sampling.grammar else None
        self._model = model

    def close(self) -> None:
        if self._grammar:
            self._grammar.close()

    def draw(self, logits: Logits) -> tuple[int, float]:
        """The next token, and its log-probability among all tokens at temperature 1."""
        token = self._pick(logits, None)
        if self._grammar and not self._grammar.allowed(logits, np.array([token], np.int32))[0]:
            token = self._pick(logits, self._allowed(self._grammar, logits))
        if self._grammar and not self._model.is_end(token):
            self._grammar.accept(token)
        return token, float(logits[token] - _log_sum_exp(logits))

    def _allowed(self, grammar: Grammar, logits: Logits) -> npt.NDArray[np.int32]:
        first_look = min(_FIRST_LOOK, len(logits))
        likely = np.argpartition(logits, -first_look)[-first_look:]
        for asked in (likely, np.arange(len(logits))):
            tokens = asked.astype(np.int32)
            allowed = tokens[grammar.allowed(logits, tokens)]
            if len(allowed):
                return allowed
        # Nothing fits: the grammar is at its end, or cannot be met by this vocabulary.
        return np.array([self._model.end], np.int32)

    def _pick(self, logits: Logits, among: npt.NDArray[np.int32] | None) -> int:
        candidates = logits if among is None else logits[among]
        place = int(candidates.argmax()) if self._temperature <= 0 else self._chance(candidates)
        return place if among is None else int(among[place])

    def _chance(self, logits: Logits) -> int:
        """Top-p of the plain distribution, then temperature, then chance."""
        places, shares = _likeliest(logits, self._top_p)
        weights = shares ** (1.0 / self._temperature)
        drawn = self._random.random() * weights.sum()
        return int(places[min(int(np.searchsorted(np.cumsum(weights), drawn)), len(places) - 1)])


def _likeliest(logits: Logits, top_p: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """The fewest tokens that have `top_p` of all probability, best first, with their shares."""
    best = logits.max()
    enough = top_p * float(np.exp(logits - best).sum(dtype=np.float64)) if top_p < 1 else np.inf
    # Sorting a whole vocabulary takes longer than evaluating a token; nearly always a few tokens are enough.
    for size in (_FIRST_LOOK, 16 * _FIRST_LOOK, len(logits)):
        places = np.arange(len(logits)) if size >= len(logits) else np.argpartition(logits, -size)[-size:]
        places = places[np.argsort(-logits[places], kind="stable")]
        shares = np.exp((logits[places] - best).astype(np.float64))
        sums = np.cumsum(shares)
        if sums[-1] >= enough:
            break
    below = int(np.searchsorted(sums, enough))
    return places[: below + 1], shares[: below + 1]


def _log_sum_exp(logits: Logits) -> float:
    best = float(logits.max())
    return best + float(np.log(np.exp(logits - best).sum(dtype=np.float64)))
