"""Scores a closed set of labels as the continuation of a prompt, from the logits, without writing a token.

The labels form a tree over their tokens. A label's probability is the product, over the forks on its way,
of its share among the branches there; so the labels' probabilities sum to one, and where all labels
differ in their first token a single evaluation tells everything.
"""

from collections.abc import Callable, Sequence

import numpy as np

from rlm_desktop.engine.llama import Attention, Held, Logits, Model, marked
from rlm_desktop.engine.prefix import in_common
from rlm_desktop.errors import BadRequest, ModelRefused

Path = tuple[int, ...]
Scores = tuple[float, ...]
_END = -1
"""The branch of a label that ends where others go on."""


class LabelTree:
    """Where labels part: for each fork, which branch each label takes."""

    def __init__(self, labels: Sequence[Sequence[int]], ends: Sequence[int]) -> None:
        self._labels = [tuple(label) for label in labels]
        self._ends = list(ends)
        if len(set(self._labels)) < len(self._labels) or not all(self._labels):
            raise BadRequest("The labels must be different from each other, and none may be empty.")
        if len(self._labels) < 2:
            raise BadRequest("There must be at least two labels to choose from.")
        branches: dict[Path, set[int]] = {}
        for label in self._labels:
            for depth in range(len(label) + 1):
                branches.setdefault(label[:depth], set()).add(label[depth] if depth < len(label) else _END)
        self._branches = {fork: sorted(ways) for fork, ways in branches.items() if len(ways) > 1}
        self.forks: list[Path] = sorted(self._branches)
        """Token paths at which the logits must be looked at, the nearest in order next to each other."""

    @property
    def depth(self) -> int:
        return max(len(fork) for fork in self.forks)

    def shares(self, fork: Path, logits: Logits) -> dict[int, float]:
        """The log-probability of each branch of a fork, among these branches."""
        ways = self._branches[fork]
        heights = np.array([self._height(way, logits) for way in ways], np.float64)
        heights -= heights.max()
        heights -= np.log(np.exp(heights).sum())
        return dict(zip(ways, heights.tolist(), strict=True))

    def scores(self, shares: dict[Path, dict[int, float]]) -> Scores:
        """The log-probability of each label, from the shares at all forks."""
        return tuple(
            sum(
                shares[label[:depth]][label[depth] if depth < len(label) else _END]
                for depth in range(len(label) + 1)
                if label[:depth] in shares
            )
            for label in self._labels
        )

    def _height(self, way: int, logits: Logits) -> float:
        if way != _END:
            return float(logits[way])
        return float(np.logaddexp.reduce(logits[self._ends].astype(np.float64)))


class SharedPrefix:
    """Evaluates what all items begin with, and leaves it in the cache: a task of the batcher."""

    reserve = 0
    writes = False
    streams = False
    keep: int | None = None
    wants_logits = False
    on_held: Callable[[Held], None] | None = None
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(self, tokens: list[int], *, call: int) -> None:
        self.call = call
        self.tokens = tokens
        self.cached = 0

    def advance(self, logits: Logits | None) -> bool:
        return False

    def close(self) -> None:
        pass


class Scoring:
    """Scores the labels for one item: a task of the batcher."""

    writes = False
    streams = False
    wants_logits = True
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(
        self,
        prompt: list[int],
        tree: LabelTree,
        *,
        call: int,
        on_done: Callable[[Scores], None],
        shared: int = 0,
        on_held: Callable[[Held], None] | None = None,
    ) -> None:
        """`shared`: with how many tokens other items begin as well.

        `on_held` is told what the layers hold of the prompt's last token.
        """
        self.call = call
        # Where all sequences are at work on items, one of them is that of the beginning: the others need it.
        self.keep: int | None = shared
        self.cached = 0
        self.reserve = tree.depth
        self._prompt = prompt
        self._tree = tree
        self._left = list(tree.forks)
        self._shares: dict[Path, dict[int, float]] = {}
        self._on_done = on_done
        self.on_held = on_held
        self.tokens = [*prompt, *self._left[0]]

    def advance(self, logits: Logits | None) -> bool:
        assert logits is not None
        fork = self._left.pop(0)
        self._shares[fork] = self._tree.shares(fork, logits)
        self.on_held = None
        if self._left:
            self.tokens = [*self._prompt, *self._left[0]]
            return True
        self._on_done(self._tree.scores(self._shares))
        return False

    def close(self) -> None:
        pass


class Reading:
    """Reads an item by the first layers: a task of the batcher. It ends where the labels first part."""

    writes = False
    streams = False
    wants_logits = False
    reserve = 0
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(
        self, asked: "LabelPrompts", index: int, layers: int, *, call: int, on_held: Callable[[Held], None]
    ) -> None:
        self.call = call
        self.cached = 0
        self.on_held: Callable[[Held], None] | None = on_held
        shared = len(asked.shared)
        self.keep: int | None = shared
        own = [*asked.prompts[index][shared:], *asked.tree.forks[0]]
        self.tokens = [*asked.shared, *marked(own, layers)]

    def advance(self, logits: Logits | None) -> bool:
        return False

    def close(self) -> None:
        pass


class LabelPrompts:
    """The prompts of one call, and its labels, as tokens."""

    def __init__(
        self,
        model: Model,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        control: bool = False,
    ) -> None:
        """`control`: prefix and suffix may hold control tokens, items never."""
        if not all(label.strip() for label in labels):
            raise BadRequest("A label must not be empty.")
        # A model has learnt words with the space before them: "Type: " + "man" becomes "Type:" + " man".
        bare = suffix.rstrip(" ")
        space = suffix[len(bare) :]
        beginning = model.tokenize(prefix, special=control, start=True)
        if control:
            end = model.tokenize(bare, special=True)
            self.prompts = [[*beginning, *model.tokenize(item), *end] for item in items]
            continued = [model.tokenize(space + label) for label in labels]
        else:
            self.prompts = [model.tokenize(prefix + item + bare, start=True) for item in items]
            continued = [_continuation(model, bare or prefix[-8:], space + label) for label in labels]
        if len(set(map(tuple, continued))) < len(set(labels)) or not all(continued):
            raise ModelRefused(
                "The model's vocabulary cannot tell the labels from each other.", hint="Choose another model."
            )
        self.tree = LabelTree(continued, ends=sorted({model.end, *model.tokenize("\n")[-1:]}))
        self.shared = self._shared(beginning)

    def _shared(self, prefix: list[int]) -> list[int]:
        """What all prompts begin with; the last tokens of a prefix may join with the first of an item."""
        return prefix[: min((in_common(prefix, prompt) for prompt in self.prompts), default=0)]


def _continuation(model: Model, before: str, label: str) -> list[int]:
    """The tokens of a label where it follows other text."""
    start, whole = model.tokenize(before), model.tokenize(before + label)
    return whole[len(start) :] if whole[: len(start)] == start else model.tokenize(label)
