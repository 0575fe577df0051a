"""What the sub-model is shown to label a text: the labels, each as an example of itself, then the text."""

import random
from collections.abc import Sequence

LONGEST = 600
"""Letters of a text that are read for its label: what it is about stands near its beginning."""
SUFFIX = "\nLabel:"
_IDLE = 16
_IDLE_SEED = 20_221_228


def prefix(labels: Sequence[str], said: str) -> str:
    """What stands before each text; all share it, so it is evaluated once.

    `said` is the person's own sentence about the labels. It tells what they mean. Each label is then shown
    as a text that has it: examples that are never wrong. There and back, so that none is named last more
    than another is named first (docs/measurements.md).
    """
    shown = "".join(f"Text: {label}\nLabel: {label}\n\n" for label in (*labels, *reversed(labels)))
    return f"{said}\n\n{shown}Text: "


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST].rsplit(" ", 1)[0] + " ..."


def idle(texts: Sequence[str]) -> list[str]:
    """Texts that say nothing, of words of the texts in no order: what is said of them is mere liking."""
    draw = random.Random(_IDLE_SEED)
    words = [word for text in texts for word in text.split()]
    if not words:
        return []
    length = max(3, round(len(words) / len(texts)))
    return [shortened(" ".join(draw.choices(words, k=length))) for _ in range(_IDLE)]
