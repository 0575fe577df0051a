"""`context` and `lines`: the whole text, on disk, as a string-like object."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import SandboxLimits
from rlm_desktop.spans import DocumentId, Span
from tests.sandbox.conftest import TEXT, AnyBundle, Start, mount, run, value

DATA = TEXT.encode()


@pytest.mark.parametrize(
    "code",
    [
        "len(context.encode())",
        "context[:18]",
        "context[-5:]",
        "context[100:90]",
        "'user3, gr' in context",
        "'user9' in context",
        "context.count('user3')",
        "context.count('e')",
        "context.index('line 0')",
        "context.splitlines()[7]",
        "context.splitlines()[-1]",
        "context.splitlines()[3:9:2]",
        "context.splitlines()[9:3:-2]",
        "len(context.splitlines())",
        "sum(1 for line in context.splitlines() if 'user3' in line)",
        "list(context.splitlines())",
        "context.upper()[:30]",
        "context.startswith('line 0'), context.endswith('97\\n')",
        "'see: ' + context",
        "f'{context}'",
        "bool(context)",
        "max(context.splitlines(), key=len)",
        "context.replace('user', '')[:100]",
        "isinstance(context, str)",
        "__import__('re').findall(r'user(\\d), gr', context)[:20]",
        "__import__('re').search(r'line 7\\b.*', context).group()",
        "sum(1 for _ in __import__('re').finditer('(?m)^line', context))",
        "__import__('re').sub('e', 'E', context)[:30]",
    ],
)
def test_context_answers_as_the_string_would(sandbox: Sandbox, code: str) -> None:
    expected = repr(eval(code, {"context": TEXT}))

    assert value(sandbox, code) == expected[:20_000]


def test_lengths_and_offsets_are_in_bytes_and_half_characters_are_left_out(sandbox: Sandbox) -> None:
    at = DATA.index("ö".encode())

    assert value(sandbox, "len(context)") == str(len(DATA))
    assert value(sandbox, "context.find('ö')") == str(at)
    assert value(sandbox, f"context[{at - 1}:{at + 1}], context[{at + 1}:{at + 4}]") == "('r', 'ß')"


def test_looping_over_context_gives_its_lines(sandbox: Sandbox) -> None:
    assert value(sandbox, "next(iter(context)), len(lines), lines[1999]") == repr(
        (TEXT.splitlines()[0], 2000, TEXT.splitlines()[-1])
    )


def test_what_was_read_is_told_as_spans(sandbox: Sandbox) -> None:
    assert run(sandbox, "context[10:20]; context[15:30]; context[100:110]").read == (
        Span(DocumentId(1), 10, 30),
        Span(DocumentId(1), 100, 110),
    )
    assert run(sandbox, "sum(1 for line in lines)").read == (Span(DocumentId(1), 0, len(DATA)),)
    assert run(sandbox, "1").read == ()


@pytest.fixture(scope="module")
def several(bundle: AnyBundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Three documents: a file, and two stretches of another with something between them."""
    tmp_path = tmp_path_factory.mktemp("several")
    (tmp_path / "a.txt").write_bytes(b"one\ntwo")
    (tmp_path / "b.bin").write_bytes(b"XXXthree\r\nfour\nYYY" + "fünf".encode())
    mounts = [
        mount(tmp_path / "a.txt", document=4),
        mount(tmp_path / "b.bin", document=7, start=3, size=12),
        mount(tmp_path / "b.bin", document=9, start=18),
    ]
    with Sandbox(mounts=mounts, limits=SandboxLimits(), bundle=bundle) as made:
        yield made


def test_several_documents_are_one_text_in_which_a_line_ends_with_its_document(several: Sandbox) -> None:
    assert value(several, "str(context)") == repr("one\ntwothree\r\nfour\nfünf")
    assert value(several, "list(lines), len(lines)") == "(['one', 'two', 'three', 'four', 'fünf'], 5)"
    assert value(several, "[lines[n] for n in range(-5, 5)]") == repr(
        ["one", "two", "three", "four", "fünf"] * 2
    )
    assert value(several, "[d.name for d in context.documents], context.documents[1].size") == (
        "(['a.txt', 'b.bin', 'b.bin'], 12)"
    )
    assert value(
        several, "context.read(2, 0, 2), context.read('a.txt', 4), list(context.documents[1].lines)"
    ) == ("('f', 'two', ['three', 'four'])")
    assert (
        value(several, "context.find('four'), context.find('twothree'), context.find('YYY')") == "(14, 4, -1)"
    )


def test_reads_over_documents_are_told_by_document(several: Sandbox) -> None:
    assert run(several, "context[5:9]").read == (Span(DocumentId(4), 5, 7), Span(DocumentId(7), 0, 2))


