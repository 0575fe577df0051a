"""The kinds of broken files that llama.cpp's own test makes, each in a model that is whole but for that."""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.engine import gguf
from rlm_desktop.errors import ModelRefused
from tests.engine.test_gguf import KEYS, TENSORS, UINT32, key, model, number, tensor

INT32, F32, I8, I64 = 5, 0, 24, 27
MOST = (1 << 64) - 1
WORDS, NORM = "token_embd.weight", "output_norm.weight"


def patched(at: int, data: bytes) -> Callable[[Path], Path]:
    """A whole model with some bytes of its header written over."""

    def make(folder: Path) -> Path:
        path = model(folder)
        whole = bytearray(path.read_bytes())
        whole[at : at + len(data)] = data
        path.write_bytes(whole)
        return path

    return make


def of(**changes: object) -> Callable[[Path], Path]:
    return lambda folder: model(folder, **changes)  # type: ignore[arg-type]


def second(shape: tuple[int, ...], *, name: str = NORM, kind: int = F32, offset: int = 128) -> object:
    """A whole model whose second tensor is like this."""
    return (TENSORS[0], tensor(name, shape, kind, offset))


def aligned_to(value: int, kind: int = UINT32) -> dict[str, bytes]:
    return {"general.alignment": key("general.alignment", kind, number(value))}


LONG_NAME = NORM + "_with_a_very_long_name_which_is_longer_than_what_is_allowed"
THREE = (TENSORS[0], tensor(NORM, (9,), F32, 128), tensor("third", (8,), F32, 164))
HUGE = (tensor(WORDS, (0x7FFFFFFFFFFFFFC0, 1), I8, 0), tensor(NORM, (0x7FFFFFFFFFFFFFC0,), I8, 1 << 63))

KINDS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "HEADER_BAD_MAGIC": (of(magic=b"FUGG"), "does not begin with GGUF"),
    "HEADER_BAD_VERSION_0": (of(version=0), "version 0"),
    "HEADER_BAD_VERSION_1": (of(version=1), "version 1"),
    "HEADER_BAD_VERSION_FUTURE": (of(version=4), "version 4"),
    "HEADER_BAD_N_TENSORS": (patched(8, struct.pack("<Q", MOST)), "tensors"),
    "HEADER_BAD_N_KV": (patched(16, struct.pack("<Q", MOST)), "keys"),
    "HEADER_EMPTY": (lambda folder: _empty(folder), "architecture"),
    "KV_BAD_KEY_SIZE": (patched(24, struct.pack("<Q", MOST)), "bytes in a key"),
    "KV_EMPTY_KEY": (of(keys={"empty": key("", UINT32, number(1))}), "empty"),
    "KV_BAD_TYPE": (of(keys={"x": key("x", 13, number(1))}), "unknown type"),
    "KV_DUPLICATE_KEY": (of(keys={"again": KEYS["llama.block_count"]}), "given twice"),
    "KV_BAD_ALIGN": (of(keys=aligned_to(13)), "aligned to 13"),
    "KV_WRONG_TYPE_ALIGN": (of(keys=aligned_to(32, INT32)), "is of type 5"),
    "TENSORS_BAD_NAME_SIZE": (of(tensors=second((8,), name=LONG_NAME)), "bytes in a name"),
    "TENSORS_BAD_N_DIMS": (of(tensors=second((1, 1, 1, 1, 1))), "5 dimensions"),
    "TENSORS_BAD_SHAPE": (of(tensors=second((MOST,))), "elements"),
    "TENSORS_ZERO_DIM": (of(tensors=second((0,))), "does not allow"),
    "TENSORS_NE_TOO_BIG": (of(tensors=second((1 << 31, 1 << 31, 1 << 31))), "elements"),
    "TENSORS_NBYTES_TOO_BIG": (of(tensors=second((1 << 61,), kind=I64)), "elements"),
    "TENSORS_BAD_TYPE": (of(tensors=second((8,), kind=99)), "unknown type"),
    "TENSORS_BAD_OFFSET": (of(tensors=second((8,), offset=160)), "does not follow"),
    "TENSORS_DUPLICATE_NAME": (of(tensors=second((8,), name=WORDS)), "twice"),
    "TENSORS_BAD_ALIGN": (of(tensors=TENSORS, keys=aligned_to(13)), "aligned to 13"),
    "TENSORS_INCONSISTENT_ALIGN": (of(tensors=THREE, data=400), "does not follow"),
    "DATA_NOT_ENOUGH_DATA": (of(data=159), "more bytes than it has"),
    "DATA_BAD_ALIGN": (of(keys=aligned_to(13), data=1000), "aligned to 13"),
    "DATA_INCONSISTENT_ALIGN": (of(tensors=THREE, data=4000), "does not follow"),
    "DATA_MEM_SIZE_OVERFLOW": (of(tensors=HUGE), "elements"),
}


def _empty(folder: Path) -> Path:
    path = folder / "empty.gguf"
    path.write_bytes(b"GGUF" + number(3) + bytes(16) + bytes(8))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_the_28_kinds_is_refused_for_what_is_wrong_with_it(tmp_path: Path, kind: str) -> None:
    make, reason = KINDS[kind]

    with pytest.raises(ModelRefused, match=reason) as refused:
        gguf.read(make(tmp_path))

    assert len(KINDS) == 28
    assert refused.value.hint and "\n" not in refused.value.message


def test_a_name_that_is_meant_for_a_terminal_is_quoted_without_its_codes(tmp_path: Path) -> None:
    path = model(tmp_path, tensors=second((8,), name="\x1b[2J\nerased", kind=99))  # type: ignore[arg-type]

    with pytest.raises(ModelRefused) as refused:
        gguf.read(path)

    assert refused.value.message.isprintable()


@pytest.mark.parametrize("rounds", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_mutated_header_is_read_or_refused_and_nothing_else(tmp_path: Path, rounds: int) -> None:
    whole = model(tmp_path).read_bytes()
    chance, target = random.Random(11), tmp_path / "mutated.gguf"
    refused = 0
    for _ in range(rounds):
        target.write_bytes(_mutated(whole, len(whole) - 160, chance))
        try:
            gguf.read(target)
        except ModelRefused as error:
            refused += 1
            assert error.message and "\n" not in error.message
    assert refused > rounds // 2  # the others changed what nothing depends on


def _mutated(whole: bytes, header: int, chance: random.Random) -> bytes:
    """Bytes written over, taken out, put in or doubled, a few at a time."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, size = chance.randrange(header), chance.choice((1, 1, 2, 4, 8))
        match chance.randrange(6):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = chance.randbytes(size)
            case 2:
                data[at:at] = data[at : at + chance.randrange(64)]
            case 3:
                data[at : at + size] = b"\xff" * size
            case 4:
                data[at : at + size] = bytes(size)
            case _:
                data[at : at + size] = chance.randbytes(size)
    return bytes(data)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_bytes_after_a_right_beginning_are_refused(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.gguf"
    path.write_bytes(b"GGUF" + number(3) + tail)

    with pytest.raises(ModelRefused):
        gguf.read(path)
