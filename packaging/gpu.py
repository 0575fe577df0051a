"""Which graphics card llama.cpp is built for: what was asked, else what was built for before."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Callable, Optional

from console import SetupStopped

CHOICES = ("auto", "cuda", "vulkan", "metal", "none")

USUAL = "usual"

ARGUMENTS = {
    # The processor, and on a Mac Metal: what llama.cpp builds for unasked.
    USUAL: "",
    "cuda": "-DGGML_CUDA=ON",
    "vulkan": "-DGGML_VULKAN=ON",
    "metal": "-DGGML_METAL=ON",
    "none": "-DGGML_METAL=OFF" if sys.platform == "darwin" else "",
}
_LACKING = {
    "cuda": "NVIDIA's CUDA toolkit is needed and its compiler nvcc was not found: install the toolkit.",
    "vulkan": "Vulkan's shader compiler glslc or its headers were not found: install glslc, libvulkan-dev"
    " and spirv-headers.",
    "metal": "Metal is there on a Mac only.",
}

NVIDIA = Path("/proc/driver/nvidia")
CARDS = Path("/dev/dri")
HEADERS_IN = (Path("/usr/include"), Path("/usr/local/include"))
_HEADERS = ("vulkan/vulkan.hpp", "spirv/unified1/spirv.hpp")


def chosen(asked: Optional[str], remembered: Path, tell: Callable[[str], object]) -> str:
    """The back end to build for. What was asked is remembered, so that the next run does not build anew.

    Raises `SetupStopped` where the tools for what was asked are missing.
    """
    if asked is None:
        return _remembered(remembered)
    choice = _found() if asked == "auto" else asked
    if choice != "none" and not _can_build(choice):
        raise SetupStopped(_LACKING[choice] + " Or leave the option out, to build for the processor.")
    if asked == "auto":
        tell(f"Graphics card: building for {choice}" if choice != "none" else _NONE_FOUND)
    remembered.write_text(choice, encoding="utf-8")
    return choice


_NONE_FOUND = "Graphics card: none was found, or no tools to build for it, so the processor it is"


def _remembered(path: Path) -> str:
    try:
        choice = path.read_text(encoding="utf-8").strip()
    except OSError:
        return USUAL
    return choice if choice in ARGUMENTS else USUAL


def _found() -> str:
    """The first that there is and can be built here; CUDA is faster than Vulkan where there are both."""
    choices = ("metal", "cuda", "vulkan")
    return next((choice for choice in choices if _is_there(choice) and _can_build(choice)), "none")


def _is_there(choice: str) -> bool:
    """Whether the machine has such a card; tools alone are also where programs are built for others."""
    if choice == "cuda":
        return shutil.which("nvidia-smi") is not None or NVIDIA.exists()
    # Elsewhere than on Linux nearly every machine has a card, and there is no simple way to ask.
    return choice != "vulkan" or sys.platform != "linux" or any(CARDS.glob("renderD*"))


def _can_build(choice: str) -> bool:
    if choice == "metal":
        return sys.platform == "darwin"
    if choice == "vulkan":
        return shutil.which("glslc") is not None and _has_headers()
    toolkit = os.environ.get("CUDA_PATH") or "/usr/local/cuda"
    return shutil.which("nvcc") is not None or (Path(toolkit) / "bin" / "nvcc").is_file()


def _has_headers() -> bool:
    """Whether those of Vulkan and of its shaders are there, in so far as where to look is known."""
    if sys.platform != "linux" or {"VULKAN_SDK", "CMAKE_PREFIX_PATH", "CMAKE_ARGS"} & set(os.environ):
        return True
    return all(any((place / header).is_file() for place in HEADERS_IN) for header in _HEADERS)
