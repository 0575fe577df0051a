"""`rlm-desktop bench text`: what gigabytes of text take on this machine, beside other programs."""

import argparse
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine.suite import lines
from rlm_desktop.bench.text.suite import ROWS, USUAL, Plan
from rlm_desktop.bench.text.suite import run as measure
from rlm_desktop.cli.call import Call
from rlm_desktop.cli.numbers import positive
from rlm_desktop.cli.words import plain
from rlm_desktop.errors import BadRequest

NAME = "text"
_GIGABYTE = 1_000_000_000


def add_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the suite text")
    group.add_argument("--gigabytes", type=positive, default=3.0, metavar="N", help="size of the log")
    group.add_argument("--pages", metavar="DIR", help="real pages in HTML instead of made-up ones")
    group.add_argument("--scratch", metavar="DIR", help="where the texts may lie while they are measured")


def run(call: Call) -> int:
    plan = _plan(call)
    table = measure(plan, on_row=lambda row: _tell(call, *lines([row])))
    if call.args.out:
        _keep(msgspec.json.format(msgspec.json.encode(table), indent=2), Path(call.args.out).expanduser())
    if call.args.json:
        call.terminal.say_json(table)
    else:
        for line in lines(table.rows):
            call.terminal.say(plain(line))
    return 1 if any(row.holds is False for row in table.rows) else 0


def _plan(call: Call) -> Plan:
    args = call.args
    rows = tuple(args.rows.split(",")) if args.rows else USUAL
    strange = [row for row in rows if row not in ROWS]
    if strange:
        raise BadRequest(f"There is no row called {strange[0]}.", hint=f"There are {', '.join(ROWS)}.")
    scratch = _folder(args.scratch) or call.settings.data.cache / "bench" / NAME
    scratch.mkdir(parents=True, exist_ok=True)
    size = round(args.gigabytes * _GIGABYTE)
    return Plan(
        scratch=scratch,
        rows=rows,
        bytes=size,
        reading=size * 5 // 3,
        pages=_folder(args.pages),
        data=_folder(args.data),
    )


def _folder(given: str | None) -> Path | None:
    if not given:
        return None
    path = Path(given).expanduser().resolve()
    if not path.is_dir():
        raise BadRequest(f"There is no folder called {plain(given)}.", hint="Check its name.")
    return path


def _keep(table: bytes, out: Path) -> None:
    try:
        out.write_bytes(table)
    except OSError as error:
        raise BadRequest(
            f"{out} could not be written: {error.strerror}.", hint="Give another --out."
        ) from error


def _tell(call: Call, *told: str) -> None:
    for line in told:
        call.terminal.tell(plain(line))
