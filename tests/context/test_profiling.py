"""What a person and the root model are told of a library before anything is asked."""

from pathlib import Path

import msgspec

from rlm_desktop.context.profiling import describe, profile_texts
from rlm_desktop.context.source import Source
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.spans import DocumentId

BOOK = """The Ship
========

CHAPTER I. Leaving

It was cold.

# The second part

Nobody came.
"""


def sources(folder: Path, texts: dict[str, bytes]) -> list[Source]:
    found = []
    for number, (name, text) in enumerate(texts.items(), 1):
        path = folder / name
        path.write_bytes(text)
        kind = path.suffix[1:]
        found.append(
            Source(document=DocumentId(number), name=name, kind=kind, path=path, start=0, size=len(text))
        )
    return found


def table(*columns: Column, rows: int = 10, fits: float = 1.0) -> Table:
    return Table(name="records", kind="log", row_is="line", rows=rows, fits=fits, columns=columns)


def told(*columns: Column, rows: int = 10, fits: float = 1.0) -> str:
    return describe(Profile(documents=1, bytes=5, lines=2, tables=(table(*columns, rows=rows, fits=fits),)))


def test_prose_has_headings_and_samples_that_stand_where_they_say(tmp_path: Path) -> None:
    texts = {"a.txt": BOOK.encode(), "b.txt": "\ufeff\n\nZwölf Männer.\nMore.\n".encode()}
    profile = profile_texts(sources(tmp_path, texts), lines=14)

    assert set(profile.headings) == {"The Ship", "CHAPTER I. Leaving", "The second part"}
    assert [sample.text for sample in profile.samples] == ["The Ship", "Zwölf Männer."]
    contents = list(texts.values())
    for sample in profile.samples:
        span = sample.span
        assert contents[span.document - 1][span.start : span.end].decode() == sample.text


def test_records_have_no_headings(tmp_path: Path) -> None:
    profile = profile_texts(sources(tmp_path, {"a.txt": BOOK.encode()}), lines=9, tables=[table()])

    assert profile.headings == ()


def test_of_one_document_samples_come_from_all_over_it(tmp_path: Path) -> None:
    text = "".join(f"line {n} of the text\n" for n in range(300)).encode()
    profile = profile_texts(sources(tmp_path, {"a.txt": text}), lines=300)

    starts = [sample.span.start for sample in profile.samples]
    assert starts[0] == 0
    assert starts[1] > len(text) // 4
    assert starts[2] > len(text) // 2


def test_the_last_line_of_a_front_matter_is_no_heading(tmp_path: Path) -> None:
    text = b"---\ntitle: Ropes\ntags: [a, b]\n---\n\n# All about ropes\n\nThey hold.\n"

    assert profile_texts(sources(tmp_path, {"a.md": text}), lines=8).headings == ("All about ropes",)


def test_empty_documents_are_counted_and_have_no_samples(tmp_path: Path) -> None:
    profile = profile_texts(sources(tmp_path, {"a.txt": b"", "b.md": b"  \n"}), lines=1, unreadable=2)

    assert (profile.documents, profile.bytes, profile.samples) == (2, 3, ())
    first = describe(profile).splitlines()[0]
    assert first == "2 documents (1 txt, 1 md), 1 lines, 3 bytes. 2 could not be read."


def test_a_table_is_told_with_ranges_values_nulls_and_what_does_not_fit() -> None:
    number = Column(name="ms", type="integer", minimum="1", maximum="90", nulls=2, distinct=9)
    word = Column(name="level", type="text", distinct=2, values=(("INFO", 8), ("ERROR", 2)))
    text = told(number, word, rows=1000, fits=0.99)

    assert "Table records: 1,000 rows, one per line; 10 do not fit and have only nulls." in text
    assert " ms     integer    1 to 90 (2 null)" in text
    assert " level  text       2 values: 'INFO', 'ERROR'" in text


def test_what_does_not_fit_is_shown_and_a_text_that_breaks_off_is_named() -> None:
    day = Column(name="day", type="date", minimum="2026-03-01", maximum="2026-03-28", unread=1)
    day = msgspec.structs.replace(day, unread_example="2026-20-03")
    orders = msgspec.structs.replace(
        table(day, fits=0.9), misfit="{id: 7, …", broken_off=((1, "a.jsonl"), (2, "b.jsonl"))
    )
    text = describe(Profile(documents=2, bytes=5, lines=2, tables=(orders,), sampled=True))

    assert "(1 not read, such as “2026-20-03”)" in text
    assert " does not fit: “{id: 7, …”" in text
    assert " “a.jsonl” and 1 more break off before the end of a record" in text
    assert "is estimated." in text


def test_of_many_values_three_are_told_and_lines_are_never_wider_than_asked() -> None:
    values = tuple((f"value number {n}", 1) for n in range(12))
    text = told(Column(name="name", type="text", distinct=5000, values=values))

    assert "5,000 values: 'value number 0', 'value number 1', 'value number 2'" in text
    assert max(map(len, text.splitlines())) <= 140


def test_of_many_columns_the_last_is_told_and_the_hidden_are_named() -> None:
    columns = [Column(name=f"c{n}", type="integer", minimum="0", maximum="1") for n in range(40)]
    text = told(*columns)

    assert " c39 " in text
    assert " and 15 more: c24, c25" in text


def test_the_list_of_documents_takes_no_samples_away(tmp_path: Path) -> None:
    listed = Table(name="documents", kind="documents", row_is="document", rows=3, fits=1.0, columns=())
    profile = profile_texts(sources(tmp_path, {"a.txt": BOOK.encode()}), lines=9, tables=[listed])

    assert profile.headings
    assert "Sample lines:" in describe(profile)
