"""The number of threads follows what the machine has to give."""

from rlm_desktop.engine.threads import Threads


def test_a_quiet_machine_is_used_whole() -> None:
    threads = Threads(4)
    for _ in range(100):
        threads.took(0.1, 0.39)

    assert threads.now == 4


def test_a_busy_machine_gets_fewer_threads_and_all_again_later() -> None:
    threads = Threads(2)
    threads.took(0.5, 0.3)
    assert threads.now == 1

    threads.took(5.0, 2.0)
    assert threads.now == 1

    threads.took(15.0, 15.0)
    assert threads.now == 2


def test_a_single_slow_step_changes_nothing() -> None:
    threads = Threads(2)
    threads.took(0.05, 0.01)
    threads.took(0.5, 0.99)

    assert threads.now == 2
