"""Model files are hostile until their header has been read to the end."""

import random
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_desktop.engine import fit, gguf
from rlm_desktop.errors import ModelRefused, ResourceShort

UINT32, FLOAT32, STRING, ARRAY, UINT64 = 4, 6, 8, 9, 10


def text(value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(data)) + data


def key(name: str, kind: int, value: bytes) -> bytes:
    return text(name) + struct.pack("<I", kind) + value


def number(value: int) -> bytes:
    return struct.pack("<I", value)


def texts(values: Sequence[str]) -> bytes:
    return struct.pack("<IQ", STRING, len(values)) + b"".join(text(value) for value in values)


def tensor(name: str, shape: Sequence[int], kind: int, offset: int) -> bytes:
    sizes = struct.pack(f"<{len(shape)}Q", *shape)
    return text(name) + number(len(shape)) + sizes + number(kind) + struct.pack("<Q", offset)


KEYS = {
    "general.architecture": key("general.architecture", STRING, text("llama")),
    "llama.context_length": key("llama.context_length", UINT32, number(64)),
    "llama.embedding_length": key("llama.embedding_length", UINT32, number(8)),
    "llama.block_count": key("llama.block_count", UINT32, number(1)),
    "llama.attention.head_count": key("llama.attention.head_count", UINT32, number(2)),
    "tokenizer.ggml.tokens": key("tokenizer.ggml.tokens", ARRAY, texts(["a", "b", "c", "d"])),
    "tokenizer.ggml.eos_token_id": key("tokenizer.ggml.eos_token_id", UINT32, number(3)),
}
TENSORS = (tensor("token_embd.weight", (8, 4), 0, 0), tensor("output_norm.weight", (8,), 0, 128))


def model(
    folder: Path,
    *,
    keys: dict[str, bytes] | None = None,
    tensors: Sequence[bytes] = TENSORS,
    magic: bytes = b"GGUF",
    version: int = 3,
    data: int = 160,
    without: str = "",
) -> Path:
    """A whole small file, or one that is wrong in one respect."""
    all_keys = {name: value for name, value in {**KEYS, **(keys or {})}.items() if name != without}
    path = folder / "made.gguf"
    path.write_bytes(header_of(all_keys, tensors, magic=magic, version=version) + bytes(data))
    return path


def header_of(
    keys: dict[str, bytes], tensors: Sequence[bytes], *, magic: bytes = b"GGUF", version: int = 3
) -> bytes:
    """All that stands before the data."""
    head = magic + number(version) + struct.pack("<QQ", len(tensors), len(keys))
    head += b"".join(keys.values()) + b"".join(tensors)
    return head + bytes(-len(head) % 32)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    header = gguf.read(model(tmp_path))

    assert header.architecture == "llama"
    assert (header.parameters, header.weight_bytes, header.context_tokens, header.tokens) == (40, 160, 64, 4)
    assert header.template is None


