"""What this machine can run, and what is missing."""

import os
import platform
import shutil
from collections.abc import Iterator

import psutil

from rlm_desktop.engine import catalogue, inquiry
from rlm_desktop.engine.servers.engine import is_address
from rlm_desktop.errors import RlmError
from rlm_desktop.runtime.kinds import Check
from rlm_desktop.sandbox import selftest
from rlm_desktop.settings import Settings
from rlm_desktop.walls import untried

_GIGABYTE = 1_000_000_000
_LITTLE_DISK = 5 * _GIGABYTE
_BUILD_AGAIN = "Build it again: python3 packaging/bootstrap.py setup."


def examine(settings: Settings) -> list[Check]:
    """Look at everything that a question needs. Nothing is loaded for long, nothing is changed."""
    return [*_machine(settings), *_backends(settings), *_models(settings), *_sandbox()]


def _machine(settings: Settings) -> Iterator[Check]:
    memory = psutil.virtual_memory()
    yield Check(
        name="system", ok=None, detail=f"{platform.platform(terse=True)}, Python {platform.python_version()}"
    )
    yield Check(name="processor", ok=None, detail=f"{os.cpu_count()} cores, {platform.machine()}")
    yield Check(
        name="memory",
        ok=memory.available > 2 * _GIGABYTE,
        detail=f"{memory.available / _GIGABYTE:.1f} of {memory.total / _GIGABYTE:.1f} GB free",
        hint="Close other programs: the default model needs about 2 GB.",
    )
    free = shutil.disk_usage(settings.data.libraries).free
    yield Check(
        name="disk",
        ok=free > _LITTLE_DISK,
        detail=f"{free / _GIGABYTE:.1f} GB free in {settings.data.root}",
        hint="Free some room, or choose another place with --data-dir.",
    )


def _backends(settings: Settings) -> Iterator[Check]:
    """What llama.cpp was built for, and each device that it finds."""
    try:
        found = inquiry.survey(settings.engine)
    except RlmError as error:
        yield Check(name="llama.cpp", ok=False, detail=error.message, hint=_BUILD_AGAIN)
        return
    yield Check(name="llama.cpp", ok=True, detail=f"built for {', '.join(found.features)}")
    up = "up: the model's file, no network, no programs"
    yield Check(
        name="walls around models",
        ok=None if found.unwalled else True,
        detail=f"none: {found.unwalled}" if found.unwalled else "; ".join(filter(None, (up, untried.note()))),
    )
    for device in found.devices:
        free, total = device.free_bytes / _GIGABYTE, device.total_bytes / _GIGABYTE
        # A processor's memory is the machine's, which has a line of its own.
        room = "" if device.kind == "processor" else f", {free:.1f} of {total:.1f} GB free"
        detail = f"{device.title} ({device.kind}{room})"
        yield Check(name=f"back end: {device.backend}", ok=None, detail=detail)
    if all(device.kind == "processor" for device in found.devices):
        yield Check(
            name="graphics card",
            ok=None,
            detail="none is used: this llama.cpp has back ends for the processor only",
            hint="If there is one: python3 packaging/bootstrap.py setup --gpu auto (or cuda, vulkan, metal).",
        )


def _models(settings: Settings) -> Iterator[Check]:
    names = dict.fromkeys(filter(None, (settings.engine.root, settings.engine.sub)))
    for name in names:
        if is_address(name):
            yield Check(name="model", ok=None, detail=f"on the server {name}, asked when it is used")
            continue
        try:
            found = catalogue.find(name, settings.data)
        except RlmError as error:
            yield Check(name="model", ok=False, detail=error.message, hint=error.hint)
            continue
        known = "as its maker published it" if found.entry else "not in the catalogue"
        yield Check(name="model", ok=True, detail=f"{found.name}, {found.bytes / _GIGABYTE:.1f} GB, {known}")


def _sandbox() -> Iterator[Check]:
    try:
        for layer, holds, detail in selftest.report():
            yield Check(
                name=f"sandbox: {layer}", ok=holds, detail=detail, hint="No program is run until this holds."
            )
    except RlmError as error:
        yield Check(name="sandbox", ok=False, detail=error.message, hint=error.hint)
