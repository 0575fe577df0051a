"""What is known of a run's coverage while it still works: only what its events say for certain."""

import re

import msgspec

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.profile import Profile
from rlm_desktop.reply import Coverage


class LiveCoverage:
    """Folds the events of a run. `add` says whether more is known than before."""

    def __init__(self) -> None:
        self.coverage = Coverage()
        self._profile: Profile | None = None
        self._tables: set[str] = set()

    def add(self, event: Event) -> bool:
        match event:
            case happened.TextProfiled(profile=profile):
                self._profile = profile
                self.coverage = Coverage(bytes_total=profile.bytes, documents_total=profile.documents)
                return True
            case happened.QueryRan(sql=sql):
                return self._queried(sql)
            case happened.RunEnded(reply=reply) if reply.coverage.bytes_total:
                self.coverage = reply.coverage
                return True
            case _:
                return False

    def _queried(self, sql: str) -> bool:
        """A table holds every byte of the documents it was parsed from: code has seen those."""
        if self._profile is None:
            return False
        named = {
            table.name
            for table in self._profile.tables
            if table.name not in self._tables and re.search(rf"\b{re.escape(table.name)}\b", sql)
        }
        self._tables |= named
        tables = [table for table in self._profile.tables if table.name in self._tables]
        whole = sum(table.documents for table in tables) >= self._profile.documents
        scanned = self._profile.bytes if whole else sum(table.bytes for table in tables)
        touched = min(self._profile.documents, sum(table.documents for table in tables))
        self.coverage = msgspec.structs.replace(
            self.coverage,
            bytes_scanned=min(scanned, self._profile.bytes),
            documents_touched=touched,
        )
        return bool(named)
