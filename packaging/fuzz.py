"""Feeds ever new bytes to what reads foreign bytes, led by the code they reach.

    python packaging/fuzz.py gguf --seconds 600

Needs the package `atheris`, which is no dependency of the program or its tests. What is fed is understood
exactly, or refused with an error that is expected there; anything else is a finding, printed and kept beside
the corpus. Findings become tests in `tests/security`.
"""

import argparse
import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import atheris  # type: ignore[import-untyped]  # noqa: E402

with atheris.instrument_imports(
    include=["rlm_desktop", "email", "zipfile", "tarfile", "striprtf", "olefile"]
):
    from rlm_desktop.context.ingest import messages
    from rlm_desktop.context.ingest.parts import Part
    from rlm_desktop.context.ingest.reading import FOREIGN, texts_of
    from rlm_desktop.context.records.detect import find_groups
    from rlm_desktop.context.shelf import Shelf
    from rlm_desktop.context.source import Source
    from rlm_desktop.context.tables.gate import check
    from rlm_desktop.engine import frames as engine_frames
    from rlm_desktop.engine import gguf
    from rlm_desktop.engine.jinja import Template, TemplateFailed
    from rlm_desktop.errors import BadRequest, DocumentUnreadable, LibraryError, ModelRefused, TableError
    from rlm_desktop.paths import DataFolder
    from rlm_desktop.ports import Mount, Tool
    from rlm_desktop.rlm.question import absent
    from rlm_desktop.sandbox import bridge, frames
    from rlm_desktop.sandbox.child import Child
    from rlm_desktop.sandbox.mounts import MountTable
    from rlm_desktop.settings import SandboxLimits
    from rlm_desktop.spans import DocumentId

import msgspec  # noqa: E402

NAMES = (
    *("a.zip", "a.tar", "a.docx", "a.xlsx", "a.pptx", "a.odt", "a.epub", "a.eml", "a.mbox", "a.msg", "a.rtf"),
    *("a.html", "a.gz", "a.bz2", "a.xz", "a.zst", "a.txt", "a.csv", "a.json", "a.ipynb", "a.xml", "a.pdf"),
)
MOST = 1 << 20
Target = Callable[[bytes], None]


class _Guest:
    """Stands where the interpreter's process stands: it says what it is told to say, and hears nothing."""

    def __init__(self, said: bytes) -> None:
        self._said = io.BytesIO(said)

    def send(self, kind: frames.Kind, payload: bytes = b"") -> None:
        frames.pack(kind, payload)

    def receive(self) -> tuple[frames.Kind, bytes]:
        return frames.receive(self._said)

    def allow(self, seconds: float) -> None: ...

    def resume(self, seconds: float) -> None: ...

    def pause(self) -> float:
        return 1.0


def _exchange(folder: Path) -> Target:
    text = folder / "text"
    text.write_bytes(b"some text\n" * 100)
    table = MountTable(
        [Mount(DocumentId(3), "text", str(text), 10, 500), Mount(DocumentId(4), "b", str(text), 0, 7)]
    )
    tools: dict[str, Tool] = {
        "sql": lambda query: {"columns": [], "rows": []},
        "read": lambda document, start=0, size=1: "x",
        "answer": lambda value, evidence=(): None,
    }

    def target(data: bytes) -> None:
        cell = bridge.Cell(code="", seconds=1.0, tools=tools)
        exchange = bridge.Exchange(cast("Child", _Guest(data)), table, SandboxLimits(), cell)
        exchange._token = "0123456789abcdef"
        try:
            done = exchange.run()
            table.spans(done.read)
        except (frames.BrokenFrame, frames.Closed):
            return

    return target


def _gguf(folder: Path) -> Target:
    path = folder / "model.gguf"

    def target(data: bytes) -> None:
        path.write_bytes(data)
        try:
            gguf.read(path)
        except ModelRefused:
            return

    return target


def _readers(folder: Path) -> Target:
    def target(data: bytes) -> None:
        if not data:
            return
        name, body = NAMES[data[0] % len(NAMES)], data[1:]
        try:
            for part in texts_of(io.BytesIO(body), name, len(body)):
                if isinstance(part, Part):
                    _drained(part)
        except (DocumentUnreadable, MemoryError, *FOREIGN):
            return

    return target


