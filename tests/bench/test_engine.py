"""The engine's table: what is labelled and read, and when a line of it holds."""

import time

import pytest

from rlm_desktop.bench.engine import items, labelling, suite
from rlm_desktop.bench.engine.measured import Clock, Row


def test_items_are_told_apart_from_the_examples_and_each_label_has_some() -> None:
    task = items.labelling(500, None)

    assert len(task.items) == 500
    assert not set(task.items) & set(task.examples)
    for part in (task.items, task.examples):
        assert {label for _, label in part} == set(task.labels)
    assert len({label.split()[0] for label in task.labels}) == len(task.labels)


def test_an_item_stands_as_its_examples_do_with_one_token_behind_it() -> None:
    task = items.labelling(5, None)
    (text, label), *_ = task.examples

    turns, lines = labelling.form(task, turns=True), labelling.form(task, turns=False)

    assert f"\n{text}<|im_end|>{label}<|im_end|>\n" in turns.prefix and turns.control
    assert f"\n{text}\n{label}\n" in lines.prefix and not lines.control
    assert (turns.suffix, lines.suffix) == ("<|im_end|>", "\n")


def test_the_same_seed_gives_the_same_items_and_passages() -> None:
    assert items.labelling(50, None, seed=3) == items.labelling(50, None, seed=3)
    assert items.passages(4, 100, seed=3) == items.passages(4, 100, seed=3)
    assert len(set(items.passages(20, 100))) == 20
    told = list(items.telling(6, 100, None))
    assert told == list(items.telling(6, 100, None))
    assert all(each.gold in each.text and 100 < len(each.text.split()) < 190 for each in told)


@pytest.mark.parametrize(
    ("figure", "at_most", "also", "holds"),
    [
        (4.1, False, True, True),
        (3.9, False, True, False),
        (4.1, False, False, False),
        (0.4, True, True, True),
    ],
)
def test_a_line_holds_where_its_figure_and_what_else_is_asked_do(
    figure: float, at_most: bool, also: bool, holds: bool
) -> None:
    wanted = 0.5 if at_most else 4.0
    assert Row(work="w", figure=figure, wanted=wanted, unit="s", at_most=at_most, also=also).holds is holds


@pytest.mark.parametrize(("unsure", "holds"), [(0.0, False), (0.005, False), (0.02, True)])
def test_what_a_mean_is_unsure_by_is_told_and_within_it_two_are_level(unsure: float, holds: bool) -> None:
    row = Row(work="speed", figure=0.99, wanted=1.0, unit="times the other", unsure=unsure)

    assert row.holds is holds
    assert ("0.99 ± 0.02 times" in next(suite.lines([row]))) is (unsure == 0.02)


def test_a_line_with_nothing_beside_it_neither_holds_nor_falls_short() -> None:
    row = Row(work="labelling", figure=None, wanted=4.0, unit="times the server")

    assert row.holds is None
    assert next(suite.lines([row])).startswith("alone")


def test_a_clock_adds_up_what_a_process_computes() -> None:
    clock = Clock(None)
    for _ in range(2):
        began = time.process_time()
        with clock.running():
            while time.process_time() - began < 0.05:  # the system counts in hundredths of a second
                sum(range(10_000))

    assert 0 < clock.spent.computed <= clock.spent.wall * 2 + 0.1
