"""The document in the inspector: its name, search within it, go to a line, and the text."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIntValidator
from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedLayout, QStackedWidget, QWidget

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.backend import OpenLibrary
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.documents.document_view import DocumentView
from rlm_desktop.gui.documents.page_view import Draw, PageView
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style.buttons import button, icon_button
from rlm_desktop.gui.style.labels import ElidedLabel, label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import named
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_5
from rlm_desktop.profile import Document, Scan
from rlm_desktop.spans import Hit, Place, Span

HITS_KEPT = 5_000
_PROGRAMS = {
    ".app", ".application", ".bat", ".chm", ".cmd", ".com", ".command", ".cpl", ".desktop", ".exe", ".hta",
    ".inf", ".jar", ".jnlp", ".js", ".jse", ".lnk", ".msc", ".msi", ".pif", ".ps1", ".py", ".pyw", ".reg",
    ".run", ".scf", ".scr", ".sct", ".sh", ".terminal", ".url", ".vb", ".vbe", ".vbs", ".workflow", ".wsf",
    ".wsh",
}  # fmt: skip
"""Endings of files that a system starts, and does not show, when it is asked to open them."""


class DocumentPane(QWidget):
    """Opens a document at a span and keeps the library it came from at hand."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._library: OpenLibrary | None = None
        self._document: Document | None = None
        self._hits: list[Hit] = []
        self._at = -1
        self._searches = 0
        self.view = DocumentView()
        self.view.failed.connect(self.failed)
        self._name = ElidedLabel()
        self._facts = short_label(tone="faint", size=12)
        self._build_bar()
        content = QWidget()
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_3, GAP_2, 0, 0)
        head = row(self._name, self._paged, self._open, gap=GAP_2)
        head.setStretch(0, 1)
        head.setContentsMargins(0, 0, GAP_2, 0)
        box.addLayout(head)
        box.addWidget(self._facts)
        box.addLayout(self._bar)
        self.page = PageView(jobs)
        self.page.failed.connect(self._page_failed)
        self._drawer: Draw | None = None
        self._place: tuple[int, Span | None] = (1, None)
        self._forms = QStackedWidget()
        self._forms.addWidget(self.view)
        self._forms.addWidget(self.page)
        box.addWidget(self._forms, 1)
        content.setLayout(box)
        self._stack = QStackedLayout()
        self._stack.addWidget(_empty())
        self._stack.addWidget(content)
        self.setLayout(self._stack)

    @property
    def document(self) -> Document | None:
        return self._document

    def show_document(
        self,
        library: OpenLibrary,
        document: Document,
        *,
        marks: Sequence[Span] = (),
        at: Span | None = None,
        draw: Draw | None = None,
        page: int | None = None,
        facts: str = "",
    ) -> None:
        """Show a document; with `at`, land on that span's line, and on its page where it has pages.

        A file that is shown already, as it was before, stays where it was read to.
        """
        if self._library is not library or self._document != document:
            top = self.view.top_line if self._document and self._document.path == document.path else 1
            self._library, self._document = library, document
            self.view.show_document(library, document.id, document.lines, top=top)
            self._forget_search()
            self._name.set_text(document.name)
            self._facts.setText(facts or _facts(document))
        self.view.mark(marks)
        self._stack.setCurrentIndex(1)
        self._drawer = draw if document.kind == "pdf" and document.pages else None
        self._paged.setVisible(self._drawer is not None)
        self._place = (page or 1, at)
        self._show_form()
        if at is not None:
            self.go_to_offset(at.start)

    def go_to_offset(self, offset: int) -> None:
        library, document = self._library, self._document
        if library is None or document is None:
            return

        def land(place: Place) -> None:
            # The person may have moved on while the place was looked up.
            if self._document is document:
                self.view.go_to(place.line)

        self._jobs.run(lambda: library.locate(document.id, offset), land)

    def _show_form(self) -> None:
        """The text, or the page as it looks: a PDF as the person wanted it the last time."""
        as_page = self._drawer is not None and self._paged.isChecked()
        self._forms.setCurrentIndex(1 if as_page else 0)
        for widget in self._of_text:
            widget.setVisible(not as_page)
        if as_page and self._drawer is not None and self._document is not None:
            page, span = self._place
            self.page.show_page(self._drawer, self._document, page, span)

    def _page_failed(self, error: RlmError) -> None:
        self._paged.setChecked(False)
        self._show_form()
        self.failed.emit(error)

    def clear(self) -> None:
        self.page.clear()
        self._library = self._document = None
        self.view.clear()
        self._stack.setCurrentIndex(0)

    def begin_search(self) -> None:
        self._find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._find.selectAll()

    def begin_go_to_line(self) -> None:
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    # ── search within ───────────────────────────────────────────────────────

    def search(self, text: str) -> None:
        """Look for a literal in this document, beside the window."""
        library, document = self._library, self._document
        if library is None or document is None or not text:
            return self._forget_search()
        self._searches += 1
        mine = self._searches
        self._count.setText(tr("Searching …"))

        def found(scan: Scan) -> None:
            if mine == self._searches:
                self._show_hits(scan)

        def refused(error: RlmError) -> None:
            self._count.setText("")
            self.failed.emit(error)

        self._jobs.run(
            lambda: library.scan(text, keep=HITS_KEPT, documents=[document.id]), found, failed=refused
        )
        return None

    def next_hit(self, step: int = 1) -> None:
        if not self._hits:
            if self._find.text():
                self.search(self._find.text())
            return
        self._at = (self._at + step) % len(self._hits)
        self._count.setText(tr("{number} of {more}", number=words.grouped(self._at + 1), more=self._more))
        self.go_to_offset(self._hits[self._at].span.start)

    def _show_hits(self, scan: Scan) -> None:
        hits = list(scan.hits)
        self._hits, self._at = hits, -1
        # One hit a line, and the first so many lines: the count says of how many.
        self._more = words.grouped(len(hits)) + (
            tr(" first of {lines}", lines=words.grouped(scan.lines)) if len(hits) < scan.lines else ""
        )
        self.view.mark_found([hit.span for hit in hits])
        self._count.setText("" if hits else tr("Not found"))
        if hits:
            self.next_hit()

    def _forget_search(self) -> None:
        self._searches += 1
        self._hits, self._at, self._more = [], -1, ""
        self._count.setText("")
        self.view.mark_found([])

    def _build_bar(self) -> None:
        self._find = QLineEdit(placeholderText=tr("Search in the document"), clearButtonEnabled=True)
        named(self._find, tr("Search in the document"))
        self._find.returnPressed.connect(self._enter_pressed)
        self._find.textChanged.connect(lambda text: None if text else self._forget_search())
        self._searched = ""
        self._more = ""
        self._count = short_label(tone="muted", size=12)
        self._line = QLineEdit(placeholderText=tr("Line"))
        named(self._line, tr("Go to line"))
        self._line.setToolTip(tr("Go to line (Ctrl+G)"))
        self._line.setValidator(QIntValidator(1, 2**31 - 1, self))
        self._line.setFixedWidth(72)
        self._line.returnPressed.connect(self._line_entered)
        self._wrap = icon_button("wrap", tr("Wrap long lines"), self._toggle_wrap)
        self._wrap.setCheckable(True)
        self._wrap.setChecked(True)
        self._open = button(tr("Open file"), self._open_outside, kind="link", picture="open")
        self._open.setToolTip(tr("Open the file in the program the system uses for it"))
        up = icon_button("up", tr("Previous match"), lambda: self.next_hit(-1))
        down = icon_button("down", tr("Next match"), lambda: self.next_hit())
        self._paged = QCheckBox(tr("As a page"))
        self._paged.setAccessibleName(tr("Show the page as it looks"))
        self._paged.setChecked(True)
        self._paged.hide()
        self._paged.toggled.connect(lambda _: self._show_form())
        self._of_text: tuple[QWidget, ...] = (self._find, self._count, up, down, self._line, self._wrap)
        self._bar = row(self._find, self._count, up, down, self._line, self._wrap, gap=GAP_1)
        self._bar.setStretch(0, 1)
        self._bar.setContentsMargins(0, 0, GAP_2, GAP_1)

    def _enter_pressed(self) -> None:
        if self._hits and self._find.text() == self._searched:
            return self.next_hit()
        self._searched = self._find.text()
        return self.search(self._searched)

    def _line_entered(self) -> None:
        if self._line.text():
            self.view.go_to(int(self._line.text()))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_wrap(self) -> None:
        self.view.set_wrap(self._wrap.isChecked())

    def _open_outside(self) -> None:
        if self._document:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(opened(Path(self._document.path)))))


def opened(path: Path) -> Path:
    """What the system is asked to open: the file, or its folder where the system would start the file."""
    return path.parent if path.suffix.lower() in _PROGRAMS else path


def _facts(document: Document) -> str:
    parts = [document.kind, words.size(document.bytes), words.counted(document.lines, "line")]
    if document.pages:
        parts.append(words.counted(document.pages, "page"))
    return " · ".join(parts)


def _empty() -> QWidget:
    made = QWidget()
    box = column(margin=GAP_5)
    box.addWidget(label(tr("No document is open."), bold=True))
    box.addWidget(
        label(tr("Click a piece of evidence, or a document in the library on the left."), tone="muted")
    )
    box.addStretch(1)
    made.setLayout(box)
    return made
