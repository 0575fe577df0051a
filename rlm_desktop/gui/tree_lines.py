"""How a line of the documents' tree is drawn: the name as far as there is room, then what stands after it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from rlm_desktop.gui.tree import Node

ICON_AND_MARGINS = 34


class TreeLines(QStyledItemDelegate):
    """A size gives way to its file's name; a name too long even so keeps its end, which tells the kind."""

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        node = index.internalPointer()
        if not isinstance(node, Node) or not node.aside:
            return
        room = option.rect.width() - ICON_AND_MARGINS
        metrics = option.fontMetrics
        if metrics.horizontalAdvance(option.text) > room:
            option.text = metrics.elidedText(node.text, Qt.TextElideMode.ElideMiddle, max(room, 40))
