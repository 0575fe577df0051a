"""The map shows what code scanned and what a model read, document by document, and claims no more."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from rlm_desktop import events as happened
from rlm_desktop.gui.live_coverage import LiveCoverage
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.stripes import StripeArea, pixels, stripes
from rlm_desktop.reply import Coverage, Covered
from tests.gui.conftest import WAIT, answered, ask
from tests.gui.fake_library import DOCUMENTS, PROFILE
from tests.gui.fake_runs import a_reply, a_run, quote
from tests.gui.fake_runtime import FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

PARTLY = Coverage(
    bytes_total=PROFILE.bytes,
    bytes_scanned=1_000,
    bytes_read_by_model=9_920,
    documents_total=3,
    documents_touched=2,
    documents=(
        Covered(document="orders/2026/april.log", scanned=((0, 1_000),)),
        Covered(document="letters/halden.txt", read=((9_920, 19_840),)),
    ),
)


def test_intervals_become_few_pixels_and_none_vanishes() -> None:
    assert pixels([(0, 1), (2, 3), (500, 1000)], 1000, 10) == [(0, 1), (5, 10)]
    assert pixels([(999_999, 1_000_000)], 1_000_000, 10) == [(9, 10)]
    assert len(pixels([(n, n + 1) for n in range(0, 100_000, 2)], 100_000, 300)) == 1


def test_documents_with_evidence_come_first_then_those_a_model_read_of() -> None:
    made = stripes(DOCUMENTS, [quote(3, "orders/2026/april.log")], PARTLY)

    assert [stripe.document.name for stripe in made] == [
        "orders/2026/april.log",
        "letters/halden.txt",
        "orders/2026/march.log",
    ]
    assert made[1].words == "letters/halden.txt: 0 % scanned by code, 50 % read by a model"


def test_where_every_byte_was_scanned_each_stripe_is_full_and_otherwise_nothing_is_claimed() -> None:
    whole = Coverage(bytes_total=PROFILE.bytes, bytes_scanned=PROFILE.bytes)

    assert all(stripe.scanned == stripe.document.bytes for stripe in stripes(DOCUMENTS, (), whole))
    assert all(stripe.scanned == 0 for stripe in stripes(DOCUMENTS, (), Coverage(bytes_total=9)))


def test_a_stripe_is_painted_where_the_text_was_seen(qtbot: QtBot) -> None:
    area = StripeArea()
    qtbot.addWidget(area)
    area.resize(424, 200)
    area.show_stripes(stripes(DOCUMENTS[2:3], (), PARTLY))
    area.show()

    picture = area.viewport().grab().toImage()
    colours = {QColor(picture.pixel(x, 30)).name() for x in range(225, 400)}
    before = {QColor(picture.pixel(x, 30)).name() for x in range(20, 190)}

    assert colours == {theme.colours().read.lower()}
    assert theme.colours().read.lower() not in before


def test_a_query_over_a_table_is_known_to_have_seen_its_documents() -> None:
    live = LiveCoverage()
    assert live.add(happened.TextProfiled(profile=PROFILE))
    query = happened.QueryRan(turn=1, candidate=0, sql="select 1 from records", rows=1, seconds=0.1)

    assert live.add(query)
    assert not live.add(query)

    assert live.coverage.documents_touched == 1
    assert live.coverage.bytes_total == PROFILE.bytes


def test_the_map_is_drawn_from_the_reply_when_the_run_has_ended(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.script = a_run(a_reply(coverage=PARTLY))
    ask(window)
    answered(qtbot, window)
    area = window.inspector.coverage.area

    qtbot.waitUntil(lambda: any(stripe.read for stripe in area.stripes), timeout=WAIT)

    read = next(stripe for stripe in area.stripes if stripe.read)
    assert (read.document.name, read.covered.read) == ("letters/halden.txt", ((9_920, 19_840),))
