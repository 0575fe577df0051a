"""What every test may use: a data folder of its own, and the real models where they are."""

import atexit
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from pathlib import Path

import pytest
from hypothesis import settings

from rlm_desktop.engine import catalogue
from rlm_desktop.errors import ModelMissing
from rlm_desktop.paths import DataFolder

# The same examples each time; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

SMALL = "smollm2-135m-instruct-q4_1"
DEFAULT = "qwen2.5-coder-1.5b-instruct-q4_k_m"


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A data folder that only this test writes into."""
    return DataFolder(tmp_path / "data")


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The 135M model: right for the machinery, not for answers."""
    return _model(SMALL)


@pytest.fixture(scope="session")
def default_model() -> Path:
    """The model that answers questions by default."""
    return _model(DEFAULT)


def _model(name: str) -> Path:
    """A model of the person who runs the tests, or a skip; a failure where the models are required."""
    folder = os.environ.get("RLM_TEST_MODELS_DIR")
    if folder and (there := Path(folder) / catalogue.entry(name).file).is_file():
        return there
    try:
        return Path(catalogue.find(name, DataFolder.default()).path)
    except ModelMissing as missing:
        if os.environ.get("RLM_TEST_MODELS") == "required":
            pytest.fail(f"{missing.message} {missing.hint}")
        pytest.skip(missing.message)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow may take longer before it counts as hanging."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(3600))


def pytest_unconfigure() -> None:
    """pytest's closing line is the last one.

    While Python ends, DuckDB's bindings list whatever a waiting thread still holds, as if it mattered.
    """
    atexit.register(_say_no_more)  # only then does pytest no longer hold standard error itself


def _say_no_more() -> None:
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
