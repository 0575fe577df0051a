"""Holds all that the lock names, and the crates inside it, against collections of known faults.

    python packaging/audit.py FOLDER…                    each a checkout of one of the collections below
    python packaging/audit.py FOLDER… --also jinja2==3.1.2   something known to be faulty, as a control

The collections, as their keepers publish them on GitHub: `pypa/advisory-database`, `rustsec/advisory-db`,
`pyupio/safety-db`. Nothing is fetched, so that it can be done without a network; what is said is as old as
the folder, and its age is told. What cannot be read or compared counts as a fault. Needs `packaging` and
`ruamel.yaml` (of the extras `package` and `build`).
"""

from __future__ import annotations

import argparse
import importlib.metadata as metadata
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from shipped import ROOT

LOCK = ROOT / "packaging" / "requirements.lock"
PYPI, CRATES = "PyPI", "crates.io"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

OF_ONE_WORKSPACE = {"deno": ("deno",), "wasmtime": ("wasmtime", "wasmtime-wasi")}
"""Crates that have the version of the package they come in, where it brings no list of them."""


class Part(NamedTuple):
    """Something with a version, and the package that it comes in."""

    ecosystem: str
    name: str
    version: str
    inside: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}" + (f" (inside {self.inside})" if self.inside else "")


class Accepted(NamedTuple):
    """Entries about a part that do not concern this program as it uses the part."""

    entries: tuple[str, ...]
    why: str
    inside: tuple[str, ...] = ("",)
    """The packages that the part comes in."""


ACCEPTED = {
    "diskcache": Accepted(
        ("PYSEC-2026-2447", "<=5.6.3"),
        "llama-cpp-python imports it for a cache that this program never makes; no version is without it",
    ),
    "crossbeam-epoch": Accepted(
        ("RUSTSEC-2026-0204",),
        "grimp and ruff look at our own code and are not shipped",
        inside=("grimp", "ruff"),
    ),
}
"""Told each time, with the reason."""


class Fault(NamedTuple):
    """An entry that is about a part as it is here."""

    part: Part
    entry: str
    known_as: str = ""
    """Other names of the entry."""
    remark: bool = False
    """Nothing that can be attacked: that nobody keeps it any more, say."""

    @property
    def accepted(self) -> str:
        """Why it is no fault here; empty where nothing says so."""
        found = ACCEPTED.get(self.part.name)
        fits_here = found and self.entry in found.entries and self.part.inside in found.inside
        return found.why if found and fits_here else ""

    def __str__(self) -> str:
        kind = "remark" if self.remark else "accepted" if self.accepted else "FAULT"
        said = f"{kind}: {self.part}: {' '.join(filter(None, [self.entry, self.known_as]))}"
        return f"{said}: {self.accepted}" if self.accepted else said


class Known(Protocol):
    """A collection of known faults."""

    title: str
    ecosystem: str

    def newest(self) -> str:
        """The day of the last change."""

    def size(self) -> int: ...

    def names(self, part: Part) -> bool:
        """Whether it knows anything at all of a part, of whatever version."""

    def faults(self, part: Part) -> Iterator[Fault]: ...


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--also", action="append", default=[], metavar="NAME==VERSION")
    asked = parser.parse_args(arguments)
    parts = all_parts(asked.lock.read_text(encoding="utf-8") + "\n" + "\n".join(asked.also))
    found = [fault for folder in asked.folders for fault in _held_against(opened(folder), parts)]
    for fault in found:
        print(fault)
    faults = {fault.part for fault in found if not fault.remark and not fault.accepted}
    print(f"{len(parts)} parts, {len(faults)} of them with a known fault")
    return 1 if faults else 0


def all_parts(lock: str) -> list[Part]:
    """What the lock pins, and the crates that packages installed here say they hold."""
    packages = pinned(lock)
    return [*packages, *(crate for package in packages for crate in _crates_of(package))]


def pinned(lock: str) -> list[Part]:
    return [Part(PYPI, canonicalize_name(name), version) for name, version in _PINNED.findall(lock)]


def opened(folder: Path) -> Known:
    for sign, kind in (("vulns", PyPA), ("crates", RustSec), ("data/insecure.json", SafetyDb)):
        if (folder / sign).exists():
            return kind(folder)
    raise SystemExit(f"{folder} is none of the collections that are known here.")


def _held_against(known: Known, parts: Iterable[Part]) -> list[Fault]:
    own = [part for part in parts if part.ecosystem == known.ecosystem]
    named = [part for part in own if known.names(part)]
    print(
        f"{known.title}: {known.size():,} entries, the newest of {known.newest()};"
        f" {len(own)} parts held against it, {len(named)} of them named in it"
    )
    return [fault for part in named for fault in known.faults(part)]


def _crates_of(package: Part) -> Iterator[Part]:
    """From the bill of materials in its wheel, where the version of the lock is the one installed."""
    for name in OF_ONE_WORKSPACE.get(package.name, ()):
        yield Part(CRATES, name, package.version, package.name)
    try:
        found = metadata.distribution(package.name)
    except metadata.PackageNotFoundError:
        return
    if found.version != package.version:
        return
    for file in found.files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            bill = json.loads(Path(str(found.locate_file(file))).read_text(encoding="utf-8"))
            for component in bill.get("components", ()):
                if str(component.get("purl", "")).startswith("pkg:cargo/"):
                    yield Part(CRATES, component["name"], component["version"], package.name)


