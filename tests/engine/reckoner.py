"""A model that is a reckoning: its next token follows from all before it in the sequence.

So a token that was lost, doubled or taken from another sequence changes the reply.
"""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.llama import Attention, Batch, Held, Interrupted, Logits, NoSpace

VOCABULARY = 97


def next_token(tokens: Sequence[int]) -> int:
    return zlib.crc32(bytes(token % 256 for token in tokens)) % VOCABULARY


class Reckoner:
    """A model without weights, as strict about its cells as the real one."""

    def __init__(self, *, cells: int = 256, sequences: int = 8, batch: int = 64, outputs: int = 8) -> None:
        self.cells, self.sequences, self.batch, self.outputs = cells, sequences, batch, outputs
        self.evaluations: list[int] = []
        self.interrupt_at = -1
        self._held: dict[int, list[tuple[int, int]]] = {number: [] for number in range(sequences)}
        self._depth: dict[int, int] = {}
        self._new_cell = 0
        self._answers: dict[int, int] = {}
        self._watched: dict[int, Held] = {}
        self._tokens: list[int] = []
        self._attends = False

    @property
    def can_rewind(self) -> bool:
        return True

    def evaluate(self, batch: Batch) -> None:
        raw = batch.as_llama()
        self._tokens = [raw.token[place] for place in range(raw.n_tokens)]
        self._attends = batch.attends
        self.evaluations.append(raw.n_tokens)
        if len(self.evaluations) - 1 == self.interrupt_at:
            raise Interrupted
        used = {cell for held in self._held.values() for _, cell in held}
        if len(used) + raw.n_tokens > self.cells:
            raise NoSpace
        assert sum(raw.logits[place] for place in range(raw.n_tokens)) <= self.outputs
        self._answers = {}
        for place in range(raw.n_tokens):
            owners = [self._held[int(raw.seq_id[place][number])] for number in range(raw.n_seq_id[place])]
            assert all(held == owners[0] for held in owners), "who shares a token shares all before it"
            assert int(raw.pos[place]) == len(owners[0]), (
                "a token stands where another stood, or leaves a gap"
            )
            for held in owners:
                below = {self._depth.get(cell, 0) for _, cell in held}
                assert below <= {0, batch.layers}, "what was read in part is read on as deep, and no deeper"
                held.append((raw.token[place], self._new_cell))
            self._depth[self._new_cell] = batch.layers
            self._new_cell += 1
            if place in batch.watched:
                told = next_token([token for token, _ in owners[0]])
                self._watched[place] = {batch.layers: np.full(1, told, np.float32)}
            if raw.logits[place]:
                self._answers[place] = next_token([token for token, _ in owners[0]])

    def logits(self, place: int) -> Logits:
        heights = np.zeros(VOCABULARY, np.float32)
        heights[self._answers[place]] = 1.0
        return heights

    def held(self, place: int) -> Held:
        return self._watched[place]

    def attention(self, rows: Sequence[int]) -> Attention | None:
        # Each token looks for its own number, and is found by it.
        own = np.array([[[token, 1.0]] for token in self._tokens], np.float32)
        return Attention(own[rows], own[rows]) if self._attends else None

    def copy(self, source: int, target: int, length: int) -> None:
        assert not self._held[target]
        self._held[target] = self._held[source][:length]

    def cut(self, sequence: int, length: int) -> None:
        del self._held[sequence][length:]

    def state(self, sequence: int) -> bytes:
        return bytes(token for token, _ in self._held[sequence])

    def restore(self, sequence: int, state: bytes) -> bool:
        used = {cell for held in self._held.values() for _, cell in held}
        assert not self._held[sequence]
        if len(used) + len(state) > self.cells:
            return False
        self._held[sequence] = [(token, self._new_cell + place) for place, token in enumerate(state)]
        self._new_cell += len(state)
        return True


class Reply:
    """Writes some tokens, always the likeliest."""

    keep: int | None = None
    streams = False
    wants_logits = True
    on_held: Callable[[Held], None] | None = None
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(self, prompt: Sequence[int], *, length: int = 3, call: int = 1, writes: bool = True) -> None:
        self.call, self.writes, self.reserve = call, writes, length
        self.tokens = list(prompt)
        self.cached = 0
        self.prompt, self.length = tuple(prompt), length
        self.written: list[int] = []
        self.closed = 0

    def advance(self, logits: Logits | None) -> bool:
        assert logits is not None
        self.written.append(int(logits.argmax()))
        self.reserve -= 1
        self.tokens.append(self.written[-1])
        return len(self.written) < self.length

    def close(self) -> None:
        self.closed += 1

    @property
    def expected(self) -> list[int]:
        tokens = list(self.prompt)
        for _ in range(self.length):
            tokens.append(next_token(tokens))
        return tokens[len(self.prompt) :]


def work_off(batcher: Batcher, *, most: int = 3000) -> None:
    """Evaluate until nothing is left to do; a batcher that stands still fails."""
    for _ in range(most):
        if batcher.idle:
            return
        batcher.step()
    pytest.fail("the batcher does not come to an end")
