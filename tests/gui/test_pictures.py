"""What is drawn: pages of a PDF with their evidence, and charts of an answer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.answers.answer_chart import chart_of, save_picture, table_text
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.style.bars import Bars
from rlm_desktop.gui.style.line_chart import LineChart, is_over_time
from rlm_desktop.spans import Span
from tests.gui.conftest import WAIT
from tests.gui.fake_library import document
from tests.gui.fake_runtime import FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
MONTHS = [["2026-03", 120], ["2026-01", 80], ["2026-02", 100]]


def test_a_pdf_is_shown_as_its_page_with_the_span_marked(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    paper = document(9, "contract.pdf", 40, pages=3)  # type: ignore[arg-type]
    runtime.library._documents = (*runtime.library._documents, paper)
    pane = window.inspector.document
    window.inspector.setCurrentWidget(pane)
    draw = window.findings._drawer("Orders")

    pane.show_document(runtime.library, paper, at=Span(paper.id, 0, 10), draw=draw, page=2)
    qtbot.waitUntil(lambda: bool(pane.page.paper.marks), timeout=WAIT)

    assert runtime.pages_drawn[-1] == ("contract.pdf", 2)
    QTest.keyClick(pane.page, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: runtime.pages_drawn[-1] == ("contract.pdf", 3), timeout=WAIT)
    pane._paged.setChecked(False)
    assert pane.view.isVisible()


def test_numbers_over_time_are_a_line_in_order_of_time(qtbot: QtBot) -> None:
    table = words.grid(MONTHS)
    assert table is not None
    chart = chart_of(table)
    assert isinstance(chart, LineChart)
    qtbot.addWidget(chart)
    chart.resize(400, 180)

    assert chart.accessibleDescription() == "2026-01: 80, 2026-02: 100, 2026-03: 120"
    heights = [point.y() for point in chart.points()]
    assert heights == sorted(heights, reverse=True)
    chart.grab()


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        ([["carl", 2], ["anna", 3]], "anna: 3, carl: 2"),
        ([["2 pages", 2], ["10 pages", 3]], "2 pages: 2, 10 pages: 3"),
    ],
)
def test_counts_by_name_are_bars_the_longest_first(
    qtbot: QtBot, rows: list[list[object]], drawn: str
) -> None:
    table = words.grid(rows)
    assert table is not None
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    qtbot.addWidget(chart)

    assert chart.accessibleDescription() == drawn


@pytest.mark.parametrize(
    ("labels", "over_time"),
    [
        (["2024", "2025", "2026"], True),
        (["2026-03-01", "2026-03-02", "2026-03-03"], True),
        (["09:00", "10:00", "11:00"], True),
        (["2026-03-01", "anna", "carl"], False),
        (["2024", "2025"], False),
    ],
)
def test_moments_are_known_by_how_they_are_written(labels: list[str], over_time: bool) -> None:
    assert is_over_time(labels) is over_time


def test_a_chart_and_its_table_are_taken_elsewhere(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = words.grid(MONTHS)
    assert table is not None
    chart = chart_of(table)
    assert chart is not None
    qtbot.addWidget(chart)
    target = tmp_path / "chart.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))

    save_picture(chart, chart)

    assert target.read_bytes().startswith(b"\x89PNG")
    assert table_text(table) == "2026-03\t120\n2026-01\t80\n2026-02\t100\n"
