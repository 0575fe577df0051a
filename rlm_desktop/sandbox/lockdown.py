"""Linux's own walls around the interpreter's process: Landlock for files and TCP, seccomp for the rest.

Both are put on a thread and pass to what that thread starts; so a thread of its own puts them on, starts the
process and ends. The program itself stays free, and no wrapper process is needed or left behind.
"""

import ctypes
import os
import platform
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.errors import RlmError, SandboxUnsafe

# ---- Landlock: numbers from linux/landlock.h ----

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ALL_OF_VERSION_1 = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_TCP = 3  # bind, connect
_SCOPES = 3  # abstract Unix sockets, signals
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2

# ---- seccomp: classic BPF, and what is refused on each machine ----

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000  # the same calls under other numbers
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000


class _Machine(msgspec.Struct, frozen=True):
    """Numbers of system calls: the kernel's name of the machine, `socket`, and those refused outright."""

    audit: int
    refused: tuple[int, ...]


_MACHINES = {
    # socket, connect, bind, listen, accept, accept4, ptrace, process_vm_*, perf_event_open, bpf, io_uring_*,
    # userfaultfd, keyctl and kin, mount, umount2, unshare, setns, pivot_root, chroot, init_module and kin,
    # kexec_*, open_by_handle_at
    "x86_64": _Machine(
        audit=0xC000003E,
        refused=(41, 42, 49, 50, 43, 288, 101, 310, 311, 298, 321, 425, 426, 427, 323, 248, 249, 250, 165,
                 166, 272, 308, 155, 161, 175, 313, 246, 320, 304),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        refused=(198, 203, 200, 201, 202, 242, 117, 270, 271, 241, 280, 425, 426, 427, 282, 217, 218, 219, 40,
                 39, 97, 268, 41, 51, 105, 273, 104, 294, 265),
    ),
}  # fmt: skip


class Walls(msgspec.Struct, frozen=True):
    """What this kernel can hold. Landlock's version is 0 where there is none."""

    landlock: int = 0
    seccomp: bool = False


def walls() -> Walls:
    """Which of the two layers this system has."""
    if sys.platform != "linux":
        return Walls()
    version = _libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG))
    return Walls(landlock=max(0, version), seccomp=platform.machine() in _MACHINES)


def start[T](start_process: Callable[[], T], *, run: Path, read: Sequence[Path], held: Walls) -> T:
    """Call `start_process` behind the walls. Raises `SandboxUnsafe` where one cannot be put up."""
    results: list[T] = []
    failures: list[BaseException] = []

    def behind_walls() -> None:
        try:
            if held.landlock:
                _restrict_files(
                    held.landlock, [*_system_files(run), *((path, _READ_FILE | _READ_DIR) for path in read)]
                )
            if held.seccomp:
                _restrict_calls(_MACHINES[platform.machine()])
            results.append(start_process())
        except (OSError, RlmError) as error:
            failures.append(error)

    if not held.landlock and not held.seccomp:
        return start_process()
    thread = threading.Thread(target=behind_walls, name="sandbox-start")
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


def holds(process: "subprocess.Popen[bytes]", held: Walls) -> bool:
    """Whether the kernel says that the filter is on for a process that was started behind the walls."""
    if not held.seccomp:
        return False
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return lines.get("Seccomp") == "2" and lines.get("NoNewPrivs") == "1"


def _system_files(program: Path) -> list[tuple[Path, int]]:
    """What a dynamically linked program needs before its first line runs."""
    readable = _READ_FILE | _READ_DIR
    loaders = [*Path("/lib64").glob("ld-linux*"), *Path("/lib").glob("ld-linux*")]
    return [
        (program, _READ_FILE | _EXECUTE),
        *((loader.resolve(), _READ_FILE | _EXECUTE) for loader in loaders),
        *((Path(folder), readable) for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64")),
        (Path("/etc/ld.so.cache"), _READ_FILE),
        (Path("/dev/null"), _READ_FILE | _WRITE_FILE),
        (Path("/dev/urandom"), _READ_FILE),
        (Path("/proc/self"), readable),
        (Path("/sys/fs/cgroup"), readable),
    ]


def _restrict_files(version: int, rules: Iterable[tuple[Path, int]]) -> None:
    handled = _ALL_OF_VERSION_1
    handled |= _REFER if version >= 2 else 0
    handled |= _TRUNCATE if version >= 3 else 0
    handled |= _IOCTL_DEVICE if version >= 5 else 0
    attributes = struct.pack("<QQQ", handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    libc = _libc()
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    _demand(ruleset >= 0, "Landlock")
    try:
        for path, access in rules:
            _allow(ruleset, path, access)
        _demand(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0, "no_new_privs")
        _demand(libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0)) == 0, "Landlock")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not path.is_dir():
            access &= _EXECUTE | _WRITE_FILE | _READ_FILE
        rule = struct.pack("<Qi", access, beneath)
        added = _libc().syscall(
            _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0)
        )
        _demand(added == 0, "Landlock")
    finally:
        os.close(beneath)


def _restrict_calls(machine: _Machine) -> None:
    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("<HBBI", code, yes, no, value)

    program = [step(_LOAD, 4), step(_EQUAL, machine.audit, 1, 0), step(_RETURN, _KILL), step(_LOAD, 0)]
    program += [step(_AT_LEAST, _X32, 0, 1), step(_RETURN, _KILL)]
    for number in machine.refused:
        program += [step(_EQUAL, number, 0, 1), step(_RETURN, _REFUSE)]
    program.append(step(_RETURN, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(program))
    description = struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(code))
    libc = _libc()
    _demand(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0, "no_new_privs")
    _demand(libc.prctl(_SET_SECCOMP, _FILTER_MODE, description, 0, 0) == 0, "seccomp")


def _demand(done: bool, layer: str) -> None:
    if not done:
        reason = os.strerror(ctypes.get_errno())
        raise SandboxUnsafe(
            f"The layer {layer} of the isolated interpreter could not be put up: {reason}.",
            hint="No program of a model is run without it.",
        )


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
