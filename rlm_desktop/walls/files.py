"""Landlock: which files a process may open, and that it connects to nothing."""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rlm_desktop.walls.kernel import demand, give_up_privileges, libc

# Numbers from linux/landlock.h.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1
EXECUTE: Final = 1
WRITE_FILE: Final = 2
READ_FILE: Final = 4
READ: Final = READ_FILE | 8
"""Files, and the names in folders."""
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_ALL_OF_VERSION_1 = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
KEEP: Final = READ | WRITE_FILE | _TRUNCATE | _MAKE_FILE | _REMOVE_FILE | _MAKE_FOLDER | _REMOVE_FOLDER
"""Files and folders are read, written, made and removed; no links, devices or pipes."""
_TCP = 3  # bind, connect
_SCOPES = 3  # abstract Unix sockets, signals

type Rule = tuple[Path, int]
"""A file, or a folder and all below it, and what may be done there."""


def version() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    found = libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG))
    return max(0, int(found))


def restrict(version: int, rules: Iterable[Rule]) -> None:
    """Nothing but what the rules allow is possible from now on. Raises `SandboxUnsafe`."""
    handled = _ALL_OF_VERSION_1
    handled |= _REFER if version >= 2 else 0
    handled |= _TRUNCATE if version >= 3 else 0
    handled |= _IOCTL_DEVICE if version >= 5 else 0
    attributes = struct.pack("<QQQ", handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc().syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    demand(ruleset >= 0, "Landlock")
    try:
        for path, access in rules:
            _allow(ruleset, path, access & handled)
        give_up_privileges()
        demand(libc().syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0)) == 0, "Landlock")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return  # what cannot be reached need not be allowed
    try:
        if not path.is_dir():
            access &= EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE
        rule = struct.pack("<Qi", access, beneath)
        added = libc().syscall(
            _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0)
        )
        demand(added == 0, "Landlock")
    finally:
        os.close(beneath)
