"""Seventy broken model files more: numbers that wrap around, lists that never end, kinds that do not fit."""

import os
import struct
import time
from pathlib import Path

import pytest

from rlm_desktop.engine import gguf
from rlm_desktop.errors import ModelRefused
from tests.engine.test_gguf import (
    ARRAY,
    FLOAT32,
    KEYS,
    STRING,
    TENSORS,
    UINT32,
    UINT64,
    key,
    model,
    number,
    tensor,
    text,
    texts,
)

INT8, BOOL, INT64, FLOAT64 = 1, 7, 11, 12
WORDS, NORM, TOKENS = "token_embd.weight", "output_norm.weight", "tokenizer.ggml.tokens"
ARCHITECTURE, WINDOW, DEPTH = "general.architecture", "llama.context_length", "llama.block_count"
ALIGNMENT, TYPES, END = "general.alignment", "tokenizer.ggml.token_type", "tokenizer.ggml.eos_token_id"
TEMPLATE = "tokenizer.chat_template"


def of_key(name: str, kind: int, value: bytes) -> dict[str, object]:
    return {"keys": {name: key(name, kind, value)}}


def of_list(name: str, kind: int, count: int, values: bytes = b"") -> dict[str, object]:
    return of_key(name, ARRAY, struct.pack("<IQ", kind, count) + values)


def second(*parts: bytes) -> dict[str, object]:
    return {"tensors": (TENSORS[0], *parts)}


def norm(shape: tuple[int, ...], kind: int = 0, offset: int = 128) -> dict[str, object]:
    return second(tensor(NORM, shape, kind, offset))


