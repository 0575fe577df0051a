"""The user guide, read inside the program: its text and pictures lie beside it, and nothing is fetched."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QWidget

from rlm_desktop import paths
from rlm_desktop.gui.saying import language
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import named
from rlm_desktop.gui.style.shortcuts import ShortcutsDialog
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4, THEME

PAGES = (
    (later("Using it"), "user-guide.md"),
    (later("Installing"), "installing.md"),
    (later("Being offline"), "offline.md"),
)
MOST_WIDE = 820
"""Pixels across that a picture takes at most; text beside it is then of a good length too."""
_POSITION = Qt.ItemDataRole.UserRole
_SETTLED_MS = 150


def page(name: str) -> Path:
    """A page of the documentation, in the language that is spoken where there is one."""
    folder = paths.documentation()
    spoken = folder / f"{Path(name).stem}.{language.current().code}.md"
    return spoken if spoken.is_file() else folder / Path(name).name


class GuideWindow(QDialog):
    """Headings on the left, the text beside them. The program can be used while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Guide"))
        self.setAccessibleName(tr("Guide"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.text = GuideText()
        self.headings = named(QListWidget(), tr("Contents"))
        self.headings.setFrameShape(QFrame.Shape.NoFrame)
        self.headings.currentItemChanged.connect(lambda item, _: self._go_to(item))
        self.headings.itemClicked.connect(self._go_to)
        self.text.sourceChanged.connect(self._list_headings)
        halves = QSplitter()
        halves.addWidget(self.headings)
        halves.addWidget(self.text)
        halves.setSizes([220, 860])
        box = column(gap=GAP_2, margin=GAP_3)
        box.addWidget(halves, 1)
        box.addLayout(row(*self._pages(), None, self._keys(), button(tr("Close"), self.accept)))
        self.setLayout(box)
        self.resize(QSize(1100, 740))
        self.text.open_page(PAGES[0][1])
        self.text.setFocus()

    def _pages(self) -> list[QWidget]:
        back = button(tr("Back"), self.text.backward)
        back.setEnabled(False)
        self.text.backwardAvailable.connect(back.setEnabled)
        open_page = self.text.open_page
        return [back, *(button(tr(text), partial(open_page, name), kind="link") for text, name in PAGES)]

    def _keys(self) -> QWidget:
        return button(tr("Keys"), lambda: ShortcutsDialog(self).open(), kind="link")

    def _list_headings(self) -> None:
        with QSignalBlocker(self.headings):
            self.headings.clear()
            for level, title, position in self.text.headings():
                item = QListWidgetItem("\N{EM SPACE}" * max(level - 2, 0) + title)
                item.setData(_POSITION, position)
                self.headings.addItem(item)

    def _go_to(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.go_to(int(item.data(_POSITION)))


class GuideText(QTextBrowser):
    """A page with its pictures as wide as there is room, in the look that the window has."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Guide"))
        self.document().setDocumentMargin(GAP_4)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSearchPaths([str(paths.documentation())])
        self._width = 0
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._fit)
        THEME.changed.connect(self.reload)

    def open_page(self, name: str) -> None:
        self.setSource(QUrl.fromLocalFile(str(page(name))))

    def doSetSource(  # noqa: N802
        self, name: QUrl | str, type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Only pages that lie beside the guide are opened: what is elsewhere is no matter of its."""
        name = QUrl(name)
        place = page(name.fileName())
        if name.fileName() and place.is_file():
            wanted = QUrl.fromLocalFile(str(place))
            if name.hasFragment():
                wanted.setFragment(name.fragment())
            super().doSetSource(wanted, QTextDocument.ResourceType.MarkdownResource)
            self._give_room()

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._picture(paths.documentation() / QUrl(name).path())
        return super().loadResource(kind, name)

    def headings(self) -> list[tuple[int, str, int]]:
        """Level, text and position of each, in order."""
        return [
            (level, block.text(), block.position())
            for block in _blocks(self.document())
            if (level := block.blockFormat().headingLevel())
        ]

    def go_to(self, position: int) -> None:
        """Have the line at a position as the first one in sight."""
        bar, place = self.verticalScrollBar(), QTextCursor(self.document())
        place.setPosition(position)
        self.setTextCursor(place)
        bar.setValue(bar.value() + self.cursorRect().top() - GAP_2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._settled.start()

    def _give_room(self) -> None:
        """Space around headings and paragraphs, which Markdown as Qt reads it has none of."""
        place = QTextCursor(self.document())
        place.beginEditBlock()
        for block in _blocks(self.document()):
            place.setPosition(block.position())
            form = block.blockFormat()
            level = form.headingLevel()
            form.setTopMargin(GAP_4 if level else 0)
            form.setBottomMargin(0 if place.currentTable() else GAP_1 if place.currentList() else GAP_2)
            # A command that is wider than the page is broken, and not cut off.
            form.setNonBreakableLines(False)
            place.setBlockFormat(form)
        place.endEditBlock()

    def _fit(self) -> None:
        if self._room() != self._width:
            bar = self.verticalScrollBar()
            share = bar.value() / max(bar.maximum(), 1)
            self.reload()
            bar.setValue(round(share * bar.maximum()))

    def _room(self) -> int:
        return min(MOST_WIDE, max(self.viewport().width() - 2 * GAP_4, 1))

    def _picture(self, file: Path) -> QImage:
        dark = file.with_name(f"{file.stem.removesuffix('-dark')}-dark{file.suffix}")
        drawn = QImage(str(dark if theme.colours().dark and dark.is_file() else file))
        self._width = self._room()
        if drawn.isNull():
            return drawn
        scale = self.devicePixelRatioF()
        wide = min(round(self._width * scale), drawn.width())
        fitted = drawn.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(scale)
        return fitted


def _blocks(document: QTextDocument) -> "list[QTextBlock]":
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found
