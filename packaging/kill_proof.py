"""Kills parts of the program at random moments of a question: `.venv/bin/python packaging/kill_proof.py 200`.

Each round asks a question, has rows labelled, reads a library in, writes one out, takes one in, removes one
or runs a program over a text, and kills the program itself, the model, the interpreter, a process that reads
files, one that parses records or keeps labels, or the table engine. Afterwards nothing that was told may be
missing from the history, a library that was there before must be whole, what was under way is there whole
or not at all, no process and no half-made file is left, and the program ends in order or is opened again.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil
from kill_checks import left_over, missing, unsaid, wrong_libraries
from kill_world import LONGEST, MODEL, SCRIPT, World, made_texts, make_kept, prepare, run, start

from rlm_desktop.engine import catalogue
from rlm_desktop.paths import DataFolder


class Victim(NamedTuple):
    """What is killed: a child with this word in its command (none: the program), while this is done."""

    name: str
    word: str
    doing: str
    sight: str = ""
    """A file below the world whose coming begins the time after which it is killed; none: the part's own."""


VICTIMS = (
    Victim("program", "", "ask"),
    Victim("reader", "ingest.worker", "read"),
    Victim("interpreter", "runner.mjs", "run"),
    Victim("program", "", "label"),
    Victim("records", "spawn_main", "parse"),
    Victim("program", "", "export", sight=".carried.rlm.*"),
    Victim("tables", "spawn_main", "run"),
    Victim("program", "", "import", sight="data/libraries/.coming-*"),
    Victim("reader", "ingest.worker", "read"),
    Victim("model", "engine.serve", "label"),
    Victim("program", "", "remove", sight="data/libraries/.removed-*"),
    Victim("program", "", "parse"),
    Victim("records", "spawn_main", "label"),
    Victim("program", "", "add"),
    Victim("interpreter", "runner.mjs", "run"),
    Victim("program", "", "import"),
    Victim("reader", "ingest.worker", "read"),
    Victim("model", "engine.serve", "ask"),
    Victim("program", "", "export"),
    Victim("records", "spawn_main", "parse"),
    Victim("program", "", "run"),
    Victim("program", "", "remove"),
    Victim("reader", "ingest.worker", "read"),
    Victim("tables", "spawn_main", "run"),
)
_RESUME_EVERY = 24
_LIFE = {"label": 5.0, "export": 0.2, "import": 0.2, "remove": 0.004}
"""Seconds after its first sight within which a part is killed, by what is done; in the others three."""
_READERS = 30
"""Readers until one is killed, at most. They are counted: their time depends on what else a machine does."""


class Round(NamedTuple):
    """What was killed, when, and what was wrong afterwards; nothing if all was as it must be."""

    victim: Victim
    after: float
    hit: bool
    wrong: list[str]


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
    world = World(folder, made_texts(folder / "texts"), model)
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    make_kept(world)
    whole = {doing: _undisturbed(world, doing) for doing in dict.fromkeys(victim.doing for victim in VICTIMS)}
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        prepare(world, victim.doing)
        after = chance.uniform(0.0, _life(victim, whole[victim.doing]))
        yield _round(world, victim, after, number, chance)


def _life(victim: Victim, whole: float) -> float:
    """Seconds within which a part is killed; of readers, their number."""
    if victim.doing == "read":
        return _READERS
    return _LIFE.get(victim.doing, 3.0) if victim.word or victim.sight else whole


def _undisturbed(world: World, doing: str) -> float:
    """Seconds that it takes where nothing is killed."""
    prepare(world, doing)
    started = time.monotonic()
    with start(world, doing, world.folder / "events") as process:
        output, told = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, (doing, output, told)
    passed = time.monotonic() - started
    wrong_libraries(world, doing)
    return passed


def _round(world: World, victim: Victim, after: float, number: int, chance: random.Random) -> Round:
    events = world.folder / f"events-{number}"
    seen: dict[int, psutil.Process] = {}
    with start(world, victim.doing, events) as process:
        hit = _kill(psutil.Process(process.pid), victim, world, after, seen, chance)
        output, told, late = _ended(process, seen)
    wrong = [
        *late,
        *left_over(seen),
        *missing(world, victim.doing, events),
        *wrong_libraries(world, victim.doing),
    ]
    wrong += [f"a traceback: {told[-500:]}"] if "Traceback" in told else []
    if (victim.word or not hit) and not late:
        wrong += unsaid(process.returncode, output)
    if number % _RESUME_EVERY in (0, 3):
        wrong += _not_resumed(world)
    events.unlink(missing_ok=True)
    return Round(victim, after, hit, wrong)


def _kill(
    program: psutil.Process,
    victim: Victim,
    world: World,
    after: float,
    seen: dict[int, psutil.Process],
    chance: random.Random,
) -> bool:
    """Kill the program, or one of the children that are meant, so many seconds after their first sight."""
    first: float | None = None if victim.word or victim.sight else time.monotonic()
    counted: set[int] = set()
    while program.is_running() and program.status() != psutil.STATUS_ZOMBIE:
        if victim.sight:
            meant = [program]
            first = first or (time.monotonic() if any(world.folder.glob(victim.sight)) else None)
        else:
            children = _children(program)
            seen.update((child.pid, child) for child in children)
            meant = [child for child in children if _is_one(child, victim.word)] if victim.word else [program]
            first = time.monotonic() if first is None and meant else first
        counted.update(child.pid for child in meant)
        past = len(counted) if victim.doing == "read" else time.monotonic() - first if first else 0.0
        if meant and first is not None and past >= after:
            with suppress(psutil.NoSuchProcess):
                chance.choice(meant).kill()
            return True
        time.sleep(0.0002 if victim.sight else 0.01)
    return False


def _ended(process: "subprocess.Popen[str]", seen: dict[int, psutil.Process]) -> tuple[str, str, list[str]]:
    """What it wrote; one that goes on for too long is ended where it is, and says where that was."""
    try:
        return *process.communicate(timeout=LONGEST), []
    except subprocess.TimeoutExpired:
        seen.update((child.pid, child) for child in _children(psutil.Process(process.pid)))
        process.send_signal(signal.SIGABRT)  # its threads tell where they are
        output, told = process.communicate()
        return output, told, [f"it did not end within {LONGEST:.0f} seconds: {told[-3000:]}"]


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


def _not_resumed(world: World) -> list[str]:
    with run(world, ["runs", "resume", "last"], doing="ask") as process:
        output, _, late = _ended(process, {})
    if "There is no run" in output:  # it was killed before it could begin
        return []
    return [f"resuming: {problem}" for problem in late or unsaid(process.returncode, output)]


def _unit(victim: Victim) -> str:
    return "readers" if victim.doing == "read" else "s"


def _told(done: Iterator[Round]) -> Iterator[Round]:
    for number, one in enumerate(done, 1):
        mark = "WRONG" if one.wrong else "well" if one.hit else "too late"
        done_to = f"{one.victim.name:12} {one.victim.doing:7} {one.after:7.3f} {_unit(one.victim)}"
        print(f"{number:4} {done_to}  {mark}", *one.wrong, flush=True)
        yield one


def _summary(done: list[Round]) -> None:
    hit, wrong = (
        Counter(f"{one.victim.name}, {one.victim.doing}" for one in done if one.hit),
        sum(bool(one.wrong) for one in done),
    )
    print(f"{len(done)} rounds, {hit.total()} kills that hit ({dict(hit)}), {wrong} with something wrong.")


if __name__ == "__main__":
    sys.exit(main())
