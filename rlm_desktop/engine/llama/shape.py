"""How a model is loaded: its window, its sequences, its threads, and what its cache is made of."""

from typing import Literal

import msgspec
from llama_cpp import llama_cpp as lib

_FLASH = {"auto": -1, "off": 0, "on": 1}
_CACHE = {"f16": 1, "q8_0": 8}
_ALL_LAYERS = 999


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` places for tokens, shared by `sequences` sequences; `batch` tokens an evaluation.

    Of those, `outputs` may have their logits wanted.
    """

    cells: int
    sequences: int
    threads: int
    gpu_layers: int = -1
    batch: int = 512
    outputs: int = 64
    flash_attention: Literal["auto", "on", "off"] = "auto"
    cache: Literal["f16", "q8_0"] = "f16"

    def context_params(self, *, spare: bool = False) -> lib.llama_context_params:
        """`spare`: one sequence more, for rows that only fill a batch."""
        sequences = self.sequences + spare
        params: lib.llama_context_params = lib.llama_context_default_params()
        params.n_ctx = self.cells
        params.n_batch = params.n_ubatch = self.batch
        params.n_seq_max = sequences
        # Without this the compute buffer has room for the logits of every token of a batch: 300 MB and more.
        # llama.cpp ends the process where a batch could have fewer outputs than there are sequences.
        params.n_outputs_max = max(self.outputs, sequences)
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = _FLASH[self.flash_attention]
        params.type_k = params.type_v = _CACHE[self.cache]
        # One pool of cells: a copied prefix costs nothing, and a lone prompt may use it all.
        params.kv_unified = True
        # Sliding windows forget the beginning of a sequence, so it could not be taken up again.
        params.swa_full = True
        params.no_perf = True
        return params


def model_params(gpu_layers: int) -> lib.llama_model_params:
    params: lib.llama_model_params = lib.llama_model_default_params()
    params.n_gpu_layers = gpu_layers if gpu_layers >= 0 else _ALL_LAYERS
    # Weights are copied into the order that this processor multiplies fastest. Mapped as well, they would
    # be held twice: 1.8 instead of 1.2 GB for a file of 1.1 GB.
    params.load_mode = lib.LLAMA_LOAD_MODE_NONE
    return params
