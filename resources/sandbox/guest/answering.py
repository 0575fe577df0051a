"""`answer`: a verb, `answer(value)`, and the published method's dict, `answer["ready"] = True`, in one."""

from collections.abc import Iterable, Mapping
from typing import Any, Never

import verbs


class Answer(dict[str, Any]):
    """The dict that a program may fill step by step; called, it gives the answer at once."""

    def __init__(self) -> None:
        super().__init__(content="", ready=False)

    def __call__(self, value: object, evidence: Iterable[object] | None = None) -> Never:
        verbs.answer(value, evidence)

    def take(self, other: object) -> None:
        """Keep what a program put in our place: `answer = {"content": …}`."""
        if isinstance(other, Mapping) and other is not self:
            self.update(other)

    def deliver(self) -> None:
        """Give the content as the answer where the program said that it is ready."""
        if self.get("ready"):
            self["ready"] = False
            verbs.answer(self.get("content"))
