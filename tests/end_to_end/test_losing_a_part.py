"""A part that is killed in the middle: the run goes on without it, or says in one sentence why it cannot."""

from pathlib import Path

import psutil
import pytest

from rlm_desktop import paths
from rlm_desktop.paths import DataFolder
from tests.end_to_end.commands import Finished, command, disturbed, kill_child

ORDERS = paths.sample_library() / "orders.csv"


def asked_and_killed(part: str, model: Path, data: DataFolder) -> Finished:
    """A question whose program is being written when a part is killed."""
    events = data.root.parent / "events.jsonl"
    options: list[str | Path] = [
        "--root",
        model,
        "--json",
        "--plan",
        "guided",
        "--calls",
        "2",
        "--seconds",
        "60",
    ]
    ask = command(data.root, "ask", "How many orders were cancelled?", ORDERS, "--events", events, *options)
    return disturbed(ask, events=events, when="turn_started", disturb=kill_child(part))


@pytest.mark.model
def test_a_model_that_dies_is_one_sentence_with_a_way_out(small_model: Path, data: DataFolder) -> None:
    finished = asked_and_killed("engine.serve", small_model, data)

    reply = finished.reply
    assert (finished.status, reply.status) == (1, "failed")
    assert reply.error is not None and reply.error.kind == "engine_lost"
    assert "signal 9" in reply.error.message and reply.error.hint
    assert "Traceback" not in finished.told
    assert left_over(data) == []


@pytest.mark.model
def test_an_interpreter_that_dies_is_replaced_and_the_run_goes_on(
    small_model: Path, data: DataFolder
) -> None:
    finished = asked_and_killed("runner.mjs", small_model, data)

    assert finished.reply.error is None or finished.reply.error.kind not in ("sandbox_lost", "went_wrong")
    assert "Traceback" not in finished.told
    assert left_over(data) == []


def left_over(data: DataFolder) -> list[str]:
    """Processes that still work for this data folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or ())
        if str(data.root) in line:
            found.append(line)
    return found
