"""What a screen reader is told: the names of fields, and what appeared."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from rlm_desktop.gui.saying.language import tr


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