def _drained(part: Part) -> None:
    """Each part fails for itself, as it does where files are read."""
    length = 0
    try:
        for piece in part.text:
            length += len(piece)
            if length > MOST:
                return
    except (DocumentUnreadable, MemoryError, *FOREIGN):
        return


def _records(folder: Path) -> Target:
    path = folder / "lines.log"

    def target(data: bytes) -> None:
        path.write_bytes(data)
        kind = ("log", "csv", "json", "text")[len(data) % 4]
        find_groups(
            [Source(document=DocumentId(1), name="lines.log", kind=kind, path=path, start=0, size=len(data))]
        )

    return target


def _frames(folder: Path) -> Target:
    def target(data: bytes) -> None:
        with suppress(messages.Broken):
            messages.receive(io.BytesIO(data))
        try:
            engine_frames.read_event(io.BytesIO(data))
        except (msgspec.MsgspecError, OSError, ValueError):
            return

    return target


def _gate(folder: Path) -> Target:
    tables = {"records": ("level", "pid", "line")}

    def target(data: bytes) -> None:
        try:
            check(data.decode("utf-8", "replace"), tables)
        except TableError as error:
            assert "\n" not in error.message

    return target


def _carried(folder: Path) -> Target:
    """A library that came from elsewhere: an archive, or the first bytes of its store in a whole one."""
    file, shelf = folder / "sent", Shelf(DataFolder(folder / "data"))
    whole = _library_written_out(folder)
    store = whole.index(b"SQLite format 3")

    def target(data: bytes) -> None:
        at = store + 4096 * (data[0] % 8) if data else 0
        file.write_bytes(data if len(data) % 2 else whole[:at] + data + whole[at + len(data) :])
        try:
            shelf.remove(shelf.take_in(file, "sent"))
        except (LibraryError, BadRequest):
            assert not shelf.list() and not list(DataFolder(folder / "data").libraries.iterdir())

    return target


def _library_written_out(folder: Path) -> bytes:
    (folder / "home").mkdir()
    (folder / "home" / "a.txt").write_text("storm at sea\n" * 100, encoding="utf-8")
    shelf = Shelf(DataFolder(folder / "here"))
    with shelf.create("papers", [folder / "home"]) as library:
        library.update()
    shelf.write_out("papers", folder / "whole", emit=lambda event: None, should_stop=lambda: False)
    return (folder / "whole").read_bytes()


def _template(folder: Path) -> Target:
    messages = [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}]

    def target(data: bytes) -> None:
        try:
            Template(data.decode("utf-8", "replace")).render({"messages": messages, "bos_token": "<s>"})
        except TemplateFailed:
            return

    return target


def _asked(folder: Path) -> Target:
    def target(data: bytes) -> None:
        question = data.decode("utf-8", "replace")
        wanted = list(absent.names(question))
        list(absent.pairs(question, wanted))
        list(absent.numbered(question))

    return target


TARGETS: Mapping[str, Callable[[Path], Target]] = {
    "exchange": _exchange,
    "gguf": _gguf,
    "readers": _readers,
    "records": _records,
    "frames": _frames,
    "gate": _gate,
    "carried": _carried,
    "template": _template,
    "asked": _asked,
}


