"""Stand-ins for what lies behind the ports: scripted models, an interpreter in this process, a small text."""

import importlib.util
import random
import re
import sys
import types
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import duckdb

from rlm_desktop.errors import ENDING, QueryFailed, RlmError, Stopped
from rlm_desktop.paths import resources
from rlm_desktop.ports import (
    AttentionJob,
    CellError,
    CellResult,
    Completion,
    Job,
    Labelled,
    ModelInfo,
    Mount,
    Tool,
    Weights,
)
from rlm_desktop.profile import (
    HIDDEN_COLUMNS,
    Column,
    ColumnType,
    Document,
    Profile,
    Rows,
    Sample,
    Scan,
    Table,
)
from rlm_desktop.spans import DocumentId, Hit, Place, Span

Answering = Callable[[Job], str]


class FakeEngine:
    """Replies from a script, in order, or from a function of the job. Keeps what it was asked."""

    def __init__(self, replies: Sequence[str] | Answering = (), logprob: float = 0.0) -> None:
        self._logprob = logprob
        self._replies = replies if callable(replies) else iter(replies)
        self.jobs: list[Job] = []
        self.labelled: list[str] = []
        self.closed = False

    info = ModelInfo(name="fake", sha256="f" * 64, path="", parameters=1, context_tokens=8192)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Completion]:
        if should_stop and should_stop():
            raise Stopped("Stopped.")
        done = []
        for number, job in enumerate(jobs):
            self.jobs.append(job)
            text = self._replies(job) if callable(self._replies) else next(self._replies)
            if on_text:
                on_text(number, text)
            done.append(
                Completion(
                    text=text,
                    finish="stop",
                    prompt_tokens=10,
                    cached_tokens=0,
                    generated_tokens=5,
                    logprob=self._logprob,
                )
            )
            if on_done:
                on_done(number, done[-1])
        return done

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        self.labelled += items
        return [Labelled(next((name for name in labels if name in item), labels[0]), ()) for item in items]

    def attend(self, job: AttentionJob, *, should_stop: Callable[[], bool] | None = None) -> list[Weights]:
        return []

    def close(self) -> None:
        self.closed = True


class _Ended(BaseException):
    pass


class FakeInterpreter:
    """Runs programs in this process with the real verbs. For programs a test wrote, never a model's."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def run(
        self,
        code: str,
        *,
        tools: Mapping[str, Tool],
        seconds: float = 30.0,
        fresh: bool = False,
        on_output: Callable[[str], None] | None = None,
    ) -> CellResult:
        self.codes.append(code)
        calls = 0

        def call(name: str, *args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            return tools[name](*args, **kwargs)

        printed: list[str] = []
        names = {**_verbs(call), "Counter": Counter, "re": re, "print": lambda *v: printed.append(str(v))}
        try:
            exec(compile(code, "<cell>", "exec"), names)
        except _Ended:
            pass
        except ENDING:
            raise
        except RlmError as error:
            return _failed(error.kind, error.message, printed, calls)
        except Exception as error:  # noqa: BLE001 - a program's own failure is its result
            return _failed(type(error).__name__, str(error), printed, calls)
        return CellResult(ok=True, output="".join(printed), calls=calls)

    def stop(self) -> None:
        return None

    def close(self) -> None:
        return None


def _failed(kind: str, message: str, printed: list[str], calls: int) -> CellResult:
    return CellResult(ok=False, output="".join(printed), error=CellError(kind, message), calls=calls)


def _verbs(call: Callable[..., object]) -> dict[str, object]:
    """The guest's verbs module, with this process as its host."""
    stubs = {
        "channel": types.SimpleNamespace(call=call),
        "cell": types.SimpleNamespace(Ended=_Ended),
        "names": types.SimpleNamespace(variables=dict),
    }
    before = {name: sys.modules.get(name) for name in (*stubs, "tables")}
    sys.modules.update(stubs)  # type: ignore[arg-type]
    try:
        sys.modules["tables"] = _guest_module("tables")
        module = _guest_module("verbs")
    finally:
        for name, old in before.items():
            if old is None:
                del sys.modules[name]
            else:
                sys.modules[name] = old
    return {name: getattr(module, name) for name in module.__all__}


def _guest_module(name: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"guest_{name}", resources() / "sandbox" / "guest" / f"{name}.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_TYPES: dict[str, ColumnType] = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "decimal",
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}


