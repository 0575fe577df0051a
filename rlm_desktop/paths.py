"""Where things lie: what is shipped with the program, and what it writes for its user."""

import os
import sys
from pathlib import Path

import msgspec
import platformdirs

PROGRAM = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A folder that comes with the program: beside the package in a checkout, inside it when installed."""
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / name] if frozen else []
    places += [PROGRAM / f"_{name}", PROGRAM.parent / name]
    return next((place for place in places if place.is_dir()), places[-1])


def resources() -> Path:
    """Icons, prompts, worked examples, the sandbox's files, the sample library."""
    return _shipped("resources")


def documentation() -> Path:
    """The pages that the window shows as its guide, with their pictures."""
    return _shipped("docs")


def sample_library() -> Path:
    """A small library of made-up papers, to try the program on. Questions for it lie beside it."""
    return resources() / "sample" / "kettle-and-fern"


def sample_questions() -> Path:
    """TOML: questions, the part of the sample they are about, and the right answers."""
    return resources() / "sample" / "questions.toml"


def shipped_models() -> Path:
    """The catalogue, and models that came with the program."""
    return _shipped("models")


class DataFolder(msgspec.Struct, frozen=True):
    """Everything the application writes lies under `root`, in folders made private (0700)."""

    root: Path

    @classmethod
    def default(cls) -> "DataFolder":
        return cls(Path(platformdirs.user_data_dir("rlm-desktop", appauthor=False)))

    @property
    def libraries(self) -> Path:
        return self._folder("libraries")

    @property
    def models(self) -> Path:
        return self._folder("models")

    @property
    def cache(self) -> Path:
        return self._folder("cache")

    @property
    def logs(self) -> Path:
        return self._folder("logs")

    @property
    def history(self) -> Path:
        """The SQLite file that holds runs and their events."""
        return self._folder(".") / "history.sqlite"

    @property
    def settings(self) -> Path:
        return self._folder(".") / "settings.toml"

    def _folder(self, name: str) -> Path:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.root / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def private(file: Path) -> Path:
    """The same file, there and its owner's alone (0600) before anything is written into it."""
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    return file
