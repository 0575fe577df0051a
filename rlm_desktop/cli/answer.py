"""A reply as a person reads it: the answer, where it stands in the text, and a grey line of honesty."""

from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.cli.words import count, duration, one_line, plain, size
from rlm_desktop.reply import Coverage, Evidence, Quote, Reply

SHOWN = 8
"""Pieces of evidence printed; the JSON and `runs export` have the others."""

_HEADS = {
    "partial": "Partial answer.",
    "estimated": "Estimate: it counts what a model read, and a model misreads.",
    "not_found": "Not in the text.",
    "stopped": "Stopped before there was an answer.",
    "failed": "No answer.",
}
_KEPT = "What was read until then is kept: `runs resume` goes on with it"


def say_reply(reply: Reply, terminal: Terminal) -> None:
    if reply.understood_as:
        terminal.say(f"Understood as: {plain(reply.understood_as)}")
    head = "Estimate from a sample." if reply.is_from_sample else _HEADS.get(reply.status)
    if head:
        terminal.say(head)
    if reply.answer:
        terminal.say(plain(reply.answer))
    if reply.estimate:
        sure = f"{reply.estimate.confidence:.0%} sure"
        terminal.say(f"Between {reply.estimate.low:g} and {reply.estimate.high:g}, {sure}.")
    _say_evidence(reply.evidence, terminal)
    for note in reply.notes:
        terminal.say(f"Note: {plain(note)}")
    if reply.error:
        terminal.say(plain(f"{reply.error.message} {reply.error.hint}".strip()))
    terminal.say_grey(honesty(reply))


def honesty(reply: Reply) -> str:
    """What was covered, by code and by model, and how long it took."""
    calls = f" · {count(reply.usage.sub_calls, 'sub-call')}" if reply.usage.sub_calls else ""
    stopped = reply.status == "stopped" and not reply.coverage.bytes_total
    covered = _KEPT if stopped else _covered(reply.coverage)
    return f"{covered}{calls} · {duration(reply.usage.seconds)} · run {reply.run}"


def _covered(coverage: Coverage) -> str:
    if not coverage.bytes_total:
        return "No text was read"
    read = f"{size(coverage.bytes_read_by_model)} read by the model"
    if coverage.bytes_looked_at:
        read += f", {size(coverage.bytes_looked_at)} more by its first layers"
    whole = size(coverage.bytes_total)
    if coverage.bytes_scanned >= coverage.bytes_total:
        return f"All of {count(coverage.documents_total, 'document')} ({whole}) scanned by code, {read}"
    documents = f"{coverage.documents_touched:,} of {count(coverage.documents_total, 'document')}"
    return f"{size(coverage.bytes_scanned)} of {whole} in {documents} scanned by code, {read}"


def _say_evidence(evidence: Evidence, terminal: Terminal) -> None:
    shown = evidence.shown[:SHOWN]
    if not shown:
        return
    terminal.say()
    for quote in shown:
        terminal.say(f"  {place(quote)}  {one_line(quote.quote)}")
    left = evidence.total - len(shown)
    if left > 0:
        terminal.say(f"  … and {count(left, 'more place', 'more places')}")
    terminal.say()


def place(quote: Quote) -> str:
    """ "app.log:301", "report.pdf, page 4" or "orders.xlsx/May, row 14"."""
    name = one_line(quote.document, 200)
    if quote.place:
        return f"{name}, {one_line(quote.place)}"
    return f"{name}, page {quote.page}" if quote.page else f"{name}:{quote.line}"
