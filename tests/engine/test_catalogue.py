"""What the catalogue promises, and how a model is found by name, by file and by path."""

from pathlib import Path

import pytest

from rlm_desktop import paths
from rlm_desktop.engine import catalogue, fingerprint
from rlm_desktop.engine.catalogue import Address, Wheels
from rlm_desktop.errors import ModelMissing, ModelRefused
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings

ENTRIES = catalogue.entries()
FILE = b"GGUF" + b"\0" * 60


@pytest.fixture(autouse=True)
def nothing_in_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever models lie in the checkout's own folder, these tests don't see them."""
    monkeypatch.setattr(paths, "shipped_models", lambda: tmp_path)
    monkeypatch.setattr(catalogue, "entries", lambda: ENTRIES)


def test_the_default_model_of_the_settings_is_in_the_catalogue(data: DataFolder) -> None:
    assert catalogue.entry(Settings(data=data).engine.root) == ENTRIES[0]


def test_no_two_models_share_a_name_a_file_or_a_hash() -> None:
    for part in ("name", "file", "sha256"):
        assert len({getattr(model, part) for model in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.name)
def test_every_model_says_what_it_is_and_where_it_comes_from(model: catalogue.Entry) -> None:
    assert model.licence and model.good_for and model.sources
    assert len(bytes.fromhex(model.sha256)) == 32


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.name)
def test_parts_in_wheels_add_up_to_the_file(model: catalogue.Entry) -> None:
    for source in (source for source in model.sources if isinstance(source, Wheels)):
        assert (source.parts - 1) * source.part_bytes < model.bytes <= source.parts * source.part_bytes


def test_there_are_models_for_every_machine() -> None:
    assert len(ENTRIES) >= 10
    assert min(model.bytes for model in ENTRIES[1:-1]) < 600e6
    assert max(model.bytes for model in ENTRIES) > 8e9


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.name)
def test_an_address_names_one_revision_of_the_file_for_good(model: catalogue.Entry) -> None:
    for source in (source for source in model.sources if isinstance(source, Address)):
        revision = source.url.partition("/resolve/")[2].partition("/")[0]
        assert len(bytes.fromhex(revision)) == 20
        assert source.url.endswith(f"/{model.file}")


def test_a_model_is_known_by_name_by_file_name_and_by_the_beginning_of_its_name() -> None:
    names = ("smollm2-135m-instruct-q4_1", "SmolLM2-135M-Instruct.Q4_1.gguf", "smollm2")

    assert {catalogue.entry(name).name for name in names} == {"smollm2-135m-instruct-q4_1"}


def test_a_name_that_fits_two_models_asks_which() -> None:
    with pytest.raises(ModelMissing) as missing:
        catalogue.entry("qwen2.5-coder")

    assert "0.5b" in missing.value.hint and "1.5b" in missing.value.hint


def test_a_model_that_is_not_here_says_how_to_get_it(data: DataFolder) -> None:
    with pytest.raises(ModelMissing) as missing:
        catalogue.find("smollm2", data)

    assert "models get smollm2" in missing.value.hint and "models import" in missing.value.hint


def test_a_path_is_found_and_named_after_the_file_when_its_hash_is_a_strangers(
    data: DataFolder, tmp_path: Path
) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(FILE)

    found = catalogue.find(str(path), data)

    assert (found.name, found.path, found.entry) == ("mine", path, None)
    assert found.sha256 == fingerprint.sha256(path)


def test_a_file_that_is_not_gguf_is_refused(data: DataFolder, tmp_path: Path) -> None:
    path = tmp_path / "letter.gguf"
    path.write_text("Dear Sir", encoding="utf-8")

    with pytest.raises(ModelRefused):
        catalogue.find(str(path), data)


def test_a_damaged_file_does_not_pass_for_the_model(data: DataFolder) -> None:
    model = catalogue.entry("smollm2")
    with (data.models / model.file).open("wb") as file:
        file.write(FILE)
        file.truncate(model.bytes)

    with pytest.raises(ModelMissing, match="SHA-256"):
        catalogue.find(model.name, data)


def test_a_name_cannot_lead_out_of_the_model_folder(data: DataFolder) -> None:
    (data.models.parent / "outside.gguf").write_bytes(FILE)

    with pytest.raises(ModelMissing):
        catalogue.find("../outside", data)


def test_a_hash_is_read_once_and_again_only_when_the_file_changed(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = data.models / "mine.gguf"
    path.write_bytes(FILE)
    first = catalogue.find("mine", data)
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "sha256", lambda path: pytest.fail("read again"))
        assert catalogue.find("mine", data) == first

    path.write_bytes(FILE + b"more")

    assert catalogue.find("mine", data).sha256 != first.sha256
