"""Where Tab goes next: to what stands next on the screen, also where it came later.

Qt goes by when a part was made, so that an answer would come after everything else in the window.
"""

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

MARGIN = 8


def move(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next or the previous stop of a window; says whether there is one."""
    stops = list(_stops(window))
    if not stops:
        return False
    current = QApplication.focusWidget()
    step = 1 if forward else -1
    place = stops.index(current) + step if current in stops else 0 if forward else -1
    target = stops[place % len(stops)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_in_sight(target)
    return True


def _stops(container: QWidget) -> Iterator[QWidget]:
    parts = [part for part in container.children() if isinstance(part, QWidget)]
    shown = [part for part in parts if part.isVisible() and part.isEnabled() and not part.isWindow()]
    for part in sorted(shown, key=cmp_to_key(_as_read)):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            yield part
        yield from _stops(part)


def _as_read(one: QWidget, other: QWidget) -> int:
    """From left to right in a row, else from top to bottom."""
    shared = min(one.geometry().bottom(), other.geometry().bottom()) - max(one.y(), other.y())
    if 2 * shared > min(one.height(), other.height()):
        return one.x() - other.x()
    return one.y() - other.y()


def _bring_in_sight(target: QWidget) -> None:
    area = target.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(target, MARGIN, MARGIN)
        area = area.parentWidget()
