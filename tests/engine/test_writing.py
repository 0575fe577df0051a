"""A reply that only goes round and round is cut off long before its limit."""

import time
from typing import cast

import pytest

from rlm_desktop.engine import writing
from rlm_desktop.engine.llama import Logits, Model
from rlm_desktop.engine.writing import Text, Writing, goes_round
from rlm_desktop.ports import Completion, Sampling


@pytest.mark.parametrize(
    "text",
    [
        "SELECT name, MIN(" + "QUANTILE_CONT(0.5, " * 20,
        "SELECT n FROM (" + "".join("\n" + "  " * n + "SELECT n, total FROM (" for n in range(20)),
        "and so on " * 40,
    ],
)
def test_the_same_words_over_and_over_are_seen(text: str) -> None:
    assert goes_round(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT count(*) FROM records WHERE city IN ('Rome', 'Paris', 'Berlin', 'Oslo')",
        " UNION ALL ".join(f"SELECT {n}, count(*) FROM t WHERE year = {n}" for n in range(2000, 2012)),
        "CASE " + " ".join(f"WHEN month = {n} THEN 'm{n}'" for n in range(12)),
        "| a | b |\n" + "-" * 300,
        "ha ha ha ha ha",
        "",
    ],
)
def test_lists_and_rules_of_a_page_do_not_go_round(text: str) -> None:
    assert not goes_round(text)


class _Round:
    """A model, and its sampler, that writes one word for ever."""

    def __init__(self, *args: object) -> None:
        pass

    def draw(self, logits: object) -> tuple[int, float]:
        return 1, -0.1

    def is_end(self, token: int) -> bool:
        return False

    def piece(self, token: int) -> bytes:
        return b"QUANTILE_CONT("

    def close(self) -> None:
        pass


def test_what_may_begin_a_stop_word_is_held_back_however_long_the_word_is() -> None:
    began = time.thread_time()
    text = Text(("xy" * 500_000,))

    shown = [text.add(letter) for letter in (b"tea", b"x", b"y", b"z", b"x")]

    assert shown == ["tea", "", "", "xyz", ""]
    assert text.finish() == "x"
    assert time.thread_time() - began < 1  # nothing, where no more is compared than was written


def test_writing_ends_where_a_reply_goes_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "Sampler", _Round)
    done: list[Completion] = []
    reply = Writing(
        cast(Model, _Round()),
        [0],
        Sampling(max_tokens=320),
        call=0,
        window=4096,
        keep=None,
        on_text=None,
        on_done=done.append,
    )
    while reply.advance(cast(Logits, object())):
        pass

    assert done[0].finish == "length"
    assert done[0].generated_tokens < 30
