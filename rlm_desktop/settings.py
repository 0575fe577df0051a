"""Settings and limits, read once and handed down."""

from pathlib import Path
from typing import Any, Literal

import msgspec

from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import ELSEWHERE, DataFolder, private


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one run, its sub-calls and child runs together may spend. 0 means no limit."""

    turns: int = 4
    """Times the root may be asked for programs before a fixed plan takes over."""
    seconds: float = 1800.0
    tokens: int = 2_000_000
    """Prompt tokens evaluated plus tokens generated."""
    calls: int = 5_000
    """Sub-calls."""
    depth: int = 1
    """How deep a run may start runs of its own."""


class SandboxLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    interpreter: Literal["auto", "pyodide", "wasi"] = "auto"
    """auto: Pyodide in Deno; CPython for WASI where that cannot be had or does not pass its test."""
    memory_mb: int = 1024
    """Most memory of the guest's heap."""
    files_mb: int = 128
    """Most the guest may write into its own, in-memory files."""
    output_bytes: int = 10_000_000
    """Most a cell may print before it is ended."""
    seconds: float = 30.0
    """Computing time of one cell; waiting for the host is free."""
    grace: float = 2.0
    """Seconds after that until the process is killed."""
    calls: int = 100_000
    """Most calls to the host in one cell."""


class TableLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    memory_mb: int = 2048
    seconds: float = 60.0
    threads: int = 0
    """0: as many as the machine has cores."""


class EngineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    root: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    """Name in the catalogue, or path of a GGUF file."""
    sub: str = ""
    """Empty: the same as root."""
    context_tokens: int = 8192
    """Window of one sequence; the cache is shared by all that run at once."""
    sequences: int = 16
    """Most prompts worked on at once."""
    threads: int = 0
    """0: as many as the machine has physical cores."""
    gpu_layers: int = -1
    """-1: as many as fit where there is a GPU back end; 0: none."""
    flash_attention: Literal["auto", "on", "off"] = "auto"
    """auto: where llama.cpp has it for the device."""
    cache_type: Literal["f16", "q8_0"] = "f16"
    """What evaluated tokens are kept in; q8_0 takes half the memory and loses a little."""
    walls: bool = True
    """Shut a model's process in where the system can and no graphics card is used; false to go without."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    data: DataFolder = msgspec.field(default_factory=DataFolder.default)
    limits: Limits = Limits()
    sandbox: SandboxLimits = SandboxLimits()
    table: TableLimits = TableLimits()
    engine: EngineSettings = EngineSettings()
    candidates: int = 3
    """Programs drawn at once when the first two, or the one, did not give an answer to rely on."""
    grounding: bool = True
    """Check programs against the question and the text before they run; without it only to measure that."""
    offline: bool = True
    """Refuse everything that would open a network connection while asking."""

    @classmethod
    def load(cls, data: DataFolder | None = None) -> "Settings":
        """The settings file of a data folder, or the defaults where there is none. Raises `BadRequest`."""
        folder = data or chosen_folder()
        if not folder.settings.is_file():
            return cls(data=folder)
        try:
            stored = msgspec.toml.decode(folder.settings.read_bytes())
            return msgspec.convert({**stored, "data": {"root": str(folder.root)}}, cls, dec_hook=_from_text)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
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

    def _as_toml(self) -> str:
        changed = _changes(self, Settings(data=self.data))
        sections = {name: value for name, value in changed.items() if isinstance(value, dict)}
        lines = [_line(name, value) for name, value in changed.items() if name not in sections]
        for name, section in sections.items():
            lines += ["", f"[{name}]", *(_line(key, value) for key, value in section.items())]
        return "\n".join(lines).strip() + "\n"


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


def _line(name: str, value: object) -> str:
    # What JSON writes of a string, a number and a truth value, TOML reads alike.
    return f"{name} = {msgspec.json.encode(value).decode()}"


def _from_text(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind} in the settings")
