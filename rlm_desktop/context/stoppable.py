"""A library as one run sees it: what takes a while ends when that run is stopped, and no other run's."""

from collections.abc import Callable, Iterator, Sequence

from rlm_desktop.context.library import Library
from rlm_desktop.ports import Mount
from rlm_desktop.profile import Document, Profile, Rows, Scan
from rlm_desktop.spans import DocumentId, Hit, Place, Span


class Stoppable:
    """`ports.Context` over a library that several runs may share; raises `Stopped` within a moment."""

    def __init__(self, library: Library, should_stop: Callable[[], bool]) -> None:
        self._library = library
        self._should_stop = should_stop

    @property
    def profile(self) -> Profile:
        return self._library.profile

    def documents(self) -> Sequence[Document]:
        return self._library.documents()

    def read(self, span: Span) -> str:
        return self._library.read(span)

    def locate(self, document: DocumentId, offset: int) -> Place:
        return self._library.locate(document, offset)

    def search(self, words: str, *, limit: int, documents: Sequence[DocumentId] = ()) -> Sequence[Hit]:
        return self._library.search(words, limit=limit, documents=documents, should_stop=self._should_stop)

    def scan(
        self,
        pattern: str,
        *,
        regex: bool = False,
        ignore_case: bool = True,
        keep: int = 1000,
        documents: Sequence[DocumentId] = (),
    ) -> Scan:
        return self._library.scan(
            pattern,
            regex=regex,
            ignore_case=ignore_case,
            keep=keep,
            documents=documents,
            should_stop=self._should_stop,
        )

    def passages(self, *, size: int, documents: Sequence[DocumentId] = ()) -> Iterator[Span]:
        return self._library.passages(size=size, documents=documents)

    def drawn(
        self,
        count: int,
        *,
        size: int,
        seed: int = 0,
        alike: bool = False,
        documents: Sequence[DocumentId] = (),
    ) -> list[Span]:
        return self._library.drawn(count, size=size, seed=seed, alike=alike, documents=documents)

    def query(self, sql: str, *, limit: int = 10_000, seconds: float = 60.0, hidden: bool = False) -> Rows:
        return self._library.query(
            sql, limit=limit, seconds=seconds, hidden=hidden, should_stop=self._should_stop
        )

    def mounts(self) -> Sequence[Mount]:
        return self._library.mounts()
