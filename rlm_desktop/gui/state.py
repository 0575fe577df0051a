"""What the window remembers between starts, in an INI file in the data folder."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

from rlm_desktop.gui.style.theme import Appearance
from rlm_desktop.paths import DataFolder

QUESTIONS_KEPT = 100
Watching = Literal["tell", "read", "off"]
"""What is done when files of the library that is asked change: say so, read them, or nothing."""


class WindowState:
    """Reads are forgiving: what is not there, or not understood, has its default."""

    def __init__(self, data: DataFolder) -> None:
        data.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._store = QSettings(str(data.root / "window.ini"), QSettings.Format.IniFormat)

    @property
    def appearance(self) -> Appearance:
        match self._store.value("appearance", "system"):
            case "light":
                return "light"
            case "dark":
                return "dark"
            case _:
                return "system"

    @appearance.setter
    def appearance(self, value: str) -> None:
        self._store.setValue("appearance", value)

    @property
    def language(self) -> str:
        """The code of a language, or `system`."""
        return str(self._store.value("language", "system"))

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def watching(self) -> Watching:
        match self._store.value("watching", "tell"):
            case "read":
                return "read"
            case "off":
                return "off"
            case _:
                return "tell"

    @watching.setter
    def watching(self, value: str) -> None:
        self._store.setValue("watching", value)

    @property
    def library(self) -> str:
        return str(self._store.value("library", ""))

    @library.setter
    def library(self, value: str) -> None:
        self._store.setValue("library", value)

    @property
    def questions(self) -> list[str]:
        kept = self._store.value("questions", [])
        return [str(question) for question in kept] if isinstance(kept, list) else [str(kept)] if kept else []

    @questions.setter
    def questions(self, value: Sequence[str]) -> None:
        self._store.setValue("questions", list(value)[-QUESTIONS_KEPT:])

    @property
    def geometry(self) -> QByteArray | None:
        kept = self._store.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def columns(self) -> dict[str, int]:
        """Widths of the outer columns, and whether each is folded away (0 or 1)."""
        names = ("sidebar", "inspector", "sidebar_folded", "inspector_folded")
        kept = {name: str(self._store.value(f"columns/{name}", "")) for name in names}
        return {name: int(value) for name, value in kept.items() if value.isdecimal()}

    @columns.setter
    def columns(self, value: dict[str, int]) -> None:
        for name, width in value.items():
            self._store.setValue(f"columns/{name}", width)

    def save(self) -> None:
        self._store.sync()
