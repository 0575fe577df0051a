"""The models on this machine and those that can be had: what they are for, and whether they fit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QWidget

from rlm_desktop.events import IngestProgressed
from rlm_desktop.gui.beneath.backend import ModelState, Speed
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.icons import Picture
from rlm_desktop.gui.style.labels import ElidedLabel, label, short_label
from rlm_desktop.gui.style.layouts import clear, column, row
from rlm_desktop.gui.style.notice import Notice
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4, GAP_5

TOKENS_A_PAGE = 700
TOKENS_A_WORD = 1.4
EXPLAINED = later(
    "The Planner writes the programs that answer a question; the Reader reads the passages that need "
    "reading. Both run on this machine, and may be the same model."
)


class ModelsPage(QScrollArea):
    """One card a model. What is pressed is told; the work is done elsewhere."""

    get_wanted = Signal(str)
    stop_wanted = Signal()
    import_wanted = Signal()
    link_wanted = Signal()
    verify_wanted = Signal(str)
    measure_wanted = Signal(str)
    removal_wanted = Signal(object)
    role_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("Models"))
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        self.notice = Notice()
        self._progress = Progress()
        self._progress.stopped.connect(self.stop_wanted)
        self._cards = column(gap=GAP_3)
        bring = button(tr("Add a model file…"), self.import_wanted.emit, picture="add")
        bring.setToolTip(tr("A GGUF file from a disk or a stick. It can also be dropped on the window."))
        use = button(tr("Use one where it lies…"), self.link_wanted.emit, kind="link")
        use.setToolTip(tr("A GGUF file that is not copied: it has to stay where it is."))
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        head = row(label(tr("Models"), size=theme.TITLE, bold=True), use, bring)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(label(tr(EXPLAINED), tone="muted"))
        box.addWidget(self.notice)
        box.addWidget(self._progress)
        box.addLayout(self._cards)
        box.addStretch(1)
        inner = QWidget()
        inner.setLayout(box)
        inner.setMaximumWidth(808)
        page.setLayout(row(inner, gap=0))
        self.setWidget(page)

    def show_models(self, models: Sequence[ModelState]) -> None:
        # The focus would fall from a card that goes to another, and the page would scroll after it.
        focused = self.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.setFocus()
        clear(self._cards)
        for model in sorted(models, key=_order):
            self._cards.addWidget(ModelCard(model, self))
        if not models:
            self._cards.addWidget(label(tr("The catalogue holds no model."), tone="muted"))

    def show_progress(self, name: str, event: IngestProgressed, stoppable: bool) -> None:
        self._progress.show_event(name, event, stoppable=stoppable)

    def end_progress(self) -> None:
        self._progress.hide()


class ModelCard(QFrame):
    """A model in plain words, with what can be done with it."""

    def __init__(self, model: ModelState, page: ModelsPage) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(model.title)
        self.model = model
        word, tone = _standing(model)
        mark = Picture("done" if tone == "good" else "warning" if tone else "model", lambda: _ink(tone))
        head = row(
            label(model.title, size=theme.LARGE, bold=True),
            mark,
            short_label(word, size=theme.SMALL, tone="muted"),
        )
        head.setStretch(0, 1)
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
        box.addLayout(head)
        if model.good_for:
            box.addWidget(label(told(model.good_for)))
        box.addWidget(label(_facts(model), tone="muted"))
        if model.fit != "never":
            speed = speed_words(model.speed) if model.speed else usual_words(model)
            box.addWidget(label(speed, tone="muted"))
        if model.present:
            path = ElidedLabel(str(model.path))
            path.setFont(theme.mono())
            path.setProperty("tone", "faint")
            box.addWidget(path)
        box.addSpacing(GAP_1)
        box.addLayout(row(*_buttons(model, page), None, gap=GAP_2))
        self.setLayout(box)


class Progress(QFrame):
    """How far a model has come, with Stop."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Progress of a model"))
        self._text = label()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress of a model"))
        self._bar.setTextVisible(False)
        self._stop = button(tr("Stop"), self.stopped.emit)
        head = row(self._text, self._stop)
        head.setStretch(0, 1)
        box = column(gap=GAP_2)
        box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
        box.addLayout(head)
        box.addWidget(self._bar)
        self.setLayout(box)
        self.hide()

    def show_event(self, name: str, event: IngestProgressed, *, stoppable: bool) -> None:
        self._text.setText(progress_words(name, event))
        self._bar.setRange(0, 1000 if event.total else 0)
        if event.total:
            self._bar.setValue(1000 * min(event.done, event.total) // event.total)
        self._stop.setVisible(stoppable)
        self.show()


def progress_words(name: str, event: IngestProgressed) -> str:
    """ "Downloading qwen2.5: 120 MB of 1.1 GB"."""
    doing = tr(event.doing)
    if doing.partition(" ")[0].isalpha():
        # A file's name stays as it is spelled.
        doing = words.sentence(doing)
    named = f"{doing} {name}".strip() if name and name not in doing else doing
    return (
        tr(
            "{named}: {done} of {total}",
            named=named,
            done=words.size(event.done),
            total=words.size(event.total),
        )
        if event.total
        else f"{named} …"
    )


def fit_words(model: ModelState) -> str:
    """Whether it fits this machine, as one would say it."""
    memory = tr("about {memory} of memory", memory=words.size(model.memory))
    return {
        "now": tr("Fits this machine: it takes {memory}", memory=memory),
        "later": tr("Takes {memory}: close other programs first", memory=memory),
        "never": tr("Too large for this machine: it takes {memory}", memory=memory),
    }[model.fit]


def _facts(model: ModelState) -> str:
    licence = tr(" · licence {licence}", licence=model.licence) if model.licence else ""
    return tr(
        "{fit_words} · file {bytes}{licence}",
        fit_words=fit_words(model),
        bytes=words.size(model.bytes),
        licence=licence,
    )


def speed_words(speed: Speed) -> str:
    """How fast a model was on this machine, in the measure of people: pages and words."""
    page = words.seconds(_page_seconds(speed))
    rate = words.grouped(max(1, round(speed.writes / TOKENS_A_WORD)))
    return tr(
        "On this machine it reads a page in {page} and writes about {rate} words a second",
        page=page,
        rate=rate,
    )


def usual_words(model: ModelState) -> str:
    """How fast a model should be here, while nobody has measured it."""
    return tr("It should read a page in about {page} here", page=usual_page(model))


def usual_page(model: ModelState) -> str:
    """In whole seconds, since it is a guess."""
    return tr("{seconds} s", seconds=words.grouped(max(1, round(_page_seconds(model.usual)))))


def _page_seconds(speed: Speed) -> float:
    return TOKENS_A_PAGE / max(0.1, speed.reads)


def _standing(model: ModelState) -> tuple[str, str]:
    if model.present:
        return _roles(model) or tr("On this machine"), "good"
    if _roles(model):
        return tr("{roles}, missing", roles=_roles(model)), "warning"
    return (tr("Too large here"), "") if model.fit == "never" else (tr("Can be had"), "")


def _roles(model: ModelState) -> str:
    if model.is_root and model.is_sub:
        return tr("Planner and Reader")
    return tr("Planner") if model.is_root else tr("Reader") if model.is_sub else ""


def _ink(tone: str) -> str:
    look = theme.colours()
    return {"good": look.good, "warning": look.warning}.get(tone, look.muted)


def _buttons(model: ModelState, page: ModelsPage) -> list[QWidget]:
    name = model.name
    if not model.present:
        get = button(
            tr("Get it ({bytes})", bytes=words.size(model.bytes)), lambda: page.get_wanted.emit(name)
        )
        get.setAccessibleName(tr("Get {title}", title=model.title))
        get.setEnabled(model.fit != "never")
        return [get]
    made = []
    for role, word, has in (("root", tr("Planner"), model.is_root), ("sub", tr("Reader"), model.is_sub)):
        if not has:
            use = button(tr("Use as {word}", word=word), lambda role=role: page.role_chosen.emit(role, name))  # type: ignore[misc]
            use.setAccessibleName(tr("Use {title} as {word}", title=model.title, word=word))
            made.append(use)
    measure = button(tr("Measure its speed"), lambda: page.measure_wanted.emit(name), kind="link")
    measure.setAccessibleName(tr("Measure the speed of {title}", title=model.title))
    check = button(tr("Check"), lambda: page.verify_wanted.emit(name), kind="link")
    check.setToolTip(tr("Read every byte again and compare it with what came"))
    check.setAccessibleName(tr("Check {title}", title=model.title))
    remove = button(tr("Remove…"), lambda: page.removal_wanted.emit(model), kind="link")
    remove.setAccessibleName(tr("Remove {title}", title=model.title))
    return [*made, measure, check, remove]


def _order(model: ModelState) -> tuple[bool, bool, bool]:
    return not model.is_root, not model.present, model.fit == "never"
