"""The sieve and the index of words brought up to date, in the background where much is missing."""

import os
import sys
import threading
from collections.abc import Callable

from rlm_desktop.context.pausing import Gate
from rlm_desktop.context.search import WordIndex
from rlm_desktop.context.sieve import Sieve
from rlm_desktop.context.texts import Texts
from rlm_desktop.events import Event, IngestProgressed

AT_ONCE = 64 * 1024 * 1024
"""Up to so many bytes of new text, words are indexed within the update; more of it in the background."""


class Indexing:
    """Adds what is missing, to the sieve first. One update, and one thread of its own, at a time."""

    def __init__(self, words: WordIndex, sieve: Sieve, gate: Gate) -> None:
        self._words = words
        self._sieve = sieve
        self._gate = gate
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def catch_up(
        self, texts: Texts, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
    ) -> None:
        """Forget what is gone and add what is missing, or begin to add it."""
        living = {source.document for source in texts.sources}
        self._words.forget_all_but(living)
        self._sieve.forget_all_but(living)
        missing = sum(source.size for source in self._words.missing(texts.sources))
        if max(missing, self._sieve.missing(texts)) > AT_ONCE:
            self.begin(texts)
            return
        done = 0

        def progress(size: int) -> None:
            nonlocal done
            done += size
            emit(IngestProgressed(doing="indexing words", done=done, total=missing, unit="bytes"))

        if self._sieve.add(texts, should_stop=should_stop):
            self._words.add(texts, should_stop=should_stop, progress=progress)
        if self._words.common_words_due:
            self.begin(texts)

    def begin(self, texts: Texts) -> None:
        """Go on in the background, if something is missing, without keeping anyone waiting."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._ended.clear()
        self._thread = threading.Thread(target=self._quietly, args=(texts,), name="index words", daemon=True)
        self._thread.start()

    def _quietly(self, texts: Texts) -> None:
        if sys.platform == "linux":
            # There a thread has a priority of its own; the model at work goes first.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        should_stop = self._gate.before(self._ended.is_set)
        sieved = self._sieve.add(texts, should_stop=should_stop)
        if sieved and self._words.add(texts, should_stop=should_stop):
            self._words.count_common_words(should_stop=should_stop)

    @property
    def at_work(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def wait(self, texts: Texts, seconds: float | None = None) -> bool:
        """Wait until all words are indexed; whether they are."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self._words.missing(texts.sources)

    def end(self) -> bool:
        """Leave the rest for another time; whether it was at work."""
        self._ended.set()
        at_work = self.at_work
        if self._thread is not None:
            self._thread.join()
        return at_work
