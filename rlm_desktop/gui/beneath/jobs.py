"""Work that may take a while, done beside the window, with its result brought back into it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.event_pump import EventPump


class Jobs:
    """Runs functions on a few worker threads; `then` and `failed` are called in the window's thread."""

    def __init__(self, pump: EventPump, failed: Callable[[RlmError], None]) -> None:
        self._pump = pump
        self._failed = failed
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="window-job")
        self.closed = False

    def run[T](
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[RlmError], None] | None = None,
        after_events: bool = False,
    ) -> None:
        """Start `work`; an `RlmError` goes to `failed`, a bug is raised in the window's thread.

        With `after_events`, its end comes after the events it pushed.
        """
        post = self._pump.post_after if after_events else self._pump.post

        def settle(future: Future[T]) -> None:
            post(lambda: self._settle(future, then, failed or self._failed))

        self._pool.submit(work).add_done_callback(settle)

    def close(self) -> None:
        """Start nothing more; what runs is left to end by itself."""
        self.closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _settle[T](
        self, future: Future[T], then: Callable[[T], None] | None, failed: Callable[[RlmError], None]
    ) -> None:
        if self.closed or future.cancelled():
            return
        error = future.exception()
        if isinstance(error, RlmError):
            failed(error)
        elif error is not None:
            raise error
        elif then is not None:
            then(future.result())
