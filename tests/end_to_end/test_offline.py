"""Nothing leaves the machine: shown in a network namespace of its own, with every socket counted."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths
from rlm_desktop.paths import DataFolder

PACKAGING = paths.PROGRAM.parent / "packaging"
SCRIPT = "answer(sql('SELECT count(*) FROM records')[0][0])\n"


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PACKAGING))
    module = importlib.import_module("offline_proof")
    reason = module.cannot()
    if reason:
        pytest.skip(reason)
    return module


def test_a_program_that_opens_a_socket_is_noticed(proof: ModuleType) -> None:
    assert proof.watched(proof.CONTROL).sockets


def test_reading_files_and_running_a_script_over_them_opens_no_socket(
    proof: ModuleType, data: DataFolder, tmp_path: Path
) -> None:
    script = tmp_path / "count.py"
    script.write_text(SCRIPT, encoding="utf-8")
    program = [sys.executable, "-m", "rlm_desktop", "--data-dir", data.root, "sandbox", "run"]

    seen = proof.watched([*program, script, paths.sample_library() / "orders.csv"])

    assert (seen.status, seen.sockets) == (0, []), seen.output
    assert "1200" in seen.output


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.usefixtures("default_model")
def test_a_question_typed_into_the_window_is_answered_right_without_a_network(proof: ModuleType) -> None:
    assert proof.prove_in_the_window()


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.usefixtures("default_model")
def test_a_question_is_answered_right_without_a_network(proof: ModuleType) -> None:
    assert proof.prove()
