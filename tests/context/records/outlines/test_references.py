"""References in the forms of programs for literature are rows, with their authors and keywords as lists."""

import pytest

from tests.context.records.conftest import Parse

PUBMED = "\n\n".join(
    f"""PMID- 3372{n}
OWN - NLM
DCOM- 2021110{n}
DP  - 20{n + 12} Mar 13
TI  - About the treatment of things, which is a long title that goes on
      over two lines.
AB  - METHODS: We looked.
      RESULTS: We found.
FAU - Byron, Ada
AU  - Byron A
FAU - Cole, Ben
AU  - Cole B
LA  - eng
{"LA  - spa" if n > 4 else "PL  - Peru"}
PT  - Journal Article
{"PT  - Review" if n % 2 else "PL  - Peru"}
JT  - Notes"""
    for n in range(1, 8)
)
RIS = "\r\n".join(
    f"""TY  - JOUR\r
AU  - Byron, Ada\r
AU  - Cole, Ben\r
TI  - Title number {n}\r
PY  - 201{n}/03/02/\r
KW  - looms\r
KW  - engines\r
ER  - \r
"""
    for n in range(1, 6)
)
ENDNOTE = "\n".join(
    f"%0 Journal Article\n%A Byron, Ada\n%A Cole, Ben\n%T Title number {n}\n%D 201{n}\n%M 77{n}\n"
    for n in range(1, 6)
)


def test_references_of_pubmed_have_columns_with_the_names_people_use(parse: Parse) -> None:
    parsed = parse({"export.txt": PUBMED})

    assert parsed.tables[0].rows == 7
    assert parsed.ask("SELECT title, authors, abstract, year FROM records WHERE pmid = 33721") == [
        (
            "About the treatment of things, which is a long title that goes on over two lines.",
            "Ada Byron; Ben Cole",
            "METHODS: We looked. RESULTS: We found.",
            2013,
        )
    ]
    asked = "SELECT count(*) FROM records WHERE {}"
    assert parsed.ask(asked.format("language = 'eng; spa'")) == [(3,)]
    assert parsed.ask(asked.format("publication_type LIKE '%Review%'")) == [(4,)]
    assert parsed.types["completed"] == parsed.types["published"] == "date"
    assert parsed.ask(asked.format("published = DATE '2014-03-13'")) == [(1,)]
    assert parsed.texts()[0].startswith(b"PMID- 33721")


@pytest.mark.parametrize(("name", "text"), [("list.ris", RIS), ("list.enw", ENDNOTE)])
def test_references_of_other_programs_are_rows_as_well(parse: Parse, name: str, text: str) -> None:
    parsed = parse({name: text})

    author = next(column for column in parsed.types if column.startswith("author"))
    assert parsed.ask(
        f"SELECT {author}, title, CAST(year AS INTEGER) FROM records ORDER BY title LIMIT 1"
    ) == [("Ada Byron; Ben Cole", "Title number 1", 2011)]
    assert parsed.tables[0].rows == 5


def test_keywords_stand_several_times(parse: Parse) -> None:
    assert parse({"list.ris": RIS}).ask("SELECT DISTINCT keywords FROM records") == [("looms; engines",)]


def test_names_of_journals_before_the_references_are_none_of_them(parse: Parse) -> None:
    short = "@string{jams = {J.~Amer. Math. Soc.}}\n@preamble{ {x} }\n@string{hup     = {Harvard}}\n\n"
    entry = "@article{{k{n},\n  author = {{Byron, Ada and Cole, Ben}},\n"
    entry += "  title = {{Looms of 5~nm}},\n  note = {{{note}}},\n}}\n"
    note = r"A \texttt{book} entry"
    parsed = parse({"some.bib": short + "\n".join(entry.format(n=n, note=note) for n in range(6))})

    assert parsed.tables[0].rows == 6
    assert parsed.ask("SELECT DISTINCT author, title, note FROM records") == [
        ("Ada Byron; Ben Cole", "Looms of 5 nm", "A book entry")
    ]
