"""Getting, bringing, checking, choosing and removing models, beside the window and one at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from rlm_desktop.errors import BadRequest, RlmError
from rlm_desktop.events import Event, IngestProgressed
from rlm_desktop.gui import words
from rlm_desktop.gui.backend import Emit, ModelState
from rlm_desktop.gui.desk import Desk
from rlm_desktop.gui.language import tr
from rlm_desktop.gui.models_page import ModelsPage, speed_words

CHANNEL = "models"


class ModelWork(QObject):
    """Does what the page of models is asked to do, and tells how far it has come."""

    listed = Signal(list)
    went_on = Signal(str, object)
    """A model's name (empty for a file) and the event that says how far it is."""
    ended = Signal()
    asked = Signal()
    """A question stands on the page of models."""

    def __init__(self, desk: Desk, page: ModelsPage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page
        self._busy, self._stop = "", False
        self._name = ""
        desk.watchers[CHANNEL] = self._progressed
        page.get_wanted.connect(self.get)
        page.stop_wanted.connect(self.stop)
        page.import_wanted.connect(self.choose_file)
        page.verify_wanted.connect(self.verify)
        page.measure_wanted.connect(self.measure)
        page.removal_wanted.connect(self.offer_removal)
        page.role_chosen.connect(self.choose)
        self.listed.connect(page.show_models)
        self.went_on.connect(page.show_progress)
        self.ended.connect(page.end_progress)

    def list_models(self) -> None:
        self._desk.jobs.run(self._desk.runtime.models, self._list)

    def get(self, name: str) -> None:
        """Fetch a model of the catalogue, after a word where the program is to be offline."""
        if not self._desk.runtime.settings.offline:
            return self.fetch(name)
        self.asked.emit()
        return self._page.notice.say(
            tr("Fetch {name}?", name=name),
            tr("The program is set to be offline. This opens a connection, for this file alone."),
            action=tr("Fetch it"),
            then=lambda: self.fetch(name),
        )

    def fetch(self, name: str) -> None:
        """Stopped, it goes on from there another time."""
        runtime = self._desk.runtime

        def work(emit: Emit) -> str:
            runtime.get_model(name, emit=emit, should_stop=lambda: self._stop)
            return tr("The model is here, and it is the file its maker published.")

        self._begin(name, tr("{name} is being fetched", name=name), work)

    def bring(self, path: str) -> None:
        """Take a model file from a disk or a stick."""
        runtime = self._desk.runtime

        def work(emit: Emit) -> str:
            state = runtime.import_model(path, emit=emit)
            return tr("{title} is here. Choose below what it is to do.", title=state.title)

        self._begin("", tr("{name} is being read", name=Path(path).name), work)

    def verify(self, name: str) -> None:
        runtime = self._desk.runtime

        def work(emit: Emit) -> str:
            if runtime.verify_model(name, emit=emit):
                return tr("{name} is whole: every byte is as it was when it came.", name=name)
            raise RlmError(tr("{name} is damaged.", name=name), hint=tr("Remove it, and get it again."))

        self._begin(name, tr("{name} is being checked", name=name), work)

    def measure(self, name: str) -> None:
        """How fast a model is here. Not beside a question: each would slow the other."""
        if self._desk.running:
            self._page.notice.say(tr("A question is being answered."), tr("Measure when it has ended."))
            return
        runtime = self._desk.runtime

        def work(_: Emit) -> str:
            return tr("{speed}.", speed=speed_words(runtime.measure_model(name)))

        self._begin(name, tr("{name} is being measured", name=name), work)

    def choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._page, tr("Add a model file"), "", tr("Models (*.gguf)"))
        if path:
            self.bring(path)

    def offer_removal(self, model: ModelState) -> None:
        def remove() -> None:
            runtime = self._desk.runtime
            self._begin(
                model.name,
                tr("{name} is being removed", name=model.name),
                lambda _: runtime.remove_model(model.name),
            )

        text = tr(
            "Its file goes, {bytes}. To use it again it has to be brought again.",
            bytes=words.size(model.bytes),
        )
        self._page.notice.say(
            tr("Remove {title}?", title=model.title), text, action=tr("Remove"), then=remove
        )

    def choose(self, role: str, name: str) -> None:
        """Let a model plan or read from the next question on, and keep that."""
        if self._desk.running:
            error = BadRequest(
                tr("A question is being answered."), hint=tr("Choose when it has ended, or stop it.")
            )
            self._page.notice.show_error(error)
            return
        runtime = self._desk.runtime
        engine = runtime.settings.engine
        # Who reads stays who it was when another model plans.
        reader = engine.sub or engine.root
        chosen = {"root": name, "sub": reader} if role == "root" else {"sub": name}
        changed = msgspec.structs.replace(runtime.settings, engine=msgspec.structs.replace(engine, **chosen))
        self._desk.jobs.run(
            lambda: runtime.change_settings(changed),
            lambda _: self.list_models(),
            failed=self._page.notice.show_error,
        )

    def stop(self) -> None:
        self._stop = True

    def _begin(self, name: str, doing: str, work: Callable[[Emit], str | None]) -> None:
        if self._busy:
            self._page.notice.say(
                tr("{busy} already.", busy=self._busy), tr("Wait until that is done, or stop it.")
            )
            return
        self._busy, self._stop, self._name = doing, False, name
        self._page.notice.hide()
        self.went_on.emit(name, IngestProgressed(doing=doing, done=0, total=0))

        def push(event: Event) -> None:
            self._desk.pump.push(CHANNEL, event)

        self._desk.jobs.run(lambda: work(push), self._done, failed=self._failed, after_events=True)

    def _progressed(self, events: Sequence[Event]) -> None:
        last = events[-1]
        if self._busy and isinstance(last, IngestProgressed):
            self.went_on.emit(self._name, last)

    def _done(self, said: str | None) -> None:
        self._busy = ""
        self.ended.emit()
        self.list_models()
        if said:
            self._page.notice.say(said)

    def _failed(self, error: RlmError) -> None:
        self._busy = ""
        self.ended.emit()
        self.list_models()
        if error.kind == "stopped":
            self._page.notice.say(tr("Stopped."), tr("What has come is kept: it goes on from there."))
        else:
            self._page.notice.show_error(error)

    def _list(self, models: Sequence[ModelState]) -> None:
        self.listed.emit(list(models))
