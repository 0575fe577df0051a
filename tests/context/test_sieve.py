"""What is rare in a large text is found in the few stretches that can hold it, and found completely."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlm_desktop.context import scan, sieve
from rlm_desktop.context.library import Library
from rlm_desktop.context.required import required
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.sieve import Sieve
from rlm_desktop.profile import Scan
from tests.context.conftest import MakeLibrary

LINE = b"2026-01-05 12:00:%02d INFO PacketResponder for block %d terminating\n"
PATTERNS = (
    Pattern("seek"),
    Pattern("SEEK", ignore_case=False),
    Pattern("miss sake"),
    Pattern(r"se+k\w* kiss", regex=True),
    Pattern(r"(?:seek|kiss) (\w+) kiss$", regex=True),
    Pattern(r"^kiss", regex=True, ignore_case=False),
    Pattern(r"kiss(?= seek)", regex=True),
    Pattern("größe"),
)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "BLOCK", 64)
    monkeypatch.setattr(sieve, "GROUP", 8)
    monkeypatch.setattr(sieve, "SMALLEST", 256)
    monkeypatch.setattr(sieve, "_LONGEST_LINE", 1024)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many bytes of what could not be left out were looked through, for each scan that left some out."""
    sizes: list[int] = []
    pieces = scan._Stretches.pieces

    def counted(self: scan._Stretches) -> Iterator[bytes]:
        given = list(pieces(self))
        sizes.append(sum(map(len, given)))
        yield from given

    monkeypatch.setattr(scan._Stretches, "pieces", counted)
    yield sizes


def scanned(library: Library, pattern: Pattern, folder: Path | None = None) -> Scan:
    used = Sieve(folder) if folder is not None else None
    return scan.scan(library._texts, pattern, keep=1000, sieve=used)


@pytest.mark.usefixtures("small_blocks")
def test_a_rare_piece_is_looked_for_in_few_blocks(library_of: MakeLibrary, looked_at: list[int]) -> None:
    lines = [LINE % (number % 60, number % 50) for number in range(500)]
    lines[317] = b"2026-01-05 12:00:30 ERROR Kelani came late"
    library = library_of({"a.log": b"".join(lines), "b.log": b"".join(lines[:200])})

    found = library.scan("kelani CAME")

    assert (found.matches, found.lines, found.documents) == (1, 1, 1)
    assert found.hits[0].text.startswith(lines[317].decode().rstrip())
    assert len(looked_at) == 1
    assert looked_at[0] < 1000
    assert library.scan("nowhere").matches == 0
    assert sum(looked_at[1:]) < 1000


@pytest.mark.usefixtures("small_blocks")
def test_what_stands_everywhere_is_looked_for_everywhere(
    library_of: MakeLibrary, looked_at: list[int]
) -> None:
    library = library_of({"a.log": b"".join(LINE % (number % 60, number % 50) for number in range(500))})

    assert library.scan("PacketResponder").matches == 500
    assert looked_at == []


_PIECES = st.lists(
    st.sampled_from(
        ["seek", "kiss", "SEEK KISS", "ki\N{LATIN SMALL LETTER LONG S}s", "see\N{KELVIN SIGN}", "größe"]
    )
    | st.sampled_from([" ", "\n", "sake", "x" * 30, "y z " * 20, "\r\n", "GRÖSSE"]),
    max_size=60,
)


@pytest.mark.usefixtures("small_blocks")
@given(pieces=_PIECES, pattern=st.sampled_from(PATTERNS))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], pattern: Pattern
) -> None:
    folder = tmp_path_factory.mktemp("text")
    (folder / "a.txt").write_text(
        "-" * 300 + "\n" * 300 + "".join(pieces) + "-" * 3000, encoding="utf-8", newline=""
    )
    (folder / "library").mkdir()
    with Library(folder / "library") as library:
        library.add([folder / "a.txt"])
        library.read_in()
        Sieve(folder / "sieve").add(library._texts, should_stop=lambda: False)
        assert scanned(library, pattern, folder / "sieve") == scanned(library, pattern)


@pytest.mark.usefixtures("small_blocks")
def test_a_text_that_grows_is_sieved_to_its_end(library_of: MakeLibrary, looked_at: list[int]) -> None:
    lines = [LINE % (number % 60, number % 50) for number in range(300)]
    library = library_of({"a.log": b"".join(lines)})
    path = Path(library.documents()[0].path)

    for word in (b"Kelani\n", b"Kelani\n" + b"".join(lines)):
        with path.open("ab") as file:
            file.write(word)
        library.update()
        library.scan("Kelani")

    assert library.scan("kelani").matches == 2
    assert len(looked_at) == 3
    assert max(looked_at) < 2000


@pytest.mark.usefixtures("small_blocks")
def test_nothing_stays_of_a_text_that_is_gone(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LINE * 100, "b.log": b"kept " * 200})
    kept = library.folder / "sieve"
    assert {file.name.partition("-")[0] for file in kept.iterdir()} == {"1", "2"}

    Path(library.documents()[0].path).unlink()
    (kept / "7-0.part").write_bytes(b"half")
    library.update()

    assert {file.name.partition("-")[0] for file in kept.iterdir()} == {"2"}


@pytest.mark.usefixtures("small_blocks")
def test_a_full_disk_only_costs_the_sieve(library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    library = library_of({"a.log": LINE * 100 + b"Kelani\n" + LINE * 100})

    assert list((library.folder / "sieve").iterdir()) == []
    assert library.scan("kelani").matches == 1
    assert library.search("kelani", limit=1)[0].text.count("Kelani") == 1


@pytest.mark.usefixtures("small_blocks")
def test_a_sieve_that_is_cut_is_not_believed(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LINE * 100 + b"Kelani\n" + LINE * 100})
    for file in (library.folder / "sieve").iterdir():
        file.write_bytes(b"")

    assert library.scan("kelani").matches == 1


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        *((r"error \d+ in block", (b"error ", b" in block")), (r"(?:late|early)", ())),
        *((r"Kelani (came|went) late", (b"kelani ", b" late")), (r"(Kelani)+ x", (b"kelani",))),
        *((r"(Kelani)?later", (b"later",)), (r"(Kelani)*", ()), (r"(?<who>Kelani) came", (b"kelani came",))),
        *((r"a\.b\.c\.d", (b"a.b.c.d",)), (r"[[:alpha:]]+ Kelani", ()), (r"\<Kelani\>", ())),
        *((r"\b{start}Kelani", ()), (r"(?x) K e l a n i", ()), (r"\pL+Kelani", ()), (r"Kelani\z", ())),
        *((r"\bKelani\b", (b"kelani",)), (r"Größe der Straße", (b"e der stra",)), (r"Kela[", ())),
        *((r"Kelani(?! late)", (b"kelani",)), (r"(?i)Größen", ()), (r"\x4belani", (b"kelani",))),
    ],
)
def test_pieces_are_those_that_every_match_has(expression: str, pieces: tuple[bytes, ...]) -> None:
    assert required(Pattern(expression, regex=True)) == pieces


def test_a_literal_keeps_its_letters_where_case_matters() -> None:
    assert required(Pattern("Größe", ignore_case=False)) == ("größe".encode(),)
    assert required(Pattern("a.b*")) == (b"a.b*",)
    assert required(Pattern("a\nlong one")) == ()
    assert required(Pattern("abc")) == ()
