"""Everything that is shipped may be: its licence stands on the list; and the bill of materials names it."""

import importlib
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths

pytest.importorskip("PyInstaller", reason="the bill of materials names what packs the program")


@pytest.fixture
def licences(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(paths.PROGRAM.parent / "packaging"))
    return importlib.import_module("licences")


def test_every_part_has_a_licence_that_is_on_the_list(licences: ModuleType) -> None:
    materials = licences.all_materials()

    assert len(materials) > 20
    assert licences.not_allowed(materials) == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND Zlib", True),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("MIT, dependency licenses", False),
        ("see its files", False),
        ("", False),
    ],
)
def test_a_licence_is_read_as_it_is_meant(licences: ModuleType, expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


def test_the_bill_of_materials_names_every_part_with_its_licence(licences: ModuleType) -> None:
    bill = json.loads(licences.sbom("1.0"))

    assert bill["bomFormat"] == "CycloneDX"
    assert {part["name"] for part in bill["components"]} == {one.name for one in licences.all_materials()}
    assert all(part["licenses"][0]["license"]["name"] for part in bill["components"])


def test_every_part_that_comes_from_an_index_brings_the_text_of_its_licence(
    licences: ModuleType, tmp_path: Path
) -> None:
    materials = importlib.import_module("materials")

    materials.copy_licences(tmp_path)

    for found in materials.distributions():
        name = materials.canonicalize_name(found.metadata["Name"])
        assert any((tmp_path / name).iterdir()), name


@pytest.mark.parametrize(
    ("package", "licence"),
    [("libxcb-shm0", "MIT"), ("libgomp1", "GPL-3.0-or-later WITH GCC-exception-3.1"), ("zlib1g", "Zlib")],
)
def test_a_library_of_the_system_that_comes_along_has_a_licence_that_is_on_the_list(
    licences: ModuleType, package: str, licence: str
) -> None:
    materials = importlib.import_module("materials")
    known = {said for _, said in materials.OF_THE_SYSTEM}

    assert licence in known
    assert all(licences.is_allowed(said) for said in known)
    assert any(re.fullmatch(names, package) for names, said in materials.OF_THE_SYSTEM if said == licence)
