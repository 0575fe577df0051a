"""What llama.cpp is to evaluate at once: tokens, their places, and the sequences they belong to."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from llama_cpp import llama_cpp as lib

_LAYERS_AT = 24
_TOKEN = (1 << _LAYERS_AT) - 1
"""A vocabulary is far smaller than that, so above it there is room for a mark."""
_DEPTH = 0x7F
_ATTENDS = 0x80
_WAY = _DEPTH | _ATTENDS
_WHO_AT = _LAYERS_AT + 8
_TILE = 16
"""Rows that a processor multiplies at once; what is left over goes by fours, and then one by one."""
_WORTH_FILLING = 11
"""Rows left over from which on a whole tile takes less time: 15 took 546 ms, 16 took 437, 10 took 413."""


def marked(tokens: Sequence[int], layers: int) -> list[int]:
    """Tokens that are to go through the first layers only. They are other tokens than those read whole.

    What upper layers would hold of them is never worked out: no whole reading may begin with them.
    """
    return [token | layers << _LAYERS_AT for token in tokens]


def marked_attending(tokens: Sequence[int], layers: int, *, who: int) -> list[int]:
    """The same, and the attention of the layer behind these is to be seen.

    It is seen as tokens are evaluated, so `who`, different for each prompt, shares none with others.
    """
    return [token | (layers | _ATTENDS) << _LAYERS_AT | who << _WHO_AT for token in tokens]


def way_of(token: int) -> int:
    """How a token is to be gone through: only tokens that are alike in this may stand in one batch."""
    return token >> _LAYERS_AT & _WAY


class Batch:
    """Tokens to evaluate together: each with its place in its sequence, and whether its logits are wanted.

    A token that several sequences have in common at this place stands once, and belongs to all of them.
    """

    def __init__(self, size: int) -> None:
        self._token = np.zeros(size, np.int32)
        self._position = np.zeros(size, np.int32)
        self._sequence = np.zeros(size, np.int32)
        # llama.cpp wants how many sequences each token has, and an array of pointers to each token's.
        self._own = self._sequence.ctypes.data + 4 * np.arange(size, dtype=np.uintp)
        self._sequences = self._own.copy()
        self._owners = np.ones(size, np.int32)
        self._shared: dict[int, list[int]] = {}
        self._arrays: list[npt.NDArray[np.int32]] = []
        self._wanted = np.zeros(size, np.int8)
        self.size = size
        self.length = 0
        self.outputs = 0
        self.way = 0
        """How all of it is gone through (`way_of`)."""
        self.watched: list[int] = []
        """Rows of which is wanted what the layers hold."""
        self._filling = 0

    @property
    def rows(self) -> int:
        """What is evaluated, with the rows that only fill a tile."""
        return self.length + self._filling

    @property
    def layers(self) -> int:
        """Through how many layers all of it goes; 0: all."""
        return self.way & _DEPTH

    @property
    def attends(self) -> bool:
        """Whether the attention of the layer behind these is to be seen."""
        return bool(self.way & _ATTENDS)

    @property
    def room(self) -> int:
        return self.size - self.length

    def clear(self) -> None:
        self.length = self.outputs = self.way = self._filling = 0
        self.watched = []
        self._shared.clear()

    def add(self, sequence: int, position: int, tokens: Sequence[int], *, logits: bool) -> int:
        """Append tokens of one sequence; returns where the last stands, which is where its logits will be."""
        start, end = self.length, self.length + len(tokens)
        self._token[start:end] = np.bitwise_and(tokens, _TOKEN)
        self._position[start:end] = np.arange(position, position + len(tokens))
        self._sequence[start:end] = sequence
        self._wanted[start:end] = 0
        if logits:
            self._wanted[end - 1] = 1
            self.outputs += 1
        self.length = end
        return end - 1

    def share(self, rows: Sequence[int], sequence: int, *, logits: bool) -> None:
        """Let tokens that are here belong to one more sequence too, in which they stand at the same place.

        With `logits`, those of the last are wanted.
        """
        for row in rows:
            self._shared.setdefault(row, [int(self._sequence[row])]).append(sequence)
        if logits and rows and not self._wanted[rows[-1]]:
            self._wanted[rows[-1]] = 1
            self.outputs += 1

    def watch(self, row: int) -> None:
        if row not in self.watched:
            self.watched.append(row)

    def fill(self, sequence: int) -> None:
        """Add rows behind the last where that is quicker, of a sequence that is empty and then cut."""
        over = self.length % _TILE
        filling = _TILE - over if over >= _WORTH_FILLING else 0
        self._filling = filling if self.length + filling <= self.size else 0
        start, end = self.length, self.rows
        self._token[start:end] = self._token[0]
        self._position[start:end] = np.arange(end - start)
        self._sequence[start:end] = sequence
        self._wanted[start:end] = 0

    def unfill(self) -> None:
        self._filling = 0

    def as_llama(self) -> lib.llama_batch:
        """As llama.cpp takes it; valid until the batch changes."""
        self._owners[:] = 1
        self._sequences[:] = self._own
        self._arrays = [np.array(sequences, np.int32) for sequences in self._shared.values()]
        for row, sequences in zip(self._shared, self._arrays, strict=True):
            self._owners[row] = len(sequences)
            self._sequences[row] = sequences.ctypes.data
        batch = lib.llama_batch()
        batch.n_tokens = self.rows
        batch.token = pointer(self._token, ctypes.c_int32)
        batch.pos = pointer(self._position, ctypes.c_int32)
        batch.n_seq_id = pointer(self._owners, ctypes.c_int32)
        batch.seq_id = pointer(self._sequences, ctypes.POINTER(ctypes.c_int32))
        batch.logits = pointer(self._wanted, ctypes.c_int8)
        return batch


def pointer(array: npt.NDArray[Any], kind: Any) -> Any:  # noqa: ANN401 - ctypes has no better types
    """The array's own memory, as a C pointer; valid as long as the array."""
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))
