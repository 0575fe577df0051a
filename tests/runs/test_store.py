"""The history keeps what happened, survives crashes and damage, and forgets when told to."""

import multiprocessing
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rlm_desktop.errors import BadRequest, StoreError
from rlm_desktop.events import Noted, PlanChosen, TextStreamed
from rlm_desktop.reply import Evidence, Quote, Reply, Usage
from rlm_desktop.runs import store as store_module
from rlm_desktop.runs.migrations import MIGRATIONS
from rlm_desktop.runs.store import FOREIGN, RUNNING, UNFINISHED, RunStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[RunStore]:
    opened = RunStore(path)
    yield opened
    opened.close()


def a_reply(run: str, *, answer: str = "user17, 256") -> Reply:
    quote = Quote(document="app.log", start=3, end=9, line=1, quote="user17")
    return Reply(
        run=run,
        question="Which user?",
        status="answered",
        answer=answer,
        value=["user17", 256],
        evidence=Evidence(total=256, shown=(quote,)),
        usage=Usage(seconds=9.8),
    )


def test_a_finished_run_reads_back_as_it_was(store: RunStore) -> None:
    run = store.begin("Which user?", "logs", ["app.log"], '{"seed":3}')
    store.finish(run, a_reply(run))

    assert store.reply(run) == a_reply(run)
    assert store.request(run).paths == ("app.log",)
    assert store.request(run).settings == '{"seed":3}'


def test_an_answer_that_a_newer_version_wrote_is_told_and_kept(store: RunStore, path: Path) -> None:
    run = store.begin("Which user?", "logs")
    store.finish(run, a_reply(run))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE runs SET reply = replace(reply, '\"answered\"', '\"foreseen\"')")

    assert (store.reply(run).status, store.reply(run).notes) == ("failed", (FOREIGN,))
    with closing(sqlite3.connect(path)) as other:
        assert "foreseen" in other.execute("SELECT reply FROM runs").fetchone()[0]


def test_a_run_knows_the_run_it_followed_up(store: RunStore) -> None:
    first = store.begin("Which user?", "logs")
    second = store.begin("and in May?", "logs", after=first)

    assert (store.request(first).after, store.request(second).after) == ("", first)
    assert [summary.after for summary in store.list()] == [first, ""]
    assert store.reply(second).after == first


def test_a_history_from_before_follow_ups_is_read_on(path: Path) -> None:
    connection = sqlite3.connect(path)
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO runs VALUES ('01A', 'Which user?', '', '[]', '{}', 1.0, '', NULL, '', 0, NULL)"
    )
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()

    store = RunStore(path)
    after = store.request(store.find("last")).after
    store.close()
    assert after == ""


def test_events_come_back_in_order_without_the_streamed_pieces(store: RunStore) -> None:
    run = store.begin("Which user?")
    plan = PlanChosen(at=0.5, plan="guided", why="records were found")
    note = Noted(at=0.7, text="checking")
    for event in (plan, TextStreamed(turn=1, candidate=0, text="SEL"), note):
        store.append(run, event)

    assert list(store.events(run)) == [plan, note]


def test_a_run_that_never_ended_reads_as_stopped_with_what_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_this_process", lambda: "1:0.0")  # a process that is gone
    first = RunStore(path)
    run = first.begin("Which user?")
    first.append(run, Noted(at=4.0, text="reading"))
    first.close()

    again = RunStore(path)
    reply, summary = again.reply(run), again.list()[0]
    again.close()

    assert (reply.status, reply.notes, reply.usage.seconds) == ("stopped", (UNFINISHED,), 4.0)
    assert (summary.status, summary.seconds) == ("stopped", 4.0)


