"""The text layer of a PDF, page by page."""

from typing import BinaryIO

import pypdfium2

from rlm_desktop.context.ingest.parts import Pieces
from rlm_desktop.errors import DocumentUnreadable

_BETWEEN_PAGES = "\n\n"
_HYPHEN = "￾"
"""What PDFium writes where a word was hyphenated at the end of a line."""


def read_pdf(stream: BinaryIO) -> Pieces:
    """The text of each page; together they are the document. Raises `DocumentUnreadable`."""
    try:
        document: pypdfium2.PdfDocument = pypdfium2.PdfDocument(stream)  # type: ignore[no-untyped-call]
    except pypdfium2.PdfiumError as error:
        raise DocumentUnreadable(_why(error)) from error
    seen = False
    for number in range(len(document)):
        text = _page(document, number)
        seen = seen or bool(text.strip())
        yield text
    if not seen:
        raise DocumentUnreadable("this PDF has no text layer")
    return ""


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text: str = page.get_textpage().get_text_range()
        page.close()
    except pypdfium2.PdfiumError:
        # One broken page does not cost the others.
        return _BETWEEN_PAGES
    return text.replace("\r\n", "\n").replace(_HYPHEN, "-").replace("\0", "") + _BETWEEN_PAGES


def _why(error: pypdfium2.PdfiumError) -> str:
    said = str(error).lower()
    if "password" in said:
        return "this PDF is locked with a password"
    return "this PDF is damaged and cannot be opened"
