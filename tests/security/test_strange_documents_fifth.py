"""Files of kinds that are not in the lists before: archives that overlap, disguises, deep folders."""

import io
import lzma
import os
import socket
import struct
import sys
import tarfile
import zlib
from pathlib import Path

import pytest

from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder
from rlm_desktop.runtime import pages
from tests.context.conftest import plain_profile, write
from tests.security.test_strange_documents import zipped
from tests.security.test_strange_documents_third import pdf_of, stream

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SECRET = "a-secret-outside"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def overlapping_zip(entries: int) -> bytes:
    """Each entry of the directory names the one packed stretch there is: a megabyte, many times over."""
    packed = zlib.compress(bytes(1 << 20), 9)[2:-4]
    told = (zlib.crc32(bytes(1 << 20)), len(packed), 1 << 20)
    body = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, *told, 5, 0) + b"a.txt" + packed
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, *told, 9, *[0] * 6)
    directory = b"".join(entry + b"%05d.txt" % number for number in range(entries))
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, entries, entries, len(directory), len(body), 0)
    return body + directory + end


def changed(archive: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new) and old in archive
    return archive.replace(old, new)


def method(archive: bytes, number: int) -> bytes:
    """The same archive, said to be packed in another way."""
    for sign, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        place = archive.index(sign) + at
        archive = archive[:place] + struct.pack("<H", number) + archive[place + 2 :]
    return archive


