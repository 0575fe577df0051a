"""Chooses which of llama.cpp's parts computes, where that was built for several processors."""

import ctypes
import os
from pathlib import Path

from rlm_desktop.errors import EngineError


def load(folder: Path, ggml: ctypes.CDLL) -> None:
    """Have llama.cpp look through its folder of libraries, once. Raises `EngineError`.

    A build for this machine alone has that part linked in, and is left as it is.
    """
    if _count(ggml):
        return
    ggml.ggml_backend_load_all_from_path(ctypes.c_char_p(os.fsencode(folder)))
    if not _count(ggml):
        raise EngineError(
            "No part of llama.cpp runs on this processor.",
            hint="A package for another kind of machine is needed.",
        )


def _count(ggml: ctypes.CDLL) -> int:
    ggml.ggml_backend_reg_count.restype = ctypes.c_size_t
    return int(ggml.ggml_backend_reg_count())
