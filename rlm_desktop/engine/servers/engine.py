"""A model on servers: `ports.Engine`, a batch spread over all of them, and over all they do at once."""

import queue
import threading
import uuid
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.engine.servers import dialect
from rlm_desktop.engine.servers.scores import scores
from rlm_desktop.engine.servers.wire import Wire
from rlm_desktop.errors import BadRequest, EngineLost, RlmError, Stopped
from rlm_desktop.ports import AttentionJob, Completion, Job, Labelled, ModelInfo, Weights

_LOOK = 0.05
"""Seconds between two looks at `should_stop`."""
_TRIES = 2
"""Times that servers may be lost over one piece of work before the call fails."""

ShouldStop = Callable[[], bool]
_Tell = Callable[[str], None]
type _Work[Done] = Callable[[int, Wire, dialect.Nature, _Tell], Done]
"""Does the piece of work of a number on one server, and may tell pieces of it on the way."""


def is_address(name: str) -> bool:
    """Whether a model's name is that of servers: addresses, with spaces between several."""
    return name.startswith(("http://", "https://"))


class ServersEngine:
    """The same model on one or more servers. May be called from several threads."""

    def __init__(self, addresses: str, *, offline: bool) -> None:
        """Raises `BadRequest` in offline mode, `EngineLost` where no server answers."""
        if offline:
            raise BadRequest(
                f"A server ({addresses}) is not asked in offline mode.",
                hint='Set "offline = false" in the settings if your text may go there.',
            )
        wires = [Wire(address) for address in addresses.split()]
        self._servers = [(wire, dialect.nature(wire)) for wire in wires]
        models = {nature.model for _, nature in self._servers}
        if len(models) > 1:
            raise BadRequest(
                f"These servers have different models: {', '.join(sorted(models))}.",
                hint="Name servers that have loaded the same one.",
            )
        self._addresses = addresses
        # Nobody can tell whether a server has the same file tomorrow: what it answered is kept for today.
        self._identity = f"on a server, {uuid.uuid4().hex}"

    @property
    def info(self) -> ModelInfo:
        first = self._servers[0][1]
        return ModelInfo(
            name=f"{first.model} at {self._addresses}",
            sha256=self._identity,
            path="",
            parameters=first.parameters,
            context_tokens=min(nature.window for _, nature in self._servers),
        )

    @property
    def note(self) -> str:
        return f"The text that is read goes to {self._addresses}."

    @property
    def pid(self) -> int | None:
        """There is no process on this machine."""
        return None

    def count_tokens(self, text: str) -> int:
        wire, nature = self._servers[0]
        return dialect.count_tokens(wire, nature, text)

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: ShouldStop | None = None,
    ) -> list[Completion]:
        def write(index: int, wire: Wire, nature: dialect.Nature, tell: _Tell) -> Completion:
            reply = dialect.Reply(wire, nature, jobs[index])
            for piece in reply.pieces():
                if on_text:
                    tell(piece)
            return reply.completion()

        return self._spread(len(jobs), write, on_text=on_text, on_done=on_done, should_stop=should_stop)

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,  # what a server reads, it reads whole
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: ShouldStop | None = None,
    ) -> list[Labelled]:
        if len(set(labels)) < len(labels) or len(labels) < 2 or not all(label.strip() for label in labels):
            raise BadRequest("The labels must be two or more, different from each other, and none empty.")
        # A model has learnt words with the space before them: "Type: " + "man" becomes "Type:" + " man".
        bare = suffix.rstrip(" ")
        spaced = [suffix[len(bare) :] + label for label in labels]

        def score(index: int, wire: Wire, nature: dialect.Nature, _: _Tell) -> Labelled:
            def ask(prompt: str) -> dict[str, float]:
                return dialect.likeliest(wire, nature, prompt)

            found = scores(ask, prefix + items[index] + bare, spaced)
            pairs = tuple(zip(labels, found, strict=True))
            return Labelled(max(pairs, key=lambda pair: pair[1])[0], pairs)

        return self._spread(len(items), score, on_text=None, on_done=on_done, should_stop=should_stop)

    def attend(self, job: AttentionJob, *, should_stop: ShouldStop | None = None) -> list[Weights]:
        """Nothing: a server does not say what its model looks at."""
        return []

    def close(self) -> None:
        """There is nothing to give back: connections end with the calls they serve."""

    def _spread[Done](
        self,
        number: int,
        work: _Work[Done],
        *,
        on_text: Callable[[int, str], None] | None,
        on_done: Callable[[int, Done], None] | None,
        should_stop: ShouldStop | None,
    ) -> list[Done]:
        """Do pieces of work 0, 1, … on whichever server is free; the results in order."""
        spreading = _Spreading(number, work)
        places = max(nature.slots for _, nature in self._servers)
        # A place on each server in turn, so that few pieces of work are spread as well.
        workers = [
            (Wire(wire.address), nature)
            for place in range(places)
            for wire, nature in self._servers
            if place < nature.slots
        ]
        spreading.begin(workers[:number])
        try:
            return spreading.gather(on_text=on_text, on_done=on_done, should_stop=should_stop)
        finally:
            spreading.end()


