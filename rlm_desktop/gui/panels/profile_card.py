"""What a library holds, as a card: documents, tables with their columns, ranges and frequent values."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.bars import Bars
from rlm_desktop.gui.style.buttons import Clickable
from rlm_desktop.gui.style.fold import Fold
from rlm_desktop.gui.style.labels import ElidedLabel, label
from rlm_desktop.gui.style.layouts import column
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4
from rlm_desktop.profile import Column, Profile, Table

COLUMNS_SHOWN = 8
TABLES_SHOWN = 5
"""Beside the first; of more there is one line, which unfolds them."""
VALUES_SHOWN = 6
VALUE_CUT = 28
_TYPES = {
    "integer": later("whole number"),
    "decimal": later("number"),
    "date": later("date"),
    "time": later("time"),
    "timestamp": later("date and time"),
    "boolean": later("yes or no"),
    "text": later("text"),
}
_ROW_IS = {
    "line": later("line"),
    "block": later("block"),
    "document": later("document"),
}
KIND_WIDTHS = ((560, 136), (420, 92), (0, 0))
"""From which width of the card on there is how much room for what a column is.

A longer note takes more lines and leaves the values their room; without any it is in the tool tip.
"""
NAME_WIDTH = 168
"""Most room for a column's name; the middle of a longer one is left out."""


