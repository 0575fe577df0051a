"""The other interpreter: when it is used, what it can reach, and that it runs what the first one runs.

The tests of attacks, cells and limits are of both; those of this one are `slow`.
"""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import walls
from rlm_desktop.errors import RuntimeMissing, SandboxUnsafe
from rlm_desktop.sandbox import child, selftest
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits
from tests.sandbox.conftest import mount, run, value

WASI = SandboxLimits(interpreter="wasi")


def test_it_passes_the_test_of_the_first_one_and_reads_the_text(wasi: WasiBundle, text: Path) -> None:
    with Sandbox(mounts=[mount(text)], limits=WASI, bundle=wasi) as sandbox:
        assert value(sandbox, "len(lines), sum('user3' in line for line in lines)") == "(2000, 286)"
        assert (
            value(sandbox, "import os\ndict(os.environ), os.listdir('/') if os.path.isdir('/tmp') else 0")
            == "({}, 0)"
        )
        forged = run(sandbox, "import channel\nchannel.write(99, b'x')")
        assert forged.killed and forged.error and forged.error.kind == "SandboxLost"
        assert value(sandbox, "6 * 7") == "42"


@pytest.mark.skipif(not walls.walls().seccomp, reason="this system has no filter of system calls")
def test_its_process_opens_no_file_of_the_person_and_no_text(wasi: WasiBundle, text: Path) -> None:
    started = child.Child.start(wasi, MountTable([mount(text)]), WASI)
    try:
        assert started.hello is not None
        assert started.hello.outside is (False if walls.walls().landlock else None)
        assert walls.is_filtered(started.process.pid)
    finally:
        started.close()


def missing(folder: Path | None = None) -> Bundle:
    raise RuntimeMissing("Deno, which runs the isolated interpreter, is not installed.")


@pytest.mark.parametrize("package", [None, ModuleType("deno")], ids=["none", "an empty one"])
def test_it_is_used_where_there_is_no_deno_for_this_kind_of_machine(
    wasi: WasiBundle, monkeypatch: pytest.MonkeyPatch, package: ModuleType | None
) -> None:
    """Windows on ARM has no package of it; where the C library is musl, pip finds an empty one."""
    monkeypatch.setitem(sys.modules, "deno", package)
    notes: list[str] = []

    with Sandbox(mounts=[], limits=SandboxLimits(), on_note=notes.append) as sandbox:
        assert value(sandbox, "import sys\nsys.platform") == "'wasi'"

    (note,) = notes
    assert note.startswith("Deno, which runs the isolated interpreter, is not installed.")


def test_it_is_used_where_the_first_cannot_be_had_and_that_is_said(
    wasi: WasiBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bundle, "find", missing)
    notes: list[str] = []

    with Sandbox(mounts=[], limits=SandboxLimits(), on_note=notes.append) as sandbox:
        assert value(sandbox, "import sys\nsys.platform") == "'wasi'"

    (note,) = notes
    assert "Deno" in note and "other" in note


def test_it_is_used_where_the_first_does_not_pass_its_test(
    pyodide: Bundle, wasi: WasiBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tested = selftest.require

    def fails(started: child.Child, bundle: Bundle | WasiBundle) -> None:
        if isinstance(bundle, Bundle):
            raise SandboxUnsafe("The isolated interpreter does not hold, so no program is run: no network.")
        tested(started, bundle)

    monkeypatch.setattr(selftest, "require", fails)
    with Sandbox(mounts=[], limits=SandboxLimits()) as sandbox:
        assert value(sandbox, "import sys\nsys.platform") == "'wasi'"
    with (
        pytest.raises(SandboxUnsafe),
        Sandbox(mounts=[], limits=SandboxLimits(interpreter="pyodide")) as sandbox,
    ):
        sandbox.run("1", tools={})


def test_the_doctor_says_which_interpreter_is_used_and_what_it_is_like(
    wasi: WasiBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bundle, "find", missing)

    told = selftest.report()

    assert [ok for _, ok, _ in told] == [True] * 8
    assert "WASI" in told[0][2] and selftest.SLOWER in told[0][2]


def test_where_neither_can_be_had_the_first_is_what_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def neither(folder: Path | None = None) -> WasiBundle:
        raise RuntimeMissing("The other interpreter has not been built.")

    monkeypatch.setattr(Bundle, "find", missing)
    monkeypatch.setattr(WasiBundle, "find", neither)

    with pytest.raises(RuntimeMissing, match="Deno"), Sandbox(mounts=[], limits=SandboxLimits()) as sandbox:
        sandbox.run("1", tools={})


def test_a_changed_file_of_it_is_refused(wasi: WasiBundle, tmp_path: Path) -> None:
    copy = tmp_path / "wasi-bundle"
    shutil.copytree(wasi.folder, copy)
    assert WasiBundle.find(copy).stamp == wasi.stamp
    with (copy / "python.cwasm").open("r+b") as file:
        file.seek(1000)
        file.write(b"changed")
    again = tmp_path / "again"
    copy.rename(again)

    with pytest.raises(RuntimeMissing, match=r"python\.cwasm"):
        WasiBundle.find(again)
