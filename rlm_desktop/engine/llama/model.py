"""One model loaded by llama.cpp: tokens, evaluation, logits, what it remembers.

A `Model` belongs to one thread; only `interrupt` may be called from another.
"""

import ctypes
import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp import llama_cpp as lib

from rlm_desktop.engine.llama.batch import Batch
from rlm_desktop.engine.llama.begin import begin
from rlm_desktop.engine.llama.grammar import Grammar, Logits
from rlm_desktop.engine.llama.layers import Attention, Heads, Held, Watch
from rlm_desktop.engine.llama.patience import TEXT_SECONDS, at_most
from rlm_desktop.engine.llama.refusal import not_begun, refused
from rlm_desktop.engine.llama.shape import Shape, model_params
from rlm_desktop.errors import EngineError, ResourceShort

_WARNING, _ERROR = 3, 4
_NO_SPACE = 1
_LONGEST_RUN = 4096
_LONG_RUN = re.compile(rf"(?<!\S)\S{{{_LONGEST_RUN},}}|(?<!\s)\s{{{_LONGEST_RUN},}}")
_REHEARSAL = "A 1st word, 2.5 houses: naïve café — 東京 🙂!\n\n  x = {'y': \"z\"};\t<|z|>\0\ue0f0"
_REHEARSAL_SECONDS = 5
_SPECIAL = 1 << 3 | 1 << 4  # LLAMA_TOKEN_ATTR_CONTROL, LLAMA_TOKEN_ATTR_USER_DEFINED


class NoSpace(Exception):
    """The batch does not fit into what is left of the cache; nothing has changed."""


class Interrupted(Exception):
    """`interrupt` was called while the batch was worked on; cut every sequence of it back before going on."""


_last: deque[str] = deque(maxlen=20)
"""What llama.cpp complained of last: its calls say only that they failed."""


def _say(level: int, text: bytes, _: object) -> None:
    """Remember warnings; pass errors on to standard error, where the application keeps the last of them.

    Warnings about a model's file say nothing about why its process ended an hour later.
    """
    if level < _WARNING:
        return
    line = text.decode("utf-8", "replace")
    _last.append(line)
    if level == _ERROR:
        sys.stderr.write(line)
        sys.stderr.flush()


_SAY = lib.llama_log_callback(_say)


class Model:
    """A model and its context."""

    def __init__(self, path: Path, shape: Shape) -> None:
        lib.llama_log_set(_SAY, None)
        begin()
        self._interrupt = False
        self._model = _load(path, shape.gpu_layers)
        self._abort = lib.ggml_abort_callback(lambda _: self._interrupt)
        # A state that cannot be cut back has no sequence to spare: each of its takes memory of its own.
        self._filler = shape.sequences if self.can_rewind else None
        params = shape.context_params(spare=self._filler is not None)
        params.abort_callback = self._abort
        self._watch = _watch(self._model, shape)
        if self._watch:
            self._watch.put_into(params)
        self._context = lib.llama_init_from_model(self._model, params)
        if not self._context:
            raise not_begun(path, shape)
        self._memory = lib.llama_get_memory(self._context)
        self._rows = 0
        self._vocab = lib.llama_model_get_vocab(self._model)
        self.vocabulary: int = lib.llama_vocab_n_tokens(self._vocab)
        self.cells: int = lib.llama_n_ctx(self._context)
        self.sequences = shape.sequences
        self.batch = shape.batch
        self.outputs = max(shape.outputs, shape.sequences)

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
    def layers(self) -> int:
        return int(lib.llama_model_n_layer(self._model))

    @property
    def depths(self) -> tuple[int, ...]:
        """After how many of its layers an evaluation may end; none where it cannot."""
        return self._watch.depths if self._watch and self.can_rewind else ()

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
        tokens: list[int] = []
        for piece in _pieces(text):
            tokens += self._tokens(piece, special=special, start=start and not tokens)
        return tokens

    def _tokens(self, text: str, *, special: bool, start: bool) -> list[int]:
        data = text.encode("utf-8", "surrogatepass").replace(b"\0", b" ")
        room = len(data) + 8
        tokens = (ctypes.c_int32 * room)()
        with at_most(TEXT_SECONDS):
            count = lib.llama_tokenize(self._vocab, data, len(data), tokens, room, start, special)
        if count < 0:
            raise EngineError(f"A text of {len(data)} bytes could not be cut into tokens.")
        return list(tokens[:count])

    def rehearse(self) -> None:
        """Cut a text of many kinds into tokens, since some vocabularies come to no end with it, or break."""
        with at_most(_REHEARSAL_SECONDS):
            self.tokenize(_REHEARSAL, special=True, start=True)

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
        code = self._decoded(batch, filler=self._filler)
        if code == _NO_SPACE and batch.rows > batch.length:
            code = self._decoded(batch, filler=None)
        match code:
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

    def _decoded(self, batch: Batch, *, filler: int | None) -> int:
        """What llama.cpp says of an evaluation, with rows that fill its last tile or without."""
        if filler is None:
            batch.unfill()
        else:
            batch.fill(filler)
        if self._watch:
            self._watch.begin(batch.watched, end=batch.layers, attention=batch.attends)
            self._rows = batch.rows
        code = int(lib.llama_decode(self._context, batch.as_llama()))
        if filler is not None and batch.rows > batch.length:
            lib.llama_memory_seq_rm(self._memory, filler, -1, -1)
        return code

    def logits(self, place: int) -> Logits:
        """The logits at a place of the last batch; valid until the next."""
        pointer = lib.llama_get_logits_ith(self._context, place)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary,))

    def held(self, place: int) -> Held:
        """What the layers held of a place of the last batch that was watched."""
        return self._watch.held(place) if self._watch else {}

    def attention(self, rows: Sequence[int]) -> Attention | None:
        """What these rows of the last batch look for; None where that was not to be seen."""
        return self._watch.attention(rows, self._rows) if self._watch else None

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

    def grammar(self, text: str) -> Grammar:
        return Grammar(self._vocab, text)


def _pieces(text: str) -> Iterator[str]:
    """The text cut where a run of letters or of spaces is longer than a regular expression can bear.

    Many vocabularies are read with the standard library's, which takes stack for every letter.
    """
    at = 0
    for run in _LONG_RUN.finditer(text):
        for end in range(run.start() + _LONGEST_RUN, run.end(), _LONGEST_RUN):
            yield text[at:end]
            at = end
    yield text[at:]


def _watch(model: object, shape: Shape) -> Watch | None:
    """None where a graphics card reckons too: of the parts of the work only one would end."""
    if shape.gpu_layers != 0 and lib.llama_supports_gpu_offload():
        return None
    heads = Heads(lib.llama_model_n_head(model), lib.llama_model_n_head_kv(model))
    watch = Watch(lib.llama_model_n_layer(model), lib.llama_model_n_embd(model), heads)
    return watch if watch.depths else None


def _load(path: Path, gpu_layers: int) -> object:
    model = lib.llama_model_load_from_file(str(path).encode(), model_params(gpu_layers))
    if not model and any("allocate" in line for line in _last):
        raise ResourceShort(
            f"There is not enough memory for {path.name}.",
            hint="Close other programs, or choose a smaller model.",
        )
    if not model:
        raise refused(path, _last)
    return model
