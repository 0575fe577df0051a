"""The libraries with their documents as a tree, and what is being added to them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QTreeView, QWidget

from rlm_desktop.gui.beneath.backend import LibraryInfo
from rlm_desktop.gui.panels.ingest_bar import IngestBar
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import icon_button
from rlm_desktop.gui.style.changed_line import ChangedLine
from rlm_desktop.gui.style.labels import label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.shortcuts import spelled
from rlm_desktop.gui.style.theme import GAP_1, GAP_2
from rlm_desktop.gui.style.tree import Node, TreeModel
from rlm_desktop.gui.style.tree_lines import TreeLines
from rlm_desktop.profile import Document


class Shelf:
    """What stands behind a library's node."""

    __slots__ = ("info", "loaded")

    def __init__(self, info: LibraryInfo) -> None:
        self.info = info
        self.loaded = False


def document_nodes(documents: Sequence[Document]) -> list[Node]:
    """Documents as folders and files, folders first. May be called on any thread."""
    top = Node("")
    folders: dict[tuple[str, ...], Node] = {(): top}
    for document in documents:
        *parents, name = document.name.split("/")
        parent = top
        for depth in range(len(parents)):
            path = tuple(parents[: depth + 1])
            if path not in folders:
                folders[path] = parent.add(Node(parents[depth], picture="folder"))
            parent = folders[path]
        parent.add(_document_node(name, document))
    for folder in folders.values():
        folder.children.sort(key=lambda node: (node.data is not None, node.text.lower()))
        for position, child in enumerate(folder.children):
            child.position = position
    return top.children


def _document_node(name: str, document: Document) -> Node:
    if document.status != "ready":
        node = Node(
            name,
            document,
            picture="warning",
            tip=tr("{name}\nNot read: {reason}", name=document.name, reason=told(document.reason)),
        )
        node.colour = lambda: theme.colours().warning
        return node
    facts = f"{document.kind}, {words.size(document.bytes)}, {words.counted(document.lines, 'line')}"
    node = Node(name, document, picture="document", tip=f"{document.name}\n{facts}")
    node.aside = words.size(document.bytes)
    return node


def _documents_below(node: Node) -> Iterator[Document]:
    """The documents of a folder and all folders in it, or the one document."""
    if isinstance(node.data, Document):
        yield node.data
    for child in node.children:
        yield from _documents_below(child)


