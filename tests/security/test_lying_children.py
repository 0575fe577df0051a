"""A process that was taken over by what it was given can only speak; no lie is taken for an answer."""

import importlib
import math
import queue
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.context.records import added
from rlm_desktop.context.source import Source
from rlm_desktop.context.tables import worker
from rlm_desktop.context.tables.frames import MOST_BYTES
from rlm_desktop.context.tables.worker import TableWorker
from rlm_desktop.engine import child as children
from rlm_desktop.engine import frames, gguf, inquiry, process
from rlm_desktop.engine.child import Child, our_error
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import DocumentUnreadable, EngineError, EngineLost, LibraryError, RlmError, TableError
from rlm_desktop.hearing import heard
from rlm_desktop.ports import Completion, Job, Message, Sampling
from rlm_desktop.profile import Document
from rlm_desktop.runtime import pages
from rlm_desktop.settings import EngineSettings
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext

records = importlib.import_module("rlm_desktop.context.records.build")
READY = frames.Ready(parameters=1, context_tokens=4096)
JOB = Job(messages=(Message("user", "?"),), sampling=Sampling())
Lies = Callable[[int], Sequence[frames.Event]]


class Liar:
    """A model's process that answers each request with the same lies."""

    def __init__(self, lies: Lies, ready: frames.Event = READY) -> None:
        self.alive = True
        self.pid = None
        self._lies = lies
        self._queues: dict[int, queue.SimpleQueue[children.Arrival]] = {0: queue.SimpleQueue()}
        self._queues[0].put(ready)

    def open(self, call: int) -> "queue.SimpleQueue[children.Arrival]":
        return self._queues.setdefault(call, queue.SimpleQueue())

    arrivals = open

    def close_call(self, call: int) -> None: ...

    def send(self, request: frames.Request) -> None:
        if not isinstance(request, frames.Load | frames.Weigh | frames.Survey | frames.Cancel):
            for lie in self._lies(request.call):
                self._queues[request.call].put(lie)

    def end(self, *, patience: float = 2.0) -> None:
        self.alive = False


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[LlamaEngine, list[Liar]]]:
    def made(lies: Lies, ready: frames.Event = READY) -> tuple[LlamaEngine, list[Liar]]:
        started: list[Liar] = []

        def start(load: frames.Load) -> Liar:
            started.append(Liar(lies, ready))
            return started[-1]

        monkeypatch.setattr(process, "Child", start)
        monkeypatch.setattr(gguf, "read", lambda path: None)
        monkeypatch.setattr(LlamaEngine, "_check_memory", lambda *_: None)
        return LlamaEngine(Path("liar.gguf"), EngineSettings(), name="liar", sha256=""), started

    return made


def done(call: int, index: int = 0, **changed: object) -> frames.Completed:
    told = Completion(text="x", finish="stop", prompt_tokens=2, cached_tokens=1, generated_tokens=1)
    return frames.Completed(call=call, index=index, completion=msgspec.structs.replace(told, **changed))


REPLIES: dict[str, Lies] = {
    "a reply to what was not asked": lambda call: [done(call, 7)],
    "one before the first": lambda call: [done(call, -1)],
    "the same one twice": lambda call: [done(call, 0), done(call, 0)],
    "more tokens kept than there are": lambda call: [done(call, cached_tokens=10**9)],
    "fewer tokens than none": lambda call: [done(call, generated_tokens=-(10**9))],
    "an endless certainty": lambda call: [done(call, logprob=math.inf)],
    "text of what was not asked": lambda call: [frames.Wrote(call=call, index=2, text="x")],
    "scores": lambda call: [frames.Scored(call=call, index=0, scores=(0.0,))],
    "a count": lambda call: [frames.Counted(call=call, tokens=1)],
    "a greeting": lambda call: [READY],
}
SCORES: dict[str, Lies] = {
    "too few": lambda call: [frames.Scored(call=call, index=0, scores=(0.0,))],
    "too many": lambda call: [frames.Scored(call=call, index=0, scores=(0.0,) * 9)],
    "of what was not asked": lambda call: [frames.Scored(call=call, index=4, scores=(0.0, 0.0))],
    "no numbers": lambda call: [frames.Scored(call=call, index=0, scores=(math.nan, 0.0))],
    "without end": lambda call: [frames.Scored(call=call, index=0, scores=(-math.inf, math.inf))],
    "a reply": lambda call: [done(call)],
}


