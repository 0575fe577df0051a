"""Model files whose header says odd things that the strict check allows: what the real loader is given."""

import struct
from collections.abc import Sequence
from typing import Any

from tests.engine.test_gguf import ARRAY, STRING, UINT32, key, text, texts
from tests.engine.tiny_model import (
    BOOL,
    EPSILON,
    HIDDEN,
    INT8,
    INT32,
    KEYS,
    NORMAL,
    WIDE,
    WORDS,
    f32,
    numbers,
    said,
    u32,
    words,
)

FLOAT32, UINT8 = 6, 0
NAN, INF, MOST = float("nan"), float("inf"), 0xFFFFFFFF
TOKENS, TYPES, MERGES = "tokenizer.ggml.tokens", "tokenizer.ggml.token_type", "tokenizer.ggml.merges"
SCORES, KIND, PRE = "tokenizer.ggml.scores", "tokenizer.ggml.model", "tokenizer.ggml.pre"
BEGIN, END, UNKNOWN = (f"tokenizer.ggml.{name}_token_id" for name in ("bos", "eos", "unknown"))
CHARACTERS, TEMPLATE = "tokenizer.ggml.precompiled_charsmap", "tokenizer.chat_template"
Change = dict[str, Any]  # keywords of `tiny_model`


def of(*keys: tuple[str, bytes], **more: object) -> Change:
    return {"keys": dict(keys), **more}


def has(name: str, value: int | float | str | bytes) -> tuple[str, bytes]:
    match value:
        case float():
            return name, f32(name, value)
        case int():
            return name, u32(name, value)
        case _:
            return name, said(name, value)


def llama(name: str, value: int | float | str) -> Change:
    return of(has(f"llama.{name}", value))


def each(name: str, values: Sequence[int], kind: int = UINT32) -> Change:
    return of((f"llama.{name}", numbers(f"llama.{name}", kind, values)))


def signed(name: str, value: int) -> tuple[str, bytes]:
    return name, key(name, INT32, struct.pack("<i", value))


def shaped(**shapes: tuple[int, ...]) -> Change:
    """Tensors by their names, with __ for a dot."""
    return {"shapes": {name.replace("__", "."): shape for name, shape in shapes.items()}}