class LibraryTree(QTreeView):
    """Left and right fold, Return chooses, Delete asks to remove."""

    removal_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class LibrariesPanel(QWidget):
    """Choosing a library or a document tells the window; a library's tree is read when it is unfolded."""

    chosen = Signal(str)
    document_chosen = Signal(str, object)
    documents_wanted = Signal(str)
    profile_wanted = Signal(str, str, list)
    """A library, and the name and the documents of what was chosen in it."""
    files_wanted = Signal(str)
    folder_wanted = Signal(str)
    removal_wanted = Signal(str)
    update_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = TreeModel(self)
        self.tree = LibraryTree()
        self.tree.setAccessibleName(tr("Libraries"))
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setIndentation(12)
        self.tree.setItemDelegate(TreeLines(self.tree))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._menu)
        self.tree.clicked.connect(self._pressed)
        self.tree.activated.connect(self._pressed)
        self.tree.expanded.connect(self._unfolded)
        self.tree.removal_wanted.connect(self._remove_at)
        self._empty = label(tr("No library yet. Drop files or folders here, or press +."), tone="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(GAP_2, GAP_2, GAP_2, GAP_2)
        self.ingest = IngestBar()
        self.changes = ChangedLine()
        box = column(gap=GAP_1)
        head = row(
            short_label(tr("Libraries"), size=theme.SMALL, bold=True, tone="muted"), None, self._add_button()
        )
        head.setContentsMargins(GAP_2, 0, 0, 0)
        box.addLayout(head)
        box.addWidget(self._empty, 1)
        box.addWidget(self.tree, 1)
        box.addWidget(self.changes)
        box.addWidget(self.ingest)
        self.setLayout(box)

    def show_libraries(self, infos: Sequence[LibraryInfo], current: str) -> None:
        """What was unfolded stays so, with the documents that are known until newer ones have come."""
        with self._keeping_place():
            nodes = [self._renewed(info) for info in infos]
            self.model.replace_all(nodes)
            self._empty.setVisible(not nodes)
            self.tree.setVisible(bool(nodes))
            self.select(current)

    def _renewed(self, info: LibraryInfo) -> Node:
        node = Node(info.name, Shelf(info), picture="library", tip="\n".join(map(str, info.paths)))
        node.colour = lambda: theme.colours().accent
        before = self._library(info.name)
        # A placeholder gives the library its arrow; it is replaced when it is unfolded.
        for child in before.children if before else [Node(tr("Reading the list of documents …"))]:
            node.add(child)
        return node

    def select(self, name: str) -> None:
        node = self._library(name)
        if node is not None:
            self.tree.setCurrentIndex(self.model.place(node))

    def show_documents(self, name: str, nodes: list[Node]) -> None:
        """Put a library's documents, made by `document_nodes`, below it."""
        node = self._library(name)
        if node is None or not isinstance(node.data, Shelf):
            return
        node.data.loaded = True
        with self._keeping_place():
            if node.children:
                self.model.beginRemoveRows(self.model.place(node), 0, len(node.children) - 1)
                node.children.clear()
                self.model.endRemoveRows()
            self.model.append(node, nodes)

    @contextmanager
    def _keeping_place(self) -> Iterator[None]:
        """Nothing jumps when the lines of the tree are made anew: what is unfolded, chosen and in sight."""
        unfolded = {self._path(node) for node in self._open_branches()}
        chosen = self._path(self.model.node(self.tree.currentIndex()))
        bar = self.tree.verticalScrollBar()
        scrolled = bar.value()
        yield
        for node in self._branches():
            if self._path(node) in unfolded:
                self.tree.expand(self.model.place(node))
        again = self._at(chosen)
        if again is not None and (self._path(self.model.node(self.tree.currentIndex()))[:1] == chosen[:1]):
            self.tree.setCurrentIndex(self.model.place(again))
        self.tree.executeDelayedItemsLayout()
        bar.setValue(scrolled)

    def _path(self, node: Node) -> tuple[str, ...]:
        """The names on the way to a line of the tree, the library's first."""
        names: list[str] = []
        while node.parent is not None:
            names.append(node.text)
            node = node.parent
        return tuple(reversed(names))

    def _at(self, path: tuple[str, ...]) -> Node | None:
        node: Node | None = self.model.root if path else None
        for name in path:
            node = next((child for child in node.children if child.text == name), None) if node else None
        return node

    def _open_branches(self) -> Iterator[Node]:
        return (node for node in self._branches() if self.tree.isExpanded(self.model.place(node)))

    def _branches(self) -> Iterator[Node]:
        """The libraries, and the folders in those that are unfolded, as they are when it comes to them."""
        waiting = list(self.model.root.children)
        while waiting:
            node = waiting.pop()
            yield node
            if self.tree.isExpanded(self.model.place(node)):
                waiting += [child for child in node.children if child.children]

    def names(self) -> list[str]:
        return [node.text for node in self.model.root.children]

    def _library(self, name: str) -> Node | None:
        return next((node for node in self.model.root.children if node.text == name), None)

    def _of(self, node: Node) -> str:
        while node.parent is not None and node.parent is not self.model.root:
            node = node.parent
        return node.text

    def _pressed(self, index: QModelIndex) -> None:
        node = self.model.node(index)
        if isinstance(node.data, Shelf):
            self.chosen.emit(node.text)
        elif node.children:
            self._offer_profile(node)
        elif isinstance(node.data, Document):
            self.document_chosen.emit(self._of(node), node.data)

    def _unfolded(self, index: QModelIndex) -> None:
        node = self.model.node(index)
        if isinstance(node.data, Shelf) and not node.data.loaded:
            self.documents_wanted.emit(node.text)

    def _offer_profile(self, node: Node) -> None:
        documents = [item.id for item in _documents_below(node)]
        self.profile_wanted.emit(self._of(node), node.text, documents)

    def _remove_at(self, index: QModelIndex) -> None:
        if index.isValid():
            self.removal_wanted.emit(self._of(self.model.node(index)))

    def _menu(self, point: QPoint) -> None:
        index = self.tree.indexAt(point)
        if not index.isValid():
            # From the keyboard it may come with a point that no line is at.
            index = self.tree.currentIndex()
        if not index.isValid():
            return
        name = self._of(self.model.node(index))
        menu = QMenu(self)
        menu.setAccessibleName(tr("Library {name}", name=name))
        node = self.model.node(index)
        if not isinstance(node.data, Shelf) and any(_documents_below(node)):
            menu.addAction(tr("What it holds"), lambda: self._offer_profile(node))
            menu.addSeparator()
        for text, signal in (
            (tr("Add files…"), self.files_wanted),
            (tr("Add a folder…"), self.folder_wanted),
            (tr("Read what has changed"), self.update_wanted),
            (tr("Remove the library"), self.removal_wanted),
        ):
            menu.addAction(text, partial(signal.emit, name))
        menu.popup(self.tree.viewport().mapToGlobal(point))

    def _add_button(self) -> QToolButton:
        made = icon_button("add", tr("Add a library"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.setAccessibleName(tr("Add a library"))
        # Behind a tab a menu shows the key; a shortcut of its own would quarrel with the window's.
        files = QAction(f"{tr('New library from files…')}\t{spelled('Ctrl+O')}", menu)
        folder = QAction(f"{tr('New library from a folder…')}\t{spelled('Ctrl+Shift+O')}", menu)
        files.triggered.connect(lambda: self.files_wanted.emit(""))
        folder.triggered.connect(lambda: self.folder_wanted.emit(""))
        menu.addActions([files, folder])
        made.setMenu(menu)
        return made
