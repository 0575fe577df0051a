"""Settings and limits, read once and handed down."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import ELSEWHERE, DataFolder, private

UNKNOWN = "This version of the program does not know {names} in {file}: without effect here, and kept."

_NOT_KEPT = ("data", "unknown")
"""Fields that the file does not hold."""
_LONGEST_FILE = 1 << 18
_LONGEST_LINE = 4096
_DEEPEST = 20
_BARE = re.compile(r"[A-Za-z0-9_-]+")


type _Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
type _Seconds = Annotated[float, msgspec.Meta(ge=0, le=10**9)]
type _Megabytes = Annotated[int, msgspec.Meta(ge=16, le=10**7)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one run, its sub-calls and child runs together may spend. 0 means no limit."""

    turns: _Count = 4
    """Times the root may be asked for programs before a fixed plan takes over."""
    seconds: _Seconds = 1800.0
    tokens: _Count = 2_000_000
    """Prompt tokens evaluated plus tokens generated."""
    calls: _Count = 5_000
    """Sub-calls."""
    depth: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1
    """How deep a run may start runs of its own."""


class SandboxLimits(msgspec.Struct, frozen=True, kw_only=True):
    interpreter: Literal["auto", "pyodide", "wasi"] = "auto"
    """auto: Pyodide in Deno; CPython for WASI where that cannot be had or does not pass its test."""
    memory_mb: _Megabytes = 1024
    """Most memory of the guest's heap."""
    files_mb: _Count = 128
    """Most the guest may write into its own, in-memory files."""
    output_bytes: _Count = 10_000_000
    """Most a cell may print before it is ended."""
    seconds: _Seconds = 30.0
    """Computing time of one cell; waiting for the host is free."""
    grace: _Seconds = 2.0
    """Seconds after that until the process is killed."""
    calls: _Count = 100_000
    """Most calls to the host in one cell."""


class TableLimits(msgspec.Struct, frozen=True, kw_only=True):
    memory_mb: _Megabytes = 2048
    seconds: _Seconds = 60.0
    threads: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 0
    """0: as many as the machine has cores."""


