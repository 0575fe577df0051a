"""Reads what was typed, runs that command, and turns every error into a sentence and an exit status."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_desktop.cli import ask, bench, doctor, library, models, runs, sandbox, scan, window
from rlm_desktop.cli.call import Call, OpenRuntime
from rlm_desktop.cli.failures import as_ours
from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.cli.warned import only_our_warnings
from rlm_desktop.errors import RlmError
from rlm_desktop.settings import Settings

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime


def main(
    argv: Sequence[str] | None = None,
    *,
    terminal: Terminal | None = None,
    open_runtime: OpenRuntime | None = None,
) -> int:
    """Run one command; its exit status."""
    args = _parser().parse_args(argv)
    screen = terminal or Terminal.standard()
    screen.quiet = args.quiet
    call = Call(args, screen, open_runtime or _real_runtime)
    try:
        with only_our_warnings(screen):
            status = int(args.run(call))
            screen.out.flush()
            return status
    except BrokenPipeError:
        _nobody_reads()
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (the outermost frame: nothing lies above)
        if args.debug:
            traceback.print_exc(file=screen.err)
        ours = as_ours(error, _logs(call))
        with suppress(OSError):  # what it is said on may be what is full
            _tell(call, ours)
            screen.out.flush()
            return ours.exit_status
        _nobody_reads()
        return ours.exit_status


def _parser() -> argparse.ArgumentParser:
    common = _common(argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="rlm-desktop",
        description="Ask questions of gigabytes of private text, on this machine, with no network."
        " Without a command the window opens.",
        parents=[_common(None)],
    )
    parser.add_argument("--sample", action="store_true", help="open the window on the sample library")
    parser.set_defaults(run=window.run, paths=(), json=False)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in (ask, scan, library, models, runs, sandbox, doctor, bench, window):
        command.add(commands, common)
    return parser


def _common(default: object) -> argparse.ArgumentParser:
    """Options that stand before or after the command; `SUPPRESS` lets the ones before it live."""
    off = default if default is argparse.SUPPRESS else False
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", metavar="DIR", default=default, help="where everything is written")
    common.add_argument("--quiet", action="store_true", default=off, help="no progress on standard error")
    common.add_argument("--debug", action="store_true", default=off, help="show tracebacks")
    return common


def _real_runtime(settings: Settings) -> "Runtime":
    # Here and not above: --help and a wrong command need none of it.
    from rlm_desktop.runtime import Runtime

    return Runtime(settings)


def _tell(call: Call, error: RlmError) -> None:
    if call.args.json:
        shown = {"kind": error.kind, "message": error.message, "hint": error.hint}
        with suppress(OSError):
            call.terminal.say_json({"schema": 1, "status": "failed", "error": shown})
            return
    call.terminal.complain(f"{error.message} {error.hint}".strip())


def _logs(call: Call) -> Path | None:
    """Where the log lies, unless the data folder itself is what fails."""
    with suppress(OSError, RlmError):
        return call.settings.data.logs
    return None


def _nobody_reads() -> None:
    """`… | head` has closed its end: nothing more can be said, not even while Python shuts down."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
