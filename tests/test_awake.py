"""Time in which the program stood still is not counted against anything."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rlm_desktop import awake
from rlm_desktop.awake import GAP, Alarm, Clock
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.settings import Limits


class Hand:
    """A clock that is moved by hand, and what was done or waited for meanwhile."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._busy = 0.0

    def __call__(self) -> float:
        return self.at

    def busy(self) -> float:
        new, self._busy = self._busy, 0.0
        return new

    def clock(self) -> Clock:
        return Clock(time_of=self, busy_of=self.busy, ticking=False)

    def wait(self, seconds: float, *, of_it_busy: float) -> None:
        """Nobody looks at the clock for so long."""
        self.at += seconds
        self._busy += of_it_busy

    def on(self, clock: Clock, seconds: float, *, step: float = 0.5) -> None:
        """Let time go by while the clock is looked at."""
        for _ in range(round(seconds / step)):
            self.at += step
            clock.now()


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to hold")


def test_hours_asleep_are_no_time_and_what_came_before_and_after_is() -> None:
    hand = Hand()
    clock = hand.clock()
    begun = clock.now()

    hand.on(clock, 10)
    hand.at += 8 * 3600
    hand.on(clock, 5)

    assert 14 <= clock.now() - begun <= 15


def test_a_busy_machine_is_not_asleep() -> None:
    hand = Hand()
    clock = hand.clock()
    begun = clock.now()

    hand.on(clock, 20, step=GAP - 0.5)

    assert clock.now() - begun == 20


def test_whoever_waits_for_a_processor_is_not_asleep() -> None:
    """At a load of 30 a thread gets its turn every few seconds: a minute is a minute all the same."""
    hand = Hand()
    clock = hand.clock()
    budget = Budget(Limits(seconds=60), clock=clock.now)

    for _ in range(14):
        hand.wait(4.5, of_it_busy=4.4)
        clock.now()

    assert budget.overdue and 62 <= budget.seconds <= 64


def test_of_a_wait_and_a_sleep_in_one_only_the_sleep_is_left_out() -> None:
    hand = Hand()
    clock = hand.clock()
    begun = clock.now()

    hand.wait(3600, of_it_busy=20)

    assert 19 <= clock.now() - begun <= 21


def test_the_clock_stands_until_it_is_known_what_a_leap_was_and_never_goes_back() -> None:
    hand = Hand()
    clock = Clock(time_of=hand, busy_of=hand.busy)  # its thread looks by itself, half a second later
    begun = clock.now()

    with clock._lock:
        hand.wait(3, of_it_busy=2.9)
    assert clock.now() in (begun, begun + 3)
    eventually(lambda: clock.now() == begun + 3)

    with clock._lock:
        hand.wait(3600, of_it_busy=0)
    eventually(lambda: clock.now() == begun + 3 and clock._slept == 3600)
    hand.wait(1, of_it_busy=0)
    assert clock.now() == begun + 4


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel's account of waiting")
def test_the_kernel_tells_how_long_each_thread_waited_for_a_processor() -> None:
    waited = awake._waited()

    assert str(threading.get_native_id()) in waited
    assert all(seconds >= 0 for seconds in waited.values())


def test_a_thread_that_is_gone_takes_nothing_back() -> None:
    busy = awake._Busy()
    busy._waited = {"0": 1e9, **busy._waited}  # it waited long and has ended

    assert 0 <= busy() < 1e6


def test_a_run_keeps_its_seconds_over_the_night() -> None:
    hand = Hand()
    clock = hand.clock()
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
