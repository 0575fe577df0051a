"""What a run may still spend: turns, sub-calls, tokens and time, shared by everything it starts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rlm_desktop import awake
from rlm_desktop.errors import BudgetSpent, Stopped
from rlm_desktop.settings import Limits


class Budget:
    """The purse of one run and its children. Safe to spend from several threads."""

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Callable[[], float] = awake.now,
        above: "Budget | None" = None,
    ) -> None:
        """With `above`, what is spent here is taken from that purse as well."""
        self.limits = limits
        self._above = above
        self.turns = 0
        self.calls = 0
        self.tokens = 0
        self._now = clock
        self._started = self._now()
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        return self._now() - self._started

    def spend(self, *, turns: int = 0, calls: int = 0, tokens: int = 0) -> None:
        """Take from the purse, or raise `BudgetSpent` and take nothing."""
        with self._lock:
            self._check("turns of the root", self.turns + turns, self.limits.turns if turns else 0)
            self._check("sub-calls", self.calls + calls, self.limits.calls if calls else 0)
            self._check("tokens", self.tokens + tokens, self.limits.tokens if tokens else 0)
            if self.overdue:
                raise _spent("seconds", self.limits.seconds)
            if self._above is not None:
                # Turns are counted for each run apart; everything else is one purse.
                self._above.spend(calls=calls, tokens=tokens)
            self.turns += turns
            self.calls += calls
            self.tokens += tokens

    def note(self, *, tokens: int) -> None:
        """Count what has been spent already; the next `spend` may find the purse empty."""
        with self._lock:
            self.tokens += tokens
        if self._above is not None:
            self._above.note(tokens=tokens)

    def share(self, parts: int, *, turns: int = 0) -> "Budget":
        """A purse with a part of what is left of this one; what is spent from it is spent from both."""
        limits = self.limits
        left = Limits(
            turns=turns or limits.turns,
            seconds=_part(limits.seconds, self.seconds, parts),
            tokens=int(_part(limits.tokens, self.tokens, parts)),
            calls=int(_part(limits.calls, self.calls, parts)),
            depth=limits.depth,
        )
        return Budget(left, clock=self._now, above=self)

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of one of the things that are limited, here or above."""
        spent = self.overdue or any(
            limit and used >= limit
            for limit, used in ((self.limits.calls, self.calls), (self.limits.tokens, self.tokens))
        )
        return spent or (self._above is not None and self._above.is_spent)

    @property
    def overdue(self) -> bool:
        """Whether the time is up: what runs is to be ended."""
        return bool(self.limits.seconds) and self.seconds > self.limits.seconds

    @contextmanager
    def in_time(self, should_stop: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
        """Whether to stop now: it was said, or the time is up. For the time alone it is `BudgetSpent`."""
        try:
            yield lambda: should_stop() or self.overdue
        except Stopped:
            if not should_stop():
                self.spend()  # it is the time that was up, not a person's patience
            raise

    @staticmethod
    def _check(what: str, wanted: int, limit: int) -> None:
        if limit and wanted > limit:
            raise _spent(what, limit)


def _part(limit: float, used: float, parts: int) -> float:
    """A part of what is left, at least one; no limit stays none."""
    return max(1.0, (limit - used) / parts) if limit else 0


def _told(limit: float) -> str:
    """A part of a limit in seconds is no whole number, and is told as one; below ten it matters."""
    return f"{limit:,.0f}" if limit >= 10 else f"{limit:,.10g}"


def _spent(what: str, limit: float) -> BudgetSpent:
    return BudgetSpent(
        f"The run's limit of {_told(limit)} {what} is reached.",
        hint="Ask again with a higher limit, or about a smaller part of the text.",
    )
