"""Reads what was typed, runs that command, and turns every error into a sentence and an exit status."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rlm_desktop.cli import ask, bench, doctor, library, models, runs, sandbox, window
from rlm_desktop.cli.call import Call, OpenRuntime
from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.errors import RlmError
from rlm_desktop.settings import Settings

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

STOPPED, BUG = 130, 1
LOG = "rlm-desktop.log"


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
        return int(args.run(call))
    except RlmError as error:
        if args.debug:
            traceback.print_exc(file=screen.err)
        _tell_error(call, error)
        return error.exit_status
    except KeyboardInterrupt:
        screen.complain("Stopped.")
        return STOPPED
    except BrokenPipeError:
        _nobody_reads()
        return BUG
    except Exception as error:  # noqa: BLE001  (the outermost frame: a bug becomes a sentence and a log)
        if args.debug:
            traceback.print_exc(file=screen.err)
        screen.complain(_tell_bug(call, error))
        return BUG


def _parser() -> argparse.ArgumentParser:
    common = _common(argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="rlm-desktop",
        description="Ask questions of gigabytes of private text, on this machine, with no network."
        " Without a command the window opens.",
        parents=[_common(None)],
    )
    parser.set_defaults(run=window.run, sample=False, paths=(), json=False)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in (ask, library, models, runs, sandbox, doctor, bench, window):
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


def _tell_error(call: Call, error: RlmError) -> None:
    if call.args.json:
        shown = {"kind": error.kind, "message": error.message, "hint": error.hint}
        call.terminal.say_json({"schema": 1, "status": "failed", "error": shown})
    else:
        call.terminal.complain(f"{error.message} {error.hint}".strip())


def _tell_bug(call: Call, error: Exception) -> str:
    """One sentence for the person; the traceback goes to the log."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "rlm_desktop" in frame.filename]
    place = frames[-1].name if frames else "the program"
    said = f"Something went wrong in {place}: {type(error).__name__}."
    with suppress(OSError, RlmError):
        log = call.settings.data.logs / LOG
        handler = logging.FileHandler(log, encoding="utf-8", errors="backslashreplace")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        record = logging.LogRecord(
            "rlm_desktop", logging.ERROR, __file__, 0, said, None, (type(error), error, error.__traceback__)
        )
        handler.emit(record)
        handler.close()
        return f"{said} The details are in {log}."
    return f"{said} Run it again with --debug to see more."


def _nobody_reads() -> None:
    """`… | head` has closed its end: nothing more can be said, not even while Python shuts down."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
