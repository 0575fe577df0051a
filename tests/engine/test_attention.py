"""Which parts of a text a question looks at: each prompt by itself, whatever else is worked on."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rlm_desktop.engine.attention import Attending, layer, shares
from rlm_desktop.engine.batcher import Batcher
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import PromptTooLong
from rlm_desktop.ports import AttentionJob, Weights
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.passages import skimming
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.settings import EngineSettings, Limits
from tests.engine.reckoner import Reckoner, Reply, next_token, work_off

PARTS = ([3, 5, 7], [2, 4], [11, 13, 17, 19], [6])


def attending(who: int, told: Callable[[Weights], None], *, call: int = 1) -> Attending:
    return Attending([1], PARTS, [4, 1], [8, who], 9, call=call, who=who, on_done=told)


def asked(text: tuple[str, ...], question: str = " Which?") -> AttentionJob:
    return AttentionJob(before="", texts=(text,), neutral=" What?", after=question)


def by_hand(who: int) -> list[float]:
    """What `Reckoner` makes of `looking`: a token looks for large numbers before it."""
    tokens = np.array([1, *(token for part in PARTS for token in part), 4, 1, 8, who], float)
    rows = np.zeros((4, len(tokens)))
    for number, row in enumerate(range(len(tokens) - 4, len(tokens))):
        heights = (tokens[: row + 1] * tokens[row] + 1) / np.sqrt(2)
        likely = np.exp(heights - heights.max())
        rows[number, : row + 1] = likely / likely.sum()
    more = rows[2:].mean(axis=0) - rows[:2].mean(axis=0)
    return [max(0.0, float(more[a:b].mean())) for a, b in pairwise([1, 4, 6, 10, 11])]


def test_prompts_are_told_apart_and_read_in_pieces() -> None:
    """Batches of eight rows: a prompt is seen in two or three, beside others and a reply."""
    batcher = Batcher(Reckoner(batch=8), writers=4)
    told: dict[int, Weights] = {}
    for who in (1, 2, 3):
        batcher.add(attending(who, lambda weights, who=who: told.update({who: weights}), call=who % 2))  # type: ignore[misc]
    reply = Reply([1, 2, 3], call=7)
    batcher.add(reply)

    work_off(batcher)

    assert {who: pytest.approx(by_hand(who), abs=1e-5) for who in told} == told and len(told) == 3
    assert reply.written[0] == next_token([1, 2, 3])


def test_a_model_that_does_not_show_it_tells_nothing() -> None:
    class Blind(Reckoner):
        def attention(self, rows: object) -> None:
            return None

    told: list[Weights] = []
    batcher = Batcher(Blind(), writers=4)
    batcher.add(attending(1, told.append))
    work_off(batcher)

    assert told == [()]


def test_heads_that_share_keys_each_look_for_themselves() -> None:
    chance = np.random.default_rng(1)
    queries = chance.normal(size=(2, 4, 3)).astype(np.float32)
    keys = chance.normal(size=(5, 2, 3)).astype(np.float32)

    found = shares(queries, keys)

    expected = np.zeros((2, 4, 5))
    for asking in range(2):
        for head in range(4):
            heights = keys[:, head // 2] @ queries[asking, head] / np.sqrt(3)
            heights[4 + asking :] = -np.inf
            expected[asking, head] = np.exp(heights) / np.exp(heights).sum()
    assert found == pytest.approx(expected, abs=1e-6)


def test_layers_in_proportion() -> None:
    assert [layer(28, sense=sense) for sense in (False, True)] == [9, 18]
    assert layer(36, sense=True) == 23


def test_a_real_model_looks_at_what_is_asked_for(engine: LlamaEngine) -> None:
    """Even one of 135M: of two sentences each is looked at more by its own question than by the other's."""
    text = (
        "The orchard lies behind the mill.",
        " The password of the safe is heliotrope.",
        " It rained for most of the week.",
        " Nobody had seen the carter since Monday.",
        " Bread was sold at the usual price.",
    )

    def looked(question: str, *, sense: bool, beside: int = 0) -> Weights:
        texts = [text, *[text[::-1]] * beside]
        asked = [f"\n\nQuestion: {each}\nAnswer:" for each in ("What does it say?", question)]
        job = AttentionJob(
            before="Text:\n", texts=tuple(texts), neutral=asked[0], after=asked[1], sense=sense
        )
        return engine.attend(job)[0]

    for sense in (False, True):
        password = looked("What is the password of the safe?", sense=sense)
        carter = looked("Who had seen the carter?", sense=sense)
        assert password[1] * carter[3] > password[3] * carter[1]
        again = looked("What is the password of the safe?", sense=sense, beside=3)
        assert again == pytest.approx(password, rel=0.05)


def test_of_a_long_passage_a_reader_gets_what_the_first_layers_look_at(engine: LlamaEngine) -> None:
    told = "The password of the safe is heliotrope."
    around = [f"In week {n} the orchard behind the mill lay quiet under the rain." for n in range(24)]
    text = " ".join([*around[:17], told, *around[17:]])
    subcalls = SubCalls(
        engine, budget=Budget(Limits()), kept=Memory(), emit=lambda _: None, should_stop=lambda: False
    )

    (shown,) = skimming.shown("What is the password of the safe?", [text], subcalls)

    assert told in shown.text and len(shown.text) < 0.5 * len(text)
    assert 0 < subcalls.counts.prompt_tokens < engine.count_tokens(text) / 2
    assert subcalls.counts.calls == 0


def test_what_does_not_fit_the_window_is_refused_and_the_next_is_served(engine: LlamaEngine) -> None:
    with pytest.raises(PromptTooLong):
        engine.attend(asked(("word " * 20_000,)))
    assert len(engine.attend(asked(("One.", " Two.")))[0]) == 2


def test_what_is_read_by_first_layers_is_not_kept_for_another_day(small_model: Path, tmp_path: Path) -> None:
    engine = LlamaEngine(small_model, EngineSettings(), name="small", sha256="f" * 64, prefixes=tmp_path)
    try:
        for question in (" Which?", " Who?"):
            assert engine.attend(asked(("One word. " * 100,), question))
    finally:
        engine.close()
    assert not list(tmp_path.glob("*.prefix"))


def test_where_first_layers_are_not_wanted_nothing_is_told(small_model: Path) -> None:
    engine = LlamaEngine(small_model, EngineSettings(first_layers=False), name="small", sha256="")
    try:
        assert engine.attend(asked(("One.",))) == []
    finally:
        engine.close()
