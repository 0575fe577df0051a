"""Labelling short items: here from the logits, many a decode; there as the server does it best."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np

from rlm_desktop.bench.engine.items import Labelling
from rlm_desktop.bench.engine.measured import Clock, Row, ratio
from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.engine.gguf import Header
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.ports import Labelled
from rlm_desktop.rlm.labelling.scores import evened, normalized

WANTED = 4.0
SLOTS = 8
"""Requests that the server works on at once."""

_PORTION = 250
"""Items that one side labels before it is the other's turn: both meet the same weather."""
_TRIED = 16
"""Items that each way of asking the server is tried on, after as many to get warm."""
_LONGEST_LABEL = 6
_TURN_ENDS = "<|im_end|>"

Ask = Callable[[str], str]
"""The label of one item, as the server tells it."""


class Way(msgspec.Struct, frozen=True):
    """A way to have the server label: what is asked, and how many at once."""

    name: str
    ask: Ask
    at_once: int


class Form(msgspec.Struct, frozen=True):
    """What stands before an item and after it; that is one token."""

    prefix: str
    suffix: str
    control: bool
    """Whether there are control tokens in it."""


def knows_turns(header: Header) -> bool:
    return _TURN_ENDS in (header.template or "")


def form(task: Labelling, *, turns: bool) -> Form:
    """With the token that ends a turn where the model has it, else with the end of a line."""
    end = _TURN_ENDS if turns else "\n"
    shown = "\n".join(f"{text}{end}{label}{_TURN_ENDS if turns else ''}" for text, label in task.examples)
    head = f"<|im_start|>system\n{_said(task)}{_TURN_ENDS}" if turns else _said(task)
    return Form(f"{head}\n{shown}\n", end, turns)


def measure(
    engine: LlamaEngine, server: LlamaServer | None, task: Labelling, *, turns: bool, first_layers: bool
) -> Row:
    """`turns`: whether the model knows `<|im_end|>`. Of `first_layers` the end of a line tells as much."""
    asked = form(task, turns=turns and not first_layers)
    all_of_them = len(task.items) if first_layers else 0

    def label(texts: Sequence[str], *, among: int = all_of_them) -> list[Labelled]:
        return engine.label(
            prefix=asked.prefix,
            items=texts,
            suffix=asked.suffix,
            labels=task.labels,
            among=among,
            control=asked.control,
        )

    ours, theirs = Clock(engine.pid), Clock(server.pid) if server else None
    way, tried = _best_way(server, task, asked) if server else (None, "")
    # Both sides have read the shared beginning before the clocks run.
    label(["?"], among=0)
    told: list[Labelled] = []
    right_there = 0
    for start in range(0, len(task.items), _PORTION):
        portion = task.items[start : start + _PORTION]
        texts = [text for text, _ in portion]
        with ours.running():
            told += label(texts)
        if way and theirs:
            with theirs.running():
                said = _asked(way, texts)
            right_there += _right(said, portion)
    number = len(task.items)
    right_here = _right(_evened(told), task.items)
    here = f"{ours.spent.computed / number * 1000:.0f} ms an item, {_described(told, task)}"
    if not (way and theirs):
        return _row(task, None, f"{here}; no server beside it", first_layers=first_layers, also=True)
    there = f"{theirs.spent.computed / number * 1000:.0f} ms, {right_there / number:.3f} ({way.name})"
    walls = f"on the wall {ratio(ours.spent.wall, theirs.spent.wall):.1f} times"
    return _row(
        task,
        ratio(ours.spent.computed, theirs.spent.computed),
        f"{here}; server {there}; {walls}; {tried}",
        first_layers=first_layers,
        also=right_here >= right_there,
    )


def _described(told: Sequence[Labelled], task: Labelling) -> str:
    """How many are right, evened out and as they came, and how many the first layers told."""
    even, raw = (
        _right(labels, task.items) / len(told) for labels in (_evened(told), [one.label for one in told])
    )
    early = [one.layers for one in told if one.layers]
    by_layers = f" ({len(early)} of them told by {max(early)} layers)" if early else ""
    return f"{even:.3f} right, {raw:.3f} not evened out{by_layers}"


def _evened(told: Sequence[Labelled]) -> list[str]:
    """As a library's labels are: with less of the model's liking for some (docs/measurements.md)."""
    labels = [label for label, _ in told[0].scores]
    heights = normalized(np.array([[score for _, score in one.scores] for one in told]))
    even = evened(heights, np.zeros((0, len(labels))))
    return [labels[best] for best in even.argmax(axis=1)]


def _row(task: Labelling, figure: float | None, detail: str, *, first_layers: bool, also: bool) -> Row:
    how = "most by first layers" if first_layers else "each read whole"
    return Row(
        work=f"labelling {len(task.items)} {task.source}, {how}",
        figure=figure,
        wanted=WANTED,
        unit="times the server",
        detail=detail,
        also=also,
    )


def _said(task: Labelling) -> str:
    return f"Each question asks for one of: {', '.join(task.labels)}. Reply with one of these words."


def _best_way(server: LlamaServer, task: Labelling, asked: Form) -> tuple[Way, str]:
    """The way with the most items a second, and what each gave."""
    warming, texts = (
        [text for text, _ in part] for part in (task.items[_TRIED : 2 * _TRIED], task.items[:_TRIED])
    )
    costs: dict[str, float] = {}
    ways = _ways(server, task, asked)
    for way in ways:
        _asked(way, warming)
        clock = Clock(server.pid)
        with clock.running():
            _asked(way, texts)
        costs[way.name] = clock.spent.computed / len(texts)
    best = min(ways, key=lambda way: costs[way.name])
    tried = ", ".join(f"{name} {cost * 1000:.0f}" for name, cost in costs.items())
    return best, f"ms an item of the ways that were tried: {tried}"


def _ways(server: LlamaServer, task: Labelling, asked: Form) -> Sequence[Way]:
    shown = [
        {"role": role, "content": content}
        for example, label in task.examples
        for role, content in (("user", example), ("assistant", label))
    ]
    line = form(task, turns=False)

    def prompt(form: Form) -> Ask:
        def ask(text: str) -> str:
            body = {"prompt": f"{form.prefix}{text}{form.suffix}", "n_predict": 1, "temperature": 0}
            return str(server.wire.post("/completion", {**body, "cache_prompt": True})["content"])

        return ask

    def chat(most: int) -> Ask:
        def ask(text: str) -> str:
            messages = [
                {"role": "system", "content": _said(task)},
                *shown,
                {"role": "user", "content": text},
            ]
            body = {"messages": messages, "max_tokens": most, "temperature": 0}
            said = server.wire.post("/v1/chat/completions", body)
            return str(said["choices"][0]["message"]["content"])

        return ask

    # The labels differ in their first token: more of them need not be written.
    asks = {
        "chat": chat(_LONGEST_LABEL),
        "chat, one token": chat(1),
        "plain text, one token": prompt(line),
        "the prompt used here, one token": prompt(asked),
    }
    return [Way(f"{name}, {SLOTS} at once", ask, SLOTS) for name, ask in asks.items()]


def _asked(way: Way, texts: Sequence[str]) -> list[str]:
    with ThreadPoolExecutor(way.at_once) as pool:
        return list(pool.map(way.ask, texts))


def _right(said: Sequence[str], portion: Sequence[tuple[str, str]]) -> int:
    words = [(one.strip().lower().rstrip("."), label) for one, (_, label) in zip(said, portion, strict=True)]
    return sum(bool(word) and (label.startswith(word) or word.startswith(label)) for word, label in words)
