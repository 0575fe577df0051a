"""The walls of macOS and Windows, as far as they can be looked at without such a machine."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_desktop import walls
from rlm_desktop.engine import confinement
from rlm_desktop.errors import SandboxUnsafe
from rlm_desktop.sandbox import lockdown, selftest
from rlm_desktop.walls import Walls, jobs, seatbelt, untried
from rlm_desktop.walls.files import EXECUTE, KEEP, READ, READ_FILE, Rule


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    for name in ("read", "kept"):
        (tmp_path / name).mkdir()
    for name in ("run", "text"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    return {name: tmp_path.resolve() / name for name in ("read", "kept", "run", "text", "gone")}


def rules(places: dict[str, Path]) -> list[Rule]:
    return [
        (places["run"], READ_FILE | EXECUTE),
        (places["read"], READ),
        (places["text"], READ),
        (places["kept"], KEEP),
        (places["gone"], READ),
    ]


def test_a_profile_allows_what_the_rules_say_and_nothing_else(places: dict[str, Path]) -> None:
    lines = seatbelt.profile(rules(places)).splitlines()

    own = [line for line in lines if str(places["run"].parent) in line]
    assert own == [
        f'(allow file-read* (literal "{places["run"]}"))',
        f'(allow file-map-executable (literal "{places["run"]}"))',
        f'(allow file-read* (subpath "{places["read"]}"))',
        f'(allow file-map-executable (subpath "{places["read"]}"))',
        f'(allow file-read* (literal "{places["text"]}"))',
        f'(allow file-read* (subpath "{places["kept"]}"))',
        f'(allow file-write* (subpath "{places["kept"]}"))',
        f'(allow process-exec (literal "{places["run"]}"))',
    ]


def test_a_profile_refuses_first_and_what_was_imported_cannot_open_it(places: dict[str, Path]) -> None:
    lines = seatbelt.profile(rules(places)).splitlines()

    assert lines[:2] == ["(version 1)", "(deny default)"]
    imported = lines.index('(import "system.sb")')
    for refused in ("(deny network*)", "(deny process-fork)", "(deny process-exec*)", "(deny file-write*)"):
        assert lines.index(refused) > imported
    assert not [line for line in lines if line.startswith("(allow network")]
    assert lines.index("(deny file-write*)") < min(
        n for n, line in enumerate(lines) if "allow file-write" in line
    )


@pytest.mark.parametrize("name", ['a") (allow default) ("', "a\nb", "back\\slash", 'q"', "ключ", "; comment"])
def test_a_name_cannot_end_the_rule_that_it_stands_in(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")

    told = seatbelt.profile([(tmp_path / name, READ)])

    plain = seatbelt.profile([])
    assert len(told.splitlines()) == len(plain.splitlines()) + 1
    assert all(_is_one_form(line) for line in told.splitlines())


def _is_one_form(line: str) -> bool:
    """Parentheses outside of quotes close exactly at the end."""
    depth, quoted, at = 0, False, 0
    while at < len(line):
        letter = line[at]
        if quoted and letter == "\\":
            at += 1
        elif letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0 and at < len(line) - 1:
                return False
        at += 1
    return depth == 0 and not quoted


def test_what_starts_a_foreign_program_on_macos_sets_its_limits_and_hands_all_words_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: dict[str, Path]
) -> None:
    pretended = tmp_path / "sandbox-exec"
    pretended.write_text('#!/bin/sh\n[ "$1" = -p ] && shift 2 && exec "$@"\n', encoding="utf-8")
    pretended.chmod(0o700)
    monkeypatch.setattr(seatbelt, "_SANDBOX_EXEC", pretended)
    code = "import resource, sys; print(resource.getrlimit(resource.RLIMIT_FSIZE)[1], sys.argv[1:])"

    def start(before: list[str], flags: int) -> "subprocess.Popen[bytes]":
        words = [*before, sys.executable, "-I", "-c", code, "a b", "$c"]
        return subprocess.Popen(words, stdout=subprocess.PIPE)

    process = lockdown.start(start, run=places["run"], read=[], memory_mb=0, held=Walls(seatbelt=True))  # type: ignore[arg-type]
    said, _ = process.communicate(timeout=30)

    assert said.decode().strip() == "0 ['a b', '$c']"


def test_the_structures_of_windows_have_the_sizes_that_windows_gives_them() -> None:
    assert ctypes.sizeof(jobs.BasicLimits) == 64
    assert ctypes.sizeof(jobs.ExtendedLimits) == 144
    assert ctypes.sizeof(jobs.MandatoryLabel) == 16
    assert jobs.BasicLimits.flags.offset == 16
    assert jobs.BasicLimits.active_processes.offset == 40
    assert jobs.ExtendedLimits.process_memory.offset == 112


def test_a_job_holds_one_process_that_ends_with_it() -> None:
    wanted = jobs.limits(900)

    flags = (
        jobs.KILL_ON_JOB_CLOSE | jobs.ACTIVE_PROCESS | jobs.PROCESS_MEMORY | jobs.DIE_ON_UNHANDLED_EXCEPTION
    )
    assert wanted.basic.flags == flags == 0x2508
    assert wanted.basic.active_processes == 1
    assert wanted.process_memory == 900 << 20
    assert not jobs.limits(0).basic.flags & jobs.PROCESS_MEMORY


class Windows:
    """What is asked of Windows' libraries, in order; one call can fail."""

    def __init__(self, failing: str = "") -> None:
        self.calls: list[str] = []
        self.failing = failing

    def __getattr__(self, name: str) -> "Windows":
        self.calls.append(name)
        return self

    def __call__(self, *args: object) -> int:
        name = self.calls[-1]
        right = 0 if name in ("NtResumeProcess", "SetNamedSecurityInfoW") else 7
        return (-1 if name == "NtResumeProcess" else 0 if right else 5) if name == self.failing else right


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    pretended = Windows()
    monkeypatch.setattr(jobs, "_library", lambda name: pretended)
    return pretended


