"""What an answer looks like: many rows, many groups, an estimate, and what cannot be answered."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.answers.answer_card import AnswerCard, AnswerTable
from rlm_desktop.gui.style.bars import Bars
from rlm_desktop.gui.style.labels import ElidedLabel
from rlm_desktop.reply import ErrorShown, Estimate
from tests.gui.fake_runs import a_reply

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def shown(qtbot: QtBot, **changes: object) -> AnswerCard:
    card = AnswerCard(a_reply(**changes))
    qtbot.addWidget(card)
    card.resize(540, 700)
    card.show()
    return card


def texts(card: AnswerCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


def buttons(card: AnswerCard) -> list[str]:
    return [made.text() for made in card.findChildren(QAbstractButton)]


def test_of_many_groups_the_largest_are_drawn_and_all_are_in_a_table(qtbot: QtBot) -> None:
    groups = [[f"group {number}", number] for number in range(1, 41)]
    card = shown(qtbot, answer="\n".join(f"{name}, {count}" for name, count in groups), value=groups)

    assert len(card.findChildren(Bars)) == 1
    assert "The 12 largest of 40" in texts(card)
    assert card.findChildren(AnswerTable)[0].rowCount() == 40


def test_a_wide_table_has_room_for_its_scroll_bar_beside_its_rows(qtbot: QtBot) -> None:
    few = [{"order_id": 20_000 + number, "orders": 20_000 + number, "paid": "yes"} for number in range(12)]
    many = [{f"column {place}": "word after word" for place in range(9)} for _ in range(12)]
    narrow, wide = (
        shown(qtbot, answer="a\nb", value=rows).findChildren(AnswerTable)[0] for rows in (few, many)
    )

    assert wide.height() > narrow.height()
    cells = [narrow.item(0, place) for place in (0, 1)]
    assert [cell.text() for cell in cells if cell] == ["20000", "20,000"]


def test_an_estimate_is_never_told_as_a_count(qtbot: QtBot) -> None:
    card = shown(
        qtbot,
        status="estimated",
        question="How many letters complain about a late delivery?",
        answer="1240",
        value=1240,
        estimate=Estimate(low=1103, high=1391, confidence=0.95, sampled=40, of=1200),
    )

    assert "About 1,240 letters complain about a late delivery" in texts(card)
    assert "Between 1,103 and 1,391 with 95 % confidence, judged by 40 of 1,200" in texts(card)


@pytest.mark.parametrize(
    ("kind", "message", "way"),
    [
        ("model_missing", "The model qwen is not on this machine (1.1 GB).", "Open Models"),
        ("resource_short", "There is not enough memory for qwen.", "Open Models"),
        ("resource_short", "The disk that holds /data is full.", "Open Settings"),
    ],
)
def test_what_could_not_be_answered_has_its_way_out(qtbot: QtBot, kind: str, message: str, way: str) -> None:
    card = shown(
        qtbot, status="failed", answer="", value=None, error=ErrorShown(kind=kind, message=message, hint="")
    )

    assert way in buttons(card)
    assert "Why there is no answer" in buttons(card)


def test_a_name_written_from_the_right_leaves_its_line_as_it_is_read(qtbot: QtBot) -> None:
    line = ElidedLabel("تقرير.txt, line 3")
    qtbot.addWidget(line)
    line.resize(400, 20)

    assert line.text() == "\N{LEFT-TO-RIGHT MARK}تقرير.txt, line 3"
    assert line.whole == "تقرير.txt, line 3"
