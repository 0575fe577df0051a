"""What XML documents tell of themselves becomes columns, with what entities beside them stand for."""

import time
from pathlib import Path

import pytest

from rlm_desktop.context.records.heads.head import head_of
from rlm_desktop.context.records.heads.xml_heads import pairs_of
from rlm_desktop.context.records.values.entities import Entities
from tests.context.records.conftest import Parse, source_of

ROPE = """<?xml version="1.0"?>
<!DOCTYPE rule SYSTEM "rule.dtd" [
  <!ENTITY % people SYSTEM "people.ent">
  %people;
  <!ENTITY here "Harbour">
]>
<rule>
<header>
  <title>On <em>old</em> ropes &amp; nets</title>
  <!-- <status>None</status> -->
  <status>{status}</status>
  <needs><ref>R-1</ref><ref>R-2</ref></needs>
  <place>&here; &there;</place>
  &ada;
  <author><firstname>Bob</firstname><surname>Hook</surname><email>bob@example.org</email></author>
  <revision><version>1.1</version><date>2020-03-0{n}</date><remark><p>Said more.</p></remark></revision>
  <revision><version>1.0</version><date>2019-03-0{n}</date><remark>First.</remark></revision>
</header>
<section title="Why"><p>Text <status>no header</status></p></section>
</rule>
"""
PEOPLE = """<!-- those who write -->
<!ENTITY ada "<author><surname>Love, Lady</surname><firstname>Ada</firstname></author>">
"""


def test_elements_of_the_header_are_columns(parse: Parse) -> None:
    files = {f"r{n}.xml": ROPE.format(n=n, status="Draft" if n % 2 else "Final") for n in range(1, 7)}
    parsed = parse({**files, "people.ent": PEOPLE})

    row = parsed.ask(
        "SELECT title, status, needs, place, author, author_email, revisions, first_revision_date,"
        " last_revision_date, last_revision_version FROM records WHERE name = 'r2.xml'"
    )[0]
    assert [str(value) for value in row] == [
        "On old ropes & nets",
        "Final",
        "R-1, R-2",
        "Harbour &there;",
        "Ada Love, Lady; Bob Hook",
        "bob@example.org",
        "2",
        "2019-03-02",
        "2020-03-02",
        "1.1",
    ]
    assert parsed.ask("SELECT count(*) FROM records") == [(6,)]
    notes = {column.name: column.note for column in parsed.tables[0].columns}
    assert notes["author"] == "several, parted by “;”"
    assert notes["needs"] == "several, parted by “,”"
    assert "remark" not in " ".join(notes)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "<TEI><teiHeader><fileDesc><titleStmt><title>A</title><author>Ada</author></titleStmt></fileDesc>"
            "</teiHeader><text/></TEI>",
            {"title": "A", "author": "Ada"},
        ),
        (
            "<article><front><article-meta><title-group><article-title>A</article-title></title-group>"
            '<contrib-group><contrib contrib-type="author"><name><surname>Hook</surname><given-names>Bob'
            "</given-names></name></contrib></contrib-group><pub-date><day>5</day><month>Jul</month>"
            "<year>2011</year></pub-date></article-meta></front><body/></article>",
            {"article_title": "A", "author": "Bob Hook", "pub_date": "2011-07-05"},
        ),
        (
            '<package xmlns:dc="x"><metadata><dc:title>A</dc:title><dc:creator>Ada</dc:creator>'
            '<meta name="cover" content="c1"/></metadata></package>',
            {"title": "A", "creator": "Ada", "cover": "c1"},
        ),
        (
            '<rfc><front><title>A</title><author fullname="Ada L."/><date year="2020" month="May"/></front>',
            {"title": "A", "author": "Ada L.", "date": "2020-05"},
        ),
        (
            "<book><info><title>A</title><author><personname><firstname>Ada</firstname><surname>L</surname>"
            "</personname></author><author><orgname>Club</orgname></author></info></book>",
            {"title": "A", "author": "Ada L\x1fClub"},
        ),
        (
            "<bill><number>7</number><buyer><name>Ada</name><city>Ulm</city></buyer></bill>",
            {"number": "7", "buyer": "Ada", "buyer_city": "Ulm"},
        ),
    ],
)
def test_headers_of_many_kinds_are_read(body: str, wanted: dict[str, str]) -> None:
    assert dict(pairs_of(f"<?xml version='1.0'?>\n{body}")) == wanted


def test_what_is_no_xml_has_no_such_header() -> None:
    assert head_of("<div>\n<title>A</title><status>b</status>\n</div>\n") == ""
    assert (
        pairs_of("<!DOCTYPE html><html><head><title>A</title><meta name='b' content='c'/></head></html>")
        == []
    )


def test_a_header_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    assert pairs_of("<?xml version='1.0'?><a><head><title>A</title><size>3</size><status>Dr") == [
        ("title", "A"),
        ("size", "3"),
        ("status", "Dr"),
    ]


def test_entities_that_grow_and_grow_stay_small(tmp_path: Path) -> None:
    defined = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 50}">' for n in range(8))
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "{"x" * 100}">{defined}]><a>&e8;</a>'
    circle = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "&e;&e;">]><a>&e;</a>'

    began = time.monotonic()
    assert len(Entities().unfolded("a.xml", text)) < 400_000
    assert len(Entities().unfolded("a.xml", circle)) < 10_000
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("wanted", ["../people.ent", "/etc/people.ent", "http://example.org/people.ent"])
def test_entities_of_other_places_are_left_alone(wanted: str, tmp_path: Path) -> None:
    path = tmp_path / "people.ent"
    path.write_text(PEOPLE, encoding="utf-8")
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "{wanted}">%p;]><a>&ada;</a>'

    assert Entities([source_of(path)]).unfolded("a.xml", text) == text


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a "', "<!ENTITY a '", "<![CDATA[", "<a>", "&a;"])
def test_hostile_beginnings_take_no_time(piece: str) -> None:
    began = time.monotonic()
    pairs_of(Entities().unfolded("a.xml", '<?xml version="1.0"?><!DOCTYPE a [' + piece * 16_000))
    assert time.monotonic() - began < 2
