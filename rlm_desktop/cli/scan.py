"""`rlm-desktop scan`: every place of a phrase or an expression, counted exactly, without a model."""

import argparse
from typing import TYPE_CHECKING

from rlm_desktop.cli.ask import sources
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import at_least_zero
from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.words import count, one_line, plain
from rlm_desktop.errors import BadRequest

if TYPE_CHECKING:
    from rlm_desktop.reply import Quote
    from rlm_desktop.runtime.finding import Finding, Grouping

_WIDEST = 200


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "scan", parents=[common], help="find and count a phrase or an expression, without a model"
    )
    parser.add_argument("pattern", metavar="PATTERN")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="files or folders, or the name of a library")
    parser.add_argument("--library", metavar="NAME", help="a saved library, if a PATH has the same name")
    parser.add_argument("--regex", action="store_true", help="PATTERN is a regular expression")
    parser.add_argument("--case", action="store_true", help="capital letters and small ones are told apart")
    parser.add_argument(
        "--group",
        action="store_true",
        help="PATTERN is an expression; count each value of its first (group), or of all of it",
    )
    parser.add_argument("--value", metavar="VALUE", help="with --group: show the places of this value")
    parser.add_argument(
        "--most", type=at_least_zero, default=20, metavar="N", help="places or values that are printed"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    from rlm_desktop.runtime.finding import Look

    args = call.args
    if args.value is not None and not args.group:
        raise BadRequest("--value shows the places of one value of --group.", hint="Add --group.")
    look = Look(
        pattern=args.pattern,
        regex=args.regex or args.group,
        ignore_case=not args.case,
        most=args.most,
        value=args.value,
    )
    with call.runtime() as runtime, call.stoppable():
        paths, library = sources(runtime, args.paths, args.library)
        look_at = runtime.group if args.group else runtime.scan
        found = look_at(
            look,
            paths=paths,
            library=library,
            emit=Progress(call.terminal).show,
            should_stop=call.should_stop,
        )
    call.terminal.clear_bar()
    if args.json:
        call.terminal.say_json(found)
    else:
        _say(call, found)
    return 0


def _say(call: Call, found: "Finding | Grouping") -> None:
    groups = getattr(found, "groups", ())
    if call.args.value is None:
        for value, number in groups:
            call.terminal.say(f"{number:>12,}  {one_line(value, _WIDEST)}")
    for quote in found.shown:
        call.terminal.say(_place(quote))
    matches, documents = count(found.matches, "match", "matches"), count(found.documents, "document")
    values = f", {count(found.values, 'different value')}" if call.args.group else ""  # type: ignore[union-attr]
    call.terminal.tell(f"{matches} in {documents}{values}")


def _place(quote: "Quote") -> str:
    page = f" page {quote.page}" if quote.page else ""
    return f"{plain(quote.document)}:{quote.line}{page}: {one_line(quote.quote, _WIDEST)}"
