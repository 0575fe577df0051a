"""Ranking passages by their words by looking at all of the text: for what is not indexed yet."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rlm_desktop.context.pages import whole_characters
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.scan import found
from rlm_desktop.context.search import BEGUN, PASSAGE
from rlm_desktop.context.sieve import Sieve
from rlm_desktop.context.source import Source
from rlm_desktop.context.texts import Texts
from rlm_desktop.spans import Hit, Span

_WINDOWS = 1 << 40
"""More windows than any document has: a window's key is its document's rank times this, plus its number."""
_MARGIN = 512
_SATURATION = 1.2
"""As in BM25: how soon more of the same word stops to count."""

Keys = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


def search(
    texts: Texts,
    sources: list[Source],
    terms: Sequence[str],
    *,
    limit: int,
    sieve: Sieve | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """The stretches of some documents that hold most of the rarest words, best first."""
    windows = sum(source.size // PASSAGE + 1 for source in sources)
    scored = [_score(*_counts(texts, sources, term, sieve, should_stop), windows) for term in terms]
    if not scored:
        return []
    keys, place = np.unique(np.concatenate([keys for keys, _ in scored]), return_inverse=True)
    total = np.bincount(place, weights=np.concatenate([scores for _, scores in scored]), minlength=len(keys))
    best = np.argsort(-total, kind="stable")[:limit]
    return [_hit(texts, sources, int(keys[at]), float(total[at])) for at in best]


def _counts(
    texts: Texts,
    sources: list[Source],
    term: str,
    sieve: Sieve | None,
    should_stop: Callable[[], bool],
) -> tuple[Keys, Keys]:
    """In which windows a term stands, and how often."""
    rank = {source.document: number for number, source in enumerate(sources)}
    pieces: list[tuple[Keys, Keys]] = []
    begun = term.removesuffix(BEGUN)
    whole = Pattern(term, words=True) if begun == term else Pattern(rf"\b{re.escape(begun)}\w*", regex=True)
    for source, _, offsets in found(texts, whole, sources=sources, sieve=sieve, should_stop=should_stop):
        keys, counts = np.unique(offsets // PASSAGE + rank[source.document] * _WINDOWS, return_counts=True)
        pieces.append((keys, counts))
    if not pieces:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, place = np.unique(np.concatenate([keys for keys, _ in pieces]), return_inverse=True)
    summed = np.bincount(place, weights=np.concatenate([counts for _, counts in pieces]))
    return keys, summed.astype(np.int64)


def _score(keys: Keys, counts: Keys, windows: int) -> tuple[Keys, Scores]:
    rarity = np.log(1 + (windows - len(keys) + 0.5) / (len(keys) + 0.5))
    return keys, rarity * counts * (1 + _SATURATION) / (counts + _SATURATION)


def _hit(texts: Texts, sources: list[Source], key: int, score: float) -> Hit:
    """The window, and what is missing of its first and last line."""
    source = sources[key // _WINDOWS]
    start = key % _WINDOWS * PASSAGE
    end = min(source.size, start + PASSAGE)
    before = texts.read(source.document, start - _MARGIN, start)
    after = texts.read(source.document, end, end + _MARGIN)
    start -= len(before) - (before.rfind(b"\n") + 1) if b"\n" in before or len(before) == start else 0
    end += after.find(b"\n") + 1 if b"\n" in after else 0
    piece = texts.read(source.document, start, end)
    head, tail = whole_characters(piece)
    span = Span(source.document, start + head, start + len(piece) - tail)
    return Hit(span, piece[head : len(piece) - tail].decode("utf-8", "replace"), score)
