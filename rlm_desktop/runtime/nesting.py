"""Where a run within a run lives: an interpreter of its own over a text of its own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rlm_desktop.context.library import Library
from rlm_desktop.events import Event
from rlm_desktop.ports import Context, Interpreter
from rlm_desktop.rlm.recursion import Nest
from rlm_desktop.runtime.stopping import ShouldStop, stopping
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import Settings


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
    folder = Path(stack.enter_context(TemporaryDirectory(dir=settings.data.cache, prefix="nest-")))
    file, kept = folder / "text.txt", folder / "library"
    file.write_text(text, encoding="utf-8", errors="replace", newline="")
    kept.mkdir()
    made = stack.enter_context(Library(kept, table_limits=settings.table))
    made.add([file])
    made.update(emit=_unheard, should_stop=should_stop)
    return made


def _unheard(_: Event) -> None:
    return None
