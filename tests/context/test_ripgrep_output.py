"""What ripgrep prints is understood, in whatever pieces it comes."""

import io

import pytest

from rlm_desktop.context.ripgrep_output import Matches, parsed, parsed_values


class _Dribble:
    """Output that arrives a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        self.pieces = [content[at : at + step] for at in range(0, len(content), step)]

    def read(self, size: int, /) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize("step", [1, 2, 3, 5, 8, 100])
def test_output_is_understood_wherever_it_is_cut(step: int) -> None:
    output = b"/a b\0" + b"1:0:\r\n1:7:\r\n22:333:\r\n" + b"\n/c\nd\0" + b"5:6:\r\n7:"
    found: dict[str, list[tuple[int, int]]] = {}

    for matches in parsed(_Dribble(output, step)):
        assert isinstance(matches, Matches)
        pairs = zip(matches.lines.tolist(), matches.offsets.tolist(), strict=True)
        found.setdefault(matches.path, []).extend(pairs)

    assert found == {"/a b": [(1, 0), (1, 7), (22, 333)], "/c\nd": [(5, 6)]}


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_values_are_understood_wherever_the_output_is_cut(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    output = (
        b"/a:b\0" + b"1:0:x\nax\r\n7:6:z\n\r\n1:12:\r\n1:30:y:\0z\r\n" + b"\n/c\0" + b"2:5:7:8\n(7:8)\r\n"
    )
    monkeypatch.setattr("rlm_desktop.context.ripgrep_output._CHUNK", step)

    found = [
        (path, value, offset)
        for path, values, offsets in parsed_values(io.BytesIO(output))
        for value, offset in zip(values, offsets.tolist(), strict=True)
    ]

    assert found == [
        ("/a:b", b"x", 0),
        ("/a:b", b"z", 4),
        ("/a:b", b"", 12),
        ("/a:b", b"y:\0z", 30),
        ("/c", b"7:8", 5),
    ]
