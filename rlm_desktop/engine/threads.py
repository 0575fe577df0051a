"""How many threads to compute with: as many as there are cores, fewer while other programs want them.

Threads of one evaluation wait for each other a thousand times in it. Where one of them does not get its
core all stand still, so on a busy machine two threads can be ten times slower than one.
"""

_WINDOW = 0.4
"""Seconds of evaluation that are looked at together."""
_CROWDED = 0.7
"""Share of the asked computing time below which the machine counts as busy."""
_TRY_AGAIN = 15.0
"""Seconds after which all threads are tried again."""


class Threads:
    """The number of threads for the next evaluation, from how the last ones went."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.now = most
        self._wall = self._computed = self._fewer_for = 0.0

    def took(self, wall: float, computed: float) -> None:
        """An evaluation took so many seconds, in which this process computed for so many."""
        self._wall += wall
        self._computed += computed
        if self._wall < _WINDOW:
            return
        share = self._computed / (self._wall * self.now)
        self._fewer_for += self._wall
        self._wall = self._computed = 0.0
        if share < _CROWDED and self.now > 1:
            self.now = max(1, int(self.now * share))
            self._fewer_for = 0.0
        elif self._fewer_for > _TRY_AGAIN:
            self.now = self.most
            self._fewer_for = 0.0
