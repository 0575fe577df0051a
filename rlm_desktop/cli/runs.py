"""`rlm-desktop runs`: what was asked before, what happened, and taking it elsewhere."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rlm_desktop.cli.answer import say_reply
from rlm_desktop.cli.ask import ask, asked_about, demand_no_document, sources
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import at_least_one
from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.words import one_line
from rlm_desktop.errors import BadRequest, RlmError
from rlm_desktop.reply import Reply
from rlm_desktop.runs.export import EXPORTS
from rlm_desktop.runs.store import RunSummary

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

RUN_HELP = "a run's id, its first letters, or `last`"


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("runs", help="the history of questions")
    verbs = parser.add_subparsers(metavar="list|show|resume|export|remove", required=True)

    listing = verbs.add_parser("list", parents=[common], help="the newest runs")
    listing.add_argument("search", metavar="WORDS", nargs="?", default="", help="in question or answer")
    listing.add_argument("--limit", type=at_least_one, default=20, metavar="N")
    listing.set_defaults(run=_list)

    showing = verbs.add_parser("show", parents=[common], help="a run's steps and reply")
    showing.set_defaults(run=_show)

    resuming = verbs.add_parser("resume", parents=[common], help="ask a run's question again, the same way")
    resuming.add_argument("--events", metavar="FILE", help="write every event to FILE, as JSON Lines")
    resuming.set_defaults(run=_resume)

    exporting = verbs.add_parser(
        "export", parents=[common], help="a run as a document, or its evidence as a table"
    )
    exporting.add_argument("--format", choices=sorted(EXPORTS), default="md")
    exporting.add_argument("--out", metavar="FILE", help="instead of standard output")
    exporting.set_defaults(run=_export)

    removing = verbs.add_parser("remove", parents=[common], help="take a run out of the history for good")
    removing.set_defaults(run=_remove)

    for verb in (showing, resuming, exporting, removing):
        verb.add_argument("name", metavar="RUN", help=RUN_HELP)
    for verb in (listing, showing, resuming, removing):
        verb.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _list(call: Call) -> int:
    with call.runtime() as runtime:
        runs = runtime.history.list(limit=call.args.limit, search=call.args.search)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "runs": runs})
        return 0
    for run in runs:
        call.terminal.say(_line(run))
    if not runs:
        call.terminal.tell("No run is kept." if not call.args.search else "No run fits these words.")
    return 0


def _show(call: Call) -> int:
    with call.runtime() as runtime:
        run = runtime.history.find(call.args.name)
        reply, events = runtime.history.reply(run), runtime.history.events(run)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "reply": reply, "events": events})
        return 0
    progress = Progress(call.terminal)
    for event in events:
        progress.show(event)
    call.terminal.clear_bar()
    call.terminal.say(one_line(reply.question, 1000))
    if reply.after:
        call.terminal.say(f"It followed up the run {reply.after}.")
    say_reply(reply, call.terminal)
    return 0


def _resume(call: Call) -> int:
    from rlm_desktop.runtime import AskOptions

    with call.runtime() as runtime:
        request = runtime.history.request(runtime.history.find(call.args.name))
        try:
            options = msgspec.json.decode(request.settings, type=AskOptions)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise BadRequest(
                "This run was asked in a way that this version does not know.", hint="Ask the question anew."
            ) from error
        paths, library = sources(
            runtime, request.paths if not request.library else (), request.library or None
        )
        return ask(
            call,
            runtime,
            question=request.question,
            paths=paths,
            library=library,
            options=options,
            after=request.after or None,
        )


def _export(call: Call) -> int:
    with call.runtime() as runtime:
        run = runtime.history.find(call.args.name)
        if call.args.out:
            asked = runtime.history.request(run)
            demand_no_document(
                "--out", call.args.out, asked_about(runtime, asked.paths, asked.library or None)
            )
        reply, events = runtime.history.reply(run), runtime.history.events(run)
        reply = _with_all_places(call, runtime, run, reply)
    text = EXPORTS[call.args.format](reply, events)
    if call.args.out:
        _write(call.args.out, text)
    else:
        call.terminal.say_document(text.rstrip("\n"))
    return 0


def _with_all_places(call: Call, runtime: "Runtime", run: str, reply: Reply) -> Reply:
    """The reply with every place it rests on, found again in the text; as it was where that has changed."""
    shown = reply.evidence
    if shown.total <= len(shown.shown):
        return reply
    try:
        places = tuple(runtime.run_places(run))
    except RlmError as error:
        call.terminal.tell(f"{error.message} {len(shown.shown):,} of {shown.total:,} places were kept.")
        return reply
    if len(places) != shown.total:
        call.terminal.tell(f"The text has changed since: {len(places):,} places, then {shown.total:,}.")
    return msgspec.structs.replace(reply, evidence=msgspec.structs.replace(shown, shown=places))


def _remove(call: Call) -> int:
    with call.runtime() as runtime:
        run = runtime.history.find(call.args.name)
        runtime.remove_run(run)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "removed": run})
    else:
        call.terminal.tell(f"The run {run} is removed.")
    return 0


def _line(run: RunSummary) -> str:
    when = run.started.astimezone().strftime("%Y-%m-%d %H:%M")
    status = "running" if run.running else run.status
    return f"{run.id}  {when}  {status:<9}  {one_line(run.question, 60)}  →  {one_line(run.answer, 40)}"


def _write(name: str, text: str) -> None:
    try:
        Path(name).expanduser().write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadRequest(
            f"{name} could not be written: {error.strerror}.", hint="Give another file to --out."
        ) from error
