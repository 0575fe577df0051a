"""asyncio without sockets and without JavaScript: a loop whose selector only sleeps."""

import asyncio
import time

_LONGEST = 3600.0


class _Sleeper:
    """Stands where a selector of sockets would: nothing ever arrives."""

    def select(self, timeout: float | None = None) -> list[object]:
        if timeout:
            time.sleep(min(timeout, _LONGEST))
        return []

    def close(self) -> None:
        pass

    def get_map(self) -> None:
        return {}


class _Loop(asyncio.base_events.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._selector = _Sleeper()

    def _process_events(self, event_list: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class _Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = _Loop


def install() -> None:
    """Make `asyncio.run` work."""
    asyncio.events._event_loop_policy = _Policy()
    asyncio.run = asyncio.runners.run
    asyncio.events._set_running_loop(None)
