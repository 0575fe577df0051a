"""`rlm-desktop bench engine`: what the engine gets out of this machine, beside llama.cpp's own programs."""

import argparse
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine.suite import ROWS, Plan, Table, lines
from rlm_desktop.bench.engine.suite import run as measure
from rlm_desktop.cli.call import Call
from rlm_desktop.cli.numbers import at_least_one
from rlm_desktop.cli.words import plain
from rlm_desktop.errors import BadRequest

NAME = "engine"


def add_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the suite engine")
    group.add_argument("--llama-server", metavar="PATH", help="llama.cpp's server, to be measured beside")
    group.add_argument("--llama-bench", metavar="PATH", help="llama.cpp's benchmark, the same")
    group.add_argument(
        "--rows", metavar="ROW,…", help=f"only these: {', '.join(ROWS)} (of the suite text: its own)"
    )
    group.add_argument("--items", type=at_least_one, default=500, metavar="N", help="items to label")
    group.add_argument("--passages", type=at_least_one, default=100, metavar="N", help="passages to read")


def run(call: Call) -> int:
    plan = _plan(call)
    table = measure(plan, call.settings, on_row=lambda row: _tell(call, *lines([row])))
    _keep(table, plan.folder / "engine.json" if not call.args.out else Path(call.args.out).expanduser())
    if call.args.json:
        call.terminal.say_json(table)
    else:
        for line in lines(table.rows):
            call.terminal.say(plain(line))
    return 1 if any(row.holds is False for row in table.rows) else 0


def _plan(call: Call) -> Plan:
    args = call.args
    rows = tuple(args.rows.split(",")) if args.rows else ROWS
    strange = [row for row in rows if row not in ROWS]
    if strange:
        raise BadRequest(f"There is no row called {strange[0]}.", hint=f"There are {', '.join(ROWS)}.")
    folder = call.settings.data.cache / "bench" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return Plan(
        model=args.root or call.settings.engine.root,
        folder=folder,
        rows=rows,
        items=args.items,
        passages=args.passages,
        data=_path(args.data),
        server=_path(args.llama_server),
        bench=_path(args.llama_bench),
    )


def _path(given: str | None) -> Path | None:
    return Path(given).expanduser().resolve() if given else None


def _keep(table: Table, out: Path) -> None:
    try:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=2))
    except OSError as error:
        raise BadRequest(
            f"{out} could not be written: {error.strerror}.", hint="Give another --out."
        ) from error


def _tell(call: Call, *told: str) -> None:
    for line in told:
        call.terminal.tell(plain(line))
