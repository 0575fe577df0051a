"""Before a long run: what it would take, and the choice between all of it, a sample, and a search."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from rlm_desktop.gui.beneath.backend import Forecast
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4


class CostCard(QFrame):
    """Asks once; whatever is chosen, the card goes."""

    all_chosen = Signal()
    sample_chosen = Signal()
    search_chosen = Signal()
    dropped = Signal()

    def __init__(self, question: str, cost: Forecast) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Before it begins"))
        box = column(gap=GAP_2)
        box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
        box.addWidget(label(question, size=theme.LARGE, bold=True))
        box.addWidget(label(sentence(cost)))
        if cost.share < 1:
            text = tr(
                "The limits in the settings allow about {share} of that; then it ends with what it has.",
                share=words.percent(cost.share, 1),
            )
            box.addWidget(label(text, tone="warning"))
        box.addSpacing(GAP_1)
        self.first = button(tr("Read everything"), self.all_chosen.emit, kind="primary")
        sample = button(
            tr("Estimate from a sample, {time}", time=words.about(cost.sample_seconds)),
            self.sample_chosen.emit,
        )
        sample.setEnabled(cost.sample_seconds < cost.seconds)
        search = button(tr("Only what fits the question best"), self.search_chosen.emit)
        search.setToolTip(tr("Search by the words of the question, and read the best passages"))
        drop = button(tr("Not now"), self.dropped.emit, kind="link")
        box.addLayout(row(self.first, sample, None, gap=GAP_2))
        box.addLayout(row(search, drop, None, gap=GAP_2))
        self.setLayout(box)
        announce(self, sentence(cost))


def sentence(cost: Forecast) -> str:
    """What reading everything would take, and how sure that is."""
    passages = words.counted(cost.passages, "passage")
    how = (
        tr("at the speed measured here")
        if cost.measured
        else tr("at the usual speed; under Models it can be measured")
    )
    return tr(
        "The Reader would read every page: {passages}, some {tokens} tokens, {time}, {how}.",
        passages=passages,
        tokens=words.grouped(cost.tokens),
        time=words.about(cost.seconds),
        how=how,
    )
