"""Where things lie: what is shipped with the program, and what it writes for its user."""

import os
import sys
from pathlib import Path

import msgspec
import platformdirs

ELSEWHERE = "elsewhere"
"""A file in the usual data folder that names the one the person chose instead."""

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
    def usual(cls) -> "DataFolder":
        """The system's place for it."""
        return cls(Path(platformdirs.user_data_dir("rlm-desktop", appauthor=False)))

    @classmethod
    def default(cls) -> "DataFolder":
        """The one that the person chose, else the usual one."""
        usual = cls.usual()
        pointer = usual.root / ELSEWHERE
        chosen = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        return cls(Path(chosen)) if chosen else usual

    @classmethod
    def choose(cls, root: Path | None) -> None:
        """Have everything lie in another folder from the next start on; None goes back to the usual one.

        It is made at once: one that is missing later is on a disk that is not there. Raises `OSError`.
        """
        usual = cls.usual()
        pointer = usual.root / ELSEWHERE
        if root is None or root == usual.root:
            pointer.unlink(missing_ok=True)
            return
        for folder in (usual.root, root):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private(pointer).write_text(f"{root}\n", encoding="utf-8")

    @classmethod
    def within(cls, folder: Path) -> "DataFolder":
        """A folder that a person pointed at; one of its own in it where that holds something else."""
        taken = folder.is_dir() and any(folder.iterdir())
        ours = any((folder / name).exists() for name in ("history.sqlite", "settings.toml", "libraries"))
        return cls(folder / "rlm-desktop" if taken and not ours else folder)

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
        """Raises `NoFolder` where something else has its name."""
        folder = self.root / name
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise NoFolder(error.errno, error.strerror, error.filename) from error
        return folder


def own_module(name: str, *options: str) -> list[str]:
    """How to start a module as a program: Python does not look for modules in the folder one is in.

    That may hold a stranger's files, by names of modules that Python has.
    """
    return [sys.executable, "-P", *options, "-m", name]


class NoFolder(NotADirectoryError):
    """Something else stands where a folder has to be."""


def private(file: Path) -> Path:
    """The same file, there and its owner's alone (0600) before anything is written into it.

    Never what a link leads to, which somebody may have put there: the link goes.
    """
    if file.is_symlink():
        file.unlink()
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    return file