@pytest.mark.parametrize("lies", REPLIES.values(), ids=REPLIES)
def test_a_models_process_that_replies_what_cannot_be(
    engine: Callable[..., tuple[LlamaEngine, list[Liar]]], lies: Lies
) -> None:
    model, started = engine(lies)

    with pytest.raises(EngineError, match="out of turn"):
        model.generate([JOB, JOB])

    assert not started[0].alive


@pytest.mark.parametrize("lies", SCORES.values(), ids=SCORES)
def test_a_models_process_that_scores_what_cannot_be(
    engine: Callable[..., tuple[LlamaEngine, list[Liar]]], lies: Lies
) -> None:
    model, _ = engine(lies)

    with pytest.raises(EngineError, match=r"out of turn|no numbers"):
        model.label(prefix="", items=["a", "b"], suffix="", labels=["x", "y"])


def test_a_models_process_that_counts_what_cannot_be(
    engine: Callable[..., tuple[LlamaEngine, list[Liar]]],
) -> None:
    for lie in (lambda call: [frames.Counted(call=call, tokens=-3)], lambda call: [done(call)]):
        model, _ = engine(lie)

        with pytest.raises(EngineError, match="out of turn"):
            model.count_tokens("x")


@pytest.mark.parametrize(
    "ready",
    [
        frames.Ready(parameters=1, context_tokens=0),
        frames.Ready(parameters=-1, context_tokens=4096),
        frames.Counted(call=0, tokens=1),
    ],
)
def test_a_models_process_that_greets_with_what_cannot_be(
    engine: Callable[..., tuple[LlamaEngine, list[Liar]]], ready: frames.Event
) -> None:
    with pytest.raises(EngineError, match="out of turn"):
        engine(lambda call: [], ready)


@pytest.mark.parametrize(
    "name", ["ENDING", "re", "traceback", "__name__", "annotations", "RlmError", "Stopped", "", "KeyError"]
)
def test_an_error_by_any_name_becomes_one_of_ours(name: str) -> None:
    assert isinstance(our_error(frames.Failed(call=1, error=name, message="m")), RlmError)


FLOODS = {
    "bytes that are no message": "sys.stdout.buffer.write(b'\\xff' * 1000)",
    "a message of 4 GB": "sys.stdout.buffer.write(b'\\xfe\\xff\\xff\\xff')",
    "last words without an end": "[os.write(2, b'x' * 65536) for _ in range(3000)]",
    "nothing": "pass",
}


@pytest.mark.parametrize("said", FLOODS.values(), ids=FLOODS)
def test_a_models_process_that_floods_its_pipes_is_ended_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    code = f"import os, sys\n{said}\nsys.stdout.flush()"
    monkeypatch.setattr(children, "child_command", lambda: [sys.executable, "-I", "-S", "-c", code])
    load = children.load_request(Path("x"), EngineSettings())

    told = Child(load).arrivals(0).get(timeout=60)

    assert isinstance(told, children.Lost) and len(told.message) < 2000
    assert isinstance(our_error(told), EngineLost)


def test_what_is_asked_once_is_heard_no_longer_and_no_further_than_is_good() -> None:
    def ask(code: str, patience: float = 30.0) -> bytes:
        words = [sys.executable, "-I", "-S", "-c", f"import sys\n{code}"]
        return heard(words, b"asked", most=1000, patience=patience, environment={})

    assert ask("sys.stdout.write(sys.stdin.read())") == b"asked"
    assert ask("sys.stdin.close()") == b""
    with pytest.raises(OSError, match="more than 1,000 bytes"):
        ask("while True: sys.stdout.write('x' * 1000)")
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        ask("while True: pass", patience=0.5)
    assert time.monotonic() - started < 25


