"""What `kill_proof.py` kills parts of: a world of texts and a library, and what is done there."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rlm_desktop import paths
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder

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
PAGES = 12
PILE = 40
"""Pages that are read where their reader is meant: a process for each, and one that these are forked from."""
ROWS = 60_000
_NOTES = 24
READ_IN = ("add", "read", "parse")
LONGEST = 300.0


class World(NamedTuple):
    """The folder that all lies in, the texts, and the model that is asked."""

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
        return self.folder / "adding" if doing in READ_IN else self.data


def made_texts(folder: Path) -> Path:
    """A table of orders, and pages that take their reader a while; beside them rows for the other parts."""
    folder.mkdir()
    shutil.copy(paths.sample_library() / "orders.csv", folder)
    for number in range(PAGES):
        body = "<p>A page about tea.</p>" * 1000
        (folder / f"page{number}.html").write_text(f"<h1>{number}</h1>{body}", encoding="utf-8")
    (folder.parent / "pile").mkdir()
    for number in range(PILE):
        body = f"<p>A page of the pile about tea, {number}.</p>" * 600
        (folder.parent / "pile" / f"page{number}.html").write_text(body, encoding="utf-8")
    rows = (f"{number},{number % 7},{WORD} {number % 1000}\n" for number in range(ROWS))
    (folder.parent / "rows.csv").write_text("number,day,what\n" + "".join(rows), encoding="utf-8")
    return folder


def make_kept(world: World) -> None:
    """A library that must outlive all rounds, and the file that it is carried in."""
    steps: tuple[list[str | Path], ...] = (
        ["add", "kept", world.texts, world.folder / "rows.csv"],
        ["export", "kept", world.carried],
    )
    for words in steps:
        done = _called(world, "library", *words)
        assert done.returncode == 0, done
    shutil.copy(world.carried, world.folder / "whole.rlm")


def prepare(world: World, doing: str) -> None:
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


def start(world: World, doing: str, events: Path) -> "subprocess.Popen[str]":
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
    return run(world, words[doing], doing=doing)


def run(world: World, words: Sequence[str | Path], *, doing: str) -> "subprocess.Popen[str]":
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
        timeout=LONGEST,
    )
