"""Search ranks passages by words; a scan looks at every byte and its totals are exact."""

import re
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_desktop.context import indexing, search, wordscan
from rlm_desktop.context import scan as scanning
from rlm_desktop.context.library import Library
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.scan import scan
from rlm_desktop.context.search import WordIndex, terms
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import Stopped, VerbMisused
from rlm_desktop.paths import DataFolder
from tests.context.conftest import MakeLibrary, plain_profile, write

LOG = b"".join(
    b"2026-01-%02d user%d %s\n" % (n % 28 + 1, n % 7, (b"ERROR", b"info")[n % 3 > 0]) for n in range(5000)
)


def test_totals_are_exact_also_beyond_the_hits_that_are_kept(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LOG, "b.log": LOG, "c.log": b"nothing\n"})

    found = library.scan("error", keep=10)

    assert (found.matches, found.lines, found.documents) == (3334, 3334, 2)
    assert [hit.text for hit in found.hits] == [
        line.decode() for line in LOG.splitlines() if b"ERROR" in line
    ][:10]


@pytest.mark.parametrize(
    "pattern", ["ERROR", "error|info", "user[0-3] ", "r", "[0-9]", "^2026", "o$", r"\b0"]
)
@pytest.mark.parametrize("keep", [3, 4000])
def test_what_stands_too_often_for_all_places_is_counted_just_as_exactly(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch, pattern: str, keep: int
) -> None:
    mail = b"".join(b"From a\nSubject: error %d\n\nr 2026 info\n" % n for n in range(40))
    library = library_of(
        {"a.log": LOG, "b.txt": "Störung ERROR\n2026\n".encode("cp1252") * 9, "c.log": b"-\n", "d.log": LOG}
        | {"e.log": "\ufeff2026 ERROR\n".encode(), "f.eml": mail}
    )
    every = library.scan(pattern, regex=True, keep=keep)

    monkeypatch.setattr(scanning, "MANY", 50)

    assert library.scan(pattern, regex=True, keep=keep) == every
    assert every.matches > 50


