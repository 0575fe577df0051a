"""Lines and places of a document, as a viewer shows them: found through the line index, piece by piece."""

import msgspec

from rlm_desktop.context.lines import BLOCK, nth_line_end
from rlm_desktop.context.pages import whole_characters
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import BadRequest
from rlm_desktop.spans import DocumentId, Place, Span

SHEET = "sheet"
"""The kind of a document that is a sheet of a workbook: a line is a row of it, and tabs part its cells."""
_PAGES = {"pptx": "slide", "odp": "slide", "epub": "chapter"}
"""What the pages of a document are called where they are none."""
_CHUNK = 256 * 1024


class LineView(msgspec.Struct, frozen=True):
    """One line: its number from 1, its bytes without the line end, and its text, which may be clipped."""

    number: int
    span: Span
    text: str
    clipped: bool = False


def place_of(texts: Texts, document: DocumentId, offset: int) -> Place:
    """Line and page of an offset. An offset at the very end belongs to the last line."""
    source = texts.source(document)
    if not 0 <= offset <= source.size:
        raise BadRequest(f"{source.name} has {source.size:,} bytes; there is no byte {offset:,}.")
    index = texts.lines(document)
    start, before = index.block_of_offset(offset)
    before_it = texts.read(document, start, offset)
    line = max(1, min(before + before_it.count(b"\n") + 1, index.lines))
    page = texts.page(document, offset)
    kind = texts.kind(document)
    if kind == SHEET:
        return Place(line, page, _cell(before_it, line, whole=start == 0))
    return Place(line, page, f"{_PAGES[kind]} {page}" if page and kind in _PAGES else "")


def _cell(before: bytes, row: int, *, whole: bool) -> str:
    """Row and cell, from what stands before an offset; the beginning of a row stands for all of it."""
    begin = before.rfind(b"\n") + 1
    if begin == len(before) or (not begin and not whole):
        return f"row {row}"
    return f"row {row}, cell {_letters(before.count(b'\t', begin) + 1)}{row}"


def _letters(column: int) -> str:
    """What a spreadsheet calls a column, from 1: A, B, … Z, AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def offset_of_line(texts: Texts, document: DocumentId, line: int) -> int:
    """Where a line (from 1) begins; the end of the text for a line after the last."""
    size = texts.source(document).size
    index = texts.lines(document)
    if line > index.lines:
        return size
    start, number = index.block_of_line(line)
    return start + (nth_line_end(texts.read(document, start, start + BLOCK), number) if number else 0)


def lines(texts: Texts, document: DocumentId, first: int, count: int, *, widest: int) -> list[LineView]:
    """Up to `count` lines from line `first` on, each clipped after `widest` bytes."""
    views: list[LineView] = []
    number = max(1, first)
    last = min(texts.lines(document).lines, number + count - 1)
    start = offset_of_line(texts, document, number)
    while number <= last:
        chunk = texts.read(document, start, start + max(_CHUNK, widest + 8))
        at = 0
        while number <= last and (end := _end_in(texts, document, number, chunk, at, start)) is not None:
            views.append(_view(chunk, Span(document, start + at, end), at, number, widest))
            number += 1
            at = end + 1 - start
            if at >= len(chunk):
                break
        start += at
    return views


def _end_in(texts: Texts, document: DocumentId, number: int, chunk: bytes, at: int, start: int) -> int | None:
    """Where the line that begins `at` in the chunk ends, as an offset; None to read on from there first."""
    found = chunk.find(b"\n", at)
    if found >= 0:
        return start + found
    if at > 0:
        return None
    # A line longer than the chunk: the index knows where the next one begins.
    size = texts.source(document).size
    end = offset_of_line(texts, document, number + 1)
    ended = end < size or texts.read(document, size - 1, size) == b"\n"
    return end - 1 if ended else end


def _view(chunk: bytes, span: Span, at: int, number: int, widest: int) -> LineView:
    whole = chunk[at : at + len(span)]
    shown = whole[:widest]
    clipped = len(shown) < len(span)
    if clipped:
        shown = shown[: len(shown) - whole_characters(shown)[1]]
    text = shown.decode("utf-8", "replace").removesuffix("\r")
    return LineView(number, span, text, clipped)
