"""Whether something holds of a document: how sure a reader is of it, and how sure of texts that tell nothing.

A small model is sure of some things sooner than of others: of any letter that it is "written by an
authority", of none that it "announces building works". So it is asked in the same words about four texts
that tell nothing, as contextual calibration does (Zhao et al. 2021, arXiv 2102.09690), and documents are
parted where there is a gap between them, near what it says of those (docs/measurements.md, "Of which
documents").
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from rlm_desktop.ports import Message

_SYSTEM = "You check facts carefully. Reply with one word."
_EXAMPLES = (
    (
        "The chairs came on Monday and we are content with them. We shall order more.",
        "mention a delivery",
        "Yes",
    ),
    ("The garden party is on Sunday at three. Please bring a cake.", "complain about noise", "No"),
    ("The roof leaked again last night, and the third bill for it is wrong.", "praise somebody", "No"),
    (
        "Minutes. The board agreed to raise the fee to 12 pounds from July on.",
        "say that a price goes up",
        "Yes",
    ),
    ("The bank has a new branch in Hill Street, open from nine to four.", "report a theft", "No"),
    ("We thank Ms Ward for eleven years in the library; she leaves in June.", "are about who retires", "Yes"),
)
_TELLING_NOTHING = (
    "Page 1 of 2.",
    "The river rises in the hills and flows past three villages to the lake. In spring it is high.",
    "To whom it may concern,\n\nplease find the enclosed papers, as agreed.\n\nYours faithfully",
    "Chapter two. The next morning they went on, and nobody said a word until noon.",
)
_ABOVE = 1.0
"""So much surer than of a text that tells nothing, as log-odds, a reader is where something holds."""
_DRAWS = 0.2
"""How many units of a gap it is worth to lie one unit nearer to that."""
_FAR = 4.0
"""Beyond so much above that border a reader is sure, and how sure it is tells nothing more."""
_EDGE = 0.3
"""The gap beyond the first and the last."""
_LEAST = 1e-4


def asked(name: str, passage: str, noun: str, holds: str) -> tuple[Message, ...]:
    """What a reader is asked of one document, behind a few that are answered."""
    said = [Message("system", _SYSTEM)]
    for text, held, reply in _EXAMPLES:
        said += [_of("notes.txt", text, "texts", held), Message("assistant", reply)]
    return (*said, _of(name, passage, noun, holds))


def of_nothing(noun: str, holds: str) -> list[tuple[Message, ...]]:
    """The same of texts that tell nothing."""
    return [asked("page.txt", text, noun, holds) for text in _TELLING_NOTHING]


def _of(name: str, passage: str, noun: str, holds: str) -> Message:
    return Message(
        "user", f"From {name}:\n{passage}\n\nIs this one of the {noun} that {holds}? Reply Yes or No."
    )


def parted(documents: Sequence[float | None], nothing: Sequence[float | None]) -> list[bool]:
    """Of which documents it holds, from how likely Yes is of each and of texts that tell nothing, 0 to 1."""
    neutral = [one for one in map(_log_odds, nothing) if one is not None]
    near = (sum(neutral) / len(neutral) if neutral else 0.0) + _ABOVE
    sure = [None if one is None else min(one, near + _FAR) for one in map(_log_odds, documents)]
    border = _border([one for one in sure if one is not None], near)
    return [one is not None and one > border for one in sure]


def _border(sure: Sequence[float], near: float) -> float:
    if not sure:
        return near
    least, *_, most = ordered = sorted([*sure, *sure[:1]])
    gaps = [((one + other) / 2, other - one) for one, other in pairwise(ordered)]
    gaps += [(least - _EDGE / 2, _EDGE), (most + _EDGE / 2, _EDGE)]
    return max(gaps, key=lambda gap: gap[1] - _DRAWS * abs(gap[0] - near))[0]


def _log_odds(share: float | None) -> float | None:
    if share is None:
        return None
    bounded = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))
