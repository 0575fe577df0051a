"""Programs that were written twice: the second is not run, it has the result of the first."""

import msgspec

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.gui.saying.language import tr

Key = tuple[int, int]
"""Turn and candidate."""
Ended = happened.ProgramFinished | happened.ProgramFailed


class Twin(msgspec.Struct, frozen=True):
    """Program `key` says the same as program `first`, which ended with `end`."""

    key: Key
    first: Key
    end: Ended

    @property
    def words(self) -> str:
        """ "same as program 1", with its turn where that is another."""
        turn = tr(" of turn {value}", value=self.first[0]) if self.first[0] != self.key[0] else ""
        return tr("same as program {value}{turn}", value=self.first[1] + 1, turn=turn)


class Twins:
    """Watches a run. `add` returns the programs that, by this event, are known to share a result."""

    def __init__(self) -> None:
        self._code: dict[Key, str] = {}
        self._first: dict[str, Key] = {}
        self._ends: dict[Key, Ended] = {}
        self._open: dict[Key, None] = {}

    def add(self, event: Event) -> list[Twin]:
        match event:
            case happened.ProgramWritten() | happened.ProgramMended():
                key = event.turn, event.candidate
                self._code[key] = " ".join(event.code.split()).lower()
                self._open[key] = None
            case happened.ProgramRefused():
                self._open.pop((event.turn, event.candidate), None)
            case happened.ProgramFinished() | happened.ProgramFailed():
                self._ended((event.turn, event.candidate), event)
            case happened.TurnStarted() | happened.CandidatesCompared() | happened.RunEnded():
                # Only now is it certain that what was written will not be mended or run any more.
                return self._settle()
            case _:
                pass
        return []

    def _ended(self, key: Key, end: Ended) -> None:
        self._open.pop(key, None)
        self._ends[key] = end
        if key in self._code:
            self._first.setdefault(self._code[key], key)

    def _settle(self) -> list[Twin]:
        found = []
        for key in self._open:
            first = self._first.get(self._code[key])
            if first is not None:
                found.append(Twin(key, first, self._ends[first]))
        self._open.clear()
        return found
