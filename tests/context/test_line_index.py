"""The line index says exactly where each line begins, for lines of any length."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.context import lines as lines_module
from rlm_desktop.context.library import Library
from rlm_desktop.context.lines import BLOCK, LineIndex
from tests.context.conftest import MakeLibrary

TEXTS = {
    "short lines": b"".join(b"line %d\n" % number for number in range(40_000)),
    "one line over many blocks": b"x" * (5 * BLOCK + 17),
    "long lines between short ones": b"a\n" + b"b" * (2 * BLOCK) + b"\nc\n" + b"d" * BLOCK + b"\ne",
    "line ends at the borders of blocks": (b"y" * (BLOCK - 1) + b"\n") * 3,
    "only line ends": b"\n" * (BLOCK + 3),
}


def starts_of(text: bytes) -> list[int]:
    starts = [0, *(at + 1 for at, byte in enumerate(text) if byte == 10)]
    return starts if starts[-1] < len(text) else starts[:-1]


def only_document(library: Library) -> int:
    return library.documents()[0].id


@given(st.lists(st.integers(0, 3 * BLOCK), max_size=6), st.integers(1000, 2 * BLOCK))
@settings(deadline=None, max_examples=50)
def test_the_pieces_in_which_text_arrives_do_not_matter(lengths: list[int], piece: int) -> None:
    text = b"\n".join(b"x" * length for length in lengths)

    index = LineIndex.of(text[at : at + piece] for at in range(0, len(text), piece))

    assert index.lines == len(starts_of(text))
    assert index.to_bytes() == LineIndex.of([text]).to_bytes()


def test_every_line_is_found_and_leads_back(library_of: MakeLibrary) -> None:
    library = library_of({f"{name}.txt": text for name, text in TEXTS.items()})

    for document in library.documents():
        starts = starts_of(TEXTS[document.name.removeprefix("files/").removesuffix(".txt")])
        assert document.lines == len(starts)
        for number in {1, 2, 3, len(starts) // 2 + 1, len(starts)} & set(range(1, len(starts) + 1)):
            assert library.offset_of(document.id, number) == starts[number - 1]
            assert library.locate(document.id, starts[number - 1]).line == number


def test_a_viewer_gets_lines_with_their_numbers_and_bytes(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": b"first\r\nsecond\n\nlast"})
    document = library.documents()[0].id

    views = library.lines(document, 1, 10)

    assert [(view.number, view.text) for view in views] == [(1, "first"), (2, "second"), (3, ""), (4, "last")]
    assert [library.read(view.span) for view in views] == ["first\r", "second", "", "last"]
    assert [view.number for view in library.lines(document, 3, 1)] == [3]
    assert library.lines(document, 5, 1) == []


def test_a_huge_line_is_clipped_and_the_lines_after_it_are_found(library_of: MakeLibrary) -> None:
    huge = "ä".encode() * 1_000_000
    library = library_of({"a.txt": b"before\n" + huge + b"\nafter\n"})
    document = library.documents()[0].id

    before, long, after = library.lines(document, 1, 9, widest=101)

    assert (before.text, after.text) == ("before", "after")
    assert long.text == "ä" * 50 and long.clipped
    assert len(long.span) == len(huge)


def test_an_index_takes_less_than_a_hundredth_of_a_byte_for_each_byte() -> None:
    text = TEXTS["short lines"]

    assert len(LineIndex.of([text]).to_bytes()) <= len(text) // lines_module.BLOCK * 4 + 4
