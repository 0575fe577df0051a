"""A program that can be changed and run again, in the same walls as the model's own."""

from collections.abc import Callable

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.backend import ScriptResult
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_2, GAP_3

OUTPUT_SHOWN = 20_000
RunProgram = Callable[[str], ScriptResult]


def as_python(code: str, language: str) -> str:
    """A query alone, as the program that gives its rows."""
    if language != "sql":
        return code
    quotes = "'''" if '"""' in code else '"""'
    return f"answer(sql({quotes}\n{code.strip()}\n{quotes}))\n"


class Workbench(QWidget):
    """What is tried here changes no answer that was given: it only shows what the program says."""

    def __init__(self, jobs: Jobs, close: Callable[[], object]) -> None:
        super().__init__()
        self._jobs = jobs
        self._run: RunProgram | None = None
        self.code = QPlainTextEdit()
        self.code.setAccessibleName(tr("Program to run"))
        self.code.setObjectName("editor")
        self.code.setFont(theme.mono())
        self.code.setTabStopDistance(4 * QFontMetricsF(theme.mono()).horizontalAdvance(" "))
        self.code.setTabChangesFocus(False)
        self.go = button(tr("Run"), self.run, kind="primary")
        self.go.setToolTip(tr("Run it over the library, without a network, files or other programs"))
        self._said = label("", tone="muted")
        self.output = QPlainTextEdit(readOnly=True)
        self.output.setAccessibleName(tr("What the program said"))
        self.output.setFont(theme.mono())
        self.output.setTabChangesFocus(True)
        box = column(gap=GAP_2)
        box.setContentsMargins(GAP_3, GAP_2, GAP_3, GAP_2)
        box.addWidget(self.code, 3)
        box.addLayout(row(self.go, button(tr("Back to the step"), close, kind="link"), None))
        box.addWidget(self._said)
        box.addWidget(self.output, 2)
        self.setLayout(box)

    def show_program(self, code: str, language: str, run: RunProgram) -> None:
        self._run = run
        self.code.setPlainText(as_python(code, language))
        self.output.clear()
        self._said.setText(tr("Change it, then run it. The answer that was given stays as it is."))

    def run(self) -> None:
        code, run = self.code.toPlainText(), self._run
        if run is None or not code.strip():
            return
        self.go.setEnabled(False)
        self._said.setText(tr("Running …"))

        def ended(result: ScriptResult) -> None:
            self.go.setEnabled(True)
            self._say(_verdict(result))
            self.output.setPlainText(_told(result)[:OUTPUT_SHOWN])

        def refused(error: RlmError) -> None:
            self.go.setEnabled(True)
            self._say(f"{told(error.message)} {told(error.hint)}".strip())

        self._jobs.run(lambda: run(code), ended, failed=refused)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        announce(self, text)


def _verdict(result: ScriptResult) -> str:
    time = words.seconds(result.seconds)
    if not result.ok:
        return tr("It failed after {time}.", time=time)
    if result.answer is None:
        return tr("It ran for {time} and gave no answer.", time=time)
    return tr("It ran for {time}.", time=time)


def _told(result: ScriptResult) -> str:
    parts = []
    if result.answer is not None:
        table = words.grid(result.answer)
        rows = ["\t".join(map(words.cell, cells)) for cells in table.rows] if table else [str(result.answer)]
        parts.append("\n".join(rows))
    if result.error is not None:
        where = f", {tr('line {line}', line=result.error.line)}" if result.error.line else ""
        parts.append(f"{result.error.kind}{where}: {result.error.message}")
    if result.output:
        parts.append(result.output)
    return "\n\n".join(parts)
