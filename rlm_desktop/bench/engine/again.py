"""The same question a second time, by a program that was started anew."""

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine.items import passages
from rlm_desktop.bench.engine.measured import Row, environment
from rlm_desktop.errors import EngineError
from rlm_desktop.paths import PROGRAM

_WANTED = 2.0
_QUESTION = "Which thing is spoken of most often in these notes?"


class _Usage(msgspec.Struct):
    seconds: float
    sub_calls: int


class _Reply(msgspec.Struct):
    answer: str
    usage: _Usage


class _Asked(msgspec.Struct, frozen=True):
    reply: _Reply
    loading: float
    wall: float
    computed: float


def measure(folder: Path, root: str) -> Row:
    """Ask twice over a small text, with a data folder of its own that begins empty of results."""
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "notes.txt"
    # Not the notes of the last measurement: those are answered from what was kept then.
    text.write_text("\n\n".join(passages(3, 120, seed=time.time_ns())) + "\n", encoding="utf-8")
    first, second = _ask(folder, text, root), _ask(folder, text, root)
    before, now = first.reply.usage, second.reply.usage
    return Row(
        work="the same question again, new process",
        figure=now.seconds - second.loading,
        wanted=_WANTED,
        unit="s besides loading",
        at_most=True,
        detail=f"{now.sub_calls} sub-calls; the first time {before.seconds - first.loading:.1f} s and"
        f" {before.sub_calls} sub-calls; {second.wall:.1f} s and {second.computed:.1f} processor seconds"
        f" (first {first.computed:.1f}) from start to end, with Python's start and loading",
        also=now.sub_calls == 0 and first.reply.answer == second.reply.answer,
    )


def _ask(folder: Path, text: Path, root: str) -> _Asked:
    events = folder / "events.jsonl"
    events.unlink(missing_ok=True)
    began, before = time.monotonic(), os.times()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "rlm_desktop", "ask", _QUESTION, str(text), "--root", root, "--json"),
            *("--events", str(events), "--data-dir", str(folder / "data"), "--quiet"),
        ],
        capture_output=True,
        cwd=PROGRAM.parent,
        env=environment(),
        check=False,
    )
    wall, after = time.monotonic() - began, os.times()
    computed = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    try:
        reply = msgspec.json.decode(done.stdout, type=_Reply)
    except msgspec.MsgspecError as error:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise EngineError(f"The question could not be asked: {said or error}") from error
    return _Asked(reply, _loading(events), wall, computed)


def _loading(events: Path) -> float:
    lines = events.read_bytes().splitlines()
    told = [msgspec.json.decode(line) for line in lines]
    return sum(float(event["seconds"]) for event in told if event.get("event") == "model_loaded")
