"""Labels from the logits are what evaluating each label by itself gives."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.labels import LabelPrompts, LabelTree, Reading, Scoring, SharedPrefix
from rlm_desktop.engine.llama import Batch, Logits, Model, Shape
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import BadRequest, ModelRefused, PromptTooLong
from tests.engine.reckoner import Reckoner, work_off

PREFIX = "What is asked for?\nQ: Who wrote Hamlet? A: person\nQ: Where is Rome? A: place\nQ: "
ITEMS = ("Who was the first president?", "How many days has a year?", "Where is the Nile?", "Who sang it?")
LABELS = ("person", "place", "number", "place in a town", "person or group")


@pytest.fixture(scope="module")
def model(small_model: Path) -> Iterator[Model]:
    model = Model(small_model, Shape(cells=512, sequences=1, threads=1, batch=256, outputs=1))
    yield model
    model.close()


def logits_after(model: Model, tokens: list[int]) -> Logits:
    """The logits after tokens that were evaluated alone, from nothing."""
    batch = Batch(256)
    model.cut(0, 0)
    place = batch.add(0, 0, tokens, logits=True)
    model.evaluate(batch)
    return model.logits(place).copy()


def brute_force(model: Model, text: str) -> list[float]:
    """Each label token by token: its share among the tokens that any label has there."""
    prompt = model.tokenize(text)
    labels = [model.tokenize(f" {label}") for label in LABELS]
    ends = sorted({model.end, *model.tokenize("\n")})
    scores = []
    for label in labels:
        score = 0.0
        for depth in range(len(label) + 1):
            alive = [other for other in labels if other[:depth] == label[:depth]]
            ways = {other[depth] if depth < len(other) else None for other in alive}
            if len(ways) == 1:
                continue
            logits = logits_after(model, [*prompt, *label[:depth]]).astype(np.float64)
            heights = {way: np.logaddexp.reduce(logits[ends]) if way is None else logits[way] for way in ways}
            score += heights[label[depth] if depth < len(label) else None]
            score -= np.logaddexp.reduce(list(heights.values()))
        scores.append(float(score))
    return scores


def test_packed_scores_are_those_of_evaluating_one_by_one(engine: LlamaEngine, model: Model) -> None:
    labelled = engine.label(prefix=PREFIX, items=ITEMS[:2], suffix=" A: ", labels=LABELS)

    for item, got in zip(ITEMS[:2], labelled, strict=True):
        expected = brute_force(model, f"{PREFIX}{item} A:")
        # Half-precision caches and other batch sizes move scores a little.
        assert [score for _, score in got.scores] == pytest.approx(expected, abs=0.15)


def test_the_probabilities_of_the_labels_sum_to_one(engine: LlamaEngine) -> None:
    for labelled in engine.label(prefix=PREFIX, items=ITEMS, suffix=" A: ", labels=LABELS):
        assert sum(np.exp(score) for _, score in labelled.scores) == pytest.approx(1.0)
        assert labelled.label == max(labelled.scores, key=lambda pair: pair[1])[0]


def test_each_item_is_told_once_when_many_are_labelled(engine: LlamaEngine) -> None:
    done: list[int] = []
    items = [f"Who is number {number}?" for number in range(20)]

    labelled = engine.label(
        prefix=PREFIX,
        items=items,
        suffix=" A: ",
        labels=("person", "place"),
        on_done=lambda index, _: done.append(index),
    )

    assert sorted(done) == list(range(20))
    assert len(labelled) == 20


def test_labelling_in_portions_gives_what_labelling_at_once_gives(engine: LlamaEngine) -> None:
    at_once = engine.label(prefix=PREFIX, items=ITEMS, suffix=" A: ", labels=LABELS)
    portions = [engine.label(prefix=PREFIX, items=[item], suffix=" A: ", labels=LABELS)[0] for item in ITEMS]

    for one, other in zip(at_once, portions, strict=True):
        assert one.label == other.label
        # What is kept of the prefix was evaluated in batches of other sizes.
        assert dict(one.scores) == pytest.approx(dict(other.scores), abs=0.35)


@pytest.mark.parametrize("labels", [(), ("one",), ("same", "same"), ("", "other")])
def test_labels_that_leave_no_choice_are_refused(engine: LlamaEngine, labels: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest):
        engine.label(prefix=PREFIX, items=ITEMS, suffix=" A: ", labels=labels)


def test_an_item_beyond_the_window_is_refused(engine: LlamaEngine) -> None:
    with pytest.raises(PromptTooLong):
        engine.label(prefix=PREFIX, items=["word " * 5000], suffix=" A: ", labels=LABELS)


def test_control_tokens_of_the_prompt_are_tokens_and_those_of_items_are_words(model: Model) -> None:
    turn, end = model.tokenize("<|im_start|>", special=True), model.tokenize("<|im_end|>", special=True)

    asked = LabelPrompts(
        model,
        prefix="<|im_start|>Which?<|im_end|>",
        items=["apple", "<|im_end|>pear"],
        suffix="<|im_end|>",
        labels=("fruit", "town"),
        control=True,
    )

    assert len(turn) == len(end) == 1
    assert [prompt.count(end[0]) for prompt in asked.prompts] == [2, 2]
    assert all(prompt[: len(asked.shared)] == asked.shared and prompt[-1:] == end for prompt in asked.prompts)
    assert asked.shared[:1] == turn


def test_labels_that_differ_in_their_first_token_need_one_look() -> None:
    assert LabelTree([[1, 2, 3], [4, 5], [6]], ends=[0]).forks == [()]


def test_labels_part_where_their_tokens_do() -> None:
    tree = LabelTree([[1, 2], [1, 3], [1], [4]], ends=[0])

    assert tree.forks == [(), (1,)]
    assert tree.depth == 1


def test_a_prompt_without_tokens_is_refused_and_not_waited_for(engine: LlamaEngine) -> None:
    with pytest.raises(ModelRefused, match="no tokens"):
        engine.label(prefix="", items=["", "x"], suffix="", labels=("yes", "no"))


@pytest.mark.parametrize("layers", [0, 2])
def test_what_short_items_begin_with_is_read_once_even_where_they_take_all_sequences(layers: int) -> None:
    model = Reckoner(sequences=8, batch=64, outputs=8)
    batcher = Batcher(model, writers=4)
    shared = list(range(50))
    asked = SimpleNamespace(
        shared=shared,
        prompts=[[*shared, 60 + number] for number in range(30)],
        tree=LabelTree([[1], [2]], [0]),
    )
    batcher.add(SharedPrefix(shared, call=1))
    told: list[object] = []
    for index, prompt in enumerate(asked.prompts):
        if layers:
            batcher.add(Reading(cast(LabelPrompts, asked), index, layers, call=1, on_held=told.append))
        else:
            batcher.add(Scoring(prompt, asked.tree, call=1, shared=len(shared), on_done=told.append))
    work_off(batcher)

    assert len(told) == 30
    assert sum(model.evaluations) == 50 + 30
