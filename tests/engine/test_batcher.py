"""Many prompts share evaluations: each is answered as if it were alone, and nobody waits for ever."""

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.llama import Attention, Held, Logits, marked
from tests.engine.reckoner import Reckoner, Reply, next_token, work_off


def test_many_prompts_at_once_are_answered_as_each_alone() -> None:
    model = Reckoner()
    batcher = Batcher(model, writers=4)
    replies = [Reply([*range(20), 40 + number, number], length=4) for number in range(30)]

    for reply in replies:
        batcher.add(reply)
    work_off(batcher)

    assert [reply.written for reply in replies] == [reply.expected for reply in replies]
    assert [reply.closed for reply in replies] == [1] * 30


def test_what_prompts_begin_with_alike_is_evaluated_once() -> None:
    model = Reckoner()
    batcher = Batcher(model, writers=4)
    for number in range(10):
        batcher.add(Reply([*range(50), 60 + number], length=1))
    work_off(batcher)

    assert sum(model.evaluations) == 50 + 10


def test_items_that_begin_alike_share_that_beginning_within_a_batch() -> None:
    model = Reckoner(batch=128)
    batcher = Batcher(model, writers=4)
    items = [[1, 2, 3, 4], [1, 2, 3, 5, 6], [1, 2, 9], [1, 2, 9], [8]]
    replies = [Reply(item, length=1, writes=False) for item in items]
    for reply in replies:
        batcher.add(reply)
    work_off(batcher)

    assert sum(model.evaluations) == 4 + 2 + 1 + 0 + 1
    assert [reply.written for reply in replies] == [reply.expected for reply in replies]


def test_what_is_not_worth_keeping_leaves_the_model_with_the_task() -> None:
    model = Reckoner()
    batcher = Batcher(model, writers=4)
    for number in range(8):
        passage = Reply([*range(10), *[20 + number] * 15], length=2)
        passage.keep = 10
        batcher.add(passage)
    work_off(batcher)

    assert {cell for held in model._held.values() for _, cell in held} == {*range(10)}


class Look:
    """Wants to know what the first layers hold of its last token."""

    keep: int | None = 0
    streams = writes = wants_logits = False
    reserve = 0
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(self, start: Sequence[int], rest: Sequence[int], layers: int, *, call: int = 1) -> None:
        self.call = call
        self.cached = 0
        self.tokens = [*start, *marked(rest, layers)]
        self.expected = {layers: next_token([*start, *rest])}
        self.saw: dict[int, int] = {}
        self.on_held: Callable[[Held], None] | None = self._see

    def _see(self, held: Held) -> None:
        self.saw = {depth: int(each[0]) for depth, each in held.items()}

    def advance(self, logits: Logits | None) -> bool:
        assert logits is None
        return False

    def close(self) -> None:
        pass


