"""Models by name: found, loaded once and kept, fetched, brought from a stick, checked, removed."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

from rlm_desktop.engine import catalogue, download, fit, gguf, inquiry, snapshots
from rlm_desktop.engine.catalogue import ModelFile
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.engine.servers.engine import ServersEngine, is_address
from rlm_desktop.errors import EngineError, ResourceShort, RlmError, Stopped
from rlm_desktop.events import Event, IngestProgressed, ModelLoaded
from rlm_desktop.runtime.kinds import Fit, Fitting, ModelState
from rlm_desktop.runtime.speeds import Speed, Speeds, measure, usual
from rlm_desktop.settings import EngineSettings, Settings

Emit = Callable[[Event], None]

_LOOK = 0.05  # seconds between two looks at whether to stop
_BEYOND = 4  # times the memory of the machine
_DEFAULT_BYTES = 1_117_320_768  # of the model that is fetched first


def notes_of(engine: LlamaEngine | ServersEngine) -> Iterator[str]:
    """What a person should know of a model that answers them."""
    if engine.note:
        yield engine.note
    info = engine.info
    if info.sha256 and catalogue.by_hash(info.sha256) is None:
        known = "is not among the models that are known here: its file was checked, not who made it."
        yield f"{info.name} {known}"


class Models:
    """The models of one runtime. A loaded one stays loaded until it is closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data = settings.data
        self._loaded: dict[str, LlamaEngine | ServersEngine] = {}
        self._lock = threading.Lock()
        self._speeds = Speeds(self._data.cache / "speeds.json")

    def load(
        self,
        name: str,
        role: str,
        settings: EngineSettings,
        emit: Emit,
        should_stop: Callable[[], bool] | None = None,
    ) -> LlamaEngine | ServersEngine:
        """The engine of a model. Raises `ModelMissing`, `ModelRefused`, `ResourceShort`, `Stopped`.

        A name that is an address is that of a server, which is refused in offline mode. Stopped, the model
        goes on loading by itself and is there for the next question.
        """
        found = None if is_address(name) else catalogue.find(name, self._data)
        loading: Future[LlamaEngine | ServersEngine] = Future()

        def work() -> None:
            try:
                loading.set_result(
                    self._load(found, role, settings, emit) if found else self._reach(name, role, emit)
                )
            except RlmError as error:
                loading.set_exception(error)
            finally:
                # A mistake of ours goes on to where those are told; nobody waits for it here without end.
                if not loading.done():
                    loading.set_exception(EngineError(f"{name} could not be loaded."))

        threading.Thread(target=work, name="model loading", daemon=True).start()
        while True:
            try:
                return loading.result(timeout=_LOOK)
            except TimeoutError:
                if should_stop and should_stop():
                    raise Stopped("The run was stopped.") from None

    def check_together(self, names: Sequence[str], settings: EngineSettings) -> None:
        """Before one of two is loaded in vain. Raises `ModelMissing`, `ModelRefused`, `ResourceShort`."""
        found = [catalogue.find(name, self._data) for name in names if not is_address(name)]
        if not self._lock.acquire(blocking=False):
            return  # a model is being loaded: what is free now says nothing
        try:
            fresh = {each.sha256: each for each in found if each.sha256 not in self._loaded}
            headers = [(each.name, gguf.read(each.path)) for each in fresh.values()]
            cells, cache = settings.context_tokens, settings.cache_type
            wanted = sum(fit.need(header, cells=cells, cache=cache).total for _, header in headers)
            room = inquiry.room(wanted, gpu_layers=settings.gpu_layers)
            fit.check_together(headers, cells=cells, cache=cache, free=room)
        finally:
            self._lock.release()

    def _reach(self, addresses: str, role: str, emit: Emit) -> ServersEngine:
        with self._lock:
            engine = self._loaded.get(addresses)
            if not isinstance(engine, ServersEngine):
                started = time.monotonic()
                engine = ServersEngine(addresses, offline=self._settings.offline)
                self._loaded[addresses] = engine
                emit(ModelLoaded(role=role, name=engine.info.name, seconds=time.monotonic() - started))
            return engine

    def _load(
        self, found: ModelFile, role: str, settings: EngineSettings, emit: Emit
    ) -> LlamaEngine | ServersEngine:
        with self._lock:
            engine = self._loaded.get(found.sha256)
            if engine is None:
                started = time.monotonic()
                engine = LlamaEngine(
                    found.path,
                    settings,
                    name=found.name,
                    sha256=found.sha256,
                    prefixes=self._data.cache / "prefixes",
                )
                self._loaded[found.sha256] = engine
                emit(ModelLoaded(role=role, name=found.name, seconds=time.monotonic() - started))
            return engine

    def forget_prompts(self) -> None:
        """Delete what was kept of evaluated prompts: text stands in them. It can be made again."""
        snapshots.forget_all(self._data.cache / "prefixes")

    def measure(self, name: str, settings: EngineSettings) -> Speed:
        """How fast a model reads and writes here; it is loaded for it where it is not yet.

        One that is chosen stays loaded: the next question needs it.
        """
        found = catalogue.find(name, self._data)
        chosen = self._settings.engine
        if any(self._is(name, role) for role in (chosen.root, chosen.sub)) or found.sha256 in self._loaded:
            speed = measure(self._load(found, "sub", settings, lambda _: None))
        else:
            with contextlib.closing(
                LlamaEngine(found.path, settings, name=found.name, sha256=found.sha256)
            ) as engine:
                speed = measure(engine)
        self._speeds.put(found.sha256, speed)
        return speed

    def fit(self, names: Sequence[str], settings: EngineSettings) -> Fitting:
        """What models would take beside each other, as llama.cpp lays them out; one named twice counts once.

        Raises `ModelMissing`, `ModelRefused`.
        """
        named = (catalogue.find(name, self._data) for name in names)
        found = list({each.sha256: each for each in named}.values())
        needs = [_need(each.path, settings) for each in found]
        models = [(each.name, gguf.read(each.path)) for each in found]
        free, refused = inquiry.room(sum(need.total for need in needs), gpu_layers=settings.gpu_layers), None
        cells, cache = settings.context_tokens, settings.cache_type
        try:
            for (name, header), need in zip(models, needs, strict=True):
                fit.check(need, header, name=name, cells=cells, cache=cache, free=free)
            fit.check_together(models, cells=cells, cache=cache, free=free)
        except ResourceShort as error:
            refused = error
        return Fitting(
            name=" and ".join(name for name, _ in models),
            context_tokens=settings.context_tokens,
            weights=sum(need.weights for need in needs),
            cache=sum(need.cache for need in needs),
            work=sum(need.work + need.process for need in needs),
            total=sum(need.total for need in needs),
            free=free,
            fits=refused is None,
            why=refused.message if refused else "",
            hint=refused.hint if refused else "",
        )

    def speed(self, name: str) -> tuple[Speed, bool]:
        """How fast a model is, and whether that was measured or is only usual for its size."""
        try:
            found = catalogue.find(name, self._data)
        except RlmError:
            return usual(_DEFAULT_BYTES), False
        measured = self._speeds.get(found.sha256)
        return (measured, True) if measured else (usual(found.bytes), False)

    def states(self) -> Sequence[ModelState]:
        """The catalogue first, then the person's own files."""
        present = {model.name: model for model in catalogue.installed(self._data)}
        known = [self._of_catalogue(entry, present.pop(entry.name, None)) for entry in catalogue.entries()]
        return [*known, *(self._own(model) for model in present.values())]

    def get(self, name: str, emit: Emit, should_stop: Callable[[], bool] | None = None) -> Path:
        """Fetch a model of the catalogue. Raises `BadRequest`, `DownloadFailed`, `ResourceShort`, `Stopped`.

        Stopped, it goes on where it was when it is fetched again.
        """
        entry = catalogue.entry(name)
        watch = _passed_on(emit)
        return download.fetch(entry, self._data, on_progress=watch, should_stop=should_stop).path

    def bring(self, path: Path, *, link: bool, emit: Emit) -> ModelState:
        found = download.import_file(path, self._data, link=link, on_progress=_passed_on(emit))
        return next(state for state in self.states() if state.name == found.name)

    def verify(self, name: str, emit: Emit) -> bool:
        found = catalogue.find(name, self._data)
        return download.verify(found, self._data, on_progress=_passed_on(emit))

    def change(self, settings: Settings) -> None:
        """Other models may be chosen now: those that are no longer give their memory back."""
        self._settings = settings
        chosen = {settings.engine.root, settings.engine.sub or settings.engine.root}
        with self._lock:
            given_up = [
                key
                for key, engine in self._loaded.items()
                if not any(self._is(engine.info.name, name) for name in chosen)
            ]
            for key in given_up:
                self._loaded.pop(key).close()

    def remove(self, name: str) -> None:
        found = catalogue.find(name, self._data)
        with self._lock:
            engine = self._loaded.pop(found.sha256, None)
        if engine:
            engine.close()
        download.remove(found, self._data)

    def close(self) -> None:
        with self._lock:
            for engine in self._loaded.values():
                engine.close()
            self._loaded.clear()

    def _of_catalogue(self, entry: catalogue.Entry, found: ModelFile | None) -> ModelState:
        return ModelState(
            name=entry.name,
            title=entry.title,
            bytes=entry.bytes,
            present=found is not None,
            path=found.path if found else None,
            good_for=entry.good_for,
            licence=entry.licence,
            memory=fit.rough(entry.bytes),
            fit=_fitting(entry.bytes),
            is_root=self._is(entry.name, self._settings.engine.root),
            is_sub=self._is(entry.name, self._settings.engine.sub or self._settings.engine.root),
            speed=self._speeds.get(entry.sha256),
            usual=usual(entry.bytes),
        )

    def _own(self, model: ModelFile) -> ModelState:
        return ModelState(
            name=model.name,
            title=model.name,
            bytes=model.bytes,
            present=True,
            path=model.path,
            good_for="your own file",
            memory=fit.rough(model.bytes),
            fit=_fitting(model.bytes),
            is_root=self._is(model.name, self._settings.engine.root),
            is_sub=self._is(model.name, self._settings.engine.sub or self._settings.engine.root),
            speed=self._speeds.get(model.sha256),
            usual=usual(model.bytes),
        )

    @staticmethod
    def _is(name: str, chosen: str) -> bool:
        return name in (chosen, Path(chosen).name.removesuffix(".gguf"))


def _need(model: Path, settings: EngineSettings) -> fit.Need:
    """What llama.cpp will take; of what is beyond all measure, what its header tells."""
    told = fit.need(gguf.read(model), cells=settings.context_tokens, cache=settings.cache_type)
    return told if told.total > _BEYOND * fit.installed() else inquiry.weigh(model, settings)


def _fitting(file_bytes: int) -> Fit:
    wanted = fit.rough(file_bytes)
    return "now" if wanted <= fit.available() else "later" if wanted <= fit.installed() else "never"


def _passed_on(emit: Emit) -> Callable[[download.Fetching], None]:
    def tell(how_far: download.Fetching) -> None:
        emit(IngestProgressed(doing=how_far.doing, done=how_far.done, total=how_far.total))

    return tell
