"""The process that draws one page of a PDF, a form that may be hostile, and ends.

It reads what is asked from standard input, as JSON, and writes a line of JSON and the pixels.
"""

import sys
from pathlib import Path

import msgspec
import pypdfium2

from rlm_desktop import walls
from rlm_desktop.errors import SandboxUnsafe

_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
"""Where PDFium looks for a font that a document names and does not bring."""
_MEMORY = 1_500_000_000
_SECONDS = 15


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    page: int
    width: int
    start: int = 0
    end: int = 0


Box = tuple[float, float, float, float]


def main() -> None:
    _limit()
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=_Asked)
    try:
        walls.confine(read=[Path(asked.path), *map(Path, _FONTS)])
        head, pixels = _draw(asked)
    except (pypdfium2.PdfiumError, SandboxUnsafe, OSError, IndexError, MemoryError) as error:
        head, pixels = {"error": str(error) or type(error).__name__}, b""
    sys.stdout.buffer.write(msgspec.json.encode(head) + b"\n" + pixels)


def _draw(asked: _Asked) -> tuple[dict[str, object], bytes]:
    document: pypdfium2.PdfDocument = pypdfium2.PdfDocument(asked.path)  # type: ignore[no-untyped-call]
    page = document[asked.page - 1]
    scale = asked.width / max(1.0, page.get_width())
    # A page a hundred times as tall as wide is a picture no one can use, and would fill the memory.
    scale = min(scale, 6_000 / max(1.0, page.get_height()))
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
    marks = _boxes(page, asked, scale) if asked.end > asked.start else []
    pixels = _tight(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    return {"width": bitmap.width, "height": bitmap.height, "marks": marks}, pixels


def _tight(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Rows without what PDFium puts between them."""
    if stride == 4 * width:
        return pixels
    return b"".join(pixels[row * stride : row * stride + 4 * width] for row in range(height))


def _boxes(page: pypdfium2.PdfPage, asked: _Asked, scale: float) -> list[Box]:
    """Boxes around some characters of the page's text, one a line, in pixels from the top left."""
    text = page.get_textpage()  # type: ignore[no-untyped-call]
    raw: str = text.get_text_range()
    # The text that is shown lacks the characters that the reading left out: count over those.
    kept = [
        place
        for place, character in enumerate(raw)
        if character != "\0" and not (character == "\r" and raw[place + 1 : place + 2] == "\n")
    ][asked.start : asked.end]
    if not kept:
        return []
    boxes, height = [], float(page.get_height())  # type: ignore[no-untyped-call]
    for number in range(text.count_rects(kept[0], kept[-1] - kept[0] + 1)):
        left, bottom, right, top = text.get_rect(number)
        boxes.append((left * scale, (height - top) * scale, (right - left) * scale, (top - bottom) * scale))
    return boxes


def _limit() -> None:
    """Less room than harm would need, where the system can set it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
