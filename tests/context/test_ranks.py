"""Common words are ranked from packed counts, with the very weights that the index would give."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_desktop.context import ranks
from rlm_desktop.context.library import Library
from rlm_desktop.errors import LibraryDamaged
from tests.context.conftest import MakeLibrary, write

QUERIES = (
    ["page"],
    ["pages"],
    ["page", "style"],
    ["footnote", "page", "nowhere"],
    ["page", "style", "footnote", "even"],
    ["pag*", "style"],
    ["under_score", "page"],
)


def _text(chance: random.Random) -> bytes:
    words = ["page"] * chance.choice((0, 1, 1, 2, 5, 300)) + ["style and"] * chance.choice((0, 0, 1, 4))
    words += ["footnote"] * (chance.random() < 0.04) + ["under_score"] * (chance.random() < 0.3)
    words += ["even"] * (chance.random() < 0.7) + ["rest"] * chance.randint(0, 90)
    chance.shuffle(words)
    return " ".join(words).encode()


@pytest.fixture
def counted(library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose common words were counted; many a word is common, and parts are small."""
    monkeypatch.setattr(ranks, "COMMON", 50)
    monkeypatch.setattr(ranks, "_PART", 64)
    monkeypatch.setattr(ranks, "_SET", 8)
    chance = random.Random(5)
    library = library_of({f"{number}.txt": _text(chance) for number in range(120)})
    assert library.wait_for_index(30)
    return library


def _both(library: Library, words: Sequence[str], most: int) -> tuple[list[float], list[float]]:
    """Weights of the best passages from the counts, and from the index."""
    matches = [f'"{word.removesuffix("*")}"{"*" * word.endswith("*")}' for word in words]
    db = library._words._read
    best = ranks.best(db, matches, most=most)
    assert best is not None
    # Passages that are gone are left out by whoever looks up where they are.
    living = {row[0] for row in db.execute("select id from passages")}
    best = [each for each in best if each[0] in living]
    every = dict(
        db.execute("select rowid, -rank from words where words match ?", (" OR ".join(matches),)).fetchall()
    )
    assert [every[passage] for passage, _ in best] == pytest.approx([score for _, score in best])
    return [score for _, score in best], sorted(every.values(), reverse=True)[:most]


def test_the_best_passages_and_their_weights_are_those_of_the_index(counted: Library) -> None:
    for words in QUERIES:
        for most in (7, 1000):
            ours, theirs = _both(counted, words, most)
            assert ours == pytest.approx(theirs)


def test_what_is_no_common_word_is_left_to_the_index(counted: Library) -> None:
    db = counted._words._read

    assert ranks.best(db, ['"style and"'], most=5) is None
    assert ranks.best(db, ['"footnote"'], most=5) is None
    assert ranks.best(db, ['"pag"*'], most=5) is None


def test_files_that_came_later_are_ranked_among_the_others(counted: Library, tmp_path: Path) -> None:
    write(tmp_path, {"files/new.txt": b"page " * 290, "files/newer.txt": b"style and page"})
    counted.update()

    for words in QUERIES[:5]:
        ours, theirs = _both(counted, words, 30)
        assert ours == pytest.approx(theirs)
    by_id = {document.id: document.name for document in counted.documents()}
    assert "files/new.txt" in [by_id[hit.span.document] for hit in counted.search("page", limit=60)]


def test_a_text_that_grew_is_found_with_what_it_says_now(counted: Library, tmp_path: Path) -> None:
    for name in ("119.txt", "17.txt"):
        with (tmp_path / "files" / name).open("ab") as file:
            file.write(b" page" * 301)
    counted.update()
    assert counted.wait_for_index(30)

    for words in QUERIES[:5]:
        ours, theirs = _both(counted, words, 400)
        assert ours == pytest.approx(theirs)


def test_files_that_are_gone_make_room_for_others(counted: Library, tmp_path: Path) -> None:
    gone = {hit.span.document for hit in counted.search("page", limit=40)}
    for document in counted.documents():
        if document.id in gone:
            Path(document.path).unlink()
    counted.update()

    found = {hit.span.document for hit in counted.search("page", limit=40)}

    assert len(found) == 40 and not found & gone


def test_a_count_that_was_stopped_leaves_the_ranking_to_the_index(counted: Library) -> None:
    before = [hit.span for hit in counted.search("page style", limit=20)]
    calls = iter(range(10**6))

    assert not ranks.count(counted._words._write, should_stop=lambda: next(calls) > 9)

    assert ranks.best(counted._words._read, ['"page"'], most=5) is None
    assert {hit.span for hit in counted.search("page style", limit=20)} == set(before)
    counted.update()
    assert counted.wait_for_index(30)
    assert ranks.best(counted._words._read, ['"page"'], most=5) is not None


def test_counts_that_were_damaged_are_said_to_be(counted: Library) -> None:
    counted._words._write.execute("update common_words set times = x'0101'")

    with pytest.raises(LibraryDamaged, match="do not fit"):
        counted.search("page")
