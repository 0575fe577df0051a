"""What a question calls by its name is found under its code, its initials or its file's name."""

from collections.abc import Mapping

import msgspec
import pytest

from rlm_desktop.profile import Column
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.spelled import codes, spellings
from tests.fakes import FakeContext
from tests.rlm import checking
from tests.rlm.checking import parted

GUESTS = """\
prt;PT;IL;pt;AL;10
gbr;GB;MD;en;NL;20
prt;PT, GB;TX;pt;AL;30
fra;FR;CA;fr;NL;40
deu;DE;CA;de;AL;50
usa;US, FR;NY;en;NL;60
"""
COLUMNS = ("country", "origin", "state", "language", "league", "price")


def guests(notes: Mapping[str, str] | None = None) -> FakeContext:
    columns = parted(*COLUMNS)
    return FakeContext({"guests.txt": GUESTS}, columns, notes=notes)


def found(question: str) -> set[tuple[str, str]]:
    context = guests()
    links = linking.link(question, context.profile, context.query)
    return {(link.column, link.value) for link in links.values if link.otherwise}


def check(question: str, sql: str) -> Checked:
    context = guests()
    return checking.check(question, sql, context)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many guests come from Portugal?", {("country", "prt"), ("origin", "PT")}),
        ("How many from the United Kingdom?", {("country", "gbr"), ("origin", "GB")}),
        ("Wie viele Gäste kommen aus Frankreich?", {("country", "fra"), ("origin", "FR")}),
        ("How many come from California?", {("state", "CA")}),
        ("How many speak French?", {("language", "fr")}),
        ("How many come from Norway?", set()),
        ("How many American League teams are there?", {("league", "AL")}),
        ("Which teams of the National League are there?", {("league", "NL")}),
    ],
)
def test_names_are_found_under_their_codes(question: str, expected: set[tuple[str, str]]) -> None:
    assert found(question) == expected


@pytest.mark.parametrize("value", ["'Portugal'", "'PT'", "'portugal'"])
def test_a_query_that_has_the_name_gets_the_code(value: str) -> None:
    checked = check(
        "What do guests from Portugal pay?", f"SELECT AVG(price) FROM records WHERE country = {value}"
    )

    assert "country = 'prt'" in checked.program.text


def test_a_part_of_a_code_is_no_code() -> None:
    for sought in ("%usa%", "%US%", "USA"):
        sql = f"SELECT COUNT(*) FROM records WHERE country LIKE '{sought}'"
        assert "country = 'usa'" in check("How many are from the US?", sql).program.text


def test_a_small_word_is_no_country() -> None:
    assert found("Can you tell us how many guests came?") == set()


def column(name: str, *values: str) -> Column:
    return Column(name=name, type="text", values=tuple((value, 3) for value in values))


@pytest.mark.parametrize(
    ("tested", "kind"),
    [
        (column("where_from", "prt", "gbr", "fra", "deu", "usa", "nor"), "country"),
        (column("state", "CA", "DE", "IL", "MD"), "state"),
        (column("country", "CA", "DE", "IL", "MD"), "country"),
        (column("nation", "CAN", "CAN", "CAN", "CAN", "US", "US", "US", "OTH"), "country"),
        (column("languages", "en", "en, fr", "it", "de"), "language"),
        (column("grade", "A", "B", "C"), ""),
        (column("league", "AL", "NL"), ""),
        (column("league", "AL", "NL", "ML", "AA", "UA"), ""),
        (column("lg_id", "AL", "NL", "EAS", "WES", "NS", "ML", "AA"), ""),
        (column("language", "no", "yes"), ""),
        (column("town", "Graz", "Oulu", "Porto"), ""),
        (column("meal", "bb", "hb", "fb", "sc"), ""),
    ],
)
def test_a_column_has_codes_where_most_of_its_values_are_codes_of_one_kind(tested: Column, kind: str) -> None:
    assert codes.kind_of(tested) == kind


def test_values_that_were_not_counted_make_no_codes() -> None:
    assert codes.kind_of(Column(name="country", type="text", values=(("FR", 0), ("DE", 0)))) == ""