class FakeContext:
    """A few texts in memory. `columns` makes a table of the lines of the first: name to SQL over `line`.

    `notes` are what is known of columns besides.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        columns: Mapping[str, str] | None = None,
        *,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        self._notes = {"line": "the raw line", "message": "free text", **(notes or {})}
        self._names = list(texts)
        self._data = [text.encode() for text in texts.values()]
        self._connection = duckdb.connect()
        self._tables = (self._load(columns),) if columns else ()
        self.queries: list[str] = []

    def _load(self, columns: Mapping[str, str]) -> Table:
        rows, start = [], 0
        for line in self._data[0].splitlines(keepends=True):
            rows.append((0, start, start + len(line.rstrip(b"\n")), line.decode().rstrip("\n")))
            start += len(line)
        self._connection.execute("CREATE TABLE raw(_document INT, _start BIGINT, _end BIGINT, line VARCHAR)")
        self._connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", rows)
        shown = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
        self._connection.execute(
            f"CREATE TABLE records AS SELECT _document, _start, _end, {shown}, line FROM raw"
        )
        described = self._connection.execute("DESCRIBE records").fetchall()
        found = [self._column(name, kind) for name, kind, *_ in described if name not in HIDDEN_COLUMNS]
        return Table(
            name="records",
            kind="log",
            row_is="line",
            rows=len(rows),
            fits=1.0,
            columns=tuple(found),
            bytes=len(self._data[0]),
        )

    def _column(self, name: str, kind: str) -> Column:
        one = self._connection.execute(
            f'SELECT count(*) - count("{name}"), count(DISTINCT "{name}"), min("{name}"), max("{name}")'
            " FROM records"
        ).fetchone()
        assert one is not None
        values = self._connection.execute(
            f'SELECT "{name}", count(*) AS n FROM records WHERE "{name}" IS NOT NULL'
            " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 12"
        ).fetchall()
        return Column(
            name=name,
            type=_TYPES[kind],
            nulls=one[0],
            distinct=one[1],
            minimum=str(one[2]),
            maximum=str(one[3]),
            values=tuple((str(value), count) for value, count in values),
            note=self._notes.get(name, ""),
        )

    @property
    def profile(self) -> Profile:
        whole = sum(map(len, self._data))
        sample = Sample(Span(DocumentId(0), 0, 40), self._data[0][:40].decode()) if self._data else None
        return Profile(
            documents=len(self._data),
            bytes=whole,
            lines=sum(data.count(b"\n") for data in self._data),
            tables=self._tables,
            samples=(sample,) if sample else (),
        )

    def documents(self) -> Sequence[Document]:
        return [
            Document(id=DocumentId(n), name=name, path=name, kind="txt", bytes=len(data))
            for n, (name, data) in enumerate(zip(self._names, self._data, strict=True))
        ]

    def read(self, span: Span) -> str:
        return self._data[span.document][span.start : span.end].decode(errors="ignore")

    def locate(self, document: DocumentId, offset: int) -> Place:
        return Place(self._data[document][:offset].count(b"\n") + 1)

    def search(self, words: str, *, limit: int = 20, documents: Sequence[DocumentId] = ()) -> Sequence[Hit]:
        wanted = set(re.findall(r"\w{4,}", words.lower()))
        hits = []
        for span in self.passages(size=300, documents=documents):
            text = self.read(span)
            score = len(wanted & set(re.findall(r"\w+", text.lower())))
            if score:
                hits.append(Hit(span, text, float(score)))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def scan(
        self,
        pattern: str,
        *,
        regex: bool = False,
        ignore_case: bool = True,
        keep: int = 1000,
        documents: Sequence[DocumentId] = (),
    ) -> Scan:
        looked = re.compile(pattern if regex else re.escape(pattern), re.IGNORECASE if ignore_case else 0)
        hits, matches, found_in = [], 0, set()
        for number, data in enumerate(self._data):
            if documents and number not in documents:
                continue
            start = 0
            for line in data.splitlines(keepends=True):
                found = len(looked.findall(line.decode()))
                if found:
                    matches += found
                    found_in.add(number)
                    span = Span(DocumentId(number), start, start + len(line.rstrip(b"\n")))
                    hits.append(Hit(span, line.decode().rstrip("\n")))
                start += len(line)
        return Scan(matches, len(hits), len(found_in), tuple(hits[:keep]))

    def passages(self, *, size: int, documents: Sequence[DocumentId] = ()) -> Iterator[Span]:
        for number, data in enumerate(self._data):
            if documents and number not in documents:
                continue
            start = 0
            while start < len(data):
                end = min(start + size, len(data))
                cut = data.rfind(b"\n", start, end) + 1
                end = cut if start < cut and end < len(data) else end
                yield Span(DocumentId(number), start, end)
                start = end

    def drawn(
        self,
        count: int,
        *,
        size: int,
        seed: int = 0,
        alike: bool = False,
        documents: Sequence[DocumentId] = (),
    ) -> list[Span]:
        there = list(self.passages(size=size, documents=documents))
        return random.Random(seed).sample(there, min(count, len(there)))

    def query(self, sql: str, *, limit: int = 10_000, seconds: float = 60.0, hidden: bool = False) -> Rows:
        self.queries.append(sql)
        try:
            done = self._connection.execute(sql)
        except duckdb.Error as error:
            raise QueryFailed(str(error).splitlines()[0]) from error
        rows = done.fetchmany(limit)
        plain = tuple(
            tuple(v if isinstance(v, int | float | str | None) else str(v) for v in row) for row in rows
        )
        return Rows(tuple(column[0] for column in done.description or ()), plain)

    def mounts(self) -> Sequence[Mount]:
        return ()