def test_the_real_model_is_read(small_model: Path) -> None:
    header = gguf.read(small_model)

    assert header.parameters == 134_515_008
    assert header.context_tokens == 8192
    assert "<|im_start|>" in (header.template or "")


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "another kind of file": ({"magic": b"PK\3\4"}, "does not begin with GGUF"),
    "an old version": ({"version": 1}, "version 1"),
    "a version of the other byte order": ({"version": 0x03000000}, "version"),
    "a vocabulary only": ({"tensors": ()}, "vocabulary and no weights"),
    "cut off data": ({"data": 100}, "more bytes than it has"),
    "no architecture": ({"without": "general.architecture"}, "no architecture"),
    "no vocabulary": ({"without": "tokenizer.ggml.tokens"}, "no usable vocabulary"),
    "no depth": ({"without": "llama.block_count"}, "how deep"),
    "an image encoder": (
        {"keys": {"general.architecture": key("general.architecture", STRING, text("clip"))}},
        "image encoder",
    ),
    "an adapter": ({"keys": {"general.type": key("general.type", STRING, text("adapter"))}}, "adapter"),
    "a part of a model": ({"keys": {"split.count": key("split.count", UINT32, number(3))}}, "one of 3 parts"),
    "a key twice": ({"keys": {"again": KEYS["llama.block_count"]}}, "given twice"),
    "a key of no type": ({"keys": {"x": key("x", 77, b"")}}, "unknown type"),
    "a key that is no text": (
        {"keys": {"x": text(b"\xff\xfe") + number(UINT32) + number(1)}},
        "not UTF-8",
    ),
    "a list of lists": ({"keys": {"x": key("x", ARRAY, struct.pack("<IQ", ARRAY, 1))}}, "unknown type"),
    "a list without end": (
        {"keys": {"x": key("x", ARRAY, struct.pack("<IQ", UINT64, 1 << 61))}},
        "entries in x",
    ),
    "texts without end": ({"keys": {"x": key("x", ARRAY, struct.pack("<IQ", STRING, 1 << 61))}}, "texts"),
    "a text without end": ({"keys": {"x": key("x", STRING, struct.pack("<Q", (1 << 64) - 1))}}, "bytes in"),
    "a bad alignment": (
        {"keys": {"general.alignment": key("general.alignment", UINT32, number(33))}},
        "aligned",
    ),
    "an end token beyond the vocabulary": (
        {"keys": {"tokenizer.ggml.eos_token_id": key("tokenizer.ggml.eos_token_id", UINT32, number(9))}},
        "eos_token_id is 9",
    ),
    "token types for other tokens": (
        {
            "keys": {
                "tokenizer.ggml.token_type": key(
                    "tokenizer.ggml.token_type", ARRAY, struct.pack("<IQ3I", UINT32, 3, 1, 1, 1)
                )
            }
        },
        "not as many entries",
    ),
    "a window of a text": (
        {"keys": {"llama.context_length": key("llama.context_length", STRING, text("64"))}},
        "context_length",
    ),
    "a tensor of no type": ({"tensors": (tensor("token_embd.weight", (8, 4), 4, 0),)}, "unknown type"),
    "a tensor of five dimensions": ({"tensors": (tensor("t", (1,) * 5, 0, 0),)}, "5 dimensions"),
    "a tensor of overflowing shape": (
        {"tensors": (tensor("token_embd.weight", (1 << 40, 1 << 40), 0, 0),)},
        "elements",
    ),
    "a tensor of broken blocks": (
        {"tensors": (tensor("token_embd.weight", (8, 4), 12, 0),)},
        "does not allow",
    ),
    "a tensor twice": ({"tensors": (TENSORS[0], tensor("token_embd.weight", (8, 4), 0, 128))}, "twice"),
    "tensors that overlap": (
        {"tensors": (TENSORS[0], tensor("output_norm.weight", (8,), 0, 64))},
        "does not follow",
    ),
    "a tensor before the data": (
        {"tensors": (tensor("token_embd.weight", (8, 4), 0, (1 << 64) - 32),)},
        "does not follow",
    ),
    "no table of words": ({"tensors": (tensor("other", (8, 4), 0, 0),)}, "table of words"),
    "a table of too few words": ({"tensors": (tensor("token_embd.weight", (8, 3), 0, 0),)}, "weights for 3"),
    "more tensors than there can be": ({"tensors": [TENSORS[0]] * 3, "data": 0}, "twice|bytes"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_is_wrong_in_one_respect_is_refused_with_the_reason(tmp_path: Path, wrong: str) -> None:
    changes, reason = WRONG[wrong]

    with pytest.raises(ModelRefused, match=reason) as refused:
        gguf.read(model(tmp_path, **changes))  # type: ignore[arg-type]

    assert refused.value.hint


def test_every_cut_of_a_file_is_refused(tmp_path: Path) -> None:
    whole = model(tmp_path).read_bytes()
    cut = tmp_path / "cut.gguf"
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        with pytest.raises(ModelRefused):
            gguf.read(cut)


def test_a_changed_header_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = model(tmp_path).read_bytes()
    _mutate(whole, len(whole) - 160, tmp_path, rounds=500)


def test_a_changed_header_of_a_real_model_is_read_or_refused(small_model: Path, tmp_path: Path) -> None:
    header = 1_800_000
    with small_model.open("rb") as file:
        start = file.read(header)
    target = tmp_path / "changed.gguf"
    with target.open("wb") as file:
        file.write(start)
        file.truncate(small_model.stat().st_size)
    gguf.read(target)
    chance = random.Random(5)
    with target.open("r+b") as file:
        for _ in range(200):
            # Most of a header is its words; half of the changes go to where the numbers are.
            at = chance.choice((chance.randrange(2000), chance.randrange(header)))
            _overwrite(file, at, chance.randbytes(chance.choice((1, 1, 4, 8))))
            try:
                gguf.read(target)
            except ModelRefused as refused:
                assert refused.message
            _overwrite(file, at, start[at : at + 8])


def _overwrite(file: object, at: int, data: bytes) -> None:
    file.seek(at)  # type: ignore[attr-defined]
    file.write(data)  # type: ignore[attr-defined]
    file.flush()  # type: ignore[attr-defined]


def _mutate(whole: bytes, header: int, folder: Path, *, rounds: int) -> None:
    chance = random.Random(7)
    target = folder / "changed.gguf"
    for _ in range(rounds):
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(header)
            size = chance.choice((1, 1, 4, 8))
            changed[at : at + size] = chance.choice((chance.randbytes(size), b"\xff" * size, bytes(size)))
        target.write_bytes(changed)
        try:
            gguf.read(target)
        except ModelRefused as refused:
            assert refused.message


def test_a_model_that_does_not_fit_is_refused_with_a_window_that_does(small_model: Path) -> None:
    header = gguf.read(small_model)
    room = fit.need(header, cells=2048).total + 1

    with pytest.raises(ResourceShort, match=r"of memory with a window of 8192") as short:
        fit.check(fit.need(header, cells=8192), header, name="small", cells=8192, free=room)

    assert "2048" in short.value.hint


def test_a_model_that_fits_in_no_window_is_refused_with_another_way_out(small_model: Path) -> None:
    header = gguf.read(small_model)

    with pytest.raises(ResourceShort) as short:
        fit.check(fit.need(header, cells=8192), header, name="small", cells=8192, free=1_000_000)

    assert "smaller model" in short.value.hint


def test_one_token_of_the_cache_takes_what_its_layers_hold(small_model: Path) -> None:
    # 30 layers, 3 groups of 64, keys and values, two bytes each.
    assert fit.cell_bytes(gguf.read(small_model)) == 30 * 3 * (64 + 64) * 2
