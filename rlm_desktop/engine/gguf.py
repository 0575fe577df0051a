"""Reads and checks the header of a model file before the C loader sees it: a GGUF file is hostile input.

Every count and length is held against what the file's size allows before anything is read or made room
for, and every tensor must lie where the loader will look for it, inside the file.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NoReturn

import msgspec

from rlm_desktop.engine.gguf_bytes import NUMBERS, HeaderBytes, refuse
from rlm_desktop.errors import ModelRefused

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST_KEYS = 4096
_MOST_TENSORS = 65_536
_LONGEST_KEY = 256
_LONGEST_NAME = 63
_MOST_DIMENSIONS = 4
_LONGEST_TEMPLATE = 256 * 1024
_MOST_TOKENS = 4_000_000
_MOST_ENTRIES = 16_000_000
"""In one list: a file of holes may claim as many as it likes, and the loader would make room for them."""
_LONGEST_VALUE = 64 << 20
_KEPT_TEXT = 1 << 20
"""Longer texts are checked and not kept."""
_KEPT_ARRAY = 4096
"""Longer arrays of numbers are checked and not kept; none that is needed here is as long."""
_KEPT_IN_ALL = 1 << 18

_UNSIGNED, _STRING, _ARRAY = 4, 8, 9
_OF_TEXTS = ("tokenizer.ggml.tokens", "tokenizer.ggml.merges")
_ALIGNMENT = "general.alignment"
_BOOLEAN = 7

# Type in the file: (elements of a block, bytes of a block), as in ggml's table; those left out were removed.
_TENSOR_TYPES = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
    39: (32, 17),
    40: (64, 36),
    41: (128, 18),
    42: (64, 18),
}

Value = int | float | bool | str | tuple["Value", ...] | None


class Tensor(msgspec.Struct, frozen=True):
    name: str
    shape: tuple[int, ...]
    type: int
    offset: int
    """From the beginning of the data."""
    bytes: int

    @property
    def elements(self) -> int:
        count = 1
        for size in self.shape:
            count *= size
        return count


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a model file says of itself, checked."""

    bytes: int
    """Size of the file."""
    architecture: str
    title: str
    values: dict[str, Value]
    tensors: tuple[Tensor, ...]
    tokens: int

    @property
    def parameters(self) -> int:
        return sum(tensor.elements for tensor in self.tensors)

    @property
    def weight_bytes(self) -> int:
        return sum(tensor.bytes for tensor in self.tensors)

    @property
    def context_tokens(self) -> int:
        """The window the model was trained for."""
        return self.number("context_length")

    @property
    def template(self) -> str | None:
        template = self.values.get("tokenizer.chat_template")
        return template if isinstance(template, str) else None

    def number(self, name: str, default: int = 0) -> int:
        """A whole number of the architecture, as "block_count"; the largest where each layer has one."""
        value = self.values.get(f"{self.architecture}.{name}")
        if isinstance(value, tuple):
            return max((part for part in value if isinstance(part, int)), default=default)
        return value if isinstance(value, int) else default


def read(path: Path) -> Header:
    """The header of a model file. Raises `ModelRefused` where anything about it is not as it must be."""
    try:
        size = path.stat().st_size
        if size < 24:
            refuse(path, f"it has only {size} bytes")
        with path.open("rb") as file:
            return _Reader(path, file, size).header()
    except OSError as error:
        raise ModelRefused(
            f"{path.name} cannot be read: {error}.", hint="Check the path and its rights."
        ) from error


