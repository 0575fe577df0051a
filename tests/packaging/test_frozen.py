"""The environment of a packaged application: its own libraries are for it and its children alone."""

import os
import sys

import pytest

from rlm_desktop import __main__ as program


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux are libraries found through a variable")
def test_what_a_packaged_application_starts_gets_the_persons_library_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/rlm-desktop/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/tea/lib")
    # Set and taken away at the end, whatever the call makes of it.
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "0")

    program._give_environment_back()

    assert os.environ["LD_LIBRARY_PATH"] == "/home/tea/lib"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_run_from_source_the_environment_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/home/tea/lib")

    program._give_environment_back()

    assert os.environ["LD_LIBRARY_PATH"] == "/home/tea/lib"
