"""llama.cpp is built for a graphics card when that is asked, and only where it can be."""

import importlib
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parent.parent.parent / "packaging"


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """On a machine with the headers that building for Vulkan needs."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    module = importlib.import_module("gpu")
    for header in ("vulkan/vulkan.hpp", "spirv/unified1/spirv.hpp"):
        (tmp_path / "include" / header).parent.mkdir(parents=True)
        (tmp_path / "include" / header).touch()
    monkeypatch.setattr(module, "HEADERS_IN", (tmp_path / "include",))
    monkeypatch.setattr(module, "NVIDIA", tmp_path / "nvidia")
    monkeypatch.setattr(module, "CARDS", tmp_path)
    (tmp_path / "renderD128").touch()
    for name in ("VULKAN_SDK", "CMAKE_PREFIX_PATH", "CMAKE_ARGS"):
        monkeypatch.delenv(name, raising=False)
    return module


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The programs that this machine has."""
    found: set[str] = set()
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in found else None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("CUDA_PATH", "/nowhere")
    return found


def test_unasked_it_is_built_as_usual(gpu: ModuleType, tools: set[str], tmp_path: Path) -> None:
    tools |= {"nvcc", "glslc"}

    assert gpu.ARGUMENTS[gpu.chosen(None, tmp_path / "gpu.txt", print)] == ""


def test_what_was_asked_is_remembered(gpu: ModuleType, tools: set[str], tmp_path: Path) -> None:
    tools.add("glslc")

    assert gpu.chosen("vulkan", tmp_path / "gpu.txt", print) == "vulkan"
    assert gpu.chosen(None, tmp_path / "gpu.txt", print) == "vulkan"
    assert gpu.chosen("none", tmp_path / "gpu.txt", print) == "none"
    assert gpu.chosen(None, tmp_path / "gpu.txt", print) == "none"


def test_what_cannot_be_built_says_what_to_install(gpu: ModuleType, tools: set[str], tmp_path: Path) -> None:
    for choice, missing in (("cuda", "nvcc"), ("vulkan", "glslc"), ("metal", "Mac")):
        with pytest.raises(gpu.SetupStopped, match=missing):
            gpu.chosen(choice, tmp_path / "gpu.txt", print)
    assert gpu.chosen(None, tmp_path / "gpu.txt", print) == gpu.USUAL


@pytest.mark.parametrize("header", ["vulkan/vulkan.hpp", "spirv/unified1/spirv.hpp"])
def test_vulkan_without_its_headers_is_told_before_anything_is_built(
    gpu: ModuleType, tools: set[str], tmp_path: Path, header: str
) -> None:
    tools.add("glslc")
    (tmp_path / "include" / header).unlink()

    with pytest.raises(gpu.SetupStopped, match="spirv-headers"):
        gpu.chosen("vulkan", tmp_path / "gpu.txt", print)
    assert gpu.chosen("auto", tmp_path / "gpu.txt", print) == "none"


@pytest.mark.parametrize(
    ("there", "choice"),
    [
        ({"nvcc", "glslc", "nvidia-smi"}, "cuda"),
        ({"nvcc", "glslc"}, "vulkan"),
        ({"nvcc"}, "none"),
        (set(), "none"),
    ],
)
def test_auto_takes_the_fastest_that_can_be_built_and_says_so(
    gpu: ModuleType, tools: set[str], tmp_path: Path, there: set[str], choice: str
) -> None:
    tools |= there
    said: list[str] = []

    assert gpu.chosen("auto", tmp_path / "gpu.txt", said.append) == choice
    assert len(said) == 1


def test_auto_builds_for_no_card_where_there_is_none(
    gpu: ModuleType, tools: set[str], tmp_path: Path
) -> None:
    tools |= {"nvcc", "glslc"}
    (tmp_path / "renderD128").unlink()

    assert gpu.chosen("auto", tmp_path / "gpu.txt", print) == "none"
