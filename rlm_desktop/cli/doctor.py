"""`rlm-desktop doctor`: what this machine can run, and what is missing."""

import argparse
from typing import TYPE_CHECKING

from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rlm_desktop.runtime.kinds import Check

MISSING = 3
_MARKS = {True: "ok", False: "missing", None: "note"}


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("doctor", parents=[common], help="what this machine can run")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_run)


def _checks(call: Call) -> "Sequence[Check]":
    """Also where the history cannot be used, as on a full disk: then the cause is looked for."""
    try:
        with call.runtime() as runtime:
            return runtime.doctor()
    except StoreError as error:
        from rlm_desktop.runtime import doctor
        from rlm_desktop.runtime.kinds import Check

        unusable = Check(name="history", ok=False, detail=error.message, hint=error.hint)
        return [*doctor.examine(call.settings), unusable]


def _run(call: Call) -> int:
    checks = _checks(call)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "checks": checks})
    else:
        for check in checks:
            call.terminal.say(f"{_MARKS[check.ok]:<8} {check.name:<20} {check.detail}")
            if check.hint and check.ok is not True:
                call.terminal.say(f"{'':<8} {'':<20} → {check.hint}")
    return MISSING if any(check.ok is False for check in checks) else 0
