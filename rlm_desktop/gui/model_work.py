"""Getting, bringing, checking, choosing and removing models, beside the window and one at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from rlm_desktop.errors import BadRequest, RlmError, Stopped
from rlm_desktop.events import Event, IngestProgressed
from rlm_desktop.gui.beneath.backend import Emit, ModelState
from rlm_desktop.gui.desk import Desk
from rlm_desktop.gui.panels.models_page import ModelsPage, speed_words
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import dialogs
from rlm_desktop.gui.style.notice import Notice

CHANNEL = "models"


class ModelWork(QObject):
    """Does what the page of models is asked to do, and tells how far it has come."""

    listed = Signal(list)
    went_on = Signal(str, object, bool)
    """A model's name (empty for a file), the event that says how far it is, and whether it can be stopped."""
    ended = Signal()
    settled = Signal(bool)
    """What was worked on is done, or it failed or was stopped."""

    def __init__(self, desk: Desk, page: ModelsPage, notice: Callable[[], Notice], parent: QObject) -> None:
        """`notice` finds the place where the person sees what is said."""
        super().__init__(parent)
        self._desk, self._page, self._notice = desk, page, notice
        self._busy, self._stop = "", False
        self._name = self._came = ""
        self._stoppable = self._coming = False
        self._complete = True
        """Whether the Planner and the Reader are here, as far as is known."""
        desk.watchers[CHANNEL] = self._progressed
        page.get_wanted.connect(self.get)
        page.stop_wanted.connect(self.stop)
        page.import_wanted.connect(self.choose_file)
        page.link_wanted.connect(lambda: self.choose_file(link=True))
        page.verify_wanted.connect(self.verify)
        page.measure_wanted.connect(self.measure)
        page.removal_wanted.connect(self.offer_removal)
        page.role_chosen.connect(self.choose)
        self.listed.connect(page.show_models)
        self.went_on.connect(page.show_progress)
        self.ended.connect(page.end_progress)

    @property
    def awaited(self) -> bool:
        """Whether a model is on its way, and none could answer before it is here."""
        return self._coming and not self._complete

    def list_models(self) -> None:
        self._desk.jobs.run(self._desk.runtime.models, self._list)

    def get(self, name: str) -> None:
        """Fetch a model of the catalogue, after a word where the program is to be offline."""
        if not self._desk.runtime.settings.offline:
            return self.fetch(name)
        return self._notice().say(
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
            self._came = name
            return tr("The model is here, and it is the file its maker published.")

        self._begin(name, tr("{name} is being fetched", name=name), work, stoppable=True, coming=True)

    def bring(self, path: str, *, link: bool = False) -> None:
        """Take a model file from a disk or a stick; with `link` it stays there."""
        runtime = self._desk.runtime

        def work(emit: Emit) -> str:
            state = runtime.import_model(path, link=link, emit=self._until_stopped(emit))
            if state.is_root or state.is_sub:
                self._came = state.name
                return tr("{title} is here.", title=state.title)
            return tr("{title} is here. Choose under Models what it is to do.", title=state.title)

        self._begin("", tr("{name} is being read", name=Path(path).name), work, stoppable=True, coming=True)

    def verify(self, name: str) -> None:
        runtime = self._desk.runtime

        def work(emit: Emit) -> str:
            if runtime.verify_model(name, emit=self._until_stopped(emit)):
                return tr("{name} is whole: every byte is as it was when it came.", name=name)
            raise RlmError(tr("{name} is damaged.", name=name), hint=tr("Remove it, and get it again."))

        self._begin(name, tr("{name} is being checked", name=name), work, stoppable=True)

    def measure(self, name: str) -> None:
        """How fast a model is here. Not beside a question: each would slow the other."""
        if self._desk.running:
            self._notice().say(tr("A question is being answered."), tr("Measure when it has ended."))
            return
        runtime = self._desk.runtime

        def work(_: Emit) -> str:
            return tr("{speed}.", speed=speed_words(runtime.measure_model(name)))

        self._begin(name, tr("{name} is being measured", name=name), work)

    def choose_file(self, *, link: bool = False) -> None:
        path = dialogs.choose_file(self._page, tr("Add a model file"), tr("Models (*.gguf)"))
        if path:
            self.bring(path, link=link)

    def offer_removal(self, model: ModelState) -> None:
        def remove() -> None:
            runtime = self._desk.runtime
            self._begin(
                model.name,
                tr("{name} is being removed", name=model.name),
                lambda _: runtime.remove_model(model.name),
            )

        if Path(str(model.path)).is_symlink():
            text = tr("The link to it goes. The file itself stays where it is.")
        else:
            text = tr(
                "Its file goes, {bytes}. To use it again it has to be brought again.",
                bytes=words.size(model.bytes),
            )
        self._notice().say(tr("Remove {title}?", title=model.title), text, action=tr("Remove"), then=remove)

    def choose(self, role: str, name: str) -> None:
        """Let a model plan or read from the next question on, and keep that."""
        if self._desk.running:
            error = BadRequest(
                tr("A question is being answered."), hint=tr("Choose when it has ended, or stop it.")
            )
            self._notice().show_error(error)
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
            failed=self._tell,
        )

    def stop(self) -> None:
        self._stop = True

    def _until_stopped(self, emit: Emit) -> Emit:
        """Ends work that only tells how far it is, at the next time it does so."""

        def tell(event: Event) -> None:
            if self._stop:
                raise Stopped("Stopped.", hint=tr("Nothing was changed."))
            emit(event)

        return tell

    def _begin(
        self,
        name: str,
        doing: str,
        work: Callable[[Emit], str | None],
        *,
        quietly: bool = False,
        stoppable: bool = False,
        coming: bool = False,
    ) -> None:
        """`quietly`: nobody asked for it, so what was said before stays, and a failure is nobody's matter.
        `coming`: a model is not here before that is done.
        """
        if self._busy:
            self._notice().say(
                tr("{busy} already.", busy=self._busy), tr("Wait until that is done, or stop it.")
            )
            return
        self._busy, self._stop, self._name = doing, False, name
        if not quietly:
            self._notice().hide()
        self._stoppable, self._coming = stoppable, coming
        self.went_on.emit(name, IngestProgressed(doing=doing, done=0, total=0), stoppable)

        def push(event: Event) -> None:
            self._desk.pump.push(CHANNEL, event)

        failed = self._not_weighed if quietly else self._failed
        self._desk.jobs.run(lambda: work(push), self._done, failed=failed, after_events=True)

    def _progressed(self, events: Sequence[Event]) -> None:
        last = events[-1]
        if self._busy and isinstance(last, IngestProgressed):
            self.went_on.emit(self._name, last, self._stoppable)

    def _done(self, said: str | None) -> None:
        self._busy, self._coming = "", False
        self.ended.emit()
        self.list_models()
        if said:
            self._notice().say(said)
        # Before its speed is measured, which a question that waited for it has to go before.
        self.settled.emit(True)
        if self._came and not self._desk.running:
            self._weigh_speed(self._came)
        self._came = ""

    def _weigh_speed(self, name: str) -> None:
        """How fast a model that has just come is. It stays loaded, so the first question begins sooner."""
        runtime = self._desk.runtime

        def work(_: Emit) -> None:
            runtime.measure_model(name)

        self._begin(name, tr("Its speed is being measured"), work, quietly=True)

    def _not_weighed(self, _: RlmError) -> None:
        self._done(None)

    def _tell(self, error: RlmError) -> None:
        self._notice().show_error(error)

    def _failed(self, error: RlmError) -> None:
        self._busy, self._coming = "", False
        self.ended.emit()
        self.list_models()
        self.settled.emit(False)
        if error.kind == "stopped":
            self._notice().say(tr("Stopped."), told(error.hint))
        else:
            self._notice().show_error(error)

    def _list(self, models: Sequence[ModelState]) -> None:
        here = [model for model in models if model.present]
        self._complete = any(model.is_root for model in here) and any(model.is_sub for model in here)
        self.listed.emit(list(models))
