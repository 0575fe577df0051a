"""Archives, compressed logs and mail: every text in them is a document, and none of it can do harm."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Document
from rlm_desktop.spans import Span
from tests.context.conftest import MakeLibrary, plain_profile, write
from tests.context.offices import archive, workbook
from tests.context.pdfs import pdf

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LOG = b"".join(b"2026-01-01 12:00:00 INFO line %d of the log\n" % number for number in range(5000))


def by_name(library: Library) -> dict[str, Document]:
    return {document.name.removeprefix("files/"): document for document in library.documents()}


def text(library: Library, name: str) -> str:
    document = by_name(library)[name]
    return library.read(Span(document.id, 0, document.bytes))


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("a.log.gz", gzip.compress),
        ("a.log.bz2", bz2.compress),
        ("a.log.xz", lzma.compress),
        ("a.log.zst", zstd.compress),
        # Rotated logs are often appended to: several streams, one behind the other.
        ("a.log.gz", lambda log: gzip.compress(log[:99]) + gzip.compress(log[99:])),
    ],
)
def test_a_compressed_log_is_read_as_the_log_it_is(
    library_of: MakeLibrary, name: str, compress: "type[bytes]"
) -> None:
    library = library_of({name: compress(LOG)})

    (document,) = library.documents()

    assert (document.kind, document.lines, document.name) == ("log", 5000, f"files/{name}")
    assert library.read(Span(document.id, 0, document.bytes)).encode() == LOG


def test_of_a_log_whose_compression_was_cut_everything_before_the_cut_is_there(
    library_of: MakeLibrary,
) -> None:
    library = library_of({"a.log.gz": gzip.compress(LOG)[:-500]})

    (document,) = library.documents()

    assert document.status == "ready" and "ends early" in document.reason
    assert LOG.decode().startswith(text(library, "a.log.gz")) and document.bytes > len(LOG) / 2


def test_compressed_text_in_an_old_encoding_is_recoded_from_its_first_telling_byte(
    library_of: MakeLibrary,
) -> None:
    library = library_of({"a.txt.gz": gzip.compress(b"plain\n" * 200_000 + "Größe\n".encode("cp1252") * 50)})

    assert text(library, "a.txt.gz").endswith("plain\n" + "Größe\n" * 50)


def tar(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    return whole.getvalue()


FILES = {
    "b/notes.txt": b"some notes\n",
    "c.pdf": pdf(["a page"]),
    "d.xlsx": workbook({"One": {"A1": "cell"}}),
}


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tgz"])
def test_each_file_of_an_archive_is_a_document(library_of: MakeLibrary, name: str) -> None:
    library = library_of({name: archive(FILES) if name.endswith("zip") else tar(FILES)})

    assert text(library, f"{name}/b/notes.txt") == "some notes\n"
    assert text(library, f"{name}/c.pdf").startswith("a page")
    assert text(library, f"{name}/d.xlsx/One") == "cell\n"
    if not name.endswith("zip"):
        assert "link to another file" in by_name(library)[f"{name}/link"].reason
    assert library.update().unchanged == 1


def test_archives_in_archives_are_read_some_deep_and_the_rest_is_listed(library_of: MakeLibrary) -> None:
    packed = archive({"x.txt": b"deep\n"})
    for _ in range(6):
        packed = archive({"y.zip": packed, "x.txt": b"on the way\n"})

    documents = by_name(library_of({"a.zip": packed}))

    assert sum(document.status == "ready" for document in documents.values()) == 4
    assert {document.reason for document in documents.values() if document.status != "ready"} == {
        "it lies more than 4 archives deep"
    }


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "C:\\out.txt", "a/../../out.txt", "..\\out.txt"]
)
def test_a_name_that_leads_out_of_an_archive_is_refused_and_the_others_are_read(
    library_of: MakeLibrary, name: str
) -> None:
    documents = by_name(library_of({"a.zip": archive({name: b"bad\n", "good.txt": b"good\n"})}))

    assert [document.reason for name, document in documents.items() if "good" not in name] == [
        "its name leads out of the archive"
    ]
    assert documents["a.zip/good.txt"].status == "ready"


@pytest.mark.slow
def test_what_unfolds_as_only_bombs_do_is_given_up(data: DataFolder, folder: Path) -> None:
    write(folder, {"bomb.gz": gzip.compress(bytes(300_000_000)), "good.txt": b"good\n"})
    # Blanks are text, so that only its size tells what it is.
    write(folder, {"bomb.zip": archive({"x.txt": b" " * 300_000_000})})

    with Shelf(data, derive=plain_profile).for_paths([folder]) as library:
        library.update()

        reasons = {name: document.reason for name, document in by_name(library).items()}
    assert reasons["bomb.gz"] and "bombs" in reasons["bomb.zip/x.txt"] and not reasons["good.txt"]


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Zoë Müller <zoe@example.com>"
    mail["Subject"] = "Größe der Pflaumen"
    mail.set_content("They are ripe.\nFrom here on they fall.\n")
    mail.add_alternative("<p>They are <b>ripe</b>.</p>", subtype="html")
    mail.add_attachment(pdf(["the bill"]), maintype="application", subtype="pdf", filename="bill.pdf")
    return mail


def test_a_message_has_readable_headers_and_its_attachments_are_documents(library_of: MakeLibrary) -> None:
    library = library_of({"a.eml": bytes(message())})

    assert text(library, "a.eml").startswith(
        "From: Zoë Müller <zoe@example.com>\nSubject: Größe der Pflaumen\n"
    )
    assert text(library, "a.eml").endswith("\n\nThey are ripe.\nFrom here on they fall.\n")
    assert text(library, "a.eml/bill.pdf").startswith("the bill")
    assert by_name(library)["a.eml/bill.pdf"].path.endswith("files/a.eml")


def test_what_a_server_reports_of_a_mail_is_no_mail(library_of: MakeLibrary) -> None:
    report = (
        b"From: server@example.org\n>Received: by a relay\nSubject: Not delivered\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nIt came back.\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\nAction: failed\n\n"
        b"--b\nContent-Type: text/rfc822-headers\n\nSubject: Tea\nFrom: ada@example.org\n\n--b--\n"
    )
    library = library_of({"report.eml": report})

    assert len(library.documents()) == 1
    told = text(library, "report.eml")
    assert "\nReceived: by a relay\nSubject: Not delivered\n" in told
    assert "Action: failed" in told
    assert "From: ada@example.org" in told


def test_a_message_with_much_in_it_is_read_to_its_end(library_of: MakeLibrary) -> None:
    parts = "".join(
        f"--B\nContent-Disposition: attachment; filename={number}.txt\n\nwords {number}\n"
        for number in range(900)
    )
    mail = "From: a@b.c\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\n"
    long = "a line of the letter\n" * 20_000

    library = library_of({"a.eml": f"{mail}{long}{parts}--B--\n".encode()})

    assert library.scan("a line of the letter").matches == 20_000
    assert library.scan("words").matches == 900


def test_each_message_of_a_mailbox_is_a_document(library_of: MakeLibrary) -> None:
    envelope = b"From zoe@example.com Thu Jan  1 12:00:00 2026\n"
    quoted = bytes(message()).replace(b"\nFrom here", b"\n>From here")

    library = library_of({"a.mbox": (envelope + quoted + b"\n") * 3})

    assert text(library, "a.mbox/message 2").endswith("\n\nThey are ripe.\nFrom here on they fall.\n")
    assert text(library, "a.mbox/message 3/bill.pdf").startswith("the bill")
    assert len(library.documents()) == 6


def test_mail_in_unknown_or_wrong_encodings_loses_no_message(library_of: MakeLibrary) -> None:
    raw = b"From: a@b\nSubject: =?x-unknown?q?hi?= =?utf-8?b?!!?=\nContent-Type: text/plain; charset=no\n\n"

    library = library_of({"a.eml": raw + "Größe\n".encode("cp1252")})

    assert text(library, "a.eml").endswith("\n\nGröße\n")
