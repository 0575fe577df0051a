"""Every key the window knows, shown by F1."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from rlm_desktop.gui import theme
from rlm_desktop.gui.parts import button, column, label, row, short_label
from rlm_desktop.gui.theme import GAP_2, GAP_3, GAP_5

KEYS = (
    ("Ask the question", "Return"),
    ("A new line in the question", "Shift+Return"),
    ("Earlier questions", "Up, Down"),
    ("Stop the run", "Esc"),
    ("Go to the question box", "Ctrl+L"),
    ("New conversation", "Ctrl+N"),
    ("Add files, add a folder", "Ctrl+O, Ctrl+Shift+O"),
    ("Ask, history, models, settings", "Ctrl+1 … Ctrl+4"),
    ("Steps, coverage, evidence, document", "Alt+1 … Alt+4"),
    ("Search in the document", "Ctrl+F"),
    ("Next, previous match", "F3, Shift+F3"),
    ("Go to a line", "Ctrl+G"),
    ("Remove a question from the history, a library", "Delete"),
    ("Copy the answer with its sources", "Ctrl+Shift+C"),
    ("Show or hide the libraries", "Ctrl+B"),
    ("Show or hide the inspector", "Ctrl+I"),
    ("Full screen", "F11"),
    ("This list", "F1"),
    ("Quit", "Ctrl+Q"),
)


class ShortcutsDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_2)
        for number, (what, keys) in enumerate(KEYS):
            grid.addWidget(short_label(what), number, 0)
            grid.addWidget(short_label(keys, tone="muted"), number, 1, Qt.AlignmentFlag.AlignLeft)
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(label("Keys", size=theme.TITLE, bold=True))
        box.addLayout(grid)
        box.addLayout(row(None, button("Close", self.accept)))
        self.setLayout(box)
