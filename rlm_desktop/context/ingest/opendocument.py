"""OpenDocument texts and presentations (odt, odp): everything that a reader would see, in order."""

import zipfile
from typing import BinaryIO, cast

from rlm_desktop.context.ingest.flow import Flow
from rlm_desktop.context.ingest.parts import Pieces
from rlm_desktop.context.ingest.xmltext import watch

_UNSEEN = frozenset(("tracked-changes", "note-citation", "automatic-styles", "styles", "page-number"))
_BLOCKS = frozenset(("p", "h", "table-row", "list-item", "note", "annotation", "frame"))
_MOST_SPACES = 1000


class _Content:
    """Follows `content.xml`; each slide of a presentation is a page of its own."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self._flow = Flow()
        self._unseen = self._cells = self._blocks = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._unseen or name in _UNSEEN:
            self._unseen += 1
            return
        if name == "table-cell":
            self._cells += 1
        elif name in _BLOCKS:
            self._blocks += name in {"p", "h"}
            self._apart(name)
            self._prefix(name, attributes)
        elif name == "s":
            self._flow.exact(" " * min(int(attributes.get("c", "1")), _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            self._flow.exact(" " if self._cells else "\t" if name == "tab" else "\n")

    def _prefix(self, name: str, attributes: dict[str, str]) -> None:
        if name == "h":
            level = attributes.get("outline-level", "1")
            self._flow.prefix("#" * (int(level) if level in set("123456") else 1) + " ")
        elif name == "list-item" and not self._cells:
            self._flow.prefix("- ")

    def _apart(self, name: str) -> None:
        if self._cells and name != "table-row":
            self._flow.words(" ")
        else:
            self._flow.apart(1)

    def end(self, name: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif name == "table-cell":
            self._cells -= 1
            self._flow.cell()
        elif name in _BLOCKS:
            self._blocks -= name in {"p", "h"}
            self._apart(name)
        elif name in {"page", "body"}:
            self.pages.append(self._flow.text())
            self._flow = Flow()

    def data(self, text: str) -> None:
        if self._blocks and not self._unseen:
            self._flow.words(text)


def read_open_document(archive: zipfile.ZipFile) -> Pieces:
    """The text, in one piece, or slide by slide."""
    content = _Content()
    with archive.open("content.xml") as stream:
        watch(cast(BinaryIO, stream), content)
    pages = content.pages if len(content.pages) == 1 or content.pages[-1:] != [""] else content.pages[:-1]
    for page in pages:
        yield page + ("\n" if len(pages) > 1 else "")
    return ""
