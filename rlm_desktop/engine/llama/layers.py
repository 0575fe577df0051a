"""What a model's layers hold of tokens and look at, and evaluations that end after the first layers."""

import ctypes
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from llama_cpp import llama_cpp as lib

from rlm_desktop.engine.llama.begin import ggml_function

Held = Mapping[int, npt.NDArray[np.float32]]
"""By how many layers were gone through: what the next one would be given of a token."""

Array = npt.NDArray[np.float32]


class Attention(NamedTuple):
    """What some rows look for in one layer (queries), and what they are found by (keys)."""

    queries: Array
    """(rows, heads, size)"""
    keys: Array
    """(rows, heads that have keys of their own, size)"""


class Heads(NamedTuple):
    """How many heads a layer looks with, and how many of them have keys of their own."""

    looking: int
    keys: int


_ASKED = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_bool, ctypes.c_void_p)
_DEEP = 28
_DEPTHS = (8, 9, 10, 12, 14, 16, 18, 20)
"""Of a model of so many layers, the depths at which something is looked for; of others in proportion."""
_FEWEST = 16
"""Layers of a model below which there is little to leave out."""


def depths(layers: int) -> tuple[int, ...]:
    """At how many layers an evaluation may end."""
    return tuple(round(layers * depth / _DEEP) for depth in _DEPTHS) if layers >= _FEWEST else ()


class Watch:
    """Asked by llama.cpp about each node of its reckoning: whether it is to be seen, and whether to go on.

    That takes some 0.4 ms an evaluation, a hundredth of what a reply's token takes.
    """

    def __init__(self, layers: int, width: int, heads: Heads) -> None:
        self.depths = depths(layers)
        self._names = {f"l_out-{depth - 1}".encode(): depth for depth in self.depths}
        self._width = width
        self._heads = heads
        self._rows: Sequence[int] = ()
        self._end = 0
        self._seen: dict[int, Array] = {}
        self._attention: dict[bytes, Array] = {}
        self._nodes: tuple[bytes, ...] = ()
        self._name = ggml_function("ggml_get_name", ctypes.c_char_p, ctypes.c_void_p)
        self._copy = ggml_function(
            "ggml_backend_tensor_get",
            None,
            *(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t),
        )
        self._size = ggml_function("ggml_nbytes", ctypes.c_size_t, ctypes.c_void_p)
        self._callback = _ASKED(self._asked)

    def put_into(self, params: lib.llama_context_params) -> None:
        params.cb_eval = ctypes.cast(self._callback, type(params.cb_eval))  # type: ignore[type-var]

    def begin(self, rows: Sequence[int], *, end: int, attention: bool = False) -> None:
        """For the next evaluation: see these rows, and end it after so many layers; 0: go through all.

        `attention`: see of all rows what they look for in the layer behind these, and end it there.
        """
        self._rows, self._end = list(rows), end
        self._seen, self._attention = {}, {}
        # Of several nodes with one name the last is what the layer works with: turned by its place.
        names = (f"Qcur-{end}", f"Kcur-{end}", f"kqv_out-{end}", f"l_out-{end}") if attention else ()
        self._nodes = tuple(name.encode() for name in names)

    def held(self, row: int) -> Held:
        """What was seen of a row: at the depth where it ended, else at all depths."""
        place = self._rows.index(row)
        return {depth: rows[place] for depth, rows in self._seen.items()}

    def attention(self, rows: Sequence[int], of: int) -> Attention | None:
        """What these of so many rows look for; None where this model's layers are built in another way."""
        if not self._nodes:
            return None
        queries, keys = (self._attention.get(name) for name in self._nodes[:2])
        if queries is None or keys is None:
            return None
        size, rest = divmod(queries.size, of * self._heads.looking)
        if rest or keys.size != of * self._heads.keys * size:
            return None
        return Attention(
            queries.reshape(of, self._heads.looking, size)[rows],
            keys.reshape(of, self._heads.keys, size)[rows],
        )

    def _asked(self, tensor: int, ask: bool, _: object) -> bool:
        if self._nodes:
            return self._asked_for_attention(self._name(tensor), tensor, ask=ask)
        if not (self._rows or self._end):
            return not ask
        depth = self._names.get(self._name(tensor), 0)
        if ask:
            return bool(depth) and self._end in (0, depth)
        self._seen[depth] = self._read(tensor)
        return depth != self._end

    def _asked_for_attention(self, name: bytes, tensor: int, *, ask: bool) -> bool:
        if ask:
            return name in self._nodes
        if name in self._nodes[2:]:
            return False
        values = np.empty(self._size(tensor) // 4, np.float32)
        self._copy(tensor, values.ctypes.data, 0, values.nbytes)
        self._attention[name] = values
        return True

    def _read(self, tensor: int) -> npt.NDArray[np.float32]:
        rows = np.empty((len(self._rows), self._width), np.float32)
        for place, row in enumerate(self._rows):
            each = rows[place]
            self._copy(tensor, each.ctypes.data, row * each.nbytes, each.nbytes)
        return rows
