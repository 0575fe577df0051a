"""What the runtime gives to windows and commands, and takes from them: plain frozen values."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from rlm_desktop.runtime.speeds import Speed
from rlm_desktop.settings import Limits, Settings

PlanChoice = Literal["auto", "guided", "free", "exhaustive"]


_HOW = ("candidates", "at_once", "grounding", "fitting_examples")
"""Settings of how programs are drawn, which one question may have otherwise."""


class AskOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How one question is to be answered; None means as in the settings."""

    root: str | None = None
    sub: str | None = None
    plan: PlanChoice = "auto"
    seed: int = 0
    estimate: bool = False
    seconds: float | None = None
    tokens: int | None = None
    calls: int | None = None
    depth: int | None = None
    candidates: int | None = None
    at_once: bool | None = None
    grounding: bool | None = None
    fitting_examples: bool | None = None

    def applied(self, settings: Settings) -> Settings:
        """The settings with these choices in place of theirs."""
        given = {
            name: value
            for name in ("seconds", "tokens", "calls", "depth")
            if (value := getattr(self, name)) is not None
        }
        limits: Limits = msgspec.structs.replace(settings.limits, **given)
        engine = msgspec.structs.replace(
            settings.engine, root=self.root or settings.engine.root, sub=self.sub or settings.engine.sub
        )
        other = {name: value for name in _HOW if (value := getattr(self, name)) is not None}
        return msgspec.structs.replace(settings, limits=limits, engine=engine, **other)


Fit = Literal["now", "later", "never"]
"""Whether a model fits into the memory: as it is, when other programs are closed, or not on this machine."""


class Fitting(msgspec.Struct, frozen=True, kw_only=True):
    """What a model takes of the memory once it is loaded, in bytes, and whether that is there now."""

    name: str
    context_tokens: int
    weights: int
    cache: int
    work: int
    """What evaluations compute with, and the process itself."""
    total: int
    free: int
    fits: bool
    why: str = ""
    hint: str = ""


class LibraryInfo(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    """Empty for a library that is kept for the paths of a question."""
    paths: tuple[str, ...]
    documents: int
    unreadable: int
    bytes: int
    updated: datetime


class ModelState(msgspec.Struct, frozen=True, kw_only=True):
    """A model of the catalogue, or a file of the person's own."""

    name: str
    title: str
    bytes: int
    present: bool
    path: Path | None = None
    good_for: str = ""
    licence: str = ""
    memory: int = 0
    """About how many bytes of memory it takes at work."""
    fit: Fit = "now"
    is_root: bool = False
    is_sub: bool = False
    speed: Speed | None = None
    """How fast it was here, if that has been measured."""
    usual: Speed
    """How fast a model of its size should be on a machine like this."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that `doctor` looked at. `ok` is None where it is only worth knowing."""

    name: str
    ok: bool | None
    detail: str
    hint: str = ""
