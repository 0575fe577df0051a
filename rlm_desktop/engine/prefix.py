"""What the model has evaluated and still remembers: sequences that share what they have in common.

The model's memory is a number of cells, one for each evaluated token. A sequence copied from another
shares its cells, so k replies to one prompt hold the prompt once. A sequence nobody works on any more
stays as a cache until its room is needed; the one used longest ago goes first.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from typing import Protocol


class Memory(Protocol):
    """The model's side of it."""

    def copy(self, source: int, target: int, length: int) -> None: ...
    def cut(self, sequence: int, length: int) -> None: ...


class Slot:
    """One sequence: the tokens it holds, and the cells they lie in."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.tokens: list[int] = []
        self.cells: list[int] = []
        self.busy = False
        self.used = 0


class Pool:
    """All sequences of one model. Belongs to the thread that evaluates."""

    def __init__(self, memory: Memory, *, sequences: int, cells: int, share: bool = True) -> None:
        self._memory = memory
        self._share = share
        self._cells = cells
        self._slots = [Slot(number) for number in range(sequences)]
        self._held: Counter[int] = Counter()
        self._held_busy: Counter[int] = Counter()
        self._new_cell = count()
        self._clock = count(1)

    @property
    def unclaimed(self) -> int:
        """Cells that no busy sequence holds; cached ones among them make room when it is needed."""
        return self._cells - len(self._held_busy)

    @property
    def free_slots(self) -> int:
        return sum(not slot.busy for slot in self._slots)

    @property
    def busy(self) -> list[Slot]:
        return [slot for slot in self._slots if slot.busy]

    def known(self, tokens: Sequence[int]) -> int:
        """How many tokens of this prompt need no evaluation."""
        return self._best(tokens)[1]

    def lacking(self, tokens: Sequence[int]) -> int:
        """How many more cells work on this prompt will claim: all that no other work holds."""
        source, length = self._best(tokens)
        shared = sum(cell in self._held_busy for cell in source.cells[:length]) if source else 0
        return len(tokens) - shared

    def open(self, tokens: Sequence[int]) -> Slot | None:
        """A sequence to work on this prompt, holding as much of it as is known; None when all are busy."""
        source, length = self._best(tokens)
        if source and not source.busy and (length == len(source.tokens) or not self._idle_but(source)):
            self._claim(source)
            self.cut(source, length)
            return source
        slot = self._empty_slot(keep=source)
        if slot is None:
            return None
        self._claim(slot)
        if source:
            source.used = next(self._clock)
            self._memory.copy(source.number, slot.number, length)
            slot.tokens = source.tokens[:length]
            self._hold(slot, source.cells[:length])
        return slot

    def new_cells(self, number: int) -> list[int]:
        """Cells for tokens that were evaluated, none of which any sequence holds yet."""
        return [next(self._new_cell) for _ in range(number)]

    def evaluated(self, slot: Slot, tokens: Sequence[int], cells: list[int]) -> None:
        """The model now holds these tokens at the end of the sequence, in these cells."""
        slot.tokens += tokens
        self._hold(slot, cells)

    def cut(self, slot: Slot, length: int) -> None:
        """Forget all but the first `length` tokens, also what a broken evaluation left behind them."""
        if not self._share and 0 < length < len(slot.tokens):
            length = 0
        self._memory.cut(slot.number, length)
        self._release(self._held, slot.cells[length:])
        if slot.busy:
            self._release(self._held_busy, slot.cells[length:])
        del slot.tokens[length:], slot.cells[length:]

    def close(self, slot: Slot) -> None:
        """Work on this sequence is over; what it holds stays as a cache."""
        self._release(self._held_busy, slot.cells)
        slot.busy = False
        for other in self._slots:
            if not other.busy and other is not slot and slot.tokens[: len(other.tokens)] == other.tokens:
                self.cut(other, 0)

    def adopt(self, tokens: Sequence[int], fill: Callable[[int], bool]) -> bool:
        """Let `fill` put these tokens into an empty sequence, kept as a cache; False where it can't."""
        slot = self._empty_slot(keep=None) if len(tokens) <= self.unclaimed else None
        if slot is None:
            return False
        self._claim(slot)
        self.make_room(len(tokens))
        filled = fill(slot.number)
        if filled:
            self.evaluated(slot, tokens, self.new_cells(len(tokens)))
        else:
            self.cut(slot, 0)
        self.close(slot)
        return filled

    def make_room(self, cells: int) -> None:
        """Let go of cached sequences, oldest first, until so many cells are free or none is left."""
        for slot in sorted((slot for slot in self._slots if not slot.busy), key=lambda slot: slot.used):
            if self._cells - len(self._held) >= cells:
                return
            self.cut(slot, 0)

    def forget_caches(self) -> None:
        self.make_room(self._cells)

    def _best(self, tokens: Sequence[int]) -> tuple[Slot | None, int]:
        # The last token is always evaluated: its logits are what the caller wants.
        most = len(tokens) - 1
        best: Slot | None = None
        length = 0
        for slot in self._slots:
            if slot.tokens:
                common = min(in_common(slot.tokens, tokens), most)
                if not self._share and (slot.busy or common < len(slot.tokens)):
                    continue
                if common > length or (common == length and best and best.busy and not slot.busy):
                    best, length = slot, common
        return (best, length) if length else (None, 0)

    def _idle_but(self, slot: Slot) -> bool:
        return any(not other.busy and other is not slot for other in self._slots)

    def _empty_slot(self, keep: Slot | None) -> Slot | None:
        idle = [slot for slot in self._slots if not slot.busy and slot is not keep]
        if not idle:
            return None
        slot = min(idle, key=lambda slot: (bool(slot.tokens), slot.used))
        self.cut(slot, 0)
        return slot

    def _claim(self, slot: Slot) -> None:
        slot.busy = True
        slot.used = next(self._clock)
        self._held_busy.update(slot.cells)

    def _hold(self, slot: Slot, cells: list[int]) -> None:
        slot.cells += cells
        self._held.update(cells)
        self._held_busy.update(cells)

    @staticmethod
    def _release(held: Counter[int], cells: Sequence[int]) -> None:
        for cell in cells:
            held[cell] -= 1
            if held[cell] <= 0:
                del held[cell]


def worth_keeping(prompts: Sequence[list[int]], *, room: int) -> list[int | None]:
    """Of each prompt of one call, how many tokens may be asked for again; None for all, and its reply too.

    What fits into `room` may go on: a turn of a conversation, a passage about which something more is asked.
    Of more than that the first would be gone before the last is read. There only beginnings that are alike
    stay, as each token that is evaluated looks through all cells up to the last one that is held.
    """
    if sum(map(len, prompts)) <= room:
        return [None] * len(prompts)
    order = sorted(range(len(prompts)), key=lambda index: prompts[index])
    most: list[int | None] = [None] * len(prompts)
    for place, index in enumerate(order):
        # Sorted, whoever has most in common with a prompt stands next to it.
        beside = [prompts[order[near]] for near in (place - 1, place + 1) if 0 <= near < len(order)]
        shared = max((in_common(prompts[index], other) for other in beside), default=len(prompts[index]))
        most[index] = shared if shared < len(prompts[index]) else None
    return most


def in_common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