class PyPA:
    """`pypa/advisory-database`: a file of YAML for each fault, in OSV's form."""

    title, ecosystem = "PyPA", PYPI

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "vulns"

    def size(self) -> int:
        return sum(1 for _ in self._folder.glob("*/*.yaml"))

    def newest(self) -> str:
        modified = re.compile(r"^(?:modified|published): \"?'?(\d{4}-\d\d-\d\d)", re.MULTILINE)
        texts = (file.read_text(encoding="utf-8") for file in self._folder.glob("*/*.yaml"))
        return _latest(day for text in texts for day in modified.findall(text))

    def names(self, part: Part) -> bool:
        return (self._folder / part.name).is_dir()

    def faults(self, part: Part) -> Iterator[Fault]:
        for file in sorted((self._folder / part.name).glob("*.yaml")):
            try:
                entry = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
                if not entry.get("withdrawn") and _is_affected(part, entry["affected"]):
                    yield Fault(part, entry["id"], " ".join(entry.get("aliases", ())))
            except (YAMLError, KeyError, TypeError, AttributeError, InvalidVersion) as error:
                yield Fault(part, f"{file.name} could not be compared ({type(error).__name__})")


class RustSec:
    """`rustsec/advisory-db`: a page for each fault, which begins with a table of TOML."""

    title, ecosystem = "RustSec", CRATES

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "crates"

    def size(self) -> int:
        return sum(1 for _ in self._folder.glob("*/*.md"))

    def newest(self) -> str:
        dated = re.compile(r"^date = \"(\d{4}-\d\d-\d\d)", re.MULTILINE)
        texts = (file.read_text(encoding="utf-8") for file in self._folder.glob("*/*.md"))
        return _latest(day for text in texts for day in dated.findall(text))

    def names(self, part: Part) -> bool:
        return (self._folder / part.name).is_dir()

    def faults(self, part: Part) -> Iterator[Fault]:
        for file in sorted((self._folder / part.name).glob("*.md")):
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8").split("```")[1].removeprefix("toml"))
                about, versions = table["advisory"], table["versions"]
                good = [*versions.get("patched", ()), *versions.get("unaffected", ())]
                if not about.get("withdrawn") and not any(fits(part.version, wanted) for wanted in good):
                    yield Fault(part, about["id"], remark="informational" in about)
            except (tomllib.TOMLDecodeError, IndexError, KeyError, InvalidVersion) as error:
                yield Fault(part, f"{file.name} could not be compared ({type(error).__name__})")


class SafetyDb:
    """`pyupio/safety-db`: the versions of each package that are faulty, in one file; monthly."""

    title, ecosystem = "safety-db", PYPI

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "data" / "insecure.json").read_text(encoding="utf-8"))
        self._made = told.pop("$meta")["timestamp"]
        self._faulty: dict[str, list[str]] = {canonicalize_name(name): told[name] for name in told}

    def size(self) -> int:
        return sum(map(len, self._faulty.values()))

    def newest(self) -> str:
        return f"{datetime.fromtimestamp(self._made, tz=UTC):%Y-%m-%d}"

    def names(self, part: Part) -> bool:
        return part.name in self._faulty

    def faults(self, part: Part) -> Iterator[Fault]:
        for versions in self._faulty[part.name]:
            try:
                if fits(part.version, versions):
                    yield Fault(part, versions)
            except InvalidVersion:
                yield Fault(part, f"{versions} could not be compared")


def _is_affected(part: Part, affected: Iterable[Mapping[str, Any]]) -> bool:
    here = Version(part.version)
    for one in affected:
        if canonicalize_name(one["package"]["name"]) != part.name:
            continue
        if any(_same(here, told) for told in one.get("versions", ())):
            return True
        ranges = [told for told in one.get("ranges", ()) if told["type"] != "GIT"]
        if any(_is_within(here, told["events"]) for told in ranges):
            return True
    return False


def _same(here: Version, told: object) -> bool:
    try:
        return Version(str(told)) == here
    except InvalidVersion:  # a version from before there was an order of them is none of ours
        return False


def _is_within(here: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Whether a version lies between an `introduced` and the `fixed` or `last_affected` that follows it."""
    inside = False
    for what, version in (pair for event in events for pair in event.items()):
        match what:
            case "introduced":
                inside = inside or str(version) == "0" or here >= Version(str(version))
            case "fixed":
                inside = inside and here < Version(str(version))
            case "last_affected":
                inside = inside and here <= Version(str(version))
    return inside


def fits(version: str, wanted: str) -> bool:
    """Whether a version is among those wanted, as pip says it (`>=1,<2`) or cargo (`^1.2`)."""
    here = Version(version)
    return all(_fits_one(here, *_parted(one)) for one in wanted.split(",") if one.strip())


def _parted(one: str) -> tuple[str, Version]:
    found = re.fullmatch(r"(===?|!=|<=|>=|<|>|=|\^|~=?|)\s*v?(.+)", one.strip())
    if found is None:
        raise InvalidVersion(one)
    return found[1], Version(found[2].removesuffix(".*"))


def _fits_one(here: Version, sign: str, there: Version) -> bool:
    match sign:
        case "<":
            return here < there
        case "<=":
            return here <= there
        case ">":
            return here > there
        case ">=":
            return here >= there
        case "!=":
            return here != there
        case "=" | "==" | "===":
            return here == there
        case _:  # cargo's caret, which may be left out, and its tilde, which we take as widely
            return there <= here < Version(_next(there))


def _next(version: Version) -> str:
    """The first version that is not compatible: the leftmost number that is not 0 is one more."""
    numbers = [*version.release, 0, 0][:3]
    at = next((place for place, number in enumerate(numbers) if number), 2)
    return ".".join(map(str, [*numbers[:at], numbers[at] + 1]))


def _latest(days: Iterable[str]) -> str:
    """The last day that has been; entries are known that are dated into the future."""
    today = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    return max((day for day in days if day <= today), default="an unknown day")


if __name__ == "__main__":
    sys.exit(main())