class ProfileCard(QFrame):
    """A readable profile; pressing a column offers a question about it."""

    suggested = Signal(str)

    def __init__(self, name: str, profile: Profile) -> None:
        super().__init__()
        self._grids: list[tuple[QGridLayout, list[QLabel], list[tuple[QLabel, str]]]] = []
        self._kind_width = KIND_WIDTHS[0][1]
        self.setObjectName("card")
        self.setAccessibleName(tr("What {name} holds", name=name))
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_4)
        box.addWidget(label(name, size=theme.LARGE, bold=True))
        box.addWidget(label(_facts(profile), tone="muted"))
        if profile.unreadable:
            text = tr("{files} could not be read", files=words.counted(profile.unreadable, "file"))
            box.addWidget(label(text, tone="warning"))
        if profile.sampled:
            text = tr("How many values the columns of its largest tables have is estimated")
            box.addWidget(label(text, size=theme.SMALL, tone="muted"))
        if profile.tables:
            box.addWidget(self._table(profile.tables[0]))
        others = profile.tables[1:]
        if len(others) > TABLES_SHOWN:
            title = words.counted(len(others), "more table")
            box.addWidget(Fold(title, lambda: self._others(others)))
        elif others:
            box.addWidget(self._others(others))
        if not profile.tables:
            box.addWidget(label(_without_tables(profile), tone="muted"))
        self.setLayout(box)

    def _others(self, tables: tuple[Table, ...]) -> QWidget:
        """Each other table by its name, opened when it is wanted."""
        made = QWidget()
        box = column(gap=0)
        for table in tables:
            title = f"{table.name}: {words.counted(table.rows, 'row')}"
            box.addWidget(Fold(title, lambda table=table: self._table(table)))  # type: ignore[misc]
        made.setLayout(box)
        return made

    def _table(self, table: Table) -> QWidget:
        made = QWidget()
        box = column(gap=GAP_2)
        box.addWidget(label(_table_words(table)))
        if table.fits < 0.9995 and table.misfit:
            box.addWidget(
                label(
                    tr("A line that did not fit: {value}", value=table.misfit[:120]),
                    size=theme.SMALL,
                    tone="faint",
                )
            )
        if table.broken_off:
            box.addWidget(label(_broken_off(table), tone="warning"))
        box.addLayout(self._grid(table.columns[:COLUMNS_SHOWN], table))
        rest = table.columns[COLUMNS_SHOWN:]
        if rest:
            box.addWidget(Fold(words.counted(len(rest), "more column"), lambda: self._rest(rest, table)))
        made.setLayout(box)
        return made

    def _rest(self, columns: tuple[Column, ...], table: Table) -> QWidget:
        made = QWidget()
        made.setLayout(self._grid(columns, table))
        return made

    def _grid(self, columns: tuple[Column, ...], table: Table) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GAP_1)
        grid.setColumnStretch(2, 1)
        kinds: list[QLabel] = []
        untold: list[tuple[QLabel, str]] = []
        for place, item in enumerate(columns):
            name = ElidedLabel(item.name)
            name.setFont(theme.mono())
            name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            name.setFixedWidth(min(NAME_WIDTH, name.fontMetrics().horizontalAdvance(item.name) + GAP_1))
            kind = label(_kind(item), size=theme.SMALL, tone="muted")
            kinds.append(kind)
            opener = _ColumnRow(item, table)
            opener.clicked.connect(lambda _=False, item=item: self.suggested.emit(_question(item)))
            for cell, at in ((name, 0), (kind, 1)):
                grid.addWidget(cell, place, at, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(opener, place, 2)
            if opener.untold is not None:
                untold.append((opener.untold, _kind(item)))
        self._grids.append((grid, kinds, untold))
        self._make_room(grid, kinds, untold)
        return grid

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        width = next(room for least, room in KIND_WIDTHS if event.size().width() >= least)
        if width != self._kind_width:
            self._kind_width = width
            for made in self._grids:
                self._make_room(*made)

    def _make_room(self, grid: QGridLayout, kinds: list[QLabel], untold: list[tuple[QLabel, str]]) -> None:
        grid.setHorizontalSpacing(GAP_4 if self._kind_width == KIND_WIDTHS[0][1] else GAP_2)
        grid.setColumnMinimumWidth(1, self._kind_width)
        for kind in kinds:
            # Shown before it has its place, it would be a window of its own for a moment.
            if kind.parentWidget() or not self._kind_width:
                kind.setVisible(self._kind_width > 0)
        for text, kind_words in untold:
            # No line is left empty: where there is no column for what it is, that stands here.
            text.setText("" if self._kind_width else kind_words)


class PendingCard(QFrame):
    """What can be done with a library whose records are still being counted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(name)
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_4)
        box.addWidget(label(name, size=theme.LARGE, bold=True))
        text = tr(
            "Its documents can be read already: unfold it on the left. What they hold is still being "
            "counted; a question that is asked now waits for that."
        )
        box.addWidget(label(text, tone="muted"))
        self.setLayout(box)


class _ColumnRow(Clickable):
    """The range or the values of one column; pressed, it puts a question about it in the box."""

    def __init__(self, item: Column, table: Table) -> None:
        super().__init__(tr("Ask about {name}", name=item.name))
        self.setToolTip(f"{_kind(item)}. {tr('Put a question about this column in the box below')}")
        self.untold: QLabel | None = None
        """The place of a range that cannot be told."""
        box = column(gap=2)
        few = item.values and (item.distinct <= VALUES_SHOWN * 2 or item.type == "boolean")
        if few and table.rows and _repeats(item):
            bars = Bars(
                [(text, count) for text, count in item.values[:VALUES_SHOWN]],
                name=tr("Values of {name}", name=item.name),
            )
            bars.setMaximumWidth(420)
            box.addWidget(bars)
            if item.distinct > VALUES_SHOWN:
                box.addWidget(
                    label(
                        tr("and {others}", others=words.counted(item.distinct - VALUES_SHOWN, "other")),
                        size=12,
                        tone="faint",
                    )
                )
        else:
            said = _range(item)
            text = label(said, size=theme.SMALL)
            self.untold = None if said else text
            text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            box.addWidget(text)
        if item.nulls:
            empty = tr("empty in {rows}", rows=words.counted(item.nulls, "row"))
            box.addWidget(label(empty, size=theme.SMALL, tone="faint"))
        if item.unread:
            box.addWidget(label(_unread(item), size=theme.SMALL, tone="faint"))
        # Beside a note of several lines it begins where the name does.
        box.addStretch(1)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def _facts(profile: Profile) -> str:
    parts = [
        words.counted(profile.documents, "document"),
        words.size(profile.bytes),
        words.counted(profile.lines, "line"),
    ]
    if len(profile.kinds) > 1 or (profile.kinds and profile.documents > 1):
        parts.append(", ".join(f"{words.grouped(count)} {kind}" for kind, count in profile.kinds[:5]))
    return " · ".join(parts)


def _table_words(table: Table) -> str:
    text = tr(
        "{records} with {fields}",
        records=words.counted(table.rows, "record"),
        fields=words.counted(len(table.columns), "field"),
    )
    if table.row_is != "record":
        text += tr(", one for each {value}", value=tr(_ROW_IS[table.row_is]))
    return (
        text
        if table.fits >= 0.9995
        else tr("{text}; {fits} of them fit the pattern", text=text, fits=words.percent(table.fits, 1))
    )


def _broken_off(table: Table) -> str:
    name, more = table.broken_off[0][1], len(table.broken_off) - 1
    if not more:
        return tr("{name} breaks off before its end: its last record may not be whole", name=name)
    return tr(
        "{name} and {documents} more break off before their end: their last records may not be whole",
        name=name,
        documents=words.counted(more, "document"),
    )


def _unread(item: Column) -> str:
    rows = words.counted(item.unread, "row")
    return tr("not read in {rows}, such as “{value}”", rows=rows, value=item.unread_example[:VALUE_CUT])


def _without_tables(profile: Profile) -> str:
    if not profile.bytes:
        return tr("There is no text in it. Add files with text, or remove it.")
    if not profile.headings:
        return tr("No records were found in it: questions are answered by searching and reading.")
    heads = " · ".join(profile.headings[:6])
    return tr("No records were found in it. Headings: {heads}", heads=heads) + (
        " …" if len(profile.headings) > 6 else ""
    )


def _kind(item: Column) -> str:
    kind = tr(_TYPES[item.type])
    if item.note and item.type in ("date", "time", "timestamp"):
        return f"{kind}, {told(item.note)}"
    return told(item.note) if item.note else kind


def _repeats(item: Column) -> bool:
    """Whether a value occurs more than once: bars of one say nothing."""
    return any(count > 1 for _, count in item.values)


def _range(item: Column) -> str:
    parts = []
    if item.minimum is not None and item.maximum is not None and item.type != "text":
        parts.append(
            item.minimum
            if item.minimum == item.maximum
            else tr("{minimum} to {maximum}", minimum=item.minimum, maximum=item.maximum)
        )
    if item.distinct and not (parts and item.distinct == 1):
        parts.append(words.counted(item.distinct, "different value"))
    if item.type == "text" and item.values:
        shown = ", ".join(_short(text) for text, _ in item.values[:3])
        parts.append(
            tr("most often {shown}", shown=shown)
            if _repeats(item)
            else tr("for example {shown}", shown=shown)
        )
    # Where the words of its kind say it already, nothing is said twice.
    return " · ".join(parts) or ("" if item.note else tr("free text"))


def _short(value: str) -> str:
    """A value in a list of some: cut with a mark, and in quotes where it is more than a word."""
    cut = value if len(value) <= VALUE_CUT else f"{value[: VALUE_CUT - 1].rstrip(' .,;:-')}…"
    return tr("“{value}”", value=cut) if " " in cut else cut


def _question(item: Column) -> str:
    """In English in every language: what the models understand best."""
    readable = item.name.replace("_", " ")
    if item.type in ("integer", "decimal"):
        return f"What is the highest {readable}?"
    if item.type in ("date", "time", "timestamp"):
        return f"What is the earliest {readable}?"
    return f"Which {readable} occurs most often, and how many times?"
