"""Files of kinds that are not in the lists before: mail in mail, entities, texts that lie elsewhere."""

import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from tests.context.conftest import write
from tests.security.test_strange_documents import zipped

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUNCH = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
REPEATED = "RRULE:FREQ=SECONDLY;COUNT=999999999\nSUMMARY:words\n"


def mail_in_mail(depth: int) -> bytes:
    inner = "words at last"
    for _ in range(depth):
        inner = f"Content-Type: message/rfc822\n\nSubject: x\n{inner}"
    return f"From: a@b\nSubject: s\nMIME-Version: 1.0\n{inner}".encode()


def both_at_once() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("inside.txt", "words")
    return LAUNCH + archive.getvalue()


def data_base(folder: Path) -> bytes:
    with sqlite3.connect(folder / "made") as made:
        made.execute("CREATE TABLE t AS SELECT 'words' AS x")
    made.close()
    return (folder / "made").read_bytes()


def files(folder: Path, secret: Path) -> dict[str, bytes]:
    tens = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    tens = f'<!ENTITY a "aaaaaaaaaa">{tens}'
    outside = f'<!ENTITY x SYSTEM "file://{secret}">'
    chunk, tie = '<w:altChunk r:id="x"/>', f'<R Id="x" TargetMode="External" Target="{secret}"/>'
    field = f'<w:p><w:r><w:instrText>INCLUDETEXT "{secret}"</w:instrText><w:t>words</w:t></w:r></w:p>'
    return {
        "nested.eml": mail_in_mail(300),
        "entities.svg": f"<!DOCTYPE s [{tens}{outside}]><svg>&i;&x; words</svg>".encode(),
        "elsewhere.docx": zipped({
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<w:document {WORD}><w:body>{chunk}{field}</w:body></w:document>".encode(),
            "word/_rels/document.xml.rels": f"<R>{tie}</R>".encode(),
        }),
        "both.pdf": both_at_once(),
        "base.txt": data_base(folder),
        "members.log.gz": gzip.compress(b"first words\n") + gzip.compress(b"second words\n") + b"more",
        "wide.csv": "\n".join((",".join(f"c{n}" for n in range(9000)), ",".join("1" * 9000), "")).encode(),
        "twice.json": b'[{"a":1,"a":2,"__proto__":{"x":1}},{"a":1e400,"b":' + b"9" * 5000 + b"}]",
        "deep.json": b"[" * 100_000,
        "seven.txt": b"+ADw-script+AD4-words+ADw-/script+AD4-",
        "four.txt": b"\xff\xfe\0\0" + "four bytes for each of these words\n".encode("utf-32-le") * 20,
        "returns.txt": b"words\rwords\r" * 5000,
        "zeros.log": bytes(100_000),
        "book.epub": zipped({"a.xhtml": b"<p>words</p><script src='//x/'></script>", "../out.txt": b"x"}),
        "forever.ics": f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{REPEATED}END:VEVENT\nEND:VCALENDAR\n".encode(),
        "notes.ipynb": json.dumps({"cells": [{"source": ["words"], "outputs": ["0" * 200_000]}]}).encode(),
    }  # fmt: skip


@pytest.mark.slow
def test_each_is_read_or_listed_and_nothing_from_elsewhere_is_in_it(tmp_path: Path, data: DataFolder) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a-secret-outside", encoding="utf-8")
    made = files(tmp_path, secret)
    write(tmp_path / "in", made)

    with Shelf(data).create("strange", [tmp_path / "in"]) as library:
        library.update()

        documents = {document.name.partition("/")[2]: document for document in library.documents()}
        assert {name.partition("/")[0] for name in documents} == made.keys()
        assert all(each.reason.isprintable() and len(each.reason) < 300 for each in documents.values())
        assert documents["nested.eml"].reason == "what is in it is nested too deeply to be read"
        assert library.scan("a-secret-outside").matches == 0
        assert library.scan("second words").matches == 1
        assert library.scan("aaaaaaaaaa" * 2).matches <= 1
        assert not library.profile.incomplete
