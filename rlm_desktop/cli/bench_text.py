"""`rlm-desktop bench text`: what gigabytes of text take on this machine, beside other programs."""

import argparse
from pathlib import Path

from rlm_desktop.bench.text.suite import ROWS, USUAL, Plan
from rlm_desktop.bench.text.suite import run as measure
from rlm_desktop.cli.bench_rows import chosen, show, tell
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
    table = measure(_plan(call), on_row=lambda row: tell(call, row))
    return show(call, table, table.rows, Path(call.args.out).expanduser() if call.args.out else None)


def _plan(call: Call) -> Plan:
    args = call.args
    scratch = _folder(args.scratch) or call.settings.data.cache / "bench" / NAME
    scratch.mkdir(parents=True, exist_ok=True)
    size = round(args.gigabytes * _GIGABYTE)
    return Plan(
        scratch=scratch,
        rows=chosen(args.rows, ROWS, USUAL),
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