def heads(count: int) -> Change:
    """So many heads that still divide the width."""
    names = ("attention.head_count", "attention.head_count_kv")
    return of(
        *(has(f"llama.{name}", count) for name in names), has("llama.rope.dimension_count", WIDE // count)
    )


def yarn(factor: float, before: int) -> Change:
    return of(
        has("llama.rope.scaling.type", "yarn"),
        has("llama.rope.scaling.factor", factor),
        has("llama.rope.scaling.original_context_length", before),
    )


def vocabulary(tokens: Sequence[str], types: Sequence[int] = ()) -> Change:
    return of(
        (TOKENS, words(TOKENS, tokens)),
        (TYPES, numbers(TYPES, INT32, types or [NORMAL] * len(tokens))),
        has(BEGIN, 0),
        has(END, 1),
        shapes={"token_embd.weight": (WIDE, len(tokens))},
    )


def pieces(
    tokens: Sequence[str], types: Sequence[int] = (), *more: tuple[str, bytes], kind: str = "llama"
) -> Change:
    """A vocabulary of another kind than the usual one: with scores, without merges."""
    change = vocabulary(tokens, types)
    scores = [float(-number) for number in range(len(tokens))]
    change["keys"] |= dict([has(KIND, kind), (SCORES, numbers(SCORES, FLOAT32, scores)), *more])
    return {**change, "without": [MERGES, PRE]}


def listed(name: str, kind: int, values: bytes, count: int) -> tuple[str, bytes]:
    return name, key(name, ARRAY, struct.pack("<IQ", kind, count) + values)


def architecture(name: str) -> Change:
    """The same model, said to be of another kind."""
    renamed = {}
    for old, value in KEYS.items():
        if old.startswith("llama."):
            new = name + old.removeprefix("llama")
            renamed[new] = text(new) + value[8 + len(old) :]
    return {
        "keys": {**renamed, "general.architecture": said("general.architecture", name)},
        "without": [old for old in KEYS if old.startswith("llama.")],
    }


def map_of(*units: int, size: int | None = None) -> tuple[str, bytes]:
    """A map of characters, as SentencePiece keeps them, with a size of its own choosing."""
    data = struct.pack(f"<I{len(units)}I", 4 * len(units) if size is None else size, *units) + b"text\0"
    return listed(CHARACTERS, UINT8, data, len(data))


BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
SPM = ["<unk>", "<s>", "</s>", *BYTES, "▁", "▁the", "in", "t", "h", "e"]
SPM_TYPES = [2, 3, 3, *[6] * 256, *[1] * 6]
COUNT = len(WORDS)
_PRE = (
    "default llama3 deepseek-llm deepseek-coder falcon starcoder gpt-2 qwen2 olmo chatglm-bpe viking tekken"
    " smaug-bpe bloom gpt-4o kimi-k2 command-r gemma4"
)
_ARCHITECTURES = (
    "qwen2 qwen2moe gemma gemma2 gemma3n phi2 phi3 gpt2 falcon mpt bloom bert t5 t5encoder mamba mamba2"
    " rwkv6 rwkv7 jamba deepseek2 command-r dbrx olmoe openelm arctic chatglm bitnet exaone granite"
    " granitehybrid chameleon wavtokenizer-dec llama4 minicpm minicpm3 plamo2 lfm2 smollm3 gpt-oss dream"
    " llada stablelm grok refact qwen3next kimi-linear nemotron_h falcon-h1 ernie4_5 jais neo-bert arwkv7"
    " cogvlm nope"
)

KINDS: dict[str, Change] = {
    # Heads
    "heads for each layer": each("attention.head_count", [4, 4]),
    "heads for fewer layers": each("attention.head_count", [4]),
    "heads for no layer": each("attention.head_count", []),
    "heads that differ": each("attention.head_count", [4, 2]),
    "a layer without heads": each("attention.head_count", [4, 0]),
    "heads for 600 layers": each("attention.head_count", [4] * 600),
    "heads in bytes": each("attention.head_count", [4, 4], INT8),
    "a layer with fewer heads than none": each("attention.head_count", [4, -4], INT32),
    "layers without shared heads": each("attention.head_count_kv", [0, 0]),
    "three heads of 32": llama("attention.head_count", 3),
    "shared heads that do not divide": llama("attention.head_count_kv", 3),
    "more shared heads than heads": llama("attention.head_count_kv", 64),
    "no shared heads": llama("attention.head_count_kv", 0),
    "shared heads without end": llama("attention.head_count_kv", MOST),
    "65,536 heads": llama("attention.head_count", 65_536),
    "one head": heads(1),
    "heads of one number": heads(32),
    "keys of no length": llama("attention.key_length", 0),
    "keys of length 3": llama("attention.key_length", 3),
    "keys of length 2^31": llama("attention.key_length", 1 << 31),
    "keys of less than no length": of(signed("llama.attention.key_length", -8)),
    "values of no length": llama("attention.value_length", 0),
    "values of length 1": llama("attention.value_length", 1),
    # Other sizes
    "a width that is a list": each("embedding_length", [WIDE]),
    "a depth that is a list": each("block_count", [2]),
    "hidden layers, each": each("feed_forward_length", [64, 64]),
    "hidden layers, one without end": each("feed_forward_length", [64, MOST]),
    "no hidden layer": llama("feed_forward_length", 0),
    "a hidden layer without end": llama("feed_forward_length", MOST),
    "hidden layers not told": {"without": ["llama.feed_forward_length"]},
    "less than no hidden layer": of(signed("llama.feed_forward_length", -64)),
    "a window of 1": llama("context_length", 1),
    "a window of 2^27": llama("context_length", 1 << 27),
    "a depth of 512": llama("block_count", 512),
    "a depth of 1 where 2 are there": llama("block_count", 1),
    "a depth of 3 where 2 are there": llama("block_count", 3),
    "experts without end": llama("expert_count", 1 << 31),
    "experts that nobody asks": of(has("llama.expert_count", 8), has("llama.expert_used_count", 0)),
    "more experts asked than there are": of(has("llama.expert_count", 2), has("llama.expert_used_count", 9)),
    "a size of the vocabulary that is not so": llama("vocab_size", 7),
    "a vocabulary said to be without end": llama("vocab_size", MOST),
    "a sliding window of 0": llama("attention.sliding_window", 0),
    "a sliding window of 2^31": llama("attention.sliding_window", 1 << 31),
    "an unknown kind of pooling": llama("pooling_type", 99),
    "no causality": of(("llama.attention.causal", key("llama.attention.causal", BOOL, b"\0"))),
    "a layout of % signs": llama("tensor_data_layout", "%s%n"),
    # Numbers
    "an epsilon of 0": llama("attention.layer_norm_rms_epsilon", 0.0),
    "an epsilon of 3e38": llama("attention.layer_norm_rms_epsilon", 3e38),
    "the smallest epsilon": llama("attention.layer_norm_rms_epsilon", 1e-45),
    "no epsilon": {"without": [EPSILON]},
    "weights that are no numbers": {"weight": NAN},
    "weights without end": {"weight": INF},
    "weights of 3e38": {"weight": 3e38},
    "weights of 0": {"weight": 0.0},
    "likelihoods scaled to 0": llama("logit_scale", 0.0),
    # Rotation
    "rotated by 0": llama("rope.dimension_count", 0),
    "rotated by 7": llama("rope.dimension_count", 7),
    "rotated by 1024": llama("rope.dimension_count", 1024),
    "rotated by 2^31": llama("rope.dimension_count", 1 << 31),
    "a base of 0": llama("rope.freq_base", 0.0),
    "a base below 0": llama("rope.freq_base", -10_000.0),
    "a base of almost 0": llama("rope.freq_base", 1e-40),
    "an unknown way to scale": llama("rope.scaling.type", "nonsense"),
    "scaled by 0": yarn(0.0, 256),
    "scaled by less than 0": yarn(-4.0, 0),
    "scaled by almost 0": yarn(1e-30, MOST),
    "scaled in the long way": llama("rope.scaling.type", "longrope"),
    "sections below 0": each("rope.dimension_sections", [-1, -1, -1, -1], INT32),
    "factors of 0": {**shaped(rope_freqs__weight=(4,)), "weight": 0.0},
    "too many factors": shaped(rope_freqs__weight=(4096,)),
    # Tensors
    "a tensor too many": shaped(extra__weight=(8,)),
    "a tensor without a name": {"shapes": {"": (8,)}},
    "a tensor too few": {"without": ["blk.1.ffn_up.weight"]},
    "no last norm": {"without": ["output_norm.weight"]},
    "a tensor of a layer beyond": {"shapes": {"blk.2.ffn_up.weight": (WIDE, HIDDEN)}},
    "a tensor of layer 2^32": {"shapes": {"blk.4294967296.ffn_up.weight": (WIDE, HIDDEN)}},
    "a tensor of layer -1": {"shapes": {"blk.-1.ffn_up.weight": (WIDE, HIDDEN)}},
    "a tensor of layer %n": {"shapes": {"blk.%d.%s%n.weight": (WIDE, HIDDEN)}},
    "a tensor for a terminal": {"shapes": {"\x1b[2J\nerased": (8,)}},
    "a tensor on its side": {"shapes": {"blk.0.ffn_up.weight": (HIDDEN, WIDE)}},
    "a norm of one": shaped(output_norm__weight=(1,)),
    "a norm of two rows": shaped(output_norm__weight=(WIDE, 2)),
    "a norm with sides of 1": shaped(output_norm__weight=(WIDE, 1, 1, 1)),
    "more rows than words": shaped(token_embd__weight=(WIDE, COUNT + 10)),
    "words in half precision": {"kinds": {"token_embd.weight": 1}},
    "a norm in half precision": {"kinds": {"output_norm.weight": 1}},
    "one tensor in blocks": {"kinds": {"blk.0.attn_q.weight": 8}},
    "a norm in blocks": {"kinds": {"blk.0.attn_norm.weight": 8}},
    "a bias beside": shaped(blk__0__attn_q__bias=(WIDE,)),
    "a bias that is too short": shaped(blk__0__attn_q__bias=(1,)),
    "an output of its own": shaped(output__weight=(WIDE, COUNT)),
    "an output of three words": shaped(output__weight=(WIDE, 3)),
    "aligned to 8": of(has("general.alignment", 8), alignment=8),
    "aligned to 65,536": of(has("general.alignment", 65_536), alignment=65_536),
    # Vocabularies
    "no kind of vocabulary": {"without": [KIND]},
    **{f"vocabulary {name!r}": of(has(KIND, name)) for name in ("none", "no_vocab", "nonsense")},
    "a kind of vocabulary that is a number": of(has(KIND, 1)),
    "cut in a way nobody knows": of(has(PRE, "nonsense")),
    "cut in no way": {"without": [PRE]},
    **{f"cut as {name}": of(has(PRE, name)) for name in _PRE.split()},
    "no merges": {"without": [MERGES]},
    "an empty list of merges": of((MERGES, words(MERGES, []))),
    "merges of one word": of((MERGES, words(MERGES, ["th", "", "x"]))),
    "merges of spaces": of((MERGES, words(MERGES, [" ", "  ", "   ", " a", "a "]))),
    "one merge 50 times": of((MERGES, words(MERGES, ["t h"] * 50))),
    "merges to no word": of((MERGES, words(MERGES, ["Z Z", "ZZ ZZ", "q q"]))),
    "merges that are no text": of(listed(MERGES, STRING, text(b"\xff \xfe") + text(b"a\0 b"), 2)),
    "merges that are one text": of(has(MERGES, "a b")),
    "200,000 merges": of((MERGES, words(MERGES, [f"a{number} x" for number in range(200_000)]))),
    "one word 300 times": vocabulary(["a"] * 300),
    "empty words": vocabulary([""] * 300),
    "two words": vocabulary(["a", "b"]),
    "words of NUL": vocabulary(["\0" * 3, "\0", *(f"\0{number}" for number in range(300))]),
    "words that are no text": of(
        listed(TOKENS, STRING, b"".join(text(bytes([n % 256, 200])) for n in range(COUNT)), COUNT)
    ),
    "a word of a megabyte": vocabulary(["a" * 1_000_000, "b", *(word for word in WORDS if word not in "ab")]),
    "words without single bytes": vocabulary([f"zz{number}" for number in range(300)]),
    "no types": {"without": [TYPES]},
    **{f"all words of type {kind}": vocabulary(WORDS, [kind] * COUNT) for kind in (2, 3, 4, 5, 6)},
    "types nobody knows": vocabulary(WORDS, [99, -1] * (COUNT // 2)),
    "types in bytes": of((TYPES, numbers(TYPES, INT8, [1] * COUNT))),
    "types that are fractions": of((TYPES, numbers(TYPES, FLOAT32, [1.0] * COUNT))),
    "types that are texts": of((TYPES, words(TYPES, ["1"] * COUNT))),
    "types that are yes": of((TYPES, numbers(TYPES, BOOL, [True] * COUNT))),
    "scores that are texts": of((SCORES, words(SCORES, ["1"] * COUNT))),
    "scores in bytes": of((SCORES, numbers(SCORES, INT8, [1] * COUNT))),
    "an end of -1": of(signed(END, -1)),
    "an end of all ones": of(has(END, MOST)),
    "no beginning, and it is wanted": of(
        has(BEGIN, MOST), ("tokenizer.ggml.add_bos_token", key("tokenizer.ggml.add_bos_token", BOOL, b"\1"))
    ),
    "marks that are none": of(has("tokenizer.ggml.fim_pre_token_id", MOST)),
    "ends beyond the words": of(
        ("tokenizer.ggml.eos_token_ids", numbers("tokenizer.ggml.eos_token_ids", UINT32, [0, 1, 999_999]))
    ),
    "kinds of types without end": of(has("tokenizer.ggml.token_type_count", MOST)),
    "SentencePiece": pieces(SPM, SPM_TYPES),
    "SentencePiece without single bytes": pieces(["<s>", "</s>", "a", "b"]),
    "SentencePiece of empty words": pieces([""] * 300),
    "SentencePiece, scores that are no numbers": pieces(
        SPM, SPM_TYPES, (SCORES, numbers(SCORES, FLOAT32, [NAN] * len(SPM)))
    ),
    "SentencePiece, bytes that are none": pieces(
        ["<unk>", "<s>", "<0x>", "<0xZZ>", "<0x", "<0x100>", "<0xFF>"], [2, 3, 6, 6, 6, 6, 6]
    ),
    "unigrams": pieces(SPM, SPM_TYPES, kind="t5"),
    "unigrams of empty words": pieces([""] * 300, kind="t5"),
    "unigrams, none unknown": pieces(SPM, SPM_TYPES, has(UNKNOWN, MOST), kind="t5"),
    "unigrams, a map beyond its end": pieces(SPM, SPM_TYPES, map_of(*[MOST] * 16, size=1 << 31), kind="t5"),
    "unigrams, a map of leaps": pieces(SPM, SPM_TYPES, map_of(*[0x7FFFFF00] * 256), kind="t5"),
    "unigrams, a map of two bytes": pieces(SPM, SPM_TYPES, listed(CHARACTERS, UINT8, b"ab", 2), kind="t5"),
    "unigrams, a map that is a text": pieces(SPM, SPM_TYPES, has(CHARACTERS, "x" * 64), kind="t5"),
    "word pieces": pieces(SPM, SPM_TYPES, kind="bert"),
    "word pieces of empty words": pieces([""] * 300, kind="bert"),
    "word pieces, none unknown": pieces(["a", "b"], [], has(UNKNOWN, MOST), kind="bert"),
    "RWKV's words without single bytes": pieces(SPM, SPM_TYPES, kind="rwkv"),
    "RWKV's words, escapes that are none": pieces(["\\x", "\\xZZ", "\\", "\\u12", "'"], kind="rwkv"),
    "PLaMo's words": pieces(SPM, SPM_TYPES, kind="plamo2"),
    "PLaMo's words, bytes that are none": pieces(["<0x>", "<0xZZ>", "a", "b"], [6] * 4, kind="plamo2"),
    # Templates and what else is said
    "an empty template": of(has(TEMPLATE, "")),
    "a template that is a list": of((TEMPLATE, words(TEMPLATE, ["a", "b"]))),
    "a template that is a number": of(has(TEMPLATE, 1)),
    "a title that is a list": of(("general.name", words("general.name", ["a"]))),
    "a title for a terminal": of(has("general.name", "\x1b[2J\n\0evil%s%n")),
    "a kind of file nobody knows": of(has("general.file_type", MOST)),
    "a kind of file that is a text": of(has("general.file_type", "x")),
    "version 0 of the blocks": of(has("general.quantization_version", 0)),
    "models below without end": of(has("general.base_model.count", MOST)),
    "a part of one": of(
        ("split.count", key("split.count", 2, struct.pack("<H", 1))),
        ("split.no", key("split.no", 2, b"\5\0")),
    ),
    "less than no parts": of(("split.count", key("split.count", 3, struct.pack("<h", -2)))),
    "2,000 keys more": of(*(has(f"x.{number}", number) for number in range(2000))),
    "a list of 16 million": of(listed("x", UINT8, bytes(16_000_000), 16_000_000)),
    "a list of empty texts": of(("x", key("x", ARRAY, texts([""] * 1_000_000)))),
    **{f"said to be {name}": architecture(name) for name in _ARCHITECTURES.split()},
}
