"""Which tokens are known, what is copied and what is let go, without a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_desktop.engine.prefix import Pool, Slot, in_common, worth_keeping


class Memory:
    """What the model would hold, by sequence."""

    def __init__(self) -> None:
        self.held: dict[int, int] = {}
        self.copies: list[tuple[int, int, int]] = []

    def copy(self, source: int, target: int, length: int) -> None:
        self.copies.append((source, target, length))
        self.held[target] = length

    def cut(self, sequence: int, length: int) -> None:
        self.held[sequence] = min(self.held.get(sequence, 0), length)


def leave(pool: Pool, slot: Slot, *, keep: bool) -> None:
    if not keep:
        pool.cut(slot, 0)
    pool.close(slot)


def evaluated(pool: Pool, tokens: list[int]) -> Slot:
    slot = pool.open(tokens)
    assert slot
    fresh = tokens[len(slot.tokens) :]
    pool.evaluated(slot, fresh, pool.new_cells(len(fresh)))
    return slot


def test_what_two_prompts_begin_with_is_held_once() -> None:
    pool = Pool(Memory(), sequences=4, cells=100)

    evaluated(pool, [1, 2, 3, 4, 5])
    evaluated(pool, [1, 2, 3, 9])

    assert pool.unclaimed == 100 - 6


def test_a_prompt_that_grows_takes_its_old_sequence_over() -> None:
    memory = Memory()
    pool = Pool(memory, sequences=4, cells=100)
    first = evaluated(pool, [1, 2, 3])
    pool.close(first)

    second = pool.open([1, 2, 3, 4])

    assert second is first
    assert first.tokens == [1, 2, 3]
    assert memory.copies == []


def test_the_last_token_of_a_prompt_is_never_taken_from_the_cache() -> None:
    pool = Pool(Memory(), sequences=4, cells=100)
    pool.close(evaluated(pool, [1, 2, 3]))

    assert pool.known([1, 2, 3]) == 2


def test_the_cache_used_longest_ago_goes_first() -> None:
    pool = Pool(Memory(), sequences=4, cells=100)
    for tokens in ([1] * 30, [2] * 30, [3] * 30):
        pool.close(evaluated(pool, tokens))
    pool.close(evaluated(pool, [1] * 31))

    pool.make_room(35)

    assert [pool.known([token] * 40) for token in (1, 2, 3)] == [31, 0, 30]


def test_a_cache_that_another_continues_is_not_kept_twice() -> None:
    pool = Pool(Memory(), sequences=3, cells=100)
    one, two = evaluated(pool, [1, 2, 3]), evaluated(pool, [1, 2, 3, 4])
    pool.close(one)
    pool.close(two)

    assert one.tokens == []
    assert pool.known([1, 2, 3, 4, 5]) == 4


def test_no_sequence_is_given_while_all_are_busy() -> None:
    pool = Pool(Memory(), sequences=2, cells=100)
    evaluated(pool, [1])
    evaluated(pool, [2])

    assert pool.open([3]) is None


def test_a_model_that_cannot_rewind_reuses_only_whole_sequences() -> None:
    pool = Pool(Memory(), sequences=3, cells=100, share=False)
    pool.close(evaluated(pool, [1, 2, 3]))

    assert pool.known([1, 2, 9, 9]) == 0
    assert pool.known([1, 2, 3, 4]) == 3


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 2), min_size=1, max_size=8), st.booleans(), st.booleans()),
        max_size=40,
    )
)
def test_cells_are_counted_right_whatever_happens(steps: list[tuple[list[int], bool, bool]]) -> None:
    memory = Memory()
    pool = Pool(memory, sequences=4, cells=64)
    for tokens, close, keep in steps:
        slot = pool.open(tokens)
        if slot is None:
            leave(pool, pool.busy[0], keep=keep)
            continue
        assert slot.tokens == tokens[: len(slot.tokens)]
        assert len(slot.tokens) < len(tokens)
        fresh = tokens[len(slot.tokens) :]
        pool.evaluated(slot, fresh, pool.new_cells(len(fresh)))
        memory.held[slot.number] = len(tokens)
        if close:
            leave(pool, slot, keep=keep)

    cells = {cell for slot in pool.busy for cell in slot.cells}
    assert pool.unclaimed == 64 - len(cells)


@pytest.mark.parametrize(
    ("one", "other", "length"), [([], [1], 0), ([1, 2], [1, 2], 2), ([1, 2, 3], [1, 2, 4], 2), ([2], [1], 0)]
)
def test_what_two_begin_with_alike(one: list[int], other: list[int], length: int) -> None:
    assert in_common(one, other) == length


def test_of_more_than_has_room_only_what_begins_alike_is_worth_keeping() -> None:
    prompts = [[1, 2, 3, 9], [1, 2, 4, 4], [1, 2, 4, 5], [7]]

    assert worth_keeping(prompts, room=12) == [2, 3, 3, 0]
    assert worth_keeping(prompts, room=13) == [None] * 4


def test_a_lone_prompt_and_candidates_for_one_may_go_on() -> None:
    assert worth_keeping([[1, 2, 3]], room=0) == [None]
    assert worth_keeping([[1, 2, 3], [1, 2, 3], [1, 5]], room=0) == [None, None, 1]
    assert worth_keeping([], room=0) == []
