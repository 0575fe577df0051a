"""The first call to llama.cpp in a process, and the calls that the Python package does not bring."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

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


def ggml_function(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    """A call of the library below llama.cpp, with its types."""
    function = next(found for one in _parts() if (found := getattr(one, name, None)))
    function.restype, function.argtypes = result, list(arguments)
    return cast("Callable[..., Any]", function)


@cache
def _parts() -> tuple[ctypes.CDLL, ...]:
    # Elsewhere than on Windows, what a library is linked with is found through it. To open those by their
    # paths might open another copy, which has devices of its own.
    parts = sorted(LIBRARIES.glob("ggml*.dll")) if sys.platform == "win32" else []
    return (lib._lib, *(ctypes.CDLL(str(path)) for path in parts))
