"""Asking: what is weighed before a long run, the run on its page, and what can be done with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from rlm_desktop.events import Event
from rlm_desktop.gui.answers import export
from rlm_desktop.gui.beneath.backend import LONG_SECONDS, AskChoice, Forecast, RunSummary
from rlm_desktop.gui.desk import Run
from rlm_desktop.gui.findings import COVERAGE_TAB, EVIDENCE_TAB, STEPS_TAB
from rlm_desktop.gui.manners import Manners
from rlm_desktop.gui.questions.conversation import RunCard
from rlm_desktop.gui.questions.cost_card import CostCard
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style.notice import Notice

if TYPE_CHECKING:
    from rlm_desktop.gui.main_window import MainWindow


class Asking(QObject):
    """One run at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self._page, self._findings = window.ask_page, window.findings
        self.manners = Manners(window)
        self._waiting: tuple[str, AskChoice, str] | None = None
        """A question that is asked when the model that answers it has come."""
        self._connect()

    def _connect(self) -> None:
        desk, page, history = self._desk, self._page, self._window.history
        desk.run_went_on.connect(self._went_on)
        desk.run_ended.connect(self._ended)
        page.box.set_leaning(desk.runtime.follows_up)
        page.asked.connect(lambda question, after: self.ask(question, after=after))
        page.box.stopped.connect(self.stop)
        self._window.model_work.settled.connect(self._model_settled)
        page.new_wanted.connect(self.begin_anew)
        talk = page.conversation
        talk.quote_chosen.connect(self._findings.open_quote)
        talk.evidence_wanted.connect(lambda run: self._inspect(run, EVIDENCE_TAB))
        talk.coverage_wanted.connect(lambda run: self._inspect(run, COVERAGE_TAB))
        talk.steps_wanted.connect(lambda run: self._inspect(run, STEPS_TAB))
        talk.save_wanted.connect(self.save)
        talk.whole_wanted.connect(self._ask_whole)
        talk.go_on_wanted.connect(self._go_on)
        talk.models_wanted.connect(lambda: self._window.show_page("models"))
        talk.settings_wanted.connect(lambda: self._window.show_page("settings"))
        history.chosen.connect(self.reopen)
        history.again_wanted.connect(self.ask_again)
        history.export_wanted.connect(self.export)
        history.removed.connect(self._remove)

    # ── before and during ───────────────────────────────────────────────────

    def ask(self, question: str, choice: AskChoice | None = None, *, after: str = "") -> None:
        """Begin, or where every page is to be read, say first what that takes."""
        library = self._window.library
        if not library:
            self._page.notice.say(tr("There is nothing to ask yet."), tr("Add files or a folder first."))
            return
        chosen = choice or self._page.box.choice()
        self._window.state.questions = self._page.box.edit.past
        if chosen.plan == "exhaustive" and not chosen.estimate:
            runtime = self._desk.runtime
            self._desk.jobs.run(
                lambda: runtime.forecast(library), lambda cost: self._weigh(question, chosen, cost, after)
            )
        else:
            self._start(question, chosen, after)

    def _weigh(self, question: str, choice: AskChoice, cost: Forecast, after: str) -> None:
        if cost.seconds <= LONG_SECONDS:
            return self._start(question, choice, after)
        card = CostCard(question, cost)
        talk = self._page.conversation

        def begin(chosen: AskChoice) -> None:
            self._page.box.edit.setFocus()
            talk.take_away(card)
            whole = chosen.plan == "exhaustive" and not chosen.estimate
            self._start(question, chosen, after, expected=cost.passages if whole else 0)

        def drop() -> None:
            talk.take_away(card)
            self._page.box.suggest(question)

        card.all_chosen.connect(lambda: begin(choice))
        card.sample_chosen.connect(lambda: begin(msgspec.structs.replace(choice, estimate=True)))
        card.search_chosen.connect(lambda: begin(msgspec.structs.replace(choice, plan="auto")))
        card.dropped.connect(drop)
        return talk.offer(card)

    def _start(self, question: str, choice: AskChoice, after: str, *, expected: int = 0) -> None:
        if self._desk.running:
            self._page.notice.say(
                tr("A question is being answered."), tr("Ask again when it has ended, or stop it.")
            )
            return
        if self._window.model_work.awaited:
            self._wait(question, choice, after)
            return
        run = self._desk.ask(question, self._window.library, choice, after=after)
        self._page.notice.hide()
        self._page.box.begin()
        self.manners.begin()
        card = self._begin_card(run)
        if expected:
            card.expect(expected)

    def _wait(self, question: str, choice: AskChoice, after: str) -> None:
        self._waiting = (question, choice, after)
        self._page.notice.say(
            tr("The model is still on its way."),
            tr("“{question}” is asked as soon as it is here.", question=question),
            action=tr("Don't wait"),
            then=self._give_back,
        )

    def _give_back(self) -> None:
        """The question that waited stands in the box again."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._page.box.suggest(waiting[0])

    def _model_settled(self, well: bool) -> None:
        if not well:
            self._give_back()
            return
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(*waiting)

    def stop(self) -> None:
        if self._desk.running:
            self._page.box.stopping()
            self._desk.stop()

    def begin_anew(self) -> None:
        """Clear the page for a new question; the old ones are in the history."""
        if self._desk.running:
            return
        self._page.conversation.clear()
        self._offer_following()
        self._findings.show_run(None)
        self._window.show_page("ask")
        if self._window.library:
            self._desk.open_library(self._window.library)

    def _begin_card(self, run: Run) -> RunCard:
        self._findings.show_run(run)
        self._window.inspector.setCurrentIndex(STEPS_TAB)
        return self._page.conversation.begin(run.key, run.question)

    def _went_on(self, key: str, events: list[Event]) -> None:
        self._page.conversation.add(key, events)
        self._findings.add(key, events)

    def _offer_following(self) -> None:
        """The next question may lean on the last answer in sight."""
        card = self._page.conversation.last_answered()
        reply = card.reply if card else None
        run, question = (reply.run, reply.understood_as or reply.question) if reply else ("", "")
        self._page.box.set_before(run, question)

    def _ended(self, key: str) -> None:
        if not self._desk.running:
            self._page.box.end()
        self._offer_following()
        run = self._desk.runs[key]
        self.manners.end(words.ending(run.reply)[0] if run.reply else tr("Could not be answered"))
        if run.reply is not None:
            self._findings.end(run)

    # ── afterwards ──────────────────────────────────────────────────────────

    def _ask_whole(self, key: str) -> None:
        """Ask again so that every page is read, where an answer rests on a part of the text."""
        if key in self._desk.runs:
            run = self._desk.runs[key]
            after = run.reply.after if run.reply else ""
            self.ask(run.question, AskChoice(plan="exhaustive"), after=after)

    def _go_on(self, key: str) -> None:
        """Ask a question that ended too soon once more, the same way: what was read is known already."""
        reply, runtime = self._desk.runs[key].reply, self._desk.runtime
        if reply is not None:
            self._desk.jobs.run(
                lambda: runtime.run_options(reply.run),
                lambda choice: self.ask(reply.question, choice, after=reply.after),
            )

    def reopen(self, summary: RunSummary) -> None:
        """Show a run of the history as it was."""
        window = self._window
        if summary.library in window.libraries.names() and summary.library != window.library:
            window.shelf.choose(summary.library)
        window.show_page("ask")
        self._begin_card(self._desk.replay(summary))

    def ask_again(self, summary: RunSummary) -> None:
        """Ask a question of the history anew, the way it was asked; what was read is known already."""
        window, notice, runtime = self._window, self._window.history.notice, self._desk.runtime
        if self._desk.running:
            notice.say(tr("A question is being answered."), tr("Ask again when it has ended."))
        elif summary.library not in window.libraries.names():
            name = summary.library or tr("of the files it was asked of")
            notice.say(tr("There is no library {name}.", name=name), tr("Add the files, then ask."))
        else:

            def known() -> tuple[AskChoice, str]:
                reply = runtime.run_reply(summary.id)
                return runtime.run_options(summary.id), reply.after if reply else ""

            def ask(way: tuple[AskChoice, str]) -> None:
                window.shelf.choose(summary.library)
                self.ask(summary.question, way[0], after=way[1])

            self._desk.jobs.run(known, ask, failed=window.history.notice.show_error)

    def save(self, key: str) -> None:
        """Save an answer where the person wants it, beside the window."""
        run = self._desk.runs.get(key)
        if run is not None and run.reply is not None:
            self._write(run.reply.run, run.question, self._page.notice)

    def export(self, summary: RunSummary) -> None:
        self._write(summary.id, summary.question, self._window.history.notice)

    def _write(self, run: str, question: str, notice: Notice) -> None:
        target = export.choose_file(self._window, question)
        if target is not None:
            runtime = self._desk.runtime

            def told(_: None) -> None:
                folder = QUrl.fromLocalFile(str(target.parent))
                notice.say(
                    tr("Saved as {target}.", target=target),
                    action=tr("Show the folder"),
                    then=lambda: QDesktopServices.openUrl(folder),
                )

            self._desk.jobs.run(lambda: export.write(runtime, run, target), told)

    def _remove(self, summary: RunSummary) -> None:
        """Called when it can no longer be undone."""
        self._desk.jobs.run(lambda: self._desk.runtime.remove_run(summary.id))

    def _inspect(self, key: str, tab: int) -> None:
        run, card = self._desk.runs.get(key), self._page.conversation.card(key)
        if run is not None:
            self._findings.inspect(run, card.events if card else [], tab)
