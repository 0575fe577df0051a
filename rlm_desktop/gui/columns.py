"""The three columns: the outer two fold away, a narrow window shows two or one at a time."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

LEAST = {"sidebar": 232, "centre": 420, "inspector": 356}
NARROW = sum(LEAST.values())
"""Below this width there is room for two columns at most."""
SINGLE = 900
"""Below this width there is room for one."""
USUAL = {"sidebar": 248, "inspector": 420}
COMFORT = 540
"""The centre has so much before an outer column has its usual width."""

Side = Literal["sidebar", "inspector"]


class Columns(QSplitter):
    """Remembers what the person wants; a narrow window overrules it only while it is narrow."""

    changed = Signal()

    def __init__(self, sidebar: QWidget, centre: QWidget, inspector: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._outer: dict[Side, QWidget] = {"sidebar": sidebar, "inspector": inspector}
        self._centre = centre
        self._wanted: dict[Side, bool] = {"sidebar": True, "inspector": True}
        self._width: dict[Side, int] = {"sidebar": USUAL["sidebar"], "inspector": USUAL["inspector"]}
        self._alone: Side | None = None
        self._withheld = False
        self._narrow = self._single = False
        for widget, least in zip((sidebar, centre, inspector), LEAST.values(), strict=True):
            self.addWidget(widget)
            widget.setMinimumWidth(least)
        self._put_in_order()
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(lambda _, handle: self._note_width(handle))

    def _put_in_order(self) -> None:
        """A screen reader meets first what lies lowest, and that would be the last column."""
        for part in (self._outer["sidebar"], self._centre, self._outer["inspector"]):
            part.raise_()
        for place in range(self.count()):
            self.handle(place).raise_()

    @property
    def narrow(self) -> bool:
        return self._narrow

    def is_shown(self, side: Side) -> bool:
        return not self._outer[side].isHidden()

    def toggle(self, side: Side) -> None:
        if self._is_there(side):
            self._fold(side)
        else:
            self.reveal(side)

    def _fold(self, side: Side) -> None:
        if self._alone == side:
            self._alone = None
        else:
            self._wanted[side] = False
        self._arrange()

    def reveal(self, side: Side) -> None:
        """Have an outer column in sight: in a narrow window in place of the centre, or of the other."""
        if side == "inspector" and self._withheld:
            self._wanted[side] = True
        elif self._narrow and (self._single or side == "inspector"):
            self._alone = side
        else:
            self._alone = None
            self._wanted[side] = True
        self._arrange()

    def reveal_centre(self) -> None:
        if self._narrow:
            self._alone = None
            self._arrange()

    def withhold_inspector(self, withheld: bool) -> None:
        """Leave the inspector out while there is nothing it could show, whatever is wanted later."""
        self._withheld = withheld
        self._arrange()

    def memory(self) -> dict[str, int]:
        return {
            "sidebar": self._width["sidebar"],
            "inspector": self._width["inspector"],
            "sidebar_folded": int(not self._wanted["sidebar"]),
            "inspector_folded": int(not self._wanted["inspector"]),
        }

    def recall(self, memory: dict[str, int]) -> None:
        for side in self._outer:
            self._width[side] = memory.get(side, self._width[side]) or self._width[side]
            self._wanted[side] = not memory.get(f"{side}_folded", 0)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        single = event.size().width() < SINGLE
        turned = (narrow, single) != (self._narrow, self._single)
        if turned:
            self._narrow, self._single, self._alone = narrow, single, None
        if turned or not narrow:
            self._arrange()

    def _arrange(self) -> None:
        for side, widget in self._outer.items():
            widget.setVisible(self._is_there(side))
        self._centre.setVisible(not self._single or self._alone is None)
        if not self._single:
            left, right = self._outer_widths()
            self.setSizes([left, max(LEAST["centre"], self.width() - left - right), right])
        self.changed.emit()

    def _is_there(self, side: Side) -> bool:
        """With room for two the libraries stand beside the centre, until the inspector takes their place."""
        if not self._narrow:
            return self._is_wanted(side)
        if self._single or side == "inspector":
            return self._alone == side
        return self._alone is None and self._wanted[side]

    def _outer_widths(self) -> tuple[int, int]:
        """As the person made them; where nobody did, the centre comes first in a small window."""
        widths = {side: self._width[side] if self._is_there(side) else 0 for side in self._outer}
        sides: tuple[Side, Side] = ("inspector", "sidebar")
        for side in sides:
            wanting = COMFORT - (self.width() - sum(widths.values()))
            if wanting > 0 and widths[side] == USUAL[side]:
                widths[side] = max(LEAST[side], widths[side] - wanting)
        return widths["sidebar"], widths["inspector"]

    def _is_wanted(self, side: Side) -> bool:
        return self._wanted[side] and not (side == "inspector" and self._withheld)

    def _note_width(self, handle: int) -> None:
        """A person has moved one of the two lines between the columns."""
        side: Side = "sidebar" if handle == 1 else "inspector"
        width = self._outer[side].width()
        if not self._narrow and width:
            self._width[side] = width
