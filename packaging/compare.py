"""Compares two builds file by file: `python packaging/compare.py ONE OTHER`, folders or packages.

Prints what is only in one and what differs, and where first. Exit status: 0 the same, 1 not.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Difference(NamedTuple):
    """One file that is not the same in both, and how."""

    name: str
    how: str


def differences(one: Path, other: Path) -> list[Difference]:
    """What is not the same in two folders, by name."""
    first, second = _files(one), _files(other)
    found = [Difference(name, "only in the first") for name in first.keys() - second.keys()]
    found += [Difference(name, "only in the second") for name in second.keys() - first.keys()]
    for name in first.keys() & second.keys():
        if how := _how(first[name], second[name]):
            found.append(Difference(name, how))
    return sorted(found)


def _files(folder: Path) -> dict[str, Path]:
    paths = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _how(one: Path, other: Path) -> str:
    """How two files differ; empty if they do not."""
    if one.is_symlink() or other.is_symlink():
        same = one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
        return "" if same else "leads elsewhere"
    if one.stat().st_mode != other.stat().st_mode:
        return f"mode {one.stat().st_mode:o} and {other.stat().st_mode:o}"
    if _sum(one) == _sum(other):
        return ""
    before, after = one.read_bytes(), other.read_bytes()
    size = f"{len(before)} bytes" if len(before) == len(after) else f"{len(before)} and {len(after)} bytes"
    place = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return f"{size}, from byte {place} on"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(package: Path, folder: Path) -> Path:
    """A folder as it is; a package unpacked."""
    if package.is_dir():
        return package
    if package.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-R", str(package), str(folder)], check=True)
    elif package.suffix == ".run":
        subprocess.run(["sh", str(package), "--to", str(folder)], check=True, stdout=subprocess.DEVNULL)
    else:
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
    return folder


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Compare two builds file by file.")
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        one, other = (
            unpack(path, Path(scratch) / name) for path, name in ((args.one, "one"), (args.other, "other"))
        )
        found = differences(one, other)
        for name, how in found:
            print(f"{name}: {how}")
        print(f"{len(_files(one))} and {len(_files(other))} files, {len(found)} not the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
