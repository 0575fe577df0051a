"""Choosing what to add: by dialog, or dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu

from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import dialogs

if TYPE_CHECKING:
    from rlm_desktop.gui.main_window import MainWindow

MENU_NAME = 40


def choose_files(window: MainWindow, name: str) -> None:
    """Ask for files and add them to the library, or to a new one where `name` is empty."""
    paths = dialogs.choose_files(window, tr("Add files"))
    if paths:
        window.shelf.add(paths, name=name)


def choose_folder(window: MainWindow, name: str) -> None:
    path = dialogs.choose_folder(window, tr("Add a folder"))
    if path:
        window.shelf.add([path], name=name)


def dropped(window: MainWindow, paths: Sequence[str]) -> None:
    """A model file becomes a model; anything else is text to ask about."""
    if not brought_model(window, paths):
        offer(window, paths)


def brought_model(window: MainWindow, paths: Sequence[str]) -> bool:
    """Whether it was a model file; it is taken in then, on the page of the models."""
    is_model = len(paths) == 1 and paths[0].lower().endswith(".gguf")
    if is_model:
        window.show_page("models")
        window.model_work.bring(paths[0])
    return is_model


def offer(window: MainWindow, paths: Sequence[str]) -> None:
    """Where to put what was dropped: straight into a new library, or ask when there is a choice."""
    if not window.library:
        window.shelf.add(paths)
        return
    menu = QMenu(window)
    menu.setAccessibleName(tr("Where to put the files"))
    library = window.library
    menu.addAction(
        tr("Add to {library}", library=shortened(library)), lambda: window.shelf.add(paths, name=library)
    )
    fresh = shortened(fresh_name(paths, window.libraries.names()))
    menu.addAction(tr("New library “{fresh_name}”", fresh_name=fresh), lambda: window.shelf.add(paths))
    # Whoever pasted with the keyboard goes on with it.
    menu.setActiveAction(menu.actions()[0])
    menu.popup(QCursor.pos())


def shortened(name: str) -> str:
    """A name for a menu, which is as wide as its longest line: the middle of a long one is left out."""
    half = MENU_NAME // 2
    return name if len(name) <= MENU_NAME else f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def local_paths(data: QMimeData) -> list[str]:
    """The files and folders that were dropped or copied; what lies on another machine is left out.

    So is a file of a named machine: Windows would go there and say who asks.
    """
    return [path for url in data.urls() if (path := _local_path(url))]


def _local_path(url: QUrl) -> str:
    here = QUrl(url)
    if here.host() == "localhost":
        here.setHost("")
    path = here.toLocalFile() if here.isLocalFile() and not here.host() else ""
    usable = Path(path).is_absolute() and not path.startswith("//") and "\0" not in path
    return path if usable else ""


def paste(window: MainWindow) -> None:
    """Add what was copied in a file manager."""
    paths = local_paths(QApplication.clipboard().mimeData())
    if paths:
        dropped(window, paths)


def fresh_name(paths: Sequence[str], taken: Sequence[str]) -> str:
    """A name for a library of these files that is not taken: the folder's, or the one file's."""
    first = Path(paths[0])
    base = (
        first.stem
        if len(paths) == 1 and first.suffix
        else first.name
        if len(paths) == 1
        else first.parent.name
    )
    base = base or tr("Library")
    number, name = 2, base
    while name in taken:
        name, number = f"{base} {number}", number + 1
    return name
