"""Tells which parts of a text the model looks at once it has read a question behind it, by its first layers.

What a question's tokens look for in one layer is held against what the text's tokens offer there, and
against what a question that says nothing looks for: some sentences are looked at whatever is asked. That
finds the sentence that answers for a third to two thirds of what reading whole costs, and writes nothing
(docs/decisions/0011; after GemFilter, arXiv 2409.17422, section 3, which selects tokens so).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rlm_desktop.engine.llama import Attention, Held, Logits, marked_attending
from rlm_desktop.ports import Weights

_DEEP = 28
_WORDS, _SENSE = 9, 18
"""Of a model of so many layers, those behind which a question finds its words, and what it means."""


def layer(layers: int, *, sense: bool) -> int:
    """Behind how many layers it is looked at."""
    return round(layers * (_SENSE if sense else _WORDS) / _DEEP)


class Attending:
    """Reads a text and what stands behind it by the first layers: a task of the batcher."""

    keep: int | None = 0
    streams = writes = wants_logits = False
    reserve = 0
    on_held: Callable[[Held], None] | None = None

    def __init__(
        self,
        before: Sequence[int],
        parts: Sequence[Sequence[int]],
        neutral: Sequence[int],
        after: Sequence[int],
        layers: int,
        *,
        call: int,
        who: int,
        on_done: Callable[[Weights], None],
    ) -> None:
        """`who`: a number that no other prompt has. `on_done` is told nothing of a model that cannot tell."""
        self.call = call
        self.cached = 0
        text = [token for part in parts for token in part]
        self.tokens = marked_attending([*before, *text, *neutral, *after], layers, who=who)
        self.on_attention: Callable[[Attention | None], None] | None = self._see
        self._bounds = len(before) + np.cumsum([0, *map(len, parts)])
        self._neutral, self._asking = len(neutral), len(after)
        self._seen: list[Attention] = []
        self._on_done = on_done

    def _see(self, attention: Attention | None) -> None:
        if attention:
            self._seen.append(attention)

    def advance(self, logits: Logits | None) -> bool:
        queries = [each.queries for each in self._seen]
        if sum(map(len, queries)) < len(self.tokens):
            self._on_done(())
            return False
        keys = np.concatenate([each.keys for each in self._seen])
        asking = shares(np.concatenate(queries)[-self._asking - self._neutral :], keys)
        more = asking[self._neutral :].mean(axis=0)
        if self._neutral:
            more = more - asking[: self._neutral].mean(axis=0)
        parts = [(int(start), int(end)) for start, end in pairwise(self._bounds)]
        self._on_done(tuple(_of_heads(more[:, start:end]) if end > start else 0.0 for start, end in parts))
        return False

    def close(self) -> None:
        self._seen.clear()


def _of_heads(more: npt.NDArray[np.float32]) -> float:
    """A token's mean, added up over the heads that look there more than they do anyway."""
    return float(more.mean(axis=1).clip(min=0).sum())


def shares(queries: npt.NDArray[np.float32], keys: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """How much each of the last rows of a prompt looks at each row of it: (rows asking, heads, rows).

    `queries` are the last rows', (rows asking, heads, size); `keys` all rows', (rows, heads with keys, size).
    """
    asking, heads, size = queries.shape
    rows, own, _ = keys.shape
    grouped = queries.reshape(asking, own, heads // own, size)
    heights = np.einsum("akgs,rks->kgar", grouped, keys) / np.sqrt(size)
    # A token sees what stands before it, and itself.
    heights[:, :, np.arange(rows) > np.arange(rows - asking, rows)[:, None]] = -np.inf
    heights -= heights.max(axis=-1, keepdims=True)
    looked = np.exp(heights)
    looked /= looked.sum(axis=-1, keepdims=True)
    told: npt.NDArray[np.float32] = looked.transpose(2, 0, 1, 3).reshape(asking, heads, rows)
    return told
