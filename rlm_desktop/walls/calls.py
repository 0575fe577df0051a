"""seccomp: which system calls a process may make. Landlock knows files and TCP; this refuses the rest."""

import ctypes
import errno
import platform
import struct
from functools import cache
from typing import Final

import msgspec

from rlm_desktop.walls.kernel import demand, give_up_privileges, libc

type _Numbers = tuple[int | None, int | None]
"""The number of a call on x86_64 and on aarch64."""

_OUTWARD: Final[dict[str, _Numbers]] = {
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242),
}  # fmt: skip
_OTHER_PROCESSES: Final[dict[str, _Numbers]] = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "pidfd_getfd": (438, 438), "kill": (62, 129), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
}  # fmt: skip
_SHARED: Final[dict[str, _Numbers]] = {  # memory and queues of other programs, a window's pictures among them
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189),
    "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "setpriority": (141, 140), "sched_setscheduler": (144, 119), "ioprio_set": (251, 30),
}  # fmt: skip
_ATTRIBUTES: Final[dict[str, _Numbers]] = {  # of files anywhere: Landlock does not hold these
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
}  # fmt: skip
_KERNEL: Final[dict[str, _Numbers]] = {  # where its own faults have been
    "bpf": (321, 280), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
}  # fmt: skip
_MACHINE: Final[dict[str, _Numbers]] = {  # for a program that runs as root
    "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268),
    "pivot_root": (155, 41), "chroot": (161, 51), "fsopen": (430, 430), "fsmount": (432, 432),
    "open_tree": (428, 428), "open_tree_attr": (467, 467), "move_mount": (429, 429),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "sethostname": (170, 161), "setdomainname": (171, 162), "acct": (163, 89),
    "quotactl": (179, 60), "syslog": (103, 116), "iopl": (172, None), "ioperm": (173, None),
    "personality": (135, 92), "vhangup": (153, 58),
}  # fmt: skip
_STARTING: Final[dict[str, _Numbers]] = {
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
}  # fmt: skip
_ALWAYS: Final = (_OUTWARD, _OTHER_PROCESSES, _SHARED, _ATTRIBUTES, _KERNEL, _MACHINE)


class _Machine(msgspec.Struct, frozen=True):
    """The kernel's name of a kind of machine, and the numbers of calls there."""

    audit: int
    column: int
    clone: int
    limit: int

    def numbers(self, *groups: dict[str, _Numbers]) -> list[int]:
        return [number for group in groups for pair in group.values() if (number := pair[self.column])]


MACHINES: Final = {
    "x86_64": _Machine(audit=0xC000003E, column=0, clone=56, limit=302),
    "aarch64": _Machine(audit=0xC00000B7, column=1, clone=220, limit=261),
}
_CLONE3 = 435
_NEW_THREAD = 0x10000  # CLONE_THREAD

# Classic BPF. What is asked about lies at fixed places: the number at 0, the machine at 4, arguments from 16.
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _AUDIT, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000  # the same calls under other numbers
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_SET_SECCOMP, _FILTER_MODE = 22, 2


def restrict(*, starting: bool) -> None:
    """Refuse these calls from now on; with `starting`, programs may still be started.

    Raises `SandboxUnsafe`.
    """
    steps = _program(platform.machine(), starting=starting)
    code = ctypes.create_string_buffer(b"".join(steps))
    description = struct.pack("<HxxxxxxQ", len(steps), ctypes.addressof(code))
    give_up_privileges()
    demand(libc().prctl(_SET_SECCOMP, _FILTER_MODE, description, 0, 0) == 0, "seccomp")


def prepare() -> None:
    """Work out once what processes that are forked from this one will refuse."""
    _program(platform.machine(), starting=False)


@cache
def _program(kind: str, *, starting: bool) -> tuple[bytes, ...]:
    machine = MACHINES[kind]
    refused = machine.numbers(*_ALWAYS, *(() if starting else (_STARTING,)))
    steps = [_step(_LOAD, _AUDIT), _step(_EQUAL, machine.audit, 1, 0), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, _NUMBER), _step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _KILL)]
    for number in refused:
        steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _FAIL | errno.EPERM)]
    steps += _only(machine.limit, _step(_EQUAL, 0, 1, 0))  # limits of this process, not of another
    if not starting:
        steps += _only(machine.clone, _step(_HAS_BITS, _NEW_THREAD, 1, 0))
        # Its arguments lie in memory, where a filter cannot look; the C library then uses the older call.
        steps += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _FAIL | errno.ENOSYS)]
    return (*steps, _step(_RETURN, _ALLOW))


def _only(number: int, condition: bytes) -> list[bytes]:
    """A call that is allowed where its first argument meets the condition."""
    refuse, allow = _step(_RETURN, _FAIL | errno.EPERM), _step(_RETURN, _ALLOW)
    return [_step(_EQUAL, number, 0, 4), _step(_LOAD, _FIRST_ARGUMENT), condition, refuse, allow]


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)
