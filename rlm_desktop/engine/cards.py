"""How much of a model the graphics cards of a machine hold, told before it is loaded."""

from collections.abc import Iterable, Sequence

from rlm_desktop.engine import fit
from rlm_desktop.engine.devices import Device
from rlm_desktop.engine.fit import Cache
from rlm_desktop.engine.gguf import Header

ALL = -1
"""All layers, and what stands behind them."""
_OF_FREE = 0.9
"""Of what a card says is free: drivers and other programs take some of it without a word."""
_OWN = "graphics card"
_SHARED = ("metal", "mtl")
"""Back ends of cards that compute in the machine's own memory, whatever they call themselves."""


def among(devices: Iterable[Device]) -> tuple[Device, ...]:
    """The devices that can hold layers of a model."""
    return tuple(each for each in devices if each.kind in (_OWN, "integrated graphics"))


def own_memory(devices: Iterable[Device]) -> int:
    """Bytes that may be taken of cards whose memory is not the machine's."""
    own = [each for each in devices if each.kind == _OWN and not each.backend.lower().startswith(_SHARED)]
    return int(sum(each.free_bytes for each in own) * _OF_FREE)


def layers(header: Header, cards: Sequence[Device], *, cells: int, cache: Cache = "f16") -> int:
    """How many layers fit onto the cards, counted from the last, or `ALL`.

    What stands behind the last layer, the words that a model may say, counts as one and goes first.
    """
    wanted = fit.need(header, cells=cells, cache=cache)
    count = header.number("block_count")
    in_layers = sum(tensor.bytes for tensor in header.tensors if tensor.name.startswith("blk."))
    room = sum(card.free_bytes for card in cards) * _OF_FREE - wanted.work - (wanted.weights - in_layers)
    fitting = int(room // ((in_layers + wanted.cache) / count))
    return ALL if fitting >= count else max(0, fitting + 1)