def test_a_search_may_be_held_to_some_documents(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": b"storm at sea\n", "b.txt": b"storm and calm\n", "c.txt": b"calm\n"})
    a, b, _ = (document.id for document in library.documents())

    assert {hit.span.document for hit in library.search("storm")} == {a, b}
    assert [hit.span.document for hit in library.search("storm", documents=[b])] == [b]


def test_a_search_held_to_long_documents_matches_the_words_once_and_not_for_each_passage(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    storms = b"".join(b"storm %d at sea\n" % n for n in range(900))
    library = library_of({"a.txt": storms, "b.txt": storms.replace(b"storm", b"calm"), "c.txt": b"calm 17\n"})
    a, b, c = (document.id for document in library.documents())
    library.wait_for_index()
    asked: list[str] = []
    library._words._read.set_trace_callback(asked.append)
    few = [library.search("storm 17", limit=9, documents=some) for some in ([a, b], [b, c])]
    each = [sql for sql in asked if " and rowid in " in sql]
    asked.clear()

    monkeypatch.setattr(search, "_FEW", 0)

    assert [library.search("storm 17", limit=9, documents=some) for some in ([a, b], [b, c])] == few
    assert library.search("storm 17", limit=9, documents=[c, b, a]) == library.search("storm 17", limit=9)
    assert [hit.span.document for hit in few[1]][:1] == [c]
    assert (len(each), [sql for sql in asked if " and rowid in " in sql]) == (2, [])


def test_a_hit_is_the_line_and_its_bytes(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": "eins\r\nzwei ä zwei\r\ndrei".encode()})

    found = library.scan("zwei")

    assert (found.matches, found.lines) == (2, 1)
    (hit,) = found.hits
    assert hit.text == "zwei ä zwei" == library.read(hit.span)


def test_a_scan_of_one_document_keeps_its_hits_also_behind_many_of_others(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LOG, "z.log": b"an ERROR\n", "u.txt": "ERROR".encode("utf-16")})
    last = next(document.id for document in library.documents() if document.name.endswith("z.log"))

    found = library.scan("error", keep=10, documents=[last])

    assert (found.matches, found.documents) == (1, 1)
    assert [hit.text for hit in found.hits] == ["an ERROR"]


def test_case_is_ignored_unless_it_counts(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": "Äpfel äpfel ÄPFEL\n".encode()})

    assert library.scan("äpfel").matches == 3
    assert library.scan("äpfel", ignore_case=False).matches == 1


def test_a_literal_is_taken_as_it_is_and_an_expression_is_not(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": b"a.c abc --x\n"})

    assert library.scan("a.c").matches == 1
    assert library.scan("a.c", regex=True).matches == 2
    assert library.scan("--x").matches == 1
    assert library.scan(r"x$", regex=True).matches == 1
    assert library.scan(r"a(?=bc)", regex=True).matches == 1


def test_text_that_was_extracted_is_counted_by_document(library_of: MakeLibrary) -> None:
    library = library_of({f"{n}.txt": f"line\nword {n}\nword".encode("utf-16") for n in range(20)})

    found = library.scan("word")

    assert (found.matches, found.lines, found.documents) == (40, 40, 20)
    assert [hit.text for hit in found.hits[:3]] == ["word 0", "word", "word 1"]


@pytest.mark.parametrize("pattern", ["(", "[a", "*", r"(?P<x", r"(?=a)("])
def test_an_expression_that_is_not_valid_is_explained(library_of: MakeLibrary, pattern: str) -> None:
    with pytest.raises(VerbMisused, match="not valid") as refused:
        library_of({"a.txt": b"text\n"}).scan(pattern, regex=True)

    assert "offset" not in str(refused.value), "it would be one of another expression"


def test_an_empty_pattern_is_refused(library_of: MakeLibrary) -> None:
    with pytest.raises(VerbMisused):
        library_of({"a.txt": b"text\n"}).scan("")


def test_an_expression_cannot_run_away(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": b"a" * 200_000 + b"!\n"})

    assert library.scan("(a+)+$", regex=True).matches == 0
    with pytest.raises(VerbMisused):
        library.scan("(?=a)(a+)+$", regex=True)


@pytest.mark.parametrize("pattern", ["", "a\0b", "\ud800", "x" * 200_000])
def test_a_pattern_that_no_process_can_be_told_is_refused(library_of: MakeLibrary, pattern: str) -> None:
    with pytest.raises(VerbMisused):
        library_of({"a.txt": b"some text"}).scan(pattern)


def test_a_scan_can_be_stopped(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": LOG * 200})

    with pytest.raises(Stopped):
        scan(library._texts, Pattern("(?=u)(u|s|e)+r", regex=True), keep=1, should_stop=lambda: True)


@given(st.lists(st.sampled_from(["ab", "AB", "b", "ä", " ", "\n"]), max_size=60))
@settings(deadline=None, max_examples=25)
def test_totals_are_those_of_a_plain_count(pieces: list[str]) -> None:
    text = "".join(pieces)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"files/a.txt": text.encode()})
        with Shelf(DataFolder(Path(folder) / "data"), derive=plain_profile).for_paths(
            [Path(folder) / "files"]
        ) as library:
            library.update()
            found = library.scan("ab")

    assert found.matches == len(re.findall("ab", text, re.IGNORECASE))
    assert found.lines == sum("ab" in line.lower() for line in text.split("\n"))


BOOK = {
    "apples.txt": b"How to grow apples. Apples like sun.\n" * 3,
    "pears.txt": b"Pears are grown on trees. An apple is no pear.\n" * 3,
    "plums.txt": b"The plum and the sun.\n" * 300,
}


def names(library: Library, words: str) -> list[str]:
    by_id = {document.id: document.name for document in library.documents()}
    return list(dict.fromkeys(by_id[hit.span.document] for hit in library.search(words, limit=9)))


def test_the_best_passage_comes_first_and_its_text_stands_there(library_of: MakeLibrary) -> None:
    library = library_of(BOOK)

    assert names(library, "growing an apple")[0] == "files/apples.txt"
    assert names(library, "pear trees") == ["files/pears.txt"]
    for hit in library.search("sun", limit=9):
        assert hit.text == library.read(hit.span)


def test_words_of_whoever_asks_are_not_looked_for() -> None:
    asked = "My late mother's account: once I have proved who I am, how many hours must they wait to help us?"

    assert terms(asked) == ["late", "mother", "account", "once", "proved", "hours", "wait", "help"]
    assert terms("Who are they?") == ["Who", "are", "they"]


@pytest.mark.parametrize(
    ("asked", "looked_for"),
    [
        ("What was decided in May?", ["decided", "May"]),
        ("US exports in May 2020", ["US", "exports", "May", "2020"]),
        ("What did Will tell the IT department?", ["Will", "tell", "IT", "department"]),
        ("May I tell them? Will they help us?", ["tell", "help"]),
        ('Who said "it"?', ["said", "it"]),
        ("WHAT IS THE RENT?", ["RENT"]),
    ],
)
def test_a_common_word_that_is_a_name_is_looked_for(asked: str, looked_for: list[str]) -> None:
    assert terms(asked) == looked_for


def test_words_that_are_syntax_elsewhere_are_just_words(library_of: MakeLibrary) -> None:
    library = library_of(BOOK)

    for words in ('"', "NEAR(", "a AND NOT", "*", '"*"', "*sun", "-sun", "col:x", "'", ""):
        library.search(words, limit=3)
    assert names(library, '"no pear"') == ["files/pears.txt"]


@pytest.mark.parametrize("indexed", [True, False])
def test_a_star_stands_for_the_rest_of_a_word(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch, indexed: bool
) -> None:
    if not indexed:
        monkeypatch.setattr(indexing, "AT_ONCE", 0)
        monkeypatch.setattr(indexing.Indexing, "begin", lambda self, texts: None)
    library = library_of({"a.txt": b"The insurer paid.", "b.txt": b"Insurance is due.", "c.txt": b"unsure"})

    assert sorted(names(library, "insur*")) == ["files/a.txt", "files/b.txt"]
    assert names(library, "unsu*") == ["files/c.txt"]
    assert names(library, "insu") == []


def test_search_works_before_anything_is_indexed(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 0)
    monkeypatch.setattr(indexing.Indexing, "begin", lambda self, texts: None)
    library = library_of(BOOK)

    assert names(library, "pear trees") == ["files/pears.txt"]
    for hit in library.search("sun", limit=9):
        assert hit.text == library.read(hit.span)
        assert "sun" in hit.text


def test_a_window_found_by_scanning_begins_and_ends_with_whole_lines(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LOG + b"the needle is here\n" + LOG})

    (hit,) = wordscan.search(library._texts, library._texts.sources, ["needle"], limit=1)

    assert hit.text.startswith("2026-01-") and hit.text.endswith("\n")
    assert "the needle is here\n" in hit.text


def test_a_big_library_is_indexed_in_the_background(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 0)

    library = library_of({"a.log": LOG * 3, "b.txt": b"a needle\n"})

    assert library.wait_for_index(30)
    assert library.search("needle", limit=2)[0].text == "a needle\n"


def test_a_file_bigger_than_a_stretch_of_indexing_is_indexed_whole(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlm_desktop.context.search._COMMIT", 5000)

    library = library_of({"a.log": LOG + b"needle"})

    assert library.wait_for_index()
    rows = library._words._read.execute("select start, start + size from passages order by start").fetchall()
    assert rows[0][0] == 0 and rows[-1][1] == len(LOG) + 6
    assert all(before[1] == after[0] for before, after in pairwise(rows))


def test_two_programs_that_index_the_same_text_share_the_work(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("rlm_desktop.context.search._COMMIT", 5000)
    texts = library_of({"a.log": LOG})._texts
    (source,) = texts.sources
    one, other = WordIndex(tmp_path / "words.sqlite"), WordIndex(tmp_path / "words.sqlite")

    at_work = [(index, index._add_document(texts, source)) for index in (one, other)]
    while at_work:
        for index, adding in list(at_work):
            if next(adding, None) is None:
                at_work.remove((index, adding))
            index._commit()

    rows = one._read.execute("select start, start + size from passages order by start").fetchall()
    assert rows[0][0] == 0 and rows[-1][1] == len(LOG)
    assert all(before[1] == after[0] for before, after in pairwise(rows))
    for index in (one, other):
        index.close()


def test_passages_are_drawn_from_all_documents_without_reading_the_rest(library_of: MakeLibrary) -> None:
    small, large = b"one line\n" * 3000, b"".join(b"line %d of the large one\n" % n for n in range(20_000))
    library = library_of({"a.txt": small, "b.txt": large, "empty.txt": b""})
    one, other, _ = (document.id for document in library.documents())

    drawn = library.drawn(30, size=600, seed=1)

    assert len(set(drawn)) == len(drawn) == 30
    assert all(library.read(place).startswith(("line ", "one line")) for place in drawn)
    assert all(0 < place.end - place.start <= 600 for place in drawn)
    assert drawn == library.drawn(30, size=600, seed=1) != library.drawn(30, size=600, seed=2)
    assert sum(place.document == one for place in drawn) < 4
    alike = library.drawn(30, size=600, alike=True)
    assert 12 < sum(place.document == one for place in alike) < 17
    whole = library.drawn(3000, size=600, documents=[other])
    assert sorted(whole) == list(library.passages(size=600, documents=[other])) != whole
