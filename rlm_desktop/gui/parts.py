"""Small pieces every page is made of: labels, buttons, hairlines, folds and lines of notice."""

import html
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rlm_desktop.errors import RlmError
from rlm_desktop.gui import theme
from rlm_desktop.gui.icons import icon, pixmap
from rlm_desktop.gui.language import tr
from rlm_desktop.gui.theme import GAP_1, GAP_2, GAP_3, THEME
from rlm_desktop.gui.told import told
from rlm_desktop.legible import legible, legible_name


def label(text: str = "", *, size: int = theme.NORMAL, bold: bool = False, tone: str = "") -> QLabel:
    """Plain text that wraps and can be selected."""
    made = _Wrapping(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, bold=bold))
    made.setWordWrap(True)
    made.setProperty("tone", tone)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A label that wraps gives way to the column it stands in.
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def tip(text: str) -> str:
    """A tool tip that shows its text as it is: Qt takes what looks like HTML for it, with its pictures."""
    shown = legible(text)
    return f"<qt>{html.escape(shown)}</qt>".replace("\n", "<br>") if GuiQt.mightBeRichText(shown) else shown


class _Wrapping(QLabel):
    """Asks for one line at least; Qt's own minimum is its height at no width at all."""

    def __init__(self, text: str) -> None:
        super().__init__(legible(text))

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(legible(text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(1, self.fontMetrics().lineSpacing())


def short_label(text: str = "", *, size: int = theme.NORMAL, bold: bool = False, tone: str = "") -> QLabel:
    """Text that stays on one line and takes only the room it needs."""
    made = label(text, size=size, bold=bold, tone=tone)
    made.setWordWrap(False)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


def led(text: str) -> str:
    """A line about something whose name is written from the right, still read as a line from the left."""
    first = next((way for way in map(unicodedata.bidirectional, text) if way in ("L", "R", "AL")), "L")
    return text if first == "L" else f"\N{LEFT-TO-RIGHT MARK}{text}"


class ElidedLabel(QLabel):
    """One line that ends in … where the room ends; the whole of it is in the tool tip."""

    def __init__(self, text: str = "", *, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(1)
        self.set_text(text)

    @property
    def whole(self) -> str:
        return self._whole

    def set_text(self, text: str) -> None:
        self._whole = legible_name(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), 8))
        # A mark alone tells nothing.
        self.setText(led(shown) if len(shown) > 1 or shown == self._whole else "")
        self.setToolTip(tip(self._whole) if shown != self._whole else "")
        self.setAccessibleName(self._whole)


def button(
    text: str, then: Callable[[], object] | None = None, *, kind: str = "", picture: str = ""
) -> QPushButton:
    """A button that says what it does; its name for a screen reader is its text."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text.replace("&", ""))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if picture:
        keep_icon(made, picture)
    if then:
        made.clicked.connect(lambda _=False: then())
    return made


def icon_button(picture: str, name: str, then: Callable[[], object] | None = None) -> QToolButton:
    """A picture to press; `name` is its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    keep_icon(made, picture)
    if then:
        made.clicked.connect(lambda _=False: then())
    return made


def keep_icon(target: QAbstractButton, picture: str, *, size: int = 16) -> None:
    """Give a button an icon that changes colour with the look."""
    target.setProperty("picture", picture)
    target.setIconSize(QSize(size, size))
    target.setIcon(icon(picture, colour=_ink(target)))
    if not target.property("keeps_icon"):
        target.setProperty("keeps_icon", True)
        _IconKeeper(target)


def _ink(target: QAbstractButton) -> str:
    look = theme.colours()
    return {"primary": look.on_accent, "stop": look.bad}.get(str(target.property("kind") or ""), look.muted)


class _IconKeeper(QObject):
    """Lives as long as its button, so that no look is sent to a button that is gone."""

    def __init__(self, target: QAbstractButton) -> None:
        super().__init__(target)
        self._target = target
        THEME.changed.connect(self.redraw)

    def redraw(self) -> None:
        picture = str(self._target.property("picture"))
        self._target.setIcon(icon(picture, colour=_ink(self._target)))


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


def hairline() -> QFrame:
    made = QFrame()
    made.setObjectName("hairline")
    made.setFixedHeight(1)
    return made


def column(*, gap: int = GAP_2, margin: int = 0) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def row(*items: QWidget | QLayout | int | None, gap: int = GAP_2) -> QHBoxLayout:
    """Things side by side; None is a stretch, a number a space."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if item is None:
            made.addStretch(1)
        elif isinstance(item, int):
            made.addSpacing(item)
        elif isinstance(item, QWidget):
            made.addWidget(item)
        else:
            made.addLayout(item)
    return made


def flush(link: QPushButton) -> QPushButton:
    """A link that begins a line: its words, not the room around them, stand at the margin."""
    link.setProperty("flush", True)
    return link


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)


class Fold(QWidget):
    """A heading that shows or hides what is below it. The content is made when it is first opened."""

    toggled = Signal(bool)

    def __init__(self, title: str, make: Callable[[], QWidget], *, opened: bool = False) -> None:
        super().__init__()
        self._make = make
        self._content: QWidget | None = None
        self._head = flush(button(title, self.toggle, kind="link", picture="right"))
        self._box = column(gap=GAP_1)
        self._box.addLayout(row(self._head, None))
        self.setLayout(self._box)
        if opened:
            self.toggle()

    @property
    def is_open(self) -> bool:
        return self._content is not None and not self._content.isHidden()

    def set_title(self, title: str) -> None:
        self._head.setText(title)
        self._head.setAccessibleName(title)

    def toggle(self) -> None:
        if self._content is None:
            self._content = self._make()
            self._box.addWidget(self._content)
            self._content.setVisible(True)
            shown = True
        else:
            shown = self._content.isHidden()
            self._content.setVisible(shown)
        keep_icon(self._head, "down" if shown else "right")
        self.toggled.emit(shown)


class Notice(QFrame):
    """What went wrong, in a line with a way out; it goes when it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(tr("Notice"))
        self._message = label(bold=True)
        self._hint = label(tone="muted")
        texts = column(gap=2)
        texts.addWidget(self._message)
        texts.addWidget(self._hint)
        close = icon_button("close", tr("Close the notice"), self.hide)
        self._action = button("", kind="link")
        self._action.setAccessibleName(tr("Way out"))
        self._action.hide()
        self._then: Callable[[], object] | None = None
        self._action.clicked.connect(lambda _=False: self._act())
        inner = row(texts, self._action, close, gap=GAP_2)
        inner.setStretch(0, 1)
        inner.setContentsMargins(GAP_3, GAP_2, GAP_2, GAP_2)
        self.setLayout(inner)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._message.text()} {self._hint.text()}".strip()

    def show_error(self, error: RlmError) -> None:
        self.say(told(error.message), told(error.hint), bad=True)

    def say(
        self,
        message: str,
        hint: str = "",
        *,
        action: str = "",
        then: Callable[[], object] | None = None,
        bad: bool = False,
    ) -> None:
        self.setProperty("tone", "bad" if bad else "")
        restyle(self)
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._action.setText(action)
        self._action.setAccessibleName(action or tr("Way out"))
        self._action.setVisible(bool(action))
        self._then = then
        self.show()
        announce(self, f"{message} {hint}")

    def _act(self) -> None:
        self.hide()
        if self._then:
            self._then()


