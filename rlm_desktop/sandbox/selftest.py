"""Tries, once in the life of the program, to break out of the interpreter; if it can, no program is run.

The attempts run as a cell in a real process before any model's program does, and each must fail.
"""

import platform
import threading
from typing import Final

import msgspec

from rlm_desktop import walls
from rlm_desktop.errors import RlmError, SandboxUnsafe
from rlm_desktop.sandbox import lockdown
from rlm_desktop.sandbox.bridge import Cell, Exchange
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.child import Child
from rlm_desktop.sandbox.frames import BrokenFrame, Closed
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits
from rlm_desktop.walls import untried

ATTEMPTS: Final = r"""
import importlib.machinery, importlib.util, os

def succeeds(what):
    try:
        return repr(what())[:200]
    except BaseException:
        return None

def host_file():
    for path in ("/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", "C:/Windows/win.ini", "/Users"):
        if os.path.isdir(path) or os.path.exists(path) and open(path, "rb").read(1):
            return path
    raise OSError("none of them is there")

def environment():
    made_up = {"_", "HOME", "LANG", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "PWD", "PYTHONHASHSEED",
               "PYTHONINSPECT", "PYTHONUTF8", "USER"}
    strange = os.environ.keys() - made_up
    assert strange or os.environ["USER"] != "web_user"
    return strange

def network():
    found = importlib.machinery.BuiltinImporter.find_spec("_socket")
    sockets = importlib.util.module_from_spec(found)
    found.loader.exec_module(sockets)
    return sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM)

def process():
    status = os.system("true")
    assert status >= 0
    return status

def javascript():
    import js
    return js

def native_code():
    import ctypes
    return ctypes

def text_write():
    for name in os.listdir("/text"):
        return os.write(os.open("/text/" + name, os.O_RDWR), b"x")
    return os.mkdir("/text/new")

attempts = (host_file, environment, network, process, javascript, native_code, text_write)
print(json.dumps({attempt.__name__: succeeds(attempt) for attempt in attempts}))
"""
_MEANING: Final = {
    "host_file": "no file of this machine",
    "environment": "no environment",
    "network": "no network",
    "process": "no processes",
    "javascript": "no JavaScript",
    "native_code": "no native code",
    "text_write": "the text cannot be written",
}
_SECONDS: Final = 10.0
SLOWER: Final = (
    "it is three to eight times slower, has no files of its own, no asyncio and no lzma, and takes long over"
    " a text of more than 20,000 documents."
)
"""What the other interpreter is like, for the person."""


class Finding(msgspec.Struct, frozen=True):
    """One layer, whether it holds, and what was seen."""

    layer: str
    ok: bool
    detail: str


_passed: set[tuple[str, str, str]] = set()
_passing = threading.Lock()


def require(child: Child, bundle: Bundle | WasiBundle) -> None:
    """Raises `SandboxUnsafe` unless every layer holds. Tried once for each bundle, kernel and Deno."""
    key = (bundle.stamp, platform.release(), str(bundle.deno) if isinstance(bundle, Bundle) else "")
    with _passing:
        if key in _passed:
            return
        broken = [finding for finding in _attack(child) if not finding.ok]
        if broken:
            told = "; ".join(f"{finding.layer} ({finding.detail})" for finding in broken)
            raise SandboxUnsafe(
                f"The isolated interpreter does not hold, so no program is run: {told}.",
                hint="rlm-desktop doctor shows every layer.",
            )
        _passed.add(key)


def report() -> list[tuple[str, bool, str]]:
    """Every layer, whether it holds, and what was seen: for `doctor`."""
    try:
        bundle = Bundle.find()
        child = Child.start(bundle, MountTable([]), SandboxLimits())
    except RlmError as error:
        return [(each.layer, each.ok, each.detail) for each in _by_the_other(error)]
    try:
        findings = [*_outer_layers(child), *_attack(child)]
    finally:
        child.close()
    if bundle.changed_guest:
        changed = ", ".join(bundle.changed_guest)
        findings.append(Finding("snapshot", False, f"sources changed since it was made: {changed}"))
    findings.append(_other_interpreter())
    return [(finding.layer, finding.ok, finding.detail) for finding in findings]


def _by_the_other(missing: RlmError) -> list[Finding]:
    """The same for CPython for WASI, which takes over where the first interpreter cannot be had."""
    why = f"{missing.message} {missing.hint}".strip()
    try:
        bundle = WasiBundle.find()
        child = Child.start(bundle, MountTable([]), SandboxLimits())
    except RlmError as error:
        return [Finding("isolated interpreter", False, f"{why} {error.message} {error.hint}".strip())]
    try:
        findings = _attack(child)
    finally:
        child.close()
    taken_over = f"CPython {bundle.python_version} for WASI is used: {SLOWER} {missing.message}"
    return [Finding("isolated interpreter", True, taken_over), *findings]


def _other_interpreter() -> Finding:
    """Not needed where the first one holds, so that its lack is no fault."""
    try:
        bundle = WasiBundle.find()
    except RlmError as error:
        return Finding("other interpreter", True, f"not there, and not needed. {error.message}")
    return Finding("other interpreter", True, f"CPython {bundle.python_version} for WASI stands by")


def _outer_layers(child: Child) -> list[Finding]:
    """What `Child.start` has already demanded, for showing."""
    held = walls.walls()
    permissions = Finding("permissions", True, "every permission of Deno is revoked, its globals are deleted")
    if note := untried.note():
        up = " and ".join(held.names)
        return [permissions, Finding("walls of the system", True, f"{up}, {note}" if up else note)]
    return [
        permissions,
        Finding("Landlock", True, f"version {held.landlock}" if held.landlock else "this system has none"),
        Finding("seccomp", True, "on" if lockdown.holds(child.process, held) else "this system has none"),
    ]


def _attack(child: Child) -> list[Finding]:
    cell = Cell(code=ATTEMPTS, seconds=_SECONDS, fresh=True)
    exchange = Exchange(child, MountTable([]), SandboxLimits(), cell)
    try:
        done = exchange.run()
        seen = msgspec.json.decode(exchange.output, type=dict[str, str | None])
    except (Closed, BrokenFrame, msgspec.MsgspecError) as error:
        return [Finding("self-test", False, f"it could not be run: {str(error) or 'the interpreter ended'}")]
    if not done.ok or seen.keys() != _MEANING.keys():
        return [Finding("self-test", False, "it did not run to its end")]
    return [
        Finding(meaning, seen[name] is None, "held" if seen[name] is None else f"got {seen[name]}")
        for name, meaning in _MEANING.items()
    ]
