"""Forty files more: loops in what should be trees, counts that lie, nesting without end, names alike."""

import base64
import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.events import DocumentSkipped, Event, IngestProgressed
from rlm_desktop.paths import DataFolder
from tests.context.conftest import plain_profile, write
from tests.security.test_strange_documents import zipped

CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
PAGE = (
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << %s /Font << /F 5 0 R >> >>"
    " /MediaBox [0 0 9 9] >>"
)
ONE = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TIES = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def pdf_of(*objects: str, more: str = "") -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer << /Size {count} /Root 1 0 R"
    return out + f"{end} {more.format(here=len(out))} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def stream(content: str, more: str = "") -> str:
    return f"<< /Length {len(content)} {more} >>\nstream\n{content}\nendstream"


WORDS = stream("BT /F 12 Tf 1 1 Td (words) Tj ET")
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >>"
DOUBLE = [
    f"<< /Type /Pages /Kids [{number} 0 R {number} 0 R] /Count {2 ** (33 - number)} >>"
    for number in range(3, 33)
]
LAST = PAGE.replace("4 0 R", "34 0 R").replace("5 0 R", "35 0 R") % ""
LOOPS = {
    "kids.pdf": pdf_of(
        *(CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>", PAGE % "", WORDS, FONT)
    ),
    "parents.pdf": pdf_of(
        *(CATALOG, "<< /Type /Pages /Kids [6 0 R] /Count 1 >>", PAGE % "", WORDS, FONT),
        "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>",
    ),
    "before.pdf": pdf_of(CATALOG, ONE, PAGE % "", WORDS, FONT, more="/Prev {here}"),
    "pages of pages.pdf": pdf_of(CATALOG, *DOUBLE, LAST, WORDS, FONT),
    "form in itself.pdf": pdf_of(
        *(CATALOG, ONE, PAGE % "/XObject << /X 6 0 R >>", stream("/X Do /X Do"), FONT),
        stream("/X Do /X Do", FORM.format(6)),
    ),
    "a billion pages.pdf": pdf_of(
        *(CATALOG, ONE.replace("/Count 1", "/Count 1000000000"), PAGE % "", WORDS, FONT)
    ),
    "brackets.pdf": pdf_of(CATALOG, ONE, PAGE % "", WORDS, "[" * 100_000),
}  # fmt: skip


def workbook(sheet: str, strings: str) -> bytes:
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    space = f'{SHEET} xmlns:r="{OFFICE}"'
    tie = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{types}"/>'.encode(),
        "_rels/.rels": f"{TIES}{tie.format('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>"
        .encode(),
        "xl/workbook.xml": f'<workbook {space}><sheets><sheet name="s" sheetId="1" r:id="a"/></sheets>'
        "</workbook>".encode(),
        "xl/_rels/workbook.xml.rels": f"{TIES}{tie.format('a', 'worksheet', 'worksheets/s.xml')}"
        f"{tie.format('b', 'sharedStrings', 'sharedStrings.xml')}</Relationships>".encode(),
        "xl/sharedStrings.xml": strings.encode(),
        "xl/worksheets/s.xml": f"<worksheet {SHEET}>{sheet}</worksheet>".encode(),
    })  # fmt: skip


def cell(place: str, value: str = "<v>0</v>", row: str = "1") -> str:
    return f'<sheetData><row r="{row}"><c r="{place}" t="s">{value}</c></row></sheetData>'


def docx(secret: Path) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="' + OFFICE + '"'
    body = '<w:body><w:p><w:r><w:t>words</w:t></w:r></w:p><w:altChunk r:id="r1"/></w:body>'
    ties = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate((
            ("attachedTemplate", "http://127.0.0.1:9/t.dotm"), ("aFChunk", f"file://{secret}"), ("image", f"file://{secret}"),
        ))
    )  # fmt: skip
    return zipped({
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {space}>{body}</w:document>".encode(),
        "word/_rels/document.xml.rels": f"{TIES}{ties}</Relationships>".encode(),
    })  # fmt: skip


