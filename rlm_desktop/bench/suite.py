"""A question with a known answer, and what a suite is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from rlm_desktop.bench.gold import Gold
from rlm_desktop.errors import BadRequest
from rlm_desktop.reply import Quote


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`id` tells questions of one suite and seed apart; `topic` and `kind` are the report's rows."""

    id: str
    topic: str
    kind: str
    text: str
    gold: tuple[Gold, ...]
    paths: tuple[str, ...]
    score: Callable[[str], float] | None = None
    """Where an answer can be right in part: from 0 to 1, by its words."""
    score_value: Callable[[object], float] | None = None
    """The same by the value, where the words show only the beginning of a long list."""
    told: Callable[[str], float] | None = None
    """How a reply in whole sentences scores, where `score` wants a form."""
    absent: bool = False
    """Whether the text does not tell: then saying so is right, and so is what `gold` holds, if anything."""
    says_nothing: bool = False
    """Whether "the text does not tell" is right as well: the known answer says that there is nothing."""
    cites: Callable[[Sequence[Quote]], bool] | None = None
    """Whether the places an answer points to hold what makes it right."""
    baselines: dict[str, float] = {}
    """What simpler ways would score with this question, by their names."""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What of a suite with several sizes and sources is to be asked."""

    lengths: tuple[int, ...] = ()
    """Tokens of a text; none chosen means those that a suite usually has."""
    variant: Literal["hidden", "labelled", "both"] = "both"
    source: str = "trec"


class Workplace(msgspec.Struct, frozen=True):
    """Where a suite makes its texts, and where the real data lies that it may need."""

    folder: Path
    data: Path | None = None
    choices: Choices = Choices()

    def find(self, name: str, under: str, *, suite: str) -> Path:
        """A file of the real data, in the folder that was given or in its `under`. Raises `BadRequest`."""
        if self.data is None:
            raise BadRequest(
                f"The suite {suite} needs real data.", hint=f"Say where {name} lies with --data DIR."
            )
        for place in (self.data / name, self.data / under / name):
            if place.is_file():
                return place
        raise BadRequest(
            f"{name} is neither in {self.data} nor in its folder {under}.", hint="Give another --data DIR."
        )

    def write_once(self, name: str, make: Callable[[], Iterable[str]]) -> str:
        """A text made from a seed; the path. A file that is there is left, so that its index stays good."""
        path = self.folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".part")
            with part.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(make())
            part.replace(path)
        return str(path)


class Suite(Protocol):
    """Builds the questions of one seed, and the texts they are about."""

    def __call__(self, place: Workplace, seed: int) -> Sequence[Question]: ...


def in_turn(groups: Iterable[Sequence[Question]]) -> Iterator[Question]:
    """One of each group after the other, so that the first few questions touch every group."""
    for row in zip_longest(*groups):
        yield from (question for question in row if question is not None)