def seeds(target: str) -> Iterator[bytes]:
    """Something of each kind to begin with."""
    match target:
        case "exchange":
            done = json.dumps(
                {"ok": True, "token": "0123456789abcdef", "value": "1", "read": [[0, 7], [5, 507]]}
            )
            call = json.dumps({"name": "read", "args": [3], "kwargs": {"size": 10}})
            place = frames._PLACE.pack(0, 10, 20)
            yield frames.pack(frames.Kind.CALL, call.encode()) + frames.pack(frames.Kind.DONE, done.encode())
            yield frames.pack(frames.Kind.READ, place) + frames.pack(frames.Kind.OUTPUT, b"printed")
        case "gguf":
            from tests.engine.test_gguf import model

            with tempfile.TemporaryDirectory() as folder:
                yield model(Path(folder)).read_bytes()
        case "readers":
            yield from _files_of_each_kind()
        case "records":
            yield b'{"a": 1, "b": "x"}\n{"a": 2}\n'
            yield b"2026-01-02 10:00:00 INFO shop.till: sold 3 in 12 ms\n" * 9
            yield b"name;price\na;1,5\nb;2,5\n"
            yield b"NAME      QTY   PRICE\n" + b"apple     12    1.50\npear      3     2.75\n" * 9
            yield (
                b"2026-01-02 10:00:00 ERROR a: x\nTraceback (most recent call last):\n  File 1\nOdd: y\n" * 5
            )
            yield b'level=info pid=3 msg="a b"\n' * 5 + b"From: a\nTo: b\nDate: 1 Jan 2026\n\nx\n"
        case "carried":
            yield b"SQLite format 3\0" + bytes(84)
        case "template":
            yield b"{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}"
            yield b"{% set x = namespace(n=2) %}{% macro f(a) %}{{ a ~ x.n ** 3 }}{% endmacro %}{{ f('y') }}"
        case "asked":
            yield b"What does PEP 4711 say of Mrs. O'Hara's \"long letter\" in New York on 3 May 2026?"
        case "gate":
            yield b"SELECT level, count(*) FROM records WHERE pid > 3 GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
            yield b"WITH a AS (SELECT * FROM records) SELECT * FROM a, range(3) UNION ALL SELECT 1"
        case _:
            yield engine_frames._LENGTH.pack(2) + b"{}"
            yield messages._HEAD.pack(1, 3) + b"abc"


def _files_of_each_kind() -> Iterator[bytes]:
    from tests.context import offices, pdfs

    mail = (
        b"From: a@b.c\nSubject: =?utf-8?q?x?=\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nhi\n--B\n"
    )
    mail += b"Content-Disposition: attachment; filename=a.txt\nContent-Transfer-Encoding: base64\n\n"
    mail += b"aGVsbG8=\n--B--\n"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("inner/a.txt")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    yield from (
        bytes([_number(name)]) + body
        for name, body in {
            "a.zip": offices.archive(
                {"a.txt": "hello", "b/c.eml": mail, "d.docx": offices.word(offices.paragraph("x"))}
            ),
            "a.docx": offices.word(offices.paragraph("hello")),
            "a.pptx": offices.slides(["one", "two"], "note"),
            "a.xlsx": offices.workbook({"s": {"A1": "name", "B1": 2.5}}),
            "a.odt": offices.open_document("text", "<text:p>hello</text:p>"),
            "a.epub": offices.book(["<p>one</p>"]),
            "a.eml": mail,
            "a.mbox": b"From a@b.c Thu Jan  1 00:00:00 2026\n"
            + mail
            + b"\nFrom b@b.c Thu Jan  1 00:00:01 2026\n"
            + mail,
            "a.tar": packed.getvalue(),
            "a.gz": gzip.compress(b"hello\n" * 9),
            "a.bz2": bz2.compress(b"hello\n" * 9),
            "a.xz": lzma.compress(b"hello\n" * 9),
            "a.rtf": rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 hello \u8364? \'e9\par}",
            "a.html": b"<!doctype html><meta charset=utf-8><h1>a</h1><table><tr><td>b<td>c</table><p>d",
            "a.ipynb": b'{"cells": [{"cell_type": "code", "source": ["1+1"], "outputs": []}], "nbformat": 4}',
            "a.pdf": pdfs.pdf(["hello"]),
        }.items()
    )


def _number(name: str) -> int:
    suffixes = [other.rpartition(".")[2] for other in NAMES]
    suffix = name.rpartition(".")[2]
    return suffixes.index(suffix) if suffix in suffixes else suffixes.index("txt")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, default=ROOT / "build" / "fuzz")
    arguments = parser.parse_args()
    corpus = arguments.corpus / arguments.target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(arguments.target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    with tempfile.TemporaryDirectory() as folder:
        options = [
            f"-max_total_time={arguments.seconds}",
            "-timeout=30",
            "-rss_limit_mb=3000",
            "-max_len=65536",
        ]
        findings = f"-artifact_prefix={arguments.corpus}/{arguments.target}-"
        atheris.Setup([sys.argv[0], *options, findings, str(corpus)], TARGETS[arguments.target](Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
