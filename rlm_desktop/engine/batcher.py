"""Works on many prompts at once: all that are under way share each evaluation of the model.

Sequences join and leave as they come and end. What several prompts begin with alike is evaluated once;
who comes later waits for it rather than doing it again. Calls take turns, so that one with a thousand
prompts does not keep another with one waiting.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from rlm_desktop.engine.llama import Attention, Batch, Held, Interrupted, Logits, NoSpace, way_of
from rlm_desktop.engine.prefix import Memory, Pool, Slot, in_common
from rlm_desktop.engine.snapshots import Snapshots
from rlm_desktop.engine.warm import Stateful, Warm
from rlm_desktop.errors import EngineError, ResourceShort

_CHUNK_BESIDE_WRITING = 128
"""Prompt tokens of one evaluation while a reply is being written: keeps it flowing at little cost."""
_IN_SIGHT = 2400
"""Cells in use from which on another prompt of a call waits: each token looks through all of them, and fewer
than sixteen replies at once are written no faster than three."""
_SMALL = 64
"""Tokens of a prompt that never wait for that."""
_WORTH_WAITING = 16
"""Tokens in common with a prompt being evaluated from which on it is better to wait and share them."""


class Evaluator(Memory, Stateful, Protocol):
    """What is worked with: `llama.Model`, or a reckoning in its place."""

    cells: int
    sequences: int
    batch: int
    outputs: int

    @property
    def can_rewind(self) -> bool: ...

    def evaluate(self, batch: Batch) -> None:
        """Raises `NoSpace`, `Interrupted`."""

    def logits(self, place: int) -> Logits: ...

    def held(self, place: int) -> Held: ...

    def attention(self, rows: Sequence[int]) -> Attention | None: ...


class Task(Protocol):
    """One prompt of a call, from its first token to its last."""

    call: int
    tokens: list[int]
    """All that the model shall hold: the prompt, then what was added to it.

    A prompt may end with tokens that are marked as going through the first layers only.
    """
    reserve: int
    """Most tokens that may still be added."""
    writes: bool
    """Whether it writes a reply, token by token; `sequences` limits how many do at once."""
    streams: bool
    """Whether somebody watches the reply as it is written."""
    keep: int | None
    """How many tokens of its sequence are worth keeping as a cache; None for all."""
    wants_logits: bool
    on_held: Callable[[Held], None] | None
    """Told, before it advances, what the layers hold of the last token; None: nobody wants to know."""
    on_attention: Callable[[Attention | None], None] | None
    """Told, after each evaluation, the attention among the tokens it had in it; None: as above."""
    cached: int
    """How many tokens of the prompt were known when the work began; set by the batcher."""

    def advance(self, logits: Logits | None) -> bool:
        """Take the logits after the last token, set `tokens` to what comes next; False when it is done."""

    def close(self) -> None:
        """Give back what it holds; called once, whether it is done or not."""


class _Work:
    def __init__(self, task: Task, slot: Slot) -> None:
        self.task = task
        self.slot = slot

    @property
    def pending(self) -> list[int]:
        return self.task.tokens[len(self.slot.tokens) :]


class _Chunk(NamedTuple):
    """What one batch evaluates of a prompt, and in which of its rows; some may be another's as well."""

    work: _Work
    tokens: list[int]
    rows: list[int]


