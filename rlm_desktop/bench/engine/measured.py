"""One line of the engine's table, and the clocks it is read from."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import psutil

_CALM = 0.3
"""Seconds over which a process is looked at."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`figure` is held against `wanted`: at least that, or with `at_most` no more. None: not measured."""

    work: str
    figure: float | None
    wanted: float
    unit: str
    at_most: bool = False
    detail: str = ""
    also: bool = True
    """Whether what else is asked of this work holds."""
    unsure: float = 0.0
    """The standard error of a mean: what lies within it of `wanted` is level with that."""

    @property
    def holds(self) -> bool | None:
        if self.figure is None:
            return None
        least, most = self.figure - self.unsure, self.figure + self.unsure
        enough = least <= self.wanted if self.at_most else most >= self.wanted
        return enough and self.also


class Spent(msgspec.Struct):
    """Seconds on the wall, and seconds that processors computed: those no other program can lengthen much."""

    wall: float = 0.0
    computed: float = 0.0

    def __str__(self) -> str:
        return f"{self.computed:.1f} processor seconds, {self.wall:.1f} s"


class Clock:
    """Adds up what the work of one process takes, also over several stretches."""

    def __init__(self, pid: int | None) -> None:
        self._process = psutil.Process(pid)
        self.spent = Spent()

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, computed = time.monotonic(), self._computed()
        yield
        self.spent.wall += time.monotonic() - wall
        self.spent.computed += self._computed() - computed

    def _computed(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


def settle(pid: int | None) -> None:
    """Wait until a process has ended what it does after loading, while nobody asks."""
    clock = Clock(pid)
    while True:
        before = clock.spent.computed
        with clock.running():
            time.sleep(_CALM)
        if clock.spent.computed - before < _CALM / 10:
            return


def environment() -> dict[str, str]:
    """For other programs the same as for ours: threads that wait sleep, so that only work is counted."""
    return {**os.environ, "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "passive")}


def ratio(ours: float, theirs: float) -> float:
    """How many times ours is faster; 0 where nothing was measured."""
    return theirs / ours if ours > 0 else 0.0
