"""What a model takes is known before it is loaded; one that does not fit is refused with a way out."""

from pathlib import Path

import psutil
import pytest

from rlm_desktop.engine import cards, confinement, fit, gguf, inquiry
from rlm_desktop.engine.devices import Device
from rlm_desktop.engine.frames import Surveyed
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import BadRequest, ResourceShort
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
        fit.check(fit.need(header, cells=8192), header, name="small", cells=8192, free=room)

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


def card(free: int, *, backend: str = "CUDA", kind: str = "graphics card") -> Device:
    return Device(name="0", title="A Card", backend=backend, kind=kind, free_bytes=free, total_bytes=free)


def test_of_a_model_as_many_layers_go_onto_the_cards_as_fit(small_model: Path) -> None:
    header = gguf.read(small_model)
    all_of_it = fit.need(header, cells=4096).total

    fitting = [
        cards.layers(header, [card(size)], cells=4096)
        for size in (10 * all_of_it, int(0.7 * all_of_it), int(0.6 * all_of_it), all_of_it // 10)
    ]

    assert fitting[0] == cards.ALL and fitting[-1] == 0
    assert 30 > fitting[1] > fitting[2] > 0
    halves = [card(int(0.35 * all_of_it))] * 2
    assert cards.layers(header, halves, cells=4096) == fitting[1]
    assert cards.layers(header, [card(int(0.7 * all_of_it))], cells=2048) == cards.ALL


def test_a_card_with_memory_of_its_own_makes_room_beside_the_machines(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Surveyed(features=(), devices=(card(10**9),))
    monkeypatch.setattr(inquiry, "survey", lambda *_: there)
    monkeypatch.setattr(fit, "available", lambda: 1000)

    assert inquiry.room(2000, gpu_layers=-1) == 900_001_000
    assert inquiry.room(2000, gpu_layers=0) == inquiry.room(500, gpu_layers=-1) == 1000
    shared = (card(10**9, backend="MTL"), card(10**9, kind="integrated graphics"))
    assert cards.own_memory(shared) == 0 and cards.among(shared) == shared


def test_a_cache_of_a_smaller_type_needs_less(small_model: Path) -> None:
    header = gguf.read(small_model)
    whole, half = (fit.need(header, cells=8192, cache=cache) for cache in ("f16", "q8_0"))

    assert half.cache == pytest.approx(whole.cache * 0.53, rel=0.01)
    with pytest.raises(ResourceShort):
        fit.check(whole, header, name="small", cells=8192, free=half.total)
    fit.check(half, header, name="small", cells=8192, cache="q8_0", free=half.total)


def test_settings_that_do_not_go_together_are_not_called_want_of_memory(small_model: Path) -> None:
    settings = EngineSettings(cache_type="q8_0", flash_attention="off", context_tokens=256, threads=1)

    with pytest.raises(BadRequest, match="needs flash attention"):
        LlamaEngine(small_model, settings, name="small", sha256="")
    with pytest.raises(BadRequest, match="needs flash attention"):
        inquiry.weigh(small_model, settings)


def test_as_many_prompts_at_once_as_the_settings_allow_can_be_worked_on(small_model: Path) -> None:
    engine = LlamaEngine(
        small_model, EngineSettings(sequences=256, context_tokens=256, threads=1), name="small", sha256=""
    )
    (reply,) = engine.generate([job("tea", max_tokens=1)])
    engine.close()

    assert reply.generated_tokens == 1


def test_the_devices_of_this_machine_are_named_and_whether_a_models_process_has_walls() -> None:
    found = inquiry.survey()

    assert any(device.backend == "CPU" and device.total_bytes for device in found.devices)
    assert found.unwalled == confinement.why_not(found.devices, wanted=True)


def test_why_a_models_process_has_no_walls_is_told() -> None:
    assert "engine.walls" in confinement.why_not([], wanted=False)
    if confinement.why_not([], wanted=True) == "":
        assert "A Card" in confinement.why_not([card(1)], wanted=True)
