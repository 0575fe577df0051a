"""Electronic books (epub): their chapters in the order of reading."""

import posixpath
import re
import zipfile

from lxml import etree

from rlm_desktop.context.ingest.html import read_html
from rlm_desktop.context.ingest.parts import Pieces
from rlm_desktop.context.ingest.xmltext import local, named, tree
from rlm_desktop.errors import DocumentUnreadable

_TOLD = ("title", "creator", "date", "publisher", "description")
CONTAINER = "META-INF/container.xml"


def read_book(archive: zipfile.ZipFile) -> Pieces:
    """Each file of the spine is a chapter."""
    roots = [
        entry["full-path"] for entry in named(tree(archive, CONTAINER), "rootfile") if "full-path" in entry
    ]
    if not roots:
        raise DocumentUnreadable("this book does not say where its chapters are")
    package = tree(archive, roots[0])
    files = {entry.get("id", ""): entry.get("href", "") for entry in named(package, "item")}
    yield _title_page(package)
    folder = posixpath.dirname(roots[0])
    missing = 0
    for entry in named(package, "itemref"):
        name = posixpath.normpath(posixpath.join(folder, _plain(files.get(entry.get("idref", ""), ""))))
        try:
            chapter = archive.read(name)
        except KeyError:
            missing += 1
            continue
        yield read_html(chapter) + "\n"
    return f"{missing} of its chapters are missing" if missing else ""


def _title_page(package: etree._Element) -> str:
    """What the book says of itself."""
    said = [(local(element.tag), element.text) for element in package.iter() if isinstance(element.tag, str)]
    lines = [f"{name}: {' '.join(text.split())}\n" for name, text in said if name in _TOLD and text]
    return "".join(lines) + "\n"


def _plain(address: str) -> str:
    """The name of a file from its address, in which spaces are written %20."""
    given = address.partition("#")[0].encode()
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), given).decode(
        "utf-8", "replace"
    )
