"""Every row leads back to its bytes."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.context.records.shapes import blocks
from rlm_desktop.context.records.shapes.blocks import batches
from rlm_desktop.context.records.shapes.shape import Borders
from tests.context.records.conftest import Parse, source_of

LINES = st.lists(st.text(alphabet='ab,é\r|" \t{}\\', max_size=12), max_size=30)


def cut(path: Path, borders: Borders, block: int) -> list[bytes]:
    """The records of a file, read in blocks of so many bytes."""
    found = []
    data = path.read_bytes()
    with (
        patch.object(blocks, "BLOCK", block),
        patch.object(blocks, "BATCH", 3 * block),
        patch.object(blocks, "GROUP", 3),
    ):
        for batch in batches([source_of(path)], borders, delimiter=","):
            sizes = (batch.borders[1:] - batch.borders[:-1]).tolist()
            found += [data[a : a + size] for a, size in zip(batch.starts.tolist(), sizes, strict=True)]
    return found


@settings(max_examples=60, deadline=None)
@given(lines=LINES, block=st.integers(4, 64), crlf=st.booleans(), ended=st.booleans())
def test_lines_are_cut_the_same_however_they_are_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], block: int, crlf: bool, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("spans") / "a.txt"
    end = b"\r\n" if crlf else b"\n"
    path.write_bytes(end.join(line.encode() for line in lines) + (end if ended else b""))

    assert (
        cut(path, "lines", block) == path.read_bytes().splitlines(keepends=True) or b"\r" in path.read_bytes()
    )
    assert b"".join(cut(path, "lines", block)) == path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(lines=LINES, block=st.integers(4, 64))
def test_records_do_not_depend_on_where_blocks_end(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], block: int
) -> None:
    path = tmp_path_factory.mktemp("spans") / "a.txt"
    path.write_bytes("\n".join(lines).encode())

    for borders in ("lines", "quoted", "blocks"):
        whole = cut(path, borders, 1 << 20)
        assert cut(path, borders, block) == whole


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_span_is_exactly_the_line_without_its_end(parse: Parse, end: str) -> None:
    lines = [f"2024-01-{n % 28 + 1:02} 10:00:00 INFO näme {n}: größe {'x' * n}" for n in range(50)]
    parsed = parse({"some.log": "\ufeff" + end.join(lines) + end + end})

    assert parsed.texts() == [line.encode() for line in lines]
    assert [text for (text,) in parsed.ask("SELECT line FROM records")] == lines


def test_a_span_of_a_block_is_the_block(parse: Parse) -> None:
    blocks_ = [f"Name: n{n}\nSize: {n}\n more of it" for n in range(20)]
    parsed = parse({"a.txt": "\n\n\n".join(blocks_) + "\n\n"})

    assert parsed.texts() == [block.encode() for block in blocks_]
