"""One model loaded by llama.cpp: tokens, batches, logits. The only module that knows that library.

A `Model` belongs to one thread; only `interrupt` may be called from another.
"""

import ctypes
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp import llama_cpp as lib

from rlm_desktop.errors import BadRequest, EngineError, ModelRefused, ResourceShort

Logits = npt.NDArray[np.float32]

_WARNING = 3
_SPECIAL = 1 << 3 | 1 << 4  # LLAMA_TOKEN_ATTR_CONTROL, LLAMA_TOKEN_ATTR_USER_DEFINED
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class NoSpace(Exception):
    """The batch does not fit into what is left of the cache; nothing has changed."""


class Interrupted(Exception):
    """`interrupt` was called while the batch was worked on; cut every sequence of it back before going on."""


def _say(level: int, text: bytes, _: object) -> None:
    """Pass warnings on to standard error, where the application keeps the last of them."""
    if level >= _WARNING:
        sys.stderr.write(text.decode("utf-8", "replace"))
        sys.stderr.flush()


_SAY = lib.llama_log_callback(_say)


class Batch:
    """Tokens to evaluate together: each with its place in its sequence, and whether its logits are wanted.

    A token that several sequences have in common at this place stands once, and belongs to all of them.
    """

    def __init__(self, size: int) -> None:
        self._token = np.zeros(size, np.int32)
        self._position = np.zeros(size, np.int32)
        self._sequence = np.zeros(size, np.int32)
        # llama.cpp wants how many sequences each token has, and an array of pointers to each token's.
        self._own = self._sequence.ctypes.data + 4 * np.arange(size, dtype=np.uintp)
        self._sequences = self._own.copy()
        self._owners = np.ones(size, np.int32)
        self._shared: dict[int, list[int]] = {}
        self._arrays: list[npt.NDArray[np.int32]] = []
        self._wanted = np.zeros(size, np.int8)
        self.size = size
        self.length = 0
        self.outputs = 0

    @property
    def room(self) -> int:
        return self.size - self.length

    def clear(self) -> None:
        self.length = self.outputs = 0
        self._shared.clear()

    def add(self, sequence: int, position: int, tokens: Sequence[int], *, logits: bool) -> int:
        """Append tokens of one sequence; returns where the last stands, which is where its logits will be."""
        start, end = self.length, self.length + len(tokens)
        self._token[start:end] = tokens
        self._position[start:end] = np.arange(position, position + len(tokens))
        self._sequence[start:end] = sequence
        self._wanted[start:end] = 0
        if logits:
            self._wanted[end - 1] = 1
            self.outputs += 1
        self.length = end
        return end - 1

    def share(self, rows: Sequence[int], sequence: int, *, logits: bool) -> None:
        """Let tokens that are here belong to one more sequence too, in which they stand at the same place.

        With `logits`, those of the last are wanted.
        """
        for row in rows:
            self._shared.setdefault(row, [int(self._sequence[row])]).append(sequence)
        if logits and rows and not self._wanted[rows[-1]]:
            self._wanted[rows[-1]] = 1
            self.outputs += 1

    def as_llama(self) -> lib.llama_batch:
        """As llama.cpp takes it; valid until the batch changes."""
        self._owners[:] = 1
        self._sequences[:] = self._own
        self._arrays = [np.array(sequences, np.int32) for sequences in self._shared.values()]
        for row, sequences in zip(self._shared, self._arrays, strict=True):
            self._owners[row] = len(sequences)
            self._sequences[row] = sequences.ctypes.data
        batch = lib.llama_batch()
        batch.n_tokens = self.length
        batch.token = _pointer(self._token, ctypes.c_int32)
        batch.pos = _pointer(self._position, ctypes.c_int32)
        batch.n_seq_id = _pointer(self._owners, ctypes.c_int32)
        batch.seq_id = _pointer(self._sequences, ctypes.POINTER(ctypes.c_int32))
        batch.logits = _pointer(self._wanted, ctypes.c_int8)
        return batch


