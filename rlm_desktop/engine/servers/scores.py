"""How likely each of a closed set of labels is, by the likeliest next pieces of text that a server tells."""

import math
from collections.abc import Callable, Mapping, Sequence

_WORTH_A_LOOK = 0.02
"""Share of what was found on labels from which on a piece that several share is followed further."""

Likeliest = Callable[[str], Mapping[str, float]]
"""The likeliest pieces after a text, with their log-probabilities."""


def scores(ask: Likeliest, prompt: str, labels: Sequence[str]) -> list[float]:
    """The log-probability of each label after a prompt; they sum to one in probability.

    A server tells only the likeliest twenty pieces. A label that is not among them counts as no likelier
    than the last of these.
    """
    shares = _shares(ask, prompt, tuple(labels))
    total = sum(shares.values())
    return [math.log(shares[label] / total) for label in labels]


def _shares(ask: Likeliest, prompt: str, labels: tuple[str, ...]) -> dict[str, float]:
    """What falls to each label of all probability, as far as it was told; never quite nothing."""
    told = {piece: math.exp(logprob) for piece, logprob in ask(prompt).items()}
    least = min(told.values(), default=1e-9) / len(labels)
    shares = dict.fromkeys(labels, 0.0)
    for piece, mass in told.items():
        going_on = tuple(label for label in labels if piece and label.startswith(piece))
        for label, part in _parted(ask, prompt + piece, piece, going_on, mass).items():
            shares[label] += part
    return {label: max(share, least) for label, share in shares.items()}


def _parted(
    ask: Likeliest, prompt: str, piece: str, labels: tuple[str, ...], mass: float
) -> dict[str, float]:
    """A piece's probability, parted among the labels that begin with it."""
    if len(labels) < 2 or mass < _WORTH_A_LOOK:
        return {label: mass / len(labels) for label in labels}
    rests = {label: label[len(piece) :] for label in labels}
    ended = [label for label, rest in rests.items() if not rest]
    longer = {rest: label for label, rest in rests.items() if rest}
    told = _shares(ask, prompt, tuple(longer))
    if ended:
        # What does not go on as a longer label ends here.
        goes_on = min(sum(told.values()), 1.0)
        return {ended[0]: mass * (1 - goes_on), **{longer[rest]: mass * part for rest, part in told.items()}}
    whole = sum(told.values())
    return {longer[rest]: mass * part / whole for rest, part in told.items()}
