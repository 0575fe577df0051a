"""Records that a reader takes out of a text line by line, as objects of JSON and where they stood."""

import codecs
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import numpy as np

from rlm_desktop.context.records.outlines.jsons import shape_of_objects
from rlm_desktop.context.records.shapes.blocks import Batch
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.source import Source

LONGEST = 4 * 1024 * 1024
"""Bytes of a line and of a record; what goes on for longer is not read to its end."""
_BATCH = 16 * 1024 * 1024
"""About so many bytes of a text are handed on together."""
OFTEN = 0.6
"""The share of the records that have a key which counts as one of all."""
FEWEST_KEYS = 2


class Line(msgspec.Struct, frozen=True):
    """A line without its end, and from where to where it stands in its text."""

    start: int
    end: int
    text: str


class Found(msgspec.Struct, frozen=True):
    """A record and the bytes it was read from."""

    start: int
    end: int
    value: dict[str, object] | None


Reader = Callable[[Iterator[Line], str], Iterator[Found]]
"""Takes records out of lines; the text beside them says which: a path, a kind."""


def goes_on(rows: Sequence[Line], line: Line) -> bool:
    """Whether a line may be one more of a record: what is too long is read no further."""
    return not rows or line.end - rows[0].start <= LONGEST


def lines_of(text: str) -> Iterator[Line]:
    """The lines of the beginning of a text."""
    position = 0
    for row in text.split("\n"):
        yield Line(position, position + len(row), row.removesuffix("\r"))
        position += len(row) + 1


def shape_read(
    objects: Sequence[dict[str, object]], reader: str, which: str = "", *, called: str = ""
) -> Shape:
    """The shape of such records; `which` is what the reader of this name is told of them."""
    filled = [{key: value for key, value in each.items() if value is not None} for each in objects]
    shape = shape_of_objects(filled, "read", share=1.0)
    return msgspec.structs.replace(shape, delimiter=f"{reader}:{which}", called=called)


def alike(objects: Sequence[dict[str, object]], *, fewest: int = FEWEST_KEYS) -> bool:
    """Whether the records share their keys: some that most have."""
    counts = Counter(key for each in objects for key, value in each.items() if value is not None)
    return sum(often >= OFTEN * len(objects) for often in counts.values()) >= fewest


def label_of(entries: Sequence[Mapping[str, object]], among: Sequence[str]) -> str:
    """What the key above an entry is called: the first of these names that no entry has itself."""
    taken = {key for one in entries for key in one}
    return next((name for name in among if name not in taken), among[-1])


def batches_read(
    sources: Sequence[Source],
    reader: Reader,
    which: str,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Batch]:
    """All records of the sources in order, as lines of JSON with the places where they stood."""
    for source in sources:
        waiting: list[Found] = []
        told = 0
        for found in reader(_lines_in(source), which):
            waiting.append(found)
            if found.end - waiting[0].start >= _BATCH:
                yield _batch(source, waiting)
                told = _tell(on_bytes, found.end - told, told)
                waiting = []
        if waiting:
            yield _batch(source, waiting)
        _tell(on_bytes, source.size - told, told)


def _tell(on_bytes: Callable[[int], None] | None, count: int, told: int) -> int:
    if on_bytes is not None:
        on_bytes(count)
    return told + count


def _lines_in(source: Source) -> Iterator[Line]:
    position, left = 0, source.size
    with source.path.open("rb") as file:
        file.seek(source.start)
        while left > 0 and (row := file.readline(min(LONGEST, left))):
            left -= len(row)
            begins = len(codecs.BOM_UTF8) if position == 0 and row.startswith(codecs.BOM_UTF8) else 0
            bare = row.rstrip(b"\r\n")
            text = bare[begins:].decode("utf-8", "replace")
            yield Line(position + begins, position + len(bare), text)
            position += len(row)


def _batch(source: Source, found: Sequence[Found]) -> Batch:
    texts = [_written(each.value) for each in found]
    return Batch(
        data=np.frombuffer(b"".join(texts), np.uint8),
        borders=np.cumsum([0, *map(len, texts)], dtype=np.int64),
        documents=np.full(len(found), int(source.document), np.int32),
        starts=np.array([each.start for each in found], np.int64),
        numbers=np.arange(1, len(found) + 1),
        ends=np.array([each.end for each in found], np.int64),
    )


def _written(value: dict[str, object] | None) -> bytes:
    """An object as one line; what could not be read is a line that is no object."""
    if value is None:
        return b"?"
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")
