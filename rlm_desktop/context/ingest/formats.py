"""What a file is, told by its first bytes and its name, and which reader gets its text."""

import re
from pathlib import PurePath
from typing import Literal

import msgspec

Reader = Literal[
    "plain",
    "html",
    "pdf",
    "rtf",
    "message",
    "mailbox",
    "package",
    "compound",
    "tar",
    "gzip",
    "bzip2",
    "xz",
    "zstd",
]
"""`plain` reads where the file lies; all others read in a process of their own.

A `package` is a zip archive or what is made as one (docx, xlsx, odt, epub, …); a `compound` file is an older
office document or an Outlook message.
"""


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
    **dict.fromkeys(("eml", "mht", "mhtml"), "message"),
    **dict.fromkeys(("csv", "tsv", "json", "xml", "toml", "ini", "sql", "tex", "mbox"), ""),
    **dict.fromkeys(
        _SOURCE_CODE.split(),
        "code",
    ),
}
_READ: tuple[tuple[bytes, Format], ...] = (
    (b"PK\x03\x04", Format("zip", "package")),
    (b"PK\x05\x06", Format("zip", "package")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format("office", "compound")),
    (b"\x1f\x8b", Format("gzip", "gzip")),
    (b"BZh", Format("bzip2", "bzip2")),
    (b"\xfd7zXZ\x00", Format("xz", "xz")),
    (b"\x28\xb5\x2f\xfd", Format("zstd", "zstd")),
    (b"{\\rtf", Format("rtf", "rtf")),
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (rar)"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"GGUF", "a model"),
)
_TAR = (257, b"ustar")
_ENVELOPE = re.compile(rb"From \S+.*\d\d:\d\d.*\r?\n(?:>?From .*\r?\n)*[A-Za-z][\w-]*:", re.ASCII)
"""The line that begins each message of a mailbox, and the first header of the message."""
_HEADER = re.compile(rb"([A-Za-z][\w-]*):[ \t]?.*\r?\n(?:[ \t]+.*\r?\n)*")
_OF_MAIL = frozenset((b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to"))


def format_of(name: str, head: bytes) -> Format:
    """The format of a file. The bytes decide; the name only tells apart what looks alike."""
    known = _by_bytes(head)
    if known is not None:
        return known
    kind = _kind(name)
    if kind == "html" or (kind == "text" and _looks_like_html(head)):
        return Format("html", "html")
    if kind in {"text", "mbox", "message"} and _ENVELOPE.match(head):
        return Format("mailbox", "mailbox")
    if kind == "message" or (kind == "text" and _looks_like_mail(head)):
        return Format("message", "message")
    if kind == "json" and _many_objects(head):
        return Format("jsonl", "plain")
    return Format("text" if kind == "mbox" else kind, "plain")


def _by_bytes(head: bytes) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return Format("pdf", "pdf")
    for magic, form in _READ:
        if head.startswith(magic):
            return form
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return Format("binary", None, f"this is {what}, a format that is not read")
    at, mark = _TAR
    return Format("tar", "tar") if head[at : at + len(mark)] == mark else None


def inner_name(name: str) -> str:
    """What a compressed file is called once it is unfolded: "app.log" for "app.log.gz"."""
    path = PurePath(name)
    last = path.suffix[1:].lower()
    if last in {"tgz", "tbz", "tbz2", "txz", "tzst"}:
        return path.stem + ".tar"
    return path.stem if last in {"gz", "bz2", "xz", "zst", "zstd", "z"} else path.name


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


def _looks_like_mail(head: bytes) -> bool:
    """Whether a file without a telling name begins with the headers that mail programs write."""
    at = 0
    names: set[bytes] = set()
    while match := _HEADER.match(head, at):
        names.add(match[1].lower())
        at = match.end()
    return b"from" in names and len(names & _OF_MAIL) >= 2 and head[at : at + 1] in b"\r\n"


def _many_objects(head: bytes) -> bool:
    lines = [line for line in head.split(b"\n")[:-1] if line.strip()][:5]
    return len(lines) > 1 and all(
        line.strip().startswith(b"{") and line.strip().endswith(b"}") for line in lines
    )
