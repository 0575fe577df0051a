"""How a line of the documents' tree is drawn: the name as far as there is room, its size at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.theme import GAP_2
from rlm_desktop.gui.style.tree import Node
from rlm_desktop.legible import legible

ICON_AND_MARGINS = 34
Place = QModelIndex | QPersistentModelIndex


class TreeLines(QStyledItemDelegate):
    """A size gives way to its file's name; a name too long even so keeps its end, which tells the kind."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Place) -> None:  # noqa: N802
        super().initStyleOption(option, index)
        node = index.internalPointer()
        if isinstance(node, Node) and node.aside:
            name, room = legible(node.text), max(_room(option), 40)
            option.text = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Place) -> None:
        super().paint(painter, option, index)
        node = index.internalPointer()
        if not isinstance(node, Node) or not node.aside:
            return
        metrics = option.fontMetrics
        needed = metrics.horizontalAdvance(legible(node.text)) + GAP_2 + metrics.horizontalAdvance(node.aside)
        if needed + GAP_2 > _room(option):
            return
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.colours().muted))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -GAP_2, 0), side, node.aside)
        painter.restore()


def _room(option: QStyleOptionViewItem) -> int:
    return int(option.rect.width()) - ICON_AND_MARGINS
