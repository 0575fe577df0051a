"""A tree of named nodes for the views that show one: documents of a library, steps of a run."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from rlm_desktop.gui.style.icons import icon
from rlm_desktop.gui.style.labels import tip
from rlm_desktop.legible import legible

Index = QModelIndex | QPersistentModelIndex


class Node:
    """One line of a tree. `data` is whatever its maker wants to find again."""

    __slots__ = ("aside", "children", "colour", "data", "parent", "picture", "position", "text", "tip")

    def __init__(self, text: str, data: object = None, *, picture: str = "", tip: str = "") -> None:
        self.text = text
        self.data = data
        self.picture = picture
        self.tip = tip
        self.aside = ""
        """What is shown after the text."""
        self.colour: Callable[[], str] | None = None
        self.parent: Node | None = None
        self.position = 0
        self.children: list[Node] = []

    def add(self, child: "Node") -> "Node":
        """Append a child of a tree that no view shows yet; a shown one grows by `TreeModel.append`."""
        child.parent, child.position = self, len(self.children)
        self.children.append(child)
        return child


class TreeModel(QAbstractItemModel):
    """Gives Qt's views a tree of nodes; nothing is copied, however many there are."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root = Node("")

    def node(self, index: Index) -> Node:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else self.root

    def place(self, node: Node) -> QModelIndex:
        return QModelIndex() if node.parent is None else self.createIndex(node.position, 0, node)

    def append(self, parent: Node, children: Sequence[Node]) -> None:
        if not children:
            return
        first = len(parent.children)
        self.beginInsertRows(self.place(parent), first, first + len(children) - 1)
        for child in children:
            parent.add(child)
        self.endInsertRows()

    def replace_all(self, children: Sequence[Node]) -> None:
        self.beginResetModel()
        self.root = Node("")
        for child in children:
            self.root.add(child)
        self.endResetModel()

    def touched(self, node: Node) -> None:
        """Have the views draw a node again whose text changed."""
        place = self.place(node)
        self.dataChanged.emit(place, place)

    # ── what Qt asks ────────────────────────────────────────────────────────

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        above = self.node(parent)
        if column != 0 or not 0 <= row < len(above.children):
            return QModelIndex()
        return self.createIndex(row, 0, above.children[row])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self.node(index).parent
        return QModelIndex() if above is None else self.place(above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return len(self.node(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        node = self.node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return legible(f"{node.text} · {node.aside}" if node.aside else node.text)
            case Qt.ItemDataRole.DecorationRole if node.picture:
                return icon(node.picture, colour=node.colour() if node.colour else None)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(node.tip) or None
            case Qt.ItemDataRole.ForegroundRole if node.colour and not node.picture:
                return QBrush(QColor(node.colour()))
            case _:
                return None
