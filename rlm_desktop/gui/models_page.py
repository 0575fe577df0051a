"""The models on this machine, which of them plans and which reads."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from rlm_desktop.gui import theme, words
from rlm_desktop.gui.backend import ModelState
from rlm_desktop.gui.parts import ElidedLabel, Picture, clear, column, label, row, short_label
from rlm_desktop.gui.theme import GAP_1, GAP_2, GAP_3, GAP_4, GAP_5


class ModelsPage(QScrollArea):
    """One card a model."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Models")
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        self._cards = column(gap=GAP_3)
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(label("Models", size=theme.TITLE, bold=True))
        text = (
            "The Planner writes the programs that answer a question; the Reader reads the passages that need "
            "reading. Both run on this machine, and may be the same model."
        )
        box.addWidget(label(text, tone="muted"))
        box.addLayout(self._cards)
        box.addStretch(1)
        inner = QWidget()
        inner.setLayout(box)
        inner.setMaximumWidth(808)
        page.setLayout(row(inner, gap=0))
        self.setWidget(page)

    def show_models(self, models: Sequence[ModelState]) -> None:
        clear(self._cards)
        for model in sorted(models, key=lambda model: (not model.present, not model.is_root)):
            self._cards.addWidget(_card(model))
        if not models:
            self._cards.addWidget(label("The catalogue holds no model.", tone="muted"))


def _card(model: ModelState) -> QWidget:
    made = QFrame()
    made.setObjectName("card")
    made.setAccessibleName(model.title)
    picture, word = ("done", "On this machine") if model.present else ("warning", "Not on this machine")
    tone = "good" if model.present else "warning"
    mark = Picture(picture, lambda: str(getattr(theme.colours(), tone)))
    head = row(
        label(model.title, size=theme.LARGE, bold=True),
        mark,
        short_label(word, size=theme.SMALL, tone="muted"),
    )
    head.setStretch(0, 1)
    facts = [words.size(model.bytes)]
    if roles := _roles(model):
        facts.insert(0, roles)
    box = column(gap=GAP_1)
    box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
    box.addLayout(head)
    box.addWidget(label(" · ".join(facts)))
    if model.good_for:
        box.addWidget(label(model.good_for, tone="muted"))
    if model.present:
        path = ElidedLabel(str(model.path))
        path.setFont(theme.mono())
        path.setProperty("tone", "faint")
        box.addWidget(path)
    else:
        way = label(f"To fetch it: rlm-desktop models get {model.name}", size=theme.SMALL)
        way.setFont(theme.mono())
        box.addSpacing(GAP_2)
        box.addWidget(way)
    made.setLayout(box)
    return made


def _roles(model: ModelState) -> str:
    if model.is_root and model.is_sub:
        return "Planner and Reader"
    return "Planner" if model.is_root else "Reader" if model.is_sub else ""
