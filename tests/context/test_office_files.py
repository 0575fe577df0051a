"""Office documents, books and spreadsheets become text in which every place has a name."""

from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Document
from rlm_desktop.spans import DocumentId, Span
from tests.context.conftest import MakeLibrary, write
from tests.context.offices import archive, book, open_document, paragraph, slides, word, workbook

ORDERS = {"B3": "Article", "C3": "Price", "B4": "plum", "C4": 3, "B5": "pear", "C5": 2.5}


def only(library: Library) -> tuple[Document, str]:
    (document,) = library.documents()
    return document, library.read(Span(document.id, 0, document.bytes))


def label(library: Library, words: str) -> str:
    (hit,) = library.scan(words).hits
    return library.locate(hit.span.document, hit.span.start).label


def test_a_word_document_has_its_headings_lists_tables_and_notes(library_of: MakeLibrary) -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("plum", "3"))
    body = (
        paragraph("Fruit", '<w:pStyle w:val="Heading2"/>')
        + paragraph("ripe", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
        + "<w:p><w:r><w:t>one </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:ins></w:p>"
    )
    comment = f'<w:comment w:author="Ann">{paragraph("look here")}</w:comment>'

    document, text = only(library_of({"a.docx": word(body, {"comments": comment})}))

    assert document.kind == "docx"
    assert text == "## Fruit\n- ripe\n\nplum\t3\nplum\t3\n\none two\tthree\n\n## Comments\n\nAnn: look here\n"


def test_each_slide_is_a_page_and_its_notes_stand_with_it(library_of: MakeLibrary) -> None:
    library = library_of({"a.pptx": slides(["apples", "pears", "plums"], notes="say it slowly")})

    document, text = only(library)

    assert document.pages == 3
    assert text.index("say it slowly") < text.index("pears")
    assert [label(library, fruit) for fruit in ("apples", "pears", "plums")] == [
        "slide 1",
        "slide 2",
        "slide 3",
    ]


def test_an_open_document_text_keeps_its_order_and_leaves_out_what_was_deleted(
    library_of: MakeLibrary,
) -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="3">Fruit</text:h>'
        '<text:p>one<text:s text:c="2"/><text:span>two</text:span></text:p>'
        "<text:list><text:list-item><text:p>ripe</text:p></text:list-item></text:list><table:table><table:table-row>"
        "<table:table-cell><text:p>plum</text:p><text:p>dried</text:p></table:table-cell>"
        "<table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table>"
    )

    document, text = only(library_of({"a.odt": open_document("text", body)}))

    assert (document.kind, text) == ("odt", "### Fruit\none  two\n- ripe\nplum dried\t3\n")


def test_an_open_presentation_has_slides(library_of: MakeLibrary) -> None:
    body = "".join(f"<draw:page><text:p>{fruit}</text:p></draw:page>" for fruit in ("apples", "pears"))

    library = library_of({"a.odp": open_document("presentation", body)})

    assert [label(library, fruit) for fruit in ("apples", "pears")] == ["slide 1", "slide 2"]


def test_a_book_has_its_chapters_in_the_order_of_reading(library_of: MakeLibrary) -> None:
    library = library_of({"a.epub": book(["<h1>First</h1><p>apples", "<p>pears"])})

    document, text = only(library)

    assert text.startswith("title: A book\n") and text.index("apples") < text.index("pears")
    assert document.pages == 3 and label(library, "pears") == "chapter 3"


def test_rich_text_loses_only_its_formatting(library_of: MakeLibrary) -> None:
    _, text = only(
        library_of({"a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Gr\'f6\'dfe \b bold\b0\par second}"})
    )

    assert text == "Größe bold\nsecond\n"


