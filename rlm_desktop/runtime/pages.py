"""Pictures of the pages of a PDF, drawn by a process that can do nothing else."""

import contextlib
import os
import sys

import msgspec

from rlm_desktop.errors import DocumentUnreadable
from rlm_desktop.hearing import heard
from rlm_desktop.paths import PROGRAM, own_module
from rlm_desktop.ports import Context
from rlm_desktop.profile import Document
from rlm_desktop.spans import Span

DRAW_PAGE = "--draw-page"
"""The argument with which the packaged application becomes the process that draws a page."""
WIDEST = 2_400
_HIGHEST = 6_001
_MOST_BYTES = 4 * WIDEST * _HIGHEST + 1_000_000
_PATIENCE = 20.0  # seconds
_LONGEST_REASON = 200


class PageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """One page of one file, so many pixels wide, with a piece of its text marked."""

    path: str
    page: int
    width: int
    start: int = 0
    end: int = 0
    """Characters of the page's text; nothing is marked where they are equal."""


class PageDrawn(msgspec.Struct, frozen=True, kw_only=True):
    """What comes before the pixels: four bytes each (blue, green, red, unused), row by row."""

    width: int = 0
    height: int = 0
    marks: tuple[tuple[float, float, float, float], ...] = ()
    """Boxes around the marked text, in pixels: left, top, width, height."""
    error: str = ""


class PagePicture(msgspec.Struct, frozen=True, kw_only=True):
    page: int
    pages: int
    width: int
    height: int
    pixels: bytes
    marks: tuple[tuple[float, float, float, float], ...] = ()


def draw(context: Context, document: Document, page: int, *, width: int, span: Span | None) -> PagePicture:
    """Draw a page, from 1, with the span marked. Takes a moment. Raises `DocumentUnreadable`."""
    start, end = _within(context, document, page, span) if span is not None else (0, 0)
    asked = PageAsked(path=document.path, page=page, width=min(width, WIDEST), start=start, end=end)
    drawn, pixels = _ask(asked)
    whole = drawn.width > 0 and drawn.height > 0 and len(pixels) == 4 * drawn.width * drawn.height
    if drawn.error or not whole:
        reason = drawn.error[:_LONGEST_REASON] or "the picture is not whole"
        raise DocumentUnreadable(
            f"Page {page} of {document.name} cannot be drawn: {reason}.",
            hint="Its text is shown instead.",
        )
    return PagePicture(
        page=page,
        pages=document.pages or 1,
        width=drawn.width,
        height=drawn.height,
        pixels=pixels,
        marks=drawn.marks,
    )


def _within(context: Context, document: Document, page: int, span: Span) -> tuple[int, int]:
    """Where a span stands in the text of its page, in characters."""
    begin = _beginning(context, document, page)
    before = len(context.read(Span(document.id, begin, max(begin, span.start))))
    return before, before + len(context.read(span))


def _beginning(context: Context, document: Document, page: int) -> int:
    """The first byte of a page: pages stand in order, so it is found by halving."""
    low, high = 0, document.bytes
    while low < high:
        middle = (low + high) // 2
        if (context.locate(document.id, middle).page or 1) < page:
            low = middle + 1
        else:
            high = middle
    return low


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, DRAW_PAGE]
    return own_module("rlm_desktop.context.drawing")


def _ask(asked: PageAsked) -> tuple[PageDrawn, bytes]:
    places = os.pathsep.join(filter(None, [str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")]))
    try:
        said = heard(
            _command(),
            msgspec.json.encode(asked),
            most=_MOST_BYTES,
            patience=_PATIENCE,
            environment={**os.environ, "PYTHONPATH": places},
        )
    except TimeoutError:
        return PageDrawn(error="it took too long"), b""
    except OSError as error:
        return PageDrawn(error=str(error)), b""
    head, _, pixels = said.partition(b"\n")
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(head, type=PageDrawn), pixels
    return PageDrawn(error="the process that draws it ended"), b""
