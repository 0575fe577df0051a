"""A whole model of 100 kB that llama.cpp loads and that answers nonsense, to be changed in one respect."""

import random
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.engine.test_gguf import ARRAY, FLOAT32, STRING, UINT32, key, number, tensor, text, texts

INT8, INT32, BOOL = 1, 5, 7
WIDE, HIDDEN, HEADS, LAYERS = 32, 64, 4, 2
NORMAL, CONTROL = 1, 3
EPSILON = "llama.attention.layer_norm_rms_epsilon"


def _letters() -> list[str]:
    """How GPT-2 writes each byte as a letter that can be seen."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    unseen = [byte for byte in range(256) if byte not in seen]
    written = {byte: chr(byte) for byte in seen} | {byte: chr(256 + n) for n, byte in enumerate(unseen)}
    return [written[byte] for byte in range(256)]


MERGES = ["t h", "th e", "i n", "Ġ the"]
WORDS = [*_letters(), *(merge.replace(" ", "") for merge in MERGES), "<|im_start|>", "<|im_end|>"]
TYPES = [NORMAL] * (len(WORDS) - 2) + [CONTROL] * 2


def u32(name: str, value: int) -> bytes:
    return key(name, UINT32, number(value))


def f32(name: str, value: float) -> bytes:
    return key(name, FLOAT32, struct.pack("<f", value))


def said(name: str, value: str | bytes) -> bytes:
    return key(name, STRING, text(value))


def numbers(name: str, kind: int, values: Sequence[int | float]) -> bytes:
    letter = {INT8: "b", INT32: "i", UINT32: "I", FLOAT32: "f", BOOL: "?"}[kind]
    return key(name, ARRAY, struct.pack(f"<IQ{len(values)}{letter}", kind, len(values), *values))


def words(name: str, values: Sequence[str]) -> bytes:
    return key(name, ARRAY, texts(values))


KEYS: dict[str, bytes] = {
    "general.architecture": said("general.architecture", "llama"),
    "llama.context_length": u32("llama.context_length", 512),
    "llama.embedding_length": u32("llama.embedding_length", WIDE),
    "llama.block_count": u32("llama.block_count", LAYERS),
    "llama.feed_forward_length": u32("llama.feed_forward_length", HIDDEN),
    "llama.attention.head_count": u32("llama.attention.head_count", HEADS),
    "llama.attention.head_count_kv": u32("llama.attention.head_count_kv", HEADS),
    "llama.rope.dimension_count": u32("llama.rope.dimension_count", WIDE // HEADS),
    EPSILON: f32(EPSILON, 1e-5),
    "tokenizer.ggml.model": said("tokenizer.ggml.model", "gpt2"),
    "tokenizer.ggml.pre": said("tokenizer.ggml.pre", "smollm"),
    "tokenizer.ggml.tokens": words("tokenizer.ggml.tokens", WORDS),
    "tokenizer.ggml.token_type": numbers("tokenizer.ggml.token_type", INT32, TYPES),
    "tokenizer.ggml.merges": words("tokenizer.ggml.merges", MERGES),
    "tokenizer.ggml.bos_token_id": u32("tokenizer.ggml.bos_token_id", len(WORDS) - 2),
    "tokenizer.ggml.eos_token_id": u32("tokenizer.ggml.eos_token_id", len(WORDS) - 1),
}
SHAPES: dict[str, tuple[int, ...]] = {
    "token_embd.weight": (WIDE, len(WORDS)),
    "output_norm.weight": (WIDE,),
    **{
        f"blk.{layer}.{name}.weight": shape
        for layer in range(LAYERS)
        for name, shape in {
            "attn_norm": (WIDE,),
            "attn_q": (WIDE, WIDE),
            "attn_k": (WIDE, WIDE),
            "attn_v": (WIDE, WIDE),
            "attn_output": (WIDE, WIDE),
            "ffn_norm": (WIDE,),
            "ffn_gate": (WIDE, HIDDEN),
            "ffn_up": (WIDE, HIDDEN),
            "ffn_down": (HIDDEN, WIDE),
        }.items()
    },
}


def tiny_model(
    path: Path,
    *,
    keys: Mapping[str, bytes] | None = None,
    without: Sequence[str] = (),
    shapes: Mapping[str, tuple[int, ...]] | None = None,
    weight: float | None = None,
    alignment: int = 32,
    kinds: Mapping[str, int] | None = None,
) -> Path:
    """Written to `path`, with these keys and tensors in place of or beside the usual ones.

    `weight` is put in the place of every weight; `kinds` tells the tensors that are no 32-bit floats.
    """
    all_keys = {name: value for name, value in {**KEYS, **(keys or {})}.items() if name not in without}
    all_shapes = {name: shape for name, shape in {**SHAPES, **(shapes or {})}.items() if name not in without}
    described, data, chance = [], bytearray(), random.Random(3)
    for name, shape in all_shapes.items():
        kind, count = (kinds or {}).get(name, 0), 1
        for side in shape:
            count *= side
        described.append(tensor(name, shape, kind, len(data)))
        if kind:  # zeros of 16-bit floats, or of blocks of 32 in 8 bits
            data += bytes({1: 2 * count, 8: count // 32 * 34}[kind])
        else:
            values = [chance.gauss(0, 0.3) if weight is None else weight for _ in range(count)]
            data += struct.pack(f"<{count}f", *values)
        data += bytes(-len(data) % alignment)
    head = b"GGUF" + number(3) + struct.pack("<QQ", len(described), len(all_keys))
    head += b"".join(all_keys.values()) + b"".join(described)
    path.write_bytes(head + bytes(-len(head) % alignment) + data)
    return path