def test_every_cell_of_a_workbook_leads_to_its_row_and_column(library_of: MakeLibrary) -> None:
    library = library_of({"a.xlsx": workbook({"Orders": ORDERS, "Notes": {"A1": "line&#10;break&#9;tab"}})})

    notes, orders = library.documents()

    assert [orders.name, orders.kind, notes.name] == ["files/a.xlsx/Orders", "sheet", "files/a.xlsx/Notes"]
    assert library.read(Span(orders.id, 0, orders.bytes)) == "\n\n\tArticle\tPrice\n\tplum\t3\n\tpear\t2.5\n"
    assert library.read(Span(notes.id, 0, notes.bytes)) == "line break tab\n"
    row = library.offset_of(orders.id, 5)
    places = [library.locate(orders.id, row + places) for places in (0, 1, len("\tpear\t"))]
    assert [place.label for place in places] == ["row 5", "row 5, cell B5", "row 5, cell C5"]
    assert {place.line for place in places} == {5}


def test_a_spreadsheet_of_the_free_office_is_read_alike(library_of: MakeLibrary) -> None:
    def row(*cells: str) -> str:
        inside = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row>{inside}</table:table-row>"

    body = f'<table:table table:name="Fruit">{row("plum", "ripe")}{row("pear", "green")}</table:table>'

    document, text = only(library_of({"a.ods": open_document("spreadsheet", body)}))

    assert (document.name, text) == ("files/a.ods/Fruit", "plum\tripe\npear\tgreen\n")


def test_a_workbook_that_changed_is_read_anew_and_one_that_is_gone_is_forgotten_with_its_sheets(
    library_of: MakeLibrary, folder: Path
) -> None:
    library = library_of(
        {"a.xlsx": workbook({"One": {"A1": "old"}, "Two": {"A1": "old too"}}), "b.txt": b"b\n"}
    )

    write(folder, {"a.xlsx": workbook({"One": {"A1": "new"}})})
    changes = library.update()

    assert (changes.read, changes.unchanged) == (1, 1)
    assert [document.name for document in library.documents()] == ["files/a.xlsx/One", "files/b.txt"]
    assert library.scan("old").matches == 0 and library.scan("new").matches == 1
    (folder / "a.xlsx").unlink()
    assert library.update().forgotten == 1
    assert [document.name for document in library.documents()] == ["files/b.txt"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", archive({"word/document.xml": "<w:document><w:p>"}), "its XML is damaged"),
        ("a.xlsx", archive({"xl/workbook.xml": "<workbook"}), "damaged"),
        ("a.epub", archive({"META-INF/container.xml": "<container/>"}), "does not say where"),
        ("a.docx", b"PK\x03\x04" + b"x" * 90, "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 90, "damaged"),
        ("a.pptx", archive({"ppt/presentation.xml": '<p><sldId id="1"/></p>'}), ""),
    ],
)
def test_a_broken_document_is_listed_with_its_reason(
    library_of: MakeLibrary, name: str, content: bytes, reason: str
) -> None:
    library = library_of({name: content, "b.txt": b"still read\n"})

    assert reason in library.documents()[0].reason
    assert library.scan("still read").matches == 1


def test_a_document_that_would_unfold_without_end_does_not(library_of: MakeLibrary) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = archive({"word/document.xml": f"<?xml version='1.0'?>{laughs}]><x><p><t>&i;</t></p></x>"})

    (document,) = library_of({"a.docx": bomb}).documents()

    assert document.bytes < 1000


def test_a_sheet_becomes_a_table_whose_rows_lead_to_their_cells(folder: Path, data: DataFolder) -> None:
    cells: dict[str, object] = {"A1": "Article", "B1": "Price", "C1": "Note"}
    for row in range(2, 30):
        cells |= {f"A{row}": f'{row}" disk', f"B{row}": row * 2}
    write(folder, {"a.xlsx": workbook({"Orders": cells | {"C9": "damaged"}})})

    with Shelf(data).for_paths([folder]) as library:
        library.update()
        rows = library.query(
            "SELECT article, note, _start, _document FROM records WHERE price = 18", hidden=True
        )
        ((article, note, start, document),) = rows.rows
        place = library.locate(DocumentId(int(str(document))), int(str(start)))

        assert (article, note, place.label) == ('9" disk', "damaged", "row 9")
        assert library.query("SELECT sum(price), count(note) FROM records").rows == ((868, 1),)
