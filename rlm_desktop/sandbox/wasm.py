"""WebAssembly by wasmtime: compiled ahead for one kind of processor, and run with two pipes."""

import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import wasmtime

CODE = "python.cwasm"
"""The name of the compiled interpreter in its folder."""
_STACK_BYTES = 3 << 19
_TRAPPED = 70
_TARGETS = {"linux": "unknown-linux-gnu", "darwin": "apple-darwin", "win32": "pc-windows-msvc"}
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def compile_to(source: Path, target: Path) -> None:
    """Compile a module for this kind of processor, whichever of them it is run on."""
    module = wasmtime.Module.from_file(_engine(), source)
    target.write_bytes(module.serialize())


class Program:
    """A module that was compiled ahead. Native code: only a file whose hash was checked may be loaded."""

    def __init__(self, code: Path) -> None:
        self._engine = _engine()
        self._module = wasmtime.Module.deserialize_file(self._engine, str(code))

    def run(self, arguments: Sequence[str], *, memory_mb: int) -> int:
        """Run it to its end; its status. It is given standard input and output, clocks and random numbers."""
        store = wasmtime.Store(self._engine)
        store.set_limits(memory_size=memory_mb << 20)
        given = wasmtime.WasiConfig()
        given.argv = list(arguments)
        given.inherit_stdin()
        given.inherit_stdout()
        store.set_wasi(given)
        linker = wasmtime.Linker(self._engine)
        linker.define_wasi()
        start = linker.instantiate(store, self._module).exports(store)["_start"]
        assert isinstance(start, wasmtime.Func)
        try:
            start(store)
        except wasmtime.ExitTrap as end:
            return int(end.code)
        except (wasmtime.Trap, wasmtime.WasmtimeError):
            return _TRAPPED
        return 0


def _engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    config.max_wasm_stack = _STACK_BYTES
    machine, system = _MACHINES.get(platform.machine().lower()), _TARGETS.get(sys.platform)
    if machine and system:
        # Named, so that nothing is used that only the processor has on which it was compiled.
        config.target = f"{machine}-{system}"
    return wasmtime.Engine(config)
