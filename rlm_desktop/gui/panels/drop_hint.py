"""Where files that are held over the window would go: a sheet over its centre."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column


class DropHint(QFrame):
    """Seen only while something is held; it takes no drop itself."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("drop")
        self.setProperty("active", "true")
        self.setAccessibleName(tr("Drop files here"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        text = label(tr("Drop files or folders here"), size=theme.LARGE, bold=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = column()
        box.addWidget(text)
        self.setLayout(box)
        self.hide()

    def show_over(self) -> None:
        self.setGeometry(self._over.rect().adjusted(1, 1, -1, -1))
        self.raise_()
        self.show()
