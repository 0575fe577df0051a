"""How things stand beside and below each other: rows, columns and the hairlines between them."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from rlm_desktop.gui.style.theme import GAP_2


def hairline() -> QFrame:
    made = QFrame()
    made.setObjectName("hairline")
    made.setFixedHeight(1)
    return made


def column(*, gap: int = GAP_2, margin: int = 0) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def row(*items: QWidget | QLayout | int | None, gap: int = GAP_2) -> QHBoxLayout:
    """Things side by side; None is a stretch, a number a space."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if item is None:
            made.addStretch(1)
        elif isinstance(item, int):
            made.addSpacing(item)
        elif isinstance(item, QWidget):
            made.addWidget(item)
        else:
            made.addLayout(item)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)
