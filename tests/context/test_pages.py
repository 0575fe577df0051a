"""Passages are the whole text, once, and never cut a character."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.context.pages import around, passages, spread, whole_characters
from rlm_desktop.errors import VerbMisused

PIECES = st.lists(
    st.sampled_from(["word", "ä", "日本", "🙂", " ", ". ", "\n", "\n\n", "\r\n", "x" * 70]), max_size=120
)


def cut(text: bytes, size: int) -> list[bytes]:
    return [text[start:end] for start, end in passages(lambda a, b: text[a:b], len(text), size)]


@given(PIECES, st.integers(16, 200))
@settings(deadline=None)
def test_passages_are_the_whole_text_once_and_each_is_valid_and_small_enough(
    pieces: list[str], size: int
) -> None:
    text = "".join(pieces).encode()

    found = cut(text, size)

    assert b"".join(found) == text
    assert all(0 < len(passage) <= size for passage in found)
    for passage in found:
        passage.decode()


def test_a_paragraph_is_a_better_border_than_a_line_and_a_line_better_than_a_sentence() -> None:
    assert cut(b"one two three.\n\nfour\nfive", 20)[0] == b"one two three.\n\n"
    assert cut(b"one two three\nfour. five six", 24)[0] == b"one two three\n"
    assert cut(b"one two three. four five six", 20)[0] == b"one two three. "
    assert cut(b"onetwothree four five six", 20)[0] == b"onetwothree four "


def test_text_without_any_border_is_cut_between_characters() -> None:
    assert cut("ä".encode() * 20, 17)[0] == "ä".encode() * 8


def test_passages_too_small_for_their_purpose_are_refused() -> None:
    with pytest.raises(VerbMisused):
        cut(b"text", 3)


@pytest.mark.parametrize("pieces", [["word ", "ä", "🙂", "\n", "\n\n"], ["日本"], ["x" * 90, "\n"]])
def test_passages_around_places_are_the_whole_text_once_as_well(pieces: list[str]) -> None:
    text = "".join(random.Random(4).choices(pieces, k=30_000)).encode()
    start, seen = 0, []
    while start < len(text):
        begun, end = around(lambda a, b: text[a:b], len(text), 1500, start)
        assert begun == start < end <= start + 1500
        text[begun:end].decode()
        for inside in (begun, (begun + end) // 2, end - 1):
            assert around(lambda a, b: text[a:b], len(text), 1500, inside) == (begun, end)
        seen.append(end - begun)
        start = end
    assert sum(seen) == len(text)


def test_places_are_spread_over_all_parts_and_any_beginning_of_them_over_the_text() -> None:
    places = spread(1_000_000, 40, seed=3)

    assert sorted(place * 40 // 1_000_000 for place in places) == list(range(40))
    assert places != sorted(places)
    assert spread(1_000_000, 40, seed=3) == places != spread(1_000_000, 40, seed=4)
    means = [sum(spread(1_000_000, 40, seed=seed)[:8]) / 8 for seed in range(200)]
    assert 480_000 < sum(means) / 200 < 520_000


@given(st.text(max_size=30), st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_cut_characters_are_left_out_at_both_ends(text: str, start: int, end: int) -> None:
    piece = text.encode()[start:end]

    head, tail = whole_characters(piece)

    assert head <= 3 and tail <= 3
    piece[head : len(piece) - tail].decode()
