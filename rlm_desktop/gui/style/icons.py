"""Icons of one set, drawn in the colours of the look."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from rlm_desktop import paths
from rlm_desktop.gui.style.theme import THEME, colours

_SCALES = (1, 2, 3)


def icon(name: str, *, colour: str | None = None) -> QIcon:
    """An icon by name in the text's colour, or another, sharp at every scale of the screen."""
    made = QIcon()
    look = colours()
    for scale in _SCALES:
        made.addPixmap(_drawn(name, colour or look.muted, 20 * scale), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, look.faint, 20 * scale), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    """A picture for a label; `scale` is the screen's."""
    drawn = QPixmap(_drawn(name, colour, round(size * scale)))
    drawn.setDevicePixelRatio(scale)
    return drawn


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int) -> QPixmap:
    source = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    canvas = QPixmap(QSize(size, size))
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    renderer.render(painter)
    painter.end()
    return canvas


class Picture(QLabel):
    """An icon that stands in a line of text."""

    def __init__(self, picture: str, colour: Callable[[], str], *, size: int = 16) -> None:
        super().__init__()
        self._picture, self._colour, self._size = picture, colour, size
        self.setFixedSize(size, size)
        THEME.changed.connect(self.redraw)
        self.redraw()

    def change(self, picture: str, colour: Callable[[], str]) -> None:
        self._picture, self._colour = picture, colour
        self.redraw()

    def redraw(self) -> None:
        self.setPixmap(pixmap(self._picture, self._colour(), self._size, self.devicePixelRatioF()))
