"""Runs the measurements one after the other, over texts that are made for them and removed afterwards."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import psutil

from rlm_desktop.bench.engine.measured import Row
from rlm_desktop.bench.text import log, others
from rlm_desktop.bench.text.log import LogRows
from rlm_desktop.errors import ResourceShort

ROWS = (*log.ROWS, *others.ROWS)
USUAL = tuple(row for row in ROWS if row != "curve")
"""The curve is only measured by name: it takes long, and a hundred gigabytes of sparse file."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure, where the texts may lie meanwhile, and how large they are."""

    scratch: Path
    rows: tuple[str, ...] = USUAL
    bytes: int = 3_000_000_000
    reading: int = 5_000_000_000
    """Bytes of the file that memory is watched over."""
    files: int = 88_948
    """Pages of the help in HTML that is made where `pages` names none."""
    pages: Path | None = None
    data: Path | None = None
    """Folder of the quarterly reports."""
    curve: tuple[int, ...] = (1_000_000_000, 10_000_000_000, 100_000_000_000)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    processors: int
    memory: int
    rows: tuple[Row, ...]
    schema: int = 1


def run(plan: Plan, *, on_row: Callable[[Row], None]) -> Table:
    """Raises `ResourceShort`, `BadRequest`. Nothing that was made for it stays."""
    _demand_room(plan)
    rows: list[Row] = []
    with TemporaryDirectory(prefix="bench-text-", dir=plan.scratch) as folder:
        for row in _rows(plan, Path(folder)):
            rows.append(row)
            on_row(row)
    machine = psutil.virtual_memory()
    return Table(processors=psutil.cpu_count() or 1, memory=machine.total, rows=tuple(rows))


def _demand_room(plan: Plan) -> None:
    """A disk that is filled by a measurement is nobody's wish."""
    asked = set(plan.rows)
    most = max(
        2 * plan.bytes if asked & set(log.ROWS) else 0,
        plan.reading if "memory" in asked else 0,
        3_000_000_000 if asked & {"html", "search"} else 0,
    )
    free = shutil.disk_usage(plan.scratch).free
    if most + 1_000_000_000 > free:
        raise ResourceShort(
            f"{most / 1e9:.0f} GB are needed for a while, and {free / 1e9:.0f} GB are free.",
            hint="Measure fewer rows with --rows, or name another folder with --scratch.",
        )


def _rows(plan: Plan, folder: Path) -> Iterator[Row]:
    asked = frozenset(plan.rows)
    if asked & set(log.ROWS):
        place = folder / "log"
        place.mkdir()
        yield from LogRows(place, plan.bytes).rows(asked)
        shutil.rmtree(place)
    if "memory" in asked:
        yield from others.memory(folder, plan.reading)
    if asked & {"html", "search"}:
        yield from others.pages(folder, plan.pages, plan.files)
    if "pdf" in asked:
        yield others.reports(folder, plan.data)
    if "curve" in asked:
        yield from others.curve(folder, plan.curve)
