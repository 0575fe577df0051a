"""How often each value stands in the text: what an expression takes out of lines, counted with its places."""

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Self

import numpy as np
import numpy.typing as npt

from rlm_desktop.context import ripgrep
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.ripgrep_output import Matches
from rlm_desktop.context.scan import SECONDS, Files, demand_usable
from rlm_desktop.context.source import Source
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import VerbMisused
from rlm_desktop.spans import DocumentId, Span

MOST_VALUES = 2_000_000
"""Different values that are held in memory; an expression that gives more takes out too much of each line."""
Numbers = npt.NDArray[np.int64]
_PLACE = np.dtype([("value", "<u4"), ("document", "<i4"), ("start", "<i8")])
_AT_ONCE = 1_000_000
"""Places that are looked through at once."""
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(\((?!\?)|\(\?P?<(?![=!]))", re.DOTALL)


class Tally:
    """Values with the number of their places, the most frequent first; the places lie in a temporary file."""

    def __init__(self, folder: Path) -> None:
        self._ids: dict[bytes, int] = {}
        self._counts: Counter[int] = Counter()
        self._places: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- until it is closed
        self.documents: set[DocumentId] = set()

    @property
    def groups(self) -> list[tuple[str, int]]:
        named = {number: value.decode("utf-8", "replace") for value, number in self._ids.items()}
        pairs = [(named[number], count) for number, count in self._counts.items()]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    @property
    def total(self) -> int:
        return self._counts.total()

    def places(self, value: str) -> Iterator[Span]:
        """Where a value was found: empty spans at the beginning of each match, by document and place."""
        number = self._ids.get(value.encode())
        if number is None:
            return
        self._places.seek(0)
        while len(some := np.fromfile(self._places, _PLACE, _AT_ONCE)):
            mine = some[some["value"] == number]
            for document, start in zip(mine["document"].tolist(), mine["start"].tolist(), strict=True):
                yield Span(DocumentId(document), start, start)

    def number_of(self, values: Sequence[bytes]) -> Numbers:
        """The number of each value; a new one for each that was not met before. Raises `VerbMisused`."""
        ids = self._ids
        numbers = [ids.setdefault(value, len(ids)) for value in values]
        if len(ids) > MOST_VALUES:
            raise VerbMisused(
                f"There are more than {MOST_VALUES:,} different values.",
                hint="Let the expression take out less of each line.",
            )
        return np.array(numbers, np.int64)

    def add(
        self,
        source: Source,
        numbers: Numbers,
        offsets: Numbers,
    ) -> None:
        places = np.empty(len(numbers), _PLACE)
        places["value"], places["document"], places["start"] = numbers, source.document, offsets
        places.tofile(self._places)
        found, counts = np.unique(numbers, return_counts=True)
        self._counts.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        self.documents.add(source.document)

    def close(self) -> None:
        self._places.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def tally(
    texts: Texts,
    pattern: Pattern,
    folder: Path,
    *,
    documents: Sequence[DocumentId] = (),
    should_stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """The values of the expression's first group, or of all of it where it has none, over every byte.

    Raises `VerbMisused` for an expression that is not valid, takes too long or more than a line, `Stopped`.
    """
    demand_usable(pattern.text)
    if "\n" in pattern.text:
        raise VerbMisused("Values are taken out of single lines; leave the line end out of the expression.")
    chosen = texts.chosen(documents)
    texts.check_all(chosen)
    files = Files(chosen)
    counted = Tally(folder)
    try:
        group = pattern.regex and has_group(pattern.text)
        for path, values, offsets in ripgrep.values(
            pattern, files.paths, group=group, seconds=SECONDS, should_stop=should_stop
        ):
            numbers = counted.number_of(values)
            for source, mine, starts in files.by_document(Matches(path, numbers, offsets)):
                counted.add(source, mine, starts)
    except BaseException:
        counted.close()
        raise
    return counted


def has_group(expression: str) -> bool:
    """Whether an expression takes something out: a bracket that is neither escaped, in a class nor silent."""
    return any(found.group(1) for found in _GROUP.finditer(expression))