class _Said(msgspec.Struct, frozen=True):
    """A piece of something that is being worked on."""

    index: int
    piece: str


class _Finished[Done](msgspec.Struct, frozen=True):
    index: int
    result: Done


class _Spreading[Done]:
    """One call's pieces of work, and the threads that wait for servers to do them."""

    def __init__(self, number: int, work: _Work[Done]) -> None:
        self._number = number
        self._work = work
        self._waiting: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        self._arrivals: queue.SimpleQueue[_Said | _Finished[Done] | RlmError] = queue.SimpleQueue()
        self._spoken: set[int] = set()
        self._wires: list[Wire] = []
        self._alive = 0
        self._lock = threading.Lock()
        self._ended = False

    def begin(self, workers: Sequence[tuple[Wire, dialect.Nature]]) -> None:
        for index in range(self._number):
            self._waiting.put((index, 1))
        self._wires = [wire for wire, _ in workers]
        self._alive = len(workers)
        for wire, nature in workers:
            threading.Thread(target=self._serve, args=(wire, nature), name="server", daemon=True).start()

    def gather(
        self,
        *,
        on_text: Callable[[int, str], None] | None,
        on_done: Callable[[int, Done], None] | None,
        should_stop: ShouldStop | None,
    ) -> list[Done]:
        done: dict[int, Done] = {}
        while len(done) < self._number:
            if should_stop and should_stop():
                raise Stopped("Stopped.")
            try:
                arrival = self._arrivals.get(timeout=_LOOK)
            except queue.Empty:
                continue
            match arrival:
                case _Said(index, piece):
                    if on_text:
                        on_text(index, piece)
                case _Finished(index, result):
                    done[index] = result
                    if on_done:
                        on_done(index, result)
                case RlmError():
                    raise arrival
        return [done[index] for index in range(self._number)]

    def end(self) -> None:
        """Break off whatever is still under way."""
        self._ended = True
        for wire in self._wires:
            wire.break_off()

    def _serve(self, wire: Wire, nature: dialect.Nature) -> None:
        while not self._ended:
            try:
                index, tries = self._waiting.get(timeout=_LOOK)
            except queue.Empty:
                continue
            try:
                result = self._work(index, wire, nature, self._telling(index))
            except EngineLost as error:
                self._give_back(index, tries, error)
                return
            except RlmError as error:
                self._arrivals.put(error)
                return
            except dialect.NOT_UNDERSTOOD as error:
                self._arrivals.put(_caused(dialect.not_understood(wire), error))
                return
            self._arrivals.put(_Finished(index, result))

    def _telling(self, index: int) -> Callable[[str], None]:
        def tell(piece: str) -> None:
            self._spoken.add(index)
            self._arrivals.put(_Said(index, piece))

        return tell

    def _give_back(self, index: int, tries: int, error: EngineLost) -> None:
        """A server is lost: what it worked on goes to another, where there is one.

        Not twice, and not where part of a reply has been shown already.
        """
        with self._lock:
            self._alive -= 1
            if tries >= _TRIES or self._alive <= 0 or index in self._spoken:
                self._arrivals.put(error)
            else:
                self._waiting.put((index, tries + 1))


def _caused(error: RlmError, cause: Exception) -> RlmError:
    error.__cause__ = cause
    return error
