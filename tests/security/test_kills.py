"""A few rounds of `packaging/kill_proof.py`: parts are killed at random, and nothing is lost or left."""

import importlib
from pathlib import Path

import pytest

from rlm_desktop import paths

PACKAGING = paths.PROGRAM.parent / "packaging"


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.usefixtures("small_model")
def test_ten_kills_lose_nothing_and_leave_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    proof = importlib.import_module("kill_proof")

    rounds = list(proof.rounds(tmp_path, 10, seed=7))

    assert [one for one in rounds if one.wrong] == []
    assert sum(one.hit for one in rounds) >= 8
