"""What a file is called and what stands in it is shown as text: no HTML, nothing turned round."""

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.adding import local_paths
from rlm_desktop.gui.answers.answer_chart import table_text
from rlm_desktop.gui.documents.document_pane import opened
from rlm_desktop.gui.one_instance import OneInstance, Wish
from rlm_desktop.gui.saying.words import Grid
from rlm_desktop.gui.style.labels import ElidedLabel, label, tip
from rlm_desktop.gui.style.tree import Node, TreeModel
from rlm_desktop.paths import DataFolder
from tests.gui.conftest import WAIT

NAME = '<img src="file:///nowhere/x.png"><b>invoice</b>\u202efdp.exe'


def test_a_tool_tip_shows_a_name_that_is_html_as_text(qtbot: QtBot) -> None:
    shown = tip(NAME)

    assert GuiQt.mightBeRichText(shown)
    assert "<img" not in shown and "<b>" not in shown and "&lt;img" in shown
    assert tip("plain & simple") == "plain & simple"


def test_no_label_or_tree_turns_its_text_round_or_reads_it_as_html(qtbot: QtBot) -> None:
    short = ElidedLabel(NAME * 20)
    long = label(NAME)
    later = label()
    later.setText(NAME)
    model = TreeModel()
    model.root.add(Node(NAME, tip=NAME))
    in_tree = model.index(0, 0)
    for widget in (short, long, later):
        qtbot.addWidget(widget)
        assert widget.textFormat() == Qt.TextFormat.PlainText
        assert "\u202e" not in widget.text() + widget.toolTip()
    assert "<img" not in short.toolTip()
    assert "\u202e" not in model.data(in_tree)
    assert "<img" not in model.data(in_tree, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("name", ["a.exe", "a.DESKTOP", "invoice.pdf.lnk", "a.sh", "a.url"])
def test_a_program_is_not_started_from_the_window(name: str) -> None:
    assert opened(Path("/folder") / name) == Path("/folder")
    assert opened(Path("/folder/report.pdf")) == Path("/folder/report.pdf")


def test_a_table_on_the_clipboard_holds_no_formula_and_no_further_cells() -> None:
    grid = Grid(columns=("name", "n"), rows=(("=cmd|'/C calc'!A0", -5), ("a\t=1\n=2", None)))

    assert table_text(grid) == "name\tn\n'=cmd|'/C calc'!A0\t-5\na =1 =2\t\n"


def dropped(*addresses: str) -> list[str]:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return local_paths(data)


def test_what_is_dropped_is_a_file_of_this_machine_or_nothing() -> None:
    """Windows would go to another machine for its file, and say who asks."""
    assert dropped("file:///data/a.txt", "file://localhost/data/b.txt") == ["/data/a.txt", "/data/b.txt"]
    assert not dropped(
        *("http://example.org/a.txt", "https://localhost/a", "ftp://localhost/a", "smb://server/share/a"),
        *("file://server/share/a.txt", "file:////server/share/a.txt", "file:///%2F%2Fserver/share/a"),
        *("file:relative.txt", "file:///data/a%00.txt", "javascript:alert(1)", "data:text/plain,x", ""),
        *("qrc:/x", "content://a/b", "\\\\server\\share\\a", "file:", "file://"),
    )


def _are(wishes: list[Wish], count: int) -> bool:
    return len(wishes) == count


def test_what_was_written_to_the_window_by_something_else_is_no_wish(qtbot: QtBot, tmp_path: Path) -> None:
    instance = OneInstance(DataFolder(tmp_path))
    wishes: list[Wish] = []
    instance.wished.connect(wishes.append)
    assert instance.listen()
    for said in (b"[" * 100_000, b"\xff\xfe", b'{"paths": 7}', b"", bytes(2_000_000)):
        came = len(wishes) + 1
        other = QLocalSocket()
        other.connectToServer(instance._name)
        other.write(said)
        other.disconnectFromServer()
        qtbot.waitUntil(partial(_are, wishes, came), timeout=WAIT)
    instance.close()

    assert wishes == [Wish()] * 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose the other end is here")
def test_a_stranger_at_the_windows_place_is_told_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, person = OneInstance(DataFolder(tmp_path)), OneInstance(DataFolder(tmp_path))
    assert stranger.listen()
    told: list[Wish] = []
    stranger.wished.connect(told.append)
    monkeypatch.setattr(os, "getuid", lambda: 4711)

    assert not person.hand_over(["/data/secret"], sample=False)
    stranger.close()
    assert not told
