"""One question put to the loop with scripted models, and everything that can be seen of it."""

from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.events import Event
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.follow_ups import Understood
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.subcalls import Memory
from rlm_desktop.settings import Limits, Settings
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter
from tests.rlm.shop import shop

PROSE = (
    "The ship left Elsin in March.\n\nIts captain was called Brandt, and his dog was called Ponto.\n" * 1
    + ("Nothing else happened that day, and the sea was calm.\n" * 400)
)


class Asked:
    """One run and everything that can be seen of it."""

    def __init__(
        self,
        question: str | Understood,
        replies: Sequence[str] | Callable[[Job], str] | FakeEngine = (),
        *,
        context: FakeContext | None = None,
        reader: FakeEngine | None = None,
        plan: str = "auto",
        estimate: bool = False,
        limits: Limits | None = None,
        candidates: int = 1,
        **measured: bool,
    ) -> None:
        self.events: list[Event] = []
        self.root = replies if isinstance(replies, FakeEngine) else FakeEngine(replies)
        self.reader = reader or FakeEngine(lambda job: "NONE")
        parts = Parts(
            context=context or shop(),
            root=self.root,
            sub=self.reader,
            interpreter=FakeInterpreter(),
            kept=Memory(),
            emit=self.events.append,
            should_stop=lambda: False,
        )
        settings = Settings(data=DataFolder.default(), limits=limits or Limits(), candidates=candidates)
        settings = msgspec.structs.replace(settings, **measured)
        meant = question if isinstance(question, Understood) else Understood(question=question)
        self.loop = Loop(parts, settings, run="r", question=meant.question, meant=meant)
        self.reply: Reply = self.loop.run(plan, estimate=estimate)

    def seen(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def sql(query: str) -> str:
    return f"```sql\n{query}\n```"


def answers(**words: str) -> FakeEngine:
    """A reader that knows an answer for passages in which a word stands."""

    def reply(job: Job) -> str:
        passage = job.messages[-1].content.split("Question:")[0]
        return next((answer for word, answer in words.items() if word in passage), "NONE")

    return FakeEngine(reply)