def test_on_windows_a_process_is_in_its_job_and_low_before_it_is_let_go(windows: Windows) -> None:
    assert jobs.hold(1234, memory_mb=900) == 7

    order = [name for name in windows.calls if name != "restype"]
    steps = ("CreateJobObjectW", "AssignProcessToJobObject", "SetTokenInformation", "NtResumeProcess")
    assert sorted(steps, key=order.index) == list(steps)


@pytest.mark.parametrize(
    "failing",
    [
        "SetInformationJobObject",
        "AssignProcessToJobObject",
        "OpenProcessToken",
        "SetTokenInformation",
        "NtResumeProcess",
    ],
)
def test_on_windows_a_process_that_cannot_be_shut_in_is_ended_before_its_first_line(
    windows: Windows, failing: str
) -> None:
    windows.failing = failing
    started: list[subprocess.Popen[bytes]] = []

    def spawn(before: object, flags: int) -> "subprocess.Popen[bytes]":
        assert flags == jobs.SUSPENDED
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        process._handle = 1  # type: ignore[attr-defined]
        started.append(process)
        return process

    with pytest.raises(SandboxUnsafe, match="Windows' walls") as caught:
        lockdown.start(spawn, run=Path("deno"), read=[], memory_mb=900, held=Walls(job=True))

    assert untried.SWITCH in caught.value.hint
    assert started[0].poll() is not None


def test_on_windows_folders_that_are_written_to_are_opened_before_the_rank_is_lowered(
    windows: Windows, tmp_path: Path
) -> None:
    walls.confine(read=[], write=[tmp_path], held=Walls(job=True))

    assert windows.calls.index("SetNamedSecurityInfoW") < windows.calls.index("SetTokenInformation")


@pytest.mark.parametrize(
    ("system", "there", "held"),
    [
        ("darwin", True, Walls(seatbelt=True)),
        ("darwin", False, Walls()),
        ("win32", False, Walls(job=True)),
        ("freebsd14", False, Walls()),
    ],
)
def test_each_system_has_its_own_walls(
    monkeypatch: pytest.MonkeyPatch, system: str, there: bool, held: Walls
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(seatbelt, "is_there", lambda: there)

    assert walls.walls() == held


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_walls_that_were_never_tried_are_said_to_be_so_and_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(seatbelt, "is_there", lambda: True)
    assert "not tried on this system" in untried.note()
    assert untried.passed_on() == {}

    monkeypatch.setenv(untried.SWITCH, "off")

    assert walls.walls() == Walls()
    assert untried.passed_on() == {untried.SWITCH: "off"}
    assert confinement.why_not((), wanted=True) == f"taken away by {untried.SWITCH}"


def test_on_linux_nothing_takes_the_walls_away(monkeypatch: pytest.MonkeyPatch) -> None:
    before = walls.walls()
    monkeypatch.setenv(untried.SWITCH, "off")

    assert walls.walls() == before
    assert untried.note() == ""


def test_doctor_says_of_walls_that_were_never_tried_that_they_were_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(untried, "note", lambda: "written for macOS, not tried on this system")
    monkeypatch.setattr(walls, "walls", lambda: Walls(seatbelt=True))

    told = selftest._outer_layers(None)  # type: ignore[arg-type]

    assert told[1].detail == "A profile, written for macOS, not tried on this system"
    assert "Landlock" not in [finding.layer for finding in told]
