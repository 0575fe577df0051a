"""An answer taken out of the window: copied with its sources, or saved as a file."""

import csv
import io
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QFileDialog, QWidget

from rlm_desktop.gui import words
from rlm_desktop.reply import Reply

KINDS = "Markdown (*.md);;JSON (*.json);;Evidence as CSV (*.csv)"


def with_sources(reply: Reply) -> str:
    """The answer as text, with the places it rests on."""
    lines = [reply.question, "", reply.answer or words.headline(reply)[0], ""]
    lines += [_source(number, quote) for number, quote in enumerate(reply.evidence.shown[:20], start=1)]
    lines += ["", words.honesty(reply)]
    return "\n".join(lines).strip() + "\n"


def _source(number: int, quote: object) -> str:
    from rlm_desktop.gui.evidence_list import address
    from rlm_desktop.reply import Quote

    assert isinstance(quote, Quote)
    return f"[{number}] {address(quote)}: “{' '.join(quote.quote.split())}”"


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
    lines += [
        f"{number}. {_source(number, quote)[4:]}"
        for number, quote in enumerate(reply.evidence.shown, start=1)
    ]
    lines += ["", f"*{words.honesty(reply)}*", ""]
    if reply.program:
        lines += ["```python", reply.program, "```", ""]
    return "\n".join(lines)


def evidence_csv(reply: Reply) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["document", "line", "page", "start", "end", "quote"])
    for quote in reply.evidence.shown:
        writer.writerow([quote.document, quote.line, quote.page or "", quote.start, quote.end, quote.quote])
    return out.getvalue()


def save(parent: QWidget, reply: Reply) -> None:
    """Ask for a file and write the answer in the form its name says."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save the answer", "answer.md", KINDS)
    if chosen:
        write(reply, Path(chosen))


def write(reply: Reply, target: Path) -> None:
    match target.suffix.lower():
        case ".json":
            target.write_bytes(msgspec.json.format(msgspec.json.encode(reply), indent=2))
        case ".csv":
            target.write_text(evidence_csv(reply), encoding="utf-8", newline="")
        case _:
            target.write_text(markdown(reply), encoding="utf-8")