class EngineSettings(msgspec.Struct, frozen=True, kw_only=True):
    root: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    """Name in the catalogue, or path of a GGUF file."""
    sub: str = ""
    """Empty: the same as root."""
    context_tokens: Annotated[int, msgspec.Meta(ge=64, le=1 << 27)] = 8192
    """Window of one sequence; the cache is shared by all that run at once."""
    sequences: Annotated[int, msgspec.Meta(ge=1, le=256)] = 16
    """Most prompts worked on at once."""
    threads: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 0
    """0: as many as the machine has physical cores."""
    gpu_layers: Annotated[int, msgspec.Meta(ge=-1, le=10_000)] = -1
    """-1: as many as the graphics cards hold, where llama.cpp was built for them; 0: none."""
    flash_attention: Literal["auto", "on", "off"] = "auto"
    """auto: where llama.cpp has it for the device."""
    cache_type: Literal["f16", "q8_0"] = "f16"
    """What evaluated tokens are kept in; q8_0 takes half the memory and loses a little."""
    first_layers: bool = True
    """Of many texts, tell most labels by what the model's first layers hold; false: each is read whole."""
    walls: bool = True
    """Shut a model's process in where the system can and no graphics card is used; false to go without."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    data: DataFolder = msgspec.field(default_factory=DataFolder.default)
    limits: Limits = Limits()
    sandbox: SandboxLimits = SandboxLimits()
    table: TableLimits = TableLimits()
    engine: EngineSettings = EngineSettings()
    candidates: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    """Programs drawn at once when the first two, or the one, did not give an answer to rely on."""
    at_once: bool = False
    """Draw all of them in one batch and none after it; only to measure what more of them give."""
    grounding: bool = True
    """Check programs against the question and the text before they run; without it only to measure that."""
    fitting_examples: bool = True
    """Show the root worked examples that are like the question too; without them only to measure that."""
    offline: bool = True
    """Refuse everything that would open a network connection while asking."""
    unknown: dict[str, Any] = msgspec.field(default_factory=dict)
    """What the file says that only another version knows: without effect here, and kept."""

    @classmethod
    def load(cls, data: DataFolder | None = None) -> "Settings":
        """The settings file of a data folder, or the defaults where there is none. Raises `BadRequest`."""
        folder = data or chosen_folder()
        if not folder.settings.is_file():
            return cls(data=folder)
        try:
            known, unknown = _divided(_stored(folder.settings), cls)
            settings = msgspec.convert(known, cls, dec_hook=_from_text)
            return msgspec.structs.replace(settings, data=folder, unknown=unknown)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise BadRequest(
                f"The settings in {folder.settings} cannot be used: {error}.",
                hint="Correct that line, or move the file away to start with the defaults.",
            ) from error

    def save(self) -> None:
        """Write what differs from the defaults to the data folder's settings file. Raises `BadRequest`.

        The file is whole at any moment: it is put in place when it has been written.
        """
        target = self.data.settings
        fresh = target.with_suffix(".new")
        try:
            private(fresh).write_text(self._as_toml(), encoding="utf-8")
            fresh.replace(target)
        except OSError as error:
            raise BadRequest(
                f"The settings could not be kept: {error.strerror}.", hint=f"Look after {target.parent}."
            ) from error

    @property
    def warning(self) -> str:
        """What the person should know of the file, or nothing."""
        names = _names(self.unknown)
        return UNKNOWN.format(names=", ".join(names), file=self.data.settings.name) if names else ""

    def _as_toml(self) -> str:
        known = Settings(data=self.data, unknown=self.unknown)
        changed = _both(self.unknown, _changes(self, known))
        sections = {name: value for name, value in changed.items() if isinstance(value, dict)}
        lines = [_line(name, value) for name, value in changed.items() if name not in sections]
        for name, section in sections.items():
            lines += ["", f"[{_key(name)}]", *(_line(key, value) for key, value in section.items())]
        return "\n".join(lines).strip() + "\n"


def _stored(file: Path) -> dict[str, Any]:
    """What a settings file says. Raises `ValueError` for one that takes long to read, or deep."""
    with file.open("rb") as stored:
        data = stored.read(_LONGEST_FILE + 1)
    if len(data) > _LONGEST_FILE:
        raise ValueError("it is too long for settings")
    if any(len(line) > _LONGEST_LINE for line in data.splitlines()):
        raise ValueError("one of its lines is too long")
    decoded: dict[str, Any] = msgspec.toml.decode(data)
    inner: list[object] = [decoded]
    for _ in range(_DEEPEST):
        inner = [part for each in inner for part in _parts(each)]
    if inner:
        raise ValueError("it is nested too deeply")
    return decoded


def _parts(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def chosen_folder() -> DataFolder:
    """The data folder where none is given.

    Raises `BadRequest` where the one that was chosen is not there: a new one would look as if all were lost.
    """
    folder, usual = DataFolder.default(), DataFolder.usual()
    if folder != usual and not folder.root.is_dir():
        raise BadRequest(
            f"The data folder {folder.root} is not there.",
            hint=f"Connect the disk it is on, or delete {usual.root / ELSEWHERE} to use {usual.root} again.",
        )
    return folder


def _changes(settings: msgspec.Struct, plain: msgspec.Struct) -> dict[str, Any]:
    """The fields that differ from the defaults; of a part, those of its fields that do."""
    found: dict[str, Any] = {}
    for name in settings.__struct_fields__:
        value, usual = getattr(settings, name), getattr(plain, name)
        if value != usual:
            found[name] = _changes(value, usual) if isinstance(value, msgspec.Struct) else value
    return found


def _divided(stored: Mapping[str, Any], kind: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a file says of the fields that this version has, and the rest of it.

    A word that is no choice here may be one of a newer version. What is of the wrong type was typed wrong.
    """
    fields = {field.name: field.type for field in msgspec.structs.fields(kind) if field.name not in _NOT_KEPT}
    known: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in stored.items():
        wanted = fields.get(name)
        if wanted is None or _is_no_choice(value, wanted):
            rest[name] = value
        elif isinstance(value, dict) and isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            known[name], inner = _divided(value, wanted)
            if inner:
                rest[name] = inner
        else:
            known[name] = value
    return known, rest


def _is_no_choice(value: object, kind: object) -> bool:
    return get_origin(kind) is Literal and isinstance(value, str) and value not in get_args(kind)


def _names(stored: Mapping[str, Any], before: str = "") -> list[str]:
    return [
        found
        for name, value in stored.items()
        for found in (
            _names(value, f"{before}{name}.") if isinstance(value, dict) and value else [before + name]
        )
    ]


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two stores in one; where both have a value, the other's."""
    found = dict(one)
    for name, value in other.items():
        inner = found.get(name)
        found[name] = _both(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return found


def _line(name: str, value: object) -> str:
    return f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(_line(name, inner) for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_value(inner) for inner in value) + "]"
        case date() | time():
            return value.isoformat()
        case float() if not isfinite(value):
            return str(value)
    # What JSON writes of a string, a number and a truth value, TOML reads alike.
    return msgspec.json.encode(value).decode()


def _from_text(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind} in the settings")
