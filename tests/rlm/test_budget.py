"""A run's purse: what is spent ends the run in order, to the moment."""

import pytest

from rlm_desktop.errors import BudgetSpent
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.settings import Limits


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
