"""Small office files as their programs write them, made part by part."""

import io
import zipfile
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive, its files in this order."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return whole.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Identity, kind and target of what a part refers to."""
    listed = "".join(
        f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{target}"/>'
        for identity, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def word(body: str, beside: Mapping[str, str] | None = None) -> bytes:
    """A document; `beside` has the XML of "comments", "footnotes" and so on."""
    parts = beside or {}
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": _rooted("document", f"<w:body>{body}</w:body>"),
    }
    files |= {f"word/{name}.xml": _rooted(name, content) for name, content in parts.items()}
    listed = {f"r{number}": (name, f"{name}.xml") for number, name in enumerate(parts)}
    return archive({**files, "word/_rels/document.xml.rels": relations(listed)})


def _rooted(name: str, content: str) -> str:
    return f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def slides(texts: Sequence[str], notes: str = "") -> bytes:
    """A presentation; the notes are those of the first slide."""
    listed = {f"r{number}": ("slide", f"slides/slide{number}.xml") for number in range(len(texts))}
    order = "".join(f'<p:sldId id="{256 + number}" r:id="r{number}"/>' for number in range(len(texts)))
    files = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}">{order}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(listed),
        "ppt/notesSlides/notesSlide1.xml": _drawn(notes),
        "ppt/slides/_rels/slide0.xml.rels": relations(
            {"n": ("notesSlide", "../notesSlides/notesSlide1.xml")}
        ),
    }
    files |= {f"ppt/slides/slide{number}.xml": _drawn(text) for number, text in enumerate(texts)}
    return archive(files)


def _drawn(text: str) -> str:
    return f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'


def workbook(sheets: Mapping[str, Mapping[str, object]]) -> bytes:
    """A workbook from cells by their addresses."""
    listed = {f"r{number}": ("worksheet", f"worksheets/s{number}.xml") for number in range(len(sheets))}
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number + 1}" r:id="r{number}"/>'
        for number, name in enumerate(sheets)
    )
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"r": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(listed),
    }
    for number, cells in enumerate(sheets.values()):
        files[f"xl/worksheets/s{number}.xml"] = (
            f'<worksheet xmlns="{S}"><sheetData>{_rows(cells)}</sheetData></worksheet>'
        )
    return archive(files)


def _rows(cells: Mapping[str, object]) -> str:
    rows: dict[int, list[str]] = {}
    for address, value in cells.items():
        inner = f"<v>{value}</v>" if isinstance(value, int | float) else f"<is><t>{value}</t></is>"
        kind = "" if isinstance(value, int | float) else ' t="inlineStr"'
        rows.setdefault(int(address.lstrip("ABCDEFGH")), []).append(f'<c r="{address}"{kind}>{inner}</c>')
    return "".join(f'<row r="{row}">{"".join(inside)}</row>' for row, inside in sorted(rows.items()))


def open_document(kind: str, body: str) -> bytes:
    """An OpenDocument file of a kind: "text", "presentation" or "spreadsheet"."""
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "text", "table"))
    spaces += f' xmlns:draw="{ODF}:drawing:1.0"'
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content {spaces}>{inner}</office:document-content>",
        }
    )


def book(chapters: Sequence[str]) -> bytes:
    """An electronic book."""
    manifest = "".join(
        f'<item id="c{number}" href="ch%20{number}.xhtml"/>' for number in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="in/book.opf"/></container>',
        "in/book.opf": f"<package><metadata><title>A book</title></metadata><manifest>{manifest}</manifest>"
        f"<spine>{spine}</spine></package>",
    }
    return archive(
        files | {f"in/ch {n}.xhtml": f"<html><body>{c}</body></html>" for n, c in enumerate(chapters)}
    )
