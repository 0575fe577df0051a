"""Each layer by itself: the bundle's hashes, the self-test, the walls of the system."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_desktop import walls
from rlm_desktop.errors import RuntimeMissing, SandboxLost, SandboxUnsafe
from rlm_desktop.sandbox import child, frames, lockdown, selftest
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.child import Child
from rlm_desktop.sandbox.frames import Hello
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.settings import SandboxLimits

WALLS = walls.walls()
needs_walls = pytest.mark.skipif(
    not (WALLS.landlock and WALLS.seccomp), reason="this system has no Landlock and seccomp"
)


@pytest.fixture
def bundle(pyodide: Bundle) -> Bundle:
    return pyodide


def test_every_layer_is_reported_and_holds(bundle: Bundle) -> None:
    findings = {layer: (ok, detail) for layer, ok, detail in selftest.report() if layer != "snapshot"}

    assert len(findings) >= 10
    assert all(ok for ok, _ in findings.values()), findings


def test_an_interpreter_that_never_answers_is_said_to_be_late(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]

    def start(*_: object, **__: object) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(silent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    monkeypatch.setattr(child, "START_SECONDS", 0.1)
    monkeypatch.setattr(child, "_process", start)

    with pytest.raises(SandboxLost, match="not ready within"):
        Child.start(bundle, MountTable([]), SandboxLimits())


def test_a_missing_bundle_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RuntimeMissing) as caught:
        Bundle.find(tmp_path)

    assert "sandbox_bundle.py" in caught.value.hint


def test_a_changed_file_of_the_bundle_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(bundle.folder, copy)
    Bundle.find(copy)
    runner = copy / "firewall.mjs"
    runner.write_text(
        runner.read_text(encoding="utf-8").replace("locked = true", "locked = 1234"), encoding="utf-8"
    )

    with pytest.raises(RuntimeMissing, match=r"firewall\.mjs"):
        Bundle.find(copy.rename(tmp_path / "moved"))


def test_a_guest_that_differs_from_the_snapshot_is_named(bundle: Bundle, tmp_path: Path) -> None:
    shutil.copytree(bundle.folder, tmp_path / "bundle")
    shutil.copytree(bundle.folder.parent / "guest", tmp_path / "guest")
    (tmp_path / "guest" / "plain.py").write_text("changed", encoding="utf-8")

    assert "plain.py" in Bundle.find(tmp_path / "bundle").changed_guest


def test_a_bundle_that_cannot_start_is_an_error_with_a_hint(bundle: Bundle, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(bundle.folder, copy)
    (copy / "base.snapshot").write_bytes(b"not a snapshot")
    manifest = json.loads((copy / "manifest.json").read_bytes())
    broken = Bundle(copy, bundle.deno, manifest["snapshot"], manifest["pyodide"])

    with pytest.raises(SandboxLost) as caught:
        Child.start(broken, MountTable([]), SandboxLimits())

    assert caught.value.hint


@pytest.mark.parametrize(
    "hello",
    [
        Hello(outside=False, granted=["read"], globals=[]),
        pytest.param(Hello(outside=False, granted=[], globals=["Deno"]), marks=pytest.mark.slow),
        Hello(outside=True, granted=[], globals=[]),
    ],
)
@needs_walls
def test_a_process_that_kept_something_is_refused(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch, hello: Hello
) -> None:
    monkeypatch.setattr(frames, "decode", lambda payload, shape: hello)

    with pytest.raises(SandboxUnsafe):
        Child.start(bundle, MountTable([]), SandboxLimits())


@needs_walls
def test_a_process_without_the_kernels_filter_is_refused(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walls.calls, "restrict", lambda *, starting: None)

    with pytest.raises(SandboxUnsafe, match="filter"):
        Child.start(bundle, MountTable([]), SandboxLimits())


@needs_walls
def test_a_process_without_landlock_is_refused(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls.files, "restrict", lambda version, rules: None)

    with pytest.raises(SandboxUnsafe, match="Landlock"):
        Child.start(bundle, MountTable([]), SandboxLimits())


def test_an_attempt_that_succeeds_stops_everything(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    leaky = selftest.ATTEMPTS.replace('raise OSError("none of them is there")', "return 'a file'")
    monkeypatch.setattr(selftest, "ATTEMPTS", leaky)
    monkeypatch.setattr(selftest, "_passed", set())
    process = Child.start(bundle, MountTable([]), SandboxLimits())

    try:
        with pytest.raises(SandboxUnsafe, match="no file of this machine"):
            selftest.require(process, bundle)
    finally:
        process.close()


PROBES = {
    "a file": "open({secret!r}).read()",
    "a new file": "open({made!r}, 'w').write('x')",
    "a program": "os.execv('/bin/true', ['true'])",
    "TCP": "socket.socket()",
    "UDP": "socket.socket(type=socket.SOCK_DGRAM)",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "another process": "os.kill(os.getppid(), 0)",
    "another process's memory": "open('/proc/' + str(os.getppid()) + '/mem', 'rb')",
    "another process's limits": "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (9999, 9999))",
    "the rights of a file": "os.chmod({secret!r}, 0o777)",
    "the times of a file": "os.utime({secret!r}, (1, 1))",
    "a namespace": "os.unshare(os.CLONE_NEWUSER)",
}


@needs_walls
@pytest.mark.parametrize("attempt", [pytest.param(body, id=name) for name, body in PROBES.items()])
def test_the_walls_alone_hold_an_ordinary_program(tmp_path: Path, attempt: str) -> None:
    secret, made = tmp_path / "secret", tmp_path / "made"
    secret.write_text("secret", encoding="utf-8")
    python = Path(sys.executable).resolve()
    attempt = attempt.format(secret=str(secret), made=str(made))
    tried = f"try:\n    {attempt}\n    print('out')\nexcept PermissionError:\n    print('held')"
    code = "import os, resource, socket\n" + tried

    def start(before: Sequence[str], flags: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [*before, str(python), "-I", "-S", "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
        )

    libraries = [Path(sys.base_prefix), Path(sys.base_exec_prefix)]
    with lockdown.start(start, run=python, read=libraries, memory_mb=0, held=WALLS) as process:
        said, _ = process.communicate(timeout=20)

    assert said.strip() == b"held"


@needs_walls
def test_the_program_itself_stays_free(bundle: Bundle, tmp_path: Path) -> None:
    Child.start(bundle, MountTable([]), SandboxLimits()).close()

    (tmp_path / "new").write_text("free", encoding="utf-8")
    assert (
        subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], check=True).returncode == 0
    )
