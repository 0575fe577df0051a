"""What a package is made of: every library with its version and licence, as texts beside it and as an SBOM.

The SBOM is CycloneDX 1.6 in JSON, so that scanners read it.
"""

from __future__ import annotations

import importlib.metadata as metadata
import json
import platform
import re
import shutil
import subprocess
import sysconfig
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import libraries
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from shipped import NAME, ROOT

MANIFEST = ROOT / "resources" / "sandbox" / "bundle" / "manifest.json"
WASI = ROOT / "resources" / "sandbox" / "wasi-bundle" / "manifest.json"
TEXTS = Path(__file__).with_name("licence-texts")
DOCUMENTS = Path("/usr/share/doc")
"""Where a Debian system keeps the licences of what it is made of."""
_LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


WITHOUT_TEXT = {
    "cldr": ("cldr.txt",),  # the names in resources/codes.tsv
    "llama-cpp-python": ("llama.cpp.txt",),
    "nanoarrow": ("apache-2.0.txt",),
    "pyside6-essentials": ("lgpl-3.0.txt", "gpl-3.0.txt", "icu.txt"),
    "shiboken6": ("lgpl-3.0.txt", "gpl-3.0.txt"),
}
"""Packages whose wheels bring no text, or not that of what is inside them."""
OF_THE_SYSTEM = (
    (r"libbrotli.*|libcom-err2|libffi\d+|libgssapi-krb5-2|libk5crypto3|libkrb5.*", "MIT"),
    (r"libxcb-.*|libxkbcommon.*", "MIT"),
    (r"libbz2-1\.0", "bzip2-1.0.6"),
    (r"libgomp1", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    (r"libicu\d+", "Unicode-DFS-2016"),
    (r"libkeyutils1", "LGPL-2.1-or-later"),
    (r"liblzma5", "0BSD"),
    (r"libsqlite3-0", "blessing"),
    (r"libssl3(t64)?", "Apache-2.0"),
    (r"libuuid1|libzstd1", "BSD-3-Clause"),
    (r"zlib1g", "Zlib"),
)
"""Debian's packages of libraries that a folder takes along, and their licences."""


class Material(NamedTuple):
    """One library or program inside the package."""

    name: str
    version: str
    licence: str
    kind: str = "pypi"
    sha256: str = ""

    @property
    def address(self) -> str:
        """Its name in the world of packages (purl)."""
        return f"pkg:{self.kind}/{self.name}@{self.version}"


def all_materials() -> list[Material]:
    """Python's packages that the program depends on, and what is no package of Python's."""
    return [*(_material(found) for found in distributions()), *_others()]


def distributions() -> list[metadata.Distribution]:
    """The packages that the project names, and all that those need, here installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, metadata.Distribution] = {}
    wanted = [Requirement(line) for line in project["dependencies"]]
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name in found or not _applies(requirement):
            continue
        found[name] = metadata.distribution(name)
        wanted += [Requirement(line) for line in found[name].requires or ()]
    return [found[name] for name in sorted(found)]


def copy_licences(folder: Path) -> int:
    """A folder for each library with the texts of its licence; how many texts there are."""
    copied = 0
    for found in distributions():
        home = folder / canonicalize_name(found.metadata["Name"])
        for text in _licence_files(found):
            home.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, home / text.name)
            copied += 1
    for name, more in WITHOUT_TEXT.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file in more:
            shutil.copyfile(TEXTS / file, folder / name / file)
            copied += 1
    shutil.copyfile(TEXTS / "mpl-2.0.txt", folder / "pyodide.txt")
    shutil.copyfile(Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", folder / "cpython.txt")
    return copied + 2


def from_the_builder(inside: Path) -> list[Material]:
    """Libraries of the building system that were taken along, by their packages (Linux)."""
    packages = {libraries.package_of(path.name) for path in inside.glob("lib*.so*") if not path.is_symlink()}
    return [_of_the_system(package) for package in sorted(package for package in packages if package)]


def copy_systems_licences(found: Sequence[Material], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for material in found:
        shutil.copyfile(DOCUMENTS / material.name / "copyright", folder / f"{material.name}.txt")


def _of_the_system(package: str) -> Material:
    licence = next((said for names, said in OF_THE_SYSTEM if re.fullmatch(names, package)), None)
    if licence is None:
        raise SystemExit(f"No licence is known for {package}: look, and name it in materials.py.")
    asked = ["dpkg-query", "-W", "-f", "${Version}", package]
    version = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True).stdout
    return Material(package, version, licence, kind="deb/debian")


def sbom(version: str, more: Sequence[Material] = ()) -> str:
    """The bill of materials. The same materials give the same text."""
    materials = [*all_materials(), *more]
    listed = [_component(material) for material in materials]
    told = json.dumps(listed, sort_keys=True)
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": NAME, "version": version, "bom-ref": NAME}},
        "components": listed,
        "dependencies": [{"ref": NAME, "dependsOn": [material.address for material in materials]}],
    }
    return json.dumps(made, indent=1) + "\n"


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _material(found: metadata.Distribution) -> Material:
    name = canonicalize_name(found.metadata["Name"])
    return Material(name, found.version, _licence(found.metadata.get_all("Classifier") or [], found))


def _licence(classifiers: Sequence[str], found: metadata.Distribution) -> str:
    """The licence's short name where the package tells one."""
    told = found.metadata.get("License-Expression") or ""
    classified = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    short = (found.metadata.get("License") or "").strip().splitlines()
    return told or "; ".join(classified) or (short[0] if short else "") or "see its files"


def _licence_files(found: metadata.Distribution) -> Iterator[Path]:
    for file in found.files or ():
        inside = ".dist-info" in file.parts[0]
        if inside and ("licenses" in file.parts or file.name.upper().startswith(_LICENCE_FILES)):
            place = Path(str(found.locate_file(file)))
            if place.is_file():
                yield place


def _others() -> list[Material]:
    """Parts that come inside other parts, or from no index."""
    said: Mapping[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.is_file() else {}
    wasi = json.loads(WASI.read_text(encoding="utf-8")) if WASI.is_file() else None
    return [
        *(
            [Material("cpython-wasi", wasi["python"], "PSF-2.0 AND Apache-2.0", kind="generic")]
            if wasi
            else []
        ),
        Material("cpython", platform.python_version(), "PSF-2.0", kind="generic"),
        Material("cldr", "47", "Unicode-3.0", kind="generic"),
        Material("pyodide", said.get("pyodide", "unknown"), "MPL-2.0", kind="npm"),
        # Inside the wheels of PySide6, numpy and llama-cpp-python.
        Material("qt", metadata.version("PySide6-Essentials"), "LGPL-3.0-only", kind="generic"),
        Material("icu", "73", "Unicode-DFS-2016", kind="generic"),
        Material("openblas", metadata.version("numpy"), "BSD-3-Clause", kind="generic"),
        Material("llama.cpp", metadata.version("llama-cpp-python"), "MIT", kind="generic"),
        Material(
            "pyinstaller", metadata.version("pyinstaller"), "GPL-2.0-or-later with bootloader exception"
        ),
    ]


def _component(material: Material) -> dict[str, object]:
    listed: dict[str, object] = {
        "type": "library",
        "bom-ref": material.address,
        "name": material.name,
        "version": material.version,
        "purl": material.address,
        "licenses": [{"license": {"name": material.licence}}],
    }
    if material.sha256:
        listed["hashes"] = [{"alg": "SHA-256", "content": material.sha256}]
    return listed
