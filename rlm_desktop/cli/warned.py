"""What the program warns of goes to the terminal as lines of its own; what its libraries say goes nowhere.

Without this Python prints both as they came, and a library may quote the text it stumbled over.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rlm_desktop.cli.terminal import Terminal


class _Said(logging.Handler):
    def __init__(self, terminal: Terminal) -> None:
        super().__init__(logging.WARNING)
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        self._terminal.tell(record.getMessage())


@contextmanager
def only_our_warnings(terminal: Terminal) -> Iterator[None]:
    """While a command runs."""
    ours, everybody = logging.getLogger("rlm_desktop"), logging.getLogger()
    said, silent = _Said(terminal), logging.NullHandler()
    ours.addHandler(said)
    everybody.addHandler(silent)
    try:
        yield
    finally:
        ours.removeHandler(said)
        everybody.removeHandler(silent)