class Batcher:
    """Owns the model's sequences. Belongs to the thread that evaluates."""

    def __init__(self, model: Evaluator, *, writers: int, snapshots: Snapshots | None = None) -> None:
        self._model = model
        self._pool = Pool(model, sequences=model.sequences, cells=model.cells, share=model.can_rewind)
        # A state that cannot be cut back is of use to the very same prompt only.
        self._warm = Warm(model, self._pool, snapshots) if snapshots and model.can_rewind else None
        self._batch = Batch(model.batch)
        self._writers = writers
        self._waiting: dict[int, deque[Task]] = {}
        self._working: list[_Work] = []
        self._way = 0

    @property
    def idle(self) -> bool:
        return not self._working and not any(self._waiting.values())

    @property
    def calls(self) -> list[int]:
        """The calls that have work waiting or under way."""
        waiting = [call for call, tasks in self._waiting.items() if tasks]
        return sorted({*waiting, *(work.task.call for work in self._working)})

    def works_on(self, call: int) -> bool:
        return any(work.task.call == call for work in self._working)

    def add(self, task: Task) -> None:
        if self._warm and not way_of(task.tokens[0]):
            self._warm.expect(task.call, task.tokens[: _of_one_way(task.tokens)])
        self._waiting.setdefault(task.call, deque()).append(task)

    def cancel(self, call: int) -> None:
        """Forget all work of one call; what was evaluated stays as a cache."""
        for task in self._waiting.pop(call, ()):
            task.close()
        for work in [work for work in self._working if work.task.call == call]:
            self._leave(work)

    def step(self) -> None:
        """Let waiting tasks in, evaluate one batch, hand out its logits."""
        self._admit()
        self._batch.clear()
        chunks = list(self._fill())
        if not chunks:
            return
        if not self._evaluated(chunks):
            return
        cells = self._pool.new_cells(self._batch.length)
        for work, tokens, rows in chunks:
            self._pool.evaluated(work.slot, tokens, [cells[row] for row in rows])
        for work, _, rows in chunks:
            if work.task.on_attention:
                work.task.on_attention(self._model.attention(rows))
            if not work.pending:
                self._advance(work, rows[-1])
        if self._warm:
            self._warm.keep()

    # Who may join

    def _admit(self) -> None:
        """Let in the next task of each call in turn, until nobody more fits."""
        calls = deque(call for call, tasks in self._waiting.items() if tasks)
        while calls:
            call = calls.popleft()
            if self._let_in(self._waiting[call][0]):
                self._waiting[call].popleft()
                if self._waiting[call]:
                    calls.append(call)
        # The call that was first in this round is last in the next.
        for call in list(self._waiting)[:1]:
            tasks = self._waiting.pop(call)
            if tasks:
                self._waiting[call] = tasks

    def _let_in(self, task: Task) -> bool:
        if not self._has_place(task):
            return False
        known = self._pool.known(task.tokens)
        if self._soon_known(task, known) >= known + _WORTH_WAITING:
            return False
        lacking = self._pool.lacking(task.tokens)
        if lacking + task.reserve > self._unreserved and self._working:
            return False
        if lacking > _SMALL and self._in_use + lacking > _IN_SIGHT and self.works_on(task.call):
            return False
        slot = self._pool.open(task.tokens)
        if slot is None:
            return False
        task.cached = len(slot.tokens)
        self._working.append(_Work(task, slot))
        return True

    def _has_place(self, task: Task) -> bool:
        free = self._pool.free_slots
        if task.writes:
            free = min(free, self._writers - sum(work.task.writes for work in self._working))
        # The last place is kept for a call that has nothing under way.
        served = any(work.task.call == task.call for work in self._working)
        return free > (1 if served and self._writers > 1 and len(self._waiting) > 1 else 0)

    def _soon_known(self, task: Task, known: int) -> int:
        """How much of a prompt will be known when the prompts under way are evaluated."""
        most = len(task.tokens) - 1
        return max(
            (
                min(in_common(work.task.tokens, task.tokens), most)
                for work in self._working
                if work.pending and not (len(work.slot.tokens) <= known and _can_ride(task, work.task))
            ),
            default=0,
        )

    @property
    def _unreserved(self) -> int:
        promised = sum(len(work.pending) + work.task.reserve for work in self._working)
        return self._pool.unclaimed - promised

    @property
    def _in_use(self) -> int:
        """Cells that work under way holds or will hold when its prompts are read."""
        return self._model.cells - self._pool.unclaimed + sum(len(work.pending) for work in self._working)

    # One evaluation

    def _fill(self) -> Iterator[_Chunk]:
        """Fill the batch: first every reply's next token, then prompts, a fair share for each call.

        Where only the end counts, replies wait for the prompts: in the company of others a reply's token
        costs as much as eight of a prompt, and among replies half as much the more there are.
        """
        working = self._of_next_depth()
        writing = [work for work in working if len(work.pending) == 1]
        prompts = [work for work in working if len(work.pending) > 1]
        if prompts and not self._somebody_waits:
            writing = []
        for work in writing:
            if self._has_room:
                yield self._put(work, 1)
        room = self._batch.room
        if self._somebody_waits and any(len(work.pending) == 1 for work in self._working):
            room = min(room, _CHUNK_BESIDE_WRITING)
        calls = {work.task.call for work in prompts}
        for number, call in enumerate(sorted(calls, key=lambda call: self._working_on(call))):
            share = room // (len(calls) - number)
            before: _Chunk | None = None
            for work in prompts:
                if work.task.call == call and share > 0 and self._has_room:
                    filled = self._batch.length
                    before = self._put(work, share, beside=before)
                    share -= self._batch.length - filled
                    room -= self._batch.length - filled
                    yield before

    def _of_next_depth(self) -> list[_Work]:
        """A batch goes through as many layers as all of it wants; where some want more, they take turns."""
        ways = sorted({way_of(work.pending[0]) for work in self._working})
        deeper = (way for way in ways if way > self._way)
        self._way = self._batch.way = next(deeper, ways[0] if ways else 0)
        return [work for work in self._working if way_of(work.pending[0]) == self._way]

    @property
    def _somebody_waits(self) -> bool:
        """Whether a reply is watched, or one call would be held up by another's prompts.

        Of a single call only the end counts, and large evaluations bring that about sooner.
        """
        calls = {work.task.call for work in self._working}
        return len(calls) > 1 or any(work.task.streams for work in self._working)

    def _working_on(self, call: int) -> int:
        """Prompt tokens still to evaluate: the smallest call goes first, others get what it leaves."""
        return sum(len(work.pending) for work in self._working if work.task.call == call)

    @property
    def _has_room(self) -> bool:
        return self._batch.room > 0 and self._batch.outputs < self._model.outputs

    def _put(self, work: _Work, size: int, *, beside: _Chunk | None = None) -> _Chunk:
        """Put up to `size` tokens into the batch, after those that `beside` has put there for both."""
        pending = work.pending
        shared = in_common(beside.tokens, pending) if beside and _stand_alike(beside.work, work) else 0
        tokens = pending[: min(shared + size, _of_one_way(pending))]
        last_of_all = len(tokens) == len(pending)
        logits = last_of_all and work.task.wants_logits
        rows = beside.rows[:shared] if beside else []
        own = tokens[shared:]
        self._batch.share(rows, work.slot.number, logits=logits and not own)
        if own:
            last = self._batch.add(work.slot.number, len(work.slot.tokens) + shared, own, logits=logits)
            rows = [*rows, *range(last + 1 - len(own), last + 1)]
        if last_of_all and work.task.on_held:
            self._batch.watch(rows[-1])
        return _Chunk(work, tokens, rows)

    def _evaluated(self, chunks: list[_Chunk]) -> bool:
        """Evaluate the batch; where that was broken off, leave all as it was before, and say False."""
        self._pool.make_room(self._batch.length)
        try:
            self._evaluate()
        except Interrupted:
            for work, _, _ in chunks:
                self._pool.cut(work.slot, len(work.slot.tokens))
            return False
        return True

    def _evaluate(self) -> None:
        """In the room that there is, else in that of the caches. Raises `Interrupted`, `ResourceShort`."""
        try:
            self._model.evaluate(self._batch)
            return
        except NoSpace:
            self._pool.forget_caches()
        try:
            self._model.evaluate(self._batch)
        except NoSpace as error:
            raise ResourceShort(
                "The model's memory is full.", hint="Work on fewer prompts at once, or set a larger window."
            ) from error

    def _advance(self, work: _Work, place: int) -> None:
        task = work.task
        if task.on_held:
            task.on_held(self._model.held(place))
        if not task.advance(self._model.logits(place) if task.wants_logits else None):
            self._leave(work)
            return
        same = in_common(work.slot.tokens, task.tokens)
        if same < len(work.slot.tokens):
            self._pool.cut(work.slot, same)
        if not work.pending:
            raise EngineError("A prompt went on without a token to go on with.")

    def _leave(self, work: _Work) -> None:
        self._working.remove(work)
        if work.task.keep is not None:
            self._pool.cut(work.slot, min(work.task.keep, len(work.slot.tokens)))
        self._pool.close(work.slot)
        work.task.close()


def _of_one_way(tokens: Sequence[int]) -> int:
    """How many of these tokens are gone through in the way of the first of them."""
    if not tokens or way_of(tokens[-1]) == way_of(tokens[0]):
        return len(tokens)
    return next(place for place, token in enumerate(tokens) if way_of(token) != way_of(tokens[0]))


def _can_ride(task: Task, other: Task) -> bool:
    """Whether both can stand in the same batch with what they have in common once.

    Only what is read in a batch or two: a reply holds its place for long, and is better begun from a cache.
    """
    return task.call == other.call and _looks(task) and _looks(other) and not task.writes


def _looks(task: Task) -> bool:
    return task.wants_logits or task.on_held is not None


def _stand_alike(one: _Work, other: _Work) -> bool:
    """Whether both sequences hold the very same evaluated tokens."""
    mine, yours = one.slot.cells, other.slot.cells
    # A cell is evaluated once, after those before it: who shares the last shares them all.
    return len(mine) == len(yours) and mine[-1:] == yours[-1:]
