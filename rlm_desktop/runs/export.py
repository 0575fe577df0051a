"""A run written out: a document for people, JSON for programs, its evidence as a table."""

import csv
import html
import io
import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.events import AnyEvent
from rlm_desktop.legible import cell
from rlm_desktop.reply import Coverage, Quote, Reply

_FIELDS = ("document", "line", "page", "start", "end", "quote")
_LINKING = re.compile(r"[\\<\[\]]")
"""What begins or ends a link, a picture or HTML in Markdown: whoever shows it would fetch what it names."""


def as_json(reply: Reply, events: Sequence[AnyEvent]) -> str:
    """The reply as `ask --json` prints it, with the events beside it."""
    encoded = msgspec.json.encode({"reply": reply, "events": events})
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def as_csv(reply: Reply, events: Sequence[AnyEvent]) -> str:
    """A row for each piece of evidence that is kept."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_FIELDS)
    for quote in reply.evidence.shown:
        writer.writerow([_harmless(getattr(quote, field)) for field in _FIELDS])
    return text.getvalue()


def as_markdown(reply: Reply, events: Sequence[AnyEvent]) -> str:
    covered = reply.coverage
    parts = [
        f"# {_linkless(_flat(reply.question))}",
        _answer(reply),
        *(f"> {_linkless(_flat(note))}" for note in reply.notes),
    ]
    if reply.evidence.shown:
        shown, total = len(reply.evidence.shown), reply.evidence.total
        parts += [f"## Evidence: {shown:,} of {total:,} places", "\n".join(map(_item, reply.evidence.shown))]
    if reply.program:
        fence = _fence(reply.program)
        parts += ["## Program", f"{fence}\n{reply.program}\n{fence}"]
    parts += [
        "## How it was found",
        f"{covered.bytes_scanned:,} of {covered.bytes_total:,} bytes in {covered.documents_total:,} documents"
        f" were scanned by code, {covered.bytes_read_by_model:,} bytes were read by a model"
        f"{_looked_at(covered)};"
        f" {reply.usage.seconds:.1f} s.",
        "\n".join(f"* {role}: {_linkless(used.name)} ({used.sha256})" for role, used in reply.models.items()),
        f"Run {reply.run}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _looked_at(covered: Coverage) -> str:
    return f", {covered.bytes_looked_at:,} more by its first layers" if covered.bytes_looked_at else ""


def as_html(reply: Reply, events: Sequence[AnyEvent]) -> str:
    """One page that needs no other file and runs nothing."""
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(quote, field))}</td>" for field in _FIELDS) + "</tr>"
        for quote in reply.evidence.shown
    )
    heads = "".join(f"<th>{field}</th>" for field in _FIELDS)
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in reply.notes)
    covered = reply.coverage
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(reply.question)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body {{ font: 15px sans-serif; max-width: 60em; margin: 2em auto }}
td, th {{ text-align: left; padding: 2px 8px; vertical-align: top }} b {{ white-space: pre-line }}
small {{ color: #555 }}</style></head>
<body><h1>{html.escape(reply.question)}</h1>
<p><b>{html.escape(reply.answer or "No answer")}</b> ({reply.status.replace("_", " ")})</p>
{notes}
<h2>Evidence: {len(reply.evidence.shown):,} of {reply.evidence.total:,} places</h2>
<table><tr>{heads}</tr>
{rows}
</table>
<h2>Program</h2><pre>{html.escape(reply.program)}</pre>
<p><small>{covered.bytes_scanned:,} of {covered.bytes_total:,} bytes scanned by code,
{covered.bytes_read_by_model:,} read by a model{_looked_at(covered)} · {reply.usage.seconds:.1f} s ·
run {html.escape(reply.run)}</small></p>
</body></html>
"""


EXPORTS: dict[str, Callable[[Reply, Sequence[AnyEvent]], str]] = {
    "csv": as_csv,
    "html": as_html,
    "json": as_json,
    "md": as_markdown,
}


def _answer(reply: Reply) -> str:
    """The answer in bold; of several lines each as an item, since Markdown would run them together."""
    status = reply.status.replace("_", " ")
    lines = [_linkless(line) for line in reply.answer.splitlines() if line.strip()]
    if len(lines) < 2:
        return f"**{lines[0] if lines else 'No answer'}** ({status})"
    return "\n".join([f"({status})", "", *(f"* **{line}**" for line in lines)])


def _item(quote: Quote) -> str:
    place = f"page {quote.page}" if quote.page else f"line {quote.line}"
    text = _flat(quote.quote)
    fence = _fence(text, "`")
    return f"* {_linkless(_flat(quote.document))}, {place}: {fence} {text} {fence}"


def _cell(quote: Quote, field: str) -> str:
    value = getattr(quote, field)
    return "" if value is None else str(value)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _linkless(text: str) -> str:
    return _LINKING.sub(r"\\\g<0>", text)


def _fence(code: str, fence: str = "```") -> str:
    """A fence that the code itself does not hold."""
    while fence in code:
        fence += "`"
    return fence


def _harmless(value: object) -> object:
    return cell(value) if isinstance(value, str) else value