def named[W: QWidget](field: W, name: str) -> W:
    """Give a field its name for screen readers, and the parts that Qt puts inside it theirs."""
    field.setAccessibleName(name)
    for inner in field.findChildren(QAbstractButton):
        inner.setAccessibleName(tr("Clear: {name}", name=name))
    if isinstance(field, QComboBox):
        # On Linux Qt names a list by what is chosen in it; what it is for is told beside that.
        field.setAccessibleDescription(name)
        field.view().setAccessibleName(tr("Choices: {name}", name=name))
    for line in field.findChildren(QLineEdit):
        line.setAccessibleName(name)
    return field


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say something that appeared."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def restyle(widget: QWidget) -> None:
    """Have the stylesheet look again at a widget whose property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Clickable(QPushButton):
    """An area with parts of its own, pressed as a button is: with the mouse, space or return."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Its parts draw themselves; it shows only that it can be pressed."""
        if self.underMouse() or self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.tint()))
            painter.drawRoundedRect(self.rect(), theme.CORNER, theme.CORNER)

    def tint(self) -> str:
        return theme.colours().hover

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    # A button asks for the room of its text; this one for that of its parts.

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._inner().totalSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._inner().totalMinimumSize()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return self._inner().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._inner().totalHeightForWidth(width)

    def _inner(self) -> QLayout:
        return self.layout() or QVBoxLayout()
