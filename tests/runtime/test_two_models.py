"""A planner and a reader from two files: both are there at once, or refused before either is loaded."""

import contextlib
import os
import signal
import threading
from pathlib import Path

import pytest

from rlm_desktop.engine import fit, inquiry
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import EngineError, EngineLost, ResourceShort
from rlm_desktop.events import Event, ModelLoaded
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Job, Message, Sampling
from rlm_desktop.runtime.models import Models
from rlm_desktop.settings import EngineSettings, Settings

SMALL = EngineSettings(threads=1, context_tokens=256)


@pytest.fixture
def two(small_model: Path, tmp_path: Path) -> list[str]:
    """Two files that are different models as far as anybody can tell: one has something behind its end."""
    other = tmp_path / "other.gguf"
    other.write_bytes(small_model.read_bytes() + bytes(64))
    return [str(small_model), str(other)]


def test_both_answer_at_once_and_one_for_both_is_loaded_once(two: list[str], data: DataFolder) -> None:
    models = Models(Settings(data=data, engine=SMALL))
    told: list[Event] = []

    models.check_together(two, SMALL)
    root, sub = (models.load(name, "root", SMALL, told.append) for name in two)
    again = models.load(two[0], "sub", SMALL, told.append)

    job = Job(messages=(Message("user", "Say yes."),), sampling=Sampling(max_tokens=2))
    assert root is not sub and root is again
    assert all(engine.generate([job])[0].generated_tokens for engine in (root, sub))
    assert len([event for event in told if isinstance(event, ModelLoaded)]) == 2
    models.close()


def test_two_that_do_not_fit_are_refused_before_either_is_loaded(
    two: list[str], data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Models(Settings(data=data, engine=SMALL))
    monkeypatch.setattr(fit, "available", lambda: 300_000_000)

    with pytest.raises(ResourceShort, match="together"):
        models.check_together(two, SMALL)
    models.check_together([two[0], two[0]], SMALL)


def test_a_model_that_is_loaded_already_is_not_counted_again(
    two: list[str], data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Models(Settings(data=data, engine=SMALL))
    models.load(two[0], "root", SMALL, lambda _: None)
    monkeypatch.setattr(fit, "available", lambda: 300_000_000)

    models.check_together(two, SMALL)

    models.close()


def test_what_two_take_is_the_sum_and_one_named_twice_is_one(two: list[str], data: DataFolder) -> None:
    models = Models(Settings(data=data, engine=SMALL))

    one, both, same = (models.fit(names, SMALL) for names in (two[:1], two, [two[0], two[0]]))

    assert both.name == f"{one.name} and other" and both.fits
    assert both.total == pytest.approx(2 * one.total, rel=0.02)
    assert same.name == one.name and same.total == pytest.approx(one.total, rel=0.02)


def test_what_is_beyond_all_measure_is_told_from_the_header_at_once(
    two: list[str], data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "weigh", lambda *_: pytest.fail("llama.cpp was asked to lay it out"))

    told = Models(Settings(data=data)).fit(two[:1], EngineSettings(context_tokens=1 << 27))

    assert not told.fits and told.hint


@pytest.mark.timeout(60)
def test_a_mistake_of_ours_while_loading_is_not_waited_for(
    two: list[str], data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(Models, "_load", mistaken)
    told = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: told.set())

    with pytest.raises(EngineError, match="could not be loaded"):
        Models(Settings(data=data)).load(two[0], "root", SMALL, lambda _: None)

    assert told.wait(10)  # where mistakes of threads are told


@pytest.mark.slow
def test_one_that_is_killed_leaves_the_other_and_is_there_again_for_the_next_call(
    two: list[str], data: DataFolder
) -> None:
    models = Models(Settings(data=data, engine=SMALL))
    planner, reader = (models.load(name, "root", SMALL, lambda _: None) for name in two)
    assert isinstance(planner, LlamaEngine) and isinstance(reader, LlamaEngine)
    job = Job(messages=(Message("user", "Say yes."),), sampling=Sampling(max_tokens=2))
    long = Job(messages=(Message("user", "Say yes."),), sampling=Sampling(max_tokens=200, seed=1))
    before, killed = planner.pid, reader.pid

    def kill(_number: int, _text: str) -> None:
        assert killed
        with contextlib.suppress(ProcessLookupError):
            os.kill(killed, signal.SIGKILL)

    with pytest.raises(EngineLost):
        reader.generate([long], on_text=kill)

    assert planner.generate([job])[0].generated_tokens and planner.pid == before
    assert reader.generate([job])[0].generated_tokens and reader.pid != killed
    models.close()
