"""The viewer shows text of any size, reading only what is on the screen."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.documents.document_view import SCROLL_STEPS, DocumentView
from rlm_desktop.gui.documents.line_layout import LONGEST, SpanSet, char_range, lay_out
from rlm_desktop.spans import DocumentId, Span
from tests.gui.fake_library import PROFILE, WIDTH, FakeLibrary, FakeLine, document

ONE = DocumentId(1)


def shown(qtbot: QtBot, lines: int) -> tuple[DocumentView, FakeLibrary]:
    library = FakeLibrary([document(1, "big.log", lines)], PROFILE)
    view = DocumentView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_document(library, ONE, lines)
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    return view, library


def test_three_gigabytes_open_at_once_and_at_their_end(qtbot: QtBot) -> None:
    lines = 3_000_000_000 // WIDTH
    view, library = shown(qtbot, lines)

    started = time.thread_time()
    view.go_to(lines)
    view.grab()

    assert time.thread_time() - started < 1.0
    assert view.painted_lines()[-1] == lines
    assert library.lines_read < 2000


def test_more_lines_than_a_scroll_bar_can_count_are_all_reached(qtbot: QtBot) -> None:
    lines = 2**33
    view, _ = shown(qtbot, lines)

    assert view.verticalScrollBar().maximum() == SCROLL_STEPS
    view.verticalScrollBar().setValue(SCROLL_STEPS)
    view.grab()
    assert view.painted_lines()[-1] == lines
    view.go_to(lines // 2)
    view.grab()
    assert lines // 2 in view.painted_lines()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current_line == lines // 2 + 1


@pytest.mark.parametrize(
    ("key", "line"), [(Qt.Key.Key_End, 5000), (Qt.Key.Key_Home, 1), (Qt.Key.Key_Down, 101)]
)
def test_the_keyboard_moves_through_the_lines(qtbot: QtBot, key: Qt.Key, line: int) -> None:
    view, _ = shown(qtbot, 5000)
    view.go_to(100)

    QTest.keyClick(view, key)
    view.grab()

    assert view.current_line == line
    assert line in view.painted_lines()


def test_scrolling_reads_little_and_paints_fast(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, 10_000_000)
    bar = view.verticalScrollBar()
    started = time.thread_time()
    for step in range(60):
        bar.setValue(step * 100_000)
        view.grab()
    frame = (time.thread_time() - started) / 60

    print(f"a frame takes {1000 * frame:.1f} ms")
    assert frame < 0.5


def test_a_line_of_a_megabyte_is_cut_and_says_so() -> None:
    text = "x" * 1_000_000
    pieces = lay_out(FakeLine(1, Span(ONE, 0, len(text)), text), 80)

    assert sum(len(piece.text) for piece in pieces) == LONGEST
    assert pieces[-1].cut
    assert not pieces[0].cut


def test_a_mark_counts_bytes_and_stands_on_characters() -> None:
    text = "Grüße aus Øvrevoll\n"
    start = len("Grüße aus ".encode())
    line = FakeLine(1, Span(ONE, 100, 100 + len(text.encode())), text)
    piece = lay_out(line, 80)[0]

    spans = [Span(ONE, 100 + start, 100 + start + len("Øvrevoll".encode()))]

    assert char_range(piece, spans) == [(10, 18)]


def test_a_mark_goes_on_over_a_wrapped_line() -> None:
    text = "a" * 100
    line = FakeLine(1, Span(ONE, 0, 100), text)
    first, second, *_ = lay_out(line, 40)

    assert char_range(first, [Span(ONE, 30, 60)]) == [(30, 40)]
    assert char_range(second, [Span(ONE, 30, 60)]) == [(0, 20)]


def test_marks_near_a_line_are_found_among_many() -> None:
    spans = SpanSet(Span(ONE, number * 10, number * 10 + 4) for number in range(100_000))

    assert [span.start for span in spans.near(Span(ONE, 500, 520)) if span.end > 500] == [500, 510]


def test_control_characters_take_one_place_each() -> None:
    assert lay_out(FakeLine(1, Span(ONE, 0, 5), "a\tb\x00c"), 80)[0].text == "a b\ufffdc"


def test_an_empty_document_is_an_empty_page(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, 0)
    QTest.keyClick(view, Qt.Key.Key_End)
    view.grab()
    assert view.painted_lines() == []
