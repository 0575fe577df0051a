"""What the trial of a package counts: sockets to the Internet, and files that are left behind."""

import importlib
from types import ModuleType

import pytest

from rlm_desktop import paths


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(paths.PROGRAM.parent / "packaging"))
    return importlib.import_module("try_package")


def test_sockets_to_the_internet_are_seen_and_those_within_the_machine_are_not(trial: ModuleType) -> None:
    lines = "7 socket(AF_INET, SOCK_STREAM, 0) = 3\n8 socket(AF_INET6, SOCK_DGRAM, 0) = 4\n"
    within = "9 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 5\n9 socket(AF_NETLINK, SOCK_RAW, 0) = 6\n"

    assert len(trial.INTERNET.findall(lines + within)) == 2


def test_a_file_of_the_program_is_left_behind_and_the_persons_own_are_not(trial: ModuleType) -> None:
    assert trial._of_the_person("home/tea/.local/share/rlm-desktop/history.sqlite")
    assert trial._of_the_person("home/tea/answer.md")
    for name in ("usr/lib/rlm-desktop/rlm-desktop", "usr/bin/rlm-desktop", "home/tea/.local/bin/rlm-desktop"):
        assert not trial._of_the_person(name)


def test_the_answer_that_is_looked_for_is_the_samples(trial: ModuleType) -> None:
    assert trial.known_answer() == 62
