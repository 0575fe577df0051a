"""`rlm-desktop models`: which models there are, and getting, checking and removing them."""

import argparse
from pathlib import Path

from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import window
from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.words import size
from rlm_desktop.errors import BadRequest


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("models", help="the models that plan and read")
    verbs = parser.add_subparsers(metavar="list|get|import|verify|fit|remove", required=True)

    listing = verbs.add_parser("list", parents=[common], help="models of the catalogue, and your own")
    listing.set_defaults(run=_list)

    getting = verbs.add_parser("get", parents=[common], help="download a model of the catalogue")
    getting.add_argument("name", metavar="MODEL")
    getting.set_defaults(run=_get)

    importing = verbs.add_parser("import", parents=[common], help="take a GGUF file from a disk or stick")
    importing.add_argument("path", metavar="FILE")
    importing.add_argument(
        "--link", action="store_true", help="leave the file where it is instead of copying"
    )
    importing.set_defaults(run=_import)

    verifying = verbs.add_parser(
        "verify", parents=[common], help="read a model again and compare its hash with what it came with"
    )
    verifying.add_argument("name", metavar="MODEL")
    verifying.set_defaults(run=_verify)

    fitting = verbs.add_parser(
        "fit",
        parents=[common],
        help="how much memory models take at once, known without loading them",
    )
    fitting.add_argument("names", metavar="MODEL", nargs="+")
    fitting.add_argument("--context", type=window, default=0, metavar="N", help="window in tokens")
    fitting.set_defaults(run=_fit)

    removing = verbs.add_parser("remove", parents=[common], help="delete a model's file from the data folder")
    removing.add_argument("name", metavar="MODEL")
    removing.set_defaults(run=_remove)

    for verb in (listing, getting, importing, verifying, fitting, removing):
        verb.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _list(call: Call) -> int:
    with call.runtime() as runtime:
        states = runtime.models()
    if call.args.json:
        call.terminal.say_json({"schema": 1, "models": states})
        return 0
    for state in states:
        here = "here" if state.present else "not here"
        roles = [role for role, is_it in (("root", state.is_root), ("sub", state.is_sub)) if is_it]
        used = f" [{', '.join(roles)}]" if roles else ""
        call.terminal.say(f"{state.name:<40} {size(state.bytes):>9}  {here:<8}  {state.good_for}{used}")
    return 0


def _get(call: Call) -> int:
    with call.runtime() as runtime:
        path = runtime.get_model(call.args.name, emit=Progress(call.terminal).show)
    call.terminal.clear_bar()
    if call.args.json:
        call.terminal.say_json({"schema": 1, "model": call.args.name, "path": str(path)})
    else:
        call.terminal.say(str(path))
    return 0


def _import(call: Call) -> int:
    path = Path(call.args.path).expanduser()
    if not path.is_file():
        raise BadRequest(f"There is no file called {path}.", hint="Give the path of a GGUF file.")
    with call.runtime() as runtime:
        state = runtime.import_model(path, link=call.args.link)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "model": state})
    else:
        call.terminal.say(f"{state.name} is at {state.path}")
    return 0


def _verify(call: Call) -> int:
    with call.runtime() as runtime:
        whole = runtime.verify_model(call.args.name)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "model": call.args.name, "whole": whole})
    elif whole:
        call.terminal.say(f"{call.args.name} is whole: every byte is as it was when it came.")
    else:
        call.terminal.say(
            f"{call.args.name} is damaged. "
            f"Remove it and get it again: `rlm-desktop models remove {call.args.name}`."
        )
    return 0 if whole else 1


def _fit(call: Call) -> int:
    with call.runtime() as runtime:
        found = runtime.fit_model(*call.args.names, context_tokens=call.args.context)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "fit": found})
    else:
        say = call.terminal.say
        say(f"{found.name} with a window of {found.context_tokens} tokens")
        for what, taken in (("weights", found.weights), ("cache", found.cache), ("work", found.work)):
            say(f"  {what:<8} {size(taken):>9}")
        say(f"  {'in all':<8} {size(found.total):>9}   of {size(found.free)} free")
        if not found.fits:
            call.terminal.tell(f"It does not fit: {found.why} {found.hint}")
    return 0 if found.fits else 3


def _remove(call: Call) -> int:
    with call.runtime() as runtime:
        runtime.remove_model(call.args.name)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "removed": call.args.name})
    else:
        call.terminal.tell(f"{call.args.name} is removed.")
    return 0
