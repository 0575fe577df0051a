"""Every key the window knows, shown by Shift+F1 and from the guide."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import GAP_2, GAP_3, GAP_5

KEYS = (
    (later("Ask the question"), later("Return")),
    (later("A new line in the question"), "Shift+Return"),
    (later("Earlier questions"), later("Up, Down")),
    (later("Stop the run"), "Esc"),
    (later("Go to the question box"), "Ctrl+L"),
    (later("New conversation"), "Ctrl+N"),
    (later("Add files, add a folder"), "Ctrl+O, Ctrl+Shift+O"),
    (later("Add what was copied in a file manager"), "Ctrl+V"),
    (later("Change the program of a step and run it"), "Ctrl+E"),
    (later("Ask, history, models, settings"), "Ctrl+1 … Ctrl+4"),
    (later("Steps, coverage, evidence, document, profile"), "Alt+1 … Alt+5"),
    (later("Search in the document"), "Ctrl+F"),
    (later("Next, previous match"), "F3, Shift+F3"),
    (later("Go to a line"), "Ctrl+G"),
    (later("Remove a question from the history, a library"), later("Delete")),
    (later("Copy the answer with its sources"), "Ctrl+Shift+C"),
    (later("Save the answer"), "Ctrl+S"),
    (later("Show or hide the libraries"), "Ctrl+B"),
    (later("Show or hide the inspector"), "Ctrl+I"),
    (later("Full screen"), "F11"),
    (later("Guide"), "F1"),
    (later("This list"), "Shift+F1"),
    (later("Quit"), "Ctrl+Q"),
)


def spelled(keys: str) -> str:
    """Keys as they are called on the keyboard of whoever speaks the language."""
    said = tr(keys)
    for name in (later("Ctrl"), later("Shift")):
        said = said.replace(f"{name}+", f"{tr(name)}+")
    return said


class ShortcutsDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAccessibleName(tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_2)
        for number, (what, keys) in enumerate(KEYS):
            grid.addWidget(short_label(tr(what)), number, 0)
            grid.addWidget(short_label(spelled(keys), tone="muted"), number, 1, Qt.AlignmentFlag.AlignLeft)
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(label(tr("Keys"), size=theme.TITLE, bold=True))
        box.addLayout(grid)
        box.addLayout(row(None, button(tr("Close"), self.accept)))
        self.setLayout(box)
