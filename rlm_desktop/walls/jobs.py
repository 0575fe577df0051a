"""Windows' walls: a job that a process cannot leave, and a lower rank than the person's. Written, never run.

The job lets it start nothing, limits its memory and ends it with the program that watches it. At low
integrity it changes none of the person's files, windows or processes. It can still read files, and the
network is not cut off: that would take an AppContainer, which must be there before a process begins.
"""

import ctypes
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rlm_desktop.errors import SandboxUnsafe
from rlm_desktop.walls.untried import WAY_OUT

# Numbers from winnt.h.
_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4
ACTIVE_PROCESS: Final = 0x8
PROCESS_MEMORY: Final = 0x100
DIE_ON_UNHANDLED_EXCEPTION: Final = 0x400
KILL_ON_JOB_CLOSE: Final = 0x2000
_NO_WINDOWS: Final = 0xFF
"""No windows of others, clipboard, atoms, desktops, display or system settings, no end of the session."""
_ADJUST, _QUERY = 0x80, 0x8  # TOKEN_ADJUST_DEFAULT, TOKEN_QUERY
_INTEGRITY_LEVEL, _GROUP_INTEGRITY = 25, 0x20
_LOW: Final = "S-1-16-4096"
_LOW_FOLDER: Final = "S:(ML;OICI;NW;;;LW)"
"""A folder, and all that is made in it, that may be written to at low integrity."""
_FILE_OBJECT, _LABEL = 1, 0x10
_FIRST_REVISION = 1
SUSPENDED: Final = 0x4
"""A flag for starting a process that stands still until `hold` lets it go."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class MandatoryLabel(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("sid", ctypes.c_void_p), ("attributes", ctypes.c_uint32))


def limits(memory_mb: int) -> ExtendedLimits:
    """One process, which ends with the job; 0 for memory as it needs it."""
    wanted = ExtendedLimits()
    wanted.basic.flags = ACTIVE_PROCESS | KILL_ON_JOB_CLOSE | DIE_ON_UNHANDLED_EXCEPTION
    wanted.basic.active_processes = 1
    if memory_mb:
        wanted.basic.flags |= PROCESS_MEMORY
        wanted.process_memory = memory_mb << 20
    return wanted


def restrict(write: Sequence[Path]) -> None:
    """Put this process into a job of its own and lower its rank, for good. Raises `SandboxUnsafe`.

    It writes into these folders alone, which anybody of low rank may do from then on.
    """
    for folder in write:
        _open_to_the_low(folder)
    this = ctypes.c_void_p(_kernel().GetCurrentProcess())
    _hold(this, memory_mb=0)  # the job stays open until the process ends
    _lower(this)


def hold(process: int, *, memory_mb: int) -> int:
    """Shut in a process that was started `SUSPENDED`, and let it go.

    Gives the job, which ends the process when it is closed. Raises `SandboxUnsafe`.
    """
    handle = ctypes.c_void_p(process)
    job = _hold(handle, memory_mb=memory_mb)
    _lower(handle)
    resumed: int = _library("ntdll").NtResumeProcess(handle)
    _demand(resumed >= 0, "letting a process go")
    return job


def _hold(process: ctypes.c_void_p, *, memory_mb: int) -> int:
    kernel = _kernel()
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    _demand(bool(job), "a job")
    wanted, windows = limits(memory_mb), ctypes.c_uint32(_NO_WINDOWS)
    for kind, value in ((_EXTENDED_LIMITS, wanted), (_UI_RESTRICTIONS, windows)):
        size = ctypes.c_uint32(ctypes.sizeof(value))
        done = kernel.SetInformationJobObject(ctypes.c_void_p(job), kind, ctypes.byref(value), size)
        _demand(bool(done), "a job's limits")
    _demand(bool(kernel.AssignProcessToJobObject(ctypes.c_void_p(job), process)), "a job around a process")
    return int(job)


def _lower(process: ctypes.c_void_p) -> None:
    rights, sid, token = _library("advapi32"), ctypes.c_void_p(), ctypes.c_void_p()
    _demand(bool(rights.ConvertStringSidToSidW(_LOW, ctypes.byref(sid))), "a low rank's name")
    opened = rights.OpenProcessToken(process, _ADJUST | _QUERY, ctypes.byref(token))
    _demand(bool(opened), "a process's rank")
    label = MandatoryLabel(sid, _GROUP_INTEGRITY)
    size = ctypes.sizeof(label) + rights.GetLengthSid(sid)
    lowered = rights.SetTokenInformation(token, _INTEGRITY_LEVEL, ctypes.byref(label), size)
    _demand(bool(lowered), "a low rank")
    _kernel().CloseHandle(token)
    _kernel().LocalFree(sid)


def _open_to_the_low(folder: Path) -> None:
    rights = _library("advapi32")
    described, label = ctypes.c_void_p(), ctypes.c_void_p()
    there, usual = ctypes.c_int(), ctypes.c_int()
    made = rights.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        _LOW_FOLDER, _FIRST_REVISION, ctypes.byref(described), None
    )
    _demand(bool(made), "a folder's label")
    rights.GetSecurityDescriptorSacl(described, ctypes.byref(there), ctypes.byref(label), ctypes.byref(usual))
    problem = rights.SetNamedSecurityInfoW(str(folder), _FILE_OBJECT, _LABEL, None, None, None, label)
    _demand(problem == 0, "a folder that may be written to")
    _kernel().LocalFree(described)


def close(job: int) -> None:
    """End what is in it."""
    _kernel().CloseHandle(ctypes.c_void_p(job))


def _kernel() -> ctypes.CDLL:
    return _library("kernel32")


def _library(name: str) -> ctypes.CDLL:
    if sys.platform != "win32":
        raise SandboxUnsafe("Only Windows has jobs.")
    return ctypes.WinDLL(name, use_last_error=True)


def _demand(done: bool, what: str) -> None:
    if not done:
        reason = getattr(ctypes, "get_last_error", int)()
        raise SandboxUnsafe(
            f"Windows' walls around an isolated process could not be put up: {what} (error {reason}).",
            hint=WAY_OUT,
        )
