"""An answer taken out of the window: copied with its sources, or saved as a file."""

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QFileDialog, QWidget

from rlm_desktop.errors import BadRequest
from rlm_desktop.gui import words
from rlm_desktop.gui.evidence_list import address
from rlm_desktop.gui.language import later, tr
from rlm_desktop.reply import Quote, Reply

KINDS = later("Markdown (*.md);;JSON (*.json);;All evidence as CSV (*.csv)")


def with_sources(reply: Reply) -> str:
    """The answer as text, with the places it rests on."""
    lines = [reply.question, "", reply.answer or words.headline(reply)[0], ""]
    lines += [_source(number, quote) for number, quote in enumerate(reply.evidence.shown[:20], start=1)]
    lines += ["", words.honesty(reply)]
    return "\n".join(lines).strip() + "\n"


def _source(number: int, quote: Quote) -> str:
    return f"[{number}] {_quoted(quote)}"


def _quoted(quote: Quote) -> str:
    return f"{address(quote)}: “{' '.join(quote.quote.split())}”"


def markdown(reply: Reply) -> str:
    """The whole answer as a page a colleague can read."""
    word, _ = words.status(reply.status)
    lines = [f"# {reply.question}", "", f"**{word}:** {reply.answer}", ""]
    table = words.grid(reply.value)
    if table:
        heads = table.columns or tuple(" " for _ in table.rows[0])
        lines += [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
        lines += [f"| {' | '.join(words.cell(item) for item in cells)} |" for cells in table.rows]
        lines.append("")
    lines += [f"{number}. {_quoted(quote)}" for number, quote in enumerate(reply.evidence.shown, start=1)]
    left_out = reply.evidence.total - len(reply.evidence.shown)
    if left_out > 0:
        lines.append(
            tr(
                "\n{more_places}: saved as CSV, the answer has them all.",
                more_places=words.counted(left_out, "more place"),
            )
        )
    lines += ["", *(f"*{note}*\n" for note in reply.notes)]
    lines += ["", f"*{words.honesty(reply)}*", ""]
    if reply.program:
        lines += ["```python", reply.program, "```", ""]
    return "\n".join(lines)


def write(reply: Reply, places: Iterable[Quote], target: Path) -> None:
    """Write the answer in the form the file's name says; as CSV, all the places it rests on.

    May take a while: not for the window's thread. Raises `BadRequest`.
    """
    try:
        match target.suffix.lower():
            case ".json":
                target.write_bytes(msgspec.json.format(msgspec.json.encode(reply), indent=2))
            case ".csv":
                _write_places(places, target)
            case _:
                target.write_text(markdown(reply), encoding="utf-8")
    except OSError as error:
        raise BadRequest(
            tr("{name} could not be written: {strerror}.", name=target.name, strerror=error.strerror),
            hint=tr("Choose another folder."),
        ) from error


def _write_places(places: Iterable[Quote], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "line", "page", "start", "end", "quote"])
        for quote in places:
            place = (quote.line, quote.page or "", quote.start, quote.end)
            writer.writerow([quote.document, *place, quote.quote])


def choose_file(parent: QWidget) -> Path | None:
    """Ask where to save an answer."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save the answer"), "answer.md", tr(KINDS))
    return Path(chosen) if chosen else None
