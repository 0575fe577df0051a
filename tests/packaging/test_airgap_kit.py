"""A kit for a machine without a network: whole and signed, it passes; with a byte changed, it does not."""

import importlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths

PACKAGING = paths.PROGRAM.parent / "packaging"


@pytest.fixture
def airgap_kit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not all(shutil.which(tool) for tool in ("ssh-keygen", "sh", "sha256sum")):
        pytest.skip("ssh-keygen and sha256sum make and check a kit")
    pytest.importorskip("PyInstaller", reason="the bill of materials names what packs the program")
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module("airgap_kit")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return make_key(tmp_path / "maker")


def make_key(path: Path) -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


@pytest.fixture
def kit(airgap_kit: ModuleType, key: Path, tmp_path: Path) -> Path:
    """The kit as it is unpacked on the other side."""
    installer, model = tmp_path / "program.deb", tmp_path / "model.gguf"
    installer.write_bytes(b"a program")
    model.write_bytes(b"GGUF and so on")
    archive = airgap_kit.make(installers=[installer], models=[model], key=key, output=tmp_path / "out")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "other side", filter="data")
    return next((tmp_path / "other side").iterdir())


def verify(kit: Path, *arguments: Path) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(kit / "verify.sh"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_a_kit_that_nobody_touched_is_whole_and_its_makers(kit: Path, key: Path) -> None:
    seen = verify(kit, key.with_suffix(".pub"))

    assert seen.returncode == 0, seen.stderr
    assert "signed with this key" in seen.stdout and "as they were packed" in seen.stdout


def test_it_holds_installer_model_catalogue_documents_and_materials(kit: Path) -> None:
    for name in ("installers/program.deb", "models/model.gguf", "models/catalogue.toml", "docs/offline.md"):
        assert (kit / name).is_file()
    assert "duckdb" in (kit / "sbom.json").read_text(encoding="utf-8")


def test_a_byte_that_changed_on_the_way_is_named(kit: Path) -> None:
    (kit / "models" / "model.gguf").write_bytes(b"GGUF and so 0n")

    seen = verify(kit)

    assert seen.returncode == 1 and "models/model.gguf" in seen.stderr


def test_sums_that_were_made_anew_do_not_bear_the_signature(
    airgap_kit: ModuleType, kit: Path, key: Path
) -> None:
    (kit / "models" / "model.gguf").write_bytes(b"another model")
    listed = kit / "SHA256SUMS"
    signature = (kit / "SHA256SUMS.sig").read_bytes()
    for file in (listed, kit / "SHA256SUMS.sig"):
        file.unlink()
    listed.write_text(airgap_kit.sums(kit), encoding="utf-8")
    (kit / "SHA256SUMS.sig").write_bytes(signature)

    assert verify(kit).returncode == 0
    assert verify(kit, key.with_suffix(".pub")).returncode == 1


def test_a_file_that_was_slipped_in_is_named(kit: Path, key: Path) -> None:
    (kit / "installers" / "extra.run").write_bytes(b"#!/bin/sh")

    seen = verify(kit, key.with_suffix(".pub"))

    assert seen.returncode == 1 and "installers/extra.run" in seen.stderr


def test_the_key_of_somebody_else_is_not_accepted(kit: Path, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other")

    assert verify(kit, other.with_suffix(".pub")).returncode == 1
