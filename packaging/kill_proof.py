"""Kills parts of the program at random moments of a question: `.venv/bin/python packaging/kill_proof.py 200`.

Each round asks a question, reads a library in or runs a program over a text, and kills the program itself,
the model, the interpreter, a process that reads files, or the table engine. Afterwards nothing that was told
may be missing from the history, no process may be left, and the program must end in order or be opened again.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from rlm_desktop import paths
from rlm_desktop.engine import catalogue
from rlm_desktop.paths import DataFolder
from rlm_desktop.runs.store import RunStore

QUESTION = "How many orders were cancelled?"
LIMITS = ("--plan", "guided", "--calls", "2", "--seconds", "20")
MODEL = "smollm2-135m-instruct-q4_1"
SCRIPT = """
import time
for _ in range(30):
    sql("SELECT status, count(*) FROM records GROUP BY status")
    time.sleep(0.05)
answer(1)
"""


class Victim(NamedTuple):
    """What is killed: a child with this word in its command (none: the program), while this is done."""

    name: str
    word: str
    doing: str


VICTIMS = (
    Victim("program", "", "ask"),
    Victim("reader", "ingest.worker", "add"),
    Victim("interpreter", "runner.mjs", "run"),
    Victim("program", "", "run"),
    Victim("tables", "spawn_main", "run"),
    Victim("program", "", "add"),
    Victim("reader", "ingest.worker", "add"),
    Victim("interpreter", "runner.mjs", "run"),
    Victim("tables", "spawn_main", "run"),
    Victim("model", "engine.serve", "ask"),
)
_PAGES = 12
_RESUME_EVERY = 20
_LIFE = 3.0
"""Seconds after its first sight within which a part is killed."""
_LONGEST = 300.0
_GONE_WITHIN = 20.0


class Round(NamedTuple):
    """What was killed, when, and what was wrong afterwards; nothing if all was as it must be."""

    victim: Victim
    after: float
    hit: bool
    wrong: list[str]


class World(NamedTuple):
    folder: Path
    texts: Path
    model: str

    @property
    def data(self) -> Path:
        return self.folder / "data"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rlm-kill-") as folder:
        done = list(_told(rounds(Path(folder), args.rounds, args.seed)))
    _summary(done)
    return 1 if any(one.wrong for one in done) else 0


def rounds(folder: Path, count: int, seed: int) -> Iterator[Round]:
    """One round after the other, over data that rounds before it have left behind."""
    chance = random.Random(seed)
    model = str(catalogue.find(MODEL, DataFolder.default()).path)
    world = World(folder, _texts(folder / "texts"), model)
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    whole = {doing: _undisturbed(world, doing) for doing in ("ask", "add", "run")}
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        if victim.doing == "add":  # what was read is not read again
            shutil.rmtree(world.data, ignore_errors=True)
        yield _round(
            world, victim, chance.uniform(0.0, _LIFE if victim.word else whole[victim.doing]), number
        )


def _texts(folder: Path) -> Path:
    """A table of orders, and pages that take their reader a while."""
    folder.mkdir()
    shutil.copy(paths.sample_library() / "orders.csv", folder)
    for number in range(_PAGES):
        body = "<p>A page about tea.</p>" * 1000
        (folder / f"page{number}.html").write_text(f"<h1>{number}</h1>{body}", encoding="utf-8")
    return folder


def _undisturbed(world: World, doing: str) -> float:
    """Seconds that it takes where nothing is killed."""
    started = time.monotonic()
    with _start(world, doing, world.folder / "events") as process:
        process.communicate(timeout=_LONGEST)
    return time.monotonic() - started


def _start(world: World, doing: str, events: Path) -> "subprocess.Popen[str]":
    words: dict[str, list[str | Path]] = {
        "ask": ["ask", QUESTION, world.texts, "--root", world.model, "--events", events, *LIMITS],
        "add": ["library", "add", "texts", world.texts],
        "run": ["sandbox", "run", world.folder / "script.py", world.texts / "orders.csv"],
    }
    return subprocess.Popen(
        [*_program(world), *map(str, words[doing]), "--json"],
        env={**os.environ, "PYTHONPATH": str(paths.PROGRAM.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _program(world: World) -> list[str]:
    return [sys.executable, "-m", "rlm_desktop", "--data-dir", str(world.data)]


def _round(world: World, victim: Victim, after: float, number: int) -> Round:
    events = world.folder / f"events-{number}"
    seen: dict[int, psutil.Process] = {}
    with _start(world, victim.doing, events) as process:
        hit = _kill(psutil.Process(process.pid), victim.word, after, seen)
        try:
            output, told = process.communicate(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            return Round(victim, after, hit, [f"it did not end within {_LONGEST:.0f} seconds"])
    wrong = [*_left_over(seen), *_missing(world.data, events)]
    wrong += [f"a traceback: {told[-500:]}"] if "Traceback" in told else []
    if victim.word or not hit:
        wrong += _unsaid(process.returncode, output)
    if number % _RESUME_EVERY == 0:
        wrong += _not_resumed(world)
    events.unlink(missing_ok=True)
    return Round(victim, after, hit, wrong)


def _kill(program: psutil.Process, word: str, after: float, seen: dict[int, psutil.Process]) -> bool:
    """Kill the program, or a child with that word in its command, so many seconds after its first sight."""
    first: float | None = None if word else time.monotonic()
    while program.is_running() and program.status() != psutil.STATUS_ZOMBIE:
        children = _children(program)
        seen.update((child.pid, child) for child in children)
        meant = [child for child in children if _is_one(child, word)] if word else [program]
        first = time.monotonic() if first is None and meant else first
        if meant and first is not None and time.monotonic() - first >= after:
            with suppress(psutil.NoSuchProcess):
                meant[0].kill()
            return True
        time.sleep(0.01)
    return False


def _children(program: psutil.Process) -> list[psutil.Process]:
    try:
        return program.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _is_one(process: psutil.Process, word: str) -> bool:
    try:
        return word in " ".join(process.cmdline())
    except psutil.Error:
        return False


def _left_over(seen: dict[int, psutil.Process]) -> list[str]:
    _, alive = psutil.wait_procs(list(seen.values()), timeout=_GONE_WITHIN)
    return [f"a process is left: {' '.join(child.cmdline())[:120]}" for child in alive]


def _missing(data: Path, events: Path) -> list[str]:
    """What was told and is not in the history, or what is wrong with that."""
    told = [json.loads(line) for line in _whole_lines(events)]
    told = [event for event in told if event["event"] != "text_streamed"]
    if not told:
        return []
    path = DataFolder(data).history
    with closing(sqlite3.connect(path)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchone()[0]
    store = RunStore(path)
    try:
        wrong = [] if checked == "ok" and not store.warning else [f"the history: {checked} {store.warning}"]
        run = told[0]["run"]
        kept = len(store.events(run))
        if kept < len(told):
            wrong.append(f"{len(told)} events were told and {kept} are kept")
        if store.request(run).question != QUESTION or store.reply(run).question != QUESTION:
            wrong.append("the question is not in the history")
    finally:
        store.close()
    return wrong


def _whole_lines(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]


def _unsaid(status: int, output: str) -> list[str]:
    """A program that lost a part has to end in order: one reply, and a status that fits."""
    try:
        reply = json.loads(output)
    except json.JSONDecodeError:
        return [f"no reply, status {status}: {output[-200:]}"]
    if status == 0 or (status == 1 and reply.get("error")):
        return []
    return [f"status {status}: {str(reply)[:300]}"]


def _not_resumed(world: World) -> list[str]:
    ended = subprocess.run(
        [*_program(world), "runs", "resume", "last", "--json"],
        env={**os.environ, "PYTHONPATH": str(paths.PROGRAM.parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=_LONGEST,
    )
    if "There is no run" in ended.stdout:  # it was killed before it could begin
        return []
    return [f"resuming: {problem}" for problem in _unsaid(ended.returncode, ended.stdout)]


def _told(done: Iterator[Round]) -> Iterator[Round]:
    for number, one in enumerate(done, 1):
        mark = "WRONG" if one.wrong else "well" if one.hit else "too late"
        print(f"{number:4} {one.victim.name:12} {one.after:6.2f} s  {mark}", *one.wrong, flush=True)
        yield one


def _summary(done: list[Round]) -> None:
    hit, wrong = Counter(one.victim.name for one in done if one.hit), sum(bool(one.wrong) for one in done)
    print(f"{len(done)} rounds, {hit.total()} kills that hit ({dict(hit)}), {wrong} with something wrong.")


if __name__ == "__main__":
    sys.exit(main())
