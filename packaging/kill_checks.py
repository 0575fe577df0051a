"""What must hold after a part of the program was killed; each check tells what is wrong, a line for each."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil
from kill_world import LABELLED, PAGES, PILE, QUESTION, ROWS, World

from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder
from rlm_desktop.runs.store import RunStore

_GONE_WITHIN = 20.0


def left_over(seen: dict[int, psutil.Process]) -> list[str]:
    _, alive = psutil.wait_procs(list(seen.values()), timeout=_GONE_WITHIN)
    return [f"a process is left: {' '.join(child.cmdline())[:120]}" for child in alive]


def missing(world: World, doing: str, events: Path) -> list[str]:
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


def wrong_libraries(world: World, doing: str) -> list[str]:
    """What is wrong with libraries that were there, or with what was done to one."""
    match doing:
        case "add" | "read" | "parse":
            return _not_read_again(world, doing)
        case "export":
            return _not_written_out(world)
    shelf = Shelf(DataFolder(world.data))
    listed = {info.name: info.documents for info in shelf.list() if info.name}
    known = {"kept": PAGES + 2}
    wrong = [] if listed == {doing: PAGES + 2, **known} or listed == known else [f"libraries: {listed}"]
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
        documents, expected = library.profile.documents, {"add": PAGES + 1, "read": PILE}.get(doing, 1)
        right = documents == expected and {"add": 1200, "parse": ROWS}.get(doing) in {*rows.values(), None}
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


def unsaid(status: int, output: str) -> list[str]:
    """A program that lost a part has to end in order: one reply, and a status that fits."""
    try:
        reply = json.loads(output)
    except json.JSONDecodeError:
        return [f"no reply, status {status}: {output[-200:]}"]
    if status == 0 or (status == 1 and reply.get("error")):
        return []
    return [f"status {status}: {str(reply)[:300]}"]