def test_llama_cpp_that_is_asked_and_answers_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inquiry, "_asked", lambda request: READY)

    with pytest.raises(EngineError, match="out of turn"):
        inquiry.survey()


def lying_tables(pipe: Connection, database: str, memory_mb: int, threads: int) -> None:
    """Greets as it should, then says what stands in the file."""
    first, *rest = Path(database).read_bytes().split(b"\n")
    pipe.send_bytes(first or b'{"type":"ready","tables":{"t":["a","b"]}}')
    for lie in rest:
        pipe.recv_bytes()
        pipe.send_bytes(lie)
    pipe.recv_bytes()


TABLES = {
    "no JSON": b"\nhello",
    "an answer of no kind": b'\n{"type":"found","columns":3}',
    "rows of other widths": b'\n{"type":"found","columns":["a"],"rows":[[1,2]],"more":false}',
    "more rows than were asked for": b'\n{"type":"found","columns":[],"rows":['
    + b"[]," * 50
    + b'[]],"more":false}',
    "lists in lists": b'\n{"type":"found","columns":["a"],"rows":[[' + b"[" * 100_000 + b"",
    "bytes that are no text": b'\n{"type":"failed","error":"\xff"}',
    "a greeting": b'\n{"type":"ready","tables":{}}',
    "too much": b'\n{"type":"failed","error":"' + b"x" * (MOST_BYTES + 1) + b'"}',
    "no greeting": b"hello",
    "an empty failure": b'{"type":"failed","error":""}',
}


@pytest.mark.parametrize(
    "said",
    # Each is a process that starts: the first few will do for every run.
    [
        pytest.param(said, id=name, marks=[pytest.mark.slow] * (n > 3))
        for n, (name, said) in enumerate(TABLES.items())
    ],
)
def test_a_table_engine_that_says_what_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    (tmp_path / "records").write_bytes(said)
    monkeypatch.setattr(worker, "_serve", lying_tables)

    with TableWorker(tmp_path / "records") as tables, pytest.raises(TableError) as caught:
        tables.query("SELECT a FROM t", limit=10)

    assert caught.value.message and "\n" not in caught.value.message


def lying_parser(pipe: Connection) -> None:
    pipe.recv_bytes()
    pipe.send_bytes(b"\xc1\xff")


def parser_without_tables(pipe: Connection) -> None:
    pipe.recv_bytes()
    pipe.send_bytes(msgspec.msgpack.encode(records._Built(())))
    pipe.recv_bytes()  # and does not end


@pytest.mark.parametrize("work", [lying_parser, parser_without_tables])
def test_a_parser_of_records_that_says_what_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Connection], None]
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setattr(records, "_work", work)
    monkeypatch.setattr(records, "_LAST_SECONDS", 0.2)
    source = Source(
        document=DocumentId(1), name="a.csv", kind="table", path=tmp_path / "a.csv", start=0, size=8
    )

    with pytest.raises(LibraryError):
        records.build(tmp_path / "records.duckdb", [source], emit=lambda _: None, should_stop=lambda: False)

    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_keeper_of_labels_that_says_what_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added, "_work", lying_parser)

    with pytest.raises(LibraryError, match="labels"):
        added.add(tmp_path / "records.duckdb", "t", "c", [(1, 0, "x")])


PICTURES = {
    "a picture of less than no size": b'{"width":-1,"height":-1}\n1234',
    "no picture": b'{"width":0,"height":0}\n',
    "one that is not whole": b'{"width":100,"height":100}\n1234',
    "a reason without an end": b'{"error":"' + b"x" * 100_000 + b'"}\n',
    "bytes that are no text": b'{"error":"\xff"}\n',
    "no JSON": b"hello",
}


@pytest.mark.parametrize("said", PICTURES.values(), ids=PICTURES)
def test_a_drawer_of_pages_that_says_what_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(pages, "heard", lambda *_, **__: said)
    document = Document(id=DocumentId(1), name="a.pdf", kind="pdf", path="a.pdf", bytes=1, pages=1)

    with pytest.raises(DocumentUnreadable) as caught:
        pages.draw(FakeContext({}), document, 1, width=100, span=None)

    assert len(caught.value.message) < 400