class _Reader:
    """Walks through the header once, from the front."""

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path = path
        self._size = size
        self._bytes = HeaderBytes(path, file, size)
        self._kept = 0

    def header(self) -> Header:
        self._preamble()
        tensors, keys = self._bytes.number(10, "tensor count"), self._bytes.number(10, "key count")
        self._bytes.within(tensors, _MOST_TENSORS, "tensors")
        self._bytes.within(keys, _MOST_KEYS, "keys")
        values = dict(self._values(keys))
        self._kind(values, tensors)
        header = Header(
            bytes=self._size,
            architecture=str(values["general.architecture"]),
            title=str(values.get("general.name") or self._path.stem),
            values=values,
            tensors=tuple(self._tensors(tensors, self._alignment(values))),
            tokens=int(str(values["tokenizer.ggml.tokens"])),
        )
        self._sizes(header)
        self._token_numbers(header)
        return header

    def refuse(self, why: str, hint: str = "") -> NoReturn:
        refuse(self._path, why, hint)

    # The parts, in the order of the file

    def _preamble(self) -> None:
        if self._bytes.take(4, "magic") != MAGIC:
            self.refuse("it does not begin with GGUF", "Choose a file in the GGUF format.")
        version = self._bytes.number(4, "version")
        if version not in _VERSIONS:
            self.refuse(f"its format is version {version}, and 2 and 3 are known")

    def _values(self, count: int) -> Iterator[tuple[str, Value]]:
        seen: set[str] = set()
        for _ in range(count):
            key = self._bytes.text(_LONGEST_KEY, "key")
            if not key or key in seen:
                self.refuse(f"its key {key!r} is empty or given twice")
            seen.add(key)
            kind = self._bytes.number(4, f"type of {key}")
            if key == _ALIGNMENT and kind != _UNSIGNED:
                self.refuse(f"its {key} is of type {kind}", "The loader would stop at that.")
            yield key, self._value(key, kind)

    def _value(self, key: str, kind: int) -> Value:
        if kind == _STRING:
            longest = _LONGEST_TEMPLATE if "chat_template" in key else _LONGEST_VALUE
            told = self._bytes.text(longest, f"value of {key}")
            return told if len(told) <= _KEPT_TEXT else None
        if kind == _ARRAY:
            return self._array(key)
        if kind not in NUMBERS:
            self.refuse(f"{key} has a value of an unknown type ({kind})")
        (value,) = self._bytes.numbers(kind, 1, key)
        if not math.isfinite(value) or (value < 0 and key.endswith("epsilon")):
            self.refuse(f"{key} is {value}")
        if kind == _BOOLEAN:
            return bool(self._bytes.within(value, 1, f"for the yes or no of {key}"))
        return value

    def _array(self, key: str) -> Value:
        """A list of numbers, or of texts; of long ones only the length is kept."""
        kind, count = self._bytes.number(4, f"type of {key}"), self._bytes.number(10, f"length of {key}")
        if kind == _STRING:
            return self._texts(key, count)
        if kind not in NUMBERS:
            self.refuse(f"{key} is a list of an unknown type ({kind})")
        if key in _OF_TEXTS:
            self.refuse(f"{key} is a list of numbers")
        self._bytes.within(count, _MOST_ENTRIES, f"entries in {key}")
        if count <= _KEPT_ARRAY and not key.startswith("tokenizer."):
            self._kept = self._bytes.within(self._kept + count, _KEPT_IN_ALL, "numbers in lists")
            return self._bytes.numbers(kind, count, key)
        self._bytes.skip(count * struct.calcsize(NUMBERS[kind]), f"list {key}")
        return count

    def _texts(self, key: str, count: int) -> Value:
        # Each text takes at least the eight bytes of its length.
        self._bytes.within(count, min(_MOST_TOKENS, self._bytes.left // 8), f"texts in {key}")
        self._bytes.pass_texts(count, key)
        return count

    def _kind(self, values: dict[str, Value], tensors: int) -> None:
        """Refuse files that are GGUF and no whole language model."""
        architecture = values.get("general.architecture")
        if not isinstance(architecture, str) or not architecture.replace("-", "").replace("_", "").isalnum():
            self.refuse("it names no architecture")
        kind = values.get("general.type", "model")
        if kind != "model" or architecture == "clip":
            self.refuse(f"it holds no language model but: {kind if kind != 'model' else 'an image encoder'}")
        parts = values.get("split.count", 0)
        if not isinstance(parts, int) or parts > 1:
            self.refuse(
                f"it is one of {parts} parts of a model",
                "Join the parts to one file with llama-gguf-split --merge.",
            )
        if tensors == 0:
            self.refuse("it holds a vocabulary and no weights")
        words = values.get("tokenizer.ggml.tokens")
        if not isinstance(words, int) or not 0 < words <= _MOST_TOKENS:
            self.refuse("it has no usable vocabulary")

    def _alignment(self, values: dict[str, Value]) -> int:
        alignment = values.get(_ALIGNMENT, 32)
        if not isinstance(alignment, int) or not 8 <= alignment <= 65_536 or alignment & (alignment - 1):
            self.refuse(f"its data is aligned to {alignment!r}")
        return alignment

    def _tensors(self, count: int, alignment: int) -> Sequence[Tensor]:
        tensors: list[Tensor] = []
        names: set[str] = set()
        expected = 0
        for _ in range(count):
            tensor = self._tensor()
            if tensor.name in names:
                self.refuse(f"its tensor {tensor.name} is there twice")
            if tensor.offset != expected:
                self.refuse(f"its tensor {tensor.name} does not follow the one before")
            names.add(tensor.name)
            tensors.append(tensor)
            expected = _aligned(expected + tensor.bytes, alignment)
            if expected > self._size + alignment:
                self.refuse("its tensors need more bytes than it has", "The file is cut off: get it again.")
        start = _aligned(self._bytes.at, alignment)
        if start + tensors[-1].offset + tensors[-1].bytes > self._size:
            self.refuse("its tensors need more bytes than it has", "The file is cut off: get it again.")
        return tensors

    def _tensor(self) -> Tensor:
        name = self._bytes.text(_LONGEST_NAME, "name of a tensor")
        dimensions = self._bytes.number(4, f"dimensions of {name}")
        if not 1 <= dimensions <= _MOST_DIMENSIONS:
            self.refuse(f"its tensor {name} has {dimensions} dimensions")
        shape = tuple(self._bytes.number(10, f"shape of {name}") for _ in range(dimensions))
        kind, offset = self._bytes.number(4, f"type of {name}"), self._bytes.number(10, f"place of {name}")
        if kind not in _TENSOR_TYPES:
            self.refuse(f"its tensor {name} is of an unknown type ({kind})")
        block, block_bytes = _TENSOR_TYPES[kind]
        elements = 1
        for size in shape:
            # One after the other, so that no product grows beyond what a file can hold.
            elements *= self._bytes.within(size, self._size * 16, f"elements in {name}")
            self._bytes.within(elements, self._size * 16, f"elements in {name}")
        if not elements or shape[0] % block:
            self.refuse(f"its tensor {name} has a shape its type does not allow")
        return Tensor(name, shape, kind, offset, elements // block * block_bytes)

    # What must fit together

    def _sizes(self, header: Header) -> None:
        for name, most in (
            ("context_length", 1 << 27),
            ("embedding_length", 1 << 20),
            ("block_count", 512),
            ("attention.head_count", 65_536),
        ):
            value = header.number(name, default=1)
            if not 0 < value <= most or isinstance(
                header.values.get(f"{header.architecture}.{name}"), str | float
            ):
                self.refuse(f"its {name} is {header.values.get(f'{header.architecture}.{name}')!r}")
        if not header.number("context_length") or not header.number("block_count"):
            self.refuse("it does not say how large its window or how deep the model is")
        words = next((tensor for tensor in header.tensors if tensor.name == "token_embd.weight"), None)
        if words is None or len(words.shape) != 2 or words.shape[0] != header.number("embedding_length"):
            self.refuse("its table of words is missing or of the wrong shape")
        if words.shape[1] < header.tokens:
            self.refuse(f"it has {header.tokens} words and weights for {words.shape[1]}")

    def _token_numbers(self, header: Header) -> None:
        for key, value in header.values.items():
            if key.startswith("tokenizer.ggml.") and key.endswith("_token_id"):
                # All ones stands for "none" in some files.
                known = type(value) is int and (0 <= value < header.tokens or value in (-1, 0xFFFFFFFF))
                if not known:
                    self.refuse(f"{key} is {value!r}, and it has {header.tokens} words")
        for key in ("tokenizer.ggml.token_type", "tokenizer.ggml.scores"):
            if header.values.get(key, header.tokens) != header.tokens:
                self.refuse(f"{key} has not as many entries as there are words")


def _aligned(value: int, alignment: int) -> int:
    return (value + alignment - 1) // alignment * alignment
