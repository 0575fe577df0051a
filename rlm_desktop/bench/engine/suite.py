"""Runs the engine's measurements one after the other, and lays them out as a table."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.bench.engine import again, alone, labelling, passages
from rlm_desktop.bench.engine.items import labelling as labelling_task
from rlm_desktop.bench.engine.measured import Row, settle
from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.engine import catalogue, gguf
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.settings import Settings

ROWS = ("labels", "passages", "candidates", "conversation", "cancel", "memory", "prompt", "again")
"""What can be measured, in the order of the table."""

_SERVER_WINDOW = 16_384
_MARKS = {True: "holds", False: "FALLS SHORT", None: "alone"}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure, on how much, and where llama.cpp's own programs lie, if they are to be beside it."""

    model: str
    folder: Path
    rows: tuple[str, ...] = ROWS
    items: int = 500
    passages: int = 100
    data: Path | None = None
    server: Path | None = None
    bench: Path | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    model: str
    sha256: str
    threads: int
    rows: tuple[Row, ...]
    schema: int = 1


def run(plan: Plan, settings: Settings, *, on_row: Callable[[Row], None]) -> Table:
    """Raises `ModelMissing`, `RuntimeMissing`, `BadRequest`."""
    found = catalogue.find(plan.model, settings.data)

    def fresh() -> LlamaEngine:
        return LlamaEngine(found.path, settings.engine, name=found.name, sha256="")

    engine = fresh()
    settle(engine.pid)
    rows: list[Row] = []
    try:
        for row in _rows(plan, settings, engine, found.path, fresh):
            rows.append(row)
            on_row(row)
        return Table(model=found.name, sha256=found.sha256, threads=engine.threads, rows=tuple(rows))
    finally:
        engine.close()


def _rows(
    plan: Plan, settings: Settings, engine: LlamaEngine, model: Path, fresh: Callable[[], LlamaEngine]
) -> Iterator[Row]:
    wanted = set(plan.rows)
    if wanted & {"labels", "passages"}:
        yield from _beside_the_server(plan, engine, model)
    if "candidates" in wanted:
        yield alone.candidates(engine)
    if "conversation" in wanted:
        yield alone.conversation(engine)
    if "cancel" in wanted:
        yield alone.cancelling(engine)
    if "prompt" in wanted:
        yield alone.prompt_speed(engine, fresh, model, plan.bench)
    if "memory" in wanted:
        yield alone.memory(engine, model, settings.engine)
    if "again" in wanted:
        yield again.measure(plan.folder / "again", str(model))


def _beside_the_server(plan: Plan, engine: LlamaEngine, model: Path) -> Iterator[Row]:
    if plan.server is None:
        yield from _shared(plan, engine, None)
        return
    with LlamaServer(
        plan.server, model, window=_SERVER_WINDOW, slots=labelling.SLOTS, threads=engine.threads
    ) as server:
        yield from _shared(plan, engine, server)


def _shared(plan: Plan, engine: LlamaEngine, server: LlamaServer | None) -> Iterator[Row]:
    if "labels" in plan.rows:
        task = labelling_task(plan.items, plan.data)
        from rlm_desktop.engine import early  # it loads llama.cpp, and help needs none

        turns = labelling.knows_turns(gguf.read(Path(engine.info.path)))
        for first_layers in (False, True) if len(task.items) >= early.LEAST else (False,):
            yield labelling.measure(engine, server, task, turns=turns, first_layers=first_layers)
    if "passages" in plan.rows:
        yield from passages.measure(engine, server, plan.passages, plan.data)


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table as text: what was measured, what was wanted, and whether it holds."""
    for row in rows:
        limit = "at most" if row.at_most else "at least"
        about = f" ± {row.unsure:.2f}" if row.unsure else ""
        got = "—" if row.figure is None else f"{row.figure:.2f}{about} {row.unit}"
        yield f"{_MARKS[row.holds]:<12} {row.work}: {got} ({limit} {row.wanted:g})"
        yield f"{'':<12} {row.detail}"