def tar_of_kinds() -> bytes:
    kinds = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, b"Z", b"7")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, kind in enumerate(kinds):
            entry = tarfile.TarInfo(f"kind-{number}")
            entry.type, entry.linkname, entry.devmajor, entry.devminor = kind, "/etc/passwd", 1, 5
            archive.addfile(entry)
    return out.getvalue()


def folded_mail() -> bytes:
    bomb = base64.encodebytes(zipped({"b.gz": gzip.compress(bytes(200 << 20), 1)}))
    return (
        b"From: a@b\nMessage-ID: <1>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Disposition: attachment; filename=a.zip\nContent-Transfer-Encoding: base64\n\n"
        + bomb
        + b"--b--\n"
    )


def nested_mail(count: int) -> bytes:
    part = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    return (
        b"From: a@b\nMessage-ID: <1>\nMIME-Version: 1.0\n" + "".join(map(part.format, range(count))).encode()
    )


def many_columns(count: int) -> bytes:
    return b"\n".join(b",".join(b"%s%d" % (sign, n) for n in range(count)) for sign in (b"c", b"", b"1"))


def files(secret: Path) -> dict[str, bytes]:
    strange = {
        "a": 1,
        "A": 2,
        "_start": 3,
        "_document": 4,
        "select": 5,
        "": 6,
        'a"b': 7,
        "x; drop table records": 8,
    }
    return {
        **LOOPS,
        "far.xlsx": workbook(cell("XFD1048576", row="1048576"), f"<sst {SHEET}><si><t>x</t></si></sst>"),
        "farther.xlsx": workbook(cell("ZZZZZZZZ99999999999", row="4294967295"), f"<sst {SHEET}/>"),
        "strings.xlsx": workbook(cell("A1", "<v>99999999</v>"), f'<sst {SHEET} count="4294967295"/>'),
        "outside.docx": docx(secret),
        "kinds.tar": tar_of_kinds(),
        "folded.eml": folded_mail(),
        "nested.eml": nested_mail(10_000),
        "boundary.eml": b'From: a@b\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=""\n\n'
        + b"--\n" * 50_000,
        "deep.json": b"[" * 100_000 + b"]" * 100_000,
        "deep.jsonl": (b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"\n") * 9,
        "strange.jsonl": (json.dumps(strange).encode() + b"\n") * 30,
        "numbers.jsonl": b'{"a":1e99999,"b":%s,"c":NaN}\n{"a":Infinity,"b":1}\n' % (b"9" * 5000) * 20,
        "columns.csv": many_columns(20_000),
        "cell.csv": b'a,b\n1,"' + b"x" * 8_000_000 + b'"\n2,y\n',
        "quote.csv": b'a,b\n"1,2\n' + b"3,4\n" * 200_000,
        "ragged.csv": b"\n".join(b"," * (n % 500) for n in range(2000)),
        "keys.log": b"a=" + b'\\"' * 500_000 + b" b=2\n" + b"a=1 b=2\n" * 100,
        "keys.txt": b"".join(b"Key%d: %d\n" % (n, n) for n in range(20_000)),
        "trace.log": b"2026-01-01 00:00:00 ERROR x: boom\nTraceback (most recent call last):\n"
        + b'  File "x", line 1, in f\n    f()\n' * 50_000,
        "elements.xml": b"<a>" * 100_000,
        "braces.rtf": rb"{\rtf1 " + b"{" * 100_000 + b"words",
        "numbers.rtf": rb"{\rtf1 \u-99999999999999999999 \bin99999999999 \'zz words}",
        "--data-dir=x": b"words\n",
        "-rf": b"words\n",
    }


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """All of them in one library, its records parsed."""
    place = tmp_path_factory.mktemp("strange")
    (place / "secret").write_text("a-secret-outside", encoding="utf-8")
    write(place / "in", files(place / "secret"))
    library = Shelf(DataFolder(place / "data")).create("strange", [place / "in"])
    library.update()
    yield library
    library.close()


