"""What suites that measure have in common: rows that may be chosen, a table that is shown and kept."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine.measured import Row
from rlm_desktop.bench.engine.suite import lines
from rlm_desktop.cli.call import Call
from rlm_desktop.cli.words import plain
from rlm_desktop.errors import BadRequest


def chosen(named: str | None, known: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """The rows that are to be measured. Raises `BadRequest` for one that there is not."""
    rows = named.split(",") if named else usual
    strange = [row for row in rows if row not in known]
    if strange:
        raise BadRequest(f"There is no row called {strange[0]}.", hint=f"There are {', '.join(known)}.")
    return tuple(rows)


def tell(call: Call, row: Row) -> None:
    """A row as soon as it is there."""
    for line in lines([row]):
        call.terminal.tell(plain(line))


def show(call: Call, table: msgspec.Struct, rows: Sequence[Row], out: Path | None) -> int:
    """The whole table, on the screen and in a file. The status: whether a goal was missed."""
    if out is not None:
        _keep(msgspec.json.format(msgspec.json.encode(table), indent=2), out)
    if call.args.json:
        call.terminal.say_json(table)
    else:
        for line in lines(rows):
            call.terminal.say(plain(line))
    return 1 if any(row.holds is False for row in rows) else 0


def _keep(table: bytes, out: Path) -> None:
    try:
        out.write_bytes(table)
    except OSError as error:
        raise BadRequest(
            f"{out} could not be written: {error.strerror}.", hint="Give another --out."
        ) from error