class Model:
    """A model and its context: `cells` places for tokens, shared by `sequences` sequences."""

    def __init__(
        self,
        path: Path,
        *,
        cells: int,
        sequences: int,
        threads: int,
        gpu_layers: int = -1,
        batch: int = 512,
        outputs: int = 64,
    ) -> None:
        lib.llama_log_set(_SAY, None)
        lib.llama_backend_init()
        # llama.cpp ends the process where a batch could have fewer outputs than there are sequences.
        outputs = max(outputs, sequences)
        self._interrupt = False
        self._model = _load(path, gpu_layers)
        self._abort = lib.ggml_abort_callback(lambda _: self._interrupt)
        self._context = lib.llama_init_from_model(
            self._model,
            self._context_params(
                cells=cells, sequences=sequences, threads=threads, batch=batch, outputs=outputs
            ),
        )
        if not self._context:
            raise ResourceShort(
                f"There is not enough memory for {path.name} with a window of {cells} tokens.",
                hint="Choose a smaller window or a smaller model, or close other programs.",
            )
        self._memory = lib.llama_get_memory(self._context)
        self._vocab = lib.llama_model_get_vocab(self._model)
        self.vocabulary: int = lib.llama_vocab_n_tokens(self._vocab)
        self.cells: int = lib.llama_n_ctx(self._context)
        self.sequences = sequences
        self.batch = batch
        self.outputs = outputs

    def _context_params(
        self, *, cells: int, sequences: int, threads: int, batch: int, outputs: int
    ) -> lib.llama_context_params:
        params: lib.llama_context_params = lib.llama_context_default_params()
        params.n_ctx = cells
        params.n_batch = params.n_ubatch = batch
        params.n_seq_max = sequences
        # Without this the compute buffer has room for the logits of every token of a batch: 300 MB and more.
        params.n_outputs_max = outputs
        params.n_threads = params.n_threads_batch = threads
        # One pool of cells: a copied prefix costs nothing, and a lone prompt may use it all.
        params.kv_unified = True
        # Sliding windows forget the beginning of a sequence, so it could not be taken up again.
        params.swa_full = True
        params.no_perf = True
        params.abort_callback = self._abort
        return params

    @staticmethod
    def build() -> str:
        """What the library was built from and for: a state is read only by the build that wrote it."""
        return f"{llama_cpp.__version__} {lib.llama_print_system_info().decode('ascii', 'replace')}"

    def close(self) -> None:
        lib.llama_free(self._context)
        lib.llama_model_free(self._model)

    # What the model is

    @property
    def parameters(self) -> int:
        return int(lib.llama_model_n_params(self._model))

    @property
    def trained_window(self) -> int:
        return int(lib.llama_model_n_ctx_train(self._model))

    @property
    def can_rewind(self) -> bool:
        """Whether a sequence can be cut back and shared in part; recurrent states cannot."""
        return not (lib.llama_model_is_recurrent(self._model) or lib.llama_model_is_hybrid(self._model))

    @property
    def chat_template(self) -> str | None:
        template = lib.llama_model_chat_template(self._model, None)
        return template.decode("utf-8", "replace") if template else None

    def token_text(self, token: int) -> str:
        """How a token is written in templates: "<|im_end|>"; empty for none."""
        text = lib.llama_vocab_get_text(self._vocab, token) if token >= 0 else None
        return text.decode("utf-8", "replace") if text else ""

    @property
    def begin(self) -> int:
        return int(lib.llama_vocab_bos(self._vocab))

    @property
    def end(self) -> int:
        return int(lib.llama_vocab_eos(self._vocab))

    @property
    def begins_with_begin(self) -> bool:
        return bool(lib.llama_vocab_get_add_bos(self._vocab))

    # Tokens

    def tokenize(self, text: str, *, special: bool = False, start: bool = False) -> list[int]:
        """Tokens of a text. Only with `special` is "<|im_end|>" the control token.

        `start` adds what the model wants at the beginning of all.
        """
        data = text.encode("utf-8", "surrogatepass").replace(b"\0", b" ")
        room = len(data) + 8
        tokens = (ctypes.c_int32 * room)()
        count = lib.llama_tokenize(self._vocab, data, len(data), tokens, room, start, special)
        if count < 0:
            raise EngineError(f"A text of {len(data)} bytes could not be cut into tokens.")
        return list(tokens[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The bytes a token stands for; control tokens stand for nothing unless asked for as `special`."""
        room = 128
        buffer = ctypes.create_string_buffer(room)
        count = lib.llama_token_to_piece(self._vocab, token, buffer, room, 0, special)
        if count < 0:
            buffer = ctypes.create_string_buffer(-count)
            count = lib.llama_token_to_piece(self._vocab, token, buffer, -count, 0, special)
        return buffer.raw[:count]

    def is_special(self, token: int) -> bool:
        return bool(lib.llama_vocab_get_attr(self._vocab, token) & _SPECIAL)

    def is_end(self, token: int) -> bool:
        return bool(lib.llama_vocab_is_eog(self._vocab, token))

    # Evaluation

    def interrupt(self) -> None:
        """Break off the evaluation under way, from any thread."""
        self._interrupt = True

    def resume(self) -> None:
        self._interrupt = False

    def evaluate(self, batch: Batch) -> None:
        """Raises `NoSpace`, `Interrupted`."""
        match code := lib.llama_decode(self._context, batch.as_llama()):
            case 0:
                return
            case 1:
                raise NoSpace
            case 2:
                raise Interrupted
            case _:
                raise EngineError(
                    f"The model could not evaluate a batch (llama.cpp says {code}).",
                    hint="Try again; if it stays so, choose another model.",
                )

    def logits(self, place: int) -> Logits:
        """The logits at a place of the last batch; valid until the next."""
        pointer = lib.llama_get_logits_ith(self._context, place)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary,))

    def copy(self, source: int, target: int, length: int) -> None:
        """Give `target`, which is empty, the first `length` tokens of `source`, without evaluating them."""
        lib.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def cut(self, sequence: int, length: int) -> None:
        """Forget all but the first `length` tokens of a sequence."""
        if not lib.llama_memory_seq_rm(self._memory, sequence, length, -1):
            raise EngineError("The model's memory could not be cut back.")

    def state(self, sequence: int) -> bytes:
        """All that the model holds of a sequence, for `restore`."""
        size = lib.llama_state_seq_get_size(self._context, sequence)
        buffer = (ctypes.c_uint8 * size)()
        return bytes(
            memoryview(buffer)[: lib.llama_state_seq_get_data(self._context, buffer, size, sequence)]
        )

    def restore(self, sequence: int, state: bytes) -> bool:
        """Give an empty sequence what another held; False where that could not be, and it is still empty."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if lib.llama_state_seq_set_data(self._context, buffer, len(state), sequence):
            return True
        lib.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        return False

    def grammar(self, text: str) -> "Grammar":
        return Grammar(self._vocab, text)


class Grammar:
    """Which tokens may come next under a GBNF grammar."""

    def __init__(self, vocab: object, text: str) -> None:
        self._sampler = lib.llama_sampler_init_grammar(vocab, text.encode(), b"root")
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
        array.data = _pointer(candidates, lib.llama_token_data)
        array.size = len(tokens)
        array.selected = -1
        array.sorted = False
        lib.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return np.isfinite(candidates["logit"][: array.size])

    def accept(self, token: int) -> None:
        """Go on after a token, which must be one of the allowed."""
        lib.llama_sampler_accept(self._sampler, token)


def _pointer(array: npt.NDArray[Any], kind: Any) -> Any:  # noqa: ANN401 - ctypes has no better types
    """The array's own memory, as a C pointer; valid as long as the array."""
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


def _load(path: Path, gpu_layers: int) -> object:
    params = lib.llama_model_default_params()
    params.n_gpu_layers = gpu_layers if gpu_layers >= 0 else 999
    model = lib.llama_model_load_from_file(str(path).encode(), params)
    if not model:
        raise ModelRefused(
            f"llama.cpp cannot load {path.name}.",
            hint="The file may be damaged or newer than this program; verify it or get it again.",
        )
    return model
