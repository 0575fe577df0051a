"""Numbers, sizes, times and states, said as people say them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from PySide6.QtCore import QLocale

from rlm_desktop.events import IngestProgressed
from rlm_desktop.gui.saying.language import current, later, tr, trn
from rlm_desktop.gui.saying.told import told
from rlm_desktop.reply import Reply, Status

Tone = Literal["good", "warning", "bad", "neutral"]

_UNITS = ("KB", "MB", "GB", "TB", "PB")
_IRREGULAR = {
    "match": "matches",
    "library": "libraries",
    "entry": "entries",
    "query": "queries",
    "more query": "more queries",
}
ROWS_SHOWN = 500


def grouped(number: float) -> str:
    """1234567 → 1,234,567; a fraction keeps at most four decimals."""
    if isinstance(number, int) or float(number).is_integer():
        return marked(f"{int(number):,}")
    return marked(f"{number:,.4f}".rstrip("0").rstrip("."))


def marked(number: str) -> str:
    """A number as Python writes it, with the marks of the language that is spoken."""
    language = current()
    return number.translate({ord(","): language.group, ord("."): language.point})


def counted(number: int, noun: str) -> str:
    """1 → "1 document", 1204 → "1,204 documents"."""
    return trn(f"{{n}} {noun}", f"{{n}} {plural(noun)}", number, n=grouped(number))


def plural(noun: str) -> str:
    """Several of an English noun."""
    return _IRREGULAR.get(noun, noun + "s")


def sentence(text: str) -> str:
    """The same words, begun with a capital."""
    return text[:1].upper() + text[1:]


def size(count: int) -> str:
    """3100000000 → "3.1 GB"."""
    if count < 1000:
        return counted(count, "byte")
    amount, place = count / 1000, 0
    while amount >= 999.5 and place < len(_UNITS) - 1:
        amount, place = amount / 1000, place + 1
    return f"{marked(f'{amount:.1f}' if amount < 9.95 else f'{amount:.0f}')} {_UNITS[place]}"


def seconds(amount: float) -> str:
    """How long something took: "0.4 s", "41 s", "3 min 20 s", "1 h 5 min"."""
    if amount < 0.05:
        return tr("under {time}", time=f"{marked('0.1')} s")
    if amount < 9.95:
        return f"{marked(f'{amount:.1f}')} s"
    whole = round(amount)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    return f"{whole // 3600} h" + (f" {whole % 3600 // 60} min" if whole % 3600 // 60 else "")


def about(amount: float) -> str:
    """How long something may take, no surer than it is: "a minute", "about 20 minutes", "about 3 hours"."""
    if amount < 50:
        return tr("under a minute")
    days, hours, minutes = round(amount / 86_400), round(amount / 3_600), round(amount / 60)
    if hours >= 36:
        return tr("about {time}", time=counted(days, "day"))
    if minutes >= 90:
        return tr("about {time}", time=counted(hours, "hour"))
    return tr("about {time}", time=counted(max(1, minutes), "minute"))


def how_far(event: IngestProgressed) -> str:
    """ "Reading files · 1.2 GB of 3.0 GB"."""
    doing = sentence(tr(event.doing))
    if event.total <= 1:
        return doing
    amount = size if event.unit == "bytes" else grouped
    return doing + tr(" · {done} of {total}", done=amount(event.done), total=amount(event.total))


def pace(event: IngestProgressed) -> str:
    """ "38 MB/s · about 2 minutes left"; nothing while it is not known."""
    said = []
    if event.rate and event.unit == "bytes":
        said.append(tr("{size}/s", size=size(round(event.rate))))
    if event.remaining is not None:
        said.append(tr("{time} left", time=about(event.remaining)))
    return " · ".join(said)


def clock(amount: float) -> str:
    """A running clock that does not jitter: "0:41", "1:02:05"."""
    whole = int(amount)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def when(moment: datetime, now: datetime | None = None) -> str:
    """ "Today, 14:05", "Yesterday, 9:30", "12 March 2026"."""
    local = moment.astimezone() if moment.tzinfo else moment
    today = now or (datetime.now(local.tzinfo) if local.tzinfo else datetime.now())
    if local.date() == today.date():
        return tr("Today, {time}", time=f"{local:%H:%M}")
    if local.date() == today.date() - timedelta(days=1):
        return tr("Yesterday, {time}", time=f"{local:%H:%M}")
    month = QLocale(current().code).standaloneMonthName(local.month)
    return tr("{day} {month} {year}", day=local.day, month=month, year=local.year)


def percent(part: float, whole: float) -> str:
    """A share that never claims all or nothing unless it is."""
    if whole <= 0 or part <= 0:
        return "0 %"
    if part >= whole:
        return "100 %"
    share = 100 * part / whole
    if share < 1:
        return tr("under 1 %")
    return tr("over 99 %") if share > 99 else f"{share:.0f} %"


_STATUS: dict[Status, tuple[str, Tone]] = {
    "answered": (later("Answer"), "good"),
    "partial": (later("Partial answer"), "warning"),
    "estimated": (later("Estimate"), "warning"),
    "not_found": (later("Not in the text"), "neutral"),
    "stopped": (later("Stopped"), "neutral"),
    "failed": (later("Could not be answered"), "bad"),
}


def status(name: str) -> tuple[str, Tone]:
    """The word and the tone for how a run ended; an unknown one is an unfinished run."""
    word, tone = _STATUS.get(name, (later("Unfinished"), "neutral"))  # type: ignore[call-overload]
    return tr(word), tone


def ending(reply: Reply) -> tuple[str, Tone]:
    """The word and the tone for a reply: what a sample does not tell may be in the text."""
    if reply.status == "not_found" and reply.is_from_sample:
        return tr("Not in the sample"), "neutral"
    return status(reply.status)


_AT_A_LIMIT = "The run's limit of"
_FIRST_AID: dict[str, str] = {
    "partial": later("Look at the places before you rely on it, or ask it in other words."),
    "estimated": later("All of it was read by a model, and a model misreads: check some of the places."),
    "not_found": later("Try other words, or check that the right library is chosen."),
    "stopped": later("Nothing is lost: what was read is kept, and the steps are in the history."),
}


def first_aid(reply: Reply) -> str:
    """What would make an answer that is not whole, whole."""
    if reply.error and reply.error.hint:
        return told(reply.error.hint)
    if reply.is_from_sample:
        if any("random sample" in note for note in reply.notes):
            return tr("For the whole, ask again without “Estimate”.")
        return tr("This rests on a sample. Ask again without “Estimate” for the whole.")
    if reply.status == "partial" and any(note.startswith(_AT_A_LIMIT) for note in reply.notes):
        return tr("To make it whole: ask again with a longer time limit, or ask a narrower question.")
    return tr(_FIRST_AID[reply.status]) if reply.status in _FIRST_AID else ""


def honesty(reply: Reply) -> str:
    """The grey line under an answer: what was covered, by whom, how long it took."""
    coverage = reply.coverage
    parts = []
    if coverage.bytes_total:
        parts.append(_scanned(reply))
        parts.append(
            tr(
                "{size} read by the model",
                size=size(coverage.bytes_read_by_model),
            )
            if coverage.bytes_read_by_model
            else tr("none of the text read by the model")
        )
        if coverage.bytes_looked_at:
            parts.append(tr("{size} more by its first layers", size=size(coverage.bytes_looked_at)))
    if reply.usage.sub_calls:
        parts.append(tr("{passages} put to the Reader", passages=counted(reply.usage.sub_calls, "passage")))
    parts.append(seconds(reply.usage.seconds))
    return sentence(" · ".join(parts))


def _scanned(reply: Reply) -> str:
    coverage = reply.coverage
    if coverage.bytes_scanned >= coverage.bytes_total:
        every = (
            tr("The document")
            if coverage.documents_total == 1
            else tr("All {n} documents", n=grouped(coverage.documents_total))
        )
        return tr("{every} scanned by code", every=every)
    share = percent(coverage.bytes_scanned, coverage.bytes_total)
    if coverage.documents_total == 1:
        return tr("{share} of the document scanned by code", share=share)
    return tr(
        "{share} of the text scanned by code, in {touched} of {total} documents",
        share=share,
        touched=grouped(coverage.documents_touched),
        total=grouped(coverage.documents_total),
    )


class Grid(msgspec.Struct, frozen=True):
    """A value that is rows: column names (may be empty) and cells as they came."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    left_off: int = 0


