"""The tree of what a run did, live, and what stands behind each of its steps."""

import html
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTextBrowser, QTreeView, QWidget

from rlm_desktop.events import Event, SubCallFinished
from rlm_desktop.gui.answers.record import Detail, Part, Record
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.documents.workbench import RunProgram, Workbench
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.highlight import code_html, plain_html
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_5, THEME
from rlm_desktop.gui.style.tree import Node, TreeModel

REDRAW_MS = 200


class Trajectory(QWidget):
    """Shows one run at a time; `add` takes its events as they come."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.run_program: RunProgram | None = None
        """Runs a program over the library of the run that is shown."""
        self.find_call: Callable[[int], SubCallFinished | None] | None = None
        """Finds a sub-call of the run in the history, by its number from 0."""
        self._jobs = jobs
        self._later = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._later.timeout.connect(self._draw)
        self.model = TreeModel(self)
        self._record = Record(self.model)
        self._shown: Node | None = None
        self._live_shown = 0
        self._follow = True
        self.tree = QTreeView()
        self.tree.setAccessibleName(tr("Steps of the run"))
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.selectionModel().currentChanged.connect(self._chosen)
        self._empty = label(
            tr("Every step of a run stands here, with its programs, their output and what was read."),
            tone="muted",
        )
        self._empty.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.tree)
        self._build_behind(jobs)
        self._split.addWidget(self._behind_stack)
        self._split.setSizes([240, 420])
        # A screen reader meets first what lies lowest.
        self.tree.raise_()
        self._behind_stack.raise_()
        box = column(gap=0)
        box.setContentsMargins(GAP_2, GAP_2, GAP_2, 0)
        box.addWidget(self._empty, 1)
        box.addWidget(self._split, 1)
        self.setLayout(box)
        self._split.hide()
        THEME.changed.connect(self._draw)

    def _build_behind(self, jobs: Jobs) -> None:
        """What stands behind a step, or in its place the program to change."""
        self.detail = QTextBrowser()
        self.detail.setAccessibleName(tr("What stands behind the step"))
        self.detail.setOpenLinks(False)
        self.detail.document().setDocumentMargin(GAP_3)
        self.workbench = Workbench(jobs, lambda: self._behind_stack.setCurrentIndex(0))
        self._edit = button(tr("Change and run…"), self.edit_program, kind="link", picture="code")
        self._edit.setToolTip(tr("Change the program and run it again (Ctrl+E)"))
        self._edit.hide()
        shown = QWidget()
        behind = column(gap=0)
        behind.addWidget(self.detail, 1)
        foot = row(self._edit, None)
        foot.setContentsMargins(GAP_2, GAP_1, GAP_2, GAP_2)
        behind.addLayout(foot)
        shown.setLayout(behind)
        self._behind_stack = QStackedWidget()
        self._behind_stack.addWidget(shown)
        self._behind_stack.addWidget(self.workbench)

    def clear(self) -> None:
        self.model.replace_all([])
        self._record = Record(self.model)
        self._shown, self._follow = None, True
        self.detail.clear()
        self._behind_stack.setCurrentIndex(0)
        self._edit.hide()
        self._split.hide()
        self._empty.show()

    def add(self, events: list[Event]) -> None:
        """Take in a batch, and follow what is being written until the person chooses a step."""
        before = len(self.model.root.children)
        changed = self._record.add_all(events)
        if not self.model.root.children:
            return
        self._empty.hide()
        self._split.show()
        for node in self.model.root.children[before:]:
            if node.children and node.picture == "code":
                self.tree.expand(self.model.place(node))
        if self._follow:
            self._follow_live()
        if self._shown is not None and id(self._shown) in changed:
            self._refresh()

    def show_program(self) -> None:
        """Open the last program that gave a result."""
        for turn in reversed(self.model.root.children):
            for node in turn.children:
                if node.picture == "done":
                    return self.tree.setCurrentIndex(self.model.place(node))
        return None

    def edit_program(self) -> None:
        """Let the program of the chosen step be changed and run, in place of what the step shows."""
        part = self._program()
        if part is not None and self.run_program is not None:
            self.workbench.show_program(part.text, part.language, self.run_program)
            self._behind_stack.setCurrentIndex(1)
            self.workbench.code.setFocus()

    def _program(self) -> Part | None:
        """The last program of the chosen step: the mended one where it was mended."""
        detail = self._behind()
        written = [part for part in detail.parts if part.language] if detail else []
        return written[-1] if written else None

    def _follow_live(self) -> None:
        live = self._record.live or self.model.root.children[-1]
        self.tree.expand(self.model.place(live.parent) if live.parent else QModelIndex())
        if live is not self._shown:
            # Following is ours, not the person's choice: keep following after it.
            self.tree.setCurrentIndex(self.model.place(live))
            self._follow = True

    def _chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        self._shown = self.model.node(current) if current.isValid() else None
        self._follow = not (self.tree.hasFocus() and current.isValid())
        self._behind_stack.setCurrentIndex(0)
        self._fetch_call()
        self._draw()

    def _refresh(self) -> None:
        """What is being written is appended; anything else is drawn anew."""
        detail = self._behind()
        if detail is None:
            return
        if detail.live and self._live_shown and len(detail.live) > self._live_shown:
            cursor = QTextCursor(self.detail.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(detail.live[self._live_shown :])
            self._live_shown = len(detail.live)
            bar = self.detail.verticalScrollBar()
            bar.setValue(bar.maximum())
        elif not self._later.isActive():
            # What changes all the time is drawn a few times a second: laying out a page takes a while.
            self._later.start()

    def _fetch_call(self) -> None:
        """Bring the prompt of a sub-call that the window does not hold."""
        detail, find = self._behind(), self.find_call
        if detail is None or detail.call is None or find is None:
            return
        number, detail.call = detail.call, None

        def found(event: SubCallFinished | None) -> None:
            if event is not None:
                detail.parts.insert(0, Part(tr("What the Reader saw"), event.prompt))
                self._draw()

        self._jobs.run(lambda: find(number), found)

    def _behind(self) -> Detail | None:
        return self._shown.data if self._shown and isinstance(self._shown.data, Detail) else None

    def _draw(self) -> None:
        detail = self._behind()
        self._edit.setVisible(self._program() is not None and self.run_program is not None)
        if detail is None:
            self.detail.clear()
            return
        self.detail.document().setDefaultStyleSheet(_style(theme.colours()))
        self.detail.setHtml(_page(detail, theme.colours()))
        self._live_shown = len(detail.live)


def _style(look: theme.Colours) -> str:
    family = theme.mono().family()
    return (
        f"h3 {{ font-size: 13px; font-weight: 600; color: {look.text}; margin: 0 0 8px 0; }}"
        f"h4 {{ font-size: 12px; font-weight: 400; color: {look.muted}; margin: 12px 0 4px 0; }}"
        f"p {{ font-size: 13px; color: {look.text}; margin: 0; }}"
        f"pre {{ font-family: '{family}', monospace; font-size: 12px; color: {look.text}; }}"
    )


def _page(detail: Detail, look: theme.Colours) -> str:
    parts = [f"<h3>{html.escape(detail.heading)}</h3>"]
    for part in detail.parts:
        if part.title:
            parts.append(f"<h4>{html.escape(part.title)}</h4>")
        if part.prose:
            parts.append(f"<p>{html.escape(part.text)}</p>")
        else:
            parts.append(
                code_html(part.text, part.language, look) if part.language else plain_html(part.text)
            )
    if detail.more:
        more = tr("and {queries}", queries=words.counted(detail.more, "more query"))
        parts.append(f"<h4>{html.escape(more)}</h4>")
    if detail.live:
        parts.append(f"<h4>{html.escape(tr('Being written'))}</h4>" + plain_html(detail.live))
    return "".join(parts)
