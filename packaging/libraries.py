"""Which shared libraries the files of a folder ask for, and which that are there nobody asks for (Linux)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_LIBRARY = re.compile(r"^lib.+\.so(\.\d+)*$")
_VERSION = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_MAGIC = b"\x7fELF"


def programs(folder: Path) -> list[Path]:
    """Every program and library of a folder, each once."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and _is_elf(path)
    ]


def needed(files: Iterable[Path]) -> dict[Path, frozenset[str]]:
    """The names of the libraries that each file is linked with."""
    found: dict[Path, set[str]] = {path: set() for path in files}
    for path in found:
        said = subprocess.run(["readelf", "-d", path], capture_output=True, encoding="utf-8", check=True)
        found[path].update(_NEEDED.findall(said.stdout))
    return {path: frozenset(names) for path, names in found.items()}


def unasked(folder: Path, *, loaded_by_name: Iterable[str] = ()) -> list[Path]:
    """Libraries, and links to some, that nothing in the folder is linked with; links to nothing too.

    A Python module or a plugin is asked for by its path, a library by its name alone.
    """
    linked = needed(programs(folder))
    by_name = {path.name for path in folder.rglob("*.so*")}
    libraries = {path for path in linked if _is_plain_library(path, folder)}
    wanted = [path for path in linked if path not in libraries or path.name in loaded_by_name]
    asked: set[str] = set(loaded_by_name)
    while wanted:
        names = linked[wanted.pop()] - asked
        asked |= names
        wanted += [path for path in libraries if path.name in names & by_name]
    gone = {path for path in libraries if path.name not in asked}
    links = {path for path in folder.rglob("*") if path.is_symlink() and path.name not in asked}
    return sorted(gone | {link for link in links if link.resolve() in gone or _LIBRARY.match(link.name)})


def from_the_system(folder: Path) -> dict[str, list[Path]]:
    """Names of libraries that a folder leaves to the system, each with the files that ask for it."""
    linked = needed(programs(folder))
    here = {path.name for path in folder.rglob("*") if path.is_file()}
    asked: dict[str, list[Path]] = {}
    for path, names in linked.items():
        for name in names - here:
            asked.setdefault(name, []).append(path)
    return dict(sorted(asked.items()))


def package_of(library: str) -> str | None:
    """Debian's package that this machine has a library from; None if it has it from none."""
    found = subprocess.run(["ldconfig", "-p"], capture_output=True, encoding="utf-8", check=True).stdout
    match = re.search(rf"^\s*{re.escape(library)} \(libc6,x86-64.*=> (.+)$", found, re.MULTILINE)
    places = [match[1], str(Path(match[1]).resolve())] if match else []
    for place in [*places, *(place.removeprefix("/usr") for place in places)]:
        said = subprocess.run(["dpkg", "-S", place], capture_output=True, encoding="utf-8", check=False)
        if said.returncode == 0:
            return said.stdout.split(":", 1)[0]
    return None


def least_glibc(files: Iterable[Path]) -> str:
    """The oldest C library that all files run with."""
    newest = (2, 0)
    for path in files:
        said = subprocess.run(["readelf", "-V", path], capture_output=True, encoding="utf-8", check=True)
        newest = max([newest, *((int(major), int(minor)) for major, minor in _VERSION.findall(said.stdout))])
    return "{}.{}".format(*newest)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _MAGIC


def _is_plain_library(path: Path, folder: Path) -> bool:
    """A library that is there to be linked with: beside the program, or in a folder of libraries."""
    home = path.parent
    beside = home == folder or home.name in {"_internal", "lib"} or home.name.endswith(".libs")
    return beside and bool(_LIBRARY.match(path.name))
