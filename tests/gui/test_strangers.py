"""What a file is called and what stands in it is shown as text: no HTML, nothing turned round."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.answer_chart import table_text
from rlm_desktop.gui.document_pane import opened
from rlm_desktop.gui.parts import ElidedLabel, label, tip
from rlm_desktop.gui.tree import Node, TreeModel
from rlm_desktop.gui.words import Grid

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
