"""Where a run within a run lives: an interpreter of its own over a text of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from rlm_desktop.context.library import Library
from rlm_desktop.events import Event
from rlm_desktop.ports import Context, Interpreter
from rlm_desktop.rlm.verbs.recursion import Nest
from rlm_desktop.runtime.stopping import ShouldStop, stopping
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import Settings

_NEST = "nest-"


def clear_left_over(cache: Path) -> None:
    """Delete the texts of children whose program was killed."""
    for folder in cache.glob(f"{_NEST}*"):
        process = folder.name.removeprefix(_NEST).partition("-")[0]
        if not process.isdigit() or not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def nest_in(context: Library, settings: Settings, should_stop: ShouldStop) -> Nest:
    """Nests for the children of one run. A piece of text is a library while it is asked."""

    @contextmanager
    def nest(text: str | None) -> Iterator[tuple[Context, Interpreter]]:
        with ExitStack() as stack:
            over = context if text is None else _of_text(text, stack, settings, should_stop)
            sandbox = stack.enter_context(Sandbox(mounts=over.mounts(), limits=settings.sandbox))
            stack.enter_context(stopping(sandbox, should_stop))
            yield over, sandbox

    return nest


def _of_text(text: str, stack: ExitStack, settings: Settings, should_stop: ShouldStop) -> Library:
    prefix = f"{_NEST}{os.getpid()}-"
    folder = Path(stack.enter_context(TemporaryDirectory(dir=settings.data.cache, prefix=prefix)))
    file, kept = folder / "text.txt", folder / "library"
    file.write_text(text, encoding="utf-8", errors="replace", newline="")
    kept.mkdir()
    made = stack.enter_context(Library(kept, table_limits=settings.table))
    made.add([file])
    made.update(emit=_unheard, should_stop=should_stop)
    return made


def _unheard(_: Event) -> None:
    return None