def test_initials_are_those_of_words_with_capitals_beside_each_other() -> None:
    assert ("New York City", "NYC") in list(spellings.initials("How many live in New York City?"))
    assert ("Bureau of Labor", "BL") in list(spellings.initials("What did the Bureau of Labor say?"))
    assert list(spellings.initials("How many did Ada see?")) == []


def test_a_document_is_found_by_its_number_without_leading_zeros() -> None:
    context = FakeContext(
        {"list.txt": "bips/bip-0039.mediawiki;final\nbips/bip-0390.mediawiki;final\n"},
        parted("name", "status"),
        notes={"name": "file name"},
    )
    links = linking.link("Who wrote BIP 39?", context.profile, context.query)

    assert [(link.phrase, link.value) for link in links.values] == [("BIP 39", "bips/bip-0039.mediawiki")]


def test_a_document_is_found_by_its_name_without_folder_and_ending() -> None:
    context = FakeContext(
        {"list.txt": "EIPS/eip-1559.md;final\nEIPS/eip-20.md;final\n"},
        parted("name", "status"),
        notes={"name": "file name"},
    )
    question = "When was EIP-1559 created?"
    links = linking.link(question, context.profile, context.query)
    sql = "SELECT status FROM records WHERE name = 'EIPS/eip-1559.md'"
    checked = checking.check(question, sql, context)

    assert [(link.phrase, link.value) for link in links.values] == [("EIP-1559", "EIPS/eip-1559.md")]
    assert checked.program.text == sql
    by_number = Program(language="sql", text="SELECT status FROM records WHERE name LIKE '%1559%'")
    assert not Grounding(question, context.profile, links, context.query).check(by_number).doubts


@pytest.mark.parametrize(
    ("question", "written", "value"),
    [
        ("How many has O'Brien?", "O''Brien", "O\u2019Brien"),
        ("How many has Jose?", "Jose", "José"),
        ("How many has JOSÉ?", "José", "José"),
    ],
)
def test_accents_and_apostrophes_need_not_be_written(question: str, written: str, value: str) -> None:
    context = FakeContext({"a.txt": "O\u2019Brien;1\nJosé;2\nSmith;3\n"}, parted("name"))
    table = msgspec.structs.replace(context.profile.tables[0], kind="delimited")
    profile = msgspec.structs.replace(context.profile, tables=(table,))
    links = linking.link(question, profile, context.query)
    sql = f"SELECT COUNT(*) FROM records WHERE name = '{written}'"
    checked = Grounding(question, profile, links, context.query).check(Program(language="sql", text=sql))

    assert f"name = '{value}'" in checked.program.text
    assert not checked.doubts


STATIONS = "".join(
    f"{code};{name}\n"
    for code, name in (
        ("SZ", "GENEVA"),
        ("CH", "YALEP"),
        ("JA", "TOKYO"),
        ("SW", "LUND"),
        ("US", "RENO"),
        ("GM", "TRIER"),
        ("CA", "BANFF"),
        ("JM", "KINGSTON"),
        ("NO", "JAN MAYEN(NOR-NAVY)"),
    )
    for _ in range(3)
)


@pytest.mark.parametrize(
    ("country", "code"), [("Switzerland", "SZ"), ("Germany", "GM"), ("China", "CH"), ("Canada", "CA")]
)
def test_codes_of_countries_that_are_not_those_of_iso_are_read_as_they_are_meant(
    country: str, code: str
) -> None:
    context = FakeContext({"stations.txt": STATIONS}, parted("ctry", "name"))
    links = linking.link(f"How many stations are there in {country}?", context.profile, context.query)

    assert [link.value for link in links.values] == [code]


def test_a_name_in_capitals_that_stands_written_out_is_no_initials() -> None:
    context = FakeContext(
        {"stations.txt": STATIONS.replace("SW", "AR").replace("JA", "FR")}, parted("cc", "name")
    )
    links = linking.link("How cold was it at JAN MAYEN?", context.profile, context.query)

    assert "JM" not in {link.value for link in links.values}
    assert ("JAN MAYEN", "JM") in list(spellings.initials("How cold was it at JAN MAYEN?"))
