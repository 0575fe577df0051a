"""`rlm-desktop` and `rlm-desktop window`: opens the window."""

import argparse

from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.errors import RlmError


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("window", parents=[common], help="open the window (as without a command)")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="files and folders to begin with")
    parser.add_argument(
        "--sample", action="store_true", default=argparse.SUPPRESS, help="open on the sample library"
    )
    parser.set_defaults(run=run, json=False)


def run(call: Call) -> int:
    # Qt takes a moment to load, and the other commands don't need it.
    from rlm_desktop.gui.application import run as open_window

    try:
        return open_window(call.settings, sample=call.args.sample, paths=call.args.paths)
    except RlmError as error:
        if not call.terminal.is_watched:
            from rlm_desktop.gui.application import tell_why_not

            tell_why_not(error)
        raise
