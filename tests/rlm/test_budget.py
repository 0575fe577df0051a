"""A run's purse: what is spent ends the run in order, to the moment."""

from collections.abc import Callable, Sequence

import pytest

from rlm_desktop.errors import BudgetSpent, Stopped
from rlm_desktop.ports import Completion, Job, Labelled, Message
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.plans.freely import Freely
from rlm_desktop.rlm.verbs.tools import Tools
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter


def test_what_is_overdue_is_spent_in_the_same_moment() -> None:
    now = 0.0
    budget = Budget(Limits(seconds=15), clock=lambda: now)
    budget.spend(turns=1)

    now = 15.05

    assert budget.overdue
    with pytest.raises(BudgetSpent, match="limit of 15 seconds is reached"):
        budget.spend()


def test_a_purse_that_cannot_pay_takes_nothing() -> None:
    budget = Budget(Limits(tokens=2_000_000))

    with pytest.raises(BudgetSpent, match="2,000,000 tokens"):
        budget.spend(calls=1, tokens=2_000_001)

    assert budget.calls == 0


ShouldStop = Callable[[], bool]


class Overtaken(FakeEngine):
    """A model that works until it is told to stop, while the time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.hour = 0.0

    def generate(self, jobs: Sequence[Job], **how: object) -> list[Completion]:
        self._work(how["should_stop"])
        return []

    def label(self, **how: object) -> list[Labelled]:
        self._work(how["should_stop"])
        return []

    def _work(self, should_stop: object) -> None:
        assert callable(should_stop)
        for _ in range(100):
            self.hour += 1
            if should_stop():
                raise Stopped("The model was stopped.")


def reading(engine: FakeEngine, budget: Budget, stop: ShouldStop) -> SubCalls:
    return SubCalls(engine, budget=budget, kept=Memory(), emit=lambda _: None, should_stop=stop)


def free(engine: FakeEngine, budget: Budget, stop: ShouldStop) -> Freely:
    return Freely(engine, FakeInterpreter(), budget=budget, emit=lambda _: None, should_stop=stop, seconds=1)


TOOLS = Tools(
    FakeContext({}),
    reading(FakeEngine(), Budget(Limits()), bool),
    Ledger({}),
    child=lambda *_: None,
    emit=print,
)
ASKED = [Message("user", "Why?")]
WAYS: dict[str, Callable[[FakeEngine, Budget, ShouldStop], object]] = {
    "ask": lambda *with_: reading(*with_).complete([ASKED], what="passages"),
    "yes": lambda *with_: reading(*with_).yes([ASKED], what="checks"),
    "label": lambda *with_: reading(*with_).label(["a"], ["x", "y"], "items"),
    "scores": lambda *with_: reading(*with_).scores(["a"], ["x", "y"], "items", prefix="", suffix=""),
    "free": lambda *with_: free(*with_).work("Why?", "", TOOLS, seed=0),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_model_at_work_when_the_time_is_up_is_stopped_and_the_time_is_what_ended_it(way: str) -> None:
    engine = Overtaken()
    budget = Budget(Limits(seconds=15), clock=lambda: engine.hour)

    with pytest.raises(BudgetSpent, match="limit of 15 seconds is reached"):
        WAYS[way](engine, budget, lambda: False)

    assert engine.hour == 16


@pytest.mark.parametrize("way", WAYS)
def test_who_is_told_to_stop_before_the_time_is_up_was_stopped(way: str) -> None:
    engine = Overtaken()
    budget = Budget(Limits(seconds=15), clock=lambda: engine.hour)

    with pytest.raises(Stopped):
        WAYS[way](engine, budget, lambda: engine.hour > 2)

    assert engine.hour == 3