def sparse_tar() -> bytes:
    """A member of three bytes that says it is a terabyte with holes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
        info = tarfile.TarInfo("GNUSparseFile.0/holes.txt")
        info.size = 3
        info.pax_headers = {
            "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "holes.txt",
            "GNU.sparse.size": str(1 << 40), "GNU.sparse.map": f"0,3,{(1 << 40) - 1},0",
        }  # fmt: skip
        made.addfile(info, io.BytesIO(b"abc"))
    return out.getvalue()


def tar_with(**headers: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
        info = tarfile.TarInfo("a.txt")
        info.size = 5
        info.pax_headers = headers
        made.addfile(info, io.BytesIO(b"words"))
    return out.getvalue()


def laughing(encoding: str) -> bytes:
    """Entities without end in an encoding in which their signs are other bytes."""
    ties = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    body = f"<w:document {WORD}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{ties}]>{body}'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode(encoding)})


def drawn(content: str, more: str, *objects: str) -> bytes:
    """A PDF whose one page paints what is meant."""
    return pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<{more}>>>>",
        stream(content),
        *objects,
    )


def files(secret: Path) -> dict[str, bytes]:
    plain = zipped({"a.txt": b"words of a zip"})
    form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    glyph = (
        "/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97"
    )
    shapes = "/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>/Widths[9]"
    size = "/Width 2000000/Height 2000000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    return {
        "overlapping.zip": overlapping_zip(20_000),
        "nul.zip": changed(plain, b"a.txt", b"a\0txt"),
        "dots.zip": zipped({".": b"words", "..": b"words", "a/../..": b"words", "/": b"words"}),
        "long.zip": zipped({"x" * 300 + ".txt": b"words of a long name", "y" * 60_000: b"words"}),
        "wrong-way.zip": zipped({"\u202egpj.exe.txt": b"words", "a\u2066b\u2069.txt": b"words"}),
        "secret.zip": method(plain, 99),
        "unknown.zip": method(plain, 97),
        "lzma.zip": method(plain, 14),
        "many.zip": zipped({f"{number}.txt": b"" for number in range(30_000)}),
        "self.zip": b"PK\5\6" + bytes(4) + struct.pack("<HHIIH", 65_535, 65_535, 0xFFFFFFFF, 0xFFFFFFFF, 0),
        "holes.tar": sparse_tar(),
        "size.tar": tar_with(size=str(1 << 62)),
        "less.tar": tar_with(size="-5"),
        "path.tar": tar_with(path="../" * 400 + str(secret)),
        "link.tar": tar_with(linkpath=str(secret), hdrcharset="nonsense"),
        "seven.7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24) + b"\xff" * 500,
        "packed.rar": b"Rar!\x1a\7\1\0" + b"\xff" * 500,
        "bomb.xz": lzma.compress(bytes(200_000_000), preset=0),
        "bomb.txt.zst": zstd.compress(bytes(200_000_000)),
        "window.zst": b"\x28\xb5\x2f\xfd\0\xff" + bytes(64),
        "sixteen.docx": laughing("utf-16"),
        "thirty-two.docx": laughing("utf-32"),
        "form.pdf": drawn("/X Do", "/XObject<</X 5 0 R>>", stream("/X Do " * 20, form)),
        "glyph.pdf": drawn(
            "BT /F 9 Tf (aaa) Tj ET",
            "/Font<</F 5 0 R>>",
            f"<</Type/Font/Subtype/Type3{glyph}{shapes}>>",
            stream("9 0 d0 BT /F 9 Tf (aaa) Tj ET"),
        ),
        "wide.pdf": drawn("q", "").replace(b"[0 0 200 200]", b"[0 0 2e9 2e9]"),
        "columns.pdf": drawn("x", "").replace(
            b"/Length",
            b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32>>/Length",
            1,
        ),
        "image.pdf": drawn(
            "/I Do",
            "/XObject<</I 5 0 R>>",
            stream("x", f"/Type/XObject/Subtype/Image{size}"),
        ),
        "states.pdf": drawn("q " * 2_000_000, ""),
    }


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.mark.slow
def test_each_is_read_or_listed_and_nothing_from_elsewhere_is_in_it(
    tmp_path: Path, data: DataFolder, secret: Path
) -> None:
    made = files(secret)
    write(tmp_path / "in", made)

    with Shelf(data).create("strange", [tmp_path / "in"]) as library:
        library.update()

        documents = library.documents()
        assert {document.name.split("/")[1] for document in documents} == made.keys()
        assert all(one.reason.isprintable() and len(one.reason) < 300 for one in documents)
        assert all(one.bytes or one.reason or not one.lines for one in documents)
        assert library.scan(SECRET).matches == 0
        assert library.scan("words of a long name").matches == 1
        assert library.scan("aaaaaaaaaa" * 20).matches == 0
        assert sum(one.bytes for one in documents) < 300_000_000
        assert not library.profile.incomplete


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in files(Path("x")) if name.endswith(".pdf")])
def test_a_page_that_draws_itself_is_drawn_or_told(
    tmp_path: Path, data: DataFolder, secret: Path, name: str
) -> None:
    write(tmp_path / "in", {name: files(secret)[name], "good.txt": b"words"})
    with Shelf(data, derive=plain_profile).create("drawn", [tmp_path / "in"]) as library:
        library.update()
        for document in library.documents():
            if document.name.endswith(".pdf") and not document.reason:
                try:
                    pages.draw(library, document, 1, width=800, span=None)
                except RlmError as error:
                    assert error.message.isprintable()


def test_folders_in_folders_without_end_are_read_or_listed(tmp_path: Path, data: DataFolder) -> None:
    """Deeper than a path may be long."""
    top = tmp_path / "in"
    write(top, {"good.txt": b"words at the top"})
    here = Path.cwd()
    try:
        os.chdir(top)
        for _ in range(300):
            Path("d" * 30).mkdir()
            os.chdir("d" * 30)
        Path("deep.txt").write_text("words far below", encoding="utf-8")
    finally:
        os.chdir(here)

    with Shelf(data, derive=plain_profile).create("deep", [top]) as library:
        library.update()

        assert library.scan("words at the top").matches == 1
        below = [one for one in library.documents() if "d" * 30 in one.name]
        assert library.scan("words far below").matches or any(one.reason for one in below)


@pytest.mark.parametrize(
    "kind", ["pipe", "socket", "device", "memory of a process", "a folder's loop", "a descriptor"]
)
def test_what_is_no_file_and_is_named_itself_is_told_at_once(
    tmp_path: Path, data: DataFolder, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            monkeypatch.chdir(tmp_path)  # the name of a socket may be 107 bytes long
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind("it")
        case "device":
            path = Path("/dev/zero")
        case "memory of a process":
            path = Path("/proc/self/mem")
        case "a descriptor":
            path = Path("/dev/fd/0")
        case _:
            path.symlink_to(path)
    try:
        with Shelf(data, derive=plain_profile).create("it", [path]) as library:
            library.update()
            assert all(one.reason for one in library.documents())
    except RlmError as error:
        assert error.message.isprintable()
