"""Time in which the program stood still is not counted against anything."""

import threading

from rlm_desktop import awake
from rlm_desktop.awake import GAP, Alarm, Clock
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.settings import Limits


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at

    def on(self, clock: Clock, seconds: float, *, step: float = 0.5) -> None:
        """Let time go by while the clock is looked at."""
        for _ in range(round(seconds / step)):
            self.at += step
            clock.now()


def test_hours_asleep_are_no_time_and_what_came_before_and_after_is() -> None:
    hand = Hand()
    clock = Clock(time_of=hand, ticking=False)
    begun = clock.now()

    hand.on(clock, 10)
    hand.at += 8 * 3600
    hand.on(clock, 5)

    assert 14 <= clock.now() - begun <= 15


def test_a_busy_machine_is_not_asleep() -> None:
    hand = Hand()
    clock = Clock(time_of=hand, ticking=False)
    begun = clock.now()

    hand.on(clock, 20, step=GAP - 0.5)

    assert clock.now() - begun == 20


def test_a_run_keeps_its_seconds_over_the_night() -> None:
    hand = Hand()
    clock = Clock(time_of=hand, ticking=False)
    budget = Budget(Limits(seconds=60), clock=clock.now)

    hand.on(clock, 30)
    hand.at += 9 * 3600
    hand.on(clock, 20)
    assert not budget.overdue and 49 <= budget.seconds <= 50

    hand.on(clock, 20)
    assert budget.overdue


def test_an_alarm_rings_once_and_not_when_it_was_put_off() -> None:
    rung = threading.Event()
    Alarm(0.01, rung.set)
    assert rung.wait(10)

    never: list[int] = []
    alarm = Alarm(1000, lambda: never.append(1))
    alarm.put_off()
    assert never == []


def test_an_alarm_rings_again_as_long_as_it_is_given_more_time() -> None:
    rung: list[int] = []
    over = threading.Event()

    def ring() -> float:
        rung.append(1)
        if len(rung) == 3:
            over.set()
        return 0.01 if len(rung) < 3 else 0.0

    alarm = Alarm(0.01, ring)
    assert over.wait(10)
    alarm.put_off()
    assert len(rung) == 3


def test_the_clock_of_the_program_goes_on() -> None:
    first = awake.now()

    assert awake.now() >= first
