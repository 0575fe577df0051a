"""What reading every page would cost, told before it is begun."""

import math
from collections.abc import Iterator

import msgspec

from rlm_desktop.rlm.passages import lengths
from rlm_desktop.rlm.plans.menu import SAMPLE_BYTES, SAMPLE_SECONDS, SAMPLED
from rlm_desktop.settings import Limits

LONG_SECONDS = 60
"""What takes longer is told before it begins."""
_PAGE = 6_000  # bytes that are read at once
_PROMPT = 60  # tokens around a page, its question among them, less those that pages share
_REPLY = 40  # tokens, on average, that are written about a page


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The cost of reading all of a text, and of a sample of it."""

    passages: int
    seconds: float
    tokens: int
    """Read and written, two figures and noughts: nobody knows the others before."""
    sample_passages: int
    sample_seconds: float
    measured: bool
    """Whether the speed is this machine's own, or only usual."""
    share: float
    """How much of the text the limits of a question allow to be read, 0 to 1."""


def told(cost: Forecast) -> Iterator[str]:
    """What reading every page takes at most, what takes less, and how far the limits reach; if it is long."""
    if cost.seconds < LONG_SECONDS:
        return
    time = lengths.duration(cost.seconds)
    if cost.measured:
        yield (
            f"Reading every page takes up to {cost.passages:,} calls, {cost.tokens:,} tokens and about {time}"
            " at the speed measured here."
        )
    else:
        yield (
            f"Reading every page takes up to {cost.passages:,} calls, {cost.tokens:,} tokens and about {time}"
            " at the usual speed."
        )
    yield (
        f"An estimate from {cost.sample_passages:,} passages takes about"
        f" {lengths.duration(cost.sample_seconds)}; a question that names a document takes less."
    )
    if cost.share < 1:
        yield f"The limits of a run leave room for {cost.share:.0%} of the text."


def forecast(
    text_bytes: int, limits: Limits, rate: float, *, measured: bool, bytes_a_token: float
) -> Forecast:
    """For a text of so many bytes, read at so many tokens a second."""
    passages = max(1, math.ceil(text_bytes / _PAGE))
    a_page = _tokens(min(_PAGE, text_bytes), bytes_a_token)
    of_sample = min(SAMPLED, max(1, math.ceil(text_bytes / SAMPLE_BYTES)))
    sampling = of_sample * _tokens(min(SAMPLE_BYTES, text_bytes), bytes_a_token) / rate
    return Forecast(
        passages=passages,
        seconds=passages * a_page / rate,
        tokens=_in_round_numbers(round(passages * a_page)),
        sample_passages=of_sample,
        sample_seconds=min(sampling, SAMPLE_SECONDS),
        measured=measured,
        share=_allowed(passages, a_page, rate, limits),
    )


def _in_round_numbers(count: int) -> int:
    return round(count, 2 - len(str(count)))


def _tokens(size: int, bytes_a_token: float) -> float:
    """To read a passage of so many bytes and to write about it."""
    return size / bytes_a_token + _PROMPT + _REPLY


def _allowed(passages: int, tokens_a_page: float, rate: float, limits: Limits) -> float:
    """The share of the pages that the tightest limit leaves room for."""
    rooms = [1.0]
    if limits.calls:
        rooms.append(limits.calls / passages)
    if limits.tokens:
        rooms.append(limits.tokens / (passages * tokens_a_page))
    if limits.seconds:
        rooms.append(limits.seconds * rate / (passages * tokens_a_page))
    return min(rooms)
