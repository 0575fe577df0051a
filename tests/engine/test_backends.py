"""The part of llama.cpp that computes is looked for only where it was built for several processors."""

from pathlib import Path

import pytest

from rlm_desktop.engine import backends
from rlm_desktop.errors import EngineError


def test_a_build_for_this_machine_alone_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "libggml.so").write_bytes(b"not a library")
    (tmp_path / "libggml-cpu.so").write_bytes(b"not a library")

    backends.load(tmp_path)


def test_a_package_that_lost_a_library_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "libggml-cpu-haswell.so").write_bytes(b"")

    with pytest.raises(EngineError, match="missing") as raised:
        backends.load(tmp_path)

    assert "Install" in raised.value.hint
