"""Whether a text breaks off in the middle of a record, as where a copy or a download was cut short."""

import json
import re
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from rlm_desktop.context.records.outlines.xml_records import whole
from rlm_desktop.context.records.shapes.blocks import CELL, Batch
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.source import Source

LONGEST = 4 * 1024 * 1024
"""Bytes of a record that is looked at."""
_HEAD = _TAIL = 4096
_BLANK = 8
"""Blank lines behind the last record that are passed over."""
_LAID_OUT = frozenset(
    ("sheet", "html", "docx", "odt", "rtf", "pdf", "pptx", "epub", "mail", "markdown", "markup", "code")
)
"""Kinds of files whose text is not as they have it, or whose tables end where other text goes on."""
_FIGURES = re.compile(rb"[\d.,:/+\- TZ%$]+")
_FIRST_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


class Last(msgspec.Struct, frozen=True):
    """The last record of a document, and the one before it."""

    before: bytes
    record: bytes


class Endings:
    """Keeps the last records of each document while all go by."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._wanted = _is_json(shape) or shape.borders == "elements" or shape.kind == "delimited"
        self._last: dict[int, Last] = {}

    def watched(self, found: Iterator[Batch]) -> Iterator[Batch]:
        """The same batches."""
        for batch in found:
            if self._wanted and len(batch):
                self._note(batch)
            yield batch

    def broken(self, sources: Sequence[Source]) -> tuple[tuple[int, str], ...]:
        """Number and name of each document that breaks off."""
        found = ((source, self._last.get(int(source.document))) for source in sources)
        return tuple(
            (int(source.document), source.name)
            for source, last in found
            if last is not None and self._breaks_off(source, last)
        )

    def _note(self, batch: Batch) -> None:
        for at in np.flatnonzero(np.append(np.diff(batch.documents) != 0, True)):
            document, number = int(batch.documents[at]), int(at)
            for _ in range(_BLANK):
                if _bytes(batch, number).strip() or number == 0:
                    break
                number -= 1
            if batch.documents[number] != document:
                continue
            known = self._last.get(document)
            own = number > 0 and batch.documents[number - 1] == document
            before = _bytes(batch, number - 1) if own else known.record if known else b""
            self._last[document] = Last(before, _bytes(batch, number))

    def _breaks_off(self, source: Source, last: Last) -> bool:
        if max(len(last.record), len(last.before)) >= LONGEST:
            return False
        if _is_json(self._shape):
            return _object_breaks_off(self._shape, source, last)
        if self._shape.borders == "elements":
            return _element_breaks_off(self._shape.delimiter, source, last)
        return source.kind not in _LAID_OUT and _row_breaks_off(self._sign(), last)

    def _sign(self) -> bytes:
        return bytes([CELL]) if self._shape.borders == "quoted" else self._shape.delimiter.encode()


def _is_json(shape: Shape) -> bool:
    return shape.borders in ("lines", "array", "nested") and shape.extract.startswith("json_extract_string")


def _bytes(batch: Batch, number: int) -> bytes:
    start, end = int(batch.borders[number]), int(batch.borders[number + 1])
    return batch.data[start : min(end, start + LONGEST)].tobytes()


def _object_breaks_off(shape: Shape, source: Source, last: Last) -> bool:
    """Rule "the last one is not whole": the objects before it are, or nothing closes their array."""
    if last.before and _end_of_object(last.before) is None:
        return False  # objects that only look like those of JSON
    end = _end_of_object(last.record)
    if shape.borders == "lines":
        return end is None and last.record.lstrip()[:1] == b"{"
    if shape.borders == "nested":
        return end is None or not _tail(source).endswith(b"}")
    return end is None or "]" not in last.record.decode("utf-8", "replace")[end:]


def _end_of_object(record: bytes) -> int | None:
    """Behind which letter an object of JSON ends; None where it does not."""
    text = record.decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text, len(text) - len(text.lstrip(" \t\r\n,")))
    except (ValueError, RecursionError):
        return None
    return end


def _element_breaks_off(name: str, source: Source, last: Last) -> bool:
    """Rule "the last one is not whole" for XML: its end is not there, or not that of what it lies in."""
    pattern = re.compile(whole(name).encode())
    if last.before and pattern.match(last.before) is None:
        return False
    found = pattern.match(last.record)
    if found is None:
        return True
    first = _FIRST_TAG.search(_head(source))
    alone = first is None or first.group(1) == name.encode()
    return not alone and b"</" not in last.record[found.end() :]


def _row_breaks_off(sign: bytes, last: Last) -> bool:
    """Rule "a line has its end": a last row without one, with too few cells, or with a quote left open.

    Cells that are of another kind than those above them are a foot of the table, such as a total.
    """
    row, above = last.record, last.before
    if not above or row.endswith((b"\n", b"\r")):
        return False
    if sign == bytes([CELL]) and row.count(b'"') % 2 and not above.count(b'"') % 2:
        return True
    cells, over = row.split(sign), above.rstrip(b"\r\n").split(sign)
    alike = [_is_figure(one) == _is_figure(other) for one, other in zip(cells, over, strict=False) if one]
    return len(cells) < len(over) and all(alike) and (len(cells) > 1 or _is_figure(row))


def _is_figure(cell: bytes) -> bool:
    return _FIGURES.fullmatch(cell.strip().strip(b'"')) is not None


def _head(source: Source) -> bytes:
    with source.path.open("rb") as file:
        file.seek(source.start)
        text = file.read(min(_HEAD, source.size))
    return re.sub(rb"(?s)<!--.*?-->|<[?!][^>]*>", b"", text)


def _tail(source: Source) -> bytes:
    with source.path.open("rb") as file:
        file.seek(source.start + max(0, source.size - _TAIL))
        return file.read(min(_TAIL, source.size)).rstrip(b" \t\r\n;")
