"""Speaking to the kernel without anything between: the C library, and what to say when it refuses."""

import ctypes
import os
import signal
import sys
from functools import cache

from rlm_desktop.errors import SandboxUnsafe

_SET_DEATH_SIGNAL, _NO_NEW_PRIVILEGES = 1, 38


@cache
def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int = 0) -> None:
    """End this process when the thread that started it ends, however that happens (Linux).

    With the number of the parent also when it has ended already, before this could be asked for.
    """
    if sys.platform == "linux":
        libc().prctl(_SET_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
        if parent and os.getppid() != parent:
            os._exit(0)


def give_up_privileges() -> None:
    """No program that is started from here can win rights, which both walls require."""
    demand(libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0, "no_new_privs")


def demand(done: bool, layer: str) -> None:
    """Raises `SandboxUnsafe` with the kernel's reason."""
    if not done:
        reason = os.strerror(ctypes.get_errno())
        raise SandboxUnsafe(
            f"The layer {layer} around an isolated process could not be put up: {reason}.",
            hint="No program of a model is run and no hostile file is read without it.",
        )
