"""Which tokens a grammar lets come next, by llama.cpp's own grammars."""

import ctypes

import numpy as np
import numpy.typing as npt
from llama_cpp import llama_cpp as lib

from rlm_desktop.engine.llama.batch import pointer
from rlm_desktop.errors import BadRequest

Logits = npt.NDArray[np.float32]

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Grammar:
    """Which tokens may come next under a GBNF grammar."""

    def __init__(self, vocab: object, text: str) -> None:
        self._sampler = lib.llama_sampler_init_grammar(vocab, text.encode("utf-8", "replace"), b"root")
        if not self._sampler:
            raise BadRequest(
                "The grammar for the reply cannot be used.", hint="It must be GBNF with a rule called root."
            )

    def close(self) -> None:
        lib.llama_sampler_free(self._sampler)

    def allowed(self, logits: Logits, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """For each of `tokens`, whether it may come next."""
        candidates = np.zeros(len(tokens), _CANDIDATE)
        candidates["id"] = tokens
        candidates["logit"] = logits[tokens]
        array = lib.llama_token_data_array()
        array.data = pointer(candidates, lib.llama_token_data)
        array.size = len(tokens)
        array.selected = -1
        array.sorted = False
        lib.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return np.isfinite(candidates["logit"][: array.size])

    def accept(self, token: int) -> None:
        """Go on after a token, which must be one of the allowed."""
        lib.llama_sampler_accept(self._sampler, token)
