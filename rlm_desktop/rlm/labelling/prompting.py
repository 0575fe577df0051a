"""What the sub-model is shown to label one text: the sentence that names the labels, then the text."""

from collections.abc import Sequence

LONGEST = 600
"""Letters of a text that are read for its label: what it is about stands near its beginning."""
SUFFIX = "\nLabel:"


def prefix(labels: Sequence[str], said: str) -> str:
    """What stands before each text; all share it, so it is evaluated once.

    `said` is the person's own sentence about the labels. It tells what they mean, and is worth more than
    examples that the model found for itself (docs/measurements.md).
    """
    return f"{said}\nEach text below has one of these labels: {', '.join(labels)}.\n\nText: "


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST].rsplit(" ", 1)[0] + " ..."
