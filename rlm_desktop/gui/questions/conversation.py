"""Questions and answers of a library, one below the other, each with the steps that led to it."""

import time

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QWidget

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.gui.answers.answer_card import AnswerCard
from rlm_desktop.gui.answers.headlines import headline
from rlm_desktop.gui.answers.record import CALLS_IN_FULL
from rlm_desktop.gui.answers.steps import State, Step, Story
from rlm_desktop.gui.panels.profile_card import PendingCard, ProfileCard
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.fold import Fold
from rlm_desktop.gui.style.icons import Picture
from rlm_desktop.gui.style.labels import label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4, GAP_5
from rlm_desktop.profile import Profile
from rlm_desktop.reply import Reply

SURE_PACE = 4
"""So many passages are read before it is said how long the rest takes."""
WIDEST = 760
"""Room for about 90 characters: longer lines are hard to read."""


class StepLine(QWidget):
    """A step as a sentence with a mark for its state."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._mark = Picture(_picture(step.state), lambda: _ink(step.state))
        self._text = label(step.text, size=theme.NORMAL, tone="muted")
        inner = row(self._mark, self._text, gap=GAP_2)
        inner.setStretch(1, 1)
        inner.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        self.setLayout(inner)

    def draw(self, step: Step) -> None:
        self._text.setText(step.text)
        self._mark.change(_picture(step.state), lambda: _ink(step.state))


class RunCard(QWidget):
    """One question: its steps while it works, then its answer with the steps folded away."""

    def __init__(self, run: str, question: str) -> None:
        super().__init__()
        self.run = run
        self.setAccessibleName(tr("Question: {question}", question=question))
        self.reply: Reply | None = None
        self.events: list[Event] = []
        """What happened, without the pieces of streamed text: the whole follows them."""
        self.answer: AnswerCard | None = None
        self._story = Story()
        self._calls = 0
        self._expected = 0
        self._fresh = 0
        """Passages that were not known from before: their pace tells how long the rest takes."""
        self._began = 0.0
        self._lines: dict[str, StepLine] = {}
        self._steps = QWidget()
        self._steps_box = column(gap=GAP_1)
        self._steps_box.setContentsMargins(0, 0, 0, 0)
        self._steps.setLayout(self._steps_box)
        # Until something has happened: loading a model may take a while, and says nothing meanwhile.
        self._ready = StepLine(Step("", tr("Getting ready"), "doing"))
        self._steps_box.addWidget(self._ready)
        self._progress = QProgressBar()
        self._progress.setAccessibleName(tr("Working"))
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._box = column(gap=GAP_3)
        self._box.addWidget(label(question, size=theme.LARGE, bold=True))
        self._understood = label("", tone="muted")
        self._understood.hide()
        self._box.addWidget(self._understood)
        self._box.addWidget(self._steps)
        self._box.addWidget(self._progress)
        self._left = short_label(size=theme.SMALL, tone="muted")
        self._left.hide()
        self._box.addWidget(self._left)
        self.setLayout(self._box)

    @property
    def skipped(self) -> list[tuple[str, str]]:
        return self._story.skipped

    @property
    def step_texts(self) -> list[str]:
        return [step.text for step in self._story.steps.values()]

    def expect(self, passages: int) -> None:
        """So many are to be read: the bar tells how far that is."""
        self._expected = passages
        self._tell_left()

    def _tell_left(self) -> None:
        done = min(self._calls, self._expected)
        # What comes after the last passage has no measure.
        self._progress.setRange(0, self._expected if done < self._expected else 0)
        self._progress.setValue(done)
        text = tr(
            "{done} of {passages}",
            done=words.grouped(done),
            passages=words.counted(self._expected, "passage"),
        )
        if self._fresh >= SURE_PACE and done < self._expected:
            pace = (time.monotonic() - self._began) / (self._fresh - 1)
            text += tr(" · {time} left", time=words.about(pace * (self._expected - done)))
        self._left.setText(text)
        self._left.show()

    def add(self, events: list[Event]) -> None:
        """Draw each step a batch touched once, however often it was touched."""
        touched: dict[str, None] = {}
        for event in events:
            if not isinstance(event, happened.TextStreamed):
                self.events.append(self._lightened(event))
            if key := self._story.add(event):
                touched[key] = None
            if isinstance(event, happened.QuestionUnderstood):
                self._say_understood(event.understood_as)
            if isinstance(event, happened.RunEnded):
                self.end(event.reply)
        for key in touched:
            self._draw(self._story.steps[key])
        if self._expected and self.reply is None:
            self._tell_left()

    def _lightened(self, event: Event) -> Event:
        """Of many sub-calls only the first keep their prompts: those of the others are in the history."""
        if not isinstance(event, happened.SubCallFinished):
            return event
        self._calls += 1
        self._fresh += not event.cached
        self._began = self._began or (0.0 if event.cached else time.monotonic())
        return event if self._calls <= CALLS_IN_FULL else msgspec.structs.replace(event, prompt="")

    def end(self, reply: Reply) -> None:
        """Put the answer below the question and fold the steps."""
        if self.reply is not None:
            return
        self.reply = reply
        self._say_understood(reply.understood_as)
        for step in self._story.steps.values():
            if step.key in self._lines:
                self._lines[step.key].draw(step)
        self._progress.hide()
        self._left.hide()
        self._ready.hide()
        self._box.removeWidget(self._steps)
        steps = self._steps
        fold = Fold(words.counted(len(self._story.steps), "step"), lambda: steps)
        steps.setParent(fold)
        steps.hide()
        self.answer = AnswerCard(reply)
        self._box.addWidget(self.answer)
        if self._story.steps:
            self._box.addWidget(fold)
        word, _ = words.ending(reply)
        announce(self, f"{word}: {headline(reply)[0]}")

    def _say_understood(self, question: str) -> None:
        """A follow-up was completed to a question that stands alone: the person sees to which."""
        if question:
            self._understood.setText(tr("Understood as: {question}", question=question))
            self._understood.show()

    def _draw(self, step: Step) -> None:
        line = self._lines.get(step.key)
        self._ready.hide()
        if line is None:
            line = self._lines[step.key] = StepLine(step)
            self._steps_box.addWidget(line)
        line.draw(step)


class Conversation(QScrollArea):
    """Grows downwards; stays at the end while the person is there."""

    quote_chosen = Signal(str, object)
    evidence_wanted = Signal(str)
    coverage_wanted = Signal(str)
    steps_wanted = Signal(str)
    save_wanted = Signal(str)
    models_wanted = Signal()
    settings_wanted = Signal()
    whole_wanted = Signal(str)
    """A run, whose question is to be answered from the whole text."""
    go_on_wanted = Signal(str)
    """A run that ended too soon, whose question is to be taken up again."""
    suggested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards: dict[str, RunCard] = {}
        self._profile: ProfileCard | None = None
        self._pending: PendingCard | None = None
        page = QWidget()
        page.setObjectName("page")
        self._box = column(gap=GAP_5)
        self._box.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        self._box.addStretch(1)
        self._inner = QWidget()
        self._inner.setLayout(self._box)
        self._inner.setMaximumWidth(WIDEST)
        self._outer = row(self._inner)
        page.setLayout(self._outer)
        self.setWidget(page)
        self._followed: RunCard | None = None
        self._offered: QWidget | None = None
        bar = self.verticalScrollBar()
        bar.actionTriggered.connect(self._let_go)
        bar.rangeChanged.connect(self._make_even)
        bar.rangeChanged.connect(lambda *_: self._follow())

    def _make_even(self, _: int, most: int) -> None:
        """The scroll bar takes its room from the margin: the cards end where the box below them does."""
        bar = self.verticalScrollBar().sizeHint().width() if most else 0
        self._box.setContentsMargins(GAP_5 - bar, GAP_4, GAP_5 - bar, GAP_5)
        self._inner.setMaximumWidth(WIDEST - 2 * bar)
        self._outer.setContentsMargins(bar, 0, 0, 0)

    def show_profile(self, name: str, profile: Profile) -> None:
        """The library's card stands on top, before the first question."""
        self._drop_profile()
        self._drop_pending()
        self._profile = ProfileCard(name, profile)
        self._profile.suggested.connect(self.suggested)
        self._box.insertWidget(0, self._profile)

    def show_pending(self, name: str) -> None:
        """In place of the card, while it is still being worked out what a library holds."""
        self._drop_profile()
        self._drop_pending()
        self._pending = PendingCard(name)
        self._box.insertWidget(0, self._pending)

    @property
    def has_profile(self) -> bool:
        return self._profile is not None

    def clear(self) -> None:
        self._drop_profile()
        self._drop_pending()
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        if self._offered is not None:
            self.take_away(self._offered)
        self._followed = None

    def begin(self, run: str, question: str) -> RunCard:
        """A new question below the others, in sight."""
        card = RunCard(run, question)
        self._cards[run] = card
        self._box.insertWidget(self._box.count() - 1, card)
        self._followed = card
        return card

    def offer(self, card: QWidget) -> None:
        """Something to choose before a question begins, in sight."""
        self._box.insertWidget(self._box.count() - 1, card)
        self._followed, self._offered = None, card
        QTimer.singleShot(0, self._follow)

    def take_away(self, card: QWidget) -> None:
        self._offered = None
        self._box.removeWidget(card)
        card.hide()
        card.deleteLater()

    def card(self, run: str) -> RunCard | None:
        return self._cards.get(run)

    def last_answered(self) -> RunCard | None:
        return next((card for card in reversed(self._cards.values()) if card.answer is not None), None)

    def add(self, run: str, events: list[Event]) -> None:
        card = self._cards.get(run)
        if card is None:
            return
        had = card.answer is not None
        card.add(events)
        if card.answer is not None and not had:
            self._connect(card)
        # Only then is the height of what came known to the layout.
        QTimer.singleShot(0, self._follow)

    def _connect(self, card: RunCard) -> None:
        answer, run = card.answer, card.run
        assert answer is not None
        answer.quote_chosen.connect(lambda quote: self.quote_chosen.emit(run, quote))
        answer.all_evidence_wanted.connect(lambda: self.evidence_wanted.emit(run))
        answer.coverage_wanted.connect(lambda: self.coverage_wanted.emit(run))
        answer.steps_wanted.connect(lambda: self.steps_wanted.emit(run))
        answer.whole_wanted.connect(lambda: self.whole_wanted.emit(run))
        answer.go_on_wanted.connect(lambda: self.go_on_wanted.emit(run))
        answer.models_wanted.connect(self.models_wanted)
        answer.settings_wanted.connect(self.settings_wanted)
        answer.save_wanted.connect(lambda: self.save_wanted.emit(run))

    def _follow(self) -> None:
        """Keep the newest question in sight: its answer from the top, its steps at their end."""
        if self._offered is not None:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        card = self._followed
        if card is None:
            return
        top = card.y() - GAP_4
        end = card.y() + card.height() - self.viewport().height() + GAP_4
        self.verticalScrollBar().setValue(top if card.answer is not None else max(top, end))

    def _let_go(self) -> None:
        """The person scrolls: from now on the page stays where they put it."""
        self._followed = self._offered = None

    def _drop_profile(self) -> None:
        if self._profile is not None:
            self._profile.hide()
            self._profile.deleteLater()
            self._profile = None

    def _drop_pending(self) -> None:
        if self._pending is not None:
            self._pending.hide()
            self._pending.deleteLater()
            self._pending = None


def _picture(state: State) -> str:
    return {"doing": "doing", "done": "done", "warning": "warning", "failed": "failed"}[state]


def _ink(state: State) -> str:
    look = theme.colours()
    return {"doing": look.accent, "done": look.faint, "warning": look.warning, "failed": look.bad}[state]
