"""The verbs for a script that a person runs in the interpreter, with a reader or without one."""

from collections.abc import Callable, Mapping, Sequence

from rlm_desktop.errors import EngineError
from rlm_desktop.events import Event
from rlm_desktop.ports import (
    AttentionJob,
    Completion,
    Context,
    Engine,
    Job,
    Labelled,
    ModelInfo,
    Tool,
    Weights,
)
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.verbs.recursion import Children
from rlm_desktop.rlm.verbs.tools import Tools
from rlm_desktop.settings import Settings


class _NoReader:
    """Stands where a sub-model would be, and says that there is none."""

    info = ModelInfo(name="none", sha256="", path="", parameters=0, context_tokens=8192)

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Completion]:
        raise _no_model()

    def attend(self, job: AttentionJob, *, should_stop: Callable[[], bool] | None = None) -> list[Weights]:
        return []

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        raise _no_model()

    def close(self) -> None:
        return None


def _no_model() -> EngineError:
    return EngineError("No sub-model was given to this script.", hint="Name one with --sub MODEL.")


def reader_tools(context: Context, reader: Engine | None, settings: Settings) -> Mapping[str, Tool]:
    """The verbs over a text, with sub-calls answered by `reader`, or refused where there is none."""
    subcalls = SubCalls(
        reader or _NoReader(),
        budget=Budget(settings.limits),
        kept=Memory(),
        emit=_unheard,
        should_stop=lambda: False,
    )
    children = Children(subcalls, context, depth=settings.limits.depth)
    sizes = {d.id: d.bytes for d in context.documents()}
    tools = Tools(context, subcalls, Ledger(sizes), child=children.ask, emit=_unheard)
    return tools.by_name()


def _unheard(_: Event) -> None:
    return None
