"""Word documents and presentations (docx, pptx): text, tables, notes, comments, headers and footers."""

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

from rlm_desktop.context.ingest.flow import Flow
from rlm_desktop.context.ingest.parts import Pieces
from rlm_desktop.context.ingest.xmltext import named, tree, watch
from rlm_desktop.errors import DocumentUnreadable

DOCUMENT, PRESENTATION = "word/document.xml", "ppt/presentation.xml"
_BESIDE = (
    ("header", "Header"),
    ("footer", "Footer"),
    ("footnotes", "Footnotes"),
    ("endnotes", "Endnotes"),
    ("comments", "Comments"),
)
"""What a Word document keeps outside its body, by the kind of relation, and the heading it gets."""
_BESIDE_SLIDE = ("notesSlide", "chart", "diagramData", "comments")
_UNSEEN = frozenset(("Fallback", "del", "moveFrom", "instrText", "sldNum", "fld"))
"""Second copies for old programs, deleted text, the code of fields, and page numbers."""
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_TEXTS = frozenset(("t", "v", "text"))


class _Body:
    """Follows the XML of a document or a slide and lets its text flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._unseen = self._cells = self._texts = 0
        self._own: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._unseen or (name in _UNSEEN and not _shown_field(name, attributes)):
            self._unseen += 1
        elif name in _TEXTS:
            self._texts += 1
        elif name == "tc":
            self._cells += 1
        elif name in {"p", "tr", "tbl", "ser", "comment", "cm"}:
            self._apart(name)
            if name == "comment" and attributes.get("author"):
                self._flow.prefix(f"{attributes['author']}: ")
        elif name == "pt":
            self._flow.words(" ")
        else:
            self._mark(name, attributes)

    def _mark(self, name: str, attributes: dict[str, str]) -> None:
        """What shows as a sign, or what a paragraph begins with."""
        if name in _BREAKS and "val" not in attributes:
            sign = _BREAKS[name]
            # A row of a table is one line of the text.
            self._flow.words(" ") if self._cells and sign.isspace() else self._flow.exact(sign)
        elif name == "pStyle":
            level = attributes.get("val", "").lower().removeprefix("heading")
            if level in set("123456"):
                self._flow.prefix("#" * int(level) + " ")
        elif name == "numPr" and not self._cells:
            self._flow.prefix("- ")
        elif name in {"docPr", "cNvPr"} and attributes.get("descr"):
            self._flow.words(f" {attributes['descr']} ")

    def _apart(self, name: str) -> None:
        if not self._cells:
            self._flow.apart(2 if name == "tbl" else 1)
        elif name == "p":
            self._flow.words(" ")

    def end(self, name: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif name in _TEXTS:
            self._texts -= 1
        elif name == "tc":
            self._cells -= 1
            self._flow.words(" ") if self._cells else self._flow.cell()
        elif name in {"p", "tr", "tbl", "ser", "comment"}:
            self._flow.prefix("")
            self._apart(name)

    def data(self, text: str) -> None:
        if self._texts and not self._unseen:
            self._flow.words(text) if self._cells else self._flow.exact(text)


def _shown_field(name: str, attributes: dict[str, str]) -> bool:
    """Fields of a slide show a text of their own, but for the number of the slide."""
    return name == "fld" and attributes.get("type") != "slidenum"


def read_word(archive: zipfile.ZipFile) -> Pieces:
    """The body of a Word document, then what stands in its margins."""
    flow = Flow()
    _pour(archive, DOCUMENT, flow)
    yield flow.text()
    for kind, heading in _BESIDE:
        beside = Flow()
        for part in _related(archive, DOCUMENT, (kind,)):
            _pour(archive, part, beside)
            beside.apart(1)
        if text := beside.text():
            yield f"\n## {heading}\n\n{text}"
    return ""


def read_slides(archive: zipfile.ZipFile) -> Pieces:
    """Each slide of a presentation, with its notes."""
    relations = dict(_relations(archive, PRESENTATION))
    for entry in named(tree(archive, PRESENTATION), "sldId"):
        # The number of a slide comes without, its relation with a namespace; both are called "id".
        slide = relations.get(entry["id"], ("", ""))[1]
        flow = Flow()
        for part in (slide, *_related(archive, slide, _BESIDE_SLIDE)):
            if part:
                _pour(archive, part, flow)
                flow.apart(2)
        yield flow.text() + "\n"
    return ""


def _pour(archive: zipfile.ZipFile, part: str, flow: Flow) -> None:
    try:
        with archive.open(part) as stream:
            watch(cast(BinaryIO, stream), _Body(flow))
    except KeyError as error:
        raise DocumentUnreadable(f"it has no part {part}, which it speaks of") from error


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Identity, kind and name of the parts that a part refers to."""
    folder, name = posixpath.split(part)
    try:
        listed = named(tree(archive, f"{folder}/_rels/{name}.rels"), "Relationship")
    except KeyError:
        return
    for one in listed:
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            yield one.get("Id", ""), (one.get("Type", "").rpartition("/")[2], target.lstrip("/"))


def _related(archive: zipfile.ZipFile, part: str, kinds: Sequence[str]) -> list[str]:
    there = set(archive.namelist())
    found = [target for _, (kind, target) in _relations(archive, part) if kind in kinds and target in there]
    return list(dict.fromkeys(found))
