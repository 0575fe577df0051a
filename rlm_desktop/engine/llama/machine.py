"""What llama.cpp finds on this machine, and what a model would take of it, told without loading the model."""

import ctypes
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from llama_cpp import llama_cpp as lib

from rlm_desktop.engine.devices import Device
from rlm_desktop.engine.fit import Need
from rlm_desktop.engine.llama.begin import begin, ggml_function
from rlm_desktop.engine.llama.refusal import not_begun, refused
from rlm_desktop.engine.llama.shape import Shape, model_params

_INFO = 2
_MIB = 1 << 20
_CACHE_SIZE = re.compile(r"(?:kv_cache|memory_recurrent).*: size = +([\d.]+) MiB")
_WORK_SIZE = re.compile(r"(?:compute|output) buffer size = +([\d.]+) MiB")
_KINDS = {0: "processor", 1: "graphics card", 2: "integrated graphics", 3: "accelerator"}


def features() -> list[str]:
    """What the build makes use of: "AVX2", "OPENMP", …"""
    text = lib.llama_print_system_info().decode("ascii", "replace")
    return re.findall(r"(\w+) = 1", text)


def devices() -> Iterator[Device]:
    """All devices of all back ends of this build."""
    begin()
    for number in range(ggml_function("ggml_backend_dev_count", ctypes.c_size_t)()):
        yield _device(number)


def weigh(path: Path, shape: Shape) -> Need:
    """Have llama.cpp lay the model out without loading it. Raises `ModelRefused`, `ResourceShort`."""
    said: list[str] = []
    complaints: list[str] = []
    listen = lib.llama_log_callback(lambda level, text, _: _note(said, complaints, level, text))
    lib.llama_log_set(listen, None)
    begin()
    params = model_params(shape.gpu_layers)
    params.no_alloc = True
    model = lib.llama_model_load_from_file(str(path).encode(), params)
    if not model:
        raise refused(path, complaints)
    context = lib.llama_init_from_model(model, shape.context_params())
    if not context:
        raise not_begun(path, shape)
    # llama.cpp tells the sizes of its buffers in its log and nowhere else.
    return Need(
        weights=int(lib.llama_model_size(model)),
        cache=_sum(_CACHE_SIZE, said),
        work=_sum(_WORK_SIZE, said),
        process=psutil.Process().memory_info().rss,
    )


def _note(said: list[str], complaints: list[str], level: int, text: bytes) -> None:
    line = text.decode("utf-8", "replace")
    if level == _INFO:
        said.append(line)
    elif level > _INFO:
        complaints.append(line)
        sys.stderr.write(line)


def _sum(pattern: re.Pattern[str], said: list[str]) -> int:
    return sum(int(float(found[1]) * _MIB) for line in said if (found := pattern.search(line)))


def _device(number: int) -> Device:
    device = ggml_function("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)(number)
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    ggml_function("ggml_backend_dev_memory", None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(
        device, ctypes.byref(free), ctypes.byref(total)
    )
    registry = ggml_function("ggml_backend_dev_backend_reg", ctypes.c_void_p, ctypes.c_void_p)(device)
    kind = ggml_function("ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p)(device)
    return Device(
        name=_text("ggml_backend_dev_name", device),
        title=_text("ggml_backend_dev_description", device),
        backend=_text("ggml_backend_reg_name", registry),
        kind=_KINDS.get(kind, "other"),
        free_bytes=free.value,
        total_bytes=total.value,
    )


def _text(function: str, thing: int) -> str:
    text = ggml_function(function, ctypes.c_char_p, ctypes.c_void_p)(thing)
    return text.decode("utf-8", "replace") if text else ""