def grid(value: object) -> Grid | None:
    """The rows a value holds, where it is a table; nothing for a word, a number or a short list."""
    if isinstance(value, Mapping) and len(value) > 1 and all(_flat(item) for item in value.values()):
        return _cut((), [(key, item) for key, item in value.items()])
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
        return None
    first = value[0]
    if isinstance(first, Mapping) and all(isinstance(row, Mapping) for row in value):
        names = tuple(str(name) for name in first)
        return _cut(names, [tuple(row.get(name) for name in first) for row in value])
    if _is_row(first) and all(_is_row(row) and len(row) == len(first) for row in value):
        return _cut((), [tuple(row) for row in value])
    if len(value) > 3 and all(_flat(item) for item in value):
        return _cut((), [(item,) for item in value])
    return None


def _is_row(item: object) -> bool:
    return (
        isinstance(item, Sequence) and not isinstance(item, str | bytes) and all(_flat(cell) for cell in item)
    )


def _flat(item: object) -> bool:
    return item is None or isinstance(item, str | int | float | bool)


def _cut(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Grid:
    return Grid(columns, tuple(rows[:ROWS_SHOWN]), max(0, len(rows) - ROWS_SHOWN))


_NAMING = re.compile(r"(?:^|_|\b)(?:id|no|nr|number|code|pid|port|zip|postcode|year)$", re.IGNORECASE)
"""Ends of the names of columns whose numbers name something and count nothing."""


def cell(item: object, column: str = "") -> str:
    """One cell of a table as text: grouped numbers, nothing for null."""
    if item is None:
        return "—"
    if isinstance(item, bool):
        return tr("yes") if item else tr("no")
    # A whole number of four digits may be a year, and a name may be a number: they are left as they are.
    if isinstance(item, int):
        return str(item) if 1000 <= item <= 2999 or _NAMING.search(column) else grouped(item)
    return grouped(item) if isinstance(item, float) else str(item)


def series(table: Grid) -> list[tuple[str, float]] | None:
    """Label and number of each row, where a table is counts by group."""
    rows = table.rows
    if not 2 <= len(rows) <= ROWS_SHOWN or any(len(row) != 2 for row in rows):
        return None
    if any(isinstance(row[1], bool) or not isinstance(row[1], int | float) or row[1] < 0 for row in rows):
        return None
    if len({str(row[0]) for row in rows}) < len(rows):
        return None  # pairs of numbers, say: a group has one count
    name = table.columns[0] if table.columns else ""
    return [(cell(row[0], name), float(row[1])) for row in rows if isinstance(row[1], int | float)]
