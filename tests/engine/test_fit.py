"""What a model takes is known before it is loaded; one that does not fit is refused with a way out."""

from pathlib import Path

import psutil
import pytest

from rlm_desktop.engine import confinement, fit, gguf, inquiry
from rlm_desktop.engine.devices import Device
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import ResourceShort
from rlm_desktop.settings import EngineSettings
from tests.engine.test_generate import job


def test_the_estimate_is_within_a_tenth_of_what_is_used(small_model: Path) -> None:
    settings = EngineSettings(context_tokens=4096, threads=1)
    expected = inquiry.weigh(small_model, settings)
    engine = LlamaEngine(small_model, settings, name="small", sha256="")
    engine.generate([job("word " * 1000)])
    used = psutil.Process(engine.pid).memory_info().rss
    engine.close()

    assert expected.total == pytest.approx(used, rel=0.10)
    assert fit.need(gguf.read(small_model), cells=4096).total == pytest.approx(used, rel=0.15)


def test_a_smaller_cache_type_halves_the_cache(small_model: Path) -> None:
    half = inquiry.weigh(small_model, EngineSettings(cache_type="q8_0"))
    whole = inquiry.weigh(small_model, EngineSettings())

    assert half.cache == pytest.approx(whole.cache * 0.53, rel=0.02)


def test_a_model_that_does_not_fit_is_refused_with_the_window_that_would(small_model: Path) -> None:
    header = gguf.read(small_model)
    room = fit.need(header, cells=4096).total

    with pytest.raises(ResourceShort) as refused:
        fit.check(header, name="small", cells=8192, free=room)

    assert "4096" in refused.value.hint


def test_two_models_that_do_not_fit_beside_each_other_are_refused_with_ways_out(small_model: Path) -> None:
    header = gguf.read(small_model)
    both = [("planner", header), ("reader", header)]
    one, room = fit.need(header, cells=8192).total, 2 * fit.need(header, cells=2048).total

    with pytest.raises(ResourceShort, match="planner and reader together need") as refused:
        fit.check_together(both, cells=8192, free=room)

    assert "one model for both" in refused.value.hint
    assert "engine.context_tokens to 2048" in refused.value.hint
    fit.check_together(both, cells=8192, free=2 * one)
    fit.check_together(both[:1], cells=8192, free=0)  # one by itself is checked where it is loaded


def test_the_devices_of_this_machine_are_named_and_whether_a_models_process_has_walls() -> None:
    found = inquiry.survey()

    assert any(device.backend == "CPU" and device.total_bytes for device in found.devices)
    assert found.unwalled == confinement.why_not(found.devices, wanted=True)


def test_why_a_models_process_has_no_walls_is_told() -> None:
    card = Device(name="0", title="A Card", backend="CUDA", kind="graphics card", free_bytes=1, total_bytes=1)

    assert "engine.walls" in confinement.why_not([], wanted=False)
    if confinement.why_not([], wanted=True) == "":
        assert "A Card" in confinement.why_not([card], wanted=True)