def test_matches_and_lines_are_found_across_the_borders_of_blocks(start: Start, tmp_path: Path) -> None:
    block = 1 << 20
    path = tmp_path / "long.txt"
    path.write_bytes(
        b"x" * (block - 3) + b"needle\n" + b"y" * (2 * block) + b"\naaaa\n" + "ö".encode() * block
    )
    sandbox = start(mount(path))

    assert value(sandbox, "context.count('needle'), context.find('needle')") == f"(1, {block - 3})"
    assert value(sandbox, "len(lines), [len(line) for line in lines]") == (
        f"(4, [{block + 3}, {2 * block}, 4, {block}])"
    )
    assert value(sandbox, "context.count('aa'), lines[2], len(lines[1]), len(lines[-1])") == (
        f"(2, 'aaaa', {2 * block}, {block})"
    )


def test_an_empty_text_is_no_trouble(start: Start, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    sandbox = start(mount(tmp_path / "empty"), mount(tmp_path / "empty", document=2))

    assert value(sandbox, "len(context), str(context), list(lines), len(lines), bool(context)") == (
        "(0, '', [], 0, False)"
    )
    assert value(
        sandbox, "context.find('a'), 'a' in context, lines[:3], context[:5], len(context.documents)"
    ) == ("(-1, False, [], '', 2)")


def test_three_gigabytes_are_read_at_their_end_without_memory(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "huge.log"
    path.write_bytes(b"")
    size = 3 * 10**9
    os.truncate(path, size)
    with path.open("r+b") as file:
        file.seek(size - 20)
        file.write(b"\nlast line of it all")
    sandbox = start(mount(path))
    assert value(sandbox, "len(context)") == str(size)
    assert sandbox._child is not None
    process = psutil.Process(sandbox._child.process.pid)
    before = process.memory_info().rss

    assert value(
        sandbox, "context[-9:], context[2**31:2**31 + 3], context.documents[0].read(2_999_999_980, 10)"
    ) == (repr(("of it all", "\0\0\0", "\nlast line")))
    assert value(sandbox, "context.find('last', 2_990_000_000), context.count('it', 2_900_000_000)") == (
        f"({size - 19}, 1)"
    )
    assert process.memory_info().rss - before < 60 << 20
    failed = run(sandbox, "str(context)")
    assert failed.error is not None and failed.error.kind == "MemoryError"


@pytest.mark.usefixtures("only_pyodide")
def test_more_files_than_can_be_held_open_are_read_through_the_host(start: Start, tmp_path: Path) -> None:
    mounts = []
    for number in range(300):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"document {number}\n", encoding="utf-8")
        mounts.append(mount(path, document=number))
    sandbox = start(*mounts)

    assert value(
        sandbox, "len(lines), lines[299], context.read('299.txt'), context.count('document')"
    ) == repr((300, "document 299", "document 299\n", 300))
    assert value(sandbox, "import os\nlen(os.listdir('/text'))") == "256"


@pytest.mark.slow
def test_a_pattern_is_found_in_a_text_too_large_for_one_string(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "large.log"
    path.write_text(
        "".join(f"{number:08d} größe\n" for number in range(4_500_000)), encoding="utf-8", newline=""
    )
    sandbox = start(mount(path))

    assert (
        value(sandbox, "len(context) > 64 << 20, len(re.findall('größe$', context, re.M))")
        == "(True, 4500000)"
    )
    assert value(sandbox, "re.search('0449999[0-9]', context).group()") == "'04499990'"


@pytest.mark.slow
@pytest.mark.usefixtures("only_pyodide")
def test_a_hundred_thousand_documents_can_be_mounted(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "all.txt"
    path.write_bytes(b"x" * 99 + b"\n")
    one = mount(path)
    sandbox = start(*[one] * 100_000)

    assert value(sandbox, "len(context.documents), len(context)") == "(100000, 10000000)"
    assert value(sandbox, "len(lines)") == "100000"


def test_a_file_that_went_away_or_shrank_is_told(start: Start, tmp_path: Path) -> None:
    (tmp_path / "gone").write_bytes(b"something")
    (tmp_path / "shrunk").write_bytes(b"something")
    mounts = [mount(tmp_path / "gone"), mount(tmp_path / "shrunk")]
    (tmp_path / "gone").unlink()
    (tmp_path / "shrunk").write_bytes(b"some")
    sandbox = start(*mounts)

    for code in ("context.read('gone')", "context.read('shrunk')", "str(context)"):
        result = run(sandbox, code)
        assert result.error is not None and "changed" in result.error.message
