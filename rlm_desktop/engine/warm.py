"""Prompts begin where others began: costly ones come from disk, and go there once two shared them."""

import hashlib
from array import array
from collections.abc import Sequence
from typing import Protocol

from rlm_desktop.engine.prefix import Pool
from rlm_desktop.engine.snapshots import Seen, Snapshots

LEAST = 256
"""Tokens from which on a beginning is worth its place on disk: a second or more of evaluating."""

_STEP = 64
"""A shared beginning is told to so many tokens."""
_SEEN = 16
"""Prompts that a new one is compared with."""
_OF_A_CALL = 4
"""Prompts of one call that are looked at; the others of a thousand begin like them."""
_BEFORE = 0
"""The call of prompts that were seen before this start."""


class Stateful(Protocol):
    """The model's side of it."""

    def state(self, sequence: int) -> bytes: ...

    def restore(self, sequence: int, state: bytes) -> bool:
        """Give an empty sequence what another held; False where that could not be, and it is still empty."""


class Warm:
    """Belongs to the thread that evaluates, and is asked between evaluations."""

    def __init__(self, model: Stateful, pool: Pool, snapshots: Snapshots) -> None:
        self._model = model
        self._pool = pool
        self._snapshots = snapshots
        self._seen = [(_BEFORE, seen) for seen in snapshots.recall()]
        self._due: list[list[int]] = []
        self._call = _BEFORE
        self._of_call = 0

    def expect(self, call: int, tokens: list[int]) -> None:
        """A prompt is to be evaluated: fetch its beginning if it is known, see whether it should be kept."""
        self._of_call = self._of_call + 1 if call == self._call else 1
        self._call = call
        if len(tokens) <= LEAST or self._of_call > _OF_A_CALL:
            return
        self._fetch(tokens)
        seen = _seen(tokens)
        shared = self._shared(call, tokens, seen.marks)
        if shared - self._snapshots.nearest(tokens[:shared])[1] >= LEAST:
            self._due.append(tokens[:shared])
        self._note(call, seen)

    def keep(self) -> None:
        """Put on disk what is worth it and has now been evaluated."""
        self._due = [tokens for tokens in self._due if not self._kept(tokens)][-_OF_A_CALL:]

    def _fetch(self, tokens: list[int]) -> None:
        snapshot, length = self._snapshots.nearest(tokens)
        if snapshot is None or length - self._pool.known(tokens) < LEAST:
            return
        state = self._snapshots.read(snapshot)
        if state is not None:
            self._pool.adopt(snapshot.tokens, lambda sequence: self._model.restore(sequence, state))

    def _shared(self, call: int, tokens: list[int], marks: list[bytes]) -> int:
        """How many tokens this prompt shares with one of another call that goes on differently after them."""
        most = 0
        for other_call, other in self._seen:
            same = _alike(marks, other.marks) * _STEP
            if other_call != call and same > most and _digest(tokens[: other.length]) != other.whole:
                most = same
        return most

    def _note(self, call: int, seen: Seen) -> None:
        if any(seen == other for _, other in self._seen):
            return
        self._seen = [*self._seen, (call, seen)][-_SEEN:]
        self._snapshots.remember([other for _, other in self._seen])

    def _kept(self, tokens: list[int]) -> bool:
        something_after = [*tokens, -1]
        if self._pool.known(something_after) < len(tokens):
            return False
        slot = self._pool.open(something_after)
        if slot is None:
            return False
        self._snapshots.write(tokens, self._model.state(slot.number))
        self._pool.close(slot)
        return True


def _seen(tokens: Sequence[int]) -> Seen:
    ends = range(_STEP, len(tokens) + 1, _STEP)
    return Seen([_digest(tokens[:end]) for end in ends], len(tokens), _digest(tokens))


def _digest(tokens: Sequence[int]) -> bytes:
    return hashlib.blake2b(array("i", tokens).tobytes(), digest_size=8).digest()


def _alike(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
