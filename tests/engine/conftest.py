"""A small real model, loaded once for the tests that only ask it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.settings import EngineSettings


@pytest.fixture(scope="session")
def engine(small_model: Path) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(small_model, EngineSettings(context_tokens=4096, threads=1), name="small", sha256="")
    yield engine
    engine.close()


@pytest.fixture
def own_engine(small_model: Path) -> Iterator[LlamaEngine]:
    """An engine for one test, with nothing cached, that the test may harm."""
    engine = LlamaEngine(small_model, EngineSettings(context_tokens=256, threads=1), name="small", sha256="")
    yield engine
    engine.close()
