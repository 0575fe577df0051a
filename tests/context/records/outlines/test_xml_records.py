"""Elements of one name are rows: their attributes and what is in them are columns."""

import pytest

from tests.context.records.conftest import Parse


def order(number: int, *, city: str = "Porto", tags: str = "", note: str = "") -> str:
    head = f'<order id="{number}" paid="2024-03-{number + 1:02}">'
    customer = f"<customer><name>Tea &amp; Co</name><city>{city}</city></customer>"
    amount = f'<amount currency="EUR">{number}.50</amount>'
    return f"{head}{customer}<name>order {number}</name>{amount}{tags}{note}</order>"


ORDERS = [order(n, city="Oslo" if n % 4 else "Porto", tags="<tag>new</tag>" * (n % 3)) for n in range(20)]


@pytest.mark.parametrize("between", ["", "\n", "\n    "])
def test_elements_of_one_name_are_rows_however_they_are_laid_out(parse: Parse, between: str) -> None:
    text = (
        f'<?xml version="1.0"?>\n<orders><made>2026</made>{between}{between.join(ORDERS)}{between}</orders>\n'
    )
    parsed = parse({"orders.xml": text})

    assert parsed.types == {
        "id": "integer",
        "paid": "date",
        "customer_name": "text",
        "city": "text",
        "name": "text",
        "amount_currency": "text",
        "amount": "decimal",
        "tag": "text",
        "number_of_tag": "integer",
    }
    assert parsed.ask(
        "SELECT count(*), min(customer_name), max(name), sum(amount), count(*) FILTER (city = 'Porto'),"
        " sum(number_of_tag), max(tag) FROM records"
    ) == [(20, "Tea & Co", "order 9", 200.0, 5, 19, "new; new")]
    assert parsed.texts() == [one.encode() for one in ORDERS]


def test_elements_that_have_nothing_but_attributes_are_rows(parse: Parse) -> None:
    rows = [f"<row Id='{n}' Score='{n % 7}' Title='a &lt;b&gt;&#xA;\"{n}&#39;s\"' />" for n in range(30)]
    parsed = parse({"posts.xml": "<posts>\n  " + "\n  ".join(rows) + "\n</posts>"})

    assert parsed.types == {"id": "integer", "score": "integer", "title": "text"}
    assert parsed.ask("SELECT count(*), max(score), min(title) FROM records") == [(30, 6, 'a <b> "0\'s"')]
    assert parsed.texts() == [row.encode() for row in rows]


def test_the_rows_are_what_several_elements_have_many_of(parse: Parse) -> None:
    cases = "".join(f'<case name="c{n}" time="0.{n + 10}"/>' for n in range(12))
    parsed = parse({"tests.xml": "<all>" + f"<suite>{cases}</suite>" * 4 + "</all>"})

    assert parsed.ask("SELECT count(*), count(DISTINCT name) FROM records") == [(48, 12)]


def test_a_feed_has_a_row_for_each_item_and_raw_text_is_read(parse: Parse) -> None:
    items = "".join(
        f"<item><title>News {n}</title><dc:creator>Ada</dc:creator>"
        f"<pubDate>Mon, 0{n + 1} Jan 2024 10:00:00 GMT</pubDate>"
        "<body><![CDATA[a <b>bold</b> & one]]></body></item>"
        for n in range(8)
    )
    feed = f'<rss xmlns:dc="x"><channel><title>All</title><link>x</link>{items}</channel></rss>'
    parsed = parse({"feed.xml": feed})

    assert parsed.types == {"title": "text", "creator": "text", "pub_date": "timestamp", "body": "text"}
    assert parsed.ask("SELECT DISTINCT creator, body FROM records") == [("Ada", "a bold & one")]


@pytest.mark.parametrize(
    "text",
    [
        "<book>" + "<chapter><para>Some <em>words</em> here.</para></chapter>" * 20 + "</book>",
        "<list>" + "<word>lamp</word>" * 30 + "</list>",
        "<page><head>a</head><body>b</body><foot>c</foot></page>",
        "<134>Jan  1 10:00:01 fw kernel: up\n" * 30,
        "<tree>" + "<node id='1'><node id='2'/></node>" * 10 + "</tree>",
    ],
    ids=["prose", "words", "few", "a log", "elements in elements of their name"],
)
def test_other_texts_are_no_rows_of_elements(parse: Parse, text: str) -> None:
    assert all(table.kind != "blocks" for table in parse({"text.xml": text}).tables)
