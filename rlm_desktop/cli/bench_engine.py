"""`rlm-desktop bench engine`: what the engine gets out of this machine, beside llama.cpp's own programs."""

import argparse
from pathlib import Path

from rlm_desktop.bench.engine.suite import ROWS, Plan
from rlm_desktop.bench.engine.suite import run as measure
from rlm_desktop.cli.bench_rows import chosen, show, tell
from rlm_desktop.cli.call import Call
from rlm_desktop.cli.numbers import at_least_one

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
    table = measure(plan, call.settings, on_row=lambda row: tell(call, row))
    out = Path(call.args.out).expanduser() if call.args.out else plan.folder / "engine.json"
    return show(call, table, table.rows, out)


def _plan(call: Call) -> Plan:
    args = call.args
    folder = call.settings.data.cache / "bench" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return Plan(
        model=args.root or call.settings.engine.root,
        folder=folder,
        rows=chosen(args.rows, ROWS, ROWS),
        items=args.items,
        passages=args.passages,
        data=_path(args.data),
        server=_path(args.llama_server),
        bench=_path(args.llama_bench),
    )


def _path(given: str | None) -> Path | None:
    return Path(given).expanduser().resolve() if given else None