def test_a_run_is_running_only_while_its_process_lives(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = store.begin("Mine")
    assert store.reply(mine).notes == (RUNNING,)
    monkeypatch.setattr(store_module, "_this_process", lambda: "1:0.0")
    other = store.begin("Of a process that is gone")

    running = {summary.id: summary.running for summary in store.list()}
    assert running == {mine: True, other: False}


def test_a_list_has_only_the_beginning_of_what_somebody_made_endless(store: RunStore) -> None:
    run = store.begin("Which? " * 200_000)

    assert len(store.list()[0].question) == 8000
    assert len(store.request(run).question) == 1_400_000


def test_the_newest_run_is_listed_first_even_within_a_millisecond(store: RunStore) -> None:
    runs = [store.begin(f"Question {number}") for number in range(50)]

    assert [summary.id for summary in store.list(limit=100)] == runs[::-1]
    assert runs == sorted(runs)


@pytest.mark.parametrize("words", ["ERROR", "error", "100 %", "a_b", "user17"])
def test_search_looks_at_question_and_answer_and_takes_signs_literally(store: RunStore, words: str) -> None:
    run = store.begin("How many ERROR lines are 100 % a_b?")
    store.finish(run, a_reply(run))
    store.begin("How many other lines are 1000 axb?")

    assert [summary.id for summary in store.list(search=words)] == [run]


def test_a_run_is_found_by_the_beginning_of_its_name_and_by_last(store: RunStore) -> None:
    first, second = store.begin("One"), store.begin("Two")

    assert store.find(first.lower()) == first
    assert store.find("last") == second
    with pytest.raises(BadRequest, match="Several runs"):
        store.find(first[:5])
    with pytest.raises(BadRequest, match="no run"):
        store.find("ZZZ")


def test_a_removed_run_leaves_no_byte_behind(path: Path, store: RunStore) -> None:
    secret = "the name of the dog was Halvorsen"
    run = store.begin(secret)
    store.append(run, Noted(text=secret * 400))
    store.finish(run, a_reply(run, answer=secret))
    store.remove(run)

    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"Halvorsen" not in left
    with pytest.raises(BadRequest):
        store.reply(run)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_files_are_for_their_owner_alone(path: Path, store: RunStore) -> None:
    store.begin("Which user?")

    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_names_that_are_not_text_are_kept_readable(store: RunStore) -> None:
    run = store.begin("What is in it?", "", ["caf\udce9.txt"])

    assert store.request(run).paths == (r"caf\udce9.txt",)


def test_many_threads_lose_no_event(store: RunStore) -> None:
    run = store.begin("Which user?")

    def work(name: int) -> None:
        for number in range(50):
            store.append(run, Noted(text=f"{name}.{number}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store.events(run)) == 200


def _ask_elsewhere(path: Path) -> None:
    elsewhere = RunStore(path)
    run = elsewhere.begin("From another process")
    for number in range(20):
        elsewhere.append(run, Noted(text=str(number)))
    elsewhere.close()


def test_several_processes_share_one_history(path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_ask_elsewhere, args=(path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    store = RunStore(path)
    counts = [len(store.events(summary.id)) for summary in store.list()]
    store.close()
    assert counts == [20, 20, 20]


def test_a_file_that_is_no_history_is_kept_aside_and_a_new_one_started(path: Path) -> None:
    path.write_bytes(b"\0" * 5000)

    store = RunStore(path)
    store.begin("Which user?")
    store.close()

    kept = [file for file in path.parent.iterdir() if ".damaged-" in file.name]
    assert kept[0].read_bytes() == b"\0" * 5000
    assert kept[0].name in store.warning


def test_damage_found_while_working_is_told_and_the_next_run_is_kept(path: Path) -> None:
    store = RunStore(path)
    run = store.begin("Which user?")
    for number in range(200):
        store.append(run, Noted(text=f"{number} " * 50))
    store.close()
    whole = bytearray(path.read_bytes())
    whole[8192:] = b"\xff" * (len(whole) - 8192)
    path.write_bytes(whole)

    store = RunStore(path)
    with pytest.raises(StoreError, match="was damaged"):
        store.events(run)
    after = store.begin("And now?")
    summaries = store.list()
    store.close()

    assert [summary.id for summary in summaries] == [after]


def test_a_history_from_a_newer_version_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(StoreError, match="newer version"):
        RunStore(path)


@pytest.mark.parametrize(
    ("pragma", "hint"), [("query_only = ON", "writable"), ("max_page_count = 1", "Free some space")]
)
def test_a_disk_that_takes_nothing_is_told_with_a_way_out(store: RunStore, pragma: str, hint: str) -> None:
    with store._database.reading() as connection:
        connection.execute(f"PRAGMA {pragma}")

    with pytest.raises(StoreError) as caught:
        store.begin("Which user? " * 5000)

    assert hint in caught.value.hint


def test_a_folder_that_is_not_there_is_told_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        RunStore(tmp_path / "nowhere" / "history.sqlite")

    assert "--data-dir" in caught.value.hint


def test_an_event_of_another_version_reads_as_a_note(store: RunStore) -> None:
    run = store.begin("Which user?")
    with store._database.writing() as connection:
        connection.execute("INSERT INTO events VALUES (?, 1, 0.0, ?)", (run, '{"event":"sang_a_song"}'))

    assert isinstance(store.events(run)[0], Noted)
