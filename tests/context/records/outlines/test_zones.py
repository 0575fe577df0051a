"""A zone of the domain name system has a row for each record."""

from tests.context.records.conftest import Parse

ZONE = """\
$TTL 3600
; the servers
@        IN  NS   ns1.example.org.
         IN  NS   ns2.example.org.
ns1      IN  A    192.0.2.1
www 300  IN  A    192.0.2.3
mail     IN  MX 10 mx.example.org. ; the mail
"""


def test_a_record_of_a_zone_is_a_row_with_the_name_above_it(parse: Parse) -> None:
    parsed = parse({"example.zone": ZONE})

    assert parsed.ask("SELECT name, ttl, type, data FROM records") == [
        ("@", None, "NS", "ns1.example.org."),
        ("@", None, "NS", "ns2.example.org."),
        ("ns1", None, "A", "192.0.2.1"),
        ("www", 300, "A", "192.0.2.3"),
        ("mail", None, "MX", "10 mx.example.org."),
    ]
