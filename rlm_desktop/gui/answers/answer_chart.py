"""The picture of an answer: bars for counts by group, a line for numbers over time."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import dialogs
from rlm_desktop.gui.style.bars import Bars
from rlm_desktop.gui.style.line_chart import LineChart, is_over_time
from rlm_desktop.legible import cell

MOST_BARS = 30
OF_MANY = 12
"""Of more groups than can be taken in at once the largest are drawn, and a table has them all."""


def chart_of(table: words.Grid) -> QWidget | None:
    """A chart where the rows are a name and a number, or a moment and a number."""
    items = words.series(table)
    if items is None:
        return None
    if is_over_time([text for text, _ in items]):
        return LineChart(items, name=tr("Chart of the answer"))
    if len(items) <= MOST_BARS:
        return Bars(_ordered(items), name=tr("Chart of the answer"))
    largest = sorted(items, key=lambda item: -item[1])[:OF_MANY]
    return Bars(largest, name=tr("The {count} largest of {all}", count=OF_MANY, all=len(items)))


def bars_shown(table: words.Grid) -> int:
    """How many rows at most a chart of bars has; a line has all of them."""
    items = words.series(table)
    over_time = items is not None and is_over_time([text for text, _ in items])
    return len(table.rows) if over_time else MOST_BARS


def _ordered(items: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """The longest bar first, except where the names have an order of their own, as numbers and days have."""
    if any(text[:1].isdecimal() for text, _ in items):
        return items
    return sorted(items, key=lambda item: -item[1])


def table_text(table: words.Grid) -> str:
    """The rows as a spreadsheet takes them from the clipboard."""
    heads = ["\t".join(table.columns)] if table.columns else []
    rows = ["\t".join(_clipped(item) for item in cells) for cells in table.rows]
    return "\n".join([*heads, *rows]) + "\n"


def _clipped(item: object) -> str:
    """One cell, which stays one: a tab or a line's end in it would make further ones."""
    return "" if item is None else cell(" ".join(str(item).split()))


def save_picture(chart: QWidget, parent: QWidget) -> Path | None:
    """Ask where, and save the chart there."""
    chosen, _ = dialogs.choose_target(parent, tr("Save the chart"), "chart.png", "PNG (*.png)")
    if not chosen:
        return None
    chart.grab().save(chosen)
    return Path(chosen)
