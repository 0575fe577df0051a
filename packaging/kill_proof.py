"""Kills parts of the program at random moments of a question: `.venv/bin/python packaging/kill_proof.py 200`.

Each round asks a question, has rows labelled, reads a library in, writes one out, takes one in, removes one
or runs a program over a text, and kills the program itself, the model, the interpreter, a process that reads
files, one that parses records or keeps labels, or the table engine. Afterwards nothing that was told may be
missing from the history, a library that was there before must be whole, what was under way is there whole
or not at all, no process and no half-made file is left, and the program ends in order or is opened again.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from rlm_desktop import paths
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.engine import catalogue
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder
from rlm_desktop.runs.store import RunStore

QUESTION = "How many orders were cancelled?"
LABELLED = "Every message is classified as one of the labels: spam, talk. How many rows have the label spam?"
NOTES = ("you have won a prize, call now", "see you at dinner tonight", "the parcel was late")
WORD = "a row of no great matter"
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
_PAGES = 12
_PILE = 40
"""Pages that are read where their reader is meant: a process for each, and one that these are forked from."""
_ROWS = 60_000
_NOTES = 24
_RESUME_EVERY = 24
_LIFE = {"label": 5.0, "export": 0.2, "import": 0.2, "remove": 0.004}
"""Seconds after its first sight within which a part is killed, by what is done; in the others three."""
_READERS = 30
"""Readers until one is killed, at most. They are counted: their time depends on what else a machine does."""
_READ_IN = ("add", "read", "parse")
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

    @property
    def carried(self) -> Path:
        return self.folder / "carried.rlm"

    def data_for(self, doing: str) -> Path:
        """What is read in anew each time has a data folder of its own."""
        return self.folder / "adding" if doing in _READ_IN else self.data


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
    _made(world)
    whole = {doing: _undisturbed(world, doing) for doing in dict.fromkeys(victim.doing for victim in VICTIMS)}
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        _prepare(world, victim.doing)
        after = chance.uniform(0.0, _life(victim, whole[victim.doing]))
        yield _round(world, victim, after, number, chance)


def _life(victim: Victim, whole: float) -> float:
    """Seconds within which a part is killed; of readers, their number."""
    if victim.doing == "read":
        return _READERS
    return _LIFE.get(victim.doing, 3.0) if victim.word or victim.sight else whole


def _texts(folder: Path) -> Path:
    """A table of orders, and pages that take their reader a while; beside them rows for the other parts."""
    folder.mkdir()
    shutil.copy(paths.sample_library() / "orders.csv", folder)
    for number in range(_PAGES):
        body = "<p>A page about tea.</p>" * 1000
        (folder / f"page{number}.html").write_text(f"<h1>{number}</h1>{body}", encoding="utf-8")
    (folder.parent / "pile").mkdir()
    for number in range(_PILE):
        body = f"<p>A page of the pile about tea, {number}.</p>" * 600
        (folder.parent / "pile" / f"page{number}.html").write_text(body, encoding="utf-8")
    rows = (f"{number},{number % 7},{WORD} {number % 1000}\n" for number in range(_ROWS))
    (folder.parent / "rows.csv").write_text("number,day,what\n" + "".join(rows), encoding="utf-8")
    return folder


def _made(world: World) -> None:
    """A library that must outlive all rounds, and the file that it is carried in."""
    steps: tuple[list[str | Path], ...] = (
        ["add", "kept", world.texts, world.folder / "rows.csv"],
        ["export", "kept", world.carried],
    )
    for words in steps:
        done = _called(world, "library", *words)
        assert done.returncode == 0, done
    shutil.copy(world.carried, world.folder / "whole.rlm")


def _prepare(world: World, doing: str) -> None:
    match doing:
        case "add" | "read" | "parse":  # what was read is not read again
            shutil.rmtree(world.data_for(doing), ignore_errors=True)
        case "label":  # what was labelled is not labelled again
            notes = (f"{n % 9},{NOTES[n % 3]} {n} {time.time_ns()}\n" for n in range(_NOTES))
            (world.folder / "notes.csv").write_text("user,message\n" + "".join(notes), encoding="utf-8")
        case "export":
            world.carried.unlink(missing_ok=True)
        case "remove":
            Shelf(DataFolder(world.data)).take_in(world.folder / "whole.rlm", doing)


def _undisturbed(world: World, doing: str) -> float:
    """Seconds that it takes where nothing is killed."""
    _prepare(world, doing)
    started = time.monotonic()
    with _start(world, doing, world.folder / "events") as process:
        output, told = process.communicate(timeout=_LONGEST)
    assert process.returncode == 0, (doing, output, told)
    passed = time.monotonic() - started
    _wrong_libraries(world, doing)
    return passed


def _start(world: World, doing: str, events: Path) -> "subprocess.Popen[str]":
    asked: list[str | Path] = ["--root", world.model, "--events", events]
    words: dict[str, list[str | Path]] = {
        "ask": ["ask", QUESTION, world.texts, *asked, *LIMITS],
        "label": ["ask", LABELLED, world.folder / "notes.csv", *asked, "--seconds", "60"],
        "add": ["library", "add", "texts", world.texts],
        "read": ["library", "add", "texts", world.folder / "pile"],
        "parse": ["library", "add", "texts", world.folder / "rows.csv"],
        "export": ["library", "export", "kept", world.carried],
        "import": ["library", "import", world.folder / "whole.rlm", "--name", "import"],
        "remove": ["library", "remove", "remove"],
        "run": ["sandbox", "run", world.folder / "script.py", world.texts / "orders.csv"],
    }
    return _run(world, words[doing], doing=doing)


def _run(world: World, words: Sequence[str | Path], *, doing: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*_program(world.data_for(doing)), *map(str, words), "--json"],
        env={**os.environ, "PYTHONPATH": str(paths.PROGRAM.parent), "PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _program(data: Path) -> list[str]:
    return [sys.executable, "-m", "rlm_desktop", "--data-dir", str(data)]


def _called(world: World, *words: str | Path, doing: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*_program(world.data_for(doing)), *map(str, words), "--json"],
        env={**os.environ, "PYTHONPATH": str(paths.PROGRAM.parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=_LONGEST,
    )


def _round(world: World, victim: Victim, after: float, number: int, chance: random.Random) -> Round:
    events = world.folder / f"events-{number}"
    seen: dict[int, psutil.Process] = {}
    with _start(world, victim.doing, events) as process:
        hit = _kill(psutil.Process(process.pid), victim, world, after, seen, chance)
        output, told, late = _ended(process, seen)
    wrong = [
        *late,
        *_left_over(seen),
        *_missing(world, victim.doing, events),
        *_wrong_libraries(world, victim.doing),
    ]
    wrong += [f"a traceback: {told[-500:]}"] if "Traceback" in told else []
    if (victim.word or not hit) and not late:
        wrong += _unsaid(process.returncode, output)
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
        return *process.communicate(timeout=_LONGEST), []
    except subprocess.TimeoutExpired:
        seen.update((child.pid, child) for child in _children(psutil.Process(process.pid)))
        process.send_signal(signal.SIGABRT)  # its threads tell where they are
        output, told = process.communicate()
        return output, told, [f"it did not end within {_LONGEST:.0f} seconds: {told[-3000:]}"]


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


def _missing(world: World, doing: str, events: Path) -> list[str]:
    """What was told and is not in the history, or what is wrong with that."""
    told = [json.loads(line) for line in _whole_lines(events)]
    told = [event for event in told if event["event"] != "text_streamed"]
    if not told:
        return []
    path, question = DataFolder(world.data_for(doing)).history, LABELLED if doing == "label" else QUESTION
    with closing(sqlite3.connect(path)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchone()[0]
    store = RunStore(path)
    try:
        wrong = [] if checked == "ok" and not store.warning else [f"the history: {checked} {store.warning}"]
        run = told[0]["run"]
        kept = len(store.events(run))
        if kept < len(told):
            wrong.append(f"{len(told)} events were told and {kept} are kept")
        if store.request(run).question != question or store.reply(run).question != question:
            wrong.append("the question is not in the history")
    finally:
        store.close()
    return wrong


def _wrong_libraries(world: World, doing: str) -> list[str]:
    """What is wrong with libraries that were there, or with what was done to one."""
    match doing:
        case "add" | "read" | "parse":
            return _not_read_again(world, doing)
        case "export":
            return _not_written_out(world)
    shelf = Shelf(DataFolder(world.data))
    listed = {info.name: info.documents for info in shelf.list() if info.name}
    known = {"kept": _PAGES + 2}
    wrong = [] if listed == {doing: _PAGES + 2, **known} or listed == known else [f"libraries: {listed}"]
    if doing in listed:
        shelf.remove(doing)
    folders = [folder for folder in DataFolder(world.data).libraries.iterdir() if _holds_the_text(folder)]
    with_text = len(shelf.list())
    return wrong + ([f"text is left: {folders}"] if len(folders) > with_text else [])


def _holds_the_text(folder: Path) -> bool:
    return any(file.is_file() and file.stat().st_size for file in folder.rglob("*"))


def _not_read_again(world: World, doing: str) -> list[str]:
    """A library that was being read is read to its end when it is opened again."""
    added = [{"add": world.texts, "read": world.folder / "pile"}.get(doing, world.folder / "rows.csv")]
    shelf = Shelf(DataFolder(world.data_for(doing)))
    there = any(info.name == "texts" for info in shelf.list())
    library = shelf.open("texts") if there else shelf.create("texts", added)
    try:
        library.add(added)
        library.update()
        rows = {table.name: table.rows for table in library.profile.tables}
        documents, expected = library.profile.documents, {"add": _PAGES + 1, "read": _PILE}.get(doing, 1)
        right = documents == expected and {"add": 1200, "parse": _ROWS}.get(doing) in {*rows.values(), None}
        unread = [each.name for each in library.documents() if each.reason]
        return [] if right and not unread else [f"{documents} documents, {rows}, unread: {unread}"]
    except RlmError as error:
        return [f"reading it again: {error.message}"]
    finally:
        library.close()


def _not_written_out(world: World) -> list[str]:
    """The file is there whole or not at all; written out again, nothing half-made stays beside it."""
    whole = (world.folder / "whole.rlm").stat().st_size
    if world.carried.exists() and world.carried.stat().st_size != whole:
        return [f"a file of {world.carried.stat().st_size} bytes, not {whole}"]
    world.carried.unlink(missing_ok=True)
    Shelf(DataFolder(world.data)).write_out(
        "kept", world.carried, emit=lambda event: None, should_stop=lambda: False
    )
    halves = [*world.folder.glob(".carried*"), *world.data.glob("libraries/*/tmp*")]
    halves += world.data.glob("libraries/*/.written-*")
    return [f"half-made: {halves}"] if halves else []


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
    with _run(world, ["runs", "resume", "last"], doing="ask") as process:
        output, _, late = _ended(process, {})
    if "There is no run" in output:  # it was killed before it could begin
        return []
    return [f"resuming: {problem}" for problem in late or _unsaid(process.returncode, output)]


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
