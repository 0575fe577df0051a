"""Rows that only fill a processor's last tile cost nothing and leave nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rlm_desktop.engine.llama import Batch, Model
from rlm_desktop.engine.llama.shape import Shape

_CELLS = 256


@pytest.fixture
def model(small_model: Path) -> Iterator[Model]:
    loaded = Model(small_model, Shape(cells=_CELLS, sequences=2, threads=2, gpu_layers=0))
    assert loaded.cells == _CELLS
    yield loaded
    loaded.close()


def read(model: Model, sequence: int, position: int, tokens: int) -> Batch:
    batch = Batch(512)
    batch.add(sequence, position, list(range(100, 100 + tokens)), logits=True)
    model.evaluate(batch)
    return batch


@pytest.mark.parametrize(
    ("tokens", "rows"), [(1, 1), (10, 10), (11, 16), (15, 16), (16, 16), (26, 26), (27, 32)]
)
def test_a_batch_is_filled_where_a_whole_tile_is_quicker(tokens: int, rows: int) -> None:
    batch = Batch(32)
    batch.add(0, 0, list(range(tokens)), logits=True)
    batch.fill(3)
    assert (batch.length, batch.rows) == (tokens, rows)
    assert batch.as_llama().n_tokens == rows


def test_a_batch_is_not_filled_beyond_its_size() -> None:
    batch = Batch(14)
    batch.add(0, 0, list(range(12)), logits=True)
    batch.fill(3)
    assert batch.rows == 12


def test_what_filled_a_batch_holds_no_cells(model: Model) -> None:
    for _ in range(20):
        assert read(model, 0, 0, 251).rows == _CELLS
        model.cut(0, 0)


def test_where_there_is_no_room_to_fill_the_tokens_are_read_all_the_same(model: Model) -> None:
    read(model, 0, 0, 240)
    read(model, 0, 240, 2)
    assert read(model, 1, 0, 14).rows == 14


def test_filling_changes_no_logits_but_by_rounding(model: Model) -> None:
    filled = read(model, 0, 0, 27)
    assert filled.rows == 32
    beside = model.logits(26).copy()
    model.cut(0, 0)
    read(model, 0, 0, 26)
    batch = Batch(512)
    batch.add(0, 26, [126], logits=True)
    model.evaluate(batch)
    assert np.corrcoef(beside, model.logits(0))[0, 1] > 0.999
