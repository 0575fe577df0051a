"""An answer taken out of the window: copied with its sources, or saved as a file."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from rlm_desktop.errors import BadRequest
from rlm_desktop.gui.answers.evidence_list import address
from rlm_desktop.gui.answers.headlines import headline
from rlm_desktop.gui.beneath.backend import Backend
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import dialogs
from rlm_desktop.legible import cell
from rlm_desktop.reply import Quote, Reply

KINDS = later("Markdown (*.md);;Web page (*.html);;JSON (*.json);;All evidence as CSV (*.csv)")
NAME_LENGTH = 60


def with_sources(reply: Reply) -> str:
    """The answer as text, with the places it rests on."""
    lines = [reply.question, "", reply.answer or headline(reply)[0], ""]
    lines += [_source(number, quote) for number, quote in enumerate(reply.evidence.shown[:20], start=1)]
    lines += ["", words.honesty(reply)]
    return "\n".join(lines).strip() + "\n"


def _source(number: int, quote: Quote) -> str:
    return f"[{number}] {_quoted(quote)}"


def _quoted(quote: Quote) -> str:
    return f"{address(quote)}: “{' '.join(quote.quote.split())}”"


def write(runtime: Backend, run: str, target: Path) -> None:
    """Write a run in the form the file's name says; as CSV, all the places its answer rests on.

    May take a while: not for the window's thread. Raises `BadRequest`.
    """
    form = target.suffix.lower().lstrip(".")
    try:
        if form == "csv":
            _write_places(runtime.run_places(run), target)
        else:
            text = runtime.run_export(run, form if form in ("json", "html") else "md")
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(
            tr("{name} could not be written: {reason}.", name=target.name, reason=error.strerror),
            hint=tr("Choose another folder."),
        ) from error


def _write_places(places: Iterable[Quote], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "line", "page", "start", "end", "quote"])
        for quote in places:
            place = (quote.line, quote.page or "", quote.start, quote.end)
            writer.writerow([cell(quote.document), *place, cell(quote.quote)])


def file_name(question: str) -> str:
    """A question as the name of a file, without what systems do not allow in one."""
    plain = " ".join(re.sub(r'[\\/:*?"<>|.\x00-\x1f]', " ", question).split())
    return plain if len(plain) <= NAME_LENGTH else plain[:NAME_LENGTH].rsplit(" ", 1)[0]


def choose_file(parent: QWidget, question: str = "") -> Path | None:
    """Ask where to save an answer. A name without an ending gets that of the kind that was chosen."""
    name = f"{file_name(question) or tr('answer')}.md"
    chosen, kind = dialogs.choose_target(parent, tr("Save the answer"), name, tr(KINDS))
    if not chosen:
        return None
    target = Path(chosen)
    ending = next((part for part in (".md", ".html", ".json", ".csv") if part in kind), ".md")
    return target if target.suffix else target.with_suffix(ending)
