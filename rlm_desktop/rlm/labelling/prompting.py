"""What the sub-model is shown to label one text: what the labels are, a few examples, the text."""

import random
import re
from collections.abc import Sequence

import msgspec
import numpy as np

from rlm_desktop.rlm.labelling.scores import Scores, calibrated

EACH = 4
"""Examples shown of each label; the more labels, the fewer."""
_MOST_EXAMPLES = 32
_LONGEST_EXAMPLE = 200
LONGEST = 600
"""Letters of a text that are read for its label: what it is about stands near its beginning."""
SUFFIX = "\nLabel:"


class Example(msgspec.Struct, frozen=True):
    text: str
    label: str


def prefix(labels: Sequence[str], said: str, examples: Sequence[Example]) -> str:
    """What stands before each text; all share it, so it is evaluated once."""
    head = f"{said}\nEach text below has one of these labels: {', '.join(labels)}.\n\n"
    shown = "".join(f"Text: {example.text}\nLabel: {example.label}\n\n" for example in examples)
    return f"{head}{shown}Text: "


def shortened(text: str, length: int = LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " ..."


def surest(texts: Sequence[str], scores: Scores, labels: Sequence[str], *, seed: int) -> list[Example]:
    """Examples from the texts themselves: of each label the ones that are most surely of it.

    Nobody has to know right labels for that. After calibration the surest few are nearly always right, even
    where one text in three is not (22 of 24 where 0.71 of all were, see docs/measurements.md).
    Texts that begin alike show the same thing twice, so each beginning is taken once.
    """
    probability = np.exp(calibrated(scores))
    each = max(1, min(EACH, _MOST_EXAMPLES // len(labels)))
    chosen: list[Example] = []
    for number, label in enumerate(labels):
        begun: set[str] = set()
        for place in np.argsort(-probability[:, number], kind="stable"):
            if len(begun) == each or probability[place].argmax() != number:
                break
            beginning = " ".join(re.findall(r"\w+", texts[place].lower())[:2])
            if beginning not in begun:
                begun.add(beginning)
                chosen.append(Example(shortened(texts[place], _LONGEST_EXAMPLE), label))
    # In the order of the labels the last one would be favoured.
    random.Random(seed).shuffle(chosen)
    return chosen
