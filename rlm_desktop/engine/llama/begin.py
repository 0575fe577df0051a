"""The first call to llama.cpp in a process."""

import ctypes
import sys
from pathlib import Path

from llama_cpp import llama_cpp as lib

from rlm_desktop.engine import backends

LIBRARIES = Path(lib._base_path)


def begin() -> None:
    """Ready the library and the part of it that computes. May be called again. Raises `EngineError`."""
    lib.llama_backend_init()
    backends.load(LIBRARIES, _ggml())


def _ggml() -> ctypes.CDLL:
    """What answers calls about back ends. Elsewhere than on Windows they are found through the library."""
    if sys.platform == "win32":
        return ctypes.CDLL(str(LIBRARIES / "ggml.dll"))
    library: ctypes.CDLL = lib._lib
    return library
