"""`rlm-desktop sandbox run`: a guest script over files, as a root model's program would run."""

import argparse

from rlm_desktop.cli.ask import paths_that_are_there
from rlm_desktop.cli.call import Call, Commands, readable_text
from rlm_desktop.cli.words import plain


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("sandbox", help="the isolated interpreter by itself")
    verbs = parser.add_subparsers(metavar="run", required=True)
    running = verbs.add_parser("run", parents=[common], help="run a script over files")
    running.add_argument("script", metavar="SCRIPT")
    running.add_argument("paths", metavar="PATH", nargs="*")
    running.add_argument(
        "--sub", metavar="MODEL", help="sub-model for the script's calls; without it they fail"
    )
    running.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    running.set_defaults(run=_run)


def _run(call: Call) -> int:
    code = readable_text(call.args.script)
    paths = paths_that_are_there(call.args.paths)
    with call.runtime() as runtime:
        result = runtime.run_script(code, paths=paths, sub=call.args.sub)
    if call.args.json:
        call.terminal.say_json(result)
        return 0 if result.ok else 1
    if result.output:
        call.terminal.say(plain(result.output).rstrip("\n"))
    if result.answer is not None:
        call.terminal.say(f"answer: {plain(str(result.answer))}")
    if result.error is not None:
        call.terminal.complain(plain(f"{result.error.kind}: {result.error.message}"))
    return 0 if result.ok else 1
