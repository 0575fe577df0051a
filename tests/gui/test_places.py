"""The evidence list holds every place of an answer, fetched as it is looked at."""

import csv
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rlm_desktop.errors import LibraryError
from rlm_desktop.gui.answers.evidence_list import EvidenceList
from rlm_desktop.gui.answers.places import FIRST, Packed, PlacesFeed
from rlm_desktop.gui.beneath.event_pump import EventPump
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.reply import Evidence, Quote
from tests.gui.conftest import WAIT, answered, ask
from tests.gui.fake_runs import quote
from tests.gui.fake_runtime import FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
MILLION = 1_000_000


def test_packed_places_are_the_quotes_they_were() -> None:
    quotes = [
        quote(1),
        quote(2, "ä.txt"),
        Quote(document="p.pdf", start=0, end=3, line=1, page=7, quote="über"),
    ]

    packed = Packed(quotes)

    assert list(packed) == quotes
    with pytest.raises(IndexError):
        packed[3]


def test_the_list_shows_every_place_and_finds_them_beside_the_window(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    ask(window)
    answered(qtbot, window)
    places = window.inspector.evidence.list.model()
    window.inspector.setCurrentWidget(window.inspector.evidence)

    def fetched() -> bool:
        window.inspector.evidence.list.scrollToBottom()
        return places.rowCount() == 2871

    qtbot.waitUntil(fetched, timeout=WAIT)

    assert window.inspector.evidence.head == "2,871 places the answer rests on"
    assert "line 100,485" in places.data(places.index(2870, 0))
    assert threading.current_thread().name not in runtime.places_listed_on


def test_one_key_leads_to_the_last_place_also_where_most_are_still_to_be_fetched(
    qtbot: QtBot, window: MainWindow
) -> None:
    ask(window)
    answered(qtbot, window)
    window.inspector.setCurrentWidget(window.inspector.evidence)
    table = window.inspector.evidence.list

    QTest.keyClick(table, Qt.Key.Key_End)

    qtbot.waitUntil(lambda: table.currentIndex().row() == 2870, timeout=WAIT)


def test_where_the_text_is_gone_the_first_places_stay_and_the_reason_is_said(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.places_gone = LibraryError("The library was removed.")
    ask(window)
    answered(qtbot, window)
    shown = window.inspector.evidence

    qtbot.waitUntil(lambda: "removed" in shown.head, timeout=WAIT)

    assert shown.head == "The first 200 of 2,871 places the answer rests on. The library was removed."
    assert shown.list.model().rowCount() == 200


def test_a_million_places_are_there_at_once_and_only_those_in_sight_are_fetched(qtbot: QtBot) -> None:
    pump = EventPump()
    jobs = Jobs(pump, lambda error: None)
    made = 0

    def find() -> Iterator[Quote]:
        nonlocal made
        for number in range(1, MILLION + 1):
            made += 1
            yield quote(number)

    shown = EvidenceList()
    qtbot.addWidget(shown)
    shown.resize(400, 600)
    shown.show()
    started = time.thread_time()
    shown.show_evidence(
        Evidence(total=MILLION, shown=tuple(quote(number) for number in range(1, 101))),
        PlacesFeed(jobs, find, shown),
    )
    qtbot.waitUntil(lambda: shown.list.model().rowCount() >= FIRST, timeout=WAIT)

    assert time.thread_time() - started < 2.0
    assert made < 10 * FIRST
    jobs.close()


@pytest.mark.slow
def test_a_million_places_can_be_held_and_walked(qtbot: QtBot) -> None:
    one = quote(77)
    shown = EvidenceList()
    qtbot.addWidget(shown)
    shown.resize(400, 600)
    shown.show()
    packed = [one] * MILLION

    started = time.thread_time()
    shown.show_evidence(Evidence(total=MILLION, shown=tuple(packed)))
    packing = time.thread_time() - started
    started = time.thread_time()
    shown.select(MILLION - 1)
    shown.list.viewport().repaint()

    print(f"packed in {packing:.2f} s, at the end in {1000 * (time.thread_time() - started):.0f} ms")
    assert time.thread_time() - started < 1.0


def test_the_export_as_csv_writes_every_place(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(window)
    card = answered(qtbot, window)
    target = tmp_path / "places.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    assert card.answer is not None

    card.answer.save_wanted.emit()
    qtbot.waitUntil(lambda: window.ask_page.notice.isVisible(), timeout=WAIT)

    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2871
    assert rows[0]["quote"].startswith("2026-03-08 anna")


def test_a_file_that_cannot_be_written_is_said_with_a_way_out(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(window)
    card = answered(qtbot, window)
    target = tmp_path / "nowhere" / "answer.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    assert card.answer is not None

    card.answer.save_wanted.emit()

    qtbot.waitUntil(lambda: "answer.md could not be written" in window.ask_page.notice.text, timeout=WAIT)
