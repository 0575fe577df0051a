"""Work that may never end, held against a time."""

import threading
from collections.abc import Callable


def within(seconds: float, work: Callable[[], object]) -> None:
    """Do it in a thread of its own. Raises what it raises, and `TimeoutError` where it does not end."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised again
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"It was not over in {seconds:.0f} seconds.")
    if raised:
        raise raised[0]
