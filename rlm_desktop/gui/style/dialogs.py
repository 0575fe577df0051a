"""Asks for files and folders, and begins where the person was the last time."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class _Place:
    """The folder that was chosen from last; at first the person's own."""

    def __init__(self) -> None:
        self.folder = Path.home()


_LAST, _SAVED = _Place(), _Place()
"""Where files were taken from, and where answers were put."""


def choose_files(parent: QWidget, title: str) -> list[str]:
    """Some files, or none."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(_LAST.folder))
    return [_kept(path) for path in chosen]


def choose_file(parent: QWidget, title: str, kinds: str) -> str:
    """One file of these kinds, or nothing."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(_LAST.folder), kinds)
    return _kept(chosen)


def choose_folder(parent: QWidget, title: str) -> str:
    """A folder, or nothing."""
    return _kept(QFileDialog.getExistingDirectory(parent, title, str(_LAST.folder)))


def choose_target(parent: QWidget, title: str, name: str, kinds: str) -> tuple[str, str]:
    """Where to save something, with the kind that was chosen, or nothing."""
    chosen, kind = QFileDialog.getSaveFileName(parent, title, str(_SAVED.folder / name), kinds)
    return _kept(chosen, _SAVED), kind


def _kept(chosen: str, place: _Place = _LAST) -> str:
    """What was chosen; the folder it lies in is the next one to begin with."""
    if chosen:
        place.folder = Path(chosen).parent
    return chosen
