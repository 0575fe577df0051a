"""Makes Qt's library of Unicode data small: 32 MB, of which the window uses the rules for sorting.

Qt takes its names of languages, formats of numbers and conversions from tables of its own. ICU lets a
program choose what data it comes with; this keeps the form of the archive and leaves items out.
Needs readelf and gcc, as the building of llama.cpp does.
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

LIBRARY = "libicudata.so.*"
_MAGIC, _FORMAT = b"\xda\x27", b"CmnD"
_SYMBOL = re.compile(r"^ *\d+: ([0-9a-f]+) +(0x[0-9a-f]+|\d+) OBJECT .* (icudt\d+_dat)$", re.MULTILINE)
_OFFSET = re.compile(r"\] \.rodata +PROGBITS +([0-9a-f]+) ([0-9a-f]+)")
_LOCALE = re.compile(r"[a-z]{2,3}(_\w+)?\.res")
_GENERAL = re.compile(r"(root|pool|res_index)\.res|.+\.icu")
_ALIGNED = 16
_SOURCE = """
.section .note.GNU-stack,"",@progbits
.section .rodata
.globl {symbol}
.type {symbol}, @object
.size {symbol}, {size}
.balign 16
{symbol}: .incbin "{file}"
"""

Items = list[tuple[str, bytes]]


def keeps(name: str) -> bool:
    """Whether an item is used: `name` without the archive's own name before it."""
    folder, _, file = name.rpartition("/")
    if folder == "coll":
        return True
    if folder == "zone":
        return bool(_GENERAL.fullmatch(file))
    return not folder and file.endswith((".icu", ".nrm", ".res")) and not _LOCALE.fullmatch(file)


def make_small(library: Path, wanted: Callable[[str], bool] = keeps) -> None:
    """Put a library with the wanted items alone in the place of this one, under the same name."""
    symbol, data = _data(library)
    header, items = unpacked(data)
    kept = [item for item in items if wanted(item[0].partition("/")[2])]
    with tempfile.TemporaryDirectory() as scratch:
        packed, source, made = (Path(scratch) / name for name in ("icu.dat", "icu.S", library.name))
        packed.write_bytes(pack(header, kept))
        said = _SOURCE.format(symbol=symbol, size=packed.stat().st_size, file=packed.name)
        source.write_text(said, encoding="utf-8")
        linked = ["-Wl,-soname," + library.name, "-Wl,--build-id=none", "-Wl,-z,noexecstack", "-o", made.name]
        command = ["gcc", "-shared", "-nostdlib", *linked, source.name]
        subprocess.run(command, cwd=scratch, check=True)
        subprocess.run(["strip", "--strip-unneeded", made.name], cwd=scratch, check=True)
        mode = library.stat().st_mode
        library.unlink()
        library.write_bytes(made.read_bytes())
        library.chmod(mode)


def unpacked(data: bytes) -> tuple[bytes, Items]:
    """The head of an archive as it is, and its items in their order."""
    size = struct.unpack_from("<H", data)[0]
    if data[2:4] != _MAGIC or data[12:16] != _FORMAT:
        raise SystemExit("ICU's data has another form than the one that is known.")
    table = data[size:]
    (count,) = struct.unpack_from("<I", table)
    entries = list(struct.iter_unpack("<II", table[4 : 4 + 8 * count]))
    ends = [start for _, start in entries[1:]] + [len(table)]
    names = [table[at : table.index(b"\0", at)].decode() for at, _ in entries]
    return data[:size], [
        (name, table[start:end]) for name, (_, start), end in zip(names, entries, ends, strict=True)
    ]


def pack(header: bytes, items: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of items, which must be in the order of their names as they were."""
    names = b"".join(name.encode() + b"\0" for name, _ in items)
    first_name = 4 + 8 * len(items)
    body, entries, name_at = b"", [], first_name
    at = _aligned(first_name + len(names))
    for name, content in items:
        entries.append(struct.pack("<II", name_at, at + len(body)))
        name_at += len(name) + 1
        body += content + bytes(_aligned(len(content)) - len(content))
    table = struct.pack("<I", len(items)) + b"".join(entries) + names
    return header + table + bytes(at - len(table)) + body


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _data(library: Path) -> tuple[str, bytes]:
    """The name of the one symbol, and what it stands for."""
    symbols, sections = (
        subprocess.run(["readelf", option, library], capture_output=True, encoding="utf-8", check=True).stdout
        for option in ("--dyn-syms", "-SW")
    )
    symbol, section = _SYMBOL.search(symbols.replace("-W", "")), _OFFSET.search(sections)
    if symbol is None or section is None:
        raise SystemExit(f"{library.name} has no data of ICU that is known.")
    start = int(symbol[1], 16) - int(section[1], 16) + int(section[2], 16)
    return symbol[3], library.read_bytes()[start : start + int(symbol[2], 0)]