DEEP = struct.pack("<IQ", ARRAY, 1) * 50 + struct.pack("<IQI", UINT32, 1, 1)
KINDS: dict[str, tuple[dict[str, object], str]] = {
    "a shape that wraps around to nothing": (norm((1 << 32, 1 << 32)), "elements"),
    "a shape that wraps around to one": (norm(((1 << 63) + 1, 2)), "elements"),
    "four sides that wrap around": (norm((1 << 16,) * 4), "elements"),
    "a side of less than nothing": (norm(((1 << 64) - 8,)), "elements"),
    "blocks whose bytes wrap around": (norm(((1 << 63) - 256,), kind=14), "elements"),
    "no sides": (norm(()), "0 dimensions"),
    "four billion sides": (second(text(NORM) + number(0xFFFFFFFF)), "dimensions"),
    "a list whose bytes wrap around": (of_list("x", UINT64, (1 << 61) + 1, bytes(8)), "entries"),
    "a list of a negative length": (of_list("x", INT8, (1 << 64) - 1), "entries"),
    "texts whose bytes wrap around": (of_list("x", STRING, (1 << 61) + 1, bytes(8)), "texts"),
    "a text of a negative length": (of_key("x", STRING, struct.pack("<q", -8)), "bytes in"),
    "a text whose end wraps around": (of_key("x", STRING, struct.pack("<Q", (1 << 64) - 64)), "bytes in"),
    "a text among texts that wraps around": (
        of_list("x", STRING, 2, struct.pack("<Q", (1 << 64) - 8) + text("a")),
        "beyond the end",
    ),
    "lists in lists": (of_key("x", ARRAY, DEEP), "unknown type"),
    "a list of a kind that is none": (of_list("x", 13, 1), "unknown type"),
    "a list longer than any needs": (of_list("x", INT8, 16_000_001), "entries|beyond"),
    "two keys alike of two kinds": ({"keys": {"x": key(DEPTH, STRING, text("1"))}}, "given twice"),
    "a key of 257 bytes": (of_key("k" * 257, UINT32, number(1)), "bytes in a key"),
    "a key that is half a character": ({"keys": {"x": text(b"a\xed\xa0\x80") + bytes(8)}}, "not UTF-8"),
    "a text that is half a character": (of_key("general.name", STRING, text(b"\xed\xa0\x80")), "not UTF-8"),
    "alignment 0": (of_key(ALIGNMENT, UINT32, number(0)), "aligned to 0"),
    "alignment 1": (of_key(ALIGNMENT, UINT32, number(1)), "aligned to 1"),
    "alignment 48": (of_key(ALIGNMENT, UINT32, number(48)), "aligned to 48"),
    "alignment 2^31": (of_key(ALIGNMENT, UINT32, number(1 << 31)), "aligned to"),
    "alignment 2^32 - 32": (of_key(ALIGNMENT, UINT32, number((1 << 32) - 32)), "aligned to"),
    "alignment of 8 bytes": (of_key(ALIGNMENT, UINT64, struct.pack("<Q", 32)), "type 10"),
    "alignment as a text": (of_key(ALIGNMENT, STRING, text("32")), "type 8"),
    "alignment as a list": (of_list(ALIGNMENT, UINT32, 1, number(32)), "type 9"),
    "an architecture that is a number": (of_key(ARCHITECTURE, UINT32, number(1)), "no architecture"),
    "an architecture that is a list": (of_list(ARCHITECTURE, STRING, 1, text("llama")), "no architecture"),
    "an architecture that is a path": (of_key(ARCHITECTURE, STRING, text("../llama")), "no architecture"),
    "an architecture without letters": (of_key(ARCHITECTURE, STRING, text("")), "no architecture"),
    "a window that is a fraction": (of_key(WINDOW, FLOAT32, struct.pack("<f", 64.0)), "context_length"),
    "a window below nothing": (of_key(WINDOW, INT64, struct.pack("<q", -64)), "context_length"),
    "a window of 2^40": (of_key(WINDOW, UINT64, struct.pack("<Q", 1 << 40)), "context_length"),
    "a window of no lengths": (of_list(WINDOW, UINT32, 0), "window|context_length"),
    "a depth of 4096": (of_key(DEPTH, UINT32, number(4096)), "block_count"),
    "a depth that is a text": (of_key(DEPTH, STRING, text("1")), "block_count"),
    "a depth of nothing": (of_key(DEPTH, UINT32, number(0)), "block_count"),
    "heads below nothing": (
        of_key("llama.attention.head_count", INT64, struct.pack("<q", -1)),
        "head_count",
    ),
    "a width that is not the table's": (of_key("llama.embedding_length", UINT32, number(16)), "table of"),
    "a scale that is no number": (
        of_key("llama.rope.freq_base", FLOAT32, struct.pack("<f", float("nan"))),
        "freq_base is nan",
    ),
    "a scale without end": (
        of_key("llama.rope.scaling.factor", FLOAT64, struct.pack("<d", float("inf"))),
        "factor is inf",
    ),
    "an epsilon below nothing": (
        of_key("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", -1.0)),
        "epsilon is -1",
    ),
    "a yes that is three": (of_key("x", BOOL, b"\3"), "yes or no"),
    "words that are numbers": (of_list(TOKENS, UINT32, 4, bytes(16)), "list of numbers"),
    "words that are one text": (of_key(TOKENS, STRING, text("abcd")), "no usable vocabulary"),
    "no words": (of_list(TOKENS, STRING, 0), "no usable vocabulary"),
    "merges that are numbers": (of_list("tokenizer.ggml.merges", UINT32, 1, number(1)), "list of numbers"),
    "more types than words": (of_list(TYPES, UINT32, 5, bytes(20)), "not as many"),
    "types that are texts of another number": (of_list(TYPES, STRING, 1, text("a")), "not as many"),
    "an end below nothing": (of_key(END, INT64, struct.pack("<q", -2)), "eos_token_id is -2"),
    "an end that is a fraction": (of_key(END, FLOAT32, struct.pack("<f", 1.0)), "eos_token_id"),
    "an end that is a yes": (of_key(END, BOOL, b"\1"), "eos_token_id is True"),
    "an end that is a text": (of_key(END, STRING, text("a")), "eos_token_id"),
    "parts that are a text": (of_key("split.count", STRING, text("2")), "parts"),
    "a type that is a number": (of_key("general.type", UINT32, number(1)), "no language model"),
    "a template of half a megabyte": (of_key(TEMPLATE, STRING, text("x" * 600_000)), "bytes in"),
    "a template that is no text": (of_key(TEMPLATE, STRING, text(b"\xff")), "not UTF-8"),
    "a tensor one byte off": (norm((8,), offset=129), "does not follow"),
    "a tensor in the one before": (norm((8,), offset=0), "does not follow"),
    "a tensor below nothing": (norm((8,), offset=(1 << 64) - 128), "does not follow"),
    "a tensor beyond the file": (norm((8,), offset=1 << 40), "does not follow"),
    "the last tensor one byte too long": ({"data": 159}, "more bytes"),
    "a kind of tensor below nothing": (norm((8,), kind=0xFFFFFFFF), "unknown type"),
    "a name with NUL that is another's": (
        second(tensor(NORM, (8,), 0, 128), tensor(NORM, (8,), 0, 160)),
        "twice",
    ),
    "more keys than there are": ({"keys": {}, "version": 3, "tensors": (b"",)}, "beyond|possible|dimensions"),
    "the other byte order": ({"version": 3 << 24}, "version"),
    "the magic of the other byte order": ({"magic": b"FUGG"}, "GGUF"),
    "the magic of what came before": ({"magic": b"tjgg"}, "GGUF"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_refused_for_what_is_wrong_with_it(tmp_path: Path, kind: str) -> None:
    changes, reason = KINDS[kind]

    with pytest.raises(ModelRefused, match=reason) as refused:
        gguf.read(model(tmp_path, **changes))  # type: ignore[arg-type]

    assert refused.value.hint and refused.value.message.isprintable()
    assert len(refused.value.message) < 1000


def holes(path: Path, size: int) -> Path:
    """The file, followed by so many bytes that were never written and are read as zeros."""
    with path.open("r+b") as file:
        file.truncate(size)
    return path


def endless(folder: Path, value: bytes) -> Path:
    """A file whose last key has a value that goes on through the holes."""
    path = folder / "made.gguf"
    keys = b"".join(KEYS.values()) + text("x") + value
    path.write_bytes(b"GGUF" + number(3) + struct.pack("<QQ", 2, len(KEYS) + 1) + keys)
    return path


@pytest.mark.parametrize(
    "value",
    [
        number(STRING) + struct.pack("<Q", 20 << 30),
        number(ARRAY) + struct.pack("<IQ", STRING, 2 << 30),
        number(ARRAY) + struct.pack("<IQ", STRING, 4_000_000) + struct.pack("<Q", 10 << 30),
        number(ARRAY) + struct.pack("<IQ", UINT64, 2 << 30),
    ],
    ids=["one text", "empty texts", "texts behind a long one", "numbers"],
)
@pytest.mark.skipif(os.name != "posix", reason="files of holes are POSIX's")
def test_a_file_of_holes_is_refused_at_once_and_fills_no_memory(tmp_path: Path, value: bytes) -> None:
    path = holes(endless(tmp_path, value), 30 << 30)
    started = time.process_time()

    with pytest.raises(ModelRefused):
        gguf.read(path)

    assert time.process_time() - started < 20


def test_lists_that_are_many_are_not_all_kept(tmp_path: Path) -> None:
    lists = {f"x{n}": key(f"x{n}", ARRAY, struct.pack("<IQ", 0, 4096) + bytes(4096)) for n in range(70)}

    with pytest.raises(ModelRefused, match="numbers in lists"):
        gguf.read(model(tmp_path, keys=lists))


def test_a_long_text_that_nothing_needs_is_not_kept(tmp_path: Path) -> None:
    header = gguf.read(model(tmp_path, keys={"x": key("x", STRING, text("y" * (2 << 20)))}))

    assert header.values["x"] is None


def test_a_file_that_becomes_shorter_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = model(tmp_path)
    whole = path.stat()
    with path.open("r+b") as file:
        file.truncate(100)
    monkeypatch.setattr(Path, "stat", lambda self, **_: whole)

    with pytest.raises(ModelRefused, match="shorter"):
        gguf.read(path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are POSIX's")
@pytest.mark.parametrize("made", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, made: object) -> None:
    made(tmp_path / "x.gguf")  # type: ignore[operator]

    with pytest.raises(ModelRefused):
        gguf.read(tmp_path / "x.gguf")


def test_half_a_vocabulary_is_refused(tmp_path: Path) -> None:
    words = texts(["a", "b", "c", "d"])[:-3]

    with pytest.raises(ModelRefused):
        gguf.read(model(tmp_path, keys={TOKENS: key(TOKENS, ARRAY, words)}))
