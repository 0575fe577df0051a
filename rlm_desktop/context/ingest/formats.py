"""What a file is, told by its first bytes and its name, and which reader gets its text."""

from pathlib import PurePath
from typing import Literal

import msgspec

Reader = Literal["plain", "html", "pdf"]


class Format(msgspec.Struct, frozen=True):
    """A kind of file as it is shown, and the reader for it. Without a reader: why there is none."""

    kind: str
    reader: Reader | None
    reason: str = ""


_SOURCE_CODE = (
    "py pyi c h cc cpp cxx hh hpp hxx cs java kt kts scala go rs rb php pl pm lua r jl m mm "
    "swift js jsx mjs cjs ts tsx vue svelte css scss sass less sh bash zsh fish ps1 bat cmd s "
    "asm f f90 f95 hs ml mli erl ex exs clj lisp el scm dart groovy gradle cmake mk vhd v sv "
    "proto thrift zig nim d pas ada"
)
_KINDS: dict[str, str] = {
    **dict.fromkeys(("txt", "text"), "text"),
    **dict.fromkeys(("md", "markdown", "mdx"), "markdown"),
    **dict.fromkeys(("rst", "org", "adoc", "asciidoc"), "markup"),
    **dict.fromkeys(("log", "syslog", "out", "err"), "log"),
    **dict.fromkeys(("jsonl", "ndjson"), "jsonl"),
    **dict.fromkeys(("html", "htm", "xhtml", "shtml"), "html"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **dict.fromkeys(("csv", "tsv", "json", "xml", "toml", "ini", "sql", "tex"), ""),
    **dict.fromkeys(
        _SOURCE_CODE.split(),
        "code",
    ),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (rar)"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"GGUF", "a model"),
)


def format_of(name: str, head: bytes) -> Format:
    """The format of a file. The bytes decide; the name only tells apart what looks alike."""
    if b"%PDF-" in head[:1024]:
        return Format("pdf", "pdf")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return Format("binary", None, f"this is {what}, a format that is not read")
    kind = _kind(name)
    if kind == "html" or (kind == "text" and _looks_like_html(head)):
        return Format("html", "html")
    if kind == "json" and _many_objects(head):
        return Format("jsonl", "plain")
    return Format(kind, "plain")


def _kind(name: str) -> str:
    # The second suffix counts where the last only numbers a rotated log: "app.log.1".
    suffixes = [suffix[1:].lower() for suffix in PurePath(name).suffixes[-2:]]
    for suffix in reversed(suffixes):
        if suffix in _KINDS:
            return _KINDS[suffix] or suffix
        if not suffix.isdigit():
            break
    return "text"


def _looks_like_html(head: bytes) -> bool:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _many_objects(head: bytes) -> bool:
    lines = [line for line in head.split(b"\n")[:-1] if line.strip()][:5]
    return len(lines) > 1 and all(
        line.strip().startswith(b"{") and line.strip().endswith(b"}") for line in lines
    )