def test_what_is_read_in_part_is_never_taken_for_what_was_read_whole() -> None:
    model = Reckoner(cells=256, batch=24)
    batcher = Batcher(model, writers=4)
    start = list(range(20))
    looks = [Look(start, [50, 51, number], layers) for number in range(6) for layers in (8, 10)]
    replies = [Reply([*start, 50, 51, number]) for number in range(6)]

    for number, look in enumerate(looks):
        batcher.add(look)
        if number % 2:
            batcher.add(replies[number // 2])
    work_off(batcher)

    assert [look.saw for look in looks] == [look.expected for look in looks]
    assert [reply.written for reply in replies] == [reply.expected for reply in replies]


def test_a_reply_keeps_flowing_while_others_are_read_in_part() -> None:
    batcher = Batcher(Reckoner(cells=4000, batch=512), writers=4)
    reply = Reply(range(5), length=30)
    looks = [Look([], [number, *range(40)], 8, call=2) for number in range(60)]
    batcher.add(reply)
    batcher.step()

    for look in looks:
        batcher.add(look)
    steps = 0
    while len(reply.written) < 30:
        batcher.step()
        steps += 1

    assert steps <= 62, "a batch of looks, a token, in turn"
    work_off(batcher)
    assert all(look.saw == look.expected for look in looks)


def test_long_prompts_are_read_a_few_at_a_time_and_replies_written_between_them() -> None:
    model = Reckoner(cells=8192, sequences=20, batch=512, outputs=16)
    batcher = Batcher(model, writers=16)
    replies = [Reply([20 + number] * 700, length=4) for number in range(9)]
    for reply in replies:
        reply.keep = 0
        batcher.add(reply)
    most = 0
    while not batcher.idle:
        batcher.step()
        most = max(most, sum(len(held) for held in model._held.values()))

    assert [reply.written for reply in replies] == [reply.expected for reply in replies]
    assert most <= 2400 + 3 * 4
    assert model.evaluations == 3 * [512, 512, 512, 512, 52, 3, 3, 3]


def test_candidates_of_one_prompt_cost_one_token_each() -> None:
    model = Reckoner()
    batcher = Batcher(model, writers=4)
    candidates = [Reply(range(50), length=1) for _ in range(4)]
    for reply in candidates:
        batcher.add(reply)
    work_off(batcher)

    assert sum(model.evaluations) == 50 + 3
    assert [reply.cached for reply in candidates] == [0, 49, 49, 49]


def test_more_prompts_than_the_cache_holds_wait_for_each_other() -> None:
    batcher = Batcher(Reckoner(cells=128, batch=32), writers=8)
    replies = [Reply([number] * 60, length=4) for number in range(10)]

    for reply in replies:
        batcher.add(reply)
    work_off(batcher)

    assert [reply.written for reply in replies] == [reply.expected for reply in replies]


def test_a_cached_prompt_taken_up_again_counts_against_the_room_that_is_left() -> None:
    model = Reckoner(cells=100, batch=32)
    batcher = Batcher(model, writers=4)
    batcher.add(Reply(range(50), length=1))
    work_off(batcher)
    replies = [Reply([*range(90, 96)] * 5, length=20), Reply([*range(50), *range(50, 90)], length=5)]

    for reply in replies:
        batcher.add(reply)
    work_off(batcher)

    assert [reply.written for reply in replies] == [reply.expected for reply in replies]


def test_a_cancelled_call_leaves_the_other_as_it_was() -> None:
    batcher = Batcher(Reckoner(), writers=4)
    stays, goes = Reply(range(80), length=6, call=1), Reply(range(40, 90), length=6, call=2)
    waits = Reply(range(9), call=2)
    for reply in (stays, goes, waits):
        batcher.add(reply)
    batcher.step()

    batcher.cancel(2)
    work_off(batcher)

    assert stays.written == stays.expected
    assert (goes.closed, waits.closed, waits.written) == (1, 1, [])


def test_an_interrupted_evaluation_is_done_again_and_nothing_is_lost() -> None:
    for broken in range(8):
        model = Reckoner()
        model.interrupt_at = broken
        batcher = Batcher(model, writers=4)
        replies = [Reply([*range(70), number], length=3) for number in range(3)]
        for reply in replies:
            batcher.add(reply)
        work_off(batcher)

        assert [reply.written for reply in replies] == [reply.expected for reply in replies]


def test_one_question_does_not_wait_for_a_hundred() -> None:
    model = Reckoner(cells=512)
    batcher = Batcher(model, writers=4)
    many = [Reply([number] * 30, length=4, call=1) for number in range(100)]
    for reply in many:
        batcher.add(reply)
    for _ in range(5):
        batcher.step()
    one, before = Reply([97, 98, 99], length=4, call=2), len(model.evaluations)

    batcher.add(one)
    while not one.closed:
        batcher.step()

    # Its four tokens, and at most one more evaluation until a place is free.
    assert len(model.evaluations) - before <= 1 + 4
    assert sum(bool(reply.closed) for reply in many) < 50


def test_a_reply_keeps_flowing_while_a_long_prompt_is_read() -> None:
    batcher = Batcher(Reckoner(cells=600, batch=64), writers=4)
    flowing, long = Reply(range(5), length=12, call=1), Reply([7] * 500, length=1, call=2)
    batcher.add(flowing)
    batcher.step()
    batcher.add(long)

    for _ in range(5):
        written = len(flowing.written)
        batcher.step()
        assert len(flowing.written) == written + 1
    assert not long.closed


def evaluations_of_one_call(*, watched: bool) -> int:
    model = Reckoner(cells=2048, batch=256)
    batcher = Batcher(model, writers=4)
    replies = [Reply([number] * 250, length=3) for number in range(4)]
    for reply in replies:
        reply.streams = watched
        batcher.add(reply)
    work_off(batcher)
    assert [reply.written for reply in replies] == [reply.expected for reply in replies]
    return len(model.evaluations)


def test_one_call_that_nobody_watches_is_worked_off_in_fewer_evaluations() -> None:
    assert evaluations_of_one_call(watched=False) < evaluations_of_one_call(watched=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 4), st.integers(0, 60), st.integers(1, 40), st.integers(1, 8), st.booleans()
        ),
        max_size=25,
    ),
    st.integers(-1, 30),
)
def test_whatever_comes_all_are_answered_right(
    asked: list[tuple[int, int, int, int, bool]], broken: int
) -> None:
    model = Reckoner(cells=128, sequences=6, batch=32, outputs=4)
    model.interrupt_at = broken
    batcher = Batcher(model, writers=3)
    replies = [
        Reply([*range(shared), *[shared + 7] * own], length=length, call=call, writes=writes)
        for call, shared, own, length, writes in asked
    ]
    for number, reply in enumerate(replies):
        batcher.add(reply)
        if number % 3 == 0:
            batcher.step()
    work_off(batcher)

    assert [reply.written for reply in replies] == [reply.expected for reply in replies]
    assert all(reply.closed == 1 for reply in replies)
