"""A costly beginning that two prompts shared is there at the next start, whole or not at all."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rlm_desktop.engine import frames, serve
from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.llama import Batch, Model, Shape
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.engine.snapshots import Snapshots
from rlm_desktop.ports import Completion, Job, Message, Sampling
from rlm_desktop.settings import EngineSettings
from tests.engine.reckoner import Reckoner, Reply, work_off

FIXED = [number % 89 for number in range(400)]
ONE, OTHER, THIRD = [*FIXED, *[90] * 90], [*FIXED, *[91] * 90], [*FIXED, *[92] * 90]


def asked(
    folder: Path, *prompts: Sequence[int], model: Reckoner | None = None, identity: str = "one model"
) -> list[Reply]:
    """Ask a freshly started model, one call after the other."""
    model = model or Reckoner(cells=2048)
    batcher = Batcher(model, writers=4, snapshots=Snapshots(folder, identity))
    replies = [Reply(prompt, call=number) for number, prompt in enumerate(prompts, 1)]
    for reply in replies:
        batcher.add(reply)
        work_off(batcher)
    assert [reply.written for reply in replies] == [reply.expected for reply in replies]
    return replies


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.prefix"))


def test_the_second_start_does_not_evaluate_what_two_prompts_of_the_first_shared(tmp_path: Path) -> None:
    asked(tmp_path, ONE, OTHER)

    (reply,) = asked(tmp_path, THIRD)

    assert reply.cached == 384  # 400, to the whole 64


def test_two_starts_with_one_question_each_are_enough(tmp_path: Path) -> None:
    asked(tmp_path, ONE)
    assert kept(tmp_path) == []
    asked(tmp_path, OTHER)

    (reply,) = asked(tmp_path, THIRD)

    assert reply.cached == 384


def test_prompts_that_differ_only_in_a_short_question_at_the_end_share_what_stands_before(
    tmp_path: Path,
) -> None:
    asked(tmp_path, [*FIXED, 90, 90], [*FIXED, 91, 91])

    assert asked(tmp_path, [*FIXED, 92])[0].cached == 384


def test_a_beginning_is_kept_once(tmp_path: Path) -> None:
    asked(tmp_path, ONE, OTHER, THIRD)
    asked(tmp_path, THIRD, ONE, OTHER)

    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(
    "prompts",
    [
        pytest.param((ONE, ONE), id="the same question again"),
        pytest.param((ONE, [*ONE, *OTHER], [*ONE, *OTHER, *THIRD]), id="a conversation that grows"),
        pytest.param((FIXED[:200] + [90] * 90, FIXED[:200] + [91] * 90), id="a cheap beginning"),
    ],
)
def test_what_is_not_worth_it_is_not_kept(tmp_path: Path, prompts: tuple[list[int], ...]) -> None:
    asked(tmp_path, *prompts)

    assert kept(tmp_path) == []


def test_prompts_of_one_call_share_without_the_disk(tmp_path: Path) -> None:
    batcher = Batcher(Reckoner(cells=1024), writers=4, snapshots=Snapshots(tmp_path, "one model"))
    for prompt in (ONE, OTHER, THIRD):
        batcher.add(Reply(prompt, call=1))
    work_off(batcher)

    assert kept(tmp_path) == []


def damage_the_state(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)


def damage_a_token(path: Path) -> None:
    content = path.read_bytes()
    place = content.index(bytes(range(89)) * 4) + 4 * 89 + 10
    path.write_bytes(content[:place] + bytes([11]) + content[place + 1 :])


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [damage_the_state, damage_a_token, cut_off, empty])
def test_a_damaged_one_is_deleted_and_nobody_notices(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    asked(tmp_path, ONE, OTHER)
    (path,) = kept(tmp_path)
    damage(path)

    Batcher(Reckoner(cells=1024), writers=4, snapshots=Snapshots(tmp_path, "one model")).add(Reply(THIRD))
    assert kept(tmp_path) == []

    (reply,) = asked(tmp_path, THIRD)
    assert reply.cached == 0


def test_another_model_or_build_does_not_use_it_and_leaves_it(tmp_path: Path) -> None:
    asked(tmp_path, ONE, OTHER)

    (reply,) = asked(tmp_path, THIRD, identity="another model")

    assert reply.cached == 0
    assert asked(tmp_path, THIRD)[0].cached == 384


def test_a_cache_of_another_type_has_beginnings_of_its_own(tmp_path: Path) -> None:
    load = frames.Load(
        path="", context_tokens=1, sequences=1, threads=1, gpu_layers=0, sha256="a", prefixes=str(tmp_path)
    )
    stores = [
        serve._snapshots(load),
        serve._snapshots(msgspec.structs.replace(load, cache_type="q8_0")),
        serve._snapshots(msgspec.structs.replace(load, flash_attention="off")),
    ]
    assert stores[0]
    stores[0].write(FIXED, b"state")

    known = [serve._snapshots(load), *stores[1:]]

    assert [store.nearest(FIXED)[1] for store in known if store] == [len(FIXED), 0, 0]


def test_a_state_that_the_model_does_not_take_is_evaluated_instead(tmp_path: Path) -> None:
    class Refusing(Reckoner):
        def restore(self, sequence: int, state: bytes) -> bool:
            return False

    asked(tmp_path, ONE, OTHER)

    assert asked(tmp_path, THIRD, model=Refusing(cells=1024))[0].cached == 0


def test_the_folder_stays_within_its_bound_and_loses_what_was_used_longest_ago(tmp_path: Path) -> None:
    store = Snapshots(tmp_path, "one model", most_bytes=10_000)
    for number in (1, 2):
        store.write([number] * 300, bytes(3000))
    for path in kept(tmp_path):
        os.utime(path, (1, 1))
    used, _ = store.nearest([1] * 300)
    assert used and store.read(used) == bytes(3000)

    store.write([3] * 300, bytes(3000))

    again = Snapshots(tmp_path, "one model")
    assert [again.nearest([number] * 300)[1] for number in (1, 2, 3)] == [300, 0, 300]
    assert sum(path.stat().st_size for path in kept(tmp_path)) <= 10_000


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    place = tmp_path / "a file"
    place.write_bytes(b"")

    asked(place, ONE, OTHER, THIRD)


def test_a_real_model_goes_on_from_its_state_exactly_as_from_its_own_memory(small_model: Path) -> None:
    model = Model(small_model, Shape(cells=256, sequences=2, threads=1, batch=32, outputs=1))
    batch = Batch(32)
    try:
        tokens = model.tokenize("What is known of a prompt is kept on disk.")
        batch.add(0, 0, tokens, logits=True)
        model.evaluate(batch)
        assert model.restore(1, model.state(0))
        after = []
        for sequence in (0, 1):
            batch.clear()
            place = batch.add(sequence, len(tokens), tokens[:1], logits=True)
            model.evaluate(batch)
            after.append(model.logits(place).copy())
        refused = model.restore(1, model.state(0)[:50])
    finally:
        model.close()

    assert np.array_equal(after[0], after[1])
    assert not refused


@pytest.mark.slow
def test_a_real_model_goes_on_from_disk_at_its_next_start(small_model: Path, tmp_path: Path) -> None:
    def ask(*questions: str) -> list[Completion]:
        engine = LlamaEngine(
            small_model,
            EngineSettings(context_tokens=1024, threads=1),
            name="small",
            sha256="a hash",
            prefixes=tmp_path,
        )
        try:
            return [engine.generate([about(question)])[0] for question in questions]
        finally:
            engine.close()

    def about(question: str) -> Job:
        fixed = " ".join(f"Rule {number}: be brief." for number in range(40))
        sampling = Sampling(max_tokens=8, grammar=f'root ::= "{question} is fine"')
        return Job(messages=(Message("system", fixed), Message("user", question * 30)), sampling=sampling)

    *_, cold = ask("Tea", "Rain", "Snow")
    (warm,) = ask("Snow")

    assert warm.cached_tokens >= 256
    # The rest of the prompt was evaluated in other portions, which rounds otherwise.
    assert warm.logprob == pytest.approx(cold.logprob, abs=0.2)
