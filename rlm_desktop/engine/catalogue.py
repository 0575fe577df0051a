"""The models this program knows by name, and where their files lie on this machine."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from rlm_desktop import paths
from rlm_desktop.engine import fingerprint
from rlm_desktop.errors import ModelMissing, ModelRefused
from rlm_desktop.paths import DataFolder

MAGIC = b"GGUF"


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="address"):
    """The whole file at one address."""

    url: str


class Wheels(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="wheels", kw_only=True
):
    """The file cut into parts of `part_bytes` (the last may be shorter), each in a wheel of its own.

    `project` and `inside` (the path in the wheel) name part 1, 2, … by a `{part}` in them.
    """

    project: str
    version: str
    parts: int
    part_bytes: int
    inside: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One model of the catalogue. `template`: how its chat is laid out; `context`: its window in tokens."""

    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    licence: str
    maker: str
    context: int
    template: str
    good_for: str
    sources: tuple[Address | Wheels, ...]
    known: Literal["read", "recorded"] = "recorded"
    """Whether a file of this hash was ever read by the catalogue's makers, or only recorded by others."""


class ModelFile(msgspec.Struct, frozen=True, kw_only=True):
    """A model that lies on this machine. `entry` is None where the catalogue does not know its hash."""

    name: str
    path: Path
    sha256: str
    bytes: int
    entry: Entry | None = None


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: tuple[Entry, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """Every model of the catalogue, the default first."""
    text = (paths.shipped_models() / "catalogue.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Catalogue).model


def entry(name: str) -> Entry:
    """The model of that name, or the only one whose name begins like it. Raises `ModelMissing`."""
    asked = name.lower().removesuffix(".gguf")
    named = [model for model in entries() if asked in (model.name, Path(model.file).stem.lower())]
    alike = named or [model for model in entries() if asked and model.name.startswith(asked)]
    if len(alike) == 1:
        return alike[0]
    names = ", ".join(model.name for model in alike or entries())
    if alike:
        raise ModelMissing(f"More than one model is called {name!r}.", hint=f"Say which: {names}.")
    raise ModelMissing(
        f"No model is called {name!r}, and there is no such file.",
        hint=f"Give the path of a GGUF file, or one of: {names}.",
    )


def by_hash(sha256: str) -> Entry | None:
    return next((model for model in entries() if model.sha256 == sha256), None)


def find(name_or_path: str, data: DataFolder) -> ModelFile:
    """The file of a model by its name, or by its path. Raises `ModelMissing`, with how to get it."""
    path = Path(name_or_path).expanduser()
    if path.is_file():
        return described(path, data)
    brought = data.models / f"{name_or_path.removesuffix('.gguf')}.gguf"
    if brought.parent == data.models and brought.is_file():
        return described(brought, data)
    return _installed(entry(name_or_path), data)


def located(model: Entry, data: DataFolder) -> Path | None:
    """Where a model of the catalogue lies, by its name and size; None where it does not."""
    places = (folder / model.file for folder in (paths.shipped_models(), data.models))
    return next((path for path in places if path.is_file() and path.stat().st_size == model.bytes), None)


def installed(data: DataFolder) -> Sequence[ModelFile]:
    """Every model file in the program's and the user's model folders, in order of name."""
    return sorted((described(path, data) for path in _files(data)), key=lambda model: model.name)


def described(path: Path, data: DataFolder, *, on_bytes: Callable[[int], None] | None = None) -> ModelFile:
    """What a model file is, by its hash. Raises `ModelRefused` if it is not a GGUF file at all."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ModelRefused(
                f"{path.name} is not a GGUF file.", hint="Choose a model file that ends in .gguf."
            )
    sha256 = fingerprint.remembered(path, memory(data), on_bytes=on_bytes)
    known = by_hash(sha256)
    name = known.name if known else path.stem
    return ModelFile(name=name, path=path, sha256=sha256, bytes=path.stat().st_size, entry=known)


def memory(data: DataFolder) -> Path:
    """Where the hashes of model files are remembered."""
    return data.cache / "model-hashes.json"


def _installed(model: Entry, data: DataFolder) -> ModelFile:
    path = located(model, data)
    if path is None:
        raise ModelMissing(
            f"The model {model.name} is not on this machine ({model.bytes / 1e9:.1f} GB).",
            hint=f"Fetch it: rlm-desktop models get {model.name}. "
            "Or bring it on a stick: rlm-desktop models import FILE.",
        )
    found = described(path, data)
    if found.sha256 != model.sha256:
        raise ModelMissing(
            f"{path} is not the file that {model.name} should be: its SHA-256 is {found.sha256}.",
            hint=f"Move it away, then: rlm-desktop models get {model.name}.",
        )
    return found


def _files(data: DataFolder) -> Iterator[Path]:
    for folder in (paths.shipped_models(), data.models):
        yield from (path for path in folder.glob("*.gguf") if path.is_file())  # a pipe is waited for
