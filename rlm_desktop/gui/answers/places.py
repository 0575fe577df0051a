"""The places of an answer, up to millions: kept packed, and fetched as they are looked at."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QObject, Signal

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.reply import Quote

FIRST, MOST = 500, 8_000
"""Places fetched at once: few at first, so that they are there at once, then more."""

_FIELDS = 5  # document, start, end, line, page


class Packed(Sequence[Quote]):
    """Quotes in a few arrays: a million take some 150 MB instead of half a gigabyte."""

    def __init__(self, quotes: Sequence[Quote] = ()) -> None:
        self._names: list[str] = []
        self._number_of: dict[str, int] = {}
        self._numbers = array("Q")
        self._texts = bytearray()
        self._ends = array("Q", [0])
        self.extend(quotes)

    def extend(self, quotes: Sequence[Quote]) -> None:
        for quote in quotes:
            if quote.document not in self._number_of:
                self._number_of[quote.document] = len(self._names)
                self._names.append(quote.document)
            document = self._number_of[quote.document]
            self._numbers.extend((document, quote.start, quote.end, quote.line, quote.page or 0))
            self._texts += quote.quote.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._texts))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Quote:  # type: ignore[override]  # slices are not wanted
        if not 0 <= place < len(self):
            raise IndexError(place)
        document, start, end, line, page = self._numbers[_FIELDS * place : _FIELDS * (place + 1)]
        text = self._texts[self._ends[place] : self._ends[place + 1]]
        return Quote(
            document=self._names[document],
            start=start,
            end=end,
            line=line,
            page=page or None,
            quote=text.decode("utf-8", "surrogatepass"),
        )


class PlacesFeed(QObject):
    """Brings more places when it is asked for them; what takes time is done beside the window."""

    came = Signal(list, bool)
    """The next places, and whether these are the last."""
    failed = Signal(object)

    def __init__(
        self, jobs: Jobs, find: Callable[[], Iterator[Quote]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._find = find
        self._places: Iterator[Quote] | None = None
        self._size = FIRST
        self._busy = self._over = False
        self._wanted = True

    def more(self) -> None:
        """Fetch the next places, unless that is being done or there are none."""
        if self._busy or self._over or not self._wanted:
            return
        self._busy = True
        size = self._size
        self._size = min(MOST, 2 * size)

        def fetch() -> list[Quote]:
            # Only one fetch goes on at a time, so the iterator is never in two threads.
            if self._places is None:
                self._places = self._find()
            return list(islice(self._places, size))

        def fetched(found: list[Quote]) -> None:
            self._busy, self._over = False, len(found) < size
            if self._wanted:
                self.came.emit(found, self._over)

        self._jobs.run(fetch, fetched, failed=self._refused)

    def let_go(self) -> None:
        """Nobody looks any more: nothing is fetched or told from now on."""
        self._wanted = False

    def _refused(self, error: RlmError) -> None:
        self._busy, self._over = False, True
        if self._wanted:
            self.failed.emit(error)