@pytest.mark.slow
def test_each_is_read_or_listed_with_a_reason(read: Library) -> None:
    documents = read.documents()

    known = {name.partition("/")[0] for name in (document.name.partition("/")[2] for document in documents)}
    assert known == files(Path("x")).keys()
    assert all(document.bytes or document.reason or document.lines == 0 for document in documents)
    assert all(document.reason.isprintable() and len(document.reason) < 300 for document in documents)
    assert read.scan("a-secret-outside").matches == 0 and read.scan("root:x").matches == 0
    assert not read.profile.incomplete
    assert read.scan("words").matches >= 6


@pytest.mark.slow
def test_the_tables_they_became_can_be_asked(read: Library) -> None:
    for table in read.profile.tables:
        assert read.query(f"SELECT count(*) FROM {table.name}").rows[0][0] == table.rows
        for column in table.columns:
            read.query(f'SELECT "{column.name}" FROM {table.name} LIMIT 1')


def test_a_hundred_names_that_lead_out_are_told_by_their_number(tmp_path: Path, data: DataFolder) -> None:
    write(tmp_path / "in", {"a.zip": zipped({f"../{number}": b"x" for number in range(300)})})
    told: list[Event] = []
    with Shelf(data, derive=plain_profile).create("many", [tmp_path / "in"]) as library:
        library.update(emit=told.append)
        assert len([document for document in library.documents() if document.reason]) == 300

    skipped = [event for event in told if isinstance(event, DocumentSkipped)]
    assert len(skipped) == 51 and skipped[-1].document == "250 more"


def test_parts_whose_names_look_alike_do_not_stand_for_each_other(tmp_path: Path, data: DataFolder) -> None:
    names = ("a.txt", "a\u202e.txt", "a\ufffd.txt", "a.txt (2)", "a\ufffd.txt (2)", "\u2066", "\u2067")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, name in enumerate((*names, *names)):
            entry = tarfile.TarInfo(name)
            entry.size = len("text number 00\n")
            archive.addfile(entry, io.BytesIO(f"text number {number:02}\n".encode()))
    write(tmp_path / "in", {"a.tar": out.getvalue()})

    with Shelf(data, derive=plain_profile).create("alike", [tmp_path / "in"]) as library:
        library.update()
        found = sorted(hit.text for hit in library.scan("text number").hits)
        assert len({document.name for document in library.documents()}) == len(library.documents()) == 14

    assert found == [f"text number {number:02}" for number in range(14)]


@pytest.mark.parametrize("change", ["grows", "shrinks", "vanishes", "becomes a folder", "becomes a link"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, data: DataFolder, change: str) -> None:
    """Whenever the change comes, nothing breaks, and the next update has what is there then."""
    write(tmp_path / "in", {"a.log": b"before\n" * 2_000_000, "b.txt": b"another\n"})
    file = tmp_path / "in" / "a.log"
    done: list[Event] = []

    def disturb(event: Event) -> None:
        if isinstance(event, IngestProgressed) and not done:
            done.append(event)
            _change(file, change)

    with Shelf(data, derive=plain_profile).create("changing", [tmp_path / "in"]) as library:
        library.update(emit=disturb)
        if not done:
            _change(file, change)
        library.update()
        read = {document.name: document for document in library.documents()}
        assert library.scan("another").matches == 1
        if change in ("grows", "shrinks"):
            assert library.scan("^(before|after)$", regex=True).matches == (
                2_000_001 if change == "grows" else 10
            )
        else:
            assert "in/a.log" not in read or read["in/a.log"].reason


def _change(file: Path, change: str) -> None:
    match change:
        case "grows":
            with file.open("ab") as more:
                more.write(b"after\n")
        case "shrinks":
            with file.open("r+b") as less:
                less.truncate(70)
        case _:
            file.unlink()
            if change == "becomes a folder":
                file.mkdir()
            if change == "becomes a link":
                file.symlink_to("/etc/passwd")
