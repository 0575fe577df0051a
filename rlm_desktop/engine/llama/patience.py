"""Ends the process when one call of the library computes without end: nothing else could break it off."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TEXT_SECONDS: Final = 60
"""Of processor time for cutting one text into tokens. A megabyte takes about one."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """The kernel ends the process with SIGXCPU after so much processor time (not on Windows).

    Told by what is computed, not by the clock, so that a busy machine makes nothing late.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(time.process_time()) + 1 + seconds
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
