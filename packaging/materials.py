"""What a package is made of: every library with its version and licence, as texts beside it and as an SBOM.

The SBOM is CycloneDX 1.6 in JSON, so that scanners read it.
"""

from __future__ import annotations

import importlib.metadata as metadata
import json
import platform
import shutil
import sysconfig
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from shipped import NAME, ROOT

MANIFEST = ROOT / "resources" / "sandbox" / "bundle" / "manifest.json"
WASI = ROOT / "resources" / "sandbox" / "wasi-bundle" / "manifest.json"
_LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


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
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.is_file():
        shutil.copyfile(python, folder / "cpython.txt")
    return copied


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
        Material("pyodide", said.get("pyodide", "unknown"), "MPL-2.0", kind="npm"),
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
