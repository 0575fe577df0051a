"""What the table engine's process gives up before it loads the engine: all but reading one file.

The gate lets only harmless queries through and the engine is locked; this holds where both have failed.
"""

import os
import select
import sys
import threading
from pathlib import Path

from rlm_desktop import walls

_ROOM_MB = 1024
"""What the engine, Python and their threads may take beside the memory of queries."""


def isolate(database: Path, application: int, *, memory_mb: int) -> None:
    """Called first thing in the process. `application` is the pipe to the program that asks.

    Raises `SandboxUnsafe` where a wall that the system has can't be put up.
    """
    _limit(memory_mb + _ROOM_MB)
    walls.confine(read=[database])
    _end_with(application)


def _limit(memory_mb: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        most = memory_mb << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _end_with(application: int) -> None:
    """End the process when the program is gone, also in the middle of a query."""
    if not hasattr(select, "poll"):
        return
    watched = select.poll()
    watched.register(application, 0)  # nothing but that it is closed at the other end

    def watch() -> None:
        watched.poll()
        os._exit(0)

    threading.Thread(target=watch, name="end-with-application", daemon=True).start()
